/* fold.h: text as a reader who searches sees it.
 *
 * NFKC with case folded (Unicode 15.0), invisible and bidi controls dropped, and per script:
 *   Latin, Greek, Cyrillic, Arabic, Hebrew lose their marks; letters with strokes, hooks and tails
 *   become the letter their name begins with (ł l, đ d, ø o, қ к); æ œ ß þ ð ı become
 *   ae oe ss th d i;
 *   forms of alef, yeh, kaf, heh become one, tatweel goes
 *   Indic and all other scripts keep their vowel signs and marks, in canonical order
 *   digits of all scripts become ASCII
 * Skin tones go; letters used as apostrophes become "'". Folding is idempotent: folding a folded
 * text changes nothing. Canonically equivalent texts fold to the same bytes. The decisions are in
 * tools/unicode-folds.mjs. */
#ifndef CORE_FOLD_H
#define CORE_FOLD_H

#include "base/buf.h"
#include "base/str.h"

/* What a folded code point is to the tokeniser. */
enum fold_kind {
	FOLD_BREAK,     /* space, punctuation, symbols */
	FOLD_LETTER,    /* of a script with spaces, its vowel signs included */
	FOLD_DIGIT,     /* 0–9 */
	FOLD_SINGLE,    /* of a script without spaces */
	FOLD_EMOJI,
	FOLD_FLAG,      /* half of a flag emoji */
	FOLD_MARK,      /* a mark that several scripts share, on a base that keeps it */
	FOLD_DROP,      /* never comes out */
};

/* What belongs together in the text, folded: a base, its marks, what was dropped behind it. */
enum { FOLD_CLUSTER_MAX = 40 };
struct fold_cluster {
	uint32_t cps[FOLD_CLUSTER_MAX];
	uint8_t n;          /* ≥ 1 */
	size_t start, end;  /* bytes of the text */
};

struct fold {
	struct str text;    /* valid UTF-8 */
	size_t at;
};

static inline struct fold fold_of(struct str text) { return (struct fold) { text, 0 }; }
bool fold_next(struct fold *f, struct fold_cluster *out);        /* false at the end */

enum fold_kind fold_kind(uint32_t folded);          /* of a code point that fold_next gave */

/* Appends the folded text. With a map, appends to it one uint32_t per folded byte (the byte of s
 * where its cluster starts) and one more for the end (s.len): where a range of folded bytes
 * stood. */
void fold_put(struct buf *b, struct str s, struct buf *map);
uint32_t fold_map_at(const struct buf *map, size_t folded_byte);

/* Bytes of s and t fold to the same text: K17's Álvaro and alvaro. */
bool fold_eq(struct str s, struct str t);

#endif
