/* chat_head.h: the head of a line of a WhatsApp chat export (date, time, brackets or dash),
 * recognised by its structure and not by a list of locales. Knows no month-first, no morning and
 * no calendar: it hands out numbers in the order written, the words beside the time, and the
 * arrangement.
 *
 * Understood: three date numbers (1–2 digits or one of 4, at either end) joined by / . - or a
 * unit word (年 월 …), two or three time numbers joined by : . or h, in either order, something
 * between them (space, comma, words), words before or after the time, in [ ] or followed by " - "
 * or ": ". Digits of all scripts; marks are ignored, blanks of all kinds are spaces. */
#ifndef CORE_CHAT_HEAD_H
#define CORE_CHAT_HEAD_H

#include "base/str.h"

/* The arrangement as one number: two heads of one export have the same. Words and the width of
 * numbers are not in it. */
enum {
	CHAT_SHAPE_BRACKET = 1 << 0,    /* [date time] */
	CHAT_SHAPE_COLON = 1 << 1,      /* date time: …  (neither: date time - …) */
	CHAT_SHAPE_TIME_FIRST = 1 << 2,
	CHAT_SHAPE_SECONDS = 1 << 3,
	CHAT_SHAPE_YEAR_FIRST = 1 << 4, /* the first date number has four digits */
	CHAT_SHAPE_YEAR_LAST = 1 << 5,
	CHAT_SHAPE_SPACED = 1 << 6,     /* spaces inside the date */
	CHAT_SHAPE_DATE_DOT = 1 << 7,   /* a dot, or a day's unit word, closes the date */
	CHAT_SHAPE_COMMA = 1 << 8,      /* between date and time */
	CHAT_SHAPE_BEFORE = 1 << 9,     /* words stand before the time */
	CHAT_SHAPE_AFTER = 1 << 10,
	CHAT_SHAPE_DATE = 12,           /* bit where enum chat_joint of the date begins */
	CHAT_SHAPE_TIME = 16,
};
enum chat_joint {
	CHAT_JOINT_NONE, CHAT_JOINT_SLASH, CHAT_JOINT_DOT, CHAT_JOINT_DASH, CHAT_JOINT_COLON,
	CHAT_JOINT_UNIT, CHAT_JOINT_HOUR, CHAT_JOINT_GAP,
};
static inline enum chat_joint chat_shape_date_joint(uint32_t shape)
{
	return (enum chat_joint) (shape >> CHAT_SHAPE_DATE & 15);
}

/* The numbers whose leading zero tells two locales apart: the date's three, and the hour. */
enum { CHAT_PARTS = 3, CHAT_PADDABLE = 4 };

struct chat_head {
	uint32_t shape;
	uint16_t part[CHAT_PARTS];       /* the date's numbers as they stand */
	uint8_t digits[CHAT_PADDABLE];   /* how many digits part and hour were written with */
	bool zero[CHAT_PADDABLE];        /* written with a leading zero */
	uint8_t hour, minute, second;    /* as written: 1–12 where the words say the half */
	struct str before, after;        /* words beside the time, as written; empty: none */
	size_t body;                     /* where the text after the head begins in the line */
	bool marked;                     /* U+200E or U+200F before the head */
};

bool chat_head_parse(struct str line, struct chat_head *h);

#endif
