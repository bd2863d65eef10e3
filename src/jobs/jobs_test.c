/* jobs_test.c: work is run when it is due, once, by whoever may, and again after failures and
 * crashes: in real cells. */
#include "jobs/test_jobs.h"
#include "plat/random.h"

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
	assert_int_equal(count_sql(p, "SELECT count(*) FROM jobs WHERE problem IS NOT NULL"), 2);
}

static void what_a_crash_left_is_run_at_the_next_start(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, MINUTE_MS);
	place_stop(p);
	/* What a process leaves that died in the middle. */
	write_sql(p,
	          "UPDATE jobs SET state = 2, tries = 1, lease_until = 1895867200000 "
	          "WHERE handler = 'work'");
	clock_fake_advance(&fake, MINUTE_MS);
	place_restart(p, fake.now_ms);
	assert_int_equal(seen.runs, 1);
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void what_takes_the_server_down_is_given_up(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, MINUTE_MS);
	place_stop(p);
	write_sql(p,
	          "UPDATE jobs SET state = 2, tries = 3, lease_until = 1895867200000 "
	          "WHERE handler = 'work'");
	clock_fake_advance(&fake, MINUTE_MS);
	place_restart(p, fake.now_ms);
	assert_int_equal(seen.runs, 0);
	assert_int_equal(in_state(p, job_state_failed), 1);
}

static void a_stop_lets_it_go_on_at_the_next_start(void **state)
{
	struct place *p = *state;

	hold_handler();
	ask_for(p, "work", STR_ABSENT, 0);
	wait_for_handler();
	place_stop(p);
	assert_int_equal(in_state(p, job_state_waiting), 1);
	assert_int_equal(count_sql(p, "SELECT tries FROM jobs WHERE handler = 'work'"), 0);
	release_handler();
	place_restart(p, fake.now_ms);
	assert_int_equal(seen.runs, 2);
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void a_cancelled_job_ends(void **state)
{
	struct place *p = *state;

	hold_handler();
	ask_for(p, "work", STR_ABSENT, 0);
	wait_for_handler();
	write_sql(p, "UPDATE jobs SET state = 5 WHERE handler = 'work'");
	clock_fake_advance(&fake, MINUTE_MS); /* it asks whether it still has its lease */
	jobs_rest(p->jobs);
	assert_int_equal(in_state(p, job_state_cancelled), 1);
	release_handler();
	advance(p, 60 * MINUTE_MS);
	assert_int_equal(seen.runs, 1);
}

static void a_long_job_keeps_its_lease(void **state)
{
	struct place *p = *state;
	int64_t until;

	hold_handler();
	ask_for(p, "work", STR_ABSENT, 0);
	wait_for_handler();
	until = count_sql(p, "SELECT lease_until FROM jobs WHERE handler = 'work'");
	for (int i = 0; i < 5; i++) {
		clock_fake_advance(&fake, MINUTE_MS);
		while (count_sql(p, "SELECT lease_until FROM jobs WHERE handler = 'work'") ==
		       until) {}
		until = count_sql(p, "SELECT lease_until FROM jobs WHERE handler = 'work'");
		assert_int_equal(until, fake.now_ms + 2 * MINUTE_MS);
	}
	release_handler();
	jobs_rest(p->jobs);
	assert_int_equal(seen.runs, 1);
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void held_jobs_are_never_run(void **state)
{
	struct place *p = *state;

	ask_for(p, "work", STR_ABSENT, MINUTE_MS);
	write_sql(p, "UPDATE jobs SET state = 6 WHERE handler = 'work'");
	place_stop(p);
	clock_fake_advance(&fake, 60 * MINUTE_MS);
	place_restart(p, fake.now_ms);
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

static struct str problem_of(struct place *p, struct uuid id)
{
	struct job like = { 0 }, row;
	struct db *db;

	set(&like, job, id, id);
	assert_int_equal(cell_reader(p->cell, &db), OK);
	assert_int_equal(row_find_key(db, &p->arena, &job_record, &like, &row), OK);
	cell_reader_give(p->cell, db);
	assert_int_equal(row.state, job_state_failed);
	return row.problem;
}

/* The handler hears of it, so that nothing looks as if it were still at work. */
static void what_whoever_asked_may_no_longer_is_refused(void **state)
{
	struct place *p = *state;
	struct uuid id;

	write_sql(p, "UPDATE members SET role = 1");
	id = ask_for(p, "agents_work", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	assert_int_equal(seen.runs, 1);
	assert_str(seen.refused, "Whoever started it may no longer do such work.");
	assert_str(problem_of(p, id), "Whoever started it may no longer do such work.");
	write_sql(p, "UPDATE members SET active = 0");
	id = ask_for(p, "agents_work", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	assert_str(problem_of(p, id), "Whoever started it has left the workspace.");
	assert_int_equal(seen.runs, 2);
}

static void stops_while_it_runs(struct place *p, const char *sql, enum err standing,
                                const char *reason)
{
	struct uuid id;

	hold_handler();
	id = ask_for(p, "agents_work", STR_ABSENT, 0);
	wait_for_handler();
	assert_true(str_absent(seen.refused));
	if (sql != NULL)
		write_sql(p, sql);
	atomic_store(&control_says.standing, standing);
	jobs_rest(p->jobs);
	assert_str_is(problem_of(p, id), str_of(reason));
	release_handler();
}

static void whoever_is_demoted_has_nothing_done_any_more(void **state)
{
	stops_while_it_runs(*state, "UPDATE members SET role = 1", OK,
	                    "Whoever started it may no longer do such work.");
}

static void whoever_is_removed_has_nothing_done_any_more(void **state)
{
	stops_while_it_runs(*state, NULL, ERR_NOT_FOUND,
	                    "Whoever started it has left the workspace.");
}

static void a_workspace_that_closes_is_changed_no_more(void **state)
{
	stops_while_it_runs(*state, NULL, ERR_CLOSING,
	                    "The workspace is being closed: it can be read, and no longer "
	                    "changed.");
}

static void a_token_ends_what_it_set_going(void **state)
{
	struct place *p = *state;
	const struct uuid token = uuid_new(fake.now_ms);
	struct uuid id;

	hold_handler();
	id = ask_through(p, "agents_work", token);
	wait_for_handler();
	assert_true(uuid_eq(control_says.token_id, token));
	assert_true(uuid_eq(seen.actor.token_id, token));
	atomic_store(&control_says.standing, ERR_UNAUTHORIZED);
	jobs_rest(p->jobs);
	assert_str(problem_of(p, id), "The token that started it is no longer valid.");
	release_handler();
}

/* What could not be found out is no refusal. */
static void a_slow_disk_takes_no_rights_away(void **state)
{
	struct place *p = *state;

	atomic_store(&control_says.standing, ERR_IO);
	ask_for(p, "agents_work", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	assert_int_equal(seen.runs, 0);
	atomic_store(&control_says.standing, OK);
	advance(p, MINUTE_MS);
	assert_int_equal(seen.runs, 1);
	assert_true(str_absent(seen.refused));
}

/* Work that takes no role was decided when it was asked for. */
static void what_was_decided_is_done_whatever_became_of_them(void **state)
{
	struct place *p = *state;

	atomic_store(&control_says.standing, ERR_CLOSING);
	ask_for(p, "work", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	assert_true(str_absent(seen.refused));
	assert_int_equal(in_state(p, job_state_done), 1);
}

static void work_nobody_knows_fails(void **state)
{
	struct place *p = *state;

	ask_for(p, "levitate", STR_ABSENT, 0);
	jobs_rest(p->jobs);
	assert_int_equal(
		count_sql(p, "SELECT count(*) FROM jobs WHERE handler = 'levitate' AND state = 4"),
		1);
}

static void cells_without_work_stay_closed(void **state)
{
	struct place *p = *state;
	const struct uuid idle = make_cell(p, uuid_new(fake.now_ms));
	const struct uuid busy = make_cell(p, uuid_new(fake.now_ms));
	struct cell *c;

	place_stop(p);
	cell_give(p->cell);
	cells_free(p->cells);
	place_open_cells(p);
	place_start(p);
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)
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
		TEST(what_whoever_asked_may_no_longer_is_refused),
		TEST(whoever_is_demoted_has_nothing_done_any_more),
		TEST(whoever_is_removed_has_nothing_done_any_more),
		TEST(a_workspace_that_closes_is_changed_no_more),
		TEST(a_token_ends_what_it_set_going),
		TEST(a_slow_disk_takes_no_rights_away),
		TEST(what_was_decided_is_done_whatever_became_of_them),
		TEST(work_nobody_knows_fails),
		TEST(cells_without_work_stay_closed),
	};

	return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
