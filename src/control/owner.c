/* owner.c: who owns a workspace. */
#include "control/control_impl.h"

struct asked {
	struct arena *arena;
	struct uuid cell_id, user_id, member_id;
	struct str name;
};

static enum err find_owner(struct control *c, struct db *db, void *arg)
{
	struct asked *asked = arg;
	struct membership like = { 0 };
	struct user user;
	void **rows;
	unsigned n;
	(void) c;
	set(&like, membership, workspace_id, asked->cell_id);
	TRY(rows_with(db, asked->arena, &membership_record, F_membership_workspace_id, &like, &rows,
	              &n));
	for (unsigned i = 0; i < n; i++) {
		const struct membership *m = rows[i];
		if (m->role != member_role_owner || !membership_stands(m))
			continue;
		TRY(row_by_id(db, asked->arena, &user_record, m->user_id, &user));
		asked->user_id = m->user_id;
		asked->member_id = m->member_id;
		asked->name = user.name;
		return OK;
	}
	return ERR_NOT_FOUND;
}

enum err control_cell_owner(struct control *c, struct arena *a, struct uuid cell_id,
                            struct uuid *user_id, struct uuid *member_id, struct str *name)
{
	struct asked asked = { .arena = a, .cell_id = cell_id };
	TRY(control_read(c, find_owner, &asked));
	*user_id = asked.user_id;
	*member_id = asked.member_id;
	*name = asked.name;
	return OK;
}
