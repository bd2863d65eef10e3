/* token_test.c: what a text is found by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/token.h"

/* Tokens as "one two|same-place three", | before those that stand where the last one stands. */
static bool list(void *ctx, const struct text_token *t)
{
	struct buf *b = ctx;
	if (b->len != 0)
		put_char(b, t->same_place ? '|' : ' ');
	put(b, t->text);
	return true;
}

static void check(const char *text, enum token_mode mode, const char *expected)
{
	struct buf b = { 0 };
	assert_true(token_each(str_of(text), mode, list, &b));
	if (!str_eq(buf_str(&b), str_of(expected)))
		fail_msg("%s: %.*s, not %s", text, PRI_STR(buf_str(&b)), expected);
	buf_release(&b);
}

static void words_are_folded_runs_of_letters_and_digits(void **state)
{
	(void) state;
	check("Álvaro, o Łukasz!", TOKEN_document, "alvaro o lukasz");
	check("don't d’Ávila e-mail", TOKEN_document, "don t d avila e mail");
	check("Ana@Example.com", TOKEN_document, "ana example com");
	check("iPhone15 covid19 4x4", TOKEN_document, "iphone15 covid19 4x4");
	check("कीमत मत", TOKEN_document, "कीमत मत");
	check("\u202eabc\u202c Ne\u0301e", TOKEN_document, "abc nee");
	check("", TOKEN_document, "");
	assert_true(token_each(STR_ABSENT, TOKEN_document, list, NULL));
	check(" …!\u200e", TOKEN_document, "");
	check("\u0301\u0915", TOKEN_document, "क");
}

static void K18_scripts_without_spaces_give_single_characters(void **state)
{
	(void) state;
	check("明天下午送货到上海", TOKEN_document, "明 天 下 午 送 货 到 上 海");
	check("明日の配達予定です", TOKEN_document, "明 日 の 配 達 予 定 で す");
	check("ｶﾞｿﾘﾝ ラーメン", TOKEN_document, "ガ ソ リ ン ラ ー メ ン");
	check("안녕하세요", TOKEN_document, "안 녕 하 세 요");
	check("สวัสดี", TOKEN_document, "ส ว ั ส ด ี");
	check("iPhone手机3台", TOKEN_document, "iphone 手 机 3 台");
}

static void emoji_are_tokens(void **state)
{
	(void) state;
	check("ok👍🏽👍", TOKEN_document, "ok 👍 👍");
	check("👨‍👩‍👧 ❤️", TOKEN_document, "👨 👩 👧 ❤");
	check("🇧🇷🇺🇸", TOKEN_document, "🇧🇷 🇺🇸");
	check("🇧 🇷 🇧a", TOKEN_document, "a"); /* halves alone say nothing */
	check("1️⃣", TOKEN_document, "1");
}

static void numbers_are_also_found_without_separators_and_by_their_end(void **state)
{
	(void) state;
	check("98765-4321", TOKEN_document, "98765 4321|<123456789|987654321");
	check("+55 11 98765-4321", TOKEN_document,
	      "55 11 98765 4321|<1234567891155|5511987654321|11987654321|987654321");
	check("(11)98765", TOKEN_document, "11 98765|<5678911|1198765");
	check("06 39 98 01 23 ok", TOKEN_document,
	      "06 39 98 01 23|<3210899360|0639980123|39980123|980123|0123 ok");
	check("0639980123", TOKEN_document, "0639980123|<3210899360");
	check("1.234,56", TOKEN_document, "1 234 56|123456|23456");
	check("1,234", TOKEN_document, "1 234|1234");
	check("1, 234", TOKEN_document, "1 234");
	check("4 5", TOKEN_document, "4 5");
	check("10:30", TOKEN_document, "10 30");
	check("12\n34", TOKEN_document, "12 34");
	check("12 - 34", TOKEN_document, "12 34|1234");
	check("12 -- - 34", TOKEN_document, "12 34");
	check("٠٦ ٣٩ ٩٨", TOKEN_document, "06 39 98|063998|3998");
	check("12 ab 34", TOKEN_document, "12 ab 34");
	check("12345678901234567", TOKEN_document, "12345678901234567|<76543210987654321");
	check("123456789012345678", TOKEN_document, "123456789012345678");
}

static void long_runs_of_numbers_slide(void **state)
{
	(void) state;
	check("123456 234567 345678 456789", TOKEN_document,
	      "123456 234567|123456234567 345678|234567345678 456789|<987654876543"
	      "|345678456789");
	check("1 2 3 4 5 6 7 8 9 1", TOKEN_document,
	      "1 2 3 4 5 6 7 8|12345678 9|23456789 1|<19876543|34567891|4567891|567891|67891|7891");
}

static void queries_have_no_joined_tokens_but_know_reversed_ones(void **state)
{
	(void) state;
	check("+55 11 98765-4321", TOKEN_query, "55 11 98765 4321");
	check("<1234567891155", TOKEN_query, "<1234567891155");
	check("<1234567891155", TOKEN_document, "1234567891155|<5511987654321");
	check("<12a", TOKEN_query, "12a");
	check("<", TOKEN_query, "");
	check("<123456789012345678", TOKEN_query, "123456789012345678");
}

struct place {
	size_t start, end;
};

static bool keep_place(void *ctx, const struct text_token *t)
{
	struct place **p = ctx;
	*(*p)++ = (struct place) { t->start, t->end };
	return true;
}

static void places_are_bytes_of_the_text(void **state)
{
	(void) state;
	struct place places[16], *end = places;
	static const struct place expected[] = {
		{ 0, 9 }, /* Sˇilhavý with the caron as a mark of its own */
		{ 10, 13 }, { 13, 16 }, { 17, 19 }, { 20, 24 }, { 17, 24 },
	};
	assert_true(token_each(S("S\u030cilhavy 上海 12-3456"), TOKEN_document, keep_place, &end));
	assert_int_equal(end - places, COUNT(expected));
	for (size_t i = 0; i < COUNT(expected); i++) {
		assert_int_equal(places[i].start, expected[i].start);
		assert_int_equal(places[i].end, expected[i].end);
	}
}

static bool stop_at_second(void *ctx, const struct text_token *t)
{
	(void) t;
	return ++*(int *) ctx < 2;
}

static void a_callback_stops_the_walk(void **state)
{
	(void) state;
	int seen = 0;
	assert_false(token_each(S("a b c 12-3456"), TOKEN_document, stop_at_second, &seen));
	assert_int_equal(seen, 2);
}

static bool longest(void *ctx, const struct text_token *t)
{
	size_t *n = ctx;
	*n = t->text.len > *n ? t->text.len : *n;
	return true;
}

static void words_without_end_are_cut(void **state)
{
	(void) state;
	struct buf b = { 0 };
	size_t n = 0;
	for (size_t i = 0; i < 5000; i++)
		put(&b, S("ж"));
	assert_true(token_each(buf_str(&b), TOKEN_document, longest, &n));
	assert_int_equal(n, TOKEN_TEXT_MAX);
	buf_release(&b);
}

static void phone_forms_are_the_spellings_of_the_line(void **state)
{
	(void) state;
	static const struct {
		const char *e164, *forms;
	} rows[] = {
		{ "+5511987654321",
		  "\n11987654321\n011987654321\n551187654321\n1187654321\n01187654321" },
		{ "+551138887777", "\n1138887777\n01138887777" },
		{ "+12015550123", "\n2015550123\n12015550123" },
		{ "+390612345678", "\n0612345678" },
		{ "+36301234567", "\n301234567\n06301234567" },
		{ "+375294911911", "\n294911911\n8294911911\n80294911911" },
		{ "+5491123456789",
		  "\n91123456789\n091123456789\n541123456789\n1123456789"
		  "\n01123456789\n0111523456789" },
		{ "+525512345678", "\n5512345678\n5215512345678\n15512345678" },
		{ "5511987654321", "" },
		{ "+", "" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b = { 0 };
		token_phone_forms(&b, str_of(rows[i].e164));
		if (!str_eq(buf_str(&b), str_of(rows[i].forms)))
			fail_msg("%s:%.*s", rows[i].e164, PRI_STR(buf_str(&b)));
		buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_folded_runs_of_letters_and_digits),
		cmocka_unit_test(K18_scripts_without_spaces_give_single_characters),
		cmocka_unit_test(emoji_are_tokens),
		cmocka_unit_test(numbers_are_also_found_without_separators_and_by_their_end),
		cmocka_unit_test(long_runs_of_numbers_slide),
		cmocka_unit_test(queries_have_no_joined_tokens_but_know_reversed_ones),
		cmocka_unit_test(places_are_bytes_of_the_text),
		cmocka_unit_test(a_callback_stops_the_walk),
		cmocka_unit_test(words_without_end_are_cut),
		cmocka_unit_test(phone_forms_are_the_spellings_of_the_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
