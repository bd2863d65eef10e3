/* audit_test.c: what is only read is audited too: once in ten minutes, within a second, bounded;
 * and a chain that was changed, or lost its beginning, does not hold. */
#include "cell/audit.h"

#include "cell/doctor.h"
#include "cell/test_cell.h"
#include "cell/upkeep.h"
#include "plat/random.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static void read_by(struct place *p, struct uuid who, struct uuid row)
{
	cell_audit_read(p->cell,
	                &(struct audit_event) { audit_action_read, &contact_record, row, who, 1 });
}

static void settle(struct place *p)
{
	cells_audit_flush(p->cells);
	writer_rest(cell_writer(p->cell));
}

static int64_t reads(struct place *p)
{
	return ask_int(p, "SELECT count(*) FROM audit_entries WHERE action = 6");
}

static void tag(struct place *p, const char *name)
{
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'%s'}", name), NULL),
	                 OK);
}

static struct chain_walk walk(struct place *p, int64_t after, int64_t max)
{
	struct chain_walk w = { .after = after, .max = max };
	struct db *db;
	assert_int_equal(cell_reader(p->cell, &db), OK);
	assert_int_equal(cell_walk_chain(p->cell, db, &w), OK);
	cell_reader_give(p->cell, db);
	return w;
}

static void the_same_is_one_entry_in_ten_minutes(void **state)
{
	struct place *p = *state;
	struct uuid a = uuid_new(place_now()), b = uuid_new(place_now());
	read_by(p, p->owner_id, a);
	read_by(p, p->owner_id, a);
	settle(p);
	assert_int_equal(reads(p), 1);
	place_pass(AUDIT_COALESCE_MS - 1);
	read_by(p, p->owner_id, a);
	settle(p);
	assert_int_equal(reads(p), 1);
	read_by(p, p->owner_id, b);
	read_by(p, p->agent_id, a);
	place_pass(1);
	read_by(p, p->owner_id, a);
	settle(p);
	assert_int_equal(reads(p), 4);
	assert_sound(p);
}

/* What writes it is waited for by nobody, and holds the cell until it has. */
static void closing_right_after_loses_nothing(void **state)
{
	enum { TIMES = 50 };
	struct place *p = *state;
	for (unsigned i = 0; i < TIMES; i++) {
		read_by(p, p->owner_id, uuid_new(place_now()));
		cells_audit_flush(p->cells);
		place_reopen(p);
	}
	assert_int_equal(reads(p), TIMES);
	assert_sound(p);
}

static void many_at_once_are_counted(void **state)
{
	struct place *p = *state;
	for (unsigned i = 0; i < 5000; i++)
		read_by(p, p->owner_id, uuid_new(place_now()));
	read_by(p, p->agent_id, uuid_new(place_now()));
	settle(p);
	assert_int_equal(reads(p), AUDIT_NAMED_MAX + 2);
	assert_int_equal(ask_int(p, "SELECT sum(n) FROM audit_entries WHERE action = 6"), 5001);
	assert_int_equal(
		ask_int(p, "SELECT n FROM audit_entries WHERE action = 6 AND row_id IS NULL"),
		5000 - AUDIT_NAMED_MAX);
	assert_sound(p);
}

/* Counts alone are not worth a group: they wait ten seconds, or for the next one. */
static void counts_wait_for_the_next_group(void **state)
{
	struct place *p = *state;
	for (unsigned i = 0; i < AUDIT_NAMED_MAX; i++)
		read_by(p, p->owner_id, uuid_new(place_now()));
	settle(p);
	read_by(p, p->owner_id, uuid_new(place_now()));
	settle(p);
	assert_int_equal(reads(p), AUDIT_NAMED_MAX);
	tag(p, "next");
	assert_int_equal(reads(p), AUDIT_NAMED_MAX + 1);
	read_by(p, p->owner_id, uuid_new(place_now()));
	place_pass(AUDIT_MASS_MS - 1);
	settle(p);
	assert_int_equal(reads(p), AUDIT_NAMED_MAX + 1);
	place_pass(1);
	settle(p);
	assert_int_equal(reads(p), AUDIT_NAMED_MAX + 2);
	read_by(p, p->owner_id, uuid_new(place_now())); /* other ten seconds: named again */
	settle(p);
	assert_int_equal(reads(p), AUDIT_NAMED_MAX + 3);
	assert_int_equal(
		ask_int(p,
	                "SELECT count(*) FROM audit_entries WHERE action = 6 AND row_id IS NULL"),
		2);
	assert_sound(p);
}

static enum err fails(struct step *s, struct unit *u)
{
	(void) s;
	return db_exec(u->db,
	               "INSERT INTO audit_entries (seq, at, action, mask, n, link)"
	               " SELECT max(seq) + 1, 0, 1, 0, 0, x'00' FROM audit_entries");
}

/* Its entry takes the place of the one that the tail is to write: the group fails. */
static void a_group_that_fails_loses_none(void **state)
{
	struct place *p = *state;
	read_by(p, p->owner_id, uuid_new(place_now()));
	assert_int_not_equal(run_step(p, step_new(p, &p->owner, fails, &tag_record, AUDIENCE_NOBODY,
	                                          STR_ABSENT)),
	                     OK);
	assert_int_equal(reads(p), 0);
	tag(p, "next");
	assert_int_equal(reads(p), 1);
	assert_sound(p);
}

static void closing_writes_what_waits(void **state)
{
	struct place *p = *state;
	read_by(p, p->owner_id, uuid_new(place_now()));
	place_reopen(p);
	assert_int_equal(reads(p), 1);
	assert_sound(p);
}

static enum err flip(struct step *s, struct unit *u)
{
	return db_exec(u->db, s->arg);
}

static void change(struct place *p, const char *sql)
{
	struct step *s = step_new(p, &p->owner, flip, &tag_record, AUDIENCE_NOBODY, STR_ABSENT);
	s->arg = (void *) sql;
	assert_int_equal(run_step(p, s), OK);
}

static void a_changed_entry_is_named(void **state)
{
	struct place *p = *state;
	for (unsigned i = 0; i < 5; i++)
		tag(p, (const char *[]) { "a", "b", "c", "d", "e" }[i]);
	int64_t last = walk(p, 0, MAX53).to;
	assert_int_equal(walk(p, 0, 2).to, 2);
	assert_true(walk(p, 0, 2).more);
	assert_int_equal(walk(p, 2, MAX53).to, last);
	assert_int_equal(walk(p, last + 9, MAX53).broken_at, last + 10);
	change(p, "UPDATE audit_entries SET mask = mask + 1 WHERE seq = 3");
	assert_int_equal(walk(p, 0, MAX53).broken_at, 3);
	assert_int_equal(walk(p, 0, MAX53).to, 2);
	assert_int_equal(walk(p, 3, MAX53).broken_at, 0);
	change(p, "UPDATE audit_entries SET mask = mask - 1 WHERE seq = 3");
	assert_int_equal(walk(p, 0, MAX53).broken_at, 0);
	change(p, "DELETE FROM audit_entries WHERE seq = 4");
	assert_int_equal(walk(p, 0, MAX53).broken_at, 5);
}

static void after_two_years_a_checkpoint_holds_the_chain(void **state)
{
	struct place *p = *state;
	tag(p, "old");
	tag(p, "older");
	int64_t gone = walk(p, 0, MAX53).to;
	place_pass(731 * DAY_MS);
	tag(p, "new");
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(ask_int(p, "SELECT min(seq) FROM audit_entries"), gone + 1);
	assert_int_equal(ask_int(p, "SELECT n FROM audit_entries WHERE action = 11"), gone);
	assert_int_equal(walk(p, 0, MAX53).broken_at, 0);
	place_reopen(p);
	tag(p, "newer");
	assert_sound(p);
	change(p, "DELETE FROM audit_entries WHERE seq = (SELECT min(seq) FROM audit_entries)");
	assert_int_equal(walk(p, 0, MAX53).broken_at, gone + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(the_same_is_one_entry_in_ten_minutes),
		PLACE_CASE(closing_right_after_loses_nothing),
		PLACE_CASE(many_at_once_are_counted),
		PLACE_CASE(counts_wait_for_the_next_group),
		PLACE_CASE(a_group_that_fails_loses_none),
		PLACE_CASE(closing_writes_what_waits),
		PLACE_CASE(a_changed_entry_is_named),
		PLACE_CASE(after_two_years_a_checkpoint_holds_the_chain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
