/* snippet_test.c: what is shown of what was found. [ and ] stand for the two marks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "core/snippet.h"

static struct str shown(struct arena *a, struct str text, struct str query)
{
	struct buf b = BUF_IN(a);
	struct text_query q = query_parse(a, query);
	snippet_put(&b, a, text, &q);
	for (size_t i = 0; i < b.len; i++) {
		if (b.ptr[i] == SNIPPET_HIT)
			b.ptr[i] = '[';
		else if (b.ptr[i] == SNIPPET_HIT_END)
			b.ptr[i] = ']';
	}
	return buf_str(&b);
}

static void check(const char *text, const char *query, const char *expected)
{
	struct arena a = ARENA_INIT;
	struct str got = shown(&a, str_of(text), str_of(query));
	if (!str_eq(got, str_of(expected)))
		fail_msg("%s: %.*s, not %s", query, PRI_STR(got), expected);
	arena_release(&a);
}

static void K17_the_right_letters_are_marked(void **state)
{
	(void) state;
	check("Olá Álvaro!", "alvaro", "Olá [Álvaro]!");
	check("Ștefan", "stef", "[Ștef]an");
	check("Jan Šilhavý", "silh", "Jan [Šilh]avý");
	check("Jan S\u030cilhavy\u0301", "silhavy", "Jan [S\u030cilhavy\u0301]");
	check("Łukasz", "lukasz", "[Łukasz]");
	check("İstanbul'da", "istanbul", "[İstanbul]'da");
	check("Hauptstraße 5", "hauptstrasse", "[Hauptstraße] 5");
	check("Hauptstraße 5", "hauptstras", "[Hauptstraß]e 5");
	check("Nguyễn", "nguyen", "[Nguyễn]");
	check("Nguyễn", "Nguyễn", "[Nguyễn]");
	check("قُرْآن كريم", "قران", "[قُرْآن] كريم");
}

static void K18_characters_inside_a_run_are_marked(void **state)
{
	(void) state;
	check("明天下午送货到上海", "下午", "明天[下午]送货到上海");
	check("明天下午送货到上海", "上海 下午", "明天[下午]送货到[上海]");
	check("明日の配達予定です", "配達", "明日の[配達]予定です");
	check("下午 午下", "下午", "[下午] 午下");
	check("สวัสดีครับ", "สวัส", "[สวัส]ดีครับ");
}

static void K16_numbers_are_marked_at_their_start_and_end(void **state)
{
	(void) state;
	check("+55 11 98765-4321", "4321", "+55 11 98765-[4321]");
	check("+55 11 98765-4321", "654321", "+55 11 987[65-4321]");
	check("+55 11 98765-4321", "98765-4321", "+55 11 [98765-4321]");
	check("+55 11 98765-4321", "11 98765", "+55 [11 98765]-4321");
	check("+55 11 98765-4321", "5511987", "+[55 11 987]65-4321");
	check("+5511987654321", "011987654321", "+55[11987654321]");
	check("+5511987654321", "11 98765", "+55[1198765]4321");
	check("+5511987654321", "(11)98765", "+55[1198765]4321");
	check("+5511987654321", "1234 98765", "+5511987654321");
	check("+1 +55 5511987654321", "11 98765", "+1 +55 5511987654321");
	check("06 39 98 01 23", "0639980123", "[06 39 98 01 23]");
	check("0639980123", "06 39 98 01 23", "[0639980123]");
	check("٠٦ ٣٩ ٩٨ ٠١ ٢٣", "0123", "٠٦ ٣٩ ٩٨ [٠١ ٢٣]");
	check("call 98765 now 11", "11 98765", "call [98765] now [11]");
}

static void phrases_and_words(void **state)
{
	(void) state;
	check("bom dia, Ana; dia bom", "\"bom dia\"", "[bom dia], Ana; dia bom");
	check("bom dia Ana", "ana bom", "[bom] dia [Ana]");
	check("ana@example.com", "ana@exam", "[ana@exam]ple.com");
	check("abc abcd", "abc abcd", "[abc] [abcd]");
	check("ok 👍🏽!", "👍", "ok [👍🏽]!");
	check("two\nlines\x02 and \x03more", "lines", "two [lines]  and  more");
	check("nothing of it", "absent", "nothing of it");
	check("nothing typed", "", "nothing typed");
	check("", "x", "");
	struct arena a = ARENA_INIT;
	assert_int_equal(shown(&a, STR_ABSENT, S("x")).len, 0);
	arena_release(&a);
	check("  trimmed \n", "trimmed", "[trimmed]");
}

static struct str repeated(struct arena *a, const char *before, const char *hit, const char *after)
{
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < 200; i++)
		put(&b, str_of(before));
	put(&b, str_of(hit));
	for (size_t i = 0; i < 200; i++)
		put(&b, str_of(after));
	return buf_str(&b);
}

static void long_texts_are_cut_around_the_first_hit(void **state)
{
	(void) state;
	static const char *const fillers[] = { "palavra ", "字", "e\u0301", "👍🏽", "x", "กำ" };
	for (size_t i = 0; i < COUNT(fillers); i++) {
		struct arena a = ARENA_INIT;
		struct str text = repeated(&a, fillers[i], " Šilhavý ", fillers[i]);
		struct str got = shown(&a, text, S("silh"));
		size_t at, end;
		assert_true(utf8_valid(got));
		assert_true(str_find(got, S("[Šilh]avý"), &at));
		assert_in_range(utf8_count(str_head(got, at)), 0, SNIPPET_BEFORE + 1);
		assert_in_range(utf8_count(got), 60, SNIPPET_CHARS_MAX + 2);
		if (text.len > got.len + 20)
			assert_true(str_find(got, S("…"), &end));
		arena_release(&a);
	}
}

static void cuts_move_to_words_and_never_tear_letters(void **state)
{
	(void) state;
	struct arena a = ARENA_INIT;
	struct str got = shown(&a, repeated(&a, "palavra ", "achado ", "depois "), S("achado"));
	assert_true(str_starts(got, S("…palavra palavra palavra palavra palavra [achado] depois")));
	assert_true(str_ends(got, S(" depois…")));
	got = shown(&a, repeated(&a, "e\u0301", " achado ", "e\u0301"), S("achado"));
	assert_true(str_starts(got, S("…e\u0301")));
	assert_true(str_ends(got, S("e\u0301…")));
	/* At the end of a text the room behind the hit is used before it. */
	got = shown(&a, repeated(&a, "palavra ", "achado", ""), S("achado"));
	assert_true(str_ends(got, S("palavra [achado]")));
	assert_in_range(utf8_count(got), SNIPPET_CHARS_MAX - 20, SNIPPET_CHARS_MAX + 2);
	arena_release(&a);
}

static void many_hits_stay_within_bounds(void **state)
{
	(void) state;
	struct arena a = ARENA_INIT;
	struct str got = shown(&a, repeated(&a, "ab ", "ab ", "ab ab ab "), S("ab"));
	size_t open = 0, closed = 0;
	for (size_t i = 0; i < got.len; i++) {
		open += got.ptr[i] == '[';
		closed += got.ptr[i] == ']';
		assert_in_range(open - closed, 0, 1);
	}
	assert_true(open > 20);
	assert_int_equal(open, closed);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(K17_the_right_letters_are_marked),
		cmocka_unit_test(K18_characters_inside_a_run_are_marked),
		cmocka_unit_test(K16_numbers_are_marked_at_their_start_and_end),
		cmocka_unit_test(phrases_and_words),
		cmocka_unit_test(long_texts_are_cut_around_the_first_hit),
		cmocka_unit_test(cuts_move_to_words_and_never_tear_letters),
		cmocka_unit_test(many_hits_stay_within_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
