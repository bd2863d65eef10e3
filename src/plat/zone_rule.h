/* zone_rule.h: when clocks change in the years after the last transition of a zone's file: the
 * POSIX TZ text at its end, such as "CET-1CEST,M3.5.0,M10.5.0/3". For plat/zone.c and tests. */
#ifndef PLAT_ZONE_RULE_H
#define PLAT_ZONE_RULE_H

#include "base/str.h"

enum zone_day { ZONE_DAY_JULIAN, ZONE_DAY_OF_YEAR, ZONE_DAY_OF_WEEK };

struct zone_change {
	enum zone_day how;
	int month, week, day;          /* JULIAN: day 1–365, no 29 February; OF_YEAR: day 0–365 */
	int32_t time_s;                /* after midnight on the wall clock before the change */
};

struct zone_rule {
	bool there, summer;            /* summer: two offsets, else one */
	int32_t standard_s, summer_s;  /* ahead of UTC */
	struct zone_change begin, end; /* of summer time */
};

/* The empty text is no rule. False: it is none at all. */
bool zone_rule_read(struct str text, struct zone_rule *r);
int32_t zone_rule_offset_s(const struct zone_rule *r, int64_t utc_s);

#endif
