/* query.c: percent-encoding, query strings, cookies, Accept-Encoding. See query.h. */
#include "net/query.h"

#include "base/utf8.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum plus { PLUS_STAYS, PLUS_IS_SPACE };

/* Writes what s decodes to; returns its length, or SIZE_MAX for a broken escape or a NUL. */
static size_t decode_into(char *out, struct str s, enum plus plus)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '+' && plus == PLUS_IS_SPACE)
			c = ' ';
		if (c == '%') {
			if (s.len - i < 3)
				return SIZE_MAX;
			const int high = hex_digit(s.ptr[i + 1]), low = hex_digit(s.ptr[i + 2]);
			if (high < 0 || low < 0 || (high == 0 && low == 0))
				return SIZE_MAX;
			c = (char) (high << 4 | low);
			i += 2;
		}
		out[n++] = c;
	}
	return n;
}

static struct str decode(struct arena *a, struct str s, enum plus plus)
{
	const bool plain = !str_find_byte(s, '%', NULL) &&
	                   (plus == PLUS_STAYS || !str_find_byte(s, '+', NULL));
	struct str out = s;

	if (str_absent(s))
		return s;
	if (!plain) {
		char *room = arena_raw(a, s.len);

		out = (struct str) { room, decode_into(room, s, plus) };
		if (out.len == SIZE_MAX)
			return STR_ABSENT;
	}
	return utf8_valid(out) ? out : STR_ABSENT;
}

struct str percent_decode(struct arena *a, struct str s)
{
	return decode(a, s, PLUS_STAYS);
}

int query_next(struct str *rest, struct arena *a, struct str *name, struct str *value)
{
	while (!str_absent(*rest)) {
		struct str after = str_cut(rest, '&');

		if (after.len == 0)
			continue;
		const struct str before = str_cut(&after, '=');
		*name = decode(a, before, PLUS_IS_SPACE);
		*value = str_absent(after) ? S("") : decode(a, after, PLUS_IS_SPACE);
		if (!str_absent(*name) && !str_absent(*value))
			return 1;
		*name = *value = STR_ABSENT;
		return -1;
	}
	return 0;
}

struct str cookie_find(struct str header, struct str name)
{
	struct str found = STR_ABSENT, rest = header;

	while (!str_absent(rest)) {
		struct str value = str_trim(str_cut(&rest, ';'));
		const struct str its_name = str_cut(&value, '=');

		if (str_absent(value) || !str_eq(its_name, name))
			continue;
		if (!str_absent(found) && !str_eq(found, value))
			return STR_ABSENT;
		found = value;
	}
	return found;
}

/* Whether parameters like "q=0.5" leave any weight; anything but zeros is a yes. */
static bool has_weight(struct str params)
{
	while (!str_absent(params)) {
		const struct str p = str_trim(str_cut(&params, ';'));

		if (p.len < 2 || (p.ptr[0] != 'q' && p.ptr[0] != 'Q') || p.ptr[1] != '=')
			continue;
		for (size_t i = 2; i < p.len; i++) {
			if (p.ptr[i] != '0' && p.ptr[i] != '.')
				return true;
		}
		return false;
	}
	return true;
}

bool accepts_encoding(struct str header, struct str coding)
{
	bool star = false;

	while (!str_absent(header)) {
		struct str params = str_cut(&header, ',');
		const struct str its_name = str_trim(str_cut(&params, ';'));

		if (str_ieq(its_name, coding))
			return has_weight(params);
		if (str_eq(its_name, S("*")))
			star = has_weight(params);
	}
	return star;
}
