/* encoding.c: UTF-16, UTF-8 and Windows-1252 into UTF-8. See encoding.h. */
#include "core/encoding.h"

#include "base/utf8.h"

enum { REPLACEMENT = 0xfffd };

/* WHATWG's windows-1252, 0x80–0x9f; the five unassigned bytes are unreadable here. */
static const uint16_t cp1252[32] = {
	0x20ac,      REPLACEMENT, 0x201a, 0x0192, 0x201e, 0x2026,      0x2020, 0x2021,
	0x02c6,      0x2030,      0x0160, 0x2039, 0x0152, REPLACEMENT, 0x017d, REPLACEMENT,
	REPLACEMENT, 0x2018,      0x2019, 0x201c, 0x201d, 0x2022,      0x2013, 0x2014,
	0x02dc,      0x2122,      0x0161, 0x203a, 0x0153, REPLACEMENT, 0x017e, 0x0178,
};

static uint8_t byte_at(struct str s, size_t i)
{
	return (uint8_t) s.ptr[i];
}

/* Bytes of the character that begins with c, 0 when none does. */
static size_t utf8_length(uint8_t c)
{
	return c < 0x80                 ? 1
	       : c >= 0xc2 && c <= 0xdf ? 2
	       : c >= 0xe0 && c <= 0xef ? 3
	       : c >= 0xf0 && c <= 0xf4 ? 4
	                                : 0;
}

/* Bytes at the end that are the begin of one more character. */
static size_t cut_off(struct str s)
{
	for (size_t n = 1; n <= 3 && n <= s.len; n++) {
		const uint8_t c = byte_at(s, s.len - n);

		if (c >= 0xc0)
			return utf8_length(c) > n ? n : 0;
		if (c < 0x80)
			break;
	}
	return 0;
}

static bool has_multibyte(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (byte_at(s, i) >= 0x80)
			return true;
	}
	return false;
}

enum encoding encoding_find(struct str b, size_t *bom_len_r)
{
	struct str whole;

	*bom_len_r = 0;
	if (b.len >= 3 && memcmp(b.ptr, "\xef\xbb\xbf", 3) == 0) {
		*bom_len_r = 3;
		return ENCODING_UTF8;
	}
	if (b.len >= 2 &&
	    (memcmp(b.ptr, "\xff\xfe", 2) == 0 || memcmp(b.ptr, "\xfe\xff", 2) == 0)) {
		*bom_len_r = 2;
		return byte_at(b, 0) == 0xff ? ENCODING_UTF16LE : ENCODING_UTF16BE;
	}
	if (b.len >= 2 && b.len % 2 == 0 && (b.ptr[0] == '\0') != (b.ptr[1] == '\0'))
		return b.ptr[1] == '\0' ? ENCODING_UTF16LE : ENCODING_UTF16BE;
	if (utf8_valid(b))
		return ENCODING_UTF8;
	whole = str_head(b, b.len - cut_off(b));
	return whole.len < b.len && utf8_valid(whole) && has_multibyte(whole) ? ENCODING_UTF8
	                                                                      : ENCODING_CP1252;
}

static void put_readable(struct buf *out, uint32_t cp)
{
	put_utf8(out, cp == 0 ? REPLACEMENT : cp);
}

static size_t convert_utf16(struct str in, size_t high, enum encoding_end end, struct buf *out)
{
	const size_t low = 1 - high;
	size_t i = 0;

	for (; i + 2 <= in.len; i += 2) {
		uint32_t cp = (uint32_t) byte_at(in, i + high) << 8 | byte_at(in, i + low);

		if (cp >= 0xd800 && cp <= 0xdbff) {
			uint32_t next = 0;

			if (i + 4 > in.len && end == ENCODING_MORE)
				return i;
			if (i + 4 <= in.len)
				next = (uint32_t) byte_at(in, i + 2 + high) << 8 |
				       byte_at(in, i + 2 + low);
			if (next >= 0xdc00 && next <= 0xdfff) {
				cp = 0x10000 + ((cp - 0xd800) << 10) + (next - 0xdc00);
				i += 2;
			}
		}
		put_readable(out, cp >= 0xd800 && cp <= 0xdfff ? REPLACEMENT : cp);
	}
	if (i < in.len && end == ENCODING_LAST) {
		put_utf8(out, REPLACEMENT);
		i = in.len;
	}
	return i;
}

static size_t convert_utf8(struct str in, enum encoding_end end, struct buf *out)
{
	const size_t stop = in.len - (end == ENCODING_MORE ? cut_off(in) : 0);
	size_t i = 0;

	while (i < stop) {
		const size_t n = utf8_length(byte_at(in, i));

		if (in.ptr[i] != '\0' && n != 0 && n <= stop - i &&
		    utf8_valid((struct str) { in.ptr + i, n })) {
			put(out, (struct str) { in.ptr + i, n });
			i += n;
		} else {
			put_utf8(out, REPLACEMENT);
			i++;
		}
	}
	return stop;
}

size_t encoding_convert(enum encoding e, struct str in, enum encoding_end end, struct buf *out)
{
	switch (e) {
	case ENCODING_UTF8:
		return convert_utf8(in, end, out);
	case ENCODING_UTF16LE:
		return convert_utf16(in, 1, end, out);
	case ENCODING_UTF16BE:
		return convert_utf16(in, 0, end, out);
	case ENCODING_CP1252:
		break;
	}
	for (size_t i = 0; i < in.len; i++) {
		const uint8_t c = byte_at(in, i);

		put_readable(out, c >= 0x80 && c < 0xa0 ? cp1252[c - 0x80] : c);
	}
	return in.len;
}

struct str encoding_text(struct str bytes, struct arena *a)
{
	size_t bom;
	const enum encoding e = encoding_find(bytes, &bom);
	const struct str in = str_from(bytes, bom);
	struct buf out = BUF_IN(a);

	if (e == ENCODING_UTF8 && utf8_valid(in) && !str_find_byte(in, '\0', NULL))
		return in;
	encoding_convert(e, in, ENCODING_LAST, &out);
	return buf_str(&out);
}
