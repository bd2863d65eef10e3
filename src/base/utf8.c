/* utf8.c: validating and walking UTF-8. See utf8.h; the bounds are RFC 3629 §4. */
#include "base/utf8.h"

static bool tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* Length of the well-formed sequence at p that starts with a byte ≥ 0x80, or 0. */
static size_t sequence(const unsigned char *p, size_t left)
{
	const unsigned char c = p[0];

	if (c < 0xC2 || c > 0xF4)
		return 0;
	if (c < 0xE0)
		return left >= 2 && tail(p[1]) ? 2 : 0;
	if (c < 0xF0) {
		if (left < 3 || !tail(p[1]) || !tail(p[2]))
			return 0;
		/* E0 9F is overlong, ED A0 begins a surrogate. */
		return (c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) ? 0 : 3;
	}
	if (left < 4 || !tail(p[1]) || !tail(p[2]) || !tail(p[3]))
		return 0;
	return (c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F) ? 0 : 4;
}

bool utf8_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *) s.ptr;
	size_t left = s.len;

	while (left != 0) {
		uint64_t word;
		size_t n = 1;

		if (left >= sizeof word) {
			memcpy(&word, p, sizeof word);
			if ((word & 0x8080808080808080U) == 0) {
				p += sizeof word;
				left -= sizeof word;
				continue;
			}
		}
		if (*p >= 0x80)
			n = sequence(p, left);
		if (n == 0)
			return false;
		p += n;
		left -= n;
	}
	return true;
}

size_t utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += !tail((unsigned char) s.ptr[i]);
	return n;
}

uint32_t utf8_next(struct str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *) s.ptr + *at;
	const uint32_t c = p[0];

	if (c < 0x80) {
		*at += 1;
		return c;
	}
	if (c < 0xE0) {
		*at += 2;
		return (c & 0x1F) << 6 | (p[1] & 0x3FU);
	}
	if (c < 0xF0) {
		*at += 3;
		return (c & 0x0F) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
	}
	*at += 4;
	return (c & 0x07) << 18 | (p[1] & 0x3FU) << 12 | (p[2] & 0x3FU) << 6 | (p[3] & 0x3FU);
}

uint32_t utf8_prev(struct str s, size_t *at)
{
	size_t start;

	do
		*at -= 1;
	while (*at != 0 && tail((unsigned char) s.ptr[*at]));
	start = *at;
	return utf8_next(s, &start);
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char) cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char) (0xC0 | cp >> 6);
		out[1] = (char) (0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char) (0xE0 | cp >> 12);
		out[1] = (char) (0x80 | (cp >> 6 & 0x3F));
		out[2] = (char) (0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char) (0xF0 | cp >> 18);
	out[1] = (char) (0x80 | (cp >> 12 & 0x3F));
	out[2] = (char) (0x80 | (cp >> 6 & 0x3F));
	out[3] = (char) (0x80 | (cp & 0x3F));
	return 4;
}

struct str utf8_head(struct str s, size_t n)
{
	if (n >= s.len)
		return s;
	while (n != 0 && tail((unsigned char) s.ptr[n]))
		n--;
	return str_head(s, n);
}
