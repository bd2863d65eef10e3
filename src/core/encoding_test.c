/* encoding_test.c: bytes of files become text, and lines and marks are seen as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "core/encoding.h"
#include "core/lines.h"
#include "core/marks.h"

static void check(struct str bytes, const char *expected)
{
	struct arena a = ARENA_INIT;
	const struct str got = encoding_text(bytes, &a);

	if (!str_eq(got, str_of(expected)))
		fail_msg("«%.*s» instead of «%s»", PRI_STR(got), expected);
	arena_release(&a);
}

static void every_encoding_is_told_apart(void **state)
{
	(void) state;
	check(S("caf\xc3\xa9"), "café");
	check(S("\xef\xbb\xbf"
	        "caf\xc3\xa9"),
	      "café");
	check(S("caf\xe9"), "café");
	check(S("\x93x\x94 \x80 5 \x96 d\x92x"), "“x” € 5 – d’x");
	check(S("\xff\xfe"
	        "a\0\xe9\0"),
	      "aé");
	check(S("\xfe\xff"
	        "\0a\0\xe9"),
	      "aé");
	check(S("\xff\xfe"
	        "\x3d\xd8\x00\xde"),
	      "😀");
	check(S("a\0b\0"), "ab");
	check(S("\0a\0b"), "ab");
	check(S(""), "");
}

static void what_cannot_be_read_is_replaced_and_nothing_is_lost(void **state)
{
	(void) state;
	check(S("\xff\xfe"
	        "\x3d\xd8"
	        "a\0"),
	      "\xef\xbf\xbd"
	      "a");
	check(S("\xff\xfe"
	        "a\0x"),
	      "a\xef\xbf\xbd");
	check(S("\xef\xbb\xbf"
	        "a\xff"
	        "b"),
	      "a\xef\xbf\xbd"
	      "b");
	check(S("x\x81y\xe9"), "x\xef\xbf\xbdyé");
	check(S("abc\0def"),
	      "abc\xef\xbf\xbd"
	      "def");
}

static void a_cut_off_file_is_still_utf8(void **state)
{
	(void) state;
	check(S("caf\xc3\xa9 \xe2\x82"), "café \xef\xbf\xbd\xef\xbf\xbd");
	/* Without another character that shows it, one byte at the end may as well be Latin-1. */
	check(S("cafe \xe3"), "cafe ã");
}

/* Cut anywhere, the pieces give what the whole gives. */
static void pieces_give_what_the_whole_gives(void **state)
{
	static const struct {
		enum encoding e;
		struct str bytes;
	} samples[] = {
		{ ENCODING_UTF8, STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xffz") },
		{ ENCODING_UTF16LE, STR("a\0\xe9\0\x3d\xd8\x00\xde\x3d\xd8z\0") },
		{ ENCODING_UTF16BE, STR("\0a\0\xe9\xd8\x3d\xde\x00\0z") },
		{ ENCODING_CP1252, STR("a\x80\xe9\x81z") },
	};

	(void) state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		const struct str s = samples[i].bytes;
		struct buf whole = { 0 }, parts = { 0 };

		encoding_convert(samples[i].e, s, ENCODING_LAST, &whole);
		assert_true(utf8_valid(buf_str(&whole)));
		for (size_t cut = 0; cut <= s.len; cut++) {
			size_t used = encoding_convert(samples[i].e, str_head(s, cut),
			                               ENCODING_MORE, &parts);

			assert_in_range(used, cut > 3 ? cut - 3 : 0, cut);
			encoding_convert(samples[i].e, str_from(s, used), ENCODING_LAST, &parts);
			assert_true(str_eq(buf_str(&whole), buf_str(&parts)));
			buf_clear(&parts);
		}
		buf_release(&whole);
		buf_release(&parts);
	}
}

static void lines_end_with_all_three_ends(void **state)
{
	static const char *const expected[] = { "a", "b", "", "c", "", "d" };
	struct lines l = lines_of(S("a\r\nb\r\rc\n\nd"));
	struct str line;

	(void) state;
	for (size_t i = 0; i < COUNT(expected); i++) {
		assert_true(lines_next(&l, &line));
		assert_true(str_eq(line, str_of(expected[i])));
		assert_int_equal(l.number, i + 1);
	}
	assert_false(lines_next(&l, &line));
	l = lines_of(S("x\r\n"));
	assert_true(lines_next(&l, &line));
	assert_false(lines_next(&l, &line));
	l = lines_of(S("x\r"));
	assert_true(lines_next(&l, &line));
	assert_int_equal(l.at, 2);
	assert_false(lines_next(&l, &line));
	l = lines_of(S(""));
	assert_false(lines_next(&l, &line));
}

static void marks_go_and_joiners_stay(void **state)
{
	struct arena a = ARENA_INIT;

	(void) state;
	assert_true(str_eq(text_clean(&a, S(" \xe2\x80\xaa+55\xc2\xa0"
	                                    "21\xe2\x80\xac ")),
	                   S("+55 21")));
	assert_true(str_eq(text_squeeze(&a, S(" a \t\n b\xe2\x80\x8f ")), S("a b")));
	assert_true(
		str_eq(text_unmark(&a, S("👷\xe2\x80\x8d♀\xe2\x80\x8e!")), S("👷\xe2\x80\x8d♀!")));
	assert_true(str_eq(text_trim(S("\xe2\x80\x8e \xe2\x80\xaa"
	                               "a \xe2\x80\x8e")),
	                   S("\xe2\x80\xaa"
	                     "a")));
	assert_true(str_eq(text_trim(S("a\xe2\x80\xac")), S("a\xe2\x80\xac")));
	assert_int_equal(text_trim(S(" \xe2\x80\x8e \n")).len, 0);
	assert_true(str_eq(text_lf(&a, S("a\r\nb\rc\n")), S("a\nb\nc\n")));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_encoding_is_told_apart),
		cmocka_unit_test(what_cannot_be_read_is_replaced_and_nothing_is_lost),
		cmocka_unit_test(a_cut_off_file_is_still_utf8),
		cmocka_unit_test(pieces_give_what_the_whole_gives),
		cmocka_unit_test(lines_end_with_all_three_ends),
		cmocka_unit_test(marks_go_and_joiners_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
