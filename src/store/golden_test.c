/* golden_test.c: the committed statements are those that are generated. `make generate` writes
 * them; the difference belongs into the review of what caused it. */
#include "store/golden.h"

#include <stdlib.h>

#include "plat/files.h"
#include "store/test_store.h"

static unsigned line_of(struct str text, size_t at)
{
	unsigned n = 1;
	for (size_t i = 0; i < at; i++)
		n += text.ptr[i] == '\n';
	return n;
}

static void the_golden_file_is_what_is_generated(void **state)
{
	struct place *p = *state;
	struct buf now = BUF_IN(&p->a);
	struct str golden;
	const char *source = getenv("KONTOR_SOURCE");
	assert_non_null(source);
	const char *path = path_join(&p->a, source, S("tests/golden/statements.sql"));
	assert_int_equal(file_read(&p->a, path, 1 << 22, &golden), OK);
	store_golden(&now);
	size_t same = 0;
	while (same < golden.len && same < now.len && golden.ptr[same] == now.ptr[same])
		same++;
	if (same != golden.len || same != now.len)
		fail_msg("line %u differs: make generate", line_of(golden, same));
}

struct seen {
	struct place *p;
	struct str names[4000];
	unsigned n;
};

static void note_name(void *ctx, struct str name, struct str sql)
{
	struct seen *s = ctx;
	(void) sql;
	for (unsigned i = 0; i < s->n; i++)
		if (str_eq(s->names[i], name))
			fail_msg("two are called %.*s", PRI_STR(name));
	assert_true(s->n < COUNT(s->names));
	s->names[s->n++] = arena_str(&s->p->a, name);
}

static void names_tell_statements_apart(void **state)
{
	struct place *p = *state;
	struct seen *s = arena_new(&p->a, struct seen);
	s->p = p;
	store_each_statement(DIALECT_sqlite, BREADTH_shown, note_name, s);
	assert_in_range(s->n, 300, COUNT(s->names));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(the_golden_file_is_what_is_generated),
		PLACE_CASE(names_tell_statements_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
