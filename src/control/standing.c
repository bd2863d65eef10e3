/* standing.c: whether who asked for something once may still have it done. Work that waits outlives
 * the request that asked for it, and with it everything that was looked at then. */
#include "control/control_impl.h"
#include "control/team.h"

struct standing {
	struct uuid workspace_id, member_id, token_id;
};

static enum err token_stands(const struct control *c, struct db *db, struct arena *a,
                             const struct standing *s, struct uuid user_id)
{
	struct token row;
	enum err e = row_by_id(db, a, &token_record, s->token_id, &row);
	if (e == ERR_NOT_FOUND)
		return ERR_UNAUTHORIZED;
	TRY(e);
	const bool over = has(&row, F_token_expires_at) && c->now_ms() >= row.expires_at;
	return over || !uuid_eq(row.user_id, user_id) || !uuid_eq(row.workspace_id, s->workspace_id)
	               ? ERR_UNAUTHORIZED
	               : OK;
}

/* Closed accounts sign in no more, and what they set going ends with that. */
static enum err look(const struct control *c, struct db *db, struct arena *a,
                     const struct standing *s)
{
	struct cell_entry cell;
	struct membership m;
	struct user user;
	TRY(row_by_id(db, a, &cell_entry_record, s->workspace_id, &cell));
	TRY(member_find(db, a, s->workspace_id, s->member_id, &m));
	TRY(row_by_id(db, a, &user_record, m.user_id, &user));
	if (has(&user, F_user_closes_at))
		return ERR_NOT_FOUND;
	if (!uuid_zero(s->token_id))
		TRY(token_stands(c, db, a, s, m.user_id));
	return cell.state == cell_state_ready ? OK : ERR_CLOSING;
}

static enum err run_look(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = look(c, db, &a, arg);
	arena_release(&a);
	return e;
}

enum err team_standing(struct control *c, struct uuid workspace_id, struct uuid member_id,
                       struct uuid token_id)
{
	return control_read(c, run_look, &(struct standing) { workspace_id, member_id, token_id });
}
