/* import_people_test.c: lists of contacts through a real encrypted cell: what becomes of each row,
 * that a rehearsal says what the run then does, that the same again adds nothing. */
#include <stdio.h>

#include "app/import_fixture.h"
#include "plat/clock.h"

static int setup(void **state)
{
	static struct fixture f;

	fixture_open(&f, "BR", "America/Sao_Paulo");
	*state = &f;
	return 0;
}

static int setup_rwanda(void **state)
{
	static struct fixture f;

	fixture_open(&f, "RW", "Africa/Kigali");
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	fixture_close(*state);
	return 0;
}

/* new merged unchanged skipped failed; they add up to the rows. */
static void counts_are(const struct import_run *run, const char *want)
{
	char got[100];

	snprintf(got, sizeof got, "%lld %lld %lld %lld %lld", (long long) run->new,
	         (long long) run->merged, (long long) run->unchanged, (long long) run->skipped,
	         (long long) run->failed);
	assert_string_equal(got, want);
	assert_int_equal(run->new + run->merged + run->unchanged + run->skipped + run->failed,
	                 run->done_rows);
	assert_int_equal(run->total_rows, run->done_rows);
}

/* Brings, rehearses, runs: both count the same, and the rehearsal stored nothing. */
static struct import_run bring_list(struct fixture *f, struct str bytes, const char *options,
                                    const char *want)
{
	struct import_run run;
	const int64_t contacts = fixture_int(f, "SELECT count(*) FROM contacts");
	const int64_t tags = fixture_int(f, "SELECT count(*) FROM tags");
	struct str planned, done;

	assert_int_equal(bring(f, "list.csv", bytes, &run), OK);
	assert_int_equal(run.state, import_state_uploaded);
	assert_int_equal(rehearse(f, &run, options), OK);
	assert_int_equal(run.state, import_state_planned);
	assert_true(run.dry);
	counts_are(&run, want);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), contacts);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM tags"), tags);
	planned = left_out(f, &run);
	assert_int_equal(import(f, &run, options), OK);
	assert_int_equal(run.state, import_state_done);
	assert_false(run.dry);
	counts_are(&run, want);
	done = left_out(f, &run);
	assert_str_is(done, planned);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), contacts + run.new);
	return run;
}

/* K09 */
static void one_number_three_ways_is_one_contact(void **state)
{
	struct fixture *f = *state;
	const struct str list =
		S("Name,Phone\nUmutoni,0788000417\nUmutoni,+250788000417\n"
	          "Umutoni,250 788 000 417\n");
	struct import_run run = bring_list(f, list, "{}", "1 0 2 0 0");

	assert_str_is(left_out(f, &run), S("3 duplicate same number as row 2\n"
	                                   "4 duplicate same number as row 2\n"));
	assert_str(fixture_text(f, "SELECT value FROM contact_identities"), "+250788000417");
	bring_list(f, list, "{}", "0 0 3 0 0");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_identities"), 1);
}

/* K10: 60 rows: 9 good, 11 that say nothing, 40 invalid or twice. */
static void every_row_is_accounted_for(void **state)
{
	struct fixture *f = *state;
	struct buf b = BUF_IN(&f->arena);
	struct import_run run;

	put(&b, S("name,phone,city\n"));
	for (int i = 0; i < 9; i++)
		putf(&b, "Good %d,11 98765-43%02d,Santos\n", i, i);
	for (int i = 0; i < 11; i++)
		put(&b, S(",,Santos\n"));
	for (int i = 0; i < 20; i++)
		putf(&b, "Bad %d,12%d,\n", i, i);
	for (int i = 0; i < 20; i++)
		putf(&b, "Twice %d,11 98765-43%02d,\n", i, i % 9);
	run = bring_list(f, buf_str(&b), "{}", "9 0 20 11 20");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts WHERE deleted_at IS NULL"),
	                 9);
	assert_true(str_find(left_out(f, &run), S("11 no_identity"), NULL));
}

/* K13 */
static void spreadsheet_damage_is_mended_or_refused(void **state)
{
	struct fixture *f = *state;
	struct import_run run = bring_list(f,
	                                   S("name;phone\nAna;5511987654321.0\nBia;5.51199E+12\n"
	                                     "Caio;=\"011987654323\"\n"),
	                                   "{}", "2 0 0 0 1");

	assert_str_is(left_out(f, &run), S("3 lossy_phone 5.51199E+12\n"));
	assert_int_equal(fixture_int(f,
	                             "SELECT count(*) FROM contact_identities WHERE value IN "
	                             "('+5511987654321', '+5511987654323')"),
	                 2);
}

/* K06 */
static void tags_are_made_on_the_fly_once(void **state)
{
	struct fixture *f = *state;
	struct tag vip;

	assert_int_equal(fixture_create(f, &tag_record, "{'name':'VIP'}", &vip), OK);
	bring_list(f,
	           S("name,phone,tags\nAna,11987654321,\"vip, Crème brûlée\"\n"
	             "Bia,11987654322,\"🔥 hot lead;CREME BRULEE\"\nAna,11987654321,🔥 Hot Lead\n"),
	           "{}", "2 1 0 0 0");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM tags"), 3);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_tags"), 5);
	assert_str(fixture_text(f, "SELECT name FROM tags WHERE fold_key LIKE 'cr%'"),
	           "Crème brûlée");
	assert_int_equal(fixture_int(f, "SELECT contact_count FROM tags WHERE name = 'VIP'"), 1);
	assert_int_equal(
		fixture_int(f, "SELECT contact_count FROM tags WHERE fold_key LIKE '%hot lead'"),
		2);
}

/* K05: what a person typed stays, what is empty is filled, a number for a name gives way. */
static void what_a_person_wrote_stays(void **state)
{
	struct fixture *f = *state;
	struct contact typed, c;
	struct action_call named;

	assert_int_equal(
		fixture_create(
			f, &contact_record,
			"{'name':'Ana P.','company':'','identities':[{'kind':'phone','value':"
			"'11987654321'}]}",
			&typed),
		OK);
	assert_int_equal(fixture_act(f, "contact:resolve", AUDIENCE_NOBODY,
	                             "{'identities':[{'kind':'phone','value':'11987654322'}]}",
	                             &named),
	                 OK);
	bring_list(f,
	           S("name,phone,company,job title,email\n"
	             "Ana Prado,11987654321,Padaria Sol,Baker,ana@sol.test\n"
	             "Bia Lins,11987654322,,,\n"),
	           "{}", "0 2 0 0 0");
	assert_int_equal(fixture_get(f, &contact_record, typed.id, &c), OK);
	assert_str(c.name, "Ana P.");
	assert_str(c.company, "Padaria Sol");
	assert_str(c.job_title, "Baker");
	assert_int_equal(c.source, contact_source_manual);
	assert_int_equal(
		fixture_get(f, &contact_record, ((const struct contact *) named.row)->id, &c), OK);
	assert_str(c.name, "Bia Lins");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM histories WHERE reason = 2"), 3);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_identities"), 3);
}

/* Rows that share an address only through a third one are one person all the same. */
static void rows_are_joined_across_the_file(void **state)
{
	struct fixture *f = *state;

	bring_list(f,
	           S("name,phone,email\nAna,11987654321,\nAna P,,ana@sol.test\n"
	             "Ana Prado,11987654321,ana@sol.test\n"),
	           "{}", "1 1 1 0 0");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_identities"), 2);
	assert_str(fixture_text(f, "SELECT name FROM contacts"), "Ana");
}

static void an_address_of_another_contact_stays_there(void **state)
{
	struct fixture *f = *state;
	struct import_run run;

	bring_list(f, S("name,phone,email\nAna,11987654321,\nBia,,bia@sol.test\n"), "{}",
	           "2 0 0 0 0");
	run = bring_list(f, S("name,phone,email\nAna,11987654321,bia@sol.test\n"), "{}",
	                 "0 0 1 0 0");
	assert_str_is(left_out(f, &run), S("2 refused bia@sol.test belongs to another contact\n"));
}

static void notes_and_birthdays_come_along_once(void **state)
{
	struct fixture *f = *state;
	const struct str list =
		S("name,phone,notes,birthday\nAna,11987654321,\"likes\nblue\",1988-04-05\n"
	          "Bia,11987654322,,--07-09\n");

	bring_list(f, list, "{}", "2 0 0 0 0");
	assert_str(fixture_text(f, "SELECT text FROM notes"), "likes\nblue");
	assert_str(fixture_text(f, "SELECT birthday FROM contacts WHERE name = 'Ana'"),
	           "1988-04-05");
	assert_str(fixture_text(f, "SELECT birthday FROM contacts WHERE name = 'Bia'"), "--07-09");
	bring_list(f, list, "{}", "0 0 2 0 0");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM notes"), 1);
}

static void columns_fill_what_was_chosen(void **state)
{
	struct fixture *f = *state;
	struct import_run run;
	const struct str list = S("Wer,Was,Egal,Farbe\nAna,11987654321,x,blau\n");

	assert_int_equal(bring(f, "liste.csv", list, &run), OK);
	assert_int_equal(rehearse(f, &run, "{'mapping':[{'header':'Wer','field':'nonsense'}]}"),
	                 ERR_INVALID);
	assert_flaw(f, "/mapping/0/field", not_a_choice);
	assert_int_equal(import(f, &run,
	                        "{'mapping':[{'header':'Wer','field':'name'},"
	                        "{'header':'Was','field':'phone'},"
	                        "{'header':'Egal','field':'ignore'},"
	                        "{'header':'Farbe','field':'custom'}]}"),
	                 OK);
	assert_int_equal(run.state, import_state_done);
	counts_are(&run, "1 0 0 0 0");
	assert_str(fixture_text(f, "SELECT name FROM contacts"), "Ana");
	assert_str(fixture_text(f, "SELECT name FROM custom_fields"), "Farbe");
	assert_str(fixture_text(f, "SELECT value FROM custom_values"), "blau");
	/* The field is there now, so the column is known for what it is. */
	assert_int_equal(bring(f, "liste2.csv", list, &run), OK);
	assert_true(str_find(preview_of(f, &run), S("\"header\":\"Farbe\",\"field\":\"custom\""),
	                     NULL));
}

static void a_typed_field_takes_only_its_values(void **state)
{
	struct fixture *f = *state;
	struct custom_field field;
	struct import_run run;

	assert_int_equal(fixture_create(f, &custom_field_record,
	                                "{'name':'Loyalty','kind':'number','data_class':'sales'}",
	                                &field),
	                 OK);
	run = bring_list(f, S("name,phone,loyalty\nAna,11987654321,007.50\nBia,11987654322,lots\n"),
	                 "{}", "2 0 0 0 0");
	assert_str(fixture_text(f, "SELECT value FROM custom_values"), "7.5");
	assert_str_is(left_out(f, &run), S("3 refused lots\n"));
}

static void without_a_country_nothing_guesses(void **state)
{
	struct fixture nowhere;
	struct import_run run;
	const struct str list = S("name,phone\nAna,51987654321\n");

	(void) state;
	fixture_open(&nowhere, "", "");
	run = bring_list(&nowhere, list, "{}", "0 0 0 0 1");
	assert_true(str_starts(left_out(&nowhere, &run), S("2 bad_phone 51987654321: ")));
	bring_list(&nowhere, list, "{'default_country':'BR'}", "1 0 0 0 0");
	assert_str(fixture_text(&nowhere, "SELECT value FROM contact_identities"),
	           "+5551987654321");
	fixture_close(&nowhere);
}

/* -- breaking off -- */

static struct str long_list(struct fixture *f, int n)
{
	struct buf b = BUF_IN(&f->arena);

	put(&b, S("name,phone,tags\n"));
	for (int i = 0; i < n; i++)
		putf(&b, "Person %d,1198%07d,tag %d\n", i % (n - 50), i % (n - 50), i % 7);
	return buf_str(&b);
}

static void a_run_broken_off_goes_on_where_it_was(void **state)
{
	struct fixture *f = *state;
	struct import_run run;
	int64_t before;

	assert_int_equal(bring(f, "long.csv", long_list(f, 900), &run), OK);
	assert_int_equal(rehearse(f, &run, "{}"), OK);
	counts_are(&run, "850 50 0 0 0");
	assert_int_equal(import_broken_off(f, &run, "{}", 2), ERR_CANCELLED);
	assert_int_equal(run.state, import_state_running);
	assert_true(run.done_rows > 0 && run.done_rows < 900);
	before = fixture_int(f, "SELECT count(*) FROM contacts");
	assert_int_equal(before, run.done_rows);
	fixture_reopen(f);
	assert_int_equal(import_goes_on(f, &run), OK);
	assert_int_equal(run.state, import_state_done);
	counts_are(&run, "850 50 0 0 0");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 850);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM import_errors"), 50);
}

static void a_cancelled_run_keeps_what_is_stored(void **state)
{
	struct fixture *f = *state;
	struct import_run run;
	struct action_call call;
	int64_t stored;

	assert_int_equal(bring(f, "long.csv", long_list(f, 900), &run), OK);
	assert_int_equal(import_broken_off(f, &run, "{}", 1), ERR_CANCELLED);
	assert_int_equal(fixture_act(f, "import_run:cancel", run.id, "{}", &call), OK);
	assert_int_equal(import_goes_on(f, &run), OK);
	assert_int_equal(run.state, import_state_cancelled);
	stored = fixture_int(f, "SELECT count(*) FROM contacts");
	assert_true(stored > 0 && stored < 850);
	assert_int_equal(import(f, &run, "{}"), OK);
	assert_int_equal(run.state, import_state_done);
	assert_int_equal(run.new, 850 - stored);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 850);
}

/* -- files -- */

static void the_file_goes_when_the_run_is_done(void **state)
{
	struct fixture *f = *state;
	struct import_run run, again;
	const struct str list = S("name,phone\nAna,11987654321\n");
	size_t left;

	assert_int_equal(bring(f, "list.csv", list, &run), OK);
	assert_int_equal(bring(f, "list.csv", list, &again), OK);
	assert_true(uuid_eq(run.id, again.id));
	assert_int_equal(import_tidy(f->cell, &left), OK);
	assert_int_equal(left, 1);
	assert_int_equal(import(f, &run, "{}"), OK);
	assert_int_equal(import_tidy(f->cell, &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(import(f, &run, "{}"), ERR_CONFLICT);
	assert_int_equal(bring(f, "list.csv", list, &again), OK);
	assert_false(uuid_eq(run.id, again.id));
}

/* 30 days after it came, or a day after somebody threw the run away. */
static void old_files_go_and_are_asked_for_daily(void **state)
{
	enum { DAY_MS = 24 * 60 * 60 * 1000 };
	struct fixture *f = *state;
	struct import_run run, other;
	size_t left;

	assert_int_equal(bring(f, "a.csv", S("name,phone\nAna,11987654321\n"), &run), OK);
	assert_int_equal(bring(f, "b.csv", S("name,phone\nBia,11987654322\n"), &other), OK);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM jobs WHERE handler = 'import_tidy'"),
	                 1);
	assert_int_equal(fixture_delete(f, &import_run_record, other.id), OK);
	/* Files are as old as the disk's clock says: the cell's is set to it, and moved on. */
	fixture_advance(clock_now_ms(&clock_system) - fixture_start_ms);
	assert_int_equal(import_tidy(f->cell, &left), OK);
	assert_int_equal(left, 2);
	fixture_advance(DAY_MS + 60000);
	assert_int_equal(import_tidy(f->cell, &left), OK);
	assert_int_equal(left, 1);
	fixture_advance(INT64_C(28) * DAY_MS);
	assert_int_equal(import_tidy(f->cell, &left), OK);
	assert_int_equal(left, 1);
	fixture_advance(INT64_C(2) * DAY_MS);
	assert_int_equal(import_tidy(f->cell, &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(import(f, &run, "{}"), OK);
	assert_int_equal(run.state, import_state_failed);
	assert_true(str_find(run.problem, S("no longer here"), NULL));
}

static void what_is_no_list_is_refused(void **state)
{
	struct fixture *f = *state;
	struct import_run run;
	size_t left;

	assert_int_equal(bring(f, "empty.csv", S(""), &run), ERR_INVALID);
	assert_int_equal(bring(f, "empty.csv", S(" \r\n\n"), &run), ERR_INVALID);
	assert_int_equal(bring(f, "notes.txt", S("Bring milk.\nAnd bread.\n"), &run), ERR_INVALID);
	assert_int_equal(bring(f, "report.pdf", S("%PDF-1.7\n"), &run), ERR_INVALID);
	assert_int_equal(bring(f, "x.zip", S("PK\3\4 and no more"), &run), ERR_INVALID);
	assert_int_equal(bring(f, "", S("name,phone\n"), &run), ERR_INVALID);
	assert_int_equal(import_tidy(f->cell, &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM import_runs"), 0);
}

/* Narrowed agents neither change nor learn of others' contacts. */
static void unseen_contacts_stay_as_they_are(void **state)
{
	struct fixture *f = *state;
	struct workspace w;
	struct contact c;
	struct import_run run;
	char id[UUID_TEXT], json[200];

	uuid_text(f->member_id, id);
	snprintf(json, sizeof json,
	         "{'name':'Ana','owner_id':'%.*s','identities':[{'kind':'phone','value':"
	         "'11987654321'}]}",
	         UUID_TEXT, id);
	assert_int_equal(fixture_create(f, &contact_record, json, &c), OK);
	assert_int_equal(fixture_patch(f, &workspace_record, f->cell_id, "{'narrow':true}", &w),
	                 OK);
	fixture_become(f, member_role_agent);
	run = bring_list(f, S("name,phone,company\nX,11987654321,Evil Inc\nY,11987654322,\n"), "{}",
	                 "1 0 0 0 1");
	assert_str_is(left_out(f, &run), S("2 refused somebody else's contact has this address\n"));
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts WHERE company IS NOT NULL"),
	                 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_number_three_ways_is_one_contact, setup_rwanda,
		                                teardown),
		TEST(every_row_is_accounted_for),
		TEST(spreadsheet_damage_is_mended_or_refused),
		TEST(tags_are_made_on_the_fly_once),
		TEST(what_a_person_wrote_stays),
		TEST(rows_are_joined_across_the_file),
		TEST(an_address_of_another_contact_stays_there),
		TEST(notes_and_birthdays_come_along_once),
		TEST(columns_fill_what_was_chosen),
		TEST(a_typed_field_takes_only_its_values),
		TEST(without_a_country_nothing_guesses),
		TEST(a_run_broken_off_goes_on_where_it_was),
		TEST(a_cancelled_run_keeps_what_is_stored),
		TEST(the_file_goes_when_the_run_is_done),
		TEST(old_files_go_and_are_asked_for_daily),
		TEST(what_is_no_list_is_refused),
		TEST(unseen_contacts_stay_as_they_are),
	};

	return cmocka_run_group_tests_name("import_people", tests, NULL, NULL);
}
