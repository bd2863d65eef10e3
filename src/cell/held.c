/* held.c: see held.h. */
#include "cell/held.h"

#include "cell/cell_impl.h"

struct release {
	struct cell_task task;
	int64_t n;
};

enum err cell_held_count(struct db *db, int64_t *n)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT count(*) FROM jobs WHERE state = ?1"), &s));
	bind_int(s, 1, job_state_held_after_restore);
	return stmt_int(s, 0, n);
}

static enum err release(struct cell_task *t, struct unit *u)
{
	struct release *r = (struct release *) t;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("UPDATE jobs SET state = ?2 WHERE state = ?1"), &s));
	bind_int(s, 1, job_state_held_after_restore);
	bind_int(s, 2, job_state_waiting);
	TRY(stmt_run(s));
	r->n = db_changed(u->db);
	unit_jobs_changed(u);
	return OK;
}

static void finished(struct cell_task *t)
{
	(void) t;
}

enum err cell_held_release(struct cell *c, int64_t *n)
{
	struct actor engine = actor_engine();
	struct arena a = ARENA_INIT;
	struct release r = { 0 };
	cell_task_init(&r.task, c, &engine, &a, NULL);
	r.task.body = release;
	r.task.finished = finished;
	enum err e = cell_task_run(&r.task);
	*n = r.n;
	arena_release(&a);
	return e;
}
