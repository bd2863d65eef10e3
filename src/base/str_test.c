/* str_test.c: what str.h promises about views. */
#include "base/test.h"

static void absent_differs_from_empty(void **state)
{
	(void) state;
	assert_true(str_absent(STR_ABSENT));
	assert_false(str_absent(S("")));
	assert_true(str_eq(STR_ABSENT, S(""))); /* as bytes they are the same */
}

static void equality_is_of_bytes(void **state)
{
	(void) state;
	assert_true(str_eq(S("abc"), S("abc")));
	assert_false(str_eq(S("abc"), S("abd")));
	assert_false(str_eq(S("abc"), S("ab")));
	assert_true(str_eq(S("a\0b"), S("a\0b")));
	assert_false(str_eq(S("a\0b"), S("a\0c")));
}

static void order_is_that_of_sqlite_binary(void **state)
{
	(void) state;
	assert_true(str_cmp(S("a"), S("b")) < 0);
	assert_true(str_cmp(S("b"), S("a")) > 0);
	assert_true(str_cmp(S("a"), S("ab")) < 0);
	assert_true(str_cmp(S("ab"), S("a")) > 0);
	assert_true(str_cmp(S("Z"), S("a")) < 0);
	assert_true(str_cmp(S("\x7f"), S("\xc3\xa9")) < 0); /* bytes are unsigned */
	assert_int_equal(str_cmp(S("same"), S("same")), 0);
	assert_int_equal(str_cmp(STR_ABSENT, S("")), 0);
	assert_true(str_cmp(STR_ABSENT, S("a")) < 0);
}

static void case_is_ignored_for_ascii_only(void **state)
{
	(void) state;
	assert_true(str_ieq(S("Content-Type"), S("content-TYPE")));
	assert_false(str_ieq(S("@"), S("`"))); /* 0x40 and 0x60: not letters */
	assert_false(str_ieq(S("["), S("{")));
	assert_false(str_ieq(S("\xc3\x89"), S("\xc3\xa9"))); /* É, é */
	assert_false(str_ieq(S("a"), S("ab")));
	assert_true(str_ieq(S(""), STR_ABSENT));
}

static void starts_and_ends(void **state)
{
	(void) state;
	assert_true(str_starts(S("kontor"), S("kon")));
	assert_true(str_starts(S("kontor"), S("kontor")));
	assert_true(str_starts(S("kontor"), S("")));
	assert_false(str_starts(S("kon"), S("kontor")));
	assert_false(str_starts(S("kontor"), S("ont")));
	assert_true(str_ends(S("kontor"), S("tor")));
	assert_true(str_ends(S("kontor"), S("")));
	assert_true(str_ends(STR_ABSENT, S("")));
	assert_false(str_ends(S("tor"), S("kontor")));
	assert_false(str_ends(S("kontor"), S("to")));
}

static void find_gives_the_first_place(void **state)
{
	size_t at = 99;

	(void) state;
	assert_true(str_find(S("one two two"), S("two"), &at));
	assert_int_equal(at, 4);
	assert_true(str_find(S("aab"), S("ab"), &at));
	assert_int_equal(at, 1);
	assert_true(str_find(S("x"), S(""), &at));
	assert_int_equal(at, 0);
	assert_true(str_find(STR_ABSENT, S(""), &at));
	assert_int_equal(at, 0);
	assert_true(str_find(S("\r\n\r\r\n\r\n"), S("\r\n\r\n"), &at));
	assert_int_equal(at, 3);
	assert_true(str_find(S("of some length"), S("length"), &at));
	assert_int_equal(at, 8);
	at = 99;
	assert_false(str_find(S("ttttt"), S("two"), &at));
	assert_false(str_find(S("of some len"), S("length"), &at));
	assert_false(str_find(S("tw"), S("two"), &at));
	assert_false(str_find(S("tow"), S("two"), &at));
	assert_int_equal(at, 99);
	assert_true(str_find(S("two"), S("two"), NULL));
	assert_true(str_find_byte(S("a\0b"), '\0', &at));
	assert_int_equal(at, 1);
	assert_false(str_find_byte(S(""), 'a', NULL));
	assert_false(str_find_byte(STR_ABSENT, 'a', NULL));
}

static void trim_takes_ascii_space_only(void **state)
{
	(void) state;
	assert_str(str_trim(S(" \t\r\n\v\fa b\n")), "a b");
	assert_str(str_trim(S("a")), "a");
	assert_str(str_trim(S(" \n ")), "");
	assert_str(str_trim(S("")), "");
	assert_absent(str_trim(STR_ABSENT));
	assert_str(str_trim(S("\xc2\xa0x")), "\xc2\xa0x"); /* no-break space stays */
}

static void cut_walks_all_parts(void **state)
{
	struct str rest = S("a,,bc,");
	const struct str want[] = { STR("a"), STR(""), STR("bc"), STR("") };
	size_t n = 0;

	(void) state;
	while (!str_absent(rest)) {
		assert_true(n < COUNT(want));
		assert_str_is(str_cut(&rest, ','), want[n]);
		n++;
	}
	assert_int_equal(n, COUNT(want));
	rest = S("");
	assert_str(str_cut(&rest, ','), "");
	assert_absent(rest);
}

static void from_and_head_stay_inside(void **state)
{
	(void) state;
	assert_str(str_from(S("abc"), 1), "bc");
	assert_str(str_from(S("abc"), 3), "");
	assert_str(str_from(S("abc"), 9), "");
	assert_absent(str_from(STR_ABSENT, 0));
	assert_absent(str_from(STR_ABSENT, 3));
	assert_str(str_head(S("abc"), 2), "ab");
	assert_str(str_head(S("abc"), 9), "abc");
	assert_absent(str_head(STR_ABSENT, 1));
}

static void numbers_are_read_whole_or_refused(void **state)
{
	static const struct {
		struct str text;
		int64_t value;
	} good[] = {
		{ STR("0"), 0 },
		{ STR("-0"), 0 },
		{ STR("007"), 7 },
		{ STR("-42"), -42 },
		{ STR("9223372036854775807"), INT64_MAX },
		{ STR("-9223372036854775808"), INT64_MIN },
	};
	static const struct str bad[] = {
		STR(""),
		STR("-"),
		STR("+1"),
		STR(" 1"),
		STR("1 "),
		STR("1.0"),
		STR("--1"),
		STR("0x1"),
		STR("1\0"),
		STR("1e2"),
		STR("\xd9\xa1"),
		STR("9223372036854775808"),
		STR("-9223372036854775809"),
		STR("99999999999999999999999"),
	};
	int64_t v;

	(void) state;
	for (size_t i = 0; i < COUNT(good); i++) {
		v = 99;
		assert_true(str_to_int(good[i].text, &v));
		assert_true(v == good[i].value);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		v = 99;
		assert_false(str_to_int(bad[i], &v));
		assert_int_equal(v, 99);
	}
	assert_false(str_to_int(STR_ABSENT, &v));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_differs_from_empty),
		cmocka_unit_test(equality_is_of_bytes),
		cmocka_unit_test(order_is_that_of_sqlite_binary),
		cmocka_unit_test(case_is_ignored_for_ascii_only),
		cmocka_unit_test(starts_and_ends),
		cmocka_unit_test(find_gives_the_first_place),
		cmocka_unit_test(trim_takes_ascii_space_only),
		cmocka_unit_test(cut_walks_all_parts),
		cmocka_unit_test(from_and_head_stay_inside),
		cmocka_unit_test(numbers_are_read_whole_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
