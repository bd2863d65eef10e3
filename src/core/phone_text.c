/* phone_text.c: finds the digits of one number in free text. First the text becomes a short line of
 * ASCII symbols; everything else works on that line. */
#include "core/phone_text.h"

#include "base/utf8.h"
#include "core/digit.h"

enum { LINE_MAX = 160, EXTENSION_MAX = 6, LABEL_DIGITS_MAX = 3 };

struct symbols {
	char ptr[LINE_MAX + 1];
	size_t len;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || c == PHONE_LETTER;
}

static bool within(uint32_t cp, uint32_t first, uint32_t last)
{
	return cp >= first && cp <= last;
}

static bool is_mark(uint32_t cp)
{
	return cp == 0xad || cp == 0x61c || cp == 0x180e || within(cp, 0x200b, 0x200f) ||
	       within(cp, 0x202a, 0x202e) || within(cp, 0x2060, 0x206f) || cp == 0xfeff ||
	       within(cp, 0xfe00, 0xfe0f);
}

static bool is_space(uint32_t cp)
{
	return cp == 0x85 || cp == 0xa0 || cp == 0x1680 || within(cp, 0x2000, 0x200a) ||
	       cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

static char beyond_ascii(uint32_t cp)
{
	if (is_mark(cp))
		return PHONE_MARK;
	if (is_space(cp))
		return ' ';
	if (within(cp, 0x2010, 0x2015) || cp == 0x2043 || cp == 0x2212 || cp == 0x30fc)
		return '-';
	if (cp == 0xb7 || cp == 0x2022 || cp == 0x2024 || cp == 0x2027)
		return '.';
	if (within(cp, 0x2018, 0x201b) || cp == 0xb4)
		return '\'';
	if (within(cp, 0x201c, 0x201f))
		return '"';
	if (cp == 0x3001 || cp == 0x60c)
		return ',';
	if (cp == 0x61b)
		return ';';
	if (cp == 0x2053 || cp == 0x223c)
		return '~';
	return within(cp, 0x2000, 0x2bff) || cp >= 0x1f000 ? ' ' : PHONE_LETTER;
}

char phone_symbol(uint32_t cp)
{
	if (within(cp, 0xff01, 0xff5e))
		cp -= 0xff01 - '!';
	if (cp >= 'A' && cp <= 'Z')
		return (char) (cp - 'A' + 'a');
	if (cp < 0x20 || cp == 0x7f)
		return ' ';
	if (cp < 0x80)
		return (char) cp;
	int digit = digit_value(cp);
	return digit >= 0 ? (char) ('0' + digit) : beyond_ascii(cp);
}

static bool symbols_of(struct str text, struct symbols *out)
{
	out->len = 0;
	for (size_t at = 0; at < text.len;) {
		char c = phone_symbol(utf8_next(text, &at));
		if (c == PHONE_MARK || (c == ' ' && out->len == 0))
			continue;
		if (out->len == LINE_MAX)
			return false;
		out->ptr[out->len++] = c;
	}
	return true;
}

static size_t count_digits(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += is_digit(s.ptr[i]);
	return n;
}

/* What a spreadsheet puts around a text so that it stays a text: ="…", '…, "…". */
static struct str unwrapped(struct str s)
{
	s = str_trim(s);
	if (s.len != 0 && s.ptr[0] == '=')
		s = str_trim(str_from(s, 1));
	while (s.len != 0 && (s.ptr[0] == '\'' || s.ptr[0] == '"' || s.ptr[0] == '`'))
		s = str_from(s, 1);
	while (s.len != 0 && (s.ptr[s.len - 1] == '\'' || s.ptr[s.len - 1] == '"'))
		s.len--;
	return str_trim(s);
}

static bool add_digits(struct phone_scan *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.ptr[i]))
			continue;
		if (out->len == PHONE_SUBJECT_MAX)
			return false;
		out->digits[out->len++] = s.ptr[i];
	}
	return true;
}

static size_t leading_digits(struct str s)
{
	size_t n = 0;
	while (n < s.len && is_digit(s.ptr[n]))
		n++;
	return n;
}

/* 5.511999000031E+12. False when the text is something else. */
static bool scientific(struct str s, struct phone_scan *out, enum phone_reason *reason)
{
	if (s.len != 0 && s.ptr[0] == '+')
		s = str_from(s, 1);
	struct str whole = str_head(s, leading_digits(s));
	struct str rest = str_from(s, whole.len), fraction = { "", 0 };
	if (rest.len != 0 && (rest.ptr[0] == '.' || rest.ptr[0] == ',')) {
		rest = str_from(rest, 1);
		fraction = str_head(rest, leading_digits(rest));
		rest = str_from(rest, fraction.len);
	}
	if (whole.len != 1 || rest.len < 2 || rest.ptr[0] != 'e')
		return false;
	rest = str_from(rest, rest.ptr[1] == '+' ? 2 : 1);
	int64_t exponent;
	if (leading_digits(rest) != rest.len || !str_to_int(rest, &exponent))
		return false;
	*reason = PHONE_LOSSY;
	if (exponent < 0 || (uint64_t) exponent > fraction.len)
		return true;
	struct str beyond = str_from(fraction, (size_t) exponent);
	for (size_t i = 0; i < beyond.len; i++)
		if (beyond.ptr[i] != '0')
			return true;
	*reason = add_digits(out, whole) && add_digits(out, str_head(fraction, (size_t) exponent))
	                  ? PHONE_OK
	                  : PHONE_TOO_LONG;
	return true;
}

/* "98765432100.0" → "98765432100": a spreadsheet took the number for one with decimals. */
static struct str without_decimals(struct str s)
{
	size_t sign = s.len != 0 && s.ptr[0] == '+';
	size_t whole = sign + leading_digits(str_from(s, sign));
	if (whole < sign + 7 || whole + 1 >= s.len || (s.ptr[whole] != '.' && s.ptr[whole] != ','))
		return s;
	for (size_t i = whole + 1; i < s.len; i++)
		if (s.ptr[i] != '0')
			return s;
	return str_head(s, whole);
}

/* 2026-01-31, with or without a time: a column of dates is no column of numbers. */
static bool is_date(struct str s)
{
	return s.len >= 10 && leading_digits(s) == 4 && s.ptr[4] == '-' &&
	       leading_digits(str_from(s, 5)) == 2 && s.ptr[7] == '-' &&
	       leading_digits(str_from(s, 8)) == 2 && (s.ptr[0] == '1' || s.ptr[0] == '2') &&
	       s.ptr[5] <= '1' && s.ptr[8] <= '3' &&
	       (s.len == 10 || s.ptr[10] == ' ' || s.ptr[10] == 't');
}

/* Behind "cel:", "tel:", "waid=" …, as long as hardly any digit stands before the colon. */
static struct str without_label(struct str s, struct phone_scan *out)
{
	static const struct str wa[] = { STR("waid="), STR("wa.me/"), STR("send?phone=") };
	size_t at;
	for (size_t i = 0; i < COUNT(wa); i++) {
		if (str_find(s, wa[i], &at)) {
			out->source = PHONE_SOURCE_WA;
			s = str_from(s, at + wa[i].len);
		}
	}
	size_t digits = 0, start = 0;
	for (size_t i = 0; i < s.len && digits <= LABEL_DIGITS_MAX; i++) {
		digits += is_digit(s.ptr[i]);
		if (s.ptr[i] == ':')
			start = i + 1;
	}
	s = str_from(s, start);
	size_t number = 0;
	while (number < s.len && !is_digit(s.ptr[number]) && s.ptr[number] != '+')
		number++;
	if (number > 0 && number < s.len && s.ptr[number - 1] == '(')
		number--;
	if (number > 0 && is_digit(s.ptr[number]) && is_letter(s.ptr[number - 1]))
		return S("");
	return str_from(s, number);
}

static bool is_separator(char c)
{
	return c != '\0' && strchr(" -./()[]~", c) != NULL;
}

/* "(0)" at s: its length, else 0. */
static size_t bracketed_zero(struct str s)
{
	static const struct str forms[] = { STR("(0)"), STR("[0]"), STR("( 0 )") };
	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_starts(s, forms[i]))
			return forms[i].len;
	return 0;
}

/* What stands behind the digits may be a label or an extension, but no further number. */
static bool is_tail(struct str s, bool glued)
{
	static const struct str extensions[] = { STR("x"), STR("ext"), STR("ramal"), STR("int") };
	if (s.len == 0)
		return true;
	if (s.ptr[0] == '+' || s.ptr[0] == '*' || s.ptr[0] == '@' || s.ptr[0] == '_' ||
	    s.ptr[0] == ':')
		return false;
	if (count_digits(s) > EXTENSION_MAX)
		return false;
	if (!glued || !is_letter(s.ptr[0]))
		return true;
	for (size_t i = 0; i < COUNT(extensions); i++) {
		if (str_starts(s, extensions[i]) && s.len > extensions[i].len &&
		    !is_letter(s.ptr[extensions[i].len]))
			return true;
	}
	return false;
}

static enum phone_reason scan_number(struct str s, struct phone_scan *out)
{
	size_t at = 0;
	while (at < s.len &&
	       (s.ptr[at] == '+' || (s.ptr[at] == '(' && at + 1 < s.len && s.ptr[at + 1] == '+')))
		if (s.ptr[at++] == '+' && out->source == PHONE_SOURCE_PLAIN)
			out->source = PHONE_SOURCE_PLUS;
	for (; at < s.len; at++) {
		size_t zero = out->zero_at < 0 ? bracketed_zero(str_from(s, at)) : 0;
		if (zero != 0) {
			out->zero_at = (int8_t) out->len;
			at += zero - 1;
			if (!add_digits(out, S("0")))
				return PHONE_TOO_LONG;
		} else if (is_digit(s.ptr[at])) {
			if (!add_digits(out, str_head(str_from(s, at), 1)))
				return PHONE_TOO_LONG;
		} else if (!is_separator(s.ptr[at])) {
			break;
		}
	}
	if (!is_tail(str_from(s, at), at > 0 && is_digit(s.ptr[at - 1])))
		return PHONE_NOT_A_PHONE;
	return out->len == 0 ? PHONE_EMPTY : PHONE_OK;
}

enum phone_reason phone_scan_wa(struct str s, struct phone_scan *out)
{
	*out = (struct phone_scan) { .zero_at = -1, .source = PHONE_SOURCE_WA };
	if (s.len != 0 && s.ptr[0] == '+')
		s = str_from(s, 1);
	size_t n = leading_digits(s);
	struct str rest = str_from(s, n);
	if (rest.len != 0 && rest.ptr[0] == ':')
		rest = str_from(rest, 1 + leading_digits(str_from(rest, 1)));
	if (n == 0 ||
	    (rest.len != 0 && !str_eq(rest, S("@s.whatsapp.net")) && !str_eq(rest, S("@c.us"))))
		return PHONE_NOT_A_PHONE;
	return add_digits(out, str_head(s, n)) ? PHONE_OK : PHONE_NOT_A_PHONE;
}

enum phone_reason phone_scan(struct str text, struct phone_scan *out)
{
	struct symbols line;
	*out = (struct phone_scan) { .zero_at = -1, .source = PHONE_SOURCE_PLAIN };
	if (!symbols_of(text, &line))
		return PHONE_NOT_A_PHONE;
	struct str s = unwrapped((struct str) { line.ptr, line.len });
	size_t at;
	enum phone_reason reason;
	if (count_digits(s) == 0)
		return PHONE_EMPTY;
	if (str_find_byte(s, '@', &at))
		return phone_scan_wa(without_label(s, out), out);
	if (scientific(s, out, &reason))
		return reason;
	if (is_date(s))
		return PHONE_NOT_A_PHONE;
	s = without_decimals(without_label(s, out));
	return s.len == 0 ? PHONE_NOT_A_PHONE : scan_number(s, out);
}
