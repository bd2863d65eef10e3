/* team_list.c: the members of a workspace as their admins see them, and what the cells were not
 * told of them yet. */
#include "control/control_impl.h"
#include "control/team.h"

/* -- for people -- */

struct listing {
	struct arena *arena;
	struct uuid workspace_id;
	struct member_listed *v;
	unsigned n;
};

static enum err list_one(struct db *db, struct listing *l, const struct membership *m)
{
	struct user user;
	if (m->state == membership_state_left)
		return OK;
	enum err e = row_by_id(db, l->arena, &user_record, m->user_id, &user);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	l->v[l->n++] = (struct member_listed) {
		.member_id = m->member_id,
		.user_id = m->user_id,
		.name = user.name,
		.email = user.email,
		.role = m->role,
		.leaving = m->state == membership_state_leaving,
		.joined_at = m->created_at,
		.seen_at = has(m, F_membership_seen_at) ? m->seen_at : 0,
		.totp = has(&user, F_user_totp_since),
	};
	return OK;
}

static enum err list(struct control *c, struct db *db, void *arg)
{
	struct listing *l = arg;
	struct membership like = { 0 };
	void **rows;
	unsigned n;
	(void) c;
	set(&like, membership, workspace_id, l->workspace_id);
	TRY(rows_with(db, l->arena, &membership_record, F_membership_workspace_id, &like, &rows,
	              &n));
	l->v = arena_array(l->arena, struct member_listed, n);
	for (unsigned i = 0; i < n; i++)
		TRY(list_one(db, l, rows[i]));
	return OK;
}

enum err team_list(struct control *c, struct arena *a, struct uuid workspace_id,
                   struct member_listed **out, unsigned *n)
{
	struct listing l = { .arena = a, .workspace_id = workspace_id };
	TRY(control_read(c, list, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

struct asking {
	struct uuid workspace_id, member_id;
};

static enum err ask(struct control *c, struct db *db, void *arg)
{
	const struct asking *asking = arg;
	struct arena a = ARENA_INIT;
	struct membership m;
	(void) c;
	enum err e = member_find(db, &a, asking->workspace_id, asking->member_id, &m);
	arena_release(&a);
	return e;
}

enum err team_has(struct control *c, struct uuid workspace_id, struct uuid member_id)
{
	return control_read(c, ask, &(struct asking) { workspace_id, member_id });
}

struct naming {
	struct uuid workspace_id;
	struct str email;
	struct uuid *member_id;
};

static enum err find_named(struct control *c, struct db *db, void *arg)
{
	const struct naming *n = arg;
	struct arena a = ARENA_INIT;
	struct membership m;
	struct user user;
	(void) c;
	enum err e = user_by_email(db, &a, email_folded(&a, n->email), &user);
	if (e == OK)
		e = membership_find(db, &a, user.id, n->workspace_id, &m);
	if (e == OK && !membership_stands(&m))
		e = ERR_NOT_FOUND;
	if (e == OK)
		*n->member_id = m.member_id;
	arena_release(&a);
	return e;
}

enum err team_member_of(struct control *c, struct uuid workspace_id, struct str email,
                        struct uuid *member_id)
{
	return control_read(c, find_named, &(struct naming) { workspace_id, email, member_id });
}

/* -- for the cells -- */

struct untold {
	struct arena *arena;
	struct member_news *v;
	unsigned n;
};

static bool is_untold(const struct membership *m)
{
	return m->state == membership_state_changed || m->state == membership_state_leaving;
}

/* Reads every membership: once a start. Cells that are being made or unmade hear of nothing. */
static enum err find_untold(struct control *c, struct db *db, void *arg)
{
	struct untold *u = arg;
	void **rows;
	unsigned n;
	(void) c;
	TRY(rows_with(db, u->arena, &membership_record, -1, NULL, &rows, &n));
	u->v = arena_array(u->arena, struct member_news, n);
	for (unsigned i = 0; i < n; i++) {
		const struct membership *m = rows[i];
		struct cell_entry cell;
		if (!is_untold(m))
			continue;
		enum err e = row_by_id(db, u->arena, &cell_entry_record, m->workspace_id, &cell);
		if (e == ERR_NOT_FOUND || (e == OK && !cell_serves(&cell)))
			continue;
		TRY(e);
		TRY(news_of(db, u->arena, m, &u->v[u->n++]));
	}
	return OK;
}

enum err team_untold(struct control *c, struct arena *a, struct member_news **out, unsigned *n)
{
	struct untold u = { .arena = a };
	TRY(control_read(c, find_untold, &u));
	*out = u.v;
	*n = u.n;
	return OK;
}

/* Raises no version: nothing changed but what we know of the cell. */
static enum err settle(struct db *db, struct membership *m)
{
	set(m, membership, state,
	    m->state == membership_state_leaving ? membership_state_left
	                                         : membership_state_settled);
	return row_update(db, &membership_record, m, BIT(F_membership_state));
}

static enum err note_told(struct control *c, struct db *db, void *arg)
{
	const struct member_news *news = arg;
	struct arena a = ARENA_INIT;
	struct membership m;
	(void) c;
	enum err e = row_by_id(db, &a, &membership_record, news->membership_id, &m);
	if (e == OK && m.version == news->version && is_untold(&m))
		e = settle(db, &m);
	arena_release(&a);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err team_told(struct control *c, const struct member_news *news)
{
	struct member_news copy = *news;
	return control_write(c, note_told, &copy);
}
