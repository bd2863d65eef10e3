/* value_check.c: what a value must look like, whoever brings it: lengths, ranges, formats. */
#include "base/date.h"
#include "base/utf8.h"
#include "record/value.h"

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_upper((char) (c & ~0x20));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_letter(c) || is_digit(c);
}

static bool all(struct str s, bool (*is)(char c))
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is(s.ptr[i]))
			return false;
	}
	return true;
}

static int number_at(struct str s, size_t at, size_t n)
{
	int v = 0;

	for (size_t i = at; i < at + n; i++)
		v = v * 10 + (s.ptr[i] - '0');
	return v;
}

bool partial_date_valid(struct str s)
{
	const bool year_known = s.len == 10;
	const size_t month_at = year_known ? 5 : 2;
	int year = 2000, month; /* a leap year, so that --02-29 is a day */

	if (s.len != 10 && s.len != 7)
		return false;
	if (!year_known && !str_starts(s, S("--")))
		return false;
	if (year_known && (!all(str_head(s, 4), is_digit) || s.ptr[4] != '-'))
		return false;
	if (s.ptr[month_at + 2] != '-' || !all(str_head(str_from(s, month_at), 2), is_digit) ||
	    !all(str_from(s, month_at + 3), is_digit))
		return false;
	if (year_known)
		year = number_at(s, 0, 4);
	month = number_at(s, month_at, 2);
	return year >= 1000 && month >= 1 && month <= 12 && number_at(s, month_at + 3, 2) >= 1 &&
	       number_at(s, month_at + 3, 2) <= days_in_month(year, month);
}

static bool is_zone_char(char c)
{
	return is_alnum(c) || c == '_' || c == '+' || c == '-';
}

bool zone_valid(struct str s)
{
	struct str rest = s;
	size_t n = 0;

	while (!str_absent(rest)) {
		const struct str name = str_cut(&rest, '/');

		if (name.len == 0 || !is_letter(name.ptr[0]) || !all(name, is_zone_char))
			return false;
		n++;
	}
	return n >= 1 && n <= 3;
}

static bool is_script(struct str s)
{
	return s.len == 4 && all(s, is_letter);
}

static bool is_region(struct str s)
{
	return (s.len == 2 && all(s, is_letter)) || (s.len == 3 && all(s, is_digit));
}

static bool is_variant(struct str s)
{
	if (!all(s, is_alnum))
		return false;
	return (s.len >= 5 && s.len <= 8) || (s.len == 4 && is_digit(s.ptr[0]));
}

bool language_valid(struct str s)
{
	bool (*const kinds[])(struct str) = { is_script, is_region, is_variant };
	struct str rest = s;
	const struct str first = str_cut(&rest, '-');
	size_t kind = 0;

	if (first.len < 2 || first.len > 8 || first.len == 4 || !all(first, is_letter))
		return false;
	while (!str_absent(rest)) {
		const struct str tag = str_cut(&rest, '-');

		/* Each kind at most once, in this order. */
		while (kind < COUNT(kinds) && !kinds[kind](tag))
			kind++;
		if (kind++ == COUNT(kinds))
			return false;
	}
	return true;
}

/* ECMAScript's \s, so that the pattern in the API's description says the same. */
static bool is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F ||
	       cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

bool text_blank(struct str s)
{
	size_t at = 0;

	while (at < s.len) {
		if (!is_space(utf8_next(s, &at)))
			return false;
	}
	return true;
}

/* NULL: the format is kept; else what it should look like. */
static const char *format_flaw(enum format format, struct str s)
{
	switch (format) {
	case FORMAT_partial_date:
		return partial_date_valid(s) ? NULL : "Must be a day: YYYY-MM-DD or --MM-DD.";
	case FORMAT_language:
		return language_valid(s) ? NULL : "Must be a language tag, such as de or pt-BR.";
	case FORMAT_country:
		return s.len == 2 && all(s, is_upper) ? NULL
		                                      : "Must be a country code, such as BR.";
	case FORMAT_currency:
		return s.len == 3 && all(s, is_upper) ? NULL
		                                      : "Must be a currency code, such as EUR.";
	case FORMAT_zone:
		return zone_valid(s) ? NULL : "Must be a time zone, such as Europe/Kyiv.";
	case FORMAT_plain:
	case FORMAT_time:
	case FORMAT_sources:
	case FORMAT_search_key:
	case FORMAT_record:
	case FORMAT_audience:
		return NULL;
	case FORMAT_N:
		break;
	}
	BUG("no such format: %d", (int) format);
}

static bool flawed(const struct spot *at, enum flaw flaw, const char *detail)
{
	complain(at->ps, at->name, flaw, "%s", detail);
	return false;
}

static bool check_text(const struct spot *at, struct str s)
{
	const struct field *f = at->f;
	const char *flaw;

	if (!utf8_valid(s) || str_find_byte(s, '\0', NULL))
		return flawed(at, FLAW_malformed, "Must be Unicode text without U+0000.");
	/* A code point has at least one byte: most texts need no counting. */
	if (s.len > (uint64_t) f->max && utf8_count(s) > (uint64_t) f->max) {
		complain(at->ps, at->name, FLAW_too_long, "Must have at most %lld characters.",
		         (long long) f->max);
		return false;
	}
	flaw = format_flaw(f->format, s);
	if (flaw != NULL)
		return flawed(at, FLAW_malformed, flaw);
	if ((f->rules & REQUIRED) != 0 && text_blank(s))
		return flawed(at, FLAW_too_short, "Must hold at least one visible character.");
	return true;
}

static bool check_bytes(const struct spot *at, struct str s)
{
	if (s.len <= (uint64_t) at->f->max)
		return true;
	complain(at->ps, at->name, FLAW_too_long, "Must have at most %lld bytes.",
	         (long long) at->f->max);
	return false;
}

static bool check_whole(const struct spot *at, int64_t v)
{
	const struct field *f = at->f;

	if (f->set) {
		/* Bit 0 stands for no word. */
		if (((uint64_t) v & ~(BIT(f->choices->n) - 2)) == 0)
			return true;
		return flawed(at, FLAW_not_a_choice, "Has a word that is not one of the list.");
	}
	if (f->format == FORMAT_record) {
		if (record_numbered(at->rec->home, v) != NULL)
			return true;
		return flawed(at, FLAW_not_a_choice,
		              "Must be the plural of a record, such as contacts.");
	}
	if (v >= f->min && v <= f->max)
		return true;
	complain(at->ps, at->name, FLAW_out_of_range, "Must be a whole number from %lld to %lld.",
	         (long long) f->min, (long long) f->max);
	return false;
}

bool spot_check(const struct spot *at)
{
	const struct field *f = at->f;
	const void *v = peek(f, at->row);

	if (!has(at->row, f->number))
		return not_null(f) ? flawed(at, FLAW_required, "Must not be null.") : true;
	switch (f->kind) {
	case KIND_uuid:
	case KIND_flag:
		return true;
	case KIND_text:
		return check_text(at, *(const struct str *) v);
	case KIND_bytes:
		return check_bytes(at, *(const struct str *) v);
	case KIND_int:
		return check_whole(at, *(const int64_t *) v);
	case KIND_choice:
		if (*(const unsigned *) v >= 1 && *(const unsigned *) v < f->choices->n)
			return true;
		return flawed(at, FLAW_not_a_choice, "Must be one of the list.");
	case KIND_N:
		break;
	}
	BUG("%s has no kind", f->name.ptr);
}

bool value_check(const struct record *rec, int field, const void *row, struct problems *ps)
{
	/* A spot can be written through, for the decoders; the check only looks. */
	const struct spot at = spot_of(rec, field, (void *) row, NULL, ps);

	return spot_check(&at);
}
