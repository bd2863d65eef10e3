/* person_date.c: birthdays as people and programs write them. See person.h. */
#include "base/date.h"
#include "base/utf8.h"
#include "core/digit.h"
#include "core/marks.h"
#include "core/person.h"

/* Any year will do to see whether a day exists; this one has a 29 February. */
enum { YEAR_LEAP = 2000, YEAR_UNKNOWN_APPLE = 1604, YEAR_MIN = 1850, PARTS = 3 };

struct numbers {
	int v[PARTS];
	int digits[PARTS];
	size_t n;
	char joint;   /* between the first two; 0: several kinds */
	bool no_year; /* it begins with "--" */
};

static bool read_numbers(struct str s, struct numbers *out)
{
	bool inside = false;

	*out = (struct numbers) { .no_year = str_starts(s, S("--")) };
	for (size_t at = 0; at < s.len;) {
		const uint32_t cp = utf8_next(s, &at);
		const int d = digit_value(cp);

		if (d < 0) {
			if (cp >= 0x80 || strchr("/-. ", (int) cp) == NULL)
				return false;
			out->joint = inside && out->n == 1 ? (char) cp : out->joint;
			inside = false;
			continue;
		}
		if (!inside && out->n == PARTS)
			return false;
		out->n += !inside;
		inside = true;
		if (++out->digits[out->n - 1] > 8)
			return false;
		out->v[out->n - 1] = out->v[out->n - 1] * 10 + d;
	}
	return out->n != 0;
}

static bool set(struct birthday *b, int year, int month, int day)
{
	*b = (struct birthday) { year == YEAR_UNKNOWN_APPLE ? 0 : year, month, day };
	return (b->year == 0 || (b->year >= YEAR_MIN && b->year <= 9999)) && month >= 1 &&
	       month <= 12 && day >= 1 &&
	       day <= days_in_month(b->year == 0 ? YEAR_LEAP : b->year, month);
}

/* "1988-04-05T00:00:00Z", "1988-04-05 00:00": the time of a birthday says nothing. */
static struct str without_time(struct str cell)
{
	const struct str s = text_trim_marks(cell);
	size_t at;

	if (str_find_byte(s, 'T', &at))
		return str_head(s, at);
	if (!str_find_byte(s, ':', &at))
		return s;
	while (at > 0 && s.ptr[at] != ' ')
		at--;
	return text_trim(str_head(s, at));
}

enum date_first person_date_first(struct str cell)
{
	struct numbers n;

	if (!read_numbers(without_time(cell), &n) || n.n != PARTS || n.digits[2] != 4)
		return DATE_FIRST_UNKNOWN;
	if (n.joint == '.' || (n.v[0] > 12 && n.v[1] <= 12))
		return DATE_FIRST_DAY;
	return n.v[1] > 12 && n.v[0] <= 12 ? DATE_FIRST_MONTH : DATE_FIRST_UNKNOWN;
}

static bool read_compact(const struct numbers *n, struct birthday *out)
{
	if (n->no_year && n->digits[0] == 4)
		return set(out, 0, n->v[0] / 100, n->v[0] % 100);
	return n->digits[0] == 8 && set(out, n->v[0] / 10000, n->v[0] / 100 % 100, n->v[0] % 100);
}

static bool read_birthday(const struct numbers *n, enum date_first first, struct birthday *out)
{
	if (n->n == 1)
		return read_compact(n, out);
	if (n->n == 2)
		return n->no_year && set(out, 0, n->v[0], n->v[1]);
	if (n->digits[0] == 4)
		return set(out, n->v[0], n->v[1], n->v[2]);
	if (n->digits[2] != 4 || first == DATE_FIRST_UNKNOWN)
		return false;
	return first == DATE_FIRST_DAY ? set(out, n->v[2], n->v[1], n->v[0])
	                               : set(out, n->v[2], n->v[0], n->v[1]);
}

bool person_read_birthday(struct str cell, enum date_first first, struct birthday *out)
{
	const enum date_first own = person_date_first(cell);
	struct numbers n;

	if (read_numbers(without_time(cell), &n) &&
	    read_birthday(&n, own == DATE_FIRST_UNKNOWN ? first : own, out))
		return true;
	*out = (struct birthday) { 0 };
	return false;
}
