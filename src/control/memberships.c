/* memberships.c: who belongs to which workspace, and as what. */
#include "control/control_impl.h"
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

void membership_fill(const struct control *c, struct membership *row, struct uuid user_id,
                     struct uuid workspace_id, enum member_role role)
{
	fresh_row(c, row);
	set(row, membership, user_id, user_id);
	set(row, membership, workspace_id, workspace_id);
	set(row, membership, member_id, uuid_new(c->now_ms()));
	set(row, membership, role, role);
}

/* -- listing -- */

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
	if (cell.state == cell_state_ready)
		l->v[l->n++] = (struct membership_listed) {
			.workspace_id = m->workspace_id,
			.member_id = m->member_id,
			.user_id = m->user_id,
			.role = m->role,
			.workspace = cell.name,
			.user_name = user->name,
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

/* -- adding, and changing the role -- */

static enum err keeps_an_owner(struct db *db, struct arena *a, const struct membership *leaving)
{
	const struct actor engine = actor_engine();
	struct query q = {
		.rec = &membership_record,
		.actor = &engine,
		.filter_n = 2,
		.filters = { { FILTER_eq, F_membership_workspace_id, leaving },
		             { FILTER_eq, F_membership_role, leaving } },
	};
	int64_t owners;
	TRY(query_count(db, a, &q, 1, &owners));
	return owners > 1 ? OK : ERR_CONFLICT;
}

static enum err change_role(struct control *c, struct db *db, struct arena *a, struct membership *m,
                            enum member_role role)
{
	if (m->role == role)
		return OK;
	if (m->role == member_role_owner)
		TRY(keeps_an_owner(db, a, m));
	set(m, membership, role, role);
	return row_update(db, &membership_record, m, touch_row(c, m) | BIT(F_membership_role));
}

static enum err add(struct control *c, struct db *db, struct arena *a, struct membership *row)
{
	struct membership old;
	struct user user;
	struct cell_entry cell;
	TRY(row_by_id(db, a, &user_record, row->user_id, &user));
	TRY(row_by_id(db, a, &cell_entry_record, row->workspace_id, &cell));
	enum err e = membership_find(db, a, row->user_id, row->workspace_id, &old);
	if (e == ERR_NOT_FOUND)
		return row_insert(db, &membership_record, row);
	TRY(e);
	row->member_id = old.member_id;
	return change_role(c, db, a, &old, row->role);
}

static enum err run_add(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = add(c, db, &a, arg);
	arena_release(&a);
	return e;
}

enum err control_membership_add(struct control *c, struct uuid user_id, struct uuid workspace_id,
                                enum member_role role, struct uuid *member_id)
{
	struct membership row = { 0 };
	membership_fill(c, &row, user_id, workspace_id, role);
	TRY(control_write(c, run_add, &row));
	who_cache_drop(c->who, user_id);
	*member_id = row.member_id;
	return OK;
}
