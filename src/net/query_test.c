/* query_test.c: what query.h promises about escapes, queries, cookies and encodings. */
#include "net/query.h"

#include "base/test.h"

static struct arena arena;

static int clear(void **state)
{
	(void) state;
	arena_release(&arena);
	return 0;
}

static void escapes_are_decoded(void **state)
{
	(void) state;
	assert_str(percent_decode(&arena, S("plain")), "plain");
	assert_str(percent_decode(&arena, S("a%20b%2Fc%c3%A9")), "a b/c\xc3\xa9");
	assert_str(percent_decode(&arena, S("1+1")), "1+1");
	assert_str(percent_decode(&arena, S("")), "");
	assert_str(percent_decode(&arena, S("%25%32%35")), "%25"); /* once, not twice */
	assert_absent(percent_decode(&arena, STR_ABSENT));
}

static void broken_escapes_are_absent(void **state)
{
	static const char *const bad[] = { "%",
		                           "a%",
		                           "%4",
		                           "%4g",
		                           "%g4",
		                           "%00",
		                           "%%20",
		                           "%-1",
		                           "% 1",
		                           "%ff",
		                           "%c3",
		                           "%ed%a0%80",
		                           "%f8%88%80%80%80" };

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_absent(percent_decode(&arena, str_of(bad[i])));
	assert_absent(percent_decode(&arena, S("raw \xff byte")));
}

static void pairs_come_in_order(void **state)
{
	struct str rest = S("a=1&b=x+y%26&&c&=d&e=f=g&%C3%BC=%2B"), name, value;
	static const char *const want[][2] = { { "a", "1" }, { "b", "x y&" }, { "c", "" },
		                               { "", "d" },  { "e", "f=g" },  { "\xc3\xbc", "+" } };

	(void) state;
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_int_equal(query_next(&rest, &arena, &name, &value), 1);
		assert_str_is(name, str_of(want[i][0]));
		assert_str_is(value, str_of(want[i][1]));
	}
	assert_int_equal(query_next(&rest, &arena, &name, &value), 0);
}

static void a_broken_pair_is_told_and_passed(void **state)
{
	struct str rest = S("a=%zz&b=1"), name, value;

	(void) state;
	assert_int_equal(query_next(&rest, &arena, &name, &value), -1);
	assert_absent(name);
	assert_int_equal(query_next(&rest, &arena, &name, &value), 1);
	assert_str(value, "1");
	assert_int_equal(query_next(&rest, &arena, &name, &value), 0);
}

static void no_query_has_no_pairs(void **state)
{
	struct str absent = STR_ABSENT, empty = S(""), name, value;

	(void) state;
	assert_int_equal(query_next(&absent, &arena, &name, &value), 0);
	assert_int_equal(query_next(&empty, &arena, &name, &value), 0);
}

static void cookies_are_found_by_whole_name(void **state)
{
	const struct str header =
		S("theme=dark; session=abc=123;lang=en ;  xsession=no; empty=; bare");

	(void) state;
	assert_str(cookie_find(header, S("session")), "abc=123");
	assert_str(cookie_find(header, S("theme")), "dark");
	assert_str(cookie_find(header, S("lang")), "en");
	assert_str(cookie_find(header, S("empty")), "");
	assert_absent(cookie_find(header, S("bare")));
	assert_absent(cookie_find(header, S("Session")));
	assert_absent(cookie_find(header, S("sess")));
	assert_absent(cookie_find(STR_ABSENT, S("session")));
}

static void a_planted_second_cookie_is_not_believed(void **state)
{
	(void) state;
	assert_absent(cookie_find(S("session=evil; session=good"), S("session")));
	assert_absent(cookie_find(S("session=good; a=b; session=evil"), S("session")));
	assert_str(cookie_find(S("session=same; session=same"), S("session")), "same");
}

static void encodings_are_weighed(void **state)
{
	static const char *const yes[] = { "gzip",        "deflate, gzip, br", "GZIP",
		                           "gzip;q=0.1",  "gzip ; q=1",        "*",
		                           "br, *;q=0.5", "gzip;q=0.001",      "identity,gzip" };
	static const char *const no[] = {
		"",      "br",    "gzip;q=0", "gzip; q=0.000", "gzip;q=0,*",
		"xgzip", "gzipx", "*;q=0",    "gzip;Q=0",      "deflate, gzip;q=0.0, *;q=1"
	};

	(void) state;
	for (size_t i = 0; i < COUNT(yes); i++)
		assert_true(accepts_encoding(str_of(yes[i]), S("gzip")));
	for (size_t i = 0; i < COUNT(no); i++)
		assert_false(accepts_encoding(str_of(no[i]), S("gzip")));
	assert_false(accepts_encoding(STR_ABSENT, S("gzip")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(escapes_are_decoded, clear),
		cmocka_unit_test_teardown(broken_escapes_are_absent, clear),
		cmocka_unit_test_teardown(pairs_come_in_order, clear),
		cmocka_unit_test_teardown(a_broken_pair_is_told_and_passed, clear),
		cmocka_unit_test_teardown(no_query_has_no_pairs, clear),
		cmocka_unit_test(cookies_are_found_by_whole_name),
		cmocka_unit_test(a_planted_second_cookie_is_not_believed),
		cmocka_unit_test(encodings_are_weighed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
