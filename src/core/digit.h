/* digit.h: decimal digits of all scripts (Unicode's Nd): ٣ and ３ are 3.
 * The table is generated (tools/gen-unicode.mjs). */
#ifndef CORE_DIGIT_H
#define CORE_DIGIT_H

#include "base/str.h"

/* 0–9, or -1 for anything that is no decimal digit. */
int digit_value(uint32_t cp);

/* Code points of the zeros, ascending; each is followed by its 1–9. */
extern const uint32_t digit_zeros[];
extern const size_t digit_zeros_n;

#endif
