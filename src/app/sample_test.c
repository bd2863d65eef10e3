/* sample_test.c: the sample comes with everything it promises, once, and goes without a trace. */
#include <stdio.h>

#include "app/fixture.h"
#include "app/sample.h"

static int setup(void **state)
{
	static struct fixture f;

	fixture_open(&f, "PT", "Europe/Lisbon");
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	fixture_close(*state);
	return 0;
}

struct asking {
	struct cell_task task;
	enum err (*what)(struct unit *u, struct uuid *run_id);
	struct uuid run_id;
};

static enum err ask_body(struct cell_task *t, struct unit *u)
{
	struct asking *a = (struct asking *) t;

	return a->what(u, &a->run_id);
}

static enum err ask(struct fixture *f, enum err (*what)(struct unit *u, struct uuid *run_id),
                    struct uuid *run_id)
{
	struct asking a = { .what = what };
	enum err e;

	fixture_advance(1000);
	problems_init(&f->problems, &f->arena);
	cell_task_init(&a.task, f->cell, &f->actor, &f->arena, &f->problems);
	a.task.body = ask_body;
	e = cell_task_run(&a.task);
	*run_id = a.run_id;
	return e;
}

struct told {
	struct work work;
	int asks; /* until whoever asked for it is demoted */
};

static bool goes_on(struct work *w)
{
	struct told *told = (struct told *) w;

	if (told->asks-- > 0)
		return true;
	w->refused = S("No longer.");
	return false;
}

static enum err work_for(struct fixture *f, int asks)
{
	struct arena a = ARENA_INIT;
	struct told told = { .asks = asks };
	struct work *w = &told.work;
	enum err e;

	*w = (struct work) { .cell = f->cell, .actor = f->actor, .arena = &a, .goes_on = goes_on };

	w->argument = fixture_text(f,
	                           "SELECT argument FROM jobs WHERE handler = 'sample' "
	                           "ORDER BY created_at DESC LIMIT 1");
	e = sample_job_run(w);
	arena_release(&a);
	return e;
}

static enum err work(struct fixture *f)
{
	return work_for(f, 1000);
}

static struct sample_state look(struct fixture *f)
{
	struct sample_state s;
	struct db *db;

	assert_int_equal(cell_reader(f->cell, &db), OK);
	assert_int_equal(sample_look(db, &s), OK);
	cell_reader_give(f->cell, db);
	return s;
}

/* How many rows lie in every table but those that tell what was done, in one text. */
static struct str table_sizes(struct fixture *f)
{
	struct buf b = BUF_IN(&f->arena);
	struct str names = fixture_text(
		f,
		"SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE "
		"type = 'table' AND name NOT LIKE '%\\_index\\_%' ESCAPE '\\' AND name NOT IN "
		"('changes', 'audit_entries', 'jobs', 'settings') ORDER BY name)");

	while (!str_absent(names)) {
		const struct str name = str_cut(&names, ' ');
		const struct str sql =
			arena_printf(&f->arena, "SELECT count(*) FROM %.*s", PRI_STR(name));

		putf(&b, "%.*s %lld\n", PRI_STR(name), (long long) fixture_int(f, sql.ptr));
	}
	return buf_str(&b);
}

static void the_shop_is_complete(void **state)
{
	struct fixture *f = *state;
	struct uuid run_id, again;
	struct sample_state s;

	assert_false(look(f).present);
	assert_int_equal(ask(f, sample_load, &run_id), OK);
	assert_int_equal(work(f), OK);
	s = look(f);
	assert_true(s.present);
	assert_in_range(s.contacts, 30, 60);
	assert_in_range(s.messages, 200, 1000);
	assert_in_range(fixture_int(f, "SELECT count(*) FROM chats"), 10, 20);
	assert_in_range(fixture_int(f, "SELECT count(*) FROM tags"), 3, 12);
	assert_true(fixture_int(f, "SELECT count(*) FROM notes") > 5);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM chats WHERE last_message_at > 0"),
	                 fixture_int(f, "SELECT count(*) FROM chats"));
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM messages WHERE at > 1795867260000"),
	                 0);
	/* Asking again while it is there changes nothing. */
	assert_int_equal(ask(f, sample_load, &again), OK);
	assert_true(uuid_eq(run_id, again));
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM jobs WHERE handler = 'sample'"), 1);
}

static void it_goes_without_a_trace(void **state)
{
	struct fixture *f = *state;
	struct uuid run_id;
	struct contact mine;
	struct str before;

	assert_int_equal(fixture_create(f, &contact_record, "{'name':'Mine'}", &mine), OK);
	before = table_sizes(f);
	assert_int_equal(ask(f, sample_drop, &run_id), ERR_NOT_FOUND);
	assert_int_equal(ask(f, sample_load, &run_id), OK);
	assert_int_equal(work(f), OK);
	assert_true(fixture_int(f,
	                        "SELECT count(*) FROM contacts_index WHERE contacts_index MATCH "
	                        "'\"ana\"'") > 0);
	assert_false(look(f).removing);
	assert_int_equal(ask(f, sample_drop, &run_id), OK);
	assert_true(look(f).present && look(f).removing);
	assert_int_equal(work(f), OK);
	assert_false(look(f).present || look(f).removing);
	assert_str_is(table_sizes(f), before);
	assert_int_equal(fixture_int(f,
	                             "SELECT count(*) FROM contacts_index WHERE contacts_index "
	                             "MATCH '\"ana\"'"),
	                 0);
	assert_int_equal(fixture_get(f, &contact_record, mine.id, &mine), OK);
	/* And it can come back. */
	assert_int_equal(ask(f, sample_load, &run_id), OK);
	assert_int_equal(work(f), OK);
	assert_true(look(f).contacts >= 30);
}

static struct uuid some_contact(struct fixture *f)
{
	const struct str hex = fixture_text(f, "SELECT lower(hex(id)) FROM contacts LIMIT 1");
	struct uuid id;

	assert_true(hex_decode(hex, &id, sizeof id));
	return id;
}

/* People work with it: what hangs on it goes with it, what is their own stays. */
static void what_was_added_to_it_goes_too(void **state)
{
	struct fixture *f = *state;
	struct uuid run_id;
	struct tag tag;
	struct note note;
	char id[UUID_TEXT], json[200];

	assert_int_equal(ask(f, sample_load, &run_id), OK);
	assert_int_equal(work(f), OK);
	assert_int_equal(fixture_create(f, &tag_record, "{'name':'Only mine'}", &tag), OK);
	uuid_text(some_contact(f), id);
	snprintf(json, sizeof json, "{'contact_id':'%.*s','text':'a note of mine'}", UUID_TEXT, id);
	assert_int_equal(fixture_create(f, &note_record, json, &note), OK);
	assert_int_equal(ask(f, sample_drop, &run_id), OK);
	assert_int_equal(work(f), OK);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM notes"), 0);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 0);
	assert_int_equal(fixture_get(f, &tag_record, tag.id, &tag), OK);
}

/* Whoever asked is demoted half-way: half a sample helps nobody. One that is taken out goes. */
static void what_may_not_be_finished_is_taken_back(void **state)
{
	struct fixture *f = *state;
	struct uuid run_id;

	for (int asks = 0; asks < 4; asks++) {
		assert_int_equal(ask(f, sample_load, &run_id), OK);
		assert_int_equal(work_for(f, asks), ERR_FORBIDDEN);
		assert_false(look(f).present);
		assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 0);
		assert_str(fixture_text(f,
		                        "SELECT problem FROM import_runs WHERE state = 8 "
		                        "ORDER BY id DESC LIMIT 1"),
		           "No longer.");
	}
	assert_int_equal(import_state_failed, 8);
	assert_int_equal(ask(f, sample_load, &run_id), OK);
	assert_int_equal(work(f), OK);
	assert_int_equal(ask(f, sample_drop, &run_id), OK);
	assert_int_equal(work_for(f, 0), OK);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_shop_is_complete),
		TEST(it_goes_without_a_trace),
		TEST(what_was_added_to_it_goes_too),
		TEST(what_may_not_be_finished_is_taken_back),
	};

	return cmocka_run_group_tests_name("sample", tests, NULL, NULL);
}
