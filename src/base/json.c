/* json.c: the strict pull reader of RFC 8259. See json.h; the writer is json_put.c. */
#include "base/json.h"
#include "base/json_scan.h"
#include "base/utf8.h"

/* A depth that no document has: the reader is beyond its first error, and nothing succeeds. */
enum { BROKEN = JSON_DEPTH_MAX + 1 };

static bool fail(struct json *j)
{
	j->ptr = j->end;
	j->depth = BROKEN;
	return false;
}

struct json json_of(struct str text, struct arena *a)
{
	struct json j = { .ptr = text.ptr, .arena = a };

	j.end = text.len == 0 ? text.ptr : text.ptr + text.len;
	/* Once, for the whole text: strings then need no second look. */
	if (!utf8_valid(text))
		fail(&j);
	return j;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void skip_space(struct json *j)
{
	while (j->ptr != j->end && is_space(*j->ptr))
		j->ptr++;
}

static bool at(const struct json *j, char c)
{
	return j->ptr != j->end && *j->ptr == c;
}

enum json_type json_peek(struct json *j)
{
	skip_space(j);
	if (j->ptr == j->end)
		return JSON_BAD;
	switch (*j->ptr) {
	case '"':
		return JSON_STRING;
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case 't':
	case 'f':
		return JSON_BOOL;
	case 'n':
		return JSON_NULL;
	default:
		return at(j, '-') || (*j->ptr >= '0' && *j->ptr <= '9') ? JSON_NUMBER : JSON_BAD;
	}
}

/* After a literal or number: the text ends, or something stands there that ends it. */
static bool delimited(const struct json *j)
{
	return j->ptr == j->end || is_space(*j->ptr) || at(j, ',') || at(j, ']') || at(j, '}');
}

static bool literal(struct json *j, struct str word)
{
	const struct str left = { j->ptr, (size_t) (j->end - j->ptr) };

	if (!str_starts(left, word))
		return fail(j);
	j->ptr += word.len;
	return delimited(j) || fail(j);
}

bool json_null(struct json *j)
{
	return json_peek(j) == JSON_NULL && literal(j, S("null"));
}

bool json_bool(struct json *j, bool *out)
{
	if (json_peek(j) != JSON_BOOL)
		return false;
	*out = at(j, 't');
	return literal(j, *out ? S("true") : S("false"));
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits after "\u"; false when they are none. */
static bool hex4(const char *p, uint32_t *out)
{
	uint32_t v = 0;

	for (size_t i = 0; i < 4; i++) {
		const int digit = hex_value(p[i]);

		if (digit < 0)
			return false;
		v = v << 4 | (uint32_t) digit;
	}
	*out = v;
	return true;
}

/* "\uXXXX", or a surrogate pair of two. Bytes used; 0 when refused. */
static size_t escape_unicode(const char *p, size_t left, uint32_t *cp)
{
	uint32_t high, low;

	if (left < 6 || !hex4(p + 2, &high) || high == 0)
		return 0;
	*cp = high;
	if (high < 0xD800 || high > 0xDFFF)
		return 6;
	if (high > 0xDBFF || left < 12 || p[6] != '\\' || p[7] != 'u' || !hex4(p + 8, &low))
		return 0;
	if (low < 0xDC00 || low > 0xDFFF)
		return 0;
	*cp = 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
	return 12;
}

/* The escape at p, which is a backslash. Bytes used; 0 when refused. */
static size_t escape(const char *p, const char *end, uint32_t *cp)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const size_t left = (size_t) (end - p);
	const char *letter;

	if (left < 2)
		return 0;
	if (p[1] == 'u')
		return escape_unicode(p, left, cp);
	letter = memchr(letters, p[1], sizeof letters - 1);
	if (letter == NULL)
		return 0;
	*cp = (unsigned char) meant[letter - letters];
	return 2;
}

/* raw is checked already. No escape is shorter than what it stands for. */
static struct str unescape(struct arena *a, struct str raw)
{
	const char *p = raw.ptr, *const end = raw.ptr + raw.len;
	char *const out = arena_raw(a, raw.len);
	size_t len = 0;

	while (p != end) {
		const size_t n = json_plain(p, (size_t) (end - p));
		uint32_t cp;

		memcpy(out + len, p, n);
		len += n;
		p += n;
		if (p == end)
			break;
		p += escape(p, end, &cp);
		len += utf8_encode(cp, out + len);
	}
	return (struct str) { out, len };
}

bool json_string(struct json *j, struct str *out)
{
	const char *p;
	struct str raw;
	bool escaped = false;

	if (json_peek(j) != JSON_STRING)
		return false;
	for (p = ++j->ptr;; escaped = true) {
		uint32_t cp;
		size_t n;

		p += json_plain(p, (size_t) (j->end - p));
		if (p == j->end)
			return fail(j);
		if (*p == '"')
			break;
		n = *p == '\\' ? escape(p, j->end, &cp) : 0;
		if (n == 0)
			return fail(j);
		p += n;
	}
	raw = (struct str) { j->ptr, (size_t) (p - j->ptr) };
	j->ptr = p + 1;
	if (out != NULL)
		*out = escaped ? unescape(j->arena, raw) : raw;
	return true;
}

static size_t skip_digits(struct json *j)
{
	const char *const start = j->ptr;

	while (j->ptr != j->end && *j->ptr >= '0' && *j->ptr <= '9')
		j->ptr++;
	return (size_t) (j->ptr - start);
}

bool json_number(struct json *j, struct str *text)
{
	const char *start;

	if (json_peek(j) != JSON_NUMBER)
		return false;
	start = j->ptr;
	if (at(j, '-'))
		j->ptr++;
	if (at(j, '0'))
		j->ptr++;
	else if (skip_digits(j) == 0)
		return fail(j);
	if (at(j, '.')) {
		j->ptr++;
		if (skip_digits(j) == 0)
			return fail(j);
	}
	if (at(j, 'e') || at(j, 'E')) {
		j->ptr++;
		if (at(j, '+') || at(j, '-'))
			j->ptr++;
		if (skip_digits(j) == 0)
			return fail(j);
	}
	if (!delimited(j))
		return fail(j);
	*text = (struct str) { start, (size_t) (j->ptr - start) };
	return true;
}

/* The exponent after 'e'. Beyond a million it only matters that it is large. */
static int64_t exponent_of(struct str text)
{
	const bool negative = str_starts(text, S("-"));
	int64_t v = 0;

	for (size_t i = negative || str_starts(text, S("+")); i < text.len && v < 1000000; i++)
		v = v * 10 + (text.ptr[i] - '0');
	return negative ? -v : v;
}

/* The value of a number with fraction or exponent, when it is whole and fits. */
static bool whole_value(struct str text, int64_t *out)
{
	struct str mantissa, whole, fraction;
	size_t e;
	int64_t before, v = 0;
	const bool negative = text.ptr[0] == '-';

	if (!str_find_byte(text, 'e', &e) && !str_find_byte(text, 'E', &e))
		e = text.len;
	mantissa = str_from(str_head(text, e), negative);
	fraction = mantissa;
	whole = str_cut(&fraction, '.');
	/* Digits in front of the point, once the exponent has moved it. */
	before = (int64_t) whole.len + exponent_of(str_from(text, e + 1));
	for (size_t i = 0, place = 0; i < mantissa.len; i++) {
		const int digit = mantissa.ptr[i] - '0';

		if (mantissa.ptr[i] == '.')
			continue;
		if ((int64_t) place++ >= before) {
			if (digit != 0)
				return false;
		} else if (__builtin_mul_overflow(v, 10, &v) ||
		           __builtin_sub_overflow(v, digit, &v)) {
			return false;
		}
	}
	before -= (int64_t) (whole.len + fraction.len);
	while (v != 0 && before-- > 0) {
		if (__builtin_mul_overflow(v, 10, &v))
			return false;
	}
	if (!negative && v == INT64_MIN)
		return false;
	*out = negative ? v : -v;
	return true;
}

bool json_int(struct json *j, int64_t *out, bool *whole)
{
	struct str text;

	if (!json_number(j, &text))
		return false;
	*whole = str_to_int(text, out) || whole_value(text, out);
	return true;
}

static int broken(struct json *j)
{
	fail(j);
	return -1;
}

static int leave(struct json *j)
{
	j->ptr++;
	j->depth--;
	return 0;
}

/* Steps into a container, or past a value in it, up to what follows. */
static int step(struct json *j, char open, char close, bool *first)
{
	skip_space(j);
	if (!*first) {
		if (at(j, close))
			return leave(j);
		if (!at(j, ','))
			return broken(j);
		j->ptr++;
		return 1;
	}
	if (!at(j, open))
		return -1;
	if (j->depth >= JSON_DEPTH_MAX)
		return broken(j);
	*first = false;
	j->ptr++;
	j->depth++;
	skip_space(j);
	return at(j, close) ? leave(j) : 1;
}

int json_element(struct json *j, bool *first)
{
	const int more = step(j, '[', ']', first);

	return more == 1 && json_peek(j) == JSON_BAD ? broken(j) : more;
}

int json_member(struct json *j, struct str *name, bool *first)
{
	const int more = step(j, '{', '}', first);

	if (more != 1)
		return more;
	if (!json_string(j, name))
		return broken(j);
	skip_space(j);
	if (!at(j, ':'))
		return broken(j);
	j->ptr++;
	return json_peek(j) == JSON_BAD ? broken(j) : 1;
}

static bool skip_members(struct json *j)
{
	int more;

	for (bool first = true; (more = json_member(j, NULL, &first)) > 0;) {
		if (!json_skip(j, NULL))
			return false;
	}
	return more == 0;
}

static bool skip_elements(struct json *j)
{
	int more;

	for (bool first = true; (more = json_element(j, &first)) > 0;) {
		if (!json_skip(j, NULL))
			return false;
	}
	return more == 0;
}

/* Recursion ends at JSON_DEPTH_MAX. */
static bool skip_value(struct json *j)
{
	struct str number;
	bool truth;

	switch (json_peek(j)) {
	case JSON_NULL:
		return json_null(j);
	case JSON_BOOL:
		return json_bool(j, &truth);
	case JSON_NUMBER:
		return json_number(j, &number);
	case JSON_STRING:
		return json_string(j, NULL);
	case JSON_ARRAY:
		return skip_elements(j);
	case JSON_OBJECT:
		return skip_members(j);
	case JSON_BAD:
		break;
	}
	return fail(j);
}

bool json_skip(struct json *j, struct str *raw)
{
	const char *start;

	json_peek(j); /* past the white space before it */
	start = j->ptr;
	if (!skip_value(j))
		return false;
	if (raw != NULL)
		*raw = (struct str) { start, (size_t) (j->ptr - start) };
	return true;
}

bool json_end(struct json *j)
{
	skip_space(j);
	return j->ptr == j->end && j->depth == 0;
}
