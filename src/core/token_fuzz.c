/* token_fuzz.c: any text as a document and as a query. Tokens stay within their text, folding
 * comes to rest, marks of a snippet pair up. */
#include "base/err.h"
#include "base/utf8.h"
#include "core/fold.h"
#include "core/query.h"
#include "core/snippet.h"
#include "core/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	struct str text;
	size_t n, start;
};

static bool check_token(void *ctx, const struct text_token *t)
{
	struct seen *s = ctx;
	ENSURE(t->text.len > 0 && t->text.len <= TOKEN_TEXT_MAX && utf8_valid(t->text));
	ENSURE(t->start < t->end && t->end <= s->text.len);
	ENSURE(utf8_valid(str_head(str_from(s->text, t->start), t->end - t->start)));
	ENSURE(!t->same_place || s->n > 0);
	ENSURE(t->same_place || t->start >= s->start);
	s->start = t->same_place ? s->start : t->start;
	s->n++;
	return true;
}

static void check_fold(struct str text)
{
	struct buf once = { 0 }, twice = { 0 }, map = { 0 };
	fold_put(&once, text, &map);
	ENSURE(map.len == (once.len + 1) * sizeof(uint32_t));
	ENSURE(utf8_valid(buf_str(&once)));
	for (size_t i = 0; i < once.len; i++)
		ENSURE(fold_map_at(&map, i) <= fold_map_at(&map, i + 1));
	fold_put(&twice, buf_str(&once), NULL);
	ENSURE(str_eq(buf_str(&once), buf_str(&twice)));
	ENSURE(fold_eq(text, buf_str(&once)));
	buf_release(&once);
	buf_release(&twice);
	buf_release(&map);
}

static void check_snippet(struct str text, struct str typed)
{
	struct arena a = ARENA_INIT;
	struct buf match = BUF_IN(&a), out = BUF_IN(&a);
	struct text_query q = query_parse(&a, typed);
	ENSURE(q.n <= QUERY_TERMS_MAX);
	query_put_match(&match, &q);
	ENSURE((match.len == 0) == (q.n == 0) && utf8_valid(buf_str(&match)));
	snippet_put(&out, &a, text, &q);
	ENSURE(utf8_valid(buf_str(&out)));
	int open = 0;
	size_t chars = 0;
	for (size_t i = 0; i < out.len; i++) {
		open += (out.ptr[i] == SNIPPET_HIT) - (out.ptr[i] == SNIPPET_HIT_END);
		ENSURE(open == 0 || open == 1);
		chars += (out.ptr[i] & 0xc0) != 0x80 && out.ptr[i] != SNIPPET_HIT &&
		         out.ptr[i] != SNIPPET_HIT_END;
	}
	ENSURE(open == 0 && chars <= SNIPPET_CHARS_MAX);
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *) data, size };
	if (size < 1 || !utf8_valid(text))
		return 0;
	struct seen document = { .text = text }, query = { .text = text };
	ENSURE(token_each(text, TOKEN_document, check_token, &document));
	ENSURE(token_each(text, TOKEN_query, check_token, &query));
	check_fold(text);
	check_snippet(text, utf8_head(text, size % 16));
	check_snippet(text, text);
	struct buf forms = { 0 };
	token_phone_forms(&forms, text);
	buf_release(&forms);
	return 0;
}
