/* unit.c: a unit's way through the writer, units inside units, and jobs that units ask for. */
#include "cell/cell_impl.h"

#include "plat/random.h"

/* -- the task -- */

static enum err run(struct write_task *task, struct db *db)
{
	struct cell_task *t = (struct cell_task *) task;
	struct unit *u = &t->unit;
	arena_rewind(u->arena, t->mark); /* a replay forgets the first attempt */
	u->problems = t->problems;
	u->problems->n = t->flaws;
	u->problems->within_len = 0;
	u->effects = arena_new(u->arena, struct effects);
	u->db = db;
	u->now_ms = cell_now(u->cell);
	enum err e = t->body(t, u);
	return e == OK && u->problems->n != 0 ? ERR_INVALID : e;
}

static void done(struct write_task *task)
{
	struct cell_task *t = (struct cell_task *) task;
	t->finished(t);
}

/* Nobody reads them, but what is complained about must not be written all the same. */
static struct problems *own_problems(struct arena *a)
{
	struct problems *ps = arena_new(a, struct problems);
	problems_init(ps, a);
	return ps;
}

void cell_task_init(struct cell_task *t, struct cell *c, const struct actor *actor,
                    struct arena *arena, struct problems *ps)
{
	const struct cells_options *o = &c->home->o;
	*t = (struct cell_task) {
		.task = { .run = run, .done = done },
		.problems = ps != NULL ? ps : own_problems(arena),
		.unit = {
			.actor = *actor, .arena = arena, .cell = c,
			.source = SOURCE_person, .reason = history_reason_edit,
			.hooks = o->hooks, .hook_n = o->hook_n,
		},
	};
}

static void set_out(struct cell_task *t)
{
	t->mark = arena_mark(t->unit.arena);
	t->flaws = t->problems->n;
}

enum err cell_task_submit(struct cell_task *t)
{
	set_out(t);
	return writer_submit(t->unit.cell->writer, &t->task);
}

enum err cell_task_run(struct cell_task *t)
{
	set_out(t);
	return writer_run(t->unit.cell->writer, &t->task);
}

/* -- a unit inside the unit -- */

enum err unit_part_begin(struct unit *u, struct unit_mark *m)
{
	const struct effects *e = u->effects;
	*m = (struct unit_mark) { e->changes.n,  e->index.n, e->derives.n,
		                  e->timeline.n, e->audit.n, e->replies.n };
	return db_savepoint(u->db);
}

enum err unit_part_end(struct unit *u, const struct unit_mark *m, enum err result)
{
	struct effects *e = u->effects;
	if (result == OK)
		return db_release(u->db);
	e->changes.n = m->changes;
	e->index.n = m->index;
	e->derives.n = m->derives;
	e->timeline.n = m->timeline;
	e->audit.n = m->audit;
	e->replies.n = m->replies;
	e->last_rec = NULL; /* as the part left it */
	return db_rollback_to(u->db);
}

/* -- ids: many bytes of chance at once, since a system call each would show -- */

struct uuid unit_new_id(struct unit *u)
{
	enum { AN_ID = 10 };
	struct cell *c = u->cell;
	if (c->chance_left < AN_ID) {
		random_bytes(c->chance, sizeof c->chance);
		c->chance_left = sizeof c->chance;
	}
	c->chance_left -= AN_ID;
	return uuid_v7(u->now_ms, c->chance + c->chance_left);
}

/* -- jobs -- */

static enum err job_with_key(struct unit *u, struct str unique_key, struct uuid *id, bool *found)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("SELECT id FROM jobs WHERE unique_key = ?1"), &s));
	bind_text(s, 1, unique_key);
	TRY(stmt_step(s, found));
	if (*found)
		*id = col_uuid(s, 0);
	return OK;
}

enum err unit_enqueue(struct unit *u, struct str handler, struct str unique_key,
                      struct str argument, int64_t due_at, struct uuid *job_id)
{
	struct job row = { 0 };
	bool found = false;
	if (!str_absent(unique_key))
		TRY(job_with_key(u, unique_key, job_id, &found));
	if (found)
		return OK;
	set(&row, job, id, unit_new_id(u));
	set(&row, job, handler, handler);
	set(&row, job, state, job_state_waiting);
	set(&row, job, due_at, due_at);
	set(&row, job, tries, 0);
	if (!str_absent(unique_key))
		set(&row, job, unique_key, unique_key);
	if (!uuid_zero(u->actor.member_id))
		set(&row, job, actor_id, u->actor.member_id);
	if (!uuid_zero(u->actor.token_id))
		set(&row, job, token_id, u->actor.token_id);
	if (!str_absent(argument))
		set(&row, job, argument, argument);
	set(&row, job, created_at, u->now_ms);
	u->effects->jobs = true;
	*job_id = row.id;
	return row_insert(u->db, &job_record, &row);
}

void unit_jobs_changed(struct unit *u)
{
	u->effects->jobs = true;
}
