/* json_test.c: the reader takes RFC 8259 and nothing else, and says what it read.
 *
 * The documents are of the kinds that JSONTestSuite has (structure, numbers, strings, escapes,
 * encodings), written for this reader; tests/differential/json holds it against another parser. */
#include "base/json.h"
#include "base/test.h"

/* A copy on the heap without slack, so that the sanitizer sees a byte read beyond the end. */
static char *exact(struct str s)
{
	char *p = mem_alloc(s.len);

	if (s.len != 0)
		memcpy(p, s.ptr, s.len);
	return p;
}

static bool accepts(struct str text)
{
	struct arena a = ARENA_INIT;
	char *copy = exact(text);
	struct json j = json_of((struct str) { copy, text.len }, &a);
	const bool ok = json_skip(&j, NULL) && json_end(&j);

	arena_release(&a);
	mem_free(copy);
	return ok;
}

static const struct str good_documents[] = {
	STR("null"),
	STR("true"),
	STR("false"),
	STR("0"),
	STR("-0"),
	STR("-1"),
	STR("10"),
	STR("1.5"),
	STR("0.0"),
	STR("0e1"),
	STR("0E+1"),
	STR("1e-10"),
	STR("-0.1e-7"),
	STR("123456789012345678901234567890"),
	STR("1e999999"),
	STR("\"\""),
	STR("\"abc\""),
	STR("\" \\\" \\\\ \\/ \\b \\f \\n \\r \\t \""),
	STR("\"\\u0001\\u00e9\\u20AC\\uD83d\\uDe00\""),
	STR("\"\\uFFFF\\uFDD0\""),
	STR("\"\x7f\""),
	STR("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""),
	STR("\"\xf4\x8f\xbf\xbf\xe2\x80\xa8\""),
	STR("[]"),
	STR("{}"),
	STR(" \t\r\n[ \n] \t"),
	STR("[ 1 , \"a\" , null , true , [ ] , { } ]"),
	STR("{\"\":1,\"a\":{\"b\":[1,2,{}]},\"c\" : null }"),
	STR("{\"a\":1,\"a\":2}"),
	STR("[1,2 ]"),
	STR("{\"a\\u0062\\n\":\"\\u0041\"}"),
	STR("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
};

static void good_documents_are_taken(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(good_documents); i++) {
		if (!accepts(good_documents[i]))
			fail_msg("refused: %.*s", PRI_STR(good_documents[i]));
	}
}

static void check_refused(const struct str *bad, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (accepts(bad[i]))
			fail_msg("taken: %.*s", PRI_STR(bad[i]));
	}
}

static const struct str bad_structure[] = {
	STR(""),
	STR(" "),
	STR("["),
	STR("]"),
	STR("{"),
	STR("}"),
	STR("[1"),
	STR("[1,"),
	STR("[1,]"),
	STR("[,1]"),
	STR("[1,,2]"),
	STR("[1 2]"),
	STR("[1}"),
	STR("{]"),
	STR("[]]"),
	STR("[[]"),
	STR("{}}"),
	STR("{\"a\"}"),
	STR("{\"a\":}"),
	STR("{\"a\":1,}"),
	STR("{,}"),
	STR("{:1}"),
	STR("{\"a\" 1}"),
	STR("{\"a\":1 \"b\":2}"),
	STR("{\"a\"::1}"),
	STR("{\"a\":1"),
	STR("{\"a\":"),
	STR("{\"a\""),
	STR("{a:1}"),
	STR("{'a':1}"),
	STR("{1:1}"),
	STR("{null:1}"),
	STR("[1]x"),
	STR("1 2"),
	STR("[],[]"),
	STR("{}{}"),
	STR("nul"),
	STR("nulll"),
	STR("Null"),
	STR("TRUE"),
	STR("tru"),
	STR("truefalse"),
	STR("undefined"),
	STR("NaN"),
	STR("Infinity"),
	STR("-Infinity"),
	STR("[1]//c"),
	STR("/*c*/1"),
	STR("[1]#"),
	STR("\f1"),
	STR("\v1"),
	STR("\xc2\xa0"
	    "1"),
	STR("1\0"),
	STR("\0"),
	STR("[\0]"),
	STR("\xef\xbb\xbf[]"),
	STR("[\"a\"\"b\"]"),
	STR("[1\"a\"]"),
	STR("[true\"a\"]"),
	STR("[*]"),
	STR("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
	STR("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":"
	    "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"
	    "}}}}}}}}}}}}}}}}"),
};

static void broken_structure_is_refused(void **state)
{
	(void) state;
	check_refused(bad_structure, COUNT(bad_structure));
}

static const struct str bad_numbers[] = {
	STR("+1"),   STR("01"),        STR("-01"),          STR("00"),   STR("-"),     STR("--1"),
	STR("1."),   STR(".5"),        STR("-.5"),          STR("1.e1"), STR("1e"),    STR("1e+"),
	STR("1e-"),  STR("1e1.5"),     STR("1.2.3"),        STR("0x10"), STR("1_000"), STR("1,5"),
	STR("1a"),   STR("- 1"),       STR("1 e1"),         STR("0e"),   STR("[1.]"),  STR("[-]"),
	STR("[1e]"), STR("1\xd9\xa1"), STR("\xef\xbc\x91"), STR("1f"),   STR("1L"),    STR("-a"),
};

static void broken_numbers_are_refused(void **state)
{
	(void) state;
	check_refused(bad_numbers, COUNT(bad_numbers));
}

static const struct str bad_strings[] = {
	STR("\""),
	STR("\"a"),
	STR("\"\\\""),
	STR("\"\\"),
	STR("'a'"),
	STR("\"\n\""),
	STR("\"\t\""),
	STR("\"\0\""),
	STR("\"\x1f\""),
	STR("\"abcdefg\x1f\""),
	STR("\"\\x41\""),
	STR("\"\\a\""),
	STR("\"\\'\""),
	STR("\"\\0\""),
	STR("\"\\u\""),
	STR("\"\\u12\""),
	STR("\"\\u123\""),
	STR("\"\\u123g\""),
	STR("\"\\U0041\""),
	STR("\"\\u 041\""),
	STR("\"\\u004"),
	STR("\"\\u0000\""),
	STR("\"a\\u0000\""),
	STR("\"\\ud800\""),
	STR("\"\\udc00\""),
	STR("\"\\ud800x\""),
	STR("\"\\ud800\\n\""),
	STR("\"\\ud800\\ud800\""),
	STR("\"\\ud800\\u0041\""),
	STR("\"\\udc00\\ud800\""),
	STR("\"\\ud83d\\ude0\""),
	STR("\"\\ud83d\\ude0"),
	STR("\"\\\xc3\xa9\""),
	STR("\"\xff\""),
	STR("\"\xc3\""),
	STR("\"\xc0\x80\""),
	STR("\"\xed\xa0\x80\""),
	STR("\"\xf4\x90\x80\x80\""),
	STR("\"\xe2\x82\""),
	STR("{\"a\xff\":1}"),
	STR("{\"\\ud800\":1}"),
	STR("{\"a\n\":1}"),
	STR("[1] \xff"),
	STR("\"\\\0\""),
	STR("\"\\u00\0"
	    "1\""),
};

static void broken_strings_are_refused(void **state)
{
	(void) state;
	check_refused(bad_strings, COUNT(bad_strings));
}

static void every_prefix_of_a_document_is_refused(void **state)
{
	const struct str text =
		S("{\"a\":[1,-2.5e3,true,null,\"x\\u00e9\\ud83d\\ude00\"],\"b\":{}}");

	(void) state;
	assert_true(accepts(text));
	for (size_t n = 0; n < text.len; n++)
		assert_false(accepts(str_head(text, n)));
}

static void strings_are_views_unless_escaped(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str text =
		S("[\"plain \xc3\xa9 text\",\"\\u0041\\n\\ud83d\\ude00\\/z\",\"\"]");
	struct json j = json_of(text, &a);
	struct str s;
	bool first = true;

	(void) state;
	assert_int_equal(json_element(&j, &first), 1);
	assert_true(json_string(&j, &s));
	assert_str(s, "plain \xc3\xa9 text");
	assert_ptr_equal(s.ptr, text.ptr + 2);
	assert_int_equal(a.bytes, 0);
	assert_int_equal(json_element(&j, &first), 1);
	assert_true(json_string(&j, &s));
	assert_str(s, "A\n\xf0\x9f\x98\x80/z");
	assert_int_not_equal(a.bytes, 0);
	assert_int_equal(json_element(&j, &first), 1);
	assert_true(json_string(&j, &s));
	assert_str(s, "");
	assert_int_equal(json_element(&j, &first), 0);
	assert_true(json_end(&j));
	arena_release(&a);
}

/* The scan looks at eight bytes at once: each place of each length is its own case. */
static void special_bytes_are_seen_at_every_place(void **state)
{
	static const char specials[] = { '"', '\\', '\n', '\0', '\x1f' };
	char text[40];

	(void) state;
	for (size_t len = 1; len <= 30; len++) {
		for (size_t at = 0; at < len; at++) {
			text[0] = '"';
			memset(text + 1, at % 2 == 0 ? 'a' : '\x7f', len);
			text[len + 1] = '"';
			assert_true(accepts((struct str) { text, len + 2 }));
			for (size_t i = 0; i < sizeof specials; i++) {
				text[at + 1] = specials[i];
				assert_false(accepts((struct str) { text, len + 2 }));
			}
		}
	}
}

static void check_int(struct str text, bool want_whole, int64_t want)
{
	struct json j = json_of(text, NULL);
	int64_t v = 4711;
	bool whole;

	assert_true(json_int(&j, &v, &whole));
	assert_true(json_end(&j));
	assert_int_equal(whole, want_whole);
	if (whole && v != want)
		fail_msg("%.*s read as %lld", PRI_STR(text), (long long) v);
}

static void whole_numbers_are_told_from_others(void **state)
{
	(void) state;
	check_int(S("0"), true, 0);
	check_int(S("-0"), true, 0);
	check_int(S("42"), true, 42);
	check_int(S("9223372036854775807"), true, INT64_MAX);
	check_int(S("-9223372036854775808"), true, INT64_MIN);
	check_int(S("9223372036854775808"), false, 0);
	check_int(S("-9223372036854775809"), false, 0);
	check_int(S("123456789012345678901234567890"), false, 0);
	check_int(S("1.0"), true, 1);
	check_int(S("1.5"), false, 0);
	check_int(S("-1.000001"), false, 0);
	check_int(S("1e2"), true, 100);
	check_int(S("1E+2"), true, 100);
	check_int(S("-12.5e1"), true, -125);
	check_int(S("12.5e0"), false, 0);
	check_int(S("1500e-2"), true, 15);
	check_int(S("1550e-2"), false, 0);
	check_int(S("100e-3"), false, 0);
	check_int(S("0.001e3"), true, 1);
	check_int(S("0e99999999999999999999"), true, 0);
	check_int(S("0.000e-99999999999999999999"), true, 0);
	check_int(S("1e99999999999999999999"), false, 0);
	check_int(S("1e-99999999999999999999"), false, 0);
	check_int(S("9.223372036854775807e18"), true, INT64_MAX);
	check_int(S("9.223372036854775808e18"), false, 0);
	check_int(S("-9.223372036854775808e18"), true, INT64_MIN);
	check_int(S("92233720368547758070e-1"), true, INT64_MAX);
}

static void another_type_is_left_where_it_stands(void **state)
{
	struct json j = json_of(S("[null]"), NULL);
	struct str s = STR_ABSENT;
	int64_t v;
	bool b, whole, first = true;

	(void) state;
	assert_false(json_null(&j) || json_bool(&j, &b) || json_string(&j, &s));
	assert_false(json_int(&j, &v, &whole) || json_number(&j, &s));
	assert_int_equal(json_member(&j, &s, &first), -1);
	assert_int_equal(json_element(&j, &first), 1);
	assert_int_equal(json_peek(&j), JSON_NULL);
	assert_false(json_bool(&j, &b) || json_string(&j, &s));
	first = true;
	assert_int_equal(json_element(&j, &first), -1);
	assert_true(json_null(&j));
	first = false;
	assert_int_equal(json_element(&j, &first), 0);
	assert_true(json_end(&j));
}

static void after_an_error_nothing_succeeds(void **state)
{
	static const struct str broken[] = {
		STR("[tru,1]"), STR("[\"\\x\",1]"), STR("[01,1]"), STR("[1.,1]"), STR("[nul]"),
	};

	(void) state;
	for (size_t i = 0; i < COUNT(broken); i++) {
		struct json j = json_of(broken[i], NULL);
		struct str s;
		bool first = true;

		assert_int_equal(json_element(&j, &first), 1);
		assert_false(json_skip(&j, &s));
		assert_int_equal(json_peek(&j), JSON_BAD);
		assert_int_equal(json_element(&j, &first), -1);
		first = true;
		assert_int_equal(json_member(&j, &s, &first), -1);
		assert_false(json_skip(&j, NULL));
		assert_false(json_end(&j));
	}
}

static void a_scalar_that_runs_on_is_refused_at_once(void **state)
{
	struct json j = json_of(S("nulll"), NULL);
	struct str s;
	int64_t v;
	bool b, whole;

	(void) state;
	assert_false(json_null(&j));
	j = json_of(S("true1"), NULL);
	assert_false(json_bool(&j, &b));
	j = json_of(S("12x"), NULL);
	assert_false(json_number(&j, &s));
	j = json_of(S("012"), NULL);
	assert_false(json_int(&j, &v, &whole));
}

static void a_walk_gives_names_and_values(void **state)
{
	struct arena a = ARENA_INIT;
	struct json j = json_of(S(" { \"a\" : [ 1 , 2 ] , \"b\\u0021\" : { \"c\" : true } } "), &a);
	struct str name, raw;
	bool first = true;

	(void) state;
	assert_int_equal(json_peek(&j), JSON_OBJECT);
	assert_int_equal(json_member(&j, &name, &first), 1);
	assert_str(name, "a");
	assert_int_equal(json_peek(&j), JSON_ARRAY);
	assert_true(json_skip(&j, &raw));
	assert_str(raw, "[ 1 , 2 ]");
	assert_int_equal(json_member(&j, &name, &first), 1);
	assert_str(name, "b!");
	assert_true(json_skip(&j, &raw));
	assert_str(raw, "{ \"c\" : true }");
	assert_int_equal(json_member(&j, &name, &first), 0);
	assert_true(json_end(&j));
	arena_release(&a);
}

static void leaving_early_is_not_the_end(void **state)
{
	struct json j = json_of(S("[[1]]"), NULL);
	bool first = true;

	(void) state;
	assert_int_equal(json_element(&j, &first), 1);
	assert_false(json_end(&j));
	first = true;
	assert_int_equal(json_element(&j, &first), 1);
	assert_true(json_skip(&j, NULL));
	assert_false(json_end(&j));
}

static void numbers_are_kept_as_written(void **state)
{
	struct json j = json_of(S(" -1.50E+03 "), NULL);
	struct str text;

	(void) state;
	assert_true(json_number(&j, &text));
	assert_str(text, "-1.50E+03");
	assert_true(json_end(&j));
	j = json_of(STR_ABSENT, NULL);
	assert_int_equal(json_peek(&j), JSON_BAD);
	assert_false(json_skip(&j, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_documents_are_taken),
		cmocka_unit_test(broken_structure_is_refused),
		cmocka_unit_test(broken_numbers_are_refused),
		cmocka_unit_test(broken_strings_are_refused),
		cmocka_unit_test(every_prefix_of_a_document_is_refused),
		cmocka_unit_test(strings_are_views_unless_escaped),
		cmocka_unit_test(special_bytes_are_seen_at_every_place),
		cmocka_unit_test(whole_numbers_are_told_from_others),
		cmocka_unit_test(another_type_is_left_where_it_stands),
		cmocka_unit_test(after_an_error_nothing_succeeds),
		cmocka_unit_test(a_scalar_that_runs_on_is_refused_at_once),
		cmocka_unit_test(a_walk_gives_names_and_values),
		cmocka_unit_test(leaving_early_is_not_the_end),
		cmocka_unit_test(numbers_are_kept_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
