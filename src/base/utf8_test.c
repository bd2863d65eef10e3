/* utf8_test.c: RFC 3629 to the byte. */
#include "base/test.h"
#include "base/utf8.h"

static void every_code_point_comes_back(void **state)
{
	(void) state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		char text[4];
		struct str s = { text, utf8_encode(cp, text) };
		size_t at = 0;

		if (cp >= 0xD800 && cp <= 0xDFFF) {
			assert_false(utf8_valid(s));
			continue;
		}
		assert_true(utf8_valid(s));
		assert_int_equal(s.len, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
		assert_int_equal(utf8_next(s, &at), cp);
		assert_int_equal(at, s.len);
		assert_int_equal(utf8_prev(s, &at), cp);
		assert_int_equal(at, 0);
		assert_int_equal(utf8_count(s), 1);
	}
}

/* Says the same in the slowest way: the value counts, and its shortest form is the only one. */
static bool slow_valid(struct str s)
{
	size_t i = 0;

	while (i < s.len) {
		const unsigned char c = (unsigned char) s.ptr[i];
		const size_t n = c < 0x80       ? 1
		                 : c >> 5 == 6  ? 2
		                 : c >> 4 == 14 ? 3
		                 : c >> 3 == 30 ? 4
		                                : 0;
		uint32_t cp = n < 2 ? c : c & (0xFFU >> (n + 1));
		char again[4];

		if (n == 0 || i + n > s.len)
			return false;
		for (size_t k = 1; k < n; k++) {
			if (((unsigned char) s.ptr[i + k] & 0xC0) != 0x80)
				return false;
			cp = cp << 6 | ((unsigned char) s.ptr[i + k] & 0x3F);
		}
		if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF) || utf8_encode(cp, again) != n)
			return false;
		i += n;
	}
	return true;
}

static const unsigned char borders[] = { 0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0 };

static void two_and_three_bytes_are_judged_right(void **state)
{
	char text[3];

	(void) state;
	for (size_t v = 0; v < (COUNT(borders) << 16); v++) {
		text[0] = (char) (v >> 8);
		text[1] = (char) v;
		text[2] = (char) borders[v >> 16];
		for (size_t n = 2; n <= 3; n++) {
			const struct str s = { text, n };

			if (utf8_valid(s) != slow_valid(s))
				fail_msg("%zx judged wrong at %zu bytes", v, n);
		}
	}
}

static void four_bytes_are_judged_right(void **state)
{
	static const unsigned char firsts[] = { 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF };
	char text[4];

	(void) state;
	for (size_t i = 0; i < COUNT(firsts) * COUNT(borders) * COUNT(borders) * COUNT(borders);
	     i++) {
		const struct str s = { text, 4 };

		text[0] = (char) firsts[i % COUNT(firsts)];
		text[1] = (char) borders[i / COUNT(firsts) % COUNT(borders)];
		text[2] = (char) borders[i / COUNT(firsts) / COUNT(borders) % COUNT(borders)];
		text[3] = (char) borders[i / COUNT(firsts) / COUNT(borders) / COUNT(borders)];
		assert_int_equal(utf8_valid(s), slow_valid(s));
	}
}

static void a_bad_byte_is_seen_at_every_place(void **state)
{
	char text[40];

	(void) state;
	for (size_t len = 1; len <= sizeof text; len++) {
		for (size_t at = 0; at < len; at++) {
			memset(text, 'a', sizeof text);
			assert_true(utf8_valid((struct str) { text, len }));
			text[at] = (char) 0xC3; /* starts what does not go on */
			assert_false(utf8_valid((struct str) { text, len }));
		}
	}
	assert_true(utf8_valid(S("")));
	assert_true(utf8_valid(STR_ABSENT));
	assert_true(utf8_valid(S("a\0b")));
}

static void walking_both_ways_meets(void **state)
{
	const struct str s = S("a\xc3\xa9\xe0\xa4\xae\xf0\x9f\x98\x80z");
	const uint32_t want[] = { 'a', 0xE9, 0x92E, 0x1F600, 'z' };
	size_t at = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(want); i++)
		assert_int_equal(utf8_next(s, &at), want[i]);
	assert_int_equal(at, s.len);
	for (size_t i = COUNT(want); i-- > 0;)
		assert_int_equal(utf8_prev(s, &at), want[i]);
	assert_int_equal(at, 0);
	assert_int_equal(utf8_count(s), COUNT(want));
}

static void head_never_splits_a_character(void **state)
{
	const struct str s = S("a\xf0\x9f\x98\x80z");

	(void) state;
	assert_str(utf8_head(s, 0), "");
	assert_str(utf8_head(s, 1), "a");
	assert_str(utf8_head(s, 2), "a");
	assert_str(utf8_head(s, 4), "a");
	assert_str(utf8_head(s, 5), "a\xf0\x9f\x98\x80");
	assert_str(utf8_head(s, 6), "a\xf0\x9f\x98\x80z");
	assert_str(utf8_head(s, 99), "a\xf0\x9f\x98\x80z");
	assert_absent(utf8_head(STR_ABSENT, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_comes_back),
		cmocka_unit_test(two_and_three_bytes_are_judged_right),
		cmocka_unit_test(four_bytes_are_judged_right),
		cmocka_unit_test(a_bad_byte_is_seen_at_every_place),
		cmocka_unit_test(walking_both_ways_meets),
		cmocka_unit_test(head_never_splits_a_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
