/* writer_test.c: groups, culprits, order, limits, threads. */
#include "store/test_writer.h"

/* Five units in one group, the third of them in trouble; numbers from `from` on. */
static void group_from(struct scene *s, int64_t from, struct task t[5], enum trouble trouble)
{
	hold_up(s);
	for (int i = 0; i < 5; i++) {
		task_init(&t[i], &s->o[0], from + i);
		t[i].log = &s->log;
		t[i].trouble = i == 2 ? trouble : FINE;
		submit(&t[i]);
	}
	gate_open(&s->gate);
	log_await(&s->log, 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(t[i].answers, 1);
}

static void group_with(struct scene *s, struct task t[5], enum trouble trouble)
{
	group_from(s, 0, t, trouble);
}

/* For another group in the same scene, once the one before has been answered. */
static void close_gate(struct scene *s, int64_t holder)
{
	s->gate.open = false;
	s->gate.waiting = s->log.n = 0;
	task_init(&s->holder, &s->o[0], holder);
	s->holder.gate = &s->gate;
}

/* -- groups -- */

static void what_has_queued_is_one_group(void **state)
{
	struct scene s;
	struct task t[5];
	scene_open(&s, *state, 2, 1);
	group_with(&s, t, FINE);
	for (int i = 0; i < 5; i++)
		assert_int_equal(t[i].task.result, OK);
	struct writer_stats stats = writer_stats(s.o[0].w);
	assert_int_equal(stats.groups, 2);
	assert_int_equal(stats.units, 6);
	assert_int_equal(stats.replays, 0);
	assert_int_equal(stats.queue, 0);
	assert_int_equal(s.o[0].committed, 2);
	assert_int_equal(rows(&s, 0, "SELECT sum(n) FROM units"), 1010);
	assert_int_equal(rows(&s, 0, "SELECT sum(n) FROM tail"), 1010);
	scene_close(&s);
}

/* Whoever is in trouble is alone in it. */
static void assert_only_third_failed(struct scene *s, struct task t[5], enum err e, int replays)
{
	for (int i = 0; i < 5; i++)
		assert_int_equal(t[i].task.result, i == 2 ? e : OK);
	assert_int_equal(writer_stats(s->o[0].w).replays, replays);
	assert_int_equal(rows(s, 0, "SELECT sum(n) FROM units"), 1008);
	assert_int_equal(rows(s, 0, "SELECT sum(n) FROM tail"), 1008);
	assert_int_equal(rows(s, 0, "SELECT count(*) FROM children"), 0);
}

static void only_the_culprit_fails(void **state)
{
	static const struct {
		enum trouble trouble;
		enum err e;
		int replays;
	} cases[] = {
		{ OBJECTS, ERR_INVALID, 0 },        { REFUSED, ERR_INVALID, 0 },
		{ ROLLS_BACK, ERR_STORAGE, 1 },     { BREAKS_TAIL, ERR_STORAGE, 1 },
		{ BREAKS_COMMIT, ERR_INTERNAL, 1 },
	};
	for (unsigned i = 0; i < COUNT(cases); i++) {
		struct scene s;
		struct task t[5];
		assert_int_equal(i == 0 ? 0 : place_setup(state), 0);
		scene_open(&s, *state, 1, 1);
		group_with(&s, t, cases[i].trouble);
		assert_only_third_failed(&s, t, cases[i].e, cases[i].replays);
		scene_close(&s);
		assert_int_equal(i + 1 == COUNT(cases) ? 0 : place_teardown(state), 0);
	}
}

/* Savepoints cost: units go without until one that was refused had written, and then for a while
 * each of them has one, so that whoever is refused over and over makes nobody run twice. */
static void a_group_runs_again_only_for_what_was_written(void **state)
{
	static const struct {
		enum trouble trouble;
		unsigned ran;
	} cases[] = { { FINE, 1 }, { OBJECTS, 1 }, { REFUSED, 2 }, { REFUSED, 1 } };
	struct scene s;
	scene_open(&s, *state, 1, 1);
	for (unsigned i = 0; i < COUNT(cases); i++) {
		struct task t[5];
		close_gate(&s, 1000 + i);
		group_from(&s, 10 * i, t, cases[i].trouble);
		for (int k = 0; k < 5; k++) /* those behind it had not run yet */
			assert_int_equal(t[k].ran, k > 2 ? 1 : cases[i].ran);
	}
	scene_close(&s);
}

static void alone_in_trouble(void **state)
{
	static const enum trouble troubles[] = { OBJECTS, REFUSED, ROLLS_BACK, BREAKS_TAIL,
		                                 BREAKS_COMMIT };
	struct scene s;
	scene_open(&s, *state, 1, 1);
	for (unsigned i = 0; i < COUNT(troubles); i++) {
		struct task t;
		task_init(&t, &s.o[0], i);
		t.trouble = troubles[i];
		assert_int_not_equal(writer_run(s.o[0].w, &t.task), OK);
		task_init(&t, &s.o[0], 100 + i); /* and the store goes on */
		assert_int_equal(writer_run(s.o[0].w, &t.task), OK);
	}
	assert_int_equal(rows(&s, 0, "SELECT sum(n) FROM units"), 510);
	assert_int_equal(rows(&s, 0, "SELECT sum(n) FROM tail"), 510);
	assert_int_equal(writer_stats(s.o[0].w).replays, 0);
	scene_close(&s);
}

/* When the answer comes, another connection finds the row. */
static void an_answer_means_it_stands(void **state)
{
	struct scene s;
	scene_open(&s, *state, 2, 1);
	for (int i = 0; i < 20; i++) {
		struct task t;
		task_init(&t, &s.o[0], i);
		assert_int_equal(writer_run(s.o[0].w, &t.task), OK);
		assert_int_equal(rows(&s, 0, "SELECT max(n) FROM tail"), i);
	}
	scene_close(&s);
}

/* -- order -- */

static void interactive_units_go_before_jobs(void **state)
{
	struct scene s;
	struct task t[6];
	static const int64_t want[] = { 1, 3, 5, 0, 2, 4 };
	scene_open(&s, *state, 1, 1);
	hold_up(&s);
	for (int i = 0; i < 6; i++) {
		task_init(&t[i], &s.o[0], i);
		t[i].log = &s.log;
		t[i].task.job = i % 2 == 0;
		submit(&t[i]);
	}
	gate_open(&s.gate);
	log_await(&s.log, 6);
	assert_memory_equal(s.log.v, want, sizeof want);
	assert_int_equal(writer_stats(s.o[0].w).groups, 5); /* a job's chunk is a group */
	scene_close(&s);
}

/* People who never pause do not keep a job from its turn. */
static void a_job_has_its_turn(void **state)
{
	enum { CLICKS = 30 };
	struct scene s;
	struct task clicks[CLICKS], job;
	scene_open(&s, *state, 1, 1);
	hold_up(&s);
	for (int i = 0; i < CLICKS; i++) {
		task_init(&clicks[i], &s.o[0], i);
		clicks[i].log = &s.log;
		clicks[i].then = i + 1 < CLICKS ? &clicks[i + 1] : NULL;
	}
	task_init(&job, &s.o[0], 500);
	job.log = &s.log;
	job.task.job = true;
	submit(&clicks[0]);
	submit(&job);
	gate_open(&s.gate);
	log_await(&s.log, CLICKS + 1);
	unsigned at = 0;
	while (s.log.v[at] != 500)
		at++;
	assert_in_range(at, 1, 12);
	scene_close(&s);
}

/* One thread, a store whose job never ends, and a click in another store. */
static void others_have_their_turn(void **state)
{
	struct scene s;
	struct task job, again, click;
	scene_open(&s, *state, 1, 2);
	task_init(&job, &s.o[0], 1);
	task_init(&again, &s.o[0], 2);
	job.task.job = again.task.job = true;
	job.trouble = again.trouble = REFUSED; /* so that it can be done over and over */
	job.then = &again;
	again.then = &job;
	submit(&job);
	task_init(&click, &s.o[1], 3);
	assert_int_equal(writer_run(s.o[1].w, &click.task), OK);
	/* Only the writer's thread touches the ring: it is cut there. */
	task_init(&s.holder, &s.o[0], 1000);
	s.holder.gate = &s.gate;
	hold_up(&s);
	job.then = again.then = NULL;
	gate_open(&s.gate);
	scene_close(&s);
	assert_true(job.answers > 0);
}

/* -- limits -- */

static void a_full_queue_says_busy(void **state)
{
	struct scene s;
	struct task *t =
		arena_array(&((struct place *) *state)->a, struct task, WRITER_QUEUE_MAX + 1);
	scene_open(&s, *state, 1, 1);
	hold_up(&s);
	for (int i = 0; i <= WRITER_QUEUE_MAX; i++) {
		task_init(&t[i], &s.o[0], 2000 + i);
		t[i].log = &s.log;
		t[i].task.job = i % 3 == 0 && i > 8000;
		assert_int_equal(writer_submit(s.o[0].w, &t[i].task),
		                 i < WRITER_QUEUE_MAX ? OK : ERR_BUSY);
	}
	assert_int_equal(writer_stats(s.o[0].w).queue, WRITER_QUEUE_MAX);
	gate_open(&s.gate);
	log_await(&s.log, WRITER_QUEUE_MAX);
	assert_int_equal(t[WRITER_QUEUE_MAX].answers, 0);
	assert_int_equal(rows(&s, 0, "SELECT count(*) FROM tail"), WRITER_QUEUE_MAX + 1);
	scene_close(&s);
}

static void a_store_at_rest_opens_again(void **state)
{
	struct scene s;
	struct task t;
	scene_open(&s, *state, 2, 1);
	writer_rest(s.o[0].w); /* nothing to wait for */
	for (int i = 0; i < 3; i++) {
		task_init(&t, &s.o[0], i);
		assert_int_equal(writer_run(s.o[0].w, &t.task), OK);
		writer_rest(s.o[0].w);
		assert_int_equal(s.o[0].opened, i + 1);
	}
	scene_close(&s);
}

static void a_store_that_does_not_open(void **state)
{
	struct scene s;
	struct task t;
	scene_open(&s, *state, 1, 1);
	s.o[0].open_error = ERR_KEY;
	task_init(&t, &s.o[0], 1);
	assert_int_equal(writer_run(s.o[0].w, &t.task), ERR_KEY);
	assert_int_equal(t.ran, 0);
	s.o[0].open_error = OK;
	task_init(&t, &s.o[0], 1);
	assert_int_equal(writer_run(s.o[0].w, &t.task), OK);
	scene_close(&s);
}

/* -- waiting for another store -- */

/* One thread for both: whoever waits serves the other store. */
static void a_tail_may_write_elsewhere(void **state)
{
	struct scene s;
	struct task t;
	scene_open(&s, *state, 1, 2);
	s.o[0].other = &s.o[1];
	for (int i = 0; i < 5; i++) {
		task_init(&t, &s.o[0], i);
		assert_int_equal(writer_run(s.o[0].w, &t.task), OK);
	}
	assert_int_equal(rows(&s, 1, "SELECT sum(n) FROM tail"), 10);
	scene_close(&s);
}

/* -- threads -- */

enum { CALLERS = 4, CALLS = 150 };

struct caller {
	struct scene *s;
	struct thread t;
	int number;
	unsigned good[3], wrong;
};

static void call(void *arg)
{
	struct caller *c = arg;
	struct rng r = { (uint64_t) c->number + 1 };
	for (int i = 0; i < CALLS; i++) {
		static const enum trouble troubles[] = { OBJECTS, REFUSED, ROLLS_BACK, BREAKS_TAIL,
			                                 BREAKS_COMMIT };
		unsigned store = rng_below(&r, c->s->n);
		struct task t;
		task_init(&t, &c->s->o[store], c->number * CALLS + i);
		t.trouble = rng_below(&r, 8) == 0 ? troubles[rng_below(&r, 5)] : FINE;
		t.task.job = rng_below(&r, 4) == 0;
		enum err e = writer_run(c->s->o[store].w, &t.task);
		c->wrong += (e == OK) != (t.trouble == FINE);
		c->good[store] += e == OK;
		if (rng_below(&r, 50) == 0)
			writer_rest(c->s->o[store].w);
	}
}

static void many_threads_many_stores(void **state)
{
	struct scene s;
	struct caller c[CALLERS];
	unsigned good[3] = { 0 };
	scene_open(&s, *state, 2, 3);
	s.o[0].other = NULL;
	for (int i = 0; i < CALLERS; i++) {
		c[i] = (struct caller) { .s = &s, .number = i };
		thread_start(&c[i].t, "caller", call, &c[i]);
	}
	for (int i = 0; i < CALLERS; i++) {
		thread_join(&c[i].t);
		assert_int_equal(c[i].wrong, 0);
		for (int k = 0; k < 3; k++)
			good[k] += c[i].good[k];
	}
	for (unsigned k = 0; k < 3; k++) {
		assert_true(good[k] > CALLS / 2);
		assert_int_equal(rows(&s, k, "SELECT count(*) FROM units"), good[k]);
		assert_int_equal(rows(&s, k, "SELECT count(*) FROM tail"), good[k]);
	}
	scene_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(what_has_queued_is_one_group),
		PLACE_CASE(only_the_culprit_fails),
		PLACE_CASE(a_group_runs_again_only_for_what_was_written),
		PLACE_CASE(alone_in_trouble),
		PLACE_CASE(an_answer_means_it_stands),
		PLACE_CASE(interactive_units_go_before_jobs),
		PLACE_CASE(a_job_has_its_turn),
		PLACE_CASE(others_have_their_turn),
		PLACE_CASE(a_full_queue_says_busy),
		PLACE_CASE(a_store_at_rest_opens_again),
		PLACE_CASE(a_store_that_does_not_open),
		PLACE_CASE(a_tail_may_write_elsewhere),
		PLACE_CASE(many_threads_many_stores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
