/* snippet.c: see snippet.h. The text is tokenised as a document and every phrase of the query is
 * looked for at every place, so what is marked is what the index found. */
#include "core/snippet.h"

#include "base/utf8.h"
#include "core/fold.h"
#include "core/phone.h"
#include "core/token.h"

enum {
	HITS_MAX = 64,      /* more are not marked */
	CUT_NEAR = 12,      /* code points within which a cut moves to a word's border */
	PLACES_MAX = 50000, /* tokens looked at: beyond that a text is no longer skimmed */
	AT_HOME_MIN = 2,    /* digits: fewer are no prefix of a number either */
	OUT_MAX = SNIPPET_CHARS_MAX * 4 + HITS_MAX * 2 + 2 * sizeof "…",
};

/* A token of the text, kept. */
struct place {
	struct str text;
	size_t start, end;
	enum token_kind kind;
	size_t number; /* places count up; joined ones stand on the one before */
};

struct range {
	size_t start, end;
};

struct finder {
	struct arena *arena;
	struct str text;
	struct place *places;
	size_t n, cap;
	struct range hits[HITS_MAX];
	size_t hits_n;
};

static bool keep(void *ctx, const struct text_token *t)
{
	struct finder *f = ctx;
	if (f->n == f->cap) {
		size_t cap = f->cap == 0 ? 64 : f->cap * 2;
		struct place *more = arena_raw(f->arena, cap * sizeof *more);
		if (f->n != 0)
			memcpy(more, f->places, f->n * sizeof *more);
		f->places = more;
		f->cap = cap;
	}
	size_t number = f->n == 0 ? 0 : f->places[f->n - 1].number + (t->same_place ? 0 : 1);
	f->places[f->n++] = (struct place) { .text = arena_str(f->arena, t->text),
		                             .start = t->start,
		                             .end = t->end,
		                             .kind = t->kind,
		                             .number = number };
	return f->n < PLACES_MAX;
}

/* The byte behind the first `bytes` folded bytes of what stands from `start`. */
static size_t end_of_folded(struct str text, size_t start, size_t end, size_t bytes)
{
	struct fold f = { .text = str_head(text, end), .at = start };
	struct fold_cluster c;
	size_t n = 0;
	char out[4];
	while (n < bytes && fold_next(&f, &c))
		for (size_t i = 0; i < c.n; i++)
			n += utf8_encode(c.cps[i], out);
	return f.at;
}

/* The byte before the digit with this number (from 0) of what stands from `start`. */
static size_t start_of_digit(struct str text, size_t start, size_t end, size_t digit)
{
	struct fold f = { .text = str_head(text, end), .at = start };
	struct fold_cluster c;
	while (fold_next(&f, &c))
		if (fold_kind(c.cps[0]) == FOLD_DIGIT && digit-- == 0)
			return c.start;
	return end;
}

static size_t end_of_digit(struct str text, size_t start, size_t end, size_t digit)
{
	struct fold f = { .text = text, .at = start_of_digit(text, start, end, digit) };
	struct fold_cluster c;
	return f.at < end && fold_next(&f, &c) ? c.end : end;
}

/* What a token's first `bytes` bytes stand for. */
static struct range range_of(const struct finder *f, const struct place *p, size_t bytes)
{
	if (bytes >= p->text.len)
		return (struct range) { p->start, p->end };
	if (p->kind == TOKEN_REVERSED)
		return (struct range) {
			start_of_digit(f->text, p->start, p->end, p->text.len - bytes), p->end
		};
	if (p->kind == TOKEN_JOINED)
		return (struct range) { p->start,
			                end_of_digit(f->text, p->start, p->end, bytes - 1) };
	return (struct range) { p->start, end_of_folded(f->text, p->start, p->end, bytes) };
}

static bool token_fits(const struct place *p, struct str wanted, bool prefix)
{
	return prefix ? str_starts(p->text, wanted) : str_eq(p->text, wanted);
}

/* Whether the phrase stands with its first token at place i; *out is what it covers. */
static bool phrase_at(const struct finder *f, size_t i, const struct query_phrase *phrase,
                      struct range *out)
{
	size_t number = f->places[i].number;
	*out = (struct range) { f->places[i].start, f->places[i].start };
	for (size_t k = 0; k < phrase->n; k++, number++) {
		bool prefix = phrase->prefix && k + 1 == phrase->n;
		while (i < f->n && (f->places[i].number < number ||
		                    (f->places[i].number == number &&
		                     !token_fits(&f->places[i], phrase->tokens[k], prefix))))
			i++;
		if (i == f->n || f->places[i].number != number)
			return false;
		struct range last = range_of(f, &f->places[i], phrase->tokens[k].len);
		if (k == 0)
			out->start = last.start;
		out->end = last.end;
	}
	return out->end > out->start;
}

static void add_hit(struct finder *f, struct range hit)
{
	size_t at = f->hits_n;
	if (at == HITS_MAX)
		return;
	for (; at > 0 && f->hits[at - 1].start > hit.start; at--)
		f->hits[at] = f->hits[at - 1];
	f->hits[at] = hit;
	f->hits_n++;
}

/* Hits that touch become one. They are in order of their starts. */
static void unite(struct finder *f)
{
	size_t n = 0;
	for (size_t i = 0; i < f->hits_n; i++) {
		struct range *last = n == 0 ? NULL : &f->hits[n - 1];
		if (last == NULL || f->hits[i].start > last->end)
			f->hits[n++] = f->hits[i];
		else if (f->hits[i].end > last->end)
			last->end = f->hits[i].end;
	}
	f->hits_n = n;
}

static void find_phrase(struct finder *f, const struct query_phrase *phrase)
{
	struct range hit;
	for (size_t i = 0; i < f->n && f->hits_n < HITS_MAX; i++)
		if (token_fits(&f->places[i], phrase->tokens[0],
		               phrase->prefix && phrase->n == 1) &&
		    phrase_at(f, i, phrase, &hit))
			add_hit(f, hit);
}

/* "+5511987654321" is also found by what is dialled at home (token_phone_forms), which is indexed
 * beside it and does not stand in the text by itself. */
static void find_at_home(struct finder *f, const struct query_phrase *phrase)
{
	struct str wanted = phrase->tokens[0];
	struct phone phone;
	if (phrase->n != 1 || !phrase->prefix || wanted.len < AT_HOME_MIN || wanted.ptr[0] == '<')
		return;
	for (size_t i = 0; i < f->n && f->hits_n < HITS_MAX; i++) {
		const struct place *p = &f->places[i];
		if (p->kind != TOKEN_NUMBER || p->start == 0 || f->text.ptr[p->start - 1] != '+' ||
		    phone_trusted(str_head(str_from(f->text, p->start - 1), p->end - p->start + 1),
		                  &phone) != PHONE_OK ||
		    phone.len != p->end - p->start + 1 ||
		    !str_starts(phone_national(&phone), wanted))
			continue;
		size_t start = p->start + phone.code_len;
		add_hit(f, (struct range) { start, start + wanted.len });
	}
}

static void find_hits(struct finder *f, const struct text_query *q)
{
	for (size_t t = 0; t < q->n; t++)
		for (size_t w = 0; w < q->terms[t].n; w++)
			for (size_t i = 0; i < q->terms[t].ways[w].n; i++) {
				find_phrase(f, &q->terms[t].ways[w].phrases[i]);
				find_at_home(f, &q->terms[t].ways[w].phrases[i]);
			}
	unite(f);
}

static bool is_space(uint32_t cp)
{
	return cp <= ' ' || cp == 0x85 || cp == 0xa0 || cp == 0x2028 || cp == 0x2029 ||
	       cp == 0x3000;
}

/* Whether the text may be cut before this code point without tearing a letter apart. */
static bool cuttable(uint32_t cp)
{
	enum fold_kind kind = fold_kind(cp);
	return kind != FOLD_MARK && kind != FOLD_DROP;
}

/* The byte at most n code points before `at`, moved on to a word's border if one is near. */
static size_t back(struct str text, size_t at, size_t n)
{
	size_t from = at;
	while (n > 0 && from > 0) {
		utf8_prev(text, &from);
		n--;
	}
	size_t word = from;
	if (from > 0) /* it may be a border already */
		utf8_prev(text, &word);
	for (size_t i = 0; from > 0 && i < CUT_NEAR && word < at; i++)
		if (is_space(utf8_next(text, &word)))
			return word;
	for (size_t next = from; from < at && !cuttable(utf8_next(text, &next)); from = next)
		continue;
	return from;
}

/* The byte at most n code points after `at`, moved back to a word's border if one is near. */
static size_t forth(struct str text, size_t at, size_t n, size_t not_before)
{
	size_t to = at;
	while (n > 0 && to < text.len) {
		utf8_next(text, &to);
		n--;
	}
	size_t word = to;
	for (size_t i = 0; to < text.len && i < CUT_NEAR && word > not_before; i++) {
		if (is_space(utf8_prev(text, &word)) && word >= not_before)
			return word;
	}
	while (to < text.len && to > at) {
		size_t next = to;
		if (cuttable(utf8_next(text, &next)))
			break;
		utf8_prev(text, &to);
	}
	return to;
}

static void put_plain(struct buf *b, struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t cp = utf8_next(s, &at);
		if (cp < ' ' || cp == 0x7f || cp == 0x85 || cp == 0x2028 || cp == 0x2029)
			put_char(b, ' ');
		else
			put_utf8(b, cp);
	}
}

static void put_window(struct buf *b, const struct finder *f, size_t from, size_t to)
{
	if (from > 0)
		put(b, S("…"));
	for (size_t i = 0; i < f->hits_n && f->hits[i].start < to; i++) {
		struct range hit = f->hits[i];
		if (hit.start < from)
			continue;
		size_t end = hit.end < to ? hit.end : to;
		put_plain(b, str_head(str_from(f->text, from), hit.start - from));
		put_char(b, SNIPPET_HIT);
		put_plain(b, str_head(str_from(f->text, hit.start), end - hit.start));
		put_char(b, SNIPPET_HIT_END);
		from = end;
	}
	put_plain(b, str_head(str_from(f->text, from), to - from));
	if (to < f->text.len)
		put(b, S("…"));
}

/* The part of the text that is shown. Two code points are left for the marks of what was cut. */
static struct range window_around(struct str text, struct range hit)
{
	if (utf8_count(text) <= SNIPPET_CHARS_MAX)
		return (struct range) { 0, text.len };
	size_t from = back(text, hit.start, SNIPPET_BEFORE);
	size_t to = forth(text, from, SNIPPET_CHARS_MAX - 2, hit.end);
	if (to == text.len)
		from = back(text, to, SNIPPET_CHARS_MAX - 2);
	return (struct range) { from < hit.start ? from : hit.start, to };
}

void snippet_put(struct buf *b, struct arena *scratch, struct str text, const struct text_query *q)
{
	if (text.len == 0)
		return;
	buf_room(b, OUT_MAX); /* b may live in scratch, whose newest part is given back below */
	struct arena_mark mark = arena_mark(scratch);
	struct finder f = { .arena = scratch, .text = str_trim(text) };
	token_each(f.text, TOKEN_document, keep, &f);
	find_hits(&f, q);
	struct range shown =
		window_around(f.text, f.hits_n > 0 ? f.hits[0] : (struct range) { 0, 0 });
	put_window(b, &f, shown.start, shown.end);
	arena_rewind(scratch, mark);
}
