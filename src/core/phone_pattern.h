/* phone_pattern.h: matches digits against the compiled patterns of phone_tables.c.
 *
 * A pattern runs over all its possible places at once: a set of places is a bit mask (bit i: before
 * digit i), an atom maps the set of places where it may start to the set where it may end. No
 * backtracking, so time is linear in the pattern's length whatever the digits are.
 *
 * Byte code (written by tools/phone-patterns.mjs):
 *   0–9            that digit
 *   10 … 12        a group of alternatives, separated by 11; 13 instead of 12: may be left out
 *   12             alone: end of the pattern
 *   14 nm          n to m digits of any value (4 bits each)
 *   15 hi lo       one digit out of the 10-bit set
 *   16 + n         n digits of any value
 *   32 + 10 a + b  digit a, then digit b
 *   132 + i        one digit out of phone_classes[i] */
#ifndef CORE_PHONE_PATTERN_H
#define CORE_PHONE_PATTERN_H

#include "base/str.h"

enum { PHONE_SUBJECT_MAX = 30 }; /* digits */

struct phone_subject {
	uint32_t at[10]; /* places of each digit */
	unsigned len;
};

/* digits: ASCII, at most PHONE_SUBJECT_MAX. */
struct phone_subject phone_subject(struct str digits);

/* Where the pattern may end when it starts at any of the places `from`. */
uint32_t phone_match(const struct phone_subject *s, unsigned pattern, uint32_t from);

static inline bool phone_match_all(const struct phone_subject *s, unsigned pattern)
{
	return (phone_match(s, pattern, 1) >> s->len & 1) != 0;
}
static inline bool phone_match_start(const struct phone_subject *s, unsigned pattern)
{
	return phone_match(s, pattern, 1) != 0;
}

#endif
