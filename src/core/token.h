/* token.h: the one tokeniser, for what is indexed and for what is asked.
 *
 * Words are runs of letters and digits, folded (fold.h). Scripts without spaces give one token
 * per code point, found as phrases; each emoji is a token (a flag's two halves are one).
 * Everything else separates.
 *
 * In a document, numbers are also found without their separators and by their end. Pure numbers
 * with at most four of the marks " -./()" (or one , or ') between them are a run; at its end
 * these stand at the place of its last number:
 *   TOKEN_JOINED    from each number of the run to its end, if 4–17 digits: "98765-4321" gives
 *                   987654321, "+55 11 98765-4321" also 11987654321 and 5511987654321
 *   TOKEN_REVERSED  the run's last ≤ 17 digits backwards behind "<", if 7 or more: <1234567891155.
 *                   A number that ends in 4321 begins like <1234, so FTS finds it by prefix.
 *
 * Single characters, not pairs, for scripts without spaces: measured 2026-11-25 with FTS5 on 1 M
 * messages of 18 Chinese characters (words drawn by real frequency): index 109 MB against 176,
 * building it 23 µs a message against 30, newest 20 of a common word 0.2–0.3 ms against 0.1, the
 * worst phrase 12 ms against 0.6, but one character alone 0.1 ms against 10; and nothing special at
 * the ends of runs. */
#ifndef CORE_TOKEN_H
#define CORE_TOKEN_H

#include "base/buf.h"
#include "base/str.h"

/* Raised by every change that makes other tokens: an index made by another version is rebuilt. */
enum { TOKEN_VERSION = 1 };

enum { TOKEN_TEXT_MAX = 96, TOKEN_JOIN_MAX = 17, TOKEN_END_MIN = 4 };

enum token_mode {
	TOKEN_document,
	TOKEN_query, /* no joined and reversed ones; "<" and digits alone is a reversed one */
};

enum token_kind {
	TOKEN_WORD, TOKEN_NUMBER, TOKEN_SINGLE, TOKEN_EMOJI, TOKEN_JOINED, TOKEN_REVERSED
};

struct text_token {
	struct str text;      /* folded, 1–TOKEN_TEXT_MAX bytes, cut there; dies with the call */
	size_t start, end;    /* bytes of the text it stands for */
	enum token_kind kind;
	bool same_place;      /* stands where the token before it stands */
};

typedef bool token_fn(void *ctx, const struct text_token *t);        /* false: stop */

/* Hands all tokens to fn, in order. False when fn stopped it. text: valid UTF-8. */
bool token_each(struct str text, enum token_mode mode, token_fn *fn, void *ctx);

/* Appends what a phone number is found by beside its E.164, each behind a line break: the digits
 * dialled at home, those with the trunk prefix, the same of the line's other spellings (Brazil's
 * ninth digit …), and the digits as printed there if they are others still (Argentina's 15).
 * "+5511987654321" and these, tokenised as a document, are found by all of K16's queries. Nothing
 * when the text is no E.164. */
void token_phone_forms(struct buf *b, struct str e164);

#endif
