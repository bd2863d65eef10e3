/* query_test.c: from what is typed to what FTS5 is asked. What it finds is tested against FTS5
 * itself in tests/differential/search. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/query.h"
#include "core/token.h"

typedef void put_fn(struct buf *b, const struct text_query *q);

static void check_with(const char *text, put_fn *put_expression, const char *expected)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	struct text_query q = query_parse(&a, str_of(text));
	put_expression(&b, &q);
	if (!str_eq(buf_str(&b), str_of(expected)))
		fail_msg("%s: %.*s, not %s", text, PRI_STR(buf_str(&b)), expected);
	arena_release(&a);
}

static void check(const char *text, const char *expected)
{
	check_with(text, query_put_match, expected);
}

/* An index with the words silha, silhavy, and more of z… than are spelt out. */
static size_t spell(void *ctx, struct str prefix, struct str words[QUERY_WORDS_MAX])
{
	(void) ctx;
	if (str_eq(prefix, S("z")) || str_eq(prefix, S("zz")))
		return QUERY_WORDS_MANY;
	if (!str_eq(prefix, S("silh")))
		return 0;
	words[0] = S("silha");
	words[1] = S("silhavy");
	return 2;
}

static void put_spelt(struct buf *b, const struct text_query *q)
{
	query_put_match_words(b, q, spell, NULL);
}

static void prefixes_are_spelt_out(void **state)
{
	(void) state;
	check_with("Jan silh", put_spelt, "\"jan\" AND (\"silha\" OR \"silhavy\")");
	check_with("zz", put_spelt, "\"zz\" *");
	check_with("x@silh", put_spelt, "(\"x silha\" OR \"x silhavy\")");
}

static void words_are_prefixes_in_any_order(void **state)
{
	(void) state;
	check("Łukasz silh", "\"lukasz\" * AND \"silh\" *");
	check("d’Ávila ana@example.com", "\"d avila\" * AND \"ana example com\" *");
	check("a bc", "\"a\" AND \"bc\" *");
	check("ж жу", "\"ж\" AND \"жу\" *");
	check("", "");
	check(" -!\u200e ", "");
	check("AND OR NOT near(xy) col:z* \\",
	      "\"and\" * AND \"or\" * AND \"not\" * AND \"near xy\" * AND \"col z\"");
}

static void quotes_are_whole_words_in_order(void **state)
{
	(void) state;
	check("\"Bom dia\" ana", "\"bom dia\" AND \"ana\" *");
	check("“Bom dia” «où» „wie“", "\"bom dia\" AND \"ou\" AND \"wie\"");
	check("\"bom di", "\"bom di\" *");
	check("\"98765 4321\"", "\"98765 4321\"");
	check("\"\" x\"y z\"", "\"x\" AND \"y z\"");
}

static void scripts_without_spaces_are_phrases(void **state)
{
	(void) state;
	check("下午 上海", "\"下 午\" AND \"上 海\"");
	check("配達", "\"配 達\"");
	check("iPhone手机", "\"iphone 手 机\"");
	check("手机iph", "\"手 机 iph\" *");
	check("👍🏽 🇧🇷", "\"👍\" AND \"🇧🇷\"");
}

static void K16_digits_are_a_start_an_end_or_separate_numbers(void **state)
{
	(void) state;
	check("987654321", "(\"987654321\" * OR \"<123456789\" *)");
	check("4321", "(\"4321\" * OR \"<1234\" *)");
	check("432", "\"432\" *");
	check("4", "\"4\"");
	check("11 98765", "(\"1198765\" * OR \"<5678911\" * OR (\"11\" AND \"98765\" *))");
	check("(11)98765", "(\"1198765\" * OR \"<5678911\" * OR \"11 98765\" *)");
	check("ana 10:30", "\"ana\" * AND (\"1030\" * OR \"<0301\" * OR \"10 30\" *)");
	check("0639980123",
	      "(\"0639980123\" * OR \"<3210899360\" * OR \"639980123\" * OR "
	      "\"<321089936\" *)");
	check("00491713920014",
	      "(\"00491713920014\" * OR \"<41002931719400\" * OR \"0491713920014\" * OR "
	      "\"<4100293171940\" * OR \"491713920014\" * OR \"<410029317194\" *)");
	check("0800", "(\"0800\" * OR \"<0080\" *)");
	check("٩٨٧٦", "(\"9876\" * OR \"<6789\" *)");
	check("5 ana 6", "\"5\" AND \"ana\" * AND \"6\"");
	check("123456789 123456789",
	      "(\"123456789\" * OR \"<987654321\" *) AND "
	      "(\"123456789\" * OR \"<987654321\" *)");
	check("123456789012345678", "\"123456789012345678\" *");
}

static void limits_only_widen(void **state)
{
	(void) state;
	struct arena a = ARENA_INIT;
	struct buf text = BUF_IN(&a);
	for (size_t i = 0; i < 1000; i++)
		put(&text, S("ab 上海上海上海 \"cd\" "));
	struct text_query q = query_parse(&a, buf_str(&text));
	assert_in_range(q.n, 2, QUERY_TERMS_MAX);
	size_t tokens = 0;
	for (size_t i = 0; i < q.n; i++)
		tokens += q.terms[i].ways[0].phrases[0].n;
	assert_in_range(tokens, 2, QUERY_TOKENS_MAX);
	arena_release(&a);
}

struct expected {
	const struct str *tokens;
	size_t n, at;
};

static bool compare(void *ctx, const struct text_token *t)
{
	struct expected *e = ctx;
	assert_true(e->at < e->n);
	assert_true(str_eq(t->text, e->tokens[e->at]));
	e->at++;
	return true;
}

/* FTS5 hands each quoted string to the tokeniser again: it must come out as it went in. */
static void quoted_tokens_are_the_same_when_read_again(void **state)
{
	(void) state;
	static const char *const texts[] = {
		"Łukasz d’Ávila 下午 iPhone手机3 👍🏽🇧🇷 कीमत ガソリン 한글 สวัสดี",
		"+55 11 98765-4321 00491713920014 10:30",
		"\"ﬁ ½ Straße İstanbul\" Οδυσσεύς إسلام می\u200cروم",
	};
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena a = ARENA_INIT;
		struct text_query q = query_parse(&a, str_of(texts[i]));
		assert_true(q.n > 0);
		for (size_t t = 0; t < q.n; t++) {
			for (size_t w = 0; w < q.terms[t].n; w++) {
				const struct query_phrase *p = q.terms[t].ways[w].phrases;
				struct buf b = BUF_IN(&a);
				for (size_t k = 0; k < p->n; k++) {
					put(&b, k > 0 ? S(" ") : S(""));
					put(&b, p->tokens[k]);
				}
				struct expected e = { p->tokens, p->n, 0 };
				token_each(buf_str(&b), TOKEN_query, compare, &e);
				assert_int_equal(e.at, e.n);
			}
		}
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_prefixes_in_any_order),
		cmocka_unit_test(prefixes_are_spelt_out),
		cmocka_unit_test(quotes_are_whole_words_in_order),
		cmocka_unit_test(scripts_without_spaces_are_phrases),
		cmocka_unit_test(K16_digits_are_a_start_an_end_or_separate_numbers),
		cmocka_unit_test(limits_only_widen),
		cmocka_unit_test(quoted_tokens_are_the_same_when_read_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
