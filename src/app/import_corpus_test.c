/* import_corpus_test.c: every file of tests/corpus/import through a real encrypted cell: as many
 * rows as expected.json says, with as many texts, files and titles, a rehearsal that counts the
 * same, and nothing the second time. What they say is core's test. */
#include <stdlib.h>

#include "app/import_fixture.h"
#include "base/json.h"
#include "plat/files.h"

/* What expected.json says about one file. */
struct expected {
	struct str name, kind, country, mapping; /* mapping: raw object, or absent */
	bool ambiguous;
	size_t messages, contacts, rejected;
	size_t with_text, with_title, with_file; /* of the messages */
};

static size_t count_elements(struct json *j)
{
	size_t n = 0;

	for (bool first = true; json_element(j, &first) > 0; n++)
		assert_true(json_skip(j, NULL));
	return n;
}

static void read_message(struct json *j, struct expected *e)
{
	struct str name, said;

	for (bool first = true; json_member(j, &name, &first) > 0;) {
		if (!json_string(j, &said)) {
			assert_true(json_skip(j, NULL));
			continue;
		}
		e->with_text += str_eq(name, S("text")) && str_trim(said).len != 0;
		e->with_title += str_eq(name, S("attachment_title"));
		e->with_file += str_eq(name, S("attachment"));
	}
}

static void read_messages(struct json *j, struct expected *e)
{
	for (bool first = true; json_element(j, &first) > 0; e->messages++)
		read_message(j, e);
}

static void read_options(struct json *j, struct expected *e)
{
	struct str name;

	for (bool first = true; json_member(j, &name, &first) > 0;) {
		if (str_eq(name, S("default_country")))
			assert_true(json_string(j, &e->country));
		else if (str_eq(name, S("mapping")))
			assert_true(json_skip(j, &e->mapping));
		else
			assert_true(json_skip(j, NULL));
	}
}

static void read_expected(struct json *j, struct expected *e)
{
	struct str name;

	for (bool first = true; json_member(j, &name, &first) > 0;) {
		if (str_eq(name, S("kind")))
			assert_true(json_string(j, &e->kind));
		else if (str_eq(name, S("ambiguous")))
			assert_true(json_bool(j, &e->ambiguous));
		else if (str_eq(name, S("options")))
			read_options(j, e);
		else if (str_eq(name, S("messages")))
			read_messages(j, e);
		else if (str_eq(name, S("contacts")))
			e->contacts = count_elements(j);
		else if (str_eq(name, S("rejected")))
			e->rejected = count_elements(j);
		else
			assert_true(json_skip(j, NULL));
	}
}

/* {"Vorname":"first_name"} → "mapping":[{"header":"Vorname","field":"first_name"}] */
static void put_mapping(struct buf *b, struct str raw, struct arena *a)
{
	struct json j = json_of(raw, a);
	struct str header, field;

	json_key(b, S("mapping"));
	json_open(b, '[');
	for (bool first = true; json_member(&j, &header, &first) > 0;) {
		assert_true(json_string(&j, &field));
		json_open(b, '{');
		json_key(b, S("header"));
		json_put_str(b, header);
		json_key(b, S("field"));
		json_put_str(b, field);
		json_close(b, '}');
	}
	json_close(b, ']');
}

static const char *options_of(struct fixture *f, const struct expected *e)
{
	struct buf b = BUF_IN(&f->arena);

	json_open(&b, '{');
	if (!str_absent(e->country)) {
		json_key(&b, S("default_country"));
		json_put_str(&b, e->country);
	}
	if (!str_absent(e->mapping))
		put_mapping(&b, e->mapping, &f->arena);
	if (e->ambiguous) {
		json_key(&b, S("date_order"));
		json_put_str(&b, S("dmy"));
	}
	json_close(&b, '}');
	put_char(&b, '\0');
	return b.ptr;
}

static void same_counts(const struct import_run *a, const struct import_run *b)
{
	assert_int_equal(a->new, b->new);
	assert_int_equal(a->merged, b->merged);
	assert_int_equal(a->unchanged, b->unchanged);
	assert_int_equal(a->skipped, b->skipped);
	assert_int_equal(a->failed, b->failed);
	assert_int_equal(a->messages_new, b->messages_new);
	assert_int_equal(a->messages_known, b->messages_known);
	assert_int_equal(a->total_rows, b->total_rows);
}

static void run_once(struct fixture *f, const struct expected *e, const char *name,
                     struct import_run *run)
{
	struct import_run planned;

	assert_int_equal(bring_corpus(f, name, run), OK);
	preview_of(f, run);
	assert_int_equal(rehearse(f, run, options_of(f, e)), OK);
	assert_int_equal(run->state, import_state_planned);
	planned = *run;
	assert_int_equal(import(f, run, options_of(f, e)), OK);
	assert_int_equal(run->state, import_state_done);
	same_counts(&planned, run);
}

static void check_rows(struct fixture *f, const struct expected *e)
{
	assert_int_equal(fixture_int(f, "SELECT count(text) FROM messages"), e->with_text);
	assert_int_equal(fixture_int(f, "SELECT count(media_name) FROM messages"), e->with_file);
	assert_int_equal(fixture_int(f, "SELECT count(media_title) FROM messages"), e->with_title);
}

static void import_file(const struct expected *e)
{
	struct fixture f;
	struct import_run run;
	const struct str name = e->name;
	char file[100] = "";

	memcpy(file, name.ptr, name.len < sizeof file - 1 ? name.len : sizeof file - 1);
	print_message("%s\n", file);
	fixture_open(&f, "", "America/Sao_Paulo");
	if (str_eq(e->kind, S("error"))) {
		assert_int_equal(bring_corpus(&f, file, &run), ERR_INVALID);
		assert_true(str_find(f.problems.v[0].detail, S("not_a_chat"), NULL));
	} else if (str_eq(e->kind, S("chat"))) {
		run_once(&f, e, file, &run);
		assert_int_equal(run.messages_new, e->messages);
		check_rows(&f, e);
		run_once(&f, e, file, &run);
		assert_int_equal(run.messages_new, 0);
		assert_int_equal(run.messages_known, e->messages);
	} else {
		run_once(&f, e, file, &run);
		assert_int_equal(run.new, e->contacts);
		assert_int_equal(run.skipped + run.failed, e->rejected);
		run_once(&f, e, file, &run);
		assert_int_equal(run.new + run.merged, 0);
		assert_int_equal(run.skipped + run.failed, e->rejected);
	}
	fixture_close(&f);
}

static void the_whole_corpus_is_imported(void **state)
{
	const char *source = getenv("KONTOR_SOURCE");
	struct arena a = ARENA_INIT;
	struct str text;
	struct json j;
	size_t files = 0;
	struct expected e;

	(void) state;
	assert_int_equal(file_read(&a,
	                           arena_printf(&a, "%s/tests/corpus/import/expected.json",
	                                        source == NULL ? "." : source)
	                                   .ptr,
	                           1 << 20, &text),
	                 OK);
	j = json_of(text, &a);
	for (bool first = true; json_member(&j, &e.name, &first) > 0; files++) {
		e = (struct expected) { .name = e.name };
		read_expected(&j, &e);
		import_file(&e);
	}
	assert_true(json_end(&j));
	assert_int_equal(files, 45);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_corpus_is_imported),
	};

	return cmocka_run_group_tests_name("import_corpus", tests, NULL, NULL);
}
