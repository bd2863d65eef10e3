/* tokens.c: keys for programs: kt_ and a secret, stored as a keyed hash. */
#include "control/control_impl.h"
#include "control/team.h"
#include "plat/random.h"

void fresh_secret(char out[SECRET_TEXT])
{
	uint8_t bytes[SECRET_BYTES];
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	random_bytes(bytes, sizeof bytes);
	put_base64url(&b, bytes, sizeof bytes);
	ENSURE(b.len == SECRET_TEXT);
	memcpy(out, b.ptr, SECRET_TEXT);
	wipe(b.ptr, b.len);
	wipe(bytes, sizeof bytes);
	arena_release(&a);
}

static bool is_over(const struct control *c, const struct token *row)
{
	return has(row, F_token_expires_at) && c->now_ms() >= row->expires_at;
}

static enum err rows_of_user(struct db *db, struct arena *a, struct uuid user_id, void ***rows,
                             unsigned *n)
{
	struct token like = { 0 };
	set(&like, token, user_id, user_id);
	return rows_with(db, a, &token_record, F_token_user_id, &like, rows, n);
}

enum err tokens_drop(struct db *db, struct arena *a, struct uuid user_id, struct uuid workspace_id)
{
	void **rows;
	unsigned n;
	TRY(rows_of_user(db, a, user_id, &rows, &n));
	for (unsigned i = 0; i < n; i++)
		if (uuid_eq(((const struct token *) rows[i])->workspace_id, workspace_id))
			TRY(row_delete(db, &token_record, rows[i]));
	return OK;
}

/* -- making -- */

struct making {
	struct token *row;
	unsigned max;
};

/* Those that have run out make room. */
static enum err check_room(struct control *c, struct db *db, struct arena *a,
                           const struct making *m)
{
	void **rows;
	unsigned n, there = 0;
	TRY(rows_of_user(db, a, m->row->user_id, &rows, &n));
	for (unsigned i = 0; i < n; i++) {
		const struct token *row = rows[i];
		if (!uuid_eq(row->workspace_id, m->row->workspace_id))
			continue;
		if (is_over(c, row))
			TRY(row_delete(db, &token_record, row));
		else
			there++;
	}
	return there < m->max ? OK : ERR_LIMIT;
}

/* Only a member of a workspace gets a token for it. */
static enum err make(struct control *c, struct db *db, struct arena *a, const struct making *m)
{
	struct membership member;
	TRY(membership_find(db, a, m->row->user_id, m->row->workspace_id, &member));
	if (!membership_stands(&member))
		return ERR_NOT_FOUND;
	TRY(check_room(c, db, a, m));
	return row_insert(db, &token_record, m->row);
}

static enum err run_make(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = make(c, db, &a, arg);
	arena_release(&a);
	return e;
}

enum err token_make(struct control *c, const struct team_actor *by, const struct token_new *what,
                    struct uuid *id, char secret[TOKEN_TEXT])
{
	uint8_t hash[HASH_BYTES];
	struct token row = { 0 };
	memcpy(secret, TOKEN_PREFIX, TOKEN_TEXT - SECRET_TEXT);
	fresh_secret(secret + TOKEN_TEXT - SECRET_TEXT);
	secret_hash(c, SECRET_token, (struct str) { secret, TOKEN_TEXT }, hash);
	*id = fresh_row(c, &row);
	set(&row, token, user_id, by->user_id);
	set(&row, token, workspace_id, by->workspace_id);
	set(&row, token, secret_hash, ((struct str) { (const char *) hash, sizeof hash }));
	set(&row, token, scope, what->scope);
	if (what->name.len != 0)
		set(&row, token, name, what->name);
	if (what->expires_at != 0)
		set(&row, token, expires_at, what->expires_at);
	return control_write(c, run_make, &(struct making) { &row, what->tokens_max });
}

/* -- listing -- */

struct listing {
	struct arena *arena;
	struct team_actor by;
	enum token_view view;
	struct token_listed *v;
	unsigned n;
};

static enum err list_one(struct db *db, struct listing *l, const struct token *row)
{
	struct membership m;
	struct user user;
	TRY(membership_find(db, l->arena, row->user_id, row->workspace_id, &m));
	TRY(row_by_id(db, l->arena, &user_record, row->user_id, &user));
	l->v[l->n++] = (struct token_listed) {
		.id = row->id,
		.member_id = m.member_id,
		.name = has(row, F_token_name) ? row->name : STR_ABSENT,
		.member = user.name,
		.scope = row->scope,
		.created_at = row->created_at,
		.seen_at = has(row, F_token_seen_at) ? row->seen_at : 0,
		.expires_at = has(row, F_token_expires_at) ? row->expires_at : 0,
	};
	return OK;
}

static enum err list(struct control *c, struct db *db, void *arg)
{
	struct listing *l = arg;
	struct token like = { 0 };
	void **rows;
	unsigned n;
	set(&like, token, workspace_id, l->by.workspace_id);
	TRY(rows_with(db, l->arena, &token_record, F_token_workspace_id, &like, &rows, &n));
	l->v = arena_array(l->arena, struct token_listed, n);
	for (unsigned i = n; i > 0; i--) {
		const struct token *row = rows[i - 1];
		if (is_over(c, row) ||
		    (l->view == TOKENS_own && !uuid_eq(row->user_id, l->by.user_id)))
			continue;
		enum err e = list_one(db, l, row);
		TRY(e == ERR_NOT_FOUND ? OK : e);
	}
	return OK;
}

enum err token_list(struct control *c, struct arena *a, const struct team_actor *by,
                    enum token_view view, struct token_listed **out, unsigned *n)
{
	struct listing l = { .arena = a, .by = *by, .view = view };
	TRY(control_read(c, list, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

/* -- revoking -- */

struct revoking {
	const struct team_actor *by; /* NULL: the operator */
	struct uuid id;
};

static enum err may_revoke(struct db *db, struct arena *a, const struct revoking *r,
                           const struct token *row)
{
	enum member_role role;
	struct membership holder;
	if (r->by == NULL)
		return OK;
	if (!uuid_eq(row->workspace_id, r->by->workspace_id))
		return ERR_NOT_FOUND;
	enum err e = acting_role(db, a, r->by, &role);
	TRY(e == ERR_FORBIDDEN ? ERR_NOT_FOUND : e);
	if (uuid_eq(row->user_id, r->by->user_id))
		return OK;
	TRY(membership_find(db, a, row->user_id, row->workspace_id, &holder));
	return role_may_change(role, holder.role, holder.role) ? OK : ERR_NOT_FOUND;
}

static enum err revoke(struct db *db, struct arena *a, const struct revoking *r)
{
	struct token row;
	TRY(row_by_id(db, a, &token_record, r->id, &row));
	TRY(may_revoke(db, a, r, &row));
	return row_delete(db, &token_record, &row);
}

static enum err run_revoke(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	(void) c;
	enum err e = revoke(db, &a, arg);
	arena_release(&a);
	return e;
}

static enum err revoke_and_drop(struct control *c, struct revoking *r)
{
	TRY(control_write(c, run_revoke, r));
	who_cache_drop(c->who, r->id);
	return OK;
}

enum err token_revoke(struct control *c, const struct team_actor *by, struct uuid id)
{
	return revoke_and_drop(c, &(struct revoking) { by, id });
}

enum err token_revoke_any(struct control *c, struct uuid id)
{
	return revoke_and_drop(c, &(struct revoking) { NULL, id });
}
