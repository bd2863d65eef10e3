/* zone_rule.c: POSIX TZ texts with the extensions of RFC 9636, 3.3.1. See zone_rule.h. */
#include "plat/zone_rule.h"

#include "base/date.h"

enum { HOUR_S = 3600, DAY_S = 86400, HOURS_MAX = 167, SUMMER_DEFAULT_S = 2 * HOUR_S };

/* -- reading -- */

static bool take(struct str *s, char c)
{
	if (s->len == 0 || s->ptr[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool take_number(struct str *s, int max, int *out)
{
	size_t n = 0;

	*out = 0;
	for (; n < s->len && n < 4 && s->ptr[n] >= '0' && s->ptr[n] <= '9'; n++)
		*out = *out * 10 + (s->ptr[n] - '0');
	*s = str_from(*s, n);
	return n != 0 && *out <= max;
}

/* "CET", "<+0330>" */
static bool take_abbreviation(struct str *s)
{
	const bool quoted = take(s, '<');
	size_t n = 0;

	for (; n < s->len; n++) {
		const char c = s->ptr[n];
		const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (!letter && !(quoted && (c == '+' || c == '-' || (c >= '0' && c <= '9'))))
			break;
	}
	*s = str_from(*s, n);
	return n >= 3 && (!quoted || take(s, '>'));
}

/* "-3:30", "+02", "26:00:00" */
static bool take_time(struct str *s, int32_t *out)
{
	const bool minus = take(s, '-');
	int hours, minutes = 0, seconds = 0;

	if (!minus)
		(void) take(s, '+');
	if (!take_number(s, HOURS_MAX, &hours) || (take(s, ':') && !take_number(s, 59, &minutes)) ||
	    (take(s, ':') && !take_number(s, 59, &seconds)))
		return false;
	*out = hours * HOUR_S + minutes * 60 + seconds;
	if (minus)
		*out = -*out;
	return true;
}

static bool take_change(struct str *s, struct zone_change *c)
{
	if (!take(s, ','))
		return false;
	if (take(s, 'M')) {
		c->how = ZONE_DAY_OF_WEEK;
		if (!take_number(s, 12, &c->month) || !take(s, '.') ||
		    !take_number(s, 5, &c->week) || !take(s, '.') || !take_number(s, 6, &c->day) ||
		    c->month == 0 || c->week == 0)
			return false;
	} else {
		c->how = take(s, 'J') ? ZONE_DAY_JULIAN : ZONE_DAY_OF_YEAR;
		if (!take_number(s, 365, &c->day) || (c->how == ZONE_DAY_JULIAN && c->day == 0))
			return false;
	}
	c->time_s = SUMMER_DEFAULT_S;
	return !take(s, '/') || take_time(s, &c->time_s);
}

/* POSIX counts west of Greenwich, everybody else east. */
bool zone_rule_read(struct str s, struct zone_rule *r)
{
	*r = (struct zone_rule) { 0 };
	if (s.len == 0)
		return true;
	r->there = true;
	if (!take_abbreviation(&s) || !take_time(&s, &r->standard_s))
		return false;
	r->standard_s = -r->standard_s;
	if (s.len == 0)
		return true;
	r->summer = true;
	r->summer_s = r->standard_s + HOUR_S;
	if (!take_abbreviation(&s))
		return false;
	if (s.len != 0 && s.ptr[0] != ',') {
		if (!take_time(&s, &r->summer_s))
			return false;
		r->summer_s = -r->summer_s;
	}
	return take_change(&s, &r->begin) && take_change(&s, &r->end) && s.len == 0;
}

/* -- answering -- */

static int64_t midnight_s(int year, int month, int day)
{
	return civil_to_ms(&(struct civil) { .year = year, .month = month, .day = day }) / 1000;
}

static bool is_leap(int year)
{
	return days_in_month(year, 2) == 29;
}

/* When the change of that year happens, as its wall clock before it shows. */
static int64_t change_wall_s(const struct zone_change *c, int year)
{
	int day = c->day;

	switch (c->how) {
	case ZONE_DAY_JULIAN:
		day += is_leap(year) && day >= 60 ? 0 : -1;
		return midnight_s(year, 1, 1) + (int64_t) day * DAY_S + c->time_s;
	case ZONE_DAY_OF_YEAR:
		return midnight_s(year, 1, 1) + (int64_t) day * DAY_S + c->time_s;
	case ZONE_DAY_OF_WEEK:
		break;
	}
	day = 1 + (c->day - weekday_of(year, c->month, 1) + 7) % 7 + (c->week - 1) * 7;
	if (day > days_in_month(year, c->month))
		day -= 7;
	return midnight_s(year, c->month, day) + c->time_s;
}

int32_t zone_rule_offset_s(const struct zone_rule *r, int64_t utc_s)
{
	int64_t begin, end;
	int year;

	if (!r->summer)
		return r->standard_s;
	year = civil_from_ms((utc_s + r->standard_s) * 1000).year;
	begin = change_wall_s(&r->begin, year) - r->standard_s;
	end = change_wall_s(&r->end, year) - r->summer_s;
	if (begin < end)
		return utc_s >= begin && utc_s < end ? r->summer_s : r->standard_s;
	return utc_s >= end && utc_s < begin ? r->standard_s : r->summer_s;
}
