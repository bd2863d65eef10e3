/* invite_take.c: what a link says to whoever opens it, and taking it. A code that is unknown, has
 * run out, was revoked or was taken by somebody else is all the same. */
#include "control/control_impl.h"
#include "control/team.h"

static enum err find(struct control *c, struct db *db, struct arena *a, struct str code,
                     struct invite *row, struct cell_entry *cell)
{
	static const int fields[] = { F_invite_code_hash };
	struct invite like = { 0 };
	uint8_t hash[HASH_BYTES];
	if (code.len != SECRET_TEXT)
		return ERR_INVITE_OVER;
	seal_hash(c->hash_key, S("invite"), code, hash, sizeof hash);
	set(&like, invite, code_hash, ((struct str) { (const char *) hash, sizeof hash }));
	enum err e = row_find(db, a, index_on(&invite_record, 1, fields), &like, row);
	if (e == OK)
		e = row_by_id(db, a, &cell_entry_record, row->workspace_id, cell);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_INVITE_OVER : e;
	if (!has(row, F_invite_taken_by) && c->now_ms() >= row->expires_at)
		return ERR_INVITE_OVER;
	return cell->state == cell_state_ready ? OK : ERR_INVITE_OVER;
}

/* -- looking -- */

struct looking {
	struct arena *arena;
	struct str code;
	struct invite_seen *out;
};

static enum err look(struct control *c, struct db *db, void *arg)
{
	struct looking *l = arg;
	struct invite row;
	struct cell_entry cell;
	TRY(find(c, db, l->arena, l->code, &row, &cell));
	*l->out = (struct invite_seen) {
		.workspace = cell.name,
		.email = has(&row, F_invite_email) ? row.email : STR_ABSENT,
		.role = row.role,
		.expires_at = row.expires_at,
	};
	if (has(&row, F_invite_taken_by))
		l->out->taken_by = row.taken_by;
	return OK;
}

enum err invite_look(struct control *c, struct arena *a, struct str code, struct invite_seen *out)
{
	return control_read(c, look, &(struct looking) { a, code, out });
}

bool invite_fits(const struct invite_seen *seen, struct str email)
{
	struct arena a = ARENA_INIT;
	bool fits = str_absent(seen->email) || str_eq(seen->email, email_folded(&a, email));
	arena_release(&a);
	return fits;
}

/* -- taking -- */

struct taking {
	struct arena *arena;
	struct str code;
	struct uuid user_id;
	unsigned members_max;
	struct member_news *news;
};

/* Who took it and was removed since does not come back by it. */
static enum err again(struct db *db, const struct taking *t, const struct invite *row)
{
	struct membership m;
	if (!uuid_eq(row->taken_by, t->user_id))
		return ERR_INVITE_OVER;
	enum err e = membership_find(db, t->arena, t->user_id, row->workspace_id, &m);
	if (e == ERR_NOT_FOUND || (e == OK && !membership_stands(&m)))
		return ERR_INVITE_OVER;
	TRY(e);
	return news_of(db, t->arena, &m, t->news);
}

static enum err is_theirs(struct db *db, const struct taking *t, const struct invite *row)
{
	struct user user;
	TRY(row_by_id(db, t->arena, &user_record, t->user_id, &user));
	return !has(row, F_invite_email) || str_eq(row->email, user.email) ? OK : ERR_INVITE_OTHER;
}

static enum err join(struct control *c, struct db *db, const struct taking *t,
                     const struct invite *row)
{
	struct membership m;
	unsigned members;
	enum err e = membership_find(db, t->arena, t->user_id, row->workspace_id, &m);
	if (e != ERR_NOT_FOUND)
		TRY(e);
	if (e == ERR_NOT_FOUND || !membership_stands(&m)) {
		TRY(members_count(db, t->arena, row->workspace_id, &members));
		if (members >= t->members_max)
			return ERR_LIMIT;
		TRY(membership_join(c, db, t->arena, t->user_id, row->workspace_id, row->role, &m));
	}
	return news_of(db, t->arena, &m, t->news);
}

static enum err take(struct control *c, struct db *db, void *arg)
{
	const struct taking *t = arg;
	struct invite row;
	struct cell_entry cell;
	TRY(find(c, db, t->arena, t->code, &row, &cell));
	if (has(&row, F_invite_taken_by))
		return again(db, t, &row);
	TRY(is_theirs(db, t, &row));
	TRY(join(c, db, t, &row));
	set(&row, invite, taken_by, t->user_id);
	set(&row, invite, taken_at, c->now_ms());
	return row_update(db, &invite_record, &row,
	                  touch_row(c, &row) | BIT(F_invite_taken_by) | BIT(F_invite_taken_at));
}

enum err invite_take(struct control *c, struct arena *a, struct str code, struct uuid user_id,
                     unsigned members_max, struct member_news *news)
{
	struct taking t = { a, code, user_id, members_max, news };
	TRY(control_write(c, take, &t));
	who_cache_drop(c->who, user_id);
	return OK;
}
