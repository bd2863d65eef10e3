/* import_random_test.c: random lists and chats: a rehearsal counts what the run then does, the
 * same again adds nothing, and a run that was broken off anywhere ends with the same rows as one
 * that was not. Seeds are fixed, so that a failure can be seen again. */
#include "app/import_fixture.h"

enum { LISTS = 16, CHATS = 10 };

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static unsigned below(uint64_t *seed, unsigned n)
{
	return (unsigned) (next(seed) >> 11) % n;
}

/* -- lists: few people, many rows about them, some nonsense -- */

static void put_phone(struct buf *b, uint64_t *seed, unsigned people)
{
	const unsigned n = below(seed, people);

	switch (below(seed, 6)) {
	case 0:
		break;
	case 1:
		putf(b, "+5511987654%03u", n);
		break;
	case 2:
		putf(b, "(11) 98765-4%03u", n);
		break;
	case 3:
		putf(b, "55118765-4%03u", n); /* without the ninth digit */
		break;
	case 4:
		putf(b, "+5511987654%03u / +5511987654%03u", n, below(seed, people));
		break;
	default:
		put(b, below(seed, 4) == 0 ? S("12") : S("5.51199E+12"));
		break;
	}
}

static void put_words(struct buf *b, uint64_t *seed, const char *word, unsigned n)
{
	if (below(seed, 3) != 0)
		putf(b, "%s %u", word, below(seed, n));
}

static struct str random_list(struct arena *a, uint64_t *seed, unsigned people)
{
	struct buf b = BUF_IN(a);
	const unsigned rows = 5 + below(seed, 400);

	put(&b, S("name,phone,email,company,tags,notes\n"));
	for (unsigned i = 0; i < rows; i++) {
		put_words(&b, seed, "Person", 30);
		put_char(&b, ',');
		put_phone(&b, seed, people);
		put_char(&b, ',');
		if (below(seed, 2) == 0)
			putf(&b, "p%u@x.test", below(seed, people));
		put_char(&b, ',');
		put_words(&b, seed, "Company", 5);
		put(&b, S(",\""));
		put_words(&b, seed, "tag", 6);
		put_char(&b, ',');
		put_words(&b, seed, "TAG", 6);
		put(&b, S("\","));
		put_words(&b, seed, "note", 50);
		put(&b, below(seed, 40) == 0 ? S(",,,too many\n") : S("\n"));
	}
	return buf_str(&b);
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

/* Everything that an import of contacts stores, without ids and times, in one text. */
static struct str all_contacts(struct fixture *f)
{
	static const char sql[] =
		"SELECT group_concat(line, char(10)) FROM (SELECT c.name || '|' || "
		"coalesce(c.company, '') || '|' || c.sources || '|' || "
		"coalesce((SELECT group_concat(v, ' ') FROM (SELECT value AS v "
		"FROM contact_identities i WHERE i.contact_id = c.id ORDER BY value)), '') || '|' "
		"|| "
		"coalesce((SELECT group_concat(n, ' ') FROM (SELECT t.fold_key AS n "
		"FROM contact_tags x JOIN tags t ON t.id = x.tag_id WHERE x.contact_id = c.id "
		"ORDER BY t.fold_key)), '') || '|' || "
		"coalesce((SELECT group_concat(n, ' ') FROM (SELECT text AS n FROM notes x "
		"WHERE x.contact_id = c.id ORDER BY text)), '') AS line "
		"FROM contacts c ORDER BY line)";

	return fixture_text(f, sql);
}

/* Rehearses, runs whole or in pieces, rehearses again: by now all is known. */
static void bring_list(struct fixture *f, struct str list, int asks)
{
	struct import_run planned, run;
	enum err e;

	assert_int_equal(bring(f, "l.csv", list, &run), OK);
	assert_int_equal(rehearse(f, &run, "{}"), OK);
	planned = run;
	assert_int_equal(planned.new + planned.merged + planned.unchanged + planned.skipped +
	                         planned.failed,
	                 planned.total_rows);
	e = import_broken_off(f, &run, "{}", asks);
	for (int more = 2; e == ERR_CANCELLED; more++) {
		assert_int_equal(run.state, import_state_running);
		e = import_goes_on_for(f, &run, more);
	}
	assert_int_equal(e, OK);
	assert_int_equal(run.state, import_state_done);
	same_counts(&planned, &run);
	assert_int_equal(bring(f, "l.csv", list, &run), OK);
	assert_int_equal(rehearse(f, &run, "{}"), OK);
	assert_int_equal(run.new + run.merged, 0);
	assert_int_equal(run.skipped, planned.skipped);
	assert_int_equal(run.failed, planned.failed);
}

static void random_lists_end_alike_however_they_are_run(void **state)
{
	(void) state;
	for (uint64_t i = 1; i <= LISTS; i++) {
		uint64_t seed = i * UINT64_C(0x9e3779b97f4a7c15);
		struct arena a = ARENA_INIT;
		const unsigned people = i % 2 == 0 ? 60 : 900;
		const struct str first = random_list(&a, &seed, people);
		const struct str second = random_list(&a, &seed, people);
		struct fixture whole, pieces;

		fixture_open(&whole, "BR", "America/Sao_Paulo");
		fixture_open(&pieces, "BR", "America/Sao_Paulo");
		bring_list(&whole, first, -1);
		bring_list(&whole, second, -1);
		bring_list(&pieces, first, (int) (i % 3));
		bring_list(&pieces, second, (int) (i % 2));
		assert_str_is(all_contacts(&pieces), all_contacts(&whole));
		fixture_close(&pieces);
		fixture_close(&whole);
		arena_release(&a);
	}
}

/* -- chats: many equal messages, minutes with several, times that run backwards -- */

static size_t put_random_chat(struct buf *b, uint64_t *seed, size_t *ends, size_t max)
{
	unsigned minute = 0;
	size_t n = 0;

	for (; n < max; n++) {
		minute += below(seed, 3);
		if (below(seed, 50) == 0 && minute > 5)
			minute -= 3;
		putf(b, "%02u/11/2026 %02u:%02u - %s: %s %u\n", 13 + minute / 1440,
		     minute / 60 % 24, minute % 60,
		     below(seed, 2) == 0 ? "Rosa Prado" : "Maria Lopes",
		     below(seed, 4) == 0 ? "Sim,\ncerto" : "Ok", below(seed, 3));
		ends[n] = b->len;
	}
	return n;
}

static void check_chat(struct fixture *f, struct str text, int64_t messages, int64_t known,
                       int asks)
{
	static const char name[] = "WhatsApp Chat with Maria Lopes.txt";
	struct import_run planned, run;
	enum err e;

	assert_int_equal(bring(f, name, text, &run), OK);
	assert_int_equal(rehearse(f, &run, "{}"), OK);
	planned = run;
	assert_int_equal(planned.messages_new, messages - known);
	assert_int_equal(planned.messages_known, known);
	e = import_broken_off(f, &run, "{}", asks);
	for (int more = 2; e == ERR_CANCELLED; more++)
		e = import_goes_on_for(f, &run, more);
	assert_int_equal(e, OK);
	assert_int_equal(run.state, import_state_done);
	same_counts(&planned, &run);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM messages"), messages);
	assert_int_equal(fixture_int(f, "SELECT message_count FROM chats"), messages);
}

/* An export up to some day, then one of everything, then the first once more. */
static void random_chats_grow_by_what_is_new(void **state)
{
	enum { MAX = 900 };
	static size_t ends[MAX];

	(void) state;
	for (uint64_t i = 1; i <= CHATS; i++) {
		uint64_t seed = i * UINT64_C(0xd1342543de82ef95);
		struct arena a = ARENA_INIT;
		struct buf b = BUF_IN(&a);
		const size_t n = put_random_chat(&b, &seed, ends, 3 + below(&seed, MAX - 3));
		const size_t half = 1 + below(&seed, (unsigned) n - 1);
		struct fixture f;

		fixture_open(&f, "BR", "America/Sao_Paulo");
		check_chat(&f, str_head(buf_str(&b), ends[half - 1]), (int64_t) half, 0,
		           (int) (i % 3) - 1);
		check_chat(&f, buf_str(&b), (int64_t) n, (int64_t) half, (int) (i % 4));
		check_chat(&f, buf_str(&b), (int64_t) n, (int64_t) n, -1);
		assert_int_equal(fixture_int(&f, "SELECT count(*) FROM chats"), 1);
		assert_int_equal(fixture_int(&f, "SELECT count(*) FROM contacts"), 1);
		fixture_close(&f);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_lists_end_alike_however_they_are_run),
		cmocka_unit_test(random_chats_grow_by_what_is_new),
	};

	return cmocka_run_group_tests_name("import_random", tests, NULL, NULL);
}
