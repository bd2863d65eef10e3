/* phone_tables.h: shape of the numbering plans in phone_tables.c (generated). Only phone*.c read
 * them.
 *
 * A pattern is a place in phone_patterns, byte code for phone_match; place 0 is the empty pattern.
 * A set of lengths is a place in phone_lengths, whose bit n says that n digits are possible. */
#ifndef CORE_PHONE_TABLES_H
#define CORE_PHONE_TABLES_H

#include "base/str.h"
#include "core/phone.h"

/* How a number is cut into groups. Group `open` may be longer than its minimum, by up to `more`. */
struct phone_shape {
	uint8_t n;
	uint8_t min[5];
	uint8_t open;
	uint8_t more;
};

/* The first whose leading digits and shape fit is used. A template's bytes 1–5 are the groups. */
struct phone_format {
	uint16_t leading;
	uint8_t shape;
	uint8_t national, international; /* places in phone_templates */
};

/* One type of line, in the order in which they are tried. */
struct phone_line {
	uint16_t pattern;
	uint8_t lengths;
	uint8_t type; /* enum phone_type */
};

/* What may stand before a national number; the first row that applies decides. Cut the longest
 * match of `cut`, provided that `keep` follows (with `whole`: up to the number's end); behind
 * `keep` cut `after`; write `put` in front. */
struct phone_strip {
	uint16_t cut, keep, after;
	char put[5];
	bool whole;
};

struct phone_plan {
	char region[4];
	uint16_t code;
	uint16_t general;        /* what every national number matches */
	uint16_t leading;        /* 0, or digits that only this region of its code has */
	uint16_t exit;           /* what is dialled before an international number */
	uint16_t formats, lines, strips;                /* first rows */
	uint8_t formats_n, lines_n, strips_n;
	uint8_t lengths;
	char trunk[3];
};

/* The plans of one calling code, its main region first. */
struct phone_code {
	uint16_t code;
	uint8_t first;
	uint8_t n;
};

extern const uint8_t phone_patterns[];
extern const uint16_t phone_classes[];
extern const uint32_t phone_lengths[];
extern const struct phone_shape phone_shapes[];
extern const char phone_templates[][16];
extern const struct phone_format phone_formats[];
extern const struct phone_line phone_lines[];
extern const struct phone_strip phone_strips[];
extern const struct phone_plan phone_plans[];
extern const struct phone_code phone_codes[];         /* ascending */
extern const size_t phone_codes_n;
extern const uint8_t phone_regions[];                 /* places in phone_plans, by region's name */
extern const size_t phone_regions_n;

#endif
