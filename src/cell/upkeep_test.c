/* upkeep_test.c: what a cell throws away in time, and what it keeps. */
#include "cell/upkeep.h"

#include "cell/test_cell.h"
#include "plat/random.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static void tag(struct place *p, const char *name)
{
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'%s'}", name), NULL),
	                 OK);
}

/* -- answers -- */

static enum err keep_answer(struct step *s, struct unit *u)
{
	return unit_reply_store(u, s->arg, 200, S("{}"), AUDIENCE_NOBODY);
}

static void answers(struct place *p, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct reply_key k = { .key_hash = i };
		struct step *s = step_new(p, &p->owner, keep_answer, &tag_record, AUDIENCE_NOBODY,
		                          STR_ABSENT);
		s->arg = &k;
		assert_int_equal(run_step(p, s), OK);
	}
}

static void answers_go_after_48_hours(void **state)
{
	struct place *p = *state;
	answers(p, 130);
	place_pass(DAY_MS);
	answers(p, 3);
	place_pass(DAY_MS - 1);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM answers"), 133);
	place_pass(1);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM answers"), 3);
}

/* -- the feed -- */

static void the_feed_reaches_back_30_days_and_goes_on(void **state)
{
	struct place *p = *state;
	tag(p, "a");
	tag(p, "b");
	int64_t seq = cell_seq(p->cell);
	place_pass(20 * DAY_MS);
	tag(p, "c");
	place_pass(11 * DAY_MS);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT min(seq) FROM changes"), seq + 1);
	place_pass(60 * DAY_MS);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM changes"), 1);
	place_reopen(p);
	assert_int_equal(cell_seq(p->cell), seq + 1);
	tag(p, "d");
	assert_int_equal(cell_seq(p->cell), seq + 2);
	assert_int_equal(ask_int(p, "SELECT max(seq) FROM changes"), seq + 2);
}

static enum err flood(struct step *s, struct unit *u)
{
	(void) s;
	return db_exec(u->db,
	               "INSERT INTO changes SELECT 2000500, record, row_id, op, mask,"
	               " scope_before, scope_after, at FROM changes LIMIT 1");
}

static void the_feed_keeps_2_million_changes(void **state)
{
	struct place *p = *state;
	for (unsigned i = 0; i < 5; i++)
		tag(p, (const char *[]) { "a", "b", "c", "d", "e" }[i]);
	assert_int_equal(run_step(p, step_new(p, &p->owner, flood, &tag_record, AUDIENCE_NOBODY,
	                                      STR_ABSENT)),
	                 OK);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM changes"), 1);
}

/* -- jobs -- */

static enum err old_jobs(struct step *s, struct unit *u)
{
	struct uuid id;
	(void) s;
	TRY(unit_enqueue(u, S("x"), STR_ABSENT, STR_ABSENT, u->now_ms, &id));
	TRY(db_exec(u->db, "UPDATE jobs SET state = 3 WHERE handler = 'x'"));
	return unit_enqueue(u, S("y"), STR_ABSENT, STR_ABSENT, u->now_ms, &id);
}

static void finished_jobs_go_after_a_week(void **state)
{
	struct place *p = *state;
	assert_int_equal(run_step(p, step_new(p, &p->owner, old_jobs, &tag_record, AUDIENCE_NOBODY,
	                                      STR_ABSENT)),
	                 OK);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM jobs WHERE handler IN ('x', 'y')"), 2);
	place_pass(7 * DAY_MS + 1);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_str(ask_text(p, "SELECT handler FROM jobs WHERE handler IN ('x', 'y')"), "y");
}

/* -- when -- */

static bool always(struct work *w)
{
	(void) w;
	return true;
}
static bool never(struct work *w)
{
	(void) w;
	return false;
}

#define WAITING "SELECT count(*) FROM jobs WHERE handler = 'upkeep' AND state = 1"

static void upkeep_is_planned_once_a_day(void **state)
{
	struct place *p = *state;
	struct work w = { .cell = p->cell, .goes_on = always };
	assert_int_equal(ask_int(p, WAITING), 1);
	assert_int_equal(p->told_due_at, ask_int(p, "SELECT min(due_at) FROM jobs"));
	assert_true(p->told_due_at > place_now() && p->told_due_at <= place_now() + DAY_MS);
	place_reopen(p);
	assert_int_equal(ask_int(p, WAITING), 1);
	w.cell = p->cell;
	place_pass(DAY_MS);
	assert_int_equal(cell_upkeep_run(&w), OK);
	assert_int_equal(cell_upkeep_run(&w), OK);
	assert_int_equal(ask_int(p, WAITING),
	                 2); /* the one that runs, in truth leased, and the next */
	assert_int_equal(ask_int(p, "SELECT max(due_at) FROM jobs"), place_now() + DAY_MS);
	w.goes_on = never;
	assert_int_equal(cell_upkeep_run(&w), ERR_CANCELLED);
}

/* As a bulk load does it: many rows with words in one group. */
static enum err load(struct step *s, struct unit *u)
{
	const int64_t *n = s->arg;
	for (int64_t i = 1; i <= *n; i++)
		NOTE(u, index, .rec = &contact_record, .id = uuid_new(u->now_ms), .key = i << 20,
		     .text = S("ana"), .fresh = true);
	return OK;
}

static void load_rows(struct place *p, int64_t n)
{
	struct step *s = step_new(p, &p->owner, load, &contact_record, AUDIENCE_NOBODY, STR_ABSENT);
	s->arg = &n;
	assert_int_equal(run_step(p, s), OK);
}

static void upkeep_comes_soon_after_a_load(void **state)
{
	struct place *p = *state;
	load_rows(p, 19000);
	assert_int_equal(ask_int(p, WAITING), 1); /* tomorrow's */
	load_rows(p, 1000);
	assert_int_equal(ask_int(p, WAITING), 2);
	assert_true(p->told_due_at > place_now() && p->told_due_at < place_now() + DAY_MS / 100);
	load_rows(p, 25000); /* that one will do for these, too */
	assert_int_equal(ask_int(p, WAITING), 2);
}

static void the_bin_is_emptied_by_upkeep(void **state)
{
	struct place *p = *state;
	struct tag t;
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'a'}"), &t), OK);
	assert_int_equal(place_delete(p, &p->owner, &tag_record, t.id), OK);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM tags"), 1);
	place_pass(30 * DAY_MS + 1);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM tags"), 0);
	assert_int_equal(ask_int(p, "SELECT n FROM audit_entries ORDER BY seq DESC LIMIT 1"), 1);
	assert_sound(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(answers_go_after_48_hours),
		PLACE_CASE(the_feed_reaches_back_30_days_and_goes_on),
		PLACE_CASE(the_feed_keeps_2_million_changes),
		PLACE_CASE(finished_jobs_go_after_a_week),
		PLACE_CASE(upkeep_is_planned_once_a_day),
		PLACE_CASE(upkeep_comes_soon_after_a_load),
		PLACE_CASE(the_bin_is_emptied_by_upkeep),
	};
	return cmocka_run_group_tests_name("upkeep", tests, NULL, NULL);
}
