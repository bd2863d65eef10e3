/* invites.c: links that let somebody join. A code is a secret of 256 bits, stored as a keyed hash;
 * it is good for one account, once, and for that account again afterwards. */
#include "control/control_impl.h"
#include "control/team.h"
#include "record/decode.h"

#define KEPT_MS (30 * DAY_MS) /* after they ran out or were taken */

static void hash_code(const struct control *c, struct str code, uint8_t out[HASH_BYTES])
{
	seal_hash(c->hash_key, S("invite"), code, out, HASH_BYTES);
}

/* -- those of a workspace -- */

static enum err rows_of(struct db *db, struct arena *a, struct uuid workspace_id, void ***rows,
                        unsigned *n)
{
	struct invite like = { 0 };
	set(&like, invite, workspace_id, workspace_id);
	return rows_with(db, a, &invite_record, F_invite_workspace_id, &like, rows, n);
}

static bool is_open(const struct invite *row, int64_t now_ms)
{
	return !has(row, F_invite_taken_by) && now_ms < row->expires_at;
}

enum err invites_drop(struct db *db, struct arena *a, struct uuid user_id, struct uuid workspace_id,
                      enum member_role now)
{
	void **rows;
	unsigned n;
	TRY(rows_of(db, a, workspace_id, &rows, &n));
	for (unsigned i = 0; i < n; i++) {
		const struct invite *row = rows[i];
		if (uuid_eq(row->made_by, user_id) && !has(row, F_invite_taken_by) &&
		    !role_may_change(now, member_role_unset, row->role))
			TRY(row_delete(db, &invite_record, row));
	}
	return OK;
}

static bool is_old(const struct invite *row, int64_t now_ms)
{
	int64_t over = has(row, F_invite_taken_at) ? row->taken_at : row->expires_at;
	return now_ms >= over + KEPT_MS;
}

/* Reads them all; once a start. */
enum err invites_sweep(struct control *c, struct db *db)
{
	struct arena a = ARENA_INIT;
	void **rows;
	unsigned n = 0;
	enum err e = rows_with(db, &a, &invite_record, -1, NULL, &rows, &n);
	for (unsigned i = 0; e == OK && i < n; i++)
		if (is_old(rows[i], c->now_ms()))
			e = row_delete(db, &invite_record, rows[i]);
	arena_release(&a);
	return e;
}

/* -- making -- */

struct making {
	struct team_actor by;
	struct invite *row;
	unsigned invites_max, members_max;
};

/* Who is a member already needs no invitation; that they are is no secret among admins. */
static enum err not_there_yet(struct db *db, struct arena *a, const struct invite *row)
{
	struct user user;
	struct membership m;
	if (!has(row, F_invite_email))
		return OK;
	enum err e = user_by_email(db, a, row->email, &user);
	if (e == OK)
		e = membership_find(db, a, user.id, row->workspace_id, &m);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	return membership_stands(&m) ? ERR_CONFLICT : OK;
}

/* How many may still be taken; the old ones go. */
static enum err count_open(struct control *c, struct db *db, struct arena *a,
                           struct uuid workspace_id, unsigned *open)
{
	void **rows;
	unsigned n;
	*open = 0;
	TRY(rows_of(db, a, workspace_id, &rows, &n));
	for (unsigned i = 0; i < n; i++) {
		*open += is_open(rows[i], c->now_ms());
		if (is_old(rows[i], c->now_ms()))
			TRY(row_delete(db, &invite_record, rows[i]));
	}
	return OK;
}

static enum err make(struct control *c, struct db *db, struct arena *a, const struct making *m)
{
	enum member_role role;
	unsigned open, members;
	TRY(acting_role(db, a, &m->by, &role));
	if (!role_may_change(role, member_role_unset, m->row->role))
		return ERR_FORBIDDEN;
	TRY(not_there_yet(db, a, m->row));
	TRY(count_open(c, db, a, m->by.workspace_id, &open));
	TRY(members_count(db, a, m->by.workspace_id, &members));
	if (open >= m->invites_max || members >= m->members_max)
		return ERR_LIMIT;
	return row_insert(db, &invite_record, m->row);
}

static enum err run_make(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = make(c, db, &a, arg);
	arena_release(&a);
	return e;
}

enum err invite_make(struct control *c, const struct team_actor *by, const struct invite_new *what,
                     struct uuid *id, char code[SECRET_TEXT])
{
	struct arena a = ARENA_INIT;
	struct invite row = { 0 };
	uint8_t hash[HASH_BYTES];
	fresh_secret(code);
	hash_code(c, (struct str) { code, SECRET_TEXT }, hash);
	*id = fresh_row(c, &row);
	set(&row, invite, workspace_id, by->workspace_id);
	set(&row, invite, made_by, by->user_id);
	set(&row, invite, role, what->role);
	if (!str_absent(what->email))
		set(&row, invite, email, email_folded(&a, what->email));
	set(&row, invite, code_hash, ((struct str) { (const char *) hash, sizeof hash }));
	set(&row, invite, expires_at, what->expires_at);
	struct making m = { *by, &row, what->invites_max, what->members_max };
	enum err e = has(&row, F_invite_email) && !email_valid(row.email) ? ERR_INVALID : OK;
	if (e == OK)
		e = control_write(c, run_make, &m);
	arena_release(&a);
	return e;
}

/* -- listing -- */

struct listing {
	struct arena *arena;
	struct uuid workspace_id;
	struct invite_listed *v;
	unsigned n;
};

static struct invite_listed listed(const struct invite *row, struct str made_by)
{
	return (struct invite_listed) {
		.id = row->id,
		.email = has(row, F_invite_email) ? row->email : STR_ABSENT,
		.role = row->role,
		.made_by = made_by,
		.created_at = row->created_at,
		.expires_at = row->expires_at,
		.taken_at = has(row, F_invite_taken_at) ? row->taken_at : 0,
	};
}

/* Ids rise with time, and the newest comes first. */
static enum err list(struct control *c, struct db *db, void *arg)
{
	struct listing *l = arg;
	void **rows;
	unsigned n;
	(void) c;
	TRY(rows_of(db, l->arena, l->workspace_id, &rows, &n));
	l->v = arena_array(l->arena, struct invite_listed, n);
	for (unsigned i = n; i > 0; i--) {
		const struct invite *row = rows[i - 1];
		struct user maker = { .name = S("") };
		enum err e = row_by_id(db, l->arena, &user_record, row->made_by, &maker);
		TRY(e == ERR_NOT_FOUND ? OK : e);
		l->v[l->n++] = listed(row, e == OK ? maker.name : S(""));
	}
	return OK;
}

enum err invite_list(struct control *c, struct arena *a, struct uuid workspace_id,
                     struct invite_listed **out, unsigned *n)
{
	struct listing l = { .arena = a, .workspace_id = workspace_id };
	TRY(control_read(c, list, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

/* -- revoking -- */

struct revoking {
	struct team_actor by;
	struct uuid id;
};

static enum err revoke(struct db *db, struct arena *a, const struct revoking *r)
{
	enum member_role role;
	struct invite row;
	TRY(acting_role(db, a, &r->by, &role));
	TRY(row_by_id(db, a, &invite_record, r->id, &row));
	if (!uuid_eq(row.workspace_id, r->by.workspace_id))
		return ERR_NOT_FOUND;
	if (!role_may_change(role, member_role_unset, row.role))
		return ERR_FORBIDDEN;
	return row_delete(db, &invite_record, &row);
}

static enum err run_revoke(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	(void) c;
	enum err e = revoke(db, &a, arg);
	arena_release(&a);
	return e;
}

enum err invite_revoke(struct control *c, const struct team_actor *by, struct uuid id)
{
	struct revoking r = { *by, id };
	return control_write(c, run_revoke, &r);
}
