/* sweep_test.c: each write, sync, read, open and allocation of a day in the life of a cell fails in
 * turn. Whatever was acknowledged is there afterwards, whatever was not is there whole or not at
 * all; counters, index and chain agree. Needs the option `faults`. */
#include <errno.h>
#include <stdlib.h>

#include "cell/test_cell.h"

#include "plat/fault.h"

enum { STEPS = 8, GROUP = 3 };

/* What became of each thing that was asked for. */
struct day {
	struct place *p;
	unsigned n; /* of this day: names are its own */
	bool acked[STEPS];
	unsigned failed, other; /* with an error that says so; with another one */
};

static bool says_so(enum err e)
{
	return e == ERR_STORAGE || e == ERR_FULL || e == ERR_IO || e == ERR_BUSY;
}

static void note(struct day *d, unsigned step, enum err e)
{
	d->acked[step] = e == OK;
	d->failed += e != OK && says_so(e);
	d->other += e != OK && !says_so(e);
}

/* "name 7 2": of this day's nth step. */
static const char *name_of(struct day *d, unsigned step)
{
	return json_of_format(&d->p->arena, "day%d step%d", (int) d->n, (int) step).ptr;
}

static struct step *create(struct day *d, unsigned step)
{
	struct place *p = d->p;
	return step_new(p, &p->owner, step_create, &contact_record, AUDIENCE_NOBODY,
	                JSON("{'name':'%s','identities':[{'kind':'email','value':'%s'}]}",
	                     name_of(d, step), name_of(d, step)));
}

static enum err create_one(struct day *d, unsigned step, struct contact *c)
{
	struct step *s = create(d, step);
	enum err e = cell_task_run(&s->task);
	if (e == OK)
		*c = *(struct contact *) row_copy(&d->p->arena, &contact_record, s->row);
	step_free(s);
	return e;
}

static void create_group(struct day *d, unsigned from)
{
	struct step *steps[GROUP];
	for (unsigned i = 0; i < GROUP; i++)
		steps[i] = create(d, from + i);
	run_group(d->p, steps, GROUP);
	for (unsigned i = 0; i < GROUP; i++) {
		note(d, from + i, steps[i]->result);
		step_free(steps[i]);
	}
}

static void read_some(struct day *d)
{
	struct place *p = d->p;
	struct contact c;
	struct db *db;
	if (cell_reader(p->cell, &db) != OK)
		return;
	(void) !row_get(db, &p->arena, &p->owner, &contact_record, p->owner_id, LIVE_only, &c);
	cell_reader_give(p->cell, db);
}

/* Steps 0 and 1: a contact and its new name; 2: it is deleted; 3–5: three at once; 6: a note; 7:
 * one more contact. */
static void live(struct day *d)
{
	struct place *p = d->p;
	struct contact c = { 0 };
	note(d, 0, create_one(d, 0, &c));
	note(d, 1,
	     place_patch(p, &p->owner, &contact_record, c.id,
	                 JSON("{'company':'%s'}", name_of(d, 1)), NULL));
	note(d, 2, place_delete(p, &p->owner, &contact_record, c.id));
	create_group(d, 3);
	read_some(d);
	note(d, 7, create_one(d, 7, &c));
	note(d, 6,
	     place_create(p, &p->owner, &note_record,
	                  JSON("{'contact_id':'%U','text':'%s'}", &c.id, name_of(d, 6)), NULL));
	if (!d->acked[0]) /* then these had nothing to work on */
		d->other -= (!d->acked[1]) + (!d->acked[2]);
	if (!d->acked[7])
		d->other -= !d->acked[6];
}

/* -- afterwards -- */

static int64_t count(struct place *p, const char *sql, const char *name)
{
	struct db *db;
	struct stmt *s;
	int64_t n;
	assert_int_equal(cell_reader(p->cell, &db), OK);
	assert_int_equal(db_sql(db, str_of(sql), &s), OK);
	bind_text(s, 1, str_of(name));
	assert_int_equal(stmt_int(s, -1, &n), OK);
	stmt_reset(&s);
	cell_reader_give(p->cell, db);
	return n;
}

/* All or nothing, and all where it was promised. */
static void assert_kept(struct day *d, unsigned step, int64_t n)
{
	assert_true(n == 1 || (n == 0 && !d->acked[step]));
}

static void check_day(struct day *d)
{
	static const char named[] = "SELECT count(*) FROM contacts WHERE name = ?1",
			  owned[] = "SELECT count(*) FROM contact_identities WHERE value = ?1";
	struct place *p = d->p;
	for (unsigned step = 0; step < STEPS; step++) {
		const char *name = name_of(d, step);
		if (step == 1 || step == 2 || step == 6)
			continue;
		assert_kept(d, step, count(p, named, name));
		assert_int_equal(count(p, owned, name), count(p, named, name));
		if (step != 0)
			assert_int_equal(found(p, &p->owner, &contact_record, name),
			                 count(p, named, name));
	}
	assert_kept(d, 1,
	            count(p, "SELECT count(*) FROM contacts WHERE company = ?1", name_of(d, 1)));
	assert_kept(d, 2,
	            count(p, "SELECT count(*) FROM contacts WHERE name = ?1 AND deleted_at > 0",
	                  name_of(d, 0)));
	assert_kept(d, 6, count(p, "SELECT count(*) FROM notes WHERE text = ?1", name_of(d, 6)));
	assert_sound(p);
	assert_int_equal(cell_seq(p->cell), ask_int(p, "SELECT max(seq) FROM changes"));
}

static void check_file(struct place *p)
{
	struct db *db;
	struct str report;
	assert_int_equal(cell_reader(p->cell, &db), OK);
	assert_int_equal(db_integrity(db, &p->arena, &report), OK);
	assert_str(report, "ok");
	cell_reader_give(p->cell, db);
}

/* -- the sweep -- */

struct blow {
	enum fault kind;
	int64_t nth, times;
	int error;
};

/* A day with one fault in it. Says how many calls of the kind it made. */
static int64_t spend(struct place *p, const struct blow *b, unsigned n)
{
	struct day d = { .p = p, .n = n };
	fault_arm(b->kind, b->nth, b->times, b->error);
	live(&d);
	int64_t calls = fault_calls(b->kind);
	fault_disarm();
	check_day(&d);
	place_reopen(p); /* as after a crash: nothing is only in memory */
	check_day(&d);
	check_file(p);
	assert_int_equal(d.other, 0);
	return calls;
}

/* Every call, or in haste every few. */
static int64_t stride_of(int64_t hasty)
{
	return getenv("KONTOR_SOAK") != NULL ? 1 : hasty;
}

static int64_t sweep(struct place *p, enum fault kind, int error, int64_t stride)
{
	static unsigned days;
	for (int64_t nth = 1;; nth += stride) {
		int64_t calls = spend(p, &(struct blow) { kind, nth, 1, error }, ++days);
		if (calls < nth)
			return nth;
		place_pass(1);
		arena_clear(&p->arena);
	}
}

static void every_write_fails_in_turn(void **state)
{
	assert_true(sweep(*state, FAULT_write, EIO, 1) > 8);
}
static void the_disk_is_full_in_turn(void **state)
{
	assert_true(sweep(*state, FAULT_write, ENOSPC, 1) > 8);
}
static void every_sync_fails_in_turn(void **state)
{
	assert_true(sweep(*state, FAULT_sync, EIO, 1) > 4);
}
static void every_read_and_open_fails_in_turn(void **state)
{
	sweep(*state, FAULT_read, EIO, 1);
	sweep(*state, FAULT_open, EMFILE, 1);
}
static void every_allocation_fails_in_turn(void **state)
{
	assert_true(sweep(*state, FAULT_alloc, ENOMEM, stride_of(13)) > 200);
}

/* -- a disk that stays full -- */

static void a_full_disk_refuses_writes_and_lets_read(void **state)
{
	struct place *p = *state;
	struct day d = { .p = p, .n = 1000000 };
	struct contact c, there;
	assert_int_equal(create_one(&d, 0, &there), OK);
	fault_arm(FAULT_write, 1, INT64_MAX / 2, ENOSPC);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(create_one(&d, 7, &c), ERR_FULL);
		assert_int_equal(place_get(p, &p->owner, &contact_record, there.id, &c), OK);
		assert_int_equal(found(p, &p->owner, &contact_record, name_of(&d, 0)), 1);
	}
	fault_disarm();
	assert_int_equal(create_one(&d, 7, &c), OK);
	assert_sound(p);
	check_file(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(every_write_fails_in_turn),
		PLACE_CASE(the_disk_is_full_in_turn),
		PLACE_CASE(every_sync_fails_in_turn),
		PLACE_CASE(every_read_and_open_fails_in_turn),
		PLACE_CASE(every_allocation_fails_in_turn),
		PLACE_CASE(a_full_disk_refuses_writes_and_lets_read),
	};
	return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
