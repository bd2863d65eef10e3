/* chat_order.h: whether the dates of one chat export put the day, the month or the year first.
 * Decided over all lines; knows dates only, no times and no texts but WhatsApp's own file names. */
#ifndef CORE_CHAT_ORDER_H
#define CORE_CHAT_ORDER_H

#include "base/date.h"
#include "core/chat_head.h"

enum chat_order { CHAT_DMY, CHAT_MDY, CHAT_YMD };
enum { CHAT_ORDERS = CHAT_YMD + 1 };

struct str chat_order_word(enum chat_order order);               /* "dmy" */
bool chat_order_parse(struct str word, enum chat_order *order_r);

/* The date a head shows in this order. False: there is no such day, so no message starts here.
 * Two-digit years are of this century. */
bool chat_order_date(const struct chat_head *h, enum chat_order order, struct civil *date_r);

struct chat_order_facts {
	size_t day_first, month_first;       /* lines that only this order makes a date */
	size_t year_first, year_last;        /* the same for the place of a two-digit year */
	size_t back[CHAT_ORDERS];            /* lines dated before the line above them */
	int64_t before[CHAT_ORDERS];         /* date of that line; 0: none yet */
	size_t named[CHAT_ORDERS];           /* dates in file names that agree */
};

void chat_order_learn(struct chat_order_facts *f, const struct chat_head *h);
/* Compares the dates in WhatsApp's file names in `text` (IMG-20260405-WA0001.jpg,
 * 00000004-PHOTO-2026-01-30-09-00-44.jpg), which belongs to the message with this head. */
void chat_order_learn_names(struct chat_order_facts *f, const struct chat_head *h, struct str text);

enum chat_certainty { CHAT_SURE, CHAT_NAMES_MAY_TELL };
/* CHAT_NAMES_MAY_TELL: only file names are left to decide it; *order_r is what they say, or dmy. */
enum chat_certainty chat_order_decide(const struct chat_order_facts *f, uint32_t shape,
                                      enum chat_order *order_r);

#endif
