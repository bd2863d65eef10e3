/* fold_test.c: what is one to a reader who searches. Unicode's own rules are held against another
 * implementation in tests/differential/fold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/fold.h"

static void check(const char *text, const char *expected)
{
	struct buf b = { 0 };
	fold_put(&b, str_of(text), NULL);
	if (!str_eq(buf_str(&b), str_of(expected)))
		fail_msg("%s became %.*s, not %s", text, PRI_STR(buf_str(&b)), expected);
	buf_release(&b);
}

static void K17_names_fold_to_what_is_typed(void **state)
{
	(void) state;
	check("Álvaro", "alvaro");
	check("Ștefan", "stefan");
	check("Şilhavý Šilhavý", "silhavy silhavy");
	check("Łukasz", "lukasz");
	check("İstanbul", "istanbul");
	check("ISTANBUL ısırgan", "istanbul isirgan");
	check("Straße STRAẞE", "strasse strasse");
	check("Nguyễn Đặng", "nguyen dang");
	check("A\u0301lvaro", "alvaro");
	check("Ørsted Æther Œuvre Þór Ðe", "orsted aether oeuvre thor de");
	check("ƙwarai ɓoye Əliyev Ŋmɛ", "kwarai boye eliyev nme");
	check("Οδυσσεύς ΟΔΥΣΣΕΎΣ", "οδυσσευσ οδυσσευσ");
	check("Ёлка Київ қазақ ґанок", "елка киів казак ганок");
}

static void arabic_and_hebrew_lose_their_marks(void **state)
{
	(void) state;
	check("قُرْآن", "قران");
	check("إسلام أحمد ٱلله", "اسلام احمد الله");
	check("مـحـمـد", "محمد");
	check("علی على عَلِيّ", "علي علي علي");
	check("پاکستان", "پاكستان");
	check("ﻣﺤﻤﺪ", "محمد");
	check("שָׁלוֹם", "שלום");
	check("١٢٣ ۱۲۳", "123 123");
}

static void indic_and_other_scripts_keep_their_signs(void **state)
{
	(void) state;
	check("कीमत मत", "कीमत मत");
	check("\u0958", "\u0915\u093c"); /* nukta letters stand decomposed */
	check("\u09c7\u09be", "\u09cb"); /* two halves of one vowel sign */
	check("ｶﾞｷﾞ が か\u3099", "ガギ が が");
	check("한글 \u1112\u1161\u11ab\u1100\u1173\u11af", "한글 한글");
	check("ㅎㅏㄴ", "하\u1102");
	check("กำ", "ก\u0e4dา");
	check("९०००", "9000");
}

static void compatibility_forms_and_invisible_marks(void **state)
{
	(void) state;
	check("ＡＢＣ　１２３", "abc 123");
	check("ﬁn № ½ ① ㎏", "fin no 1\u20442 1 kg");
	check("\u202aa\u200eb\u202c\u2066c\u2069\ufeffd\u00ade", "abcde");
	check("می\u200cروم", "ميروم");
	check("👍🏽 ❤\ufe0f 1\ufe0f\u20e3", "👍 ❤ 1");
	check("Oʻzbekiston d’Ávila", "o'zbekiston d’avila");
	check("", "");
	check("\u200e\u200f", "");
}

static void the_map_leads_back_to_the_text(void **state)
{
	(void) state;
	struct str text = S("xŁ\u0301ß\u200eﬁकी!");
	struct buf b = { 0 }, map = { 0 };
	fold_put(&b, text, &map);
	assert_true(str_eq(buf_str(&b), S("xlssfiकी!")));
	static const uint32_t places[] = { 0, 1, 5, 5, 10, 10, 13, 13, 13, 13, 13, 13, 19, 20 };
	assert_int_equal(map.len, sizeof places);
	for (size_t i = 0; i < COUNT(places); i++)
		assert_int_equal(fold_map_at(&map, i), places[i]);
	buf_release(&b);
	buf_release(&map);
}

static void clusters_cover_the_text_in_order(void **state)
{
	(void) state;
	struct str text = S("e\u0301\u200e한\u200b\u1100\u1161!");
	static const size_t ends[] = { 6, 12, 18, 19 };
	struct fold f = fold_of(text);
	struct fold_cluster c;
	size_t n = 0, at = 0;
	while (fold_next(&f, &c)) {
		assert_int_equal(c.start, at);
		assert_int_equal(c.end, ends[n]);
		at = c.end;
		n++;
	}
	assert_int_equal(n, COUNT(ends));
}

static void kinds_of_what_comes_out(void **state)
{
	(void) state;
	static const struct {
		uint32_t cp;
		enum fold_kind kind;
	} rows[] = {
		{ 'a', FOLD_LETTER },    { 0x434, FOLD_LETTER },   { 0x915, FOLD_LETTER },
		{ 0x93f, FOLD_LETTER },  { 0x9cb, FOLD_LETTER },   { '7', FOLD_DIGIT },
		{ 0x4e0b, FOLD_SINGLE }, { 0x3067, FOLD_SINGLE },  { 0x30fc, FOLD_SINGLE },
		{ 0x3005, FOLD_SINGLE }, { 0xd55c, FOLD_SINGLE },  { 0x1102, FOLD_SINGLE },
		{ 0xe14, FOLD_SINGLE },  { 0xe31, FOLD_SINGLE },   { 0x1b12, FOLD_LETTER },
		{ 0x1f44d, FOLD_EMOJI }, { 0x2764, FOLD_EMOJI },   { 0x1f1e7, FOLD_FLAG },
		{ 0x301, FOLD_MARK },    { ' ', FOLD_BREAK },      { '\'', FOLD_BREAK },
		{ 0xe000, FOLD_BREAK },  { 0x10ffff, FOLD_BREAK },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		if (fold_kind(rows[i].cp) != rows[i].kind)
			fail_msg("U+%04X is %d", rows[i].cp, fold_kind(rows[i].cp));
}

static void equal_for_the_reader(void **state)
{
	(void) state;
	assert_true(fold_eq(S("Álvaro"), S("ALVARO")));
	assert_true(fold_eq(S("Straße"), S("STRASSE")));
	assert_true(fold_eq(S(""), S("\u200e")));
	assert_false(fold_eq(S("Álvaro"), S("Alvar")));
	assert_false(fold_eq(S("Alvar"), S("Álvaro")));
	assert_false(fold_eq(S("कीमत"), S("कमत")));
}

/* Nobody stacks a hundred vowel signs; what does must not overrun anything. */
static void endless_marks_are_cut(void **state)
{
	(void) state;
	struct buf text = { 0 }, once = { 0 }, twice = { 0 };
	put(&text, S("क"));
	for (size_t i = 0; i < 500; i++)
		put(&text, i % 2 == 0 ? S("\u093c") : S("\u0951"));
	fold_put(&once, buf_str(&text), NULL);
	assert_in_range(once.len, 30, 3 * FOLD_CLUSTER_MAX);
	fold_put(&twice, buf_str(&once), NULL);
	assert_true(str_eq(buf_str(&once), buf_str(&twice)));
	buf_release(&text);
	buf_release(&once);
	buf_release(&twice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(K17_names_fold_to_what_is_typed),
		cmocka_unit_test(arabic_and_hebrew_lose_their_marks),
		cmocka_unit_test(indic_and_other_scripts_keep_their_signs),
		cmocka_unit_test(compatibility_forms_and_invisible_marks),
		cmocka_unit_test(the_map_leads_back_to_the_text),
		cmocka_unit_test(clusters_cover_the_text_in_order),
		cmocka_unit_test(kinds_of_what_comes_out),
		cmocka_unit_test(equal_for_the_reader),
		cmocka_unit_test(endless_marks_are_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
