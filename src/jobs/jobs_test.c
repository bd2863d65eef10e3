/* jobs_test.c: work is run when it is due, once, by whoever may, and again after failures and
 * crashes: in real cells, by a clock that only the test moves. */
#define _GNU_SOURCE 1 /* mkdtemp */
#include <stdlib.h>

#include "base/test.h"
#include "jobs/jobs.h"
#include "plat/files.h"
#include "plat/random.h"
#include "plat/thread.h"

enum { MINUTE_MS = 60000 };

static const int64_t start_ms = INT64_C(1795867200000);
static struct clock_fake fake;

static int64_t now_ms(void)
{
	return fake.now_ms;
}

/* What handlers do, and saw. One at a time: the tests wait for them. */
static struct {
	struct mutex lock;
	struct cond changed;
	int runs, last_tries;
	bool waits, waiting; /* until told to end */
	enum err answers[8]; /* of the first runs */
	struct str argument;
	char argument_text[100];
	struct actor actor;
} seen;

static enum err handler(struct work *w)
{
	enum err e;
	bool waits;

	mutex_lock(&seen.lock);
	e = seen.runs < (int) COUNT(seen.answers) ? seen.answers[seen.runs] : OK;
	seen.runs++;
	seen.last_tries += w->last_try;
	seen.actor = w->actor;
	seen.argument = (struct str) { seen.argument_text, w->argument.len };
	if (w->argument.len != 0)
		memcpy(seen.argument_text, w->argument.ptr, w->argument.len);
	waits = seen.waiting = seen.waits;
	cond_broadcast(&seen.changed);
	mutex_unlock(&seen.lock);
	while (waits) {
		if (!w->goes_on(w))
			return ERR_CANCELLED;
		mutex_lock(&seen.lock);
		cond_wait_until(&seen.changed, &seen.lock, clock_mono_ms(&clock_system) + 5);
		waits = seen.waits;
		mutex_unlock(&seen.lock);
	}
	return e;
}

static const struct job_handler handlers[] = {
	{ .name = STR("work"), .fn = handler, .tries = 3 },
};

struct place {
	char dir[64];
	struct writers *writers;
	struct cells *cells;
	struct cell *cell;
	struct uuid id, member_id;
	struct arena arena;
	struct jobs *jobs;
};

static enum err give_key(void *ctx, struct uuid id, uint8_t key[32])
{
	(void) ctx;
	(void) id;
	memset(key, 7, 32);
	return OK;
}

static void on_due(void *ctx, struct uuid id, int64_t due_at)
{
	struct place *p = ctx;

	if (p->jobs != NULL)
		jobs_due(p->jobs, id, due_at);
}

static struct clock the_clock;

static void start(struct place *p)
{
	assert_int_equal(jobs_start(
				 &(struct jobs_options) {
					 .cells = p->cells,
					 .handlers = handlers,
					 .handler_n = COUNT(handlers),
					 .threads = 2,
					 .clock = &the_clock,
				 },
				 &p->jobs),
	                 OK);
}

static void stop(struct place *p)
{
	jobs_stop(p->jobs);
	p->jobs = NULL;
}

/* As at a start: the directory says which cells are due. */
static void restart(struct place *p, int64_t due_at)
{
	start(p);
	jobs_due(p->jobs, p->id, due_at);
	jobs_rest(p->jobs);
}

static struct uuid make_cell(struct place *p, struct uuid member_id)
{
	const struct uuid id = uuid_new(fake.now_ms);

	assert_int_equal(cell_create(p->cells,
	                             &(struct cell_seed) {
					     .id = id,
					     .owner_user_id = uuid_new(fake.now_ms),
					     .owner_member_id = member_id,
					     .name = S("Loja"),
					     .owner_name = S("Rosa"),
				     }),
	                 OK);
	return id;
}

static int setup(void **state)
{
	static struct place p;

	p = (struct place) { .dir = "/tmp/kontor-jobs-XXXXXX" };
	the_clock = clock_fake_at(&fake, start_ms);
	mutex_init(&seen.lock);
	cond_init(&seen.changed);
	seen.runs = seen.last_tries = 0;
	seen.waits = seen.waiting = false;
	memset(seen.answers, 0, sizeof seen.answers);
	assert_non_null(mkdtemp(p.dir));
	assert_int_equal(db_start(0), OK);
	assert_int_equal(writers_start(2, &p.writers), OK);
	p.cells = cells_new(&(struct cells_options) {
		.dir = p.dir,
		.writers = p.writers,
		.key = give_key,
		.due = on_due,
		.ctx = &p,
		.now_ms = now_ms,
		.cache_bytes = 1 << 20,
		.idle_max = 8,
	});
	p.member_id = uuid_new(start_ms);
	p.id = make_cell(&p, p.member_id);
	assert_int_equal(cells_take(p.cells, p.id, &p.cell), OK);
	start(&p);
	jobs_rest(p.jobs);
	*state = &p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	if (p->jobs != NULL)
		stop(p);
	cell_give(p->cell);
	cells_free(p->cells);
	writers_stop(p->writers);
	arena_release(&p->arena);
	assert_int_equal(folder_remove(p->dir), OK);
	cond_release(&seen.changed);
	mutex_release(&seen.lock);
	return 0;
}

/* -- asking -- */

struct asking {
	struct cell_task task;
	struct str handler, key;
	int64_t due_at;
	const char *sql;
	struct uuid id;
};

static enum err enqueue_body(struct cell_task *t, struct unit *u)
{
	struct asking *a = (struct asking *) t;

	return unit_enqueue(u, a->handler, a->key, S("{\"n\":1}"), a->due_at, &a->id);
}

static enum err sql_body(struct cell_task *t, struct unit *u)
{
	STMT_AUTO s = NULL;

	TRY(db_sql(u->db, str_of(((struct asking *) t)->sql), &s));
	return stmt_run(s);
}

static void run(struct place *p, struct asking *a,
                enum err (*body)(struct cell_task *t, struct unit *u))
{
	const struct actor owner = { p->member_id, ROLE_owner, false };

	cell_task_init(&a->task, p->cell, &owner, &p->arena, NULL);
	a->task.body = body;
	assert_int_equal(cell_task_run(&a->task), OK);
}

static struct uuid ask_for(struct place *p, const char *name, struct str key, int64_t in_ms)
{
	struct asking a = { .handler = str_of(name), .key = key, .due_at = fake.now_ms + in_ms };

	run(p, &a, enqueue_body);
	return a.id;
}

static void write_sql(struct place *p, const char *sql)
{
	struct asking a = { .sql = sql };

	run(p, &a, sql_body);
}

static int64_t count(struct place *p, const char *sql)
{
	struct db *db;
	int64_t n;

	assert_int_equal(cell_reader(p->cell, &db), OK);
	{
		STMT_AUTO s = NULL;

		assert_int_equal(db_sql(db, str_of(sql), &s), OK);
		assert_int_equal(stmt_int(s, -1, &n), OK);
	}
	cell_reader_give(p->cell, db);
	return n;
}

static int64_t in_state(struct place *p, enum job_state state)
{
	return count(p, arena_printf(&p->arena,
	                             "SELECT count(*) FROM jobs WHERE handler = 'work' "
	                             "AND state = %d",
	                             (int) state)
	                        .ptr);
}

static void advance(struct place *p, int64_t ms)
{
	clock_fake_advance(&fake, ms);
	jobs_look(p->jobs);
	jobs_rest(p->jobs);
}

/* Until the handler is inside its loop. */
static void wait_for_handler(void)
{
	mutex_lock(&seen.lock);
	while (!seen.waiting)
		cond_wait(&seen.changed, &seen.lock);
	mutex_unlock(&seen.lock);
}

static void let_handler_wait(bool waits)
{
	mutex_lock(&seen.lock);
	seen.waits = waits;
	cond_broadcast(&seen.changed);
	mutex_unlock(&seen.lock);
}

/* -- the promises -- */

static void what_is_due_is_run_once(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	assert_int_equal(seen.runs, 1);
	assert_str(seen.argument, "{\"n\":1}");
	assert_true(uuid_eq(seen.actor.member_id, p->member_id));
	assert_int_equal(seen.actor.role, ROLE_owner);
	assert_int_equal(in_state(p, job_state_done), 1);
	advance(p, 60 * MINUTE_MS);
	assert_int_equal(seen.runs, 1);
}

static void what_is_due_later_waits_for_its_time(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, 10 * MINUTE_MS);
	jobs_rest(p->jobs);
	advance(p, 10 * MINUTE_MS - 1);
	assert_int_equal(seen.runs, 0);
	advance(p, 1);
	assert_int_equal(seen.runs, 1);
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void a_key_is_free_again_when_its_job_is_finished(void **state)
{
	struct place *p = *state;
	const struct uuid first = ask_for(p, "work", S("k"), MINUTE_MS);
	const struct uuid same = ask_for(p, "work", S("k"), MINUTE_MS);

	assert_true(uuid_eq(first, same));
	advance(p, MINUTE_MS);
	assert_int_equal(seen.runs, 1);
	assert_false(uuid_eq(ask_for(p, "work", S("k"), 0), first));
	jobs_rest(p->jobs);
	assert_int_equal(seen.runs, 2);
}

static void what_may_work_later_is_tried_again_ever_later(void **state)
{
	struct place *p = *state;

	seen.answers[0] = ERR_BUSY;
	seen.answers[1] = ERR_STORAGE;
	ask_for(p, "work", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	assert_int_equal(seen.runs, 1);
	advance(p, 4999);
	assert_int_equal(seen.runs, 1);
	advance(p, 1);
	assert_int_equal(seen.runs, 2);
	assert_int_equal(seen.last_tries, 0);
	advance(p, 19999);
	assert_int_equal(seen.runs, 2);
	advance(p, 1);
	assert_int_equal(seen.runs, 3);
	assert_int_equal(seen.last_tries, 1);
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void what_fails_for_good_is_not_tried_again(void **state)
{
	struct place *p = *state;

	seen.answers[0] = ERR_INVALID;
	seen.answers[1] = seen.answers[2] = seen.answers[3] = ERR_BUSY;
	ask_for(p, "work", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	advance(p, 60 * MINUTE_MS);
	assert_int_equal(seen.runs, 1);
	ask_for(p, "work", STR_ABSENT, 0);
	for (int i = 0; i < 10; i++)
		advance(p, 60 * MINUTE_MS);
	assert_int_equal(seen.runs, 4);
	assert_int_equal(in_state(p, job_state_failed), 2);
	assert_int_equal(count(p, "SELECT count(*) FROM jobs WHERE problem IS NOT NULL"), 2);
}

static void what_a_crash_left_is_run_at_the_next_start(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, MINUTE_MS);
	stop(p);
	/* What a process leaves that died in the middle. */
	write_sql(p,
	          "UPDATE jobs SET state = 2, tries = 1, lease_until = 1895867200000 "
	          "WHERE handler = 'work'");
	clock_fake_advance(&fake, MINUTE_MS);
	restart(p, fake.now_ms);
	assert_int_equal(seen.runs, 1);
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void what_takes_the_server_down_is_given_up(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, MINUTE_MS);
	stop(p);
	write_sql(p,
	          "UPDATE jobs SET state = 2, tries = 3, lease_until = 1895867200000 "
	          "WHERE handler = 'work'");
	clock_fake_advance(&fake, MINUTE_MS);
	restart(p, fake.now_ms);
	assert_int_equal(seen.runs, 0);
	assert_int_equal(in_state(p, job_state_failed), 1);
}

static void a_stop_lets_it_go_on_at_the_next_start(void **state)
{
	struct place *p = *state;

	let_handler_wait(true);
	ask_for(p, "work", STR_ABSENT, 0);
	wait_for_handler();
	stop(p);
	assert_int_equal(in_state(p, job_state_waiting), 1);
	assert_int_equal(count(p, "SELECT tries FROM jobs WHERE handler = 'work'"), 0);
	let_handler_wait(false);
	restart(p, fake.now_ms);
	assert_int_equal(seen.runs, 2);
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void a_cancelled_job_ends(void **state)
{
	struct place *p = *state;

	let_handler_wait(true);
	ask_for(p, "work", STR_ABSENT, 0);
	wait_for_handler();
	write_sql(p, "UPDATE jobs SET state = 5 WHERE handler = 'work'");
	clock_fake_advance(&fake, MINUTE_MS); /* it asks whether it still has its lease */
	jobs_rest(p->jobs);
	assert_int_equal(in_state(p, job_state_cancelled), 1);
	let_handler_wait(false);
	advance(p, 60 * MINUTE_MS);
	assert_int_equal(seen.runs, 1);
}

static void a_long_job_keeps_its_lease(void **state)
{
	struct place *p = *state;
	int64_t until;

	let_handler_wait(true);
	ask_for(p, "work", STR_ABSENT, 0);
	wait_for_handler();
	until = count(p, "SELECT lease_until FROM jobs WHERE handler = 'work'");
	for (int i = 0; i < 5; i++) {
		clock_fake_advance(&fake, MINUTE_MS);
		while (count(p, "SELECT lease_until FROM jobs WHERE handler = 'work'") == until) {}
		until = count(p, "SELECT lease_until FROM jobs WHERE handler = 'work'");
		assert_int_equal(until, fake.now_ms + 2 * MINUTE_MS);
	}
	let_handler_wait(false);
	jobs_rest(p->jobs);
	assert_int_equal(seen.runs, 1);
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void held_jobs_are_never_run(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, MINUTE_MS);
	write_sql(p, "UPDATE jobs SET state = 6 WHERE handler = 'work'");
	stop(p);
	clock_fake_advance(&fake, 60 * MINUTE_MS);
	restart(p, fake.now_ms);
	advance(p, 60 * MINUTE_MS);
	assert_int_equal(seen.runs, 0);
	assert_int_equal(in_state(p, job_state_held_after_restore), 1);
}

static void rights_are_those_of_now(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, MINUTE_MS);
	write_sql(p, "UPDATE members SET role = 1");
	advance(p, MINUTE_MS);
	assert_int_equal(seen.actor.role, ROLE_viewer);
	ask_for(p, "work", STR_ABSENT, MINUTE_MS);
	write_sql(p, "UPDATE members SET active = 0");
	advance(p, MINUTE_MS);
	assert_int_equal(seen.runs, 2);
	assert_int_equal(seen.actor.role, ROLE_nobody);
}

static void work_nobody_knows_fails(void **state)
{
	struct place *p = *state;

	ask_for(p, "levitate", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	assert_int_equal(
		count(p, "SELECT count(*) FROM jobs WHERE handler = 'levitate' AND state = 4"), 1);
}

static void cells_without_work_stay_closed(void **state)
{
	struct place *p = *state;
	const struct uuid idle = make_cell(p, uuid_new(fake.now_ms));
	const struct uuid busy = make_cell(p, uuid_new(fake.now_ms));
	struct cell *c;

	stop(p);
	cell_give(p->cell);
	cells_free(p->cells);
	p->cells = cells_new(&(struct cells_options) {
		.dir = p->dir,
		.writers = p->writers,
		.key = give_key,
		.due = on_due,
		.ctx = p,
		.now_ms = now_ms,
		.cache_bytes = 1 << 20,
		.idle_max = 8,
	});
	start(p);
	jobs_due(p->jobs, busy, fake.now_ms);
	jobs_rest(p->jobs);
	assert_null(cells_take_open(p->cells, idle));
	c = cells_take_open(p->cells, busy);
	assert_non_null(c);
	cell_give(c);
	assert_int_equal(cells_take(p->cells, p->id, &p->cell), OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(what_is_due_is_run_once),
		TEST(what_is_due_later_waits_for_its_time),
		TEST(a_key_is_free_again_when_its_job_is_finished),
		TEST(what_may_work_later_is_tried_again_ever_later),
		TEST(what_fails_for_good_is_not_tried_again),
		TEST(what_a_crash_left_is_run_at_the_next_start),
		TEST(what_takes_the_server_down_is_given_up),
		TEST(a_stop_lets_it_go_on_at_the_next_start),
		TEST(a_cancelled_job_ends),
		TEST(a_long_job_keeps_its_lease),
		TEST(held_jobs_are_never_run),
		TEST(rights_are_those_of_now),
		TEST(work_nobody_knows_fails),
		TEST(cells_without_work_stay_closed),
	};

	return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
