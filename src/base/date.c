/* date.c: days and milliseconds of the proleptic Gregorian calendar. See date.h.
 *
 * The year is counted from 1 March, so that the leap day is its last: then the days before a month
 * follow one line, (153 m + 2) / 5, and 400 years are one cycle of 146097 days. */
#include "base/date.h"

enum { DAYS_400Y = 146097, DAYS_TO_EPOCH = 719468 }; /* 0000-03-01 … 1970-01-01 */

static const int64_t day_ms = 86400000;

/* What put_iso can write: 0001-01-01T00:00:00.000Z … 9999-12-31T23:59:59.999Z. */
static const int64_t iso_min_ms = -62135596800000, iso_max_ms = 253402300799999;

static bool leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int year, int month)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && leap(year));
}

bool civil_valid(const struct civil *c)
{
	if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12)
		return false;
	if (c->day < 1 || c->day > days_in_month(c->year, c->month))
		return false;
	return c->hour >= 0 && c->hour < 24 && c->minute >= 0 && c->minute < 60 && c->second >= 0 &&
	       c->second < 60 && c->ms >= 0 && c->ms < 1000;
}

/* Quotient and remainder rounded towards minus infinity. */
static int64_t floor_div(int64_t v, int64_t by, int64_t *rest)
{
	int64_t q = v / by;

	if (v % by < 0)
		q--;
	*rest = v - q * by;
	return q;
}

static int64_t days_from_date(int year, int month, int day)
{
	const int64_t y = (int64_t) year - (month <= 2);
	const int64_t m = (month + 9) % 12;
	int64_t year_in_cycle;
	const int64_t cycle = floor_div(y, 400, &year_in_cycle);
	const int64_t day_in_cycle = year_in_cycle * 365 + year_in_cycle / 4 - year_in_cycle / 100 +
	                             (153 * m + 2) / 5 + day - 1;

	return cycle * DAYS_400Y + day_in_cycle - DAYS_TO_EPOCH;
}

int64_t civil_to_ms(const struct civil *c)
{
	const int64_t days = days_from_date(c->year, c->month, c->day);

	return days * day_ms + (((int64_t) c->hour * 60 + c->minute) * 60 + c->second) * 1000 +
	       c->ms;
}

static void date_from_days(int64_t days, struct civil *c)
{
	int64_t rest;
	const int64_t cycle = floor_div(days + DAYS_TO_EPOCH, DAYS_400Y, &rest);
	const int day = (int) rest;
	/* Without leap days (each 1460 days, not each 36524, but each 146096) years are whole. */
	const int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	const int day_in_year = day - (365 * year + year / 4 - year / 100);
	const int month = (5 * day_in_year + 2) / 153;

	c->day = day_in_year - (153 * month + 2) / 5 + 1;
	c->month = month < 10 ? month + 3 : month - 9;
	c->year = (int) (cycle * 400 + year + (c->month <= 2));
}

struct civil civil_from_ms(int64_t ms)
{
	struct civil c = { 0 };
	int64_t rest;
	int time_ms;

	date_from_days(floor_div(ms, day_ms, &rest), &c);
	time_ms = (int) rest;
	c.ms = time_ms % 1000;
	c.second = time_ms / 1000 % 60;
	c.minute = time_ms / 60000 % 60;
	c.hour = time_ms / 3600000;
	return c;
}

int weekday_of(int year, int month, int day)
{
	int64_t weekday;

	floor_div(days_from_date(year, month, day) + 4, 7, &weekday); /* the epoch was a Thursday */
	return (int) weekday;
}

static char *two(char *at, int v)
{
	at[0] = (char) ('0' + v / 10);
	at[1] = (char) ('0' + v % 10);
	return at + 2;
}

void put_iso(struct buf *b, int64_t ms)
{
	const int64_t at_ms = ms < iso_min_ms ? iso_min_ms : ms > iso_max_ms ? iso_max_ms : ms;
	const struct civil c = civil_from_ms(at_ms);
	char *at = buf_room(b, ISO_TEXT);

	at = two(two(at, c.year / 100), c.year % 100);
	*at++ = '-';
	at = two(at, c.month);
	*at++ = '-';
	at = two(at, c.day);
	*at++ = 'T';
	at = two(at, c.hour);
	*at++ = ':';
	at = two(at, c.minute);
	*at++ = ':';
	at = two(at, c.second);
	*at++ = '.';
	*at++ = (char) ('0' + c.ms / 100);
	at = two(at, c.ms % 100);
	*at = 'Z';
	b->len += ISO_TEXT;
}

/* Takes exactly n digits off the front of *s. */
static bool take_number(struct str *s, size_t n, int *out)
{
	int v = 0;

	if (s->len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s->ptr[i] < '0' || s->ptr[i] > '9')
			return false;
		v = v * 10 + (s->ptr[i] - '0');
	}
	*s = str_from(*s, n);
	*out = v;
	return true;
}

static bool take_byte(struct str *s, char byte)
{
	if (s->len == 0 || s->ptr[0] != byte)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool take_fraction(struct str *s, int *ms)
{
	size_t n = 0;
	int v;

	*ms = 0;
	if (!take_byte(s, '.'))
		return true;
	while (n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9')
		n++;
	if (n < 1 || n > 3 || !take_number(s, n, &v))
		return false;
	*ms = v * (n == 1 ? 100 : n == 2 ? 10 : 1);
	return true;
}

static bool take_offset(struct str *s, int64_t *ms)
{
	int hours, minutes, sign = 1;

	*ms = 0;
	if (take_byte(s, 'Z') || take_byte(s, 'z'))
		return true;
	if (take_byte(s, '-'))
		sign = -1;
	else if (!take_byte(s, '+'))
		return false;
	if (!take_number(s, 2, &hours) || !take_byte(s, ':') || !take_number(s, 2, &minutes))
		return false;
	*ms = (int64_t) sign * (hours * 60 + minutes) * 60000;
	return hours < 24 && minutes < 60;
}

bool iso_parse(struct str s, int64_t *ms)
{
	struct civil c;
	int64_t offset_ms, at_ms;

	if (!take_number(&s, 4, &c.year) || !take_byte(&s, '-') || !take_number(&s, 2, &c.month) ||
	    !take_byte(&s, '-') || !take_number(&s, 2, &c.day))
		return false;
	if (!take_byte(&s, 'T') && !take_byte(&s, 't'))
		return false;
	if (!take_number(&s, 2, &c.hour) || !take_byte(&s, ':') || !take_number(&s, 2, &c.minute) ||
	    !take_byte(&s, ':') || !take_number(&s, 2, &c.second))
		return false;
	if (!take_fraction(&s, &c.ms) || !take_offset(&s, &offset_ms) || s.len != 0)
		return false;
	if (!civil_valid(&c))
		return false;
	at_ms = civil_to_ms(&c) - offset_ms;
	if (at_ms < iso_min_ms || at_ms > iso_max_ms)
		return false;
	*ms = at_ms;
	return true;
}
