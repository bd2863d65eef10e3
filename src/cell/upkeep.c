/* upkeep.c: see upkeep.h. Each step is a unit's worth of work, and runs until nothing is left. */
#include "cell/upkeep.h"

#include "cell/cell_impl.h"
#include "cell/files.h"
#include "cell/purge.h"
#include "plat/random.h"

enum {
	ROWS_AT_ONCE = 256,
	ANSWERS_AT_ONCE = 64, /* up to 64 kB each */
	MERGE_PAGES = 200,
	CHANGES_KEPT = 2000000,
	AUDIT_AT_ONCE = 1024,
	LOAD_ROWS = 20000, /* so many new index rows lie in segments of their own for long */
	LOAD_RESTS_MS = 2 * 60 * 1000,
};

#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define DAY_MS (24 * HOUR_MS)
#define AUDIT_KEPT_MS (730 * DAY_MS)

typedef enum err step_fn(struct unit *u, bool *more);

struct sweep {
	struct cell_task task;
	step_fn *step;
	bool more;
};

/* -- journals -- */

static enum err run_limited(struct unit *u, struct str sql, int64_t before_ms, int64_t limit,
                            bool *more)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, sql, &s));
	bind_int(s, 1, before_ms);
	bind_int(s, 2, limit);
	TRY(stmt_run(s));
	*more = db_changed(u->db) == limit;
	return OK;
}

static enum err drop_answers(struct unit *u, bool *more)
{
	return run_limited(u,
	                   S("DELETE FROM answers WHERE at <= ?1 AND seq IN"
	                     " (SELECT seq FROM answers ORDER BY seq LIMIT ?2)"),
	                   u->now_ms - REPLY_KEPT_MS, ANSWERS_AT_ONCE, more);
}

static enum err drop_old_changes(struct unit *u, bool *more)
{
	return run_limited(u,
	                   S("DELETE FROM changes WHERE at < ?1 AND seq IN"
	                     " (SELECT seq FROM changes ORDER BY seq LIMIT ?2)"
	                     " AND seq < (SELECT max(seq) FROM changes)"),
	                   u->now_ms - 30 * DAY_MS, ROWS_AT_ONCE, more);
}

/* The newest stays in any case: the feed's numbers go on from it. */
static enum err drop_many_changes(struct unit *u, bool *more)
{
	return run_limited(u,
	                   S("DELETE FROM changes WHERE seq IN"
	                     " (SELECT seq FROM changes ORDER BY seq LIMIT ?2)"
	                     " AND seq <= (SELECT max(seq) FROM changes) - ?1"),
	                   CHANGES_KEPT, ROWS_AT_ONCE, more);
}

static enum err drop_jobs(struct unit *u, bool *more)
{
	static const enum job_state over[] = { job_state_done, job_state_failed,
		                               job_state_cancelled };
	*more = false;
	for (unsigned i = 0; i < COUNT(over); i++) {
		STMT_AUTO s = NULL;
		TRY(db_sql(u->db,
		           S("DELETE FROM jobs WHERE id IN (SELECT id FROM jobs"
		             " WHERE state = ?1 AND due_at < ?2 LIMIT ?3)"),
		           &s));
		bind_int(s, 1, over[i]);
		bind_int(s, 2, u->now_ms - 7 * DAY_MS);
		bind_int(s, 3, ROWS_AT_ONCE);
		TRY(stmt_run(s));
		*more |= db_changed(u->db) == ROWS_AT_ONCE;
	}
	return OK;
}

/* -- the audit chain -- */

/* The last of a stretch of the oldest entries whose two years are over. */
static enum err last_to_go(struct unit *u, int64_t *seq, struct str *link, bool *found)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db,
	           S("SELECT seq, link FROM audit_entries WHERE at < ?1 AND seq <"
	             " (SELECT min(seq) FROM audit_entries) + ?2 ORDER BY seq DESC LIMIT 1"),
	           &s));
	bind_int(s, 1, u->now_ms - AUDIT_KEPT_MS);
	bind_int(s, 2, AUDIT_AT_ONCE);
	TRY(stmt_step(s, found));
	if (!*found)
		return OK;
	*seq = col_int(s, 0);
	*link = arena_str(u->arena, col_blob(s, 1));
	return OK;
}

/* Entries go and their checkpoint comes in one transaction: at no time is the chain without its
 * beginning. */
static enum err drop_old_audit(struct unit *u, bool *more)
{
	int64_t seq = 0;
	struct str link;
	TRY(last_to_go(u, &seq, &link, more));
	if (!*more)
		return OK;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("DELETE FROM audit_entries WHERE seq <= ?1"), &s));
	bind_int(s, 1, seq);
	TRY(stmt_run(s));
	NOTE(u, audit, .action = audit_action_checkpoint, .n = seq, .anchor = link);
	return OK;
}

/* -- rows and index -- */

static enum err empty_bin(struct unit *u, bool *more)
{
	return purge_bin(u, u->now_ms - BIN_KEPT_MS, more);
}

/* FTS5 says by the rows that it changed whether there was anything to merge. */
static enum err merge_index(struct unit *u, const struct record *rec, bool *merged)
{
	int64_t before = db_changes(u->db);
	struct str sql = arena_printf(
		u->arena, "INSERT INTO %.*s_index (%.*s_index, rank) VALUES ('merge', %d)",
		PRI_STR(rec->plural), PRI_STR(rec->plural), MERGE_PAGES);
	TRY(db_exec(u->db, sql.ptr));
	*merged = db_changes(u->db) - before > 1;
	return OK;
}

static enum err merge_indexes(struct unit *u, bool *more)
{
	*more = false;
	for (unsigned i = 0; i < cell_record_count && !*more; i++)
		if (search_key_of(cell_records[i]) >= 0)
			TRY(merge_index(u, cell_records[i], more));
	return OK;
}

/* -- all of it -- */

static enum err run_step(struct cell_task *t, struct unit *u)
{
	struct sweep *s = (struct sweep *) t;
	return s->step(u, &s->more);
}

static enum err run_unit(struct cell *c, struct sweep *s)
{
	struct arena a = ARENA_INIT;
	struct actor engine = actor_engine();
	cell_task_init(&s->task, c, &engine, &a, NULL);
	s->task.unit.reason = history_reason_engine;
	s->task.body = run_step;
	s->task.task.job = true;
	enum err e = cell_task_run(&s->task);
	arena_release(&a);
	return e;
}

static enum err sweep(struct cell *c, bool (*goes_on)(void *ctx), void *ctx)
{
	static step_fn *const steps[] = { drop_answers,   drop_old_changes, drop_many_changes,
		                          drop_old_audit, drop_jobs,        empty_bin,
		                          files_forget,   merge_indexes };
	for (unsigned i = 0; i < COUNT(steps); i++) {
		struct sweep s = { .step = steps[i] };
		do {
			if (goes_on != NULL && !goes_on(ctx))
				return ERR_CANCELLED;
			TRY(run_unit(c, &s));
		} while (s.more);
	}
	return files_sweep(c);
}

static enum err rebuild_index(struct cell *c, bool (*goes_on)(void *ctx), void *ctx)
{
	struct db *db;
	bool current;
	int64_t rows;
	TRY(cell_reader(c, &db));
	enum err e = index_is_current(db, &current);
	cell_reader_give(c, db);
	TRY(e);
	return current ? OK : reindex_run(c, goes_on, ctx, &rows);
}

enum err cell_tidy(struct cell *c)
{
	TRY(rebuild_index(c, NULL, NULL));
	return sweep(c, NULL, NULL);
}

/* -- when -- */

/* A key per day: the one that runs now has its own still. */
static struct str key_of_day(struct arena *a, int64_t due_at)
{
	return arena_printf(a, UPKEEP_HANDLER ":%lld", (long long) (due_at / DAY_MS));
}

static enum err plan_next(struct unit *u, bool *more)
{
	struct uuid id;
	int64_t due = u->now_ms + DAY_MS;
	*more = false;
	return unit_enqueue(u, S(UPKEEP_HANDLER), key_of_day(u->arena, due), STR_ABSENT, due, &id);
}

static bool asks_work(void *ctx)
{
	struct work *w = ctx;
	return w->goes_on(w);
}

/* The next one is planned first, so that a day that fails is only a day. */
enum err cell_upkeep_run(struct work *w)
{
	struct sweep next = { .step = plan_next };
	TRY(run_unit(w->cell, &next));
	TRY(rebuild_index(w->cell, asks_work, w));
	return sweep(w->cell, asks_work, w);
}

static enum err is_planned(struct db *db, int64_t until_ms, bool *yes)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db,
	           S("SELECT 1 FROM jobs WHERE state IN (?1, ?2) AND due_at <= ?3"
	             " AND handler = ?4 LIMIT 1"),
	           &s));
	bind_int(s, 1, job_state_waiting);
	bind_int(s, 2, job_state_leased);
	bind_int(s, 3, until_ms);
	bind_text(s, 4, S(UPKEEP_HANDLER));
	return stmt_step(s, yes);
}

static enum err plan(struct cell *c, struct db *db, int64_t due_at)
{
	struct job row = { 0 };
	set(&row, job, id, uuid_new(cell_now(c)));
	set(&row, job, handler, S(UPKEEP_HANDLER));
	set(&row, job, state, job_state_waiting);
	set(&row, job, due_at, due_at);
	set(&row, job, tries, 0);
	set(&row, job, created_at, cell_now(c));
	return row_insert(db, &job_record, &row);
}

enum err upkeep_tail(struct cell *c, struct db *db)
{
	int64_t due = cell_now(c) + LOAD_RESTS_MS;
	bool planned;
	if (c->indexed + c->group.index.n < LOAD_ROWS)
		return OK;
	TRY(is_planned(db, due, &planned));
	c->group.jobs |= !planned;
	return planned ? OK : plan(c, db, due);
}

void upkeep_committed(struct cell *c)
{
	c->indexed += c->group.index.n;
	if (c->indexed >= LOAD_ROWS)
		c->indexed = 0;
}

enum err upkeep_plan(struct cell *c, struct db *db)
{
	bool current, planned;
	TRY(index_is_current(db, &current));
	int64_t due = cell_now(c) + (current ? DAY_MS : 0);
	TRY(is_planned(db, due, &planned));
	return planned ? OK : plan(c, db, due);
}
