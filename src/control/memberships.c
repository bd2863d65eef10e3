/* memberships.c: who belongs to which workspace, and as what: the rows, and the rules that any
 * change of them keeps. Who may change them stands in team.c.
 *
 * A row stays when its member leaves: what they did in the cell hangs on the member's id, and who
 * comes back is the same member. */
#include "control/control_impl.h"
#include "control/team.h"
#include "plat/random.h"

enum err membership_find(struct db *db, struct arena *a, struct uuid user_id,
                         struct uuid workspace_id, struct membership *out)
{
	static const int fields[] = { F_membership_user_id, F_membership_workspace_id };
	struct membership like = { 0 };
	set(&like, membership, user_id, user_id);
	set(&like, membership, workspace_id, workspace_id);
	return row_find(db, a, index_on(&membership_record, 2, fields), &like, out);
}

bool membership_stands(const struct membership *m)
{
	switch (m->state) {
	case membership_state_unset: /* from before there were states */
	case membership_state_settled:
	case membership_state_changed:
		return true;
	case membership_state_leaving:
	case membership_state_left:
	case membership_state_N:
		break;
	}
	return false;
}

bool cell_serves(const struct cell_entry *cell)
{
	return cell->state == cell_state_ready || cell->state == cell_state_closing;
}

void membership_fill(const struct control *c, struct membership *row, struct uuid user_id,
                     struct uuid workspace_id, enum member_role role)
{
	fresh_row(c, row);
	set(row, membership, user_id, user_id);
	set(row, membership, workspace_id, workspace_id);
	set(row, membership, member_id, uuid_new(c->now_ms()));
	set(row, membership, role, role);
	set(row, membership, state, membership_state_changed);
}

/* -- those of one workspace -- */

static enum err rows_of(struct db *db, struct arena *a, struct uuid workspace_id, void ***rows,
                        unsigned *n)
{
	struct membership like = { 0 };
	set(&like, membership, workspace_id, workspace_id);
	return rows_with(db, a, &membership_record, F_membership_workspace_id, &like, rows, n);
}

enum err member_find(struct db *db, struct arena *a, struct uuid workspace_id,
                     struct uuid member_id, struct membership *out)
{
	void **rows;
	unsigned n;
	TRY(rows_of(db, a, workspace_id, &rows, &n));
	for (unsigned i = 0; i < n; i++) {
		*out = *(const struct membership *) rows[i];
		if (uuid_eq(out->member_id, member_id) && membership_stands(out))
			return OK;
	}
	return ERR_NOT_FOUND;
}

enum err members_count(struct db *db, struct arena *a, struct uuid workspace_id, unsigned *out)
{
	void **rows;
	unsigned n;
	*out = 0;
	TRY(rows_of(db, a, workspace_id, &rows, &n));
	for (unsigned i = 0; i < n; i++)
		*out += membership_stands(rows[i]);
	return OK;
}

/* -- listing those of one account -- */

struct listing {
	struct arena *arena;
	struct uuid user_id;
	struct membership_listed *v;
	unsigned n;
};

/* Workspaces that are still being made, or already being unmade, are not offered. */
static enum err list_one(struct db *db, struct listing *l, const struct user *user,
                         const struct membership *m)
{
	struct cell_entry cell;
	enum err e = row_by_id(db, l->arena, &cell_entry_record, m->workspace_id, &cell);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (!membership_stands(m) || !cell_serves(&cell))
		return OK;
	l->v[l->n++] = (struct membership_listed) {
		.workspace_id = m->workspace_id,
		.member_id = m->member_id,
		.user_id = m->user_id,
		.role = m->role,
		.workspace = cell.name,
		.user_name = user->name,
		.country = has(&cell, F_cell_entry_country) ? cell.country : STR_ABSENT,
		.locale = has(&cell, F_cell_entry_locale) ? cell.locale : STR_ABSENT,
		.time_zone = has(&cell, F_cell_entry_time_zone) ? cell.time_zone : STR_ABSENT,
		.closing = cell.state == cell_state_closing,
		.closes_at = has(&cell, F_cell_entry_closes_at) ? cell.closes_at : 0,
	};
	return OK;
}

static enum err list(struct control *c, struct db *db, void *arg)
{
	struct listing *l = arg;
	struct user user;
	struct membership like = { 0 };
	void **rows;
	unsigned n;
	(void) c;
	TRY(row_by_id(db, l->arena, &user_record, l->user_id, &user));
	set(&like, membership, user_id, l->user_id);
	TRY(rows_with(db, l->arena, &membership_record, F_membership_user_id, &like, &rows, &n));
	l->v = arena_array(l->arena, struct membership_listed, n);
	for (unsigned i = 0; i < n; i++)
		TRY(list_one(db, l, &user, rows[i]));
	return OK;
}

enum err control_memberships(struct control *c, struct arena *a, struct uuid user_id,
                             struct membership_listed **out, unsigned *n)
{
	struct listing l = { .arena = a, .user_id = user_id };
	TRY(control_read(c, list, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

/* -- changing -- */

static enum err keeps_an_owner(struct db *db, struct arena *a, const struct membership *without)
{
	void **rows;
	unsigned n;
	TRY(rows_of(db, a, without->workspace_id, &rows, &n));
	for (unsigned i = 0; i < n; i++) {
		const struct membership *m = rows[i];
		if (m->role == member_role_owner && membership_stands(m) &&
		    !uuid_eq(m->id, without->id))
			return OK;
	}
	return ERR_LAST_OWNER;
}

/* Writes role, state and heir. Sessions and tokens are asked for their rights again. */
static enum err rewrite(struct control *c, struct db *db, struct membership *m,
                        enum membership_state state)
{
	set(m, membership, state, state);
	return row_update(db, &membership_record, m,
	                  touch_row(c, m) | BIT(F_membership_role) | BIT(F_membership_state) |
	                          BIT(F_membership_hand_to));
}

enum err membership_set_role(struct control *c, struct db *db, struct arena *a,
                             struct membership *m, enum member_role role)
{
	if (m->role == role)
		return OK;
	if (m->role == member_role_owner)
		TRY(keeps_an_owner(db, a, m));
	set(m, membership, role, role);
	TRY(invites_drop(db, a, m->user_id, m->workspace_id, role));
	return rewrite(c, db, m, membership_state_changed);
}

enum err membership_leave(struct control *c, struct db *db, struct arena *a, struct membership *m,
                          struct uuid hand_to)
{
	if (m->role == member_role_owner)
		TRY(keeps_an_owner(db, a, m));
	TRY(tokens_drop(db, a, m->user_id, m->workspace_id));
	TRY(invites_drop(db, a, m->user_id, m->workspace_id, member_role_unset));
	set(m, membership, role, member_role_viewer); /* gives nothing, but is one */
	unset(m, membership, hand_to);
	if (!uuid_zero(hand_to))
		set(m, membership, hand_to, hand_to);
	return rewrite(c, db, m, membership_state_leaving);
}

enum err membership_join(struct control *c, struct db *db, struct arena *a, struct uuid user_id,
                         struct uuid workspace_id, enum member_role role, struct membership *out)
{
	struct user user;
	struct cell_entry cell;
	TRY(row_by_id(db, a, &user_record, user_id, &user));
	TRY(row_by_id(db, a, &cell_entry_record, workspace_id, &cell));
	if (!cell_serves(&cell))
		return ERR_NOT_FOUND;
	enum err e = membership_find(db, a, user_id, workspace_id, out);
	if (e == ERR_NOT_FOUND) {
		*out = (struct membership) { 0 };
		membership_fill(c, out, user_id, workspace_id, role);
		return row_insert(db, &membership_record, out);
	}
	TRY(e);
	if (membership_stands(out))
		return membership_set_role(c, db, a, out, role);
	set(out, membership, role, role);
	unset(out, membership, hand_to);
	return rewrite(c, db, out, membership_state_changed);
}
