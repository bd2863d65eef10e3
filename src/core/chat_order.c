/* chat_order.c: day, month or year first. See chat_order.h. */
#include "core/chat_order.h"

/* WhatsApp is not older than 2009, so a 05 is hardly a year. */
enum { YEAR_OLDEST = 2009, YEAR_FOUR_DIGITS_MIN = 1300 };

static const struct str words[CHAT_ORDERS] = {
	[CHAT_DMY] = STR("dmy"),
	[CHAT_MDY] = STR("mdy"),
	[CHAT_YMD] = STR("ymd"),
};

struct str chat_order_word(enum chat_order order)
{
	return words[order];
}

bool chat_order_parse(struct str word, enum chat_order *order_r)
{
	for (int i = 0; i < CHAT_ORDERS; i++) {
		if (str_eq(words[i], word)) {
			*order_r = (enum chat_order) i;
			return true;
		}
	}
	return false;
}

bool chat_order_date(const struct chat_head *h, enum chat_order order, struct civil *date_r)
{
	/* Where year, month and day stand. */
	static const uint8_t places[CHAT_ORDERS][CHAT_PARTS] = {
		[CHAT_DMY] = { 2, 1, 0 },
		[CHAT_MDY] = { 2, 0, 1 },
		[CHAT_YMD] = { 0, 1, 2 },
	};
	const uint8_t *at = places[order];
	const int year = h->part[at[0]], month = h->part[at[1]], day = h->part[at[2]];

	if (h->digits[at[1]] > 2 || h->digits[at[2]] > 2)
		return false;
	if (h->digits[at[0]] == 4 ? year < YEAR_FOUR_DIGITS_MIN : h->digits[at[0]] != 2)
		return false;
	*date_r = (struct civil) {
		.year = h->digits[at[0]] == 4 ? year : 2000 + year,
		.month = month,
		.day = day,
	};
	return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(date_r->year, month);
}

static int64_t day_number(const struct civil *date)
{
	return ((int64_t) date->year * 12 + date->month) * 31 + date->day;
}

void chat_order_learn(struct chat_order_facts *f, const struct chat_head *h)
{
	bool possible[CHAT_ORDERS], likely[CHAT_ORDERS];

	for (int i = 0; i < CHAT_ORDERS; i++) {
		struct civil date = { 0 };

		possible[i] = chat_order_date(h, (enum chat_order) i, &date);
		likely[i] = possible[i] && date.year >= YEAR_OLDEST;
		if (!possible[i])
			continue;
		f->back[i] += day_number(&date) < f->before[i];
		f->before[i] = day_number(&date);
	}
	f->day_first += possible[CHAT_DMY] && !possible[CHAT_MDY];
	f->month_first += possible[CHAT_MDY] && !possible[CHAT_DMY];
	f->year_first += likely[CHAT_YMD] && !likely[CHAT_DMY] && !likely[CHAT_MDY];
	f->year_last += !likely[CHAT_YMD] && (possible[CHAT_DMY] || possible[CHAT_MDY]);
}

/* n ASCII digits at byte `at` as a number; -1: not that. */
static int digits_at(struct str s, size_t at, size_t n)
{
	int value = 0;

	if (at > s.len || s.len - at < n)
		return -1;
	for (size_t i = at; i < at + n; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return -1;
		value = value * 10 + (s.ptr[i] - '0');
	}
	return value;
}

/* A date written YYYYMMDD or YYYY-MM-DD that begins at byte `at`. */
static bool date_at(struct str s, size_t at, size_t gap, struct civil *date_r)
{
	*date_r = (struct civil) {
		.year = digits_at(s, at, 4),
		.month = digits_at(s, at + 4 + gap, 2),
		.day = digits_at(s, at + 6 + 2 * gap, 2),
	};
	return civil_valid(date_r);
}

static bool is_capital(struct str s, size_t at)
{
	return at < s.len && s.ptr[at] >= 'A' && s.ptr[at] <= 'Z';
}

/* IMG-20260405-WA0001: "-" between capitals and a date, "-WA" behind it. Or PHOTO-2026-01-30-. */
static bool name_date(struct str s, size_t dash, struct civil *date_r)
{
	const size_t at = dash + 1;

	if (dash == 0 || !is_capital(s, dash - 1))
		return false;
	if (str_starts(str_from(s, at + 8), S("-WA")))
		return date_at(s, at, 0, date_r);
	return str_starts(str_from(s, at + 4), S("-")) && str_starts(str_from(s, at + 7), S("-")) &&
	       str_starts(str_from(s, at + 10), S("-")) && date_at(s, at, 1, date_r);
}

void chat_order_learn_names(struct chat_order_facts *f, const struct chat_head *h, struct str text)
{
	size_t from = 0, dash;

	while (str_find_byte(str_from(text, from), '-', &dash)) {
		struct civil named, date;

		dash += from;
		from = dash + 1;
		if (!name_date(text, dash, &named))
			continue;
		for (int i = 0; i < CHAT_ORDERS; i++) {
			f->named[i] += chat_order_date(h, (enum chat_order) i, &date) &&
			               day_number(&date) == day_number(&named);
		}
	}
}

/* Whether a two-digit year stands first. Rare (Korean, Basque), so it needs a reason. */
static bool year_is_first(const struct chat_order_facts *f, uint32_t shape)
{
	const enum chat_joint joint = chat_shape_date_joint(shape);
	const uint32_t korean = CHAT_SHAPE_SPACED | CHAT_SHAPE_DATE_DOT;
	const size_t *back = f->back;

	if (f->year_first != f->year_last)
		return f->year_first > f->year_last;
	if (joint == CHAT_JOINT_UNIT || (joint == CHAT_JOINT_DOT && (shape & korean) == korean))
		return true;
	return back[CHAT_YMD] < back[CHAT_DMY] && back[CHAT_YMD] < back[CHAT_MDY];
}

enum chat_certainty chat_order_decide(const struct chat_order_facts *f, uint32_t shape,
                                      enum chat_order *order_r)
{
	*order_r = CHAT_YMD;
	if ((shape & CHAT_SHAPE_YEAR_FIRST) ||
	    (!(shape & CHAT_SHAPE_YEAR_LAST) && year_is_first(f, shape)))
		return CHAT_SURE;
	*order_r = f->month_first > f->day_first ? CHAT_MDY : CHAT_DMY;
	/* Nobody writes month.day.year. */
	if (f->month_first != f->day_first || chat_shape_date_joint(shape) == CHAT_JOINT_DOT)
		return CHAT_SURE;
	*order_r = f->back[CHAT_MDY] < f->back[CHAT_DMY] ? CHAT_MDY : CHAT_DMY;
	if (f->back[CHAT_MDY] != f->back[CHAT_DMY])
		return CHAT_SURE;
	*order_r = f->named[CHAT_MDY] > f->named[CHAT_DMY] ? CHAT_MDY : CHAT_DMY;
	return f->named[CHAT_MDY] != f->named[CHAT_DMY] ? CHAT_SURE : CHAT_NAMES_MAY_TELL;
}
