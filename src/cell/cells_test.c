/* cells_test.c: cells open once, stay open while held, close when idle, also with many threads at
 * once; ThreadSanitizer runs this. */
#include "cell/test_cell.h"

#include "plat/random.h"

enum { CELLS = 5, WRITERS = 3, READERS = 2, ROUNDS = 40 };

static struct uuid make(struct place *p, struct uuid id)
{
	struct cell_seed seed = {
		.id = id,
		.owner_user_id = p->owner_id,
		.owner_member_id = p->owner_id,
		.name = S("Another"),
		.owner_name = S("Rosa Prado"),
	};
	assert_int_equal(cell_create(p->cells, &seed), OK);
	return id;
}

/* -- one at a time -- */

static void a_cell_is_open_once(void **state)
{
	struct place *p = *state;
	struct cell *again, *third;
	assert_int_equal(cells_take(p->cells, p->cell_id, &again), OK);
	assert_ptr_equal(again, p->cell);
	make(p, p->cell_id); /* again: changes nothing, opens nothing */
	assert_int_equal(cells_take(p->cells, p->cell_id, &third), OK);
	assert_ptr_equal(third, p->cell);
	assert_int_equal(p->cells->open, 1);
	cell_give(again);
	cell_give(third);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM workspaces"), 1);
	assert_str(ask_text(p, "SELECT name FROM workspaces"), "Loja Central");
}

static void a_cell_that_is_not_there_is_not_found(void **state)
{
	struct place *p = *state;
	struct cell *c;
	assert_int_equal(cells_take(p->cells, uuid_new(place_now()), &c), ERR_NOT_FOUND);
	assert_null(cells_take_open(p->cells, uuid_new(place_now())));
	assert_int_equal(p->cells->open, 1);
}

static void the_longest_unused_cells_close_first(void **state)
{
	struct place *p = *state;
	struct uuid ids[CELLS];
	struct cell *c;
	for (unsigned i = 0; i < CELLS; i++) {
		place_pass(10);
		ids[i] = make(p, uuid_new(place_now()));
	}
	place_pass(10);
	assert_int_equal(cells_take(p->cells, ids[0], &c), OK);
	cell_give(c);
	assert_int_equal(p->cells->open, CELLS + 1);
	cells_tidy(p->cells); /* two may stay; the one in use counts */
	assert_int_equal(p->cells->open, 2);
	assert_non_null(cells_take_open(p->cells, p->cell_id));
	cell_give(p->cell);
	c = cells_take_open(p->cells, ids[0]);
	assert_non_null(c);
	cell_give(c);
	for (unsigned i = 1; i < CELLS; i++)
		assert_null(cells_take_open(p->cells, ids[i]));
	assert_int_equal(cells_take(p->cells, ids[3], &c), OK);
	cell_give(c);
}

/* Counters go on when cells close. */
static void groups_and_units_are_counted(void **state)
{
	struct place *p = *state;
	struct writer_stats before = cells_stats(p->cells), after;
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'vip'}"), NULL), OK);
	after = cells_stats(p->cells);
	assert_int_equal(after.groups, before.groups + 1);
	assert_int_equal(after.units, before.units + 1);
	assert_int_equal(after.queue, 0);
	cell_give(p->cell);
	for (unsigned i = 0; i < CELLS; i++) {
		place_pass(10);
		make(p, uuid_new(place_now()));
	}
	cells_tidy(p->cells);
	assert_null(cells_take_open(p->cells, p->cell_id));
	assert_true(cells_stats(p->cells).units >= after.units);
	assert_int_equal(cells_take(p->cells, p->cell_id, &p->cell), OK);
}

static unsigned idle_readers(struct cell *c)
{
	mutex_lock(&c->reader_lock);
	unsigned n = c->readers_idle;
	mutex_unlock(&c->reader_lock);
	return n;
}

static void an_unused_cell_closes_its_readers(void **state)
{
	struct place *p = *state;
	struct cell *c;
	struct db *db;
	assert_int_equal(cells_take(p->cells, make(p, uuid_new(place_now())), &c), OK);
	assert_int_equal(cell_reader(c, &db), OK);
	cell_reader_give(c, db);
	place_pass(90 * 1000);
	cells_tidy(p->cells); /* somebody holds it */
	assert_int_equal(idle_readers(c), 1);
	cell_give(c);
	cells_tidy(p->cells); /* it was used just now */
	assert_int_equal(idle_readers(c), 1);
	place_pass(90 * 1000);
	cells_tidy(p->cells);
	assert_int_equal(idle_readers(c), 0);
	assert_ptr_equal(cells_take_open(p->cells, cell_id(c)), c);
	assert_int_equal(cell_reader(c, &db), OK);
	cell_reader_give(c, db);
	cell_give(c);
	place_pass(90 * 1000);
	cells_tidy(p->cells); /* again, after another use */
	assert_int_equal(idle_readers(c), 0);
}

/* A cell that was left half made is finished by the next attempt. */
static void a_half_made_cell_is_finished(void **state)
{
	struct place *p = *state;
	struct uuid id = uuid_new(place_now());
	struct cell *c;
	struct db *db;
	char text[UUID_TEXT + 1] = "";
	uuid_text(id, text);
	const char *path = arena_printf(&p->arena, "%s/cells/%s.db", p->dir, text).ptr;
	uint8_t key[32];
	memset(key, 7, sizeof key);
	memcpy(key, id.b, sizeof id.b);
	assert_int_equal(
		db_open(&(struct db_options) { .path = path, .key = key, .mode = DB_create }, &db),
		OK);
	db_close(db);
	assert_int_equal(cells_take(p->cells, id, &c), ERR_SCHEMA);
	make(p, id);
	assert_int_equal(cells_take(p->cells, id, &c), OK);
	cell_give(c);
}

/* What sorting spills would lie on the disk as it is: it must not spill. */
static void nothing_is_sorted_on_the_disk(void **state)
{
	assert_int_equal(ask_int(*state,
	                         "SELECT count(*) FROM pragma_compile_options"
	                         " WHERE compile_options = 'TEMP_STORE=3'"),
	                 1);
}

/* -- facts -- */

static void facts_are_those_of_the_last_commit(void **state)
{
	struct place *p = *state;
	assert_false(cell_facts(p->cell).narrow);
	assert_string_equal(cell_facts(p->cell).country, "BR");
	assert_string_equal(cell_facts(p->cell).zone, "America/Sao_Paulo");
	assert_int_equal(
		place_patch(p, &p->owner, &workspace_record, p->cell_id,
	                    JSON("{'narrow':true,'country':null,'time_zone':'Asia/Kolkata'}"),
	                    NULL),
		OK);
	assert_true(cell_facts(p->cell).narrow);
	assert_string_equal(cell_facts(p->cell).country, "");
	assert_string_equal(cell_facts(p->cell).zone, "Asia/Kolkata");
	place_reopen(p);
	assert_true(cell_facts(p->cell).narrow);
}

/* -- many at once -- */

struct crowd {
	struct place *p;
	struct uuid ids[CELLS];
	atomic_uint turn, written, heard, stop;
};

/* Another name for each. */
static enum err add_tag(struct cell_task *t, struct unit *u)
{
	struct uuid id = uuid_new(u->now_ms);
	struct tag tag = { 0 };
	(void) t;
	set(&tag, tag, id, id);
	set(&tag, tag, name, json_of_format(u->arena, "tag %U", &id));
	return unit_insert(u, &tag_record, &tag);
}

static void write_some(void *arg)
{
	struct crowd *c = arg;
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct uuid id = c->ids[atomic_fetch_add(&c->turn, 1) % CELLS];
		struct arena a = ARENA_INIT;
		struct cell_task t;
		struct cell *cell;
		ENSURE(cells_take(c->p->cells, id, &cell) == OK);
		cell_task_init(&t, cell, &c->p->owner, &a, NULL);
		t.body = add_tag;
		ENSURE(cell_task_run(&t) == OK);
		atomic_fetch_add(&c->written, 1);
		cell_give(cell);
		arena_release(&a);
	}
}

static void read_some(void *arg)
{
	struct crowd *c = arg;
	while (atomic_load(&c->stop) == 0) {
		struct uuid id = c->ids[atomic_fetch_add(&c->turn, 1) % CELLS];
		struct cell *cell;
		struct db *db;
		struct stmt *s;
		int64_t n;
		ENSURE(cells_take(c->p->cells, id, &cell) == OK);
		ENSURE(cell_reader(cell, &db) == OK);
		ENSURE(db_sql(db, S("SELECT count(*) FROM tags"), &s) == OK);
		ENSURE(stmt_int(s, -1, &n) == OK && n >= 0);
		stmt_reset(&s);
		cell_reader_give(cell, db);
		ENSURE(cell_facts(cell).zone[0] != '\0' && cell_seq(cell) >= 0);
		cell_give(cell);
		cells_tidy(c->p->cells);
	}
}

static void hear(void *self, struct cell *cell, struct db *db, const struct change_out *v,
                 unsigned n)
{
	struct crowd *c = self;
	(void) db;
	ENSURE(cell_seq(cell) >= v[n - 1].seq);
	for (unsigned i = 0; i < n; i++)
		atomic_fetch_add(&c->heard, v[i].rec == &tag_record);
}

static int64_t tags_in(struct place *p, struct uuid id)
{
	struct cell *mine = p->cell;
	assert_int_equal(cells_take(p->cells, id, &p->cell), OK);
	int64_t n = ask_int(p, "SELECT count(*) FROM tags");
	assert_int_equal(ask_int(p, "SELECT count(*) FROM changes"),
	                 ask_int(p, "SELECT max(seq) FROM changes"));
	assert_sound(p);
	cell_give(p->cell);
	p->cell = mine;
	return n;
}

static void many_threads_share_few_open_cells(void **state)
{
	struct place *p = *state;
	struct crowd c = { .p = p };
	struct thread writers[WRITERS], readers[READERS];
	int64_t tags = 0;
	for (unsigned i = 0; i < CELLS; i++)
		c.ids[i] = make(p, uuid_new(place_now()));
	for (unsigned i = 0; i < WRITERS; i++)
		thread_start(&writers[i], "writes", write_some, &c);
	cells_set_feed(p->cells, &(struct feed_sink) { hear, &c }); /* while they write */
	for (unsigned i = 0; i < READERS; i++)
		thread_start(&readers[i], "reads", read_some, &c);
	for (unsigned i = 0; i < WRITERS; i++)
		thread_join(&writers[i]);
	atomic_store(&c.stop, 1);
	for (unsigned i = 0; i < READERS; i++)
		thread_join(&readers[i]);
	assert_int_equal(c.written, WRITERS * ROUNDS);
	assert_true(c.heard > 0 && c.heard <= c.written);
	for (unsigned i = 0; i < CELLS; i++)
		tags += tags_in(p, c.ids[i]);
	assert_int_equal(tags, WRITERS * ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_cell_is_open_once),
		PLACE_CASE(a_cell_that_is_not_there_is_not_found),
		PLACE_CASE(the_longest_unused_cells_close_first),
		PLACE_CASE(groups_and_units_are_counted),
		PLACE_CASE(an_unused_cell_closes_its_readers),
		PLACE_CASE(a_half_made_cell_is_finished),
		PLACE_CASE(nothing_is_sorted_on_the_disk),
		PLACE_CASE(facts_are_those_of_the_last_commit),
		PLACE_CASE(many_threads_share_few_open_cells),
	};
	return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
