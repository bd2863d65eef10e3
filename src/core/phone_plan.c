/* phone_plan.c: from digits to a line of a country, by the rules of libphonenumber (2026-11): trunk
 * prefix off, unless that breaks a number that was fine; region by leading digits or by the first
 * plan of the calling code that takes the number. Then the rewriting to one form per line. */
#include "core/phone_plan.h"

struct phone_number phone_number_of(struct str a, struct str b)
{
	struct phone_number n = { .len = 0 };
	a = str_head(a, PHONE_SUBJECT_MAX);
	b = str_head(b, PHONE_SUBJECT_MAX - a.len);
	if (a.len != 0)
		memcpy(n.digits, a.ptr, a.len);
	if (b.len != 0)
		memcpy(n.digits + a.len, b.ptr, b.len);
	n.len = (uint8_t) (a.len + b.len);
	return n;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
}

const struct phone_plan *phone_plan_of(struct str region)
{
	if (region.len != 2)
		return NULL;
	const char name[2] = { upper(region.ptr[0]), upper(region.ptr[1]) };
	size_t low = 0, high = phone_regions_n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		const struct phone_plan *plan = &phone_plans[phone_regions[mid]];
		int order = memcmp(plan->region, name, 2);
		if (order == 0)
			return plan;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static const struct phone_code *code_numbered(unsigned code)
{
	size_t low = 0, high = phone_codes_n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (phone_codes[mid].code == code)
			return &phone_codes[mid];
		if (phone_codes[mid].code < code)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct phone_code *phone_code_of(struct str digits, size_t *code_len)
{
	unsigned value = 0;
	for (size_t i = 0; i < 3 && i < digits.len; i++) {
		value = value * 10 + (unsigned) (digits.ptr[i] - '0');
		const struct phone_code *code = value == 0 ? NULL : code_numbered(value);
		if (code != NULL) {
			*code_len = i + 1;
			return code;
		}
		if (value == 0)
			return NULL;
	}
	return NULL;
}

static bool length_possible(unsigned lengths, size_t n)
{
	return (phone_lengths[lengths] >> n & 1) != 0;
}

static bool line_takes(const struct phone_line *line, const struct phone_subject *s)
{
	return length_possible(line->lengths, s->len) && phone_match_all(s, line->pattern);
}

bool phone_plan_type(const struct phone_plan *plan, struct str national, enum phone_type *type)
{
	if (national.len > PHONE_SUBJECT_MAX)
		return false;
	struct phone_subject s = phone_subject(national);
	if (!phone_match_all(&s, plan->general))
		return false;
	const struct phone_line *line = &phone_lines[plan->lines], *end = line + plan->lines_n;
	for (; line < end; line++) {
		if (!line_takes(line, &s))
			continue;
		*type = (enum phone_type) line->type;
		if (line->type == PHONE_TYPE_FIXED && line + 1 < end &&
		    line[1].type == PHONE_TYPE_MOBILE && line_takes(line + 1, &s))
			*type = PHONE_TYPE_FIXED_OR_MOBILE;
		return true;
	}
	return false;
}

/* The plan of the code that the national number belongs to; NULL when none takes it. */
static const struct phone_plan *plan_for(const struct phone_code *code, struct str national)
{
	const struct phone_plan *plans = &phone_plans[code->first];
	if (code->n == 1)
		return plans;
	struct phone_subject s = phone_subject(national);
	for (size_t i = 0; i < code->n; i++) {
		enum phone_type type;
		if (plans[i].leading != 0 ? phone_match_start(&s, plans[i].leading)
		                          : phone_plan_type(&plans[i], national, &type))
			return &plans[i];
	}
	return NULL;
}

static unsigned highest_bit(uint32_t mask)
{
	return 31u - (unsigned) __builtin_clz(mask);
}

/* Applies one row; false when it does not fit the number. */
static bool strip_row(const struct phone_strip *row, const struct phone_subject *s,
                      struct str number, struct phone_number *out)
{
	for (uint32_t cuts = phone_match(s, row->cut, 1); cuts != 0;) {
		unsigned cut = highest_bit(cuts);
		cuts &= ~(1u << cut);
		uint32_t keeps = phone_match(s, row->keep, 1u << cut);
		if (row->whole)
			keeps &= 1u << s->len;
		while (keeps != 0) {
			unsigned keep = highest_bit(keeps);
			keeps &= ~(1u << keep);
			uint32_t after = phone_match(s, row->after, 1u << keep);
			if (after == 0)
				continue;
			struct str kept = str_head(str_from(number, cut), keep - cut);
			struct phone_number head = phone_number_of(str_of(row->put), kept);
			*out = phone_number_of(phone_number_str(&head),
			                       str_from(number, highest_bit(after)));
			return true;
		}
	}
	return false;
}

/* The national number behind trunk prefix and carrier code, which stay where cutting them would
 * turn a possible number into an impossible one. */
static struct phone_number strip(const struct phone_plan *plan, struct str number)
{
	struct phone_number before = phone_number_of(number, S("")), after = before;
	struct phone_subject s = phone_subject(number);
	const struct phone_strip *row = &phone_strips[plan->strips], *end = row + plan->strips_n;
	while (row < end && !strip_row(row, &s, number, &after))
		row++;
	struct str national = phone_number_str(&after);
	if (row == end || str_eq(national, number))
		return before;
	struct phone_subject stripped = phone_subject(national);
	if (phone_match_all(&s, plan->general) && !phone_match_all(&stripped, plan->general))
		return before;
	const struct phone_plan *home = plan_for(code_numbered(plan->code), national);
	uint32_t lengths = phone_lengths[(home != NULL ? home : plan)->lengths];
	bool longer = (lengths >> national.len) == 0;
	return longer || (lengths >> national.len & 1) != 0 ? after : before;
}

/* Why the digits are no number of the plan. */
static enum phone_reason reason_of(const struct phone_plan *plan, struct str national)
{
	uint32_t lengths = phone_lengths[plan->lengths];
	if ((lengths & ((2u << national.len) - 1)) == 0)
		return PHONE_TOO_SHORT;
	return (lengths >> national.len) == 0 ? PHONE_TOO_LONG : PHONE_BAD;
}

/* The number of that plan, without its type. */
static struct phone phone_in(const struct phone_plan *plan, struct str national)
{
	struct phone p = { .e164 = "+", .type = PHONE_TYPE_UNKNOWN };
	char digits[4];
	size_t n = 0;
	for (unsigned v = plan->code; v != 0; v /= 10)
		digits[n++] = (char) ('0' + v % 10);
	for (size_t i = 0; i < n; i++)
		p.e164[1 + i] = digits[n - 1 - i];
	p.code_len = (uint8_t) n;
	p.len = (uint8_t) (1 + n + national.len);
	memcpy(p.e164 + 1 + n, national.ptr, national.len);
	memcpy(p.region, plan->region, sizeof p.region);
	return p;
}

static bool accept(const struct phone_code *code, const struct phone_plan *fallback,
                   struct str national, struct phone *out)
{
	const struct phone_plan *plan = plan_for(code, national);
	enum phone_type type;
	if (plan == NULL)
		plan = fallback;
	if (plan == NULL || !phone_plan_type(plan, national, &type))
		return false;
	*out = phone_in(plan, national);
	out->type = type;
	out->reading = fallback != NULL ? PHONE_READ_NATIONAL : PHONE_READ_INTERNATIONAL;
	return true;
}

enum { BRAZIL = 55, MEXICO = 52, ARGENTINA = 54 };

/* The form of a line that is written in another way (phone.h); false when this is no such number.
 * Mexico's 1 only followed the country code; 01, 044 and 045 were dialled at home until 2019. */
static bool one_form(const struct phone_plan *plan, struct str n, bool abroad,
                     struct phone_number *out)
{
	if (plan->code == BRAZIL && n.len == 10 && n.ptr[2] >= '6') {
		struct phone_number head = phone_number_of(str_head(n, 2), S("9"));
		*out = phone_number_of(phone_number_str(&head), str_from(n, 2));
		return true;
	}
	if (plan->code == MEXICO) {
		static const struct str old[] = { STR("01"), STR("044"), STR("045"), STR("1") };
		size_t known = abroad ? COUNT(old) : COUNT(old) - 1;
		for (size_t i = 0; i < known; i++) {
			if (n.len == old[i].len + 10 && str_starts(n, old[i])) {
				*out = phone_number_of(str_from(n, old[i].len), S(""));
				return true;
			}
		}
	}
	if (plan->code == ARGENTINA && n.len == 13 && n.ptr[0] == '9') {
		*out = strip(plan, str_from(n, 1));
		return out->len == 11;
	}
	return false;
}

/* `fallback` is the plan of the country the digits were dialled in; NULL: they came from abroad. */
static enum phone_reason read_in(const struct phone_code *code, const struct phone_plan *plan,
                                 const struct phone_plan *fallback, struct str digits,
                                 struct phone *out)
{
	struct phone_number national = strip(plan, digits), rewritten;
	struct str number = phone_number_str(&national);
	if (one_form(plan, number, fallback == NULL, &rewritten) &&
	    accept(code, fallback, phone_number_str(&rewritten), out))
		return PHONE_OK;
	if (accept(code, fallback, number, out))
		return PHONE_OK;
	return reason_of(plan, number);
}

enum phone_reason phone_read_national(const struct phone_plan *plan, struct str digits,
                                      struct phone *out)
{
	if (digits.len > PHONE_SUBJECT_MAX)
		return PHONE_TOO_LONG;
	if (digits.len == 0)
		return PHONE_EMPTY;
	return read_in(code_numbered(plan->code), plan, plan, digits, out);
}

enum phone_reason phone_read_international(struct str digits, struct phone *out)
{
	if (digits.len > PHONE_SUBJECT_MAX)
		return PHONE_TOO_LONG;
	size_t code_len = 0;
	const struct phone_code *code = phone_code_of(digits, &code_len);
	if (code == NULL)
		return PHONE_BAD_CODE;
	if (digits.len == code_len)
		return PHONE_TOO_SHORT;
	const struct phone_plan *main = &phone_plans[code->first];
	return read_in(code, main, NULL, str_from(digits, code_len), out);
}

enum phone_reason phone_read_trusted(struct str digits, struct phone *out)
{
	enum phone_reason reason = phone_read_international(digits, out);
	size_t code_len = 0;
	const struct phone_code *code = reason == PHONE_BAD ? phone_code_of(digits, &code_len)
	                                                    : NULL;
	if (code == NULL)
		return reason;
	const struct phone_plan *main = &phone_plans[code->first];
	struct str national = str_from(digits, code_len);
	if (!length_possible(main->lengths, national.len))
		return reason;
	*out = phone_in(main, national);
	return PHONE_OK;
}

const struct phone_plan *phone_plan_of_number(const struct phone *p)
{
	const struct phone_plan *plan = phone_plan_of(str_of(p->region));
	if (plan != NULL)
		return plan;
	size_t code_len;
	const struct phone_code *code = phone_code_of(phone_digits(p), &code_len);
	return code == NULL ? NULL : &phone_plans[code->first];
}
