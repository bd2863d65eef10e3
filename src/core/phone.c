/* phone.c: puts text (phone_text.c) and plans (phone_plan.c) together: which reading of the digits
 * comes first, and when none is right, why. */
#include "core/phone.h"

#include "core/phone_plan.h"
#include "core/phone_text.h"

static const struct {
	struct str name, slug, sentence;
} reasons[] = {
	[PHONE_OK] = { STR("OK"), STR("ok"), STR("") },
#define REASON(name, slug, sentence) [PHONE_##name] = { STR(#name), STR(slug), STR(sentence) },
#include "core/phone_reasons.def"
#undef REASON
};
_Static_assert(COUNT(reasons) == PHONE_REASON_N, "a row per reason");

static const struct str type_words[] = {
#define TYPE(name, word) [PHONE_TYPE_##name] = STR(word),
#include "core/phone_types.def"
#undef TYPE
};
_Static_assert(COUNT(type_words) == PHONE_TYPE_N, "a word per type");

struct str phone_reason_name(enum phone_reason r)
{
	return reasons[r].name;
}

struct str phone_reason_slug(enum phone_reason r)
{
	return reasons[r].slug;
}

struct str phone_reason_sentence(enum phone_reason r)
{
	return reasons[r].sentence;
}

struct str phone_type_word(enum phone_type t)
{
	return type_words[t];
}

/* The digits without the zero in brackets. */
static struct phone_number without_zero(const struct phone_scan *scan)
{
	struct str digits = phone_scan_digits(scan);
	size_t at = (size_t) scan->zero_at;
	return phone_number_of(str_head(digits, at), str_from(digits, at + 1));
}

/* The full number with its country code. Italy keeps the zero that elsewhere is only dialled at
 * home, so a "(0)" comes back when the number is none without it. */
static enum phone_reason read_full(const struct phone_scan *scan, struct phone *out)
{
	if (scan->zero_at > 0) {
		struct phone_number bare = without_zero(scan);
		if (phone_read_international(phone_number_str(&bare), out) == PHONE_OK)
			return PHONE_OK;
	}
	return phone_read_international(phone_scan_digits(scan), out);
}

/* Digits as a full number, after a leading 00 or what the country dials to get abroad. */
static enum phone_reason read_abroad(const struct phone_plan *plan, struct str digits,
                                     struct phone *out)
{
	enum phone_reason reason = phone_read_international(
		str_starts(digits, S("00")) ? str_from(digits, 2) : digits, out);
	if (reason == PHONE_OK || plan->exit == 0)
		return reason;
	struct phone_subject s = phone_subject(digits);
	for (uint32_t ends = phone_match(&s, plan->exit, 1); ends != 0;) {
		unsigned end = 31u - (unsigned) __builtin_clz(ends);
		ends &= ~(1u << end);
		if (phone_read_international(str_from(digits, end), out) == PHONE_OK)
			return PHONE_OK;
	}
	return reason;
}

/* Where no trunk prefix exists and numbers begin with a zero themselves (Italy), a spreadsheet eats
 * that zero. */
static enum phone_reason read_with_lost_zero(const struct phone_plan *plan, struct str digits,
                                             struct phone *out)
{
	if (plan->trunk[0] != '\0')
		return PHONE_BAD;
	struct phone_number restored = phone_number_of(S("0"), digits);
	return phone_read_national(plan, phone_number_str(&restored), out);
}

static enum phone_reason read_plain(const struct phone_plan *plan, const struct phone_scan *scan,
                                    struct phone *out)
{
	struct str digits = phone_scan_digits(scan);
	if (scan->zero_at > 0 && read_full(scan, out) == PHONE_OK)
		return PHONE_OK;
	enum phone_reason home = phone_read_national(plan, digits, out);
	if (home == PHONE_OK)
		return PHONE_OK;
	enum phone_reason abroad = read_abroad(plan, digits, out);
	if (abroad == PHONE_OK || read_with_lost_zero(plan, digits, out) == PHONE_OK)
		return PHONE_OK;
	return str_starts(digits, S("00")) ? abroad : home;
}

static enum phone_reason as_written(enum phone_reason reason, struct phone *p)
{
	if (reason == PHONE_OK)
		p->reading = PHONE_READ_PLUS;
	return reason;
}

enum phone_reason phone_parse(struct str text, struct str region, struct phone *out)
{
	struct phone_scan scan;
	enum phone_reason reason = phone_scan(text, &scan);
	if (reason != PHONE_OK)
		return reason;
	if (scan.source != PHONE_SOURCE_PLAIN)
		return as_written(read_full(&scan, out), out);
	if (region.len == 0)
		return PHONE_NO_COUNTRY;
	const struct phone_plan *plan = phone_plan_of(region);
	return plan == NULL ? PHONE_BAD_COUNTRY : read_plain(plan, &scan, out);
}

/* The digits of "+" and nothing but ASCII digits. */
static enum phone_reason e164_digits(struct str text, struct str *digits)
{
	if (text.len < 2 || text.ptr[0] != '+')
		return text.len == 0 ? PHONE_EMPTY : PHONE_NO_COUNTRY;
	*digits = str_from(text, 1);
	for (size_t i = 0; i < digits->len; i++)
		if (digits->ptr[i] < '0' || digits->ptr[i] > '9')
			return PHONE_NOT_A_PHONE;
	return PHONE_OK;
}

enum phone_reason phone_from_e164(struct str text, struct phone *out)
{
	struct str digits;
	enum phone_reason reason = e164_digits(text, &digits);
	return reason != PHONE_OK ? reason : as_written(phone_read_international(digits, out), out);
}

enum phone_reason phone_trusted(struct str text, struct phone *out)
{
	struct str digits;
	enum phone_reason reason = e164_digits(text, &digits);
	return reason != PHONE_OK ? reason : as_written(phone_read_trusted(digits, out), out);
}

enum phone_reason phone_from_wa(struct str address, struct phone *out)
{
	struct phone_scan scan;
	enum phone_reason reason = phone_scan_wa(address, &scan);
	if (reason != PHONE_OK)
		return reason;
	struct str digits = phone_scan_digits(&scan);
	return as_written(str_find_byte(address, '@', NULL) ? phone_read_trusted(digits, out)
	                                                    : phone_read_international(digits, out),
	                  out);
}

static bool has_code(const struct phone *p, const char *code)
{
	struct str c = str_of(code);
	return p->code_len == c.len && memcmp(p->e164 + 1, c.ptr, c.len) == 0;
}

/* "+54 9 AA …" ↔ "+54 AA …": the same line when both exist. */
static bool argentine_mobile(const struct phone *p)
{
	return has_code(p, "54") && phone_national(p).len == 11 && phone_national(p).ptr[0] == '9';
}

struct phone_key phone_match_key(const struct phone *p)
{
	struct phone_key key = { .len = 0 };
	size_t skip = argentine_mobile(p) ? 1 : 0;
	for (size_t i = 0; i < p->len; i++)
		if (skip == 0 || i != 1u + p->code_len)
			key.text[key.len++] = p->e164[i];
	return key;
}

static struct phone_variant variant(const struct phone *p, const char *insert, size_t from)
{
	struct phone_variant v = { .code_len = p->code_len };
	struct str parts[] = { str_head(phone_digits(p), p->code_len), str_of(insert),
		               str_from(phone_national(p), from) };
	for (size_t i = 0; i < COUNT(parts); i++) {
		memcpy(v.digits + v.len, parts[i].ptr, parts[i].len);
		v.len = (uint8_t) (v.len + parts[i].len);
	}
	return v;
}

size_t phone_variants(const struct phone *p, struct phone_variant out[PHONE_VARIANTS])
{
	struct str national = phone_national(p);
	size_t n = 0;
	out[n++] = variant(p, "", 0);
	if (has_code(p, "55") && national.len == 11 && national.ptr[2] == '9' &&
	    national.ptr[3] >= '6') {
		const char area[] = { national.ptr[0], national.ptr[1], '\0' };
		out[n++] = variant(p, area, 3);
	}
	if (has_code(p, "52") && national.len == 10)
		out[n++] = variant(p, "1", 0);
	if (argentine_mobile(p))
		out[n++] = variant(p, "", 1);
	else if (has_code(p, "54") && national.len == 10)
		out[n++] = variant(p, "9", 0);
	return n;
}

struct str phone_trunk(const struct phone *p)
{
	const struct phone_plan *plan = phone_plan_of_number(p);
	return plan == NULL ? S("") : str_of(plan->trunk);
}

bool phone_region_known(struct str region)
{
	return phone_plan_of(region) != NULL;
}

unsigned phone_region_code(struct str region)
{
	const struct phone_plan *plan = phone_plan_of(region);
	return plan == NULL ? 0 : plan->code;
}

struct str phone_region_at(size_t i)
{
	if (i >= phone_regions_n)
		return STR_ABSENT;
	return (struct str) { phone_plans[phone_regions[i]].region, 2 };
}
