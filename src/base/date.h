/* date.h: calendar arithmetic without zones or clocks (proleptic Gregorian).
 * Times are int64_t milliseconds since 1970-01-01T00:00:00Z. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/buf.h"
#include "base/str.h"

enum { ISO_TEXT = 24 };                            /* bytes that put_iso writes */

struct civil {
	int year, month, day;            /* month 1–12, day 1–31 */
	int hour, minute, second, ms;
};

bool civil_valid(const struct civil *c);           /* years 1–9999 */
int64_t civil_to_ms(const struct civil *c);        /* as if UTC */
struct civil civil_from_ms(int64_t ms);
int days_in_month(int year, int month);
int weekday_of(int year, int month, int day);      /* 0 Sunday … 6 */
void put_iso(struct buf *b, int64_t ms);           /* 2026-11-25T00:54:07.000Z */
bool iso_parse(struct str s, int64_t *ms);         /* RFC 3339, with Z or an offset */
/* put_iso writes a time outside the years 1–9999 as the nearest one inside. iso_parse takes at most
 * 3 digits of a fraction, no leap second, and nothing outside those years. */

#endif
