/* lease.c: see lease.h. Each function is one small unit of the cell. */
#include "jobs/lease.h"

#include "store/sql.h"

enum { LEASE_MS = 120000, TRIES = 5, BACK_OFF_MS = 5000, BACK_OFF_MAX_MS = 3600000 };

struct lease_task {
	struct cell_task task;
	const struct lease_ask *ask;
	struct leased *leased;
	bool found, stopping;
	enum err result;
	int64_t next_due_at;
};

int64_t lease_ms(const struct job_handler *h)
{
	return h->lease_ms > 0 ? h->lease_ms : LEASE_MS;
}

unsigned lease_tries(const struct job_handler *h)
{
	return h->tries > 0 ? h->tries : TRIES;
}

static const struct job_handler *handler_of(const struct jobs_options *o, struct str name)
{
	for (unsigned i = 0; i < o->handler_n; i++)
		if (str_eq(o->handlers[i].name, name))
			return &o->handlers[i];
	return NULL;
}

static bool runs_here(const struct lease_ask *ask, struct uuid id)
{
	for (unsigned i = 0; i < ask->running_n; i++)
		if (uuid_eq(ask->running[i], id))
			return true;
	return false;
}

/* -- taking -- */

/* After a crash, and when a handler was silent for too long, a leased job waits again. */
static enum err free_dead(struct unit *u, const struct lease_ask *ask)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(
		u->db,
		S("UPDATE jobs SET state = ?1 WHERE state = ?2 AND (lease_until < ?3 OR ?4 = 1)"),
		&s));
	bind_int(s, 1, job_state_waiting);
	bind_int(s, 2, job_state_leased);
	bind_int(s, 3, u->now_ms);
	bind_int(s, 4, ask->first);
	return stmt_run(s);
}

static enum err find_due(struct unit *u, const struct lease_ask *ask, struct job *row, bool *found)
{
	struct buf b = BUF_IN(u->arena);
	put(&b, S("SELECT "));
	sql_columns(&b, &job_record, S(""));
	put(&b, S(" FROM jobs WHERE state = ?1 AND due_at <= ?2 ORDER BY due_at"));
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_int(s, 1, job_state_waiting);
	bind_int(s, 2, u->now_ms);
	for (;;) {
		TRY(stmt_step(s, found));
		if (!*found)
			return OK;
		row_read(s, 0, ask->arena, &job_record, row);
		if (!runs_here(ask, row->id))
			return OK;
	}
}

static enum err find_next(struct unit *u, int64_t *out)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db,
	           S("SELECT min(CASE state WHEN ?1 THEN due_at ELSE lease_until END) FROM jobs "
	             "WHERE state IN (?1, ?2)"),
	           &s));
	bind_int(s, 1, job_state_waiting);
	bind_int(s, 2, job_state_leased);
	return stmt_int(s, 0, out);
}

static enum err close_row(struct unit *u, struct job *row, enum job_state state, struct str problem)
{
	set(row, job, state, state);
	set(row, job, lease_until, 0);
	unset(row, job, unique_key); /* free for the next one */
	if (!str_absent(problem))
		set(row, job, problem, problem);
	unit_jobs_changed(u);
	return row_update(u->db, &job_record, row,
	                  BIT(F_job_state) | BIT(F_job_lease_until) | BIT(F_job_unique_key) |
	                          BIT(F_job_problem));
}

/* Why a job is not run at all; absent: it is. One that was begun as often as it may be, and never
 * got to an end, takes the server down: a clean end of the server takes its try back. */
static struct str why_not(const struct leased *l)
{
	if (l->handler == NULL)
		return S("This version has no such work.");
	if (l->row.tries >= lease_tries(l->handler))
		return S("It was begun too often without coming to an end.");
	return STR_ABSENT;
}

static enum err take(struct unit *u, struct leased *l)
{
	set(&l->row, job, state, job_state_leased);
	set(&l->row, job, tries, l->row.tries + 1);
	set(&l->row, job, lease_until, u->now_ms + lease_ms(l->handler));
	return row_update(u->db, &job_record, &l->row,
	                  BIT(F_job_state) | BIT(F_job_tries) | BIT(F_job_lease_until));
}

static enum err take_body(struct cell_task *task, struct unit *u)
{
	struct lease_task *t = (struct lease_task *) task;
	struct leased *l = t->leased;
	TRY(free_dead(u, t->ask));
	for (;;) {
		TRY(find_due(u, t->ask, &l->row, &t->found));
		if (!t->found)
			break;
		l->handler = handler_of(t->ask->o, l->row.handler);
		const struct str why = why_not(l);
		if (str_absent(why)) {
			TRY(take(u, l));
			break;
		}
		TRY(close_row(u, &l->row, job_state_failed, why));
	}
	return find_next(u, &t->next_due_at);
}

static enum err run(const struct lease_ask *ask, struct lease_task *t,
                    enum err (*body)(struct cell_task *, struct unit *))
{
	struct arena a = ARENA_INIT;
	struct actor engine = actor_engine();
	cell_task_init(&t->task, ask->cell, &engine, &a, NULL);
	t->task.body = body;
	t->ask = ask;
	enum err e = cell_task_run(&t->task);
	arena_release(&a);
	return e;
}

enum err lease_next(const struct lease_ask *ask, struct leased *out, bool *found,
                    int64_t *next_due_at)
{
	struct lease_task t = { .leased = out };
	TRY(run(ask, &t, take_body));
	*found = t.found;
	*next_due_at = t.next_due_at;
	return OK;
}

/* -- keeping -- */

static enum err renew_body(struct cell_task *task, struct unit *u)
{
	struct lease_task *t = (struct lease_task *) task;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("UPDATE jobs SET lease_until = ?1 WHERE id = ?2 AND state = ?3"), &s));
	bind_int(s, 1, u->now_ms + lease_ms(t->leased->handler));
	bind_uuid(s, 2, &t->leased->row.id);
	bind_int(s, 3, job_state_leased);
	TRY(stmt_run(s));
	return db_changed(u->db) == 1 ? OK : ERR_CANCELLED;
}

enum err lease_renew(const struct lease_ask *ask, const struct leased *l)
{
	struct lease_task t = { .leased = (struct leased *) l };
	return run(ask, &t, renew_body);
}

/* -- settling -- */

static int64_t back_off_ms(int64_t tries)
{
	int64_t ms = BACK_OFF_MS;
	for (int64_t i = 1; i < tries && ms < BACK_OFF_MAX_MS; i++)
		ms *= 4;
	return ms < BACK_OFF_MAX_MS ? ms : BACK_OFF_MAX_MS;
}

static enum err wait_again(struct unit *u, struct job *row, int64_t due_at)
{
	set(row, job, state, job_state_waiting);
	set(row, job, due_at, due_at);
	set(row, job, lease_until, 0);
	unit_jobs_changed(u);
	return row_update(u->db, &job_record, row,
	                  BIT(F_job_state) | BIT(F_job_due_at) | BIT(F_job_lease_until) |
	                          BIT(F_job_tries));
}

static enum err settle_body(struct cell_task *task, struct unit *u)
{
	struct lease_task *t = (struct lease_task *) task;
	const struct job_handler *h = t->leased->handler;
	struct job row = t->leased->row;
	unsigned tries = lease_tries(h);
	if (t->result == OK) {
		TRY(close_row(u, &row, job_state_done, STR_ABSENT));
	} else if (t->result == ERR_CANCELLED && t->stopping) {
		set(&row, job, tries, row.tries - 1);
		TRY(wait_again(u, &row, row.due_at));
	} else if (t->result == ERR_CANCELLED) {
		TRY(close_row(u, &row, job_state_cancelled, STR_ABSENT));
	} else if (err_info(t->result)->retry && row.tries < tries) {
		TRY(wait_again(u, &row, u->now_ms + back_off_ms(row.tries)));
	} else {
		struct str refused = t->leased->refused;
		TRY(close_row(u, &row, job_state_failed,
		              str_absent(refused) ? err_info(t->result)->sentence : refused));
	}
	return find_next(u, &t->next_due_at);
}

enum err lease_settle(const struct lease_ask *ask, const struct leased *l, enum err result,
                      bool stopping, int64_t *next_due_at)
{
	struct lease_task t = { .leased = (struct leased *) l,
		                .result = result,
		                .stopping = stopping };
	TRY(run(ask, &t, settle_body));
	*next_due_at = t.next_due_at;
	return OK;
}
