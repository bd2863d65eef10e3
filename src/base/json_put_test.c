/* json_put_test.c: the writer places commas and escapes, and what it writes reads back the same. */
#include "base/json.h"
#include "base/test.h"

static void commas_place_themselves(void **state)
{
	struct buf b = BUF_IN(NULL);

	(void) state;
	json_open(&b, '{');
	json_key(&b, S("a"));
	json_put_int(&b, -5);
	json_key(&b, S("b"));
	json_open(&b, '[');
	json_put_null(&b);
	json_put_bool(&b, true);
	json_put_bool(&b, false);
	json_put_str(&b, S("x,"));
	json_put_str(&b, S("y["));
	json_open(&b, '{');
	json_close(&b, '}');
	json_open(&b, '[');
	json_close(&b, ']');
	json_put_raw(&b, S("1.5"));
	json_put_uuid(&b, (struct uuid) { { 0xAB } });
	json_put_iso(&b, 0);
	json_put_int(&b, 7);
	json_close(&b, ']');
	json_key(&b, S("c\n"));
	json_put_str(&b, STR_ABSENT);
	json_close(&b, '}');
	assert_str(buf_str(&b),
	           "{\"a\":-5,\"b\":[null,true,false,\"x,\",\"y[\",{},[],1.5,"
	           "\"ab000000-0000-0000-0000-000000000000\",\"1970-01-01T00:00:00.000Z\",7],"
	           "\"c\\n\":null}");
	buf_release(&b);
}

static void a_line_feed_starts_a_new_document(void **state)
{
	struct buf b = BUF_IN(NULL);

	(void) state;
	json_put_int(&b, 1);
	put_char(&b, '\n');
	json_put_int(&b, 2);
	assert_str(buf_str(&b), "1\n2");
	buf_release(&b);
}

static void what_must_be_escaped_is(void **state)
{
	struct buf b = BUF_IN(NULL);

	(void) state;
	json_escape(&b, S("\"\\/\b\f\n\r\t\1\x1f\0\x7f\xc3\xa9"));
	assert_str(buf_str(&b), "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u0000\x7f\xc3\xa9\"");
	buf_clear(&b);
	json_put_str(&b, S(""));
	assert_str(buf_str(&b), "\"\"");
	buf_release(&b);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void what_is_written_reads_back(void **state)
{
	uint32_t seed = 1;

	(void) state;
	for (int round = 0; round < 5000; round++) {
		struct arena a = ARENA_INIT;
		struct buf b = BUF_IN(&a);
		struct json j;
		struct str s = { arena_alloc(&a, 64), next_random(&seed) % 64 }, again;

		for (size_t i = 0; i < s.len; i++) /* many specials, at any place; never NUL */
			((char *) s.ptr)[i] =
				(char) (1 + next_random(&seed) % (round % 2 ? 127 : 40));
		json_put_str(&b, s);
		j = json_of(buf_str(&b), &a);
		assert_true(json_string(&j, &again));
		assert_true(json_end(&j));
		assert_str_is(again, s);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_place_themselves),
		cmocka_unit_test(a_line_feed_starts_a_new_document),
		cmocka_unit_test(what_must_be_escaped_is),
		cmocka_unit_test(what_is_written_reads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
