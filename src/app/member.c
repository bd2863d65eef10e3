/* member.c: see member.h. */
#include "app/member.h"

#include "base/json.h"

struct telling {
	struct cell_task task; /* first: the writer hands it back */
	const struct member_fact *fact;
};

static void take_over(struct unit *u, const struct member_fact *f, struct member *row)
{
	set(row, member, user_id, f->user_id);
	if (f->name.len != 0) /* the account may be gone: the name by which they are known stays */
		set(row, member, name, f->name);
	set(row, member, role, f->role);
	set(row, member, active, f->active);
	unset(row, member, left_at);
	if (!f->active)
		set(row, member, left_at, u->now_ms);
}

/* One at a time for each member: who comes back and leaves again has another to wait for. */
static enum err ask_to_hand_over(struct unit *u, const struct member_fact *f)
{
	char id[UUID_TEXT];
	struct uuid job;
	struct buf b = BUF_IN(u->arena);
	json_open(&b, '{');
	json_key(&b, S("member_id"));
	json_put_uuid(&b, f->member_id);
	if (!uuid_zero(f->hand_to)) {
		json_key(&b, S("to_id"));
		json_put_uuid(&b, f->hand_to);
	}
	json_close(&b, '}');
	uuid_text(f->member_id, id);
	return unit_enqueue(u, S(HAND_OVER_HANDLER),
	                    arena_printf(u->arena, HAND_OVER_HANDLER ":%.*s", UUID_TEXT, id),
	                    buf_str(&b), u->now_ms, &job);
}

static enum err leave(struct unit *u, const struct member_fact *f, struct member *row)
{
	TRY(owned_count(u->db, u->arena, f->member_id, &row->owned_left));
	set(row, member, owned_left, row->owned_left);
	return row->owned_left == 0 ? OK : ask_to_hand_over(u, f);
}

static bool is_known(const struct member *row, const struct member_fact *f)
{
	return uuid_eq(row->user_id, f->user_id) && row->role == f->role &&
	       row->active == f->active && (f->name.len == 0 || str_eq(row->name, f->name));
}

static enum err tell(struct cell_task *t, struct unit *u)
{
	const struct member_fact *f = ((struct telling *) t)->fact;
	struct member *before = row_new(u->arena, &member_record), *after;
	enum err e = unit_get(u, &member_record, f->member_id, before);
	if (e == ERR_NOT_FOUND) {
		after = row_new(u->arena, &member_record);
		set(after, member, id, f->member_id);
		set(after, member, name, f->name);
		take_over(u, f, after);
		return unit_insert(u, &member_record, after);
	}
	TRY(e);
	if (is_known(before, f))
		return OK;
	after = row_copy(u->arena, &member_record, before);
	take_over(u, f, after);
	if (before->active && !f->active)
		TRY(leave(u, f, after));
	return unit_change(u, &member_record, before, after,
	                   BIT(F_member_user_id) | BIT(F_member_name) | BIT(F_member_role) |
	                           BIT(F_member_active) | BIT(F_member_left_at) |
	                           BIT(F_member_owned_left));
}

static void told(struct cell_task *t)
{
	(void) t;
}

enum err member_tell(struct cell *c, const struct member_fact *f, struct uuid by)
{
	struct arena a = ARENA_INIT;
	const struct actor actor = { .member_id = by, .role = ROLE_owner };
	struct telling t = { .fact = f };
	cell_task_init(&t.task, c, &actor, &a, NULL);
	t.task.body = tell;
	t.task.finished = told;
	enum err e = cell_task_run(&t.task);
	arena_release(&a);
	return e;
}

struct noting {
	struct cell_task task;
	enum audit_action action;
	struct uuid member_id;
};

static enum err note(struct cell_task *t, struct unit *u)
{
	const struct noting *n = (const struct noting *) t;
	unit_audit(u, n->action, &member_record, n->member_id, 0, 1);
	return OK;
}

enum err member_note(struct cell *c, enum audit_action action, struct uuid member_id,
                     struct uuid by)
{
	struct arena a = ARENA_INIT;
	const struct actor actor = { .member_id = by, .role = ROLE_owner };
	struct noting n = { .action = action, .member_id = member_id };
	cell_task_init(&n.task, c, &actor, &a, NULL);
	n.task.body = note;
	n.task.finished = told;
	enum err e = cell_task_run(&n.task);
	arena_release(&a);
	return e;
}
