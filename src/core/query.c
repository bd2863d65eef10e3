/* query.c: see query.h. The text is cut into words and quotes here, into tokens by token.c. */
#include "core/query.h"

#include "base/utf8.h"
#include "core/token.h"

enum { WAYS_MAX = 8, PARTS_MAX = 16, ZERO_REST_MIN = 7 };

struct parser {
	struct arena *arena;
	struct query_term terms[QUERY_TERMS_MAX];
	size_t n;
	size_t tokens; /* in all terms */
	/* numbers that stand together */
	struct str parts[PARTS_MAX];
	bool glued[PARTS_MAX]; /* to the one before, in one word: 10:30 */
	size_t parts_n;
	char digits[TOKEN_JOIN_MAX];
	size_t digits_n;
};

/* -- building -- */

static void *copied(struct arena *a, const void *from, size_t bytes)
{
	return memcpy(arena_raw(a, bytes), from, bytes);
}

static struct query_phrase phrase_of(struct arena *a, const struct str *tokens, size_t n,
                                     bool prefix)
{
	return (struct query_phrase) { copied(a, tokens, n * sizeof *tokens), n, prefix };
}

static struct query_way way_of(struct arena *a, const struct query_phrase *phrases, size_t n)
{
	return (struct query_way) { copied(a, phrases, n * sizeof *phrases), n };
}

static void add_term(struct parser *p, const struct query_way *ways, size_t n)
{
	if (n == 0 || p->n == QUERY_TERMS_MAX)
		return;
	p->terms[p->n++] = (struct query_term) { copied(p->arena, ways, n * sizeof *ways), n };
}

/* -- numbers -- */

/* The digits as the start of a token, and backwards as its end. */
static size_t number_ways(struct parser *p, struct str digits, struct query_way *ways)
{
	struct arena *a = p->arena;
	struct query_phrase start = phrase_of(a, &digits, 1, digits.len > 1);
	ways[0] = way_of(a, &start, 1);
	if (digits.len < TOKEN_END_MIN)
		return 1;
	char *reversed = arena_raw(a, digits.len + 1);
	reversed[0] = '<';
	for (size_t i = 0; i < digits.len; i++)
		reversed[1 + i] = digits.ptr[digits.len - 1 - i];
	struct str end = { reversed, digits.len + 1 };
	struct query_phrase last = phrase_of(a, &end, 1, true);
	ways[1] = way_of(a, &last, 1);
	return 2;
}

/* Several numbers may also be just that, in any order; only the last is still being typed. */
static size_t separate_way(struct parser *p, struct query_way *way)
{
	struct query_phrase phrases[PARTS_MAX];
	size_t n = 0, end;
	if (p->parts_n < 2)
		return 0;
	for (size_t start = 0; start < p->parts_n; start = end) {
		for (end = start + 1; end < p->parts_n && p->glued[end];)
			end++;
		bool typing = end == p->parts_n && p->parts[end - 1].len > 1;
		phrases[n++] = phrase_of(p->arena, p->parts + start, end - start, typing);
	}
	*way = way_of(p->arena, phrases, n);
	return 1;
}

static void end_number(struct parser *p)
{
	struct query_way ways[WAYS_MAX];
	struct str digits = arena_str(p->arena, (struct str) { p->digits, p->digits_n });
	if (p->parts_n == 0)
		return;
	size_t n = number_ways(p, digits, ways);
	for (size_t zeros = 1; zeros <= 2; zeros++) {
		if (digits.len < zeros + ZERO_REST_MIN || digits.ptr[zeros - 1] != '0')
			break;
		n += number_ways(p, str_from(digits, zeros), ways + n);
	}
	n += separate_way(p, ways + n);
	add_term(p, ways, n);
	p->parts_n = 0;
	p->digits_n = 0;
}

static void add_number(struct parser *p, struct str digits, bool glued)
{
	if (p->digits_n + digits.len > TOKEN_JOIN_MAX || p->parts_n == PARTS_MAX)
		end_number(p);
	if (digits.len > TOKEN_JOIN_MAX) { /* no joined form can begin like this */
		struct query_phrase whole = phrase_of(p->arena, &digits, 1, true);
		struct query_way way = way_of(p->arena, &whole, 1);
		add_term(p, &way, 1);
		return;
	}
	memcpy(p->digits + p->digits_n, digits.ptr, digits.len);
	p->digits_n += digits.len;
	p->glued[p->parts_n] = glued && p->parts_n > 0;
	p->parts[p->parts_n++] = digits;
}

/* -- words -- */

struct gathered {
	struct parser *parser;
	struct str tokens[QUERY_TOKENS_MAX];
	size_t n;
	bool numbers; /* nothing else so far */
	enum token_kind last;
};

static bool gather(void *ctx, const struct text_token *t)
{
	struct gathered *g = ctx;
	if (g->parser->tokens == QUERY_TOKENS_MAX)
		return false;
	g->parser->tokens++;
	g->tokens[g->n++] = arena_str(g->parser->arena, t->text);
	g->numbers = g->numbers && t->kind == TOKEN_NUMBER;
	g->last = t->kind;
	return true;
}

static void add_phrase(struct parser *p, const struct gathered *g, bool prefix)
{
	bool whole = g->last != TOKEN_WORD && g->last != TOKEN_NUMBER;
	size_t last = g->tokens[g->n - 1].len, at = 0;
	utf8_next(g->tokens[g->n - 1], &at);
	struct query_phrase phrase =
		phrase_of(p->arena, g->tokens, g->n, prefix && !whole && at < last);
	struct query_way way = way_of(p->arena, &phrase, 1);
	add_term(p, &way, 1);
}

enum wording { WORD, QUOTE };

static void add_words(struct parser *p, struct str text, enum wording wording)
{
	struct gathered g = { .parser = p, .numbers = true };
	token_each(text, TOKEN_query, gather, &g);
	if (g.n == 0)
		return;
	if (g.numbers && wording == WORD) {
		for (size_t i = 0; i < g.n; i++)
			add_number(p, g.tokens[i], i > 0);
		return;
	}
	end_number(p);
	add_phrase(p, &g, wording == WORD);
}

/* -- the text -- */

static bool is_space(uint32_t cp)
{
	return cp <= ' ' || cp == 0x85 || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200a) ||
	       cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

/* What ends a quote that begins like this; 0: it begins none. */
static uint32_t quote_end(uint32_t cp)
{
	switch (cp) {
	case '"':
		return '"';
	case 0x201c: /* “…”  */
		return 0x201d;
	case 0x201e: /* „…“ */
		return 0x201c;
	case 0xab: /* «…» */
		return 0xbb;
	}
	return 0;
}

/* The byte where `end` stands at or after `at`; text.len when it is nowhere. */
static size_t find(struct str text, size_t at, uint32_t end)
{
	while (at < text.len) {
		size_t here = at;
		if (utf8_next(text, &at) == end)
			return here;
	}
	return text.len;
}

static size_t word_end(struct str text, size_t at)
{
	while (at < text.len) {
		size_t here = at;
		uint32_t cp = utf8_next(text, &at);
		if (is_space(cp) || quote_end(cp) != 0)
			return here;
	}
	return text.len;
}

struct text_query query_parse(struct arena *a, struct str text)
{
	struct parser p = { .arena = a };
	for (size_t at = 0; at < text.len;) {
		size_t start = at;
		uint32_t cp = utf8_next(text, &at), closing = quote_end(cp);
		if (is_space(cp))
			continue;
		size_t end = closing != 0 ? find(text, at, closing) : word_end(text, at);
		/* A quote that is still open is being typed. */
		bool quoted = closing != 0 && end < text.len;
		struct str words = str_head(str_from(text, closing != 0 ? at : start),
		                            end - (closing != 0 ? at : start));
		if (quoted)
			end_number(&p);
		add_words(&p, words, quoted ? QUOTE : WORD);
		at = end;
		if (quoted)
			utf8_next(text, &at);
	}
	end_number(&p);
	return (struct text_query) { copied(a, p.terms, p.n * sizeof *p.terms), p.n };
}

/* -- FTS5 -- */

struct speller {
	query_expand_fn *expand;
	void *ctx;
};

static void put_tokens(struct buf *b, const struct query_phrase *p, struct str last)
{
	put_char(b, '"');
	for (size_t i = 0; i + 1 < p->n; i++) {
		put(b, p->tokens[i]);
		put_char(b, ' ');
	}
	put(b, last);
	put_char(b, '"');
}

static void put_words(struct buf *b, const struct query_phrase *p, const struct str *words,
                      size_t n)
{
	put_char(b, '(');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			put(b, S(" OR "));
		put_tokens(b, p, words[i]);
	}
	put_char(b, ')');
}

static void put_phrase(struct buf *b, const struct query_phrase *p, const struct speller *s)
{
	struct str words[QUERY_WORDS_MAX], last = p->tokens[p->n - 1];
	size_t n = QUERY_WORDS_MANY;
	if (p->prefix && s->expand != NULL)
		n = s->expand(s->ctx, last, words);
	if (p->prefix && n > 0 && n <= QUERY_WORDS_MAX) {
		put_words(b, p, words, n);
		return;
	}
	put_tokens(b, p, last); /* n = 0: no such word, so nothing is found */
	if (p->prefix && n == QUERY_WORDS_MANY)
		put(b, S(" *"));
}

static void put_way(struct buf *b, const struct query_way *w, const struct speller *s)
{
	if (w->n > 1)
		put_char(b, '(');
	for (size_t i = 0; i < w->n; i++) {
		if (i > 0)
			put(b, S(" AND "));
		put_phrase(b, &w->phrases[i], s);
	}
	if (w->n > 1)
		put_char(b, ')');
}

static void put_match(struct buf *b, const struct text_query *q, const struct speller *s)
{
	for (size_t i = 0; i < q->n; i++) {
		const struct query_term *term = &q->terms[i];
		if (i > 0)
			put(b, S(" AND "));
		if (term->n > 1)
			put_char(b, '(');
		for (size_t k = 0; k < term->n; k++) {
			if (k > 0)
				put(b, S(" OR "));
			put_way(b, &term->ways[k], s);
		}
		if (term->n > 1)
			put_char(b, ')');
	}
}

void query_put_match(struct buf *b, const struct text_query *q)
{
	put_match(b, q, &(struct speller) { NULL, NULL });
}

void query_put_match_words(struct buf *b, const struct text_query *q, query_expand_fn *expand,
                           void *ctx)
{
	put_match(b, q, &(struct speller) { expand, ctx });
}
