/* query.h: what is typed into a search box → what must be found, and FTS5's form of it.
 *
 * All words must be there, in any order. A word is a prefix ("silh" finds Šilhavý); in quotes
 * ("…", “…”, «…») words are whole and in this order. A word of several tokens (ana@example.com,
 * 下午) is a phrase. One letter alone is taken whole: as a prefix it would be half the index. Words
 * of digits that stand together are one number, found at its start, without its separators, at
 * its end (four digits or more), without a leading zero or 00 (when seven or more follow), and as
 * the separate numbers they are: see K16. */
#ifndef CORE_QUERY_H
#define CORE_QUERY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum { QUERY_TERMS_MAX = 16, QUERY_TOKENS_MAX = 64 };

/* Tokens that follow each other. */
struct query_phrase {
	const struct str *tokens;
	size_t n;               /* ≥ 1 */
	bool prefix;            /* the last token is the start of one */
};
struct query_way {              /* all of these */
	const struct query_phrase *phrases;
	size_t n;
};
struct query_term {             /* any of these */
	const struct query_way *ways;
	size_t n;
};
struct text_query {                  /* all of these; n = 0: there is nothing to search for */
	const struct query_term *terms;
	size_t n;
};

/* text: valid UTF-8. What exceeds the limits is left out: it would only narrow the result. */
struct text_query query_parse(struct arena *a, struct str text);

/* The expression for FTS5's MATCH with the tokeniser of token.h; nothing for an empty query, which
 * must not be run. Every token is quoted, so nothing typed is ever an operator. */
void query_put_match(struct buf *b, const struct text_query *q);

/* The same with each prefix spelt out: `expand` gives the words of the index that begin with it.
 * FTS5 takes time for every hit of a prefix before the first row is out (36 ms for 356,000 hits
 * among 1 M messages, a whole word 0.2 ms: measured 2026-11-25); words joined by OR come out one by
 * one. expand returns how many words it wrote (in the arena of the query or longer), or
 * QUERY_WORDS_MANY when there are more than QUERY_WORDS_MAX: the prefix stays one then. */
enum { QUERY_WORDS_MAX = 16, QUERY_WORDS_MANY = QUERY_WORDS_MAX + 1 };
typedef size_t query_expand_fn(void *ctx, struct str prefix, struct str words[QUERY_WORDS_MAX]);
void query_put_match_words(struct buf *b, const struct text_query *q, query_expand_fn *expand,
			   void *ctx);

#endif
