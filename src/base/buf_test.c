/* buf_test.c: growing output, in an arena and on the heap; numbers and encodings byte for byte. */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/test.h"

static void growing_keeps_what_was_written(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf in_arena = BUF_IN(&a), on_heap = BUF_IN(NULL);

	(void) state;
	for (int i = 0; i < 100000; i++) {
		put_char(&in_arena, (char) ('a' + i % 26));
		put_char(&on_heap, (char) ('a' + i % 26));
		if (i % 1000 == 0)
			arena_raw(&a, 1); /* now it cannot grow in place */
	}
	assert_int_equal(in_arena.len, 100000);
	assert_true(str_eq(buf_str(&in_arena), buf_str(&on_heap)));
	for (size_t i = 0; i < in_arena.len; i++)
		assert_int_equal(in_arena.ptr[i], 'a' + i % 26);
	buf_release(&on_heap);
	arena_release(&a);
}

static void an_empty_buffer_is_empty_text(void **state)
{
	struct buf b = BUF_IN(NULL);

	(void) state;
	assert_str(buf_str(&b), "");
	put(&b, STR_ABSENT);
	put(&b, S(""));
	put_hex(&b, "", 0);
	put_base64url(&b, "", 0);
	assert_str(buf_str(&b), "");
	buf_release(&b);
}

static void clear_keeps_the_memory(void **state)
{
	struct buf b = BUF_IN(NULL);
	const char *before;

	(void) state;
	put(&b, S("something"));
	before = b.ptr;
	buf_clear(&b);
	assert_str(buf_str(&b), "");
	put(&b, S("else"));
	assert_ptr_equal(b.ptr, before);
	assert_str(buf_str(&b), "else");
	buf_release(&b);
	assert_null(b.ptr);
	assert_int_equal(b.cap, 0);
}

static void check_int(int64_t v)
{
	struct buf b = BUF_IN(NULL);
	char want[32];

	put_int(&b, v);
	snprintf(want, sizeof want, "%" PRId64, v);
	assert_str_is(buf_str(&b), str_of(want));
	buf_release(&b);
}

static void numbers_are_decimal(void **state)
{
	int64_t v = 1;

	(void) state;
	for (int64_t i = -1100; i <= 1100; i++)
		check_int(i);
	for (int digits = 1; digits < 19; digits++, v *= 10) {
		check_int(v);
		check_int(v - 1);
		check_int(-v);
		check_int(1 - v);
	}
	check_int(INT64_MAX);
	check_int(INT64_MIN);
}

static void formatting_grows_as_needed(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);

	(void) state;
	for (int width = 0; width < 300; width++) {
		const size_t before = b.len;

		putf(&b, "%*d|", width, 7);
		assert_int_equal(b.len - before, (width == 0 ? 1 : width) + 1);
		assert_int_equal(b.ptr[b.len - 1], '|');
		assert_int_equal(b.ptr[b.len - 2], '7');
	}
	arena_release(&a);
}

static void hex_there_and_back(void **state)
{
	struct buf b = BUF_IN(NULL);
	uint8_t bytes[256], again[256];

	(void) state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t) i;
	put_hex(&b, bytes, sizeof bytes);
	assert_int_equal(b.len, 512);
	assert_str(str_head(buf_str(&b), 8), "00010203");
	assert_str(str_from(buf_str(&b), 504), "fcfdfeff");
	assert_true(hex_decode(buf_str(&b), again, sizeof again));
	assert_memory_equal(bytes, again, sizeof bytes);
	assert_true(hex_decode(S("aBCdEf"), again, 3));
	assert_memory_equal(again, "\xab\xcd\xef", 3);
	assert_false(hex_decode(S("abcdef"), again, 2));
	assert_false(hex_decode(S("abcdef"), again, 4));
	assert_false(hex_decode(S("abcde"), again, 2));
	assert_false(hex_decode(S("0g"), again, 1));
	assert_false(hex_decode(S("@0"), again, 1));
	assert_false(hex_decode(S("\xc0\xe0"), again, 1));
	assert_true(hex_decode(S(""), again, 0));
	buf_release(&b);
}

static void base64url_matches_rfc_4648(void **state)
{
	static const struct str pairs[][2] = {
		{ STR(""), STR("") },
		{ STR("f"), STR("Zg") },
		{ STR("fo"), STR("Zm8") },
		{ STR("foo"), STR("Zm9v") },
		{ STR("foob"), STR("Zm9vYg") },
		{ STR("fooba"), STR("Zm9vYmE") },
		{ STR("foobar"), STR("Zm9vYmFy") },
		{ STR("\xfb\xff\xbf"), STR("-_-_") },
	};
	char out[16];
	size_t n;

	(void) state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct buf b = BUF_IN(NULL);

		put_base64url(&b, pairs[i][0].ptr, pairs[i][0].len);
		assert_str_is(buf_str(&b), pairs[i][1]);
		assert_true(base64url_decode(buf_str(&b), out, sizeof out, &n));
		assert_str_is(((struct str) { out, n }), pairs[i][0]);
		buf_release(&b);
	}
}

static void base64url_takes_one_text_per_value(void **state)
{
	static const struct str bad[] = {
		STR("Z"),    STR("Zg=="),  STR("Zh"), STR("Zm9"),    STR("Zm9v Yg"),    STR("Zm+v"),
		STR("Zm/v"), STR("Zm9vY"), STR("\n"), STR("Zm9v\n"), STR("\xc3\xa9Zm"), STR("A@A"),
	};
	char out[16];
	size_t n = 77;

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(base64url_decode(bad[i], out, sizeof out, &n));
	assert_int_equal(n, 77);
	assert_false(base64url_decode(S("Zm9vYmFy"), out, 5, &n));
	assert_true(base64url_decode(S("Zm9vYmFy"), out, 6, &n));
	assert_int_equal(n, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(growing_keeps_what_was_written),
		cmocka_unit_test(an_empty_buffer_is_empty_text),
		cmocka_unit_test(clear_keeps_the_memory),
		cmocka_unit_test(numbers_are_decimal),
		cmocka_unit_test(formatting_grows_as_needed),
		cmocka_unit_test(hex_there_and_back),
		cmocka_unit_test(base64url_matches_rfc_4648),
		cmocka_unit_test(base64url_takes_one_text_per_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
