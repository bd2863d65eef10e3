/* buf.c: growing output, numbers and encodings of bytes. See buf.h. */
#include "base/buf.h"
#include "base/err.h"

enum { BUF_MIN = 64 };

char *buf_grow(struct buf *b, size_t more)
{
	size_t cap = b->cap < BUF_MIN ? BUF_MIN : 2 * b->cap;
	char *grown;

	if (more > PTRDIFF_MAX / 4)
		BUG("out of memory: %zu bytes", more);
	if (cap - b->len < more)
		cap = b->len + more;
	if (b->arena == NULL) {
		b->ptr = mem_grow(b->ptr, cap);
	} else if (!arena_extend(b->arena, b->ptr, b->cap, cap - b->cap)) {
		grown = arena_raw(b->arena, cap);
		if (b->len != 0)
			memcpy(grown, b->ptr, b->len);
		b->ptr = grown;
	}
	b->cap = cap;
	return b->ptr + b->len;
}

void buf_clear(struct buf *b)
{
	b->len = 0;
}

void buf_release(struct buf *b)
{
	if (b->arena == NULL)
		mem_free(b->ptr);
	*b = BUF_IN(b->arena);
}

static const char pairs[] =
	"00010203040506070809101112131415161718192021222324"
	"25262728293031323334353637383940414243444546474849"
	"50515253545556575859606162636465666768697071727374"
	"75767778798081828384858687888990919293949596979899";

enum { INT_TEXT = 20 }; /* "-9223372036854775808" */

void put_int(struct buf *b, int64_t v)
{
	char text[2 * INT_TEXT] = { 0 };
	char *const end = text + INT_TEXT;
	char *at = end;
	uint64_t rest = v < 0 ? -(uint64_t) v : (uint64_t) v;

	while (rest >= 100) {
		memcpy(at -= 2, pairs + 2 * (rest % 100), 2);
		rest /= 100;
	}
	if (rest >= 10)
		memcpy(at -= 2, pairs + 2 * rest, 2);
	else
		*--at = (char) ('0' + rest);
	if (v < 0)
		*--at = '-';
	/* A copy of fixed size is two moves; what it copies beyond the digits does not count. */
	memcpy(buf_room(b, INT_TEXT), at, INT_TEXT);
	b->len += (size_t) (end - at);
}

static const char hex_digits[] = "0123456789abcdef";

void put_hex(struct buf *b, const void *bytes, size_t n)
{
	const uint8_t *from = bytes;
	char *to;

	if (n == 0)
		return;
	to = buf_room(b, mem_product(n, 2));
	for (size_t i = 0; i < n; i++) {
		to[2 * i] = hex_digits[from[i] >> 4];
		to[2 * i + 1] = hex_digits[from[i] & 15];
	}
	b->len += 2 * n;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(struct str text, void *out, size_t n)
{
	uint8_t *to = out;

	if (text.len % 2 != 0 || text.len / 2 != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		const int high = hex_value(text.ptr[2 * i]), low = hex_value(text.ptr[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		to[i] = (uint8_t) (high << 4 | low);
	}
	return true;
}

static const char base64url_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void put_base64url(struct buf *b, const void *bytes, size_t n)
{
	const uint8_t *from = bytes;
	char *to;

	if (n == 0)
		return;
	to = buf_room(b, (n / 3 + 1) * 4);
	for (size_t i = 0; i < n; i += 3) {
		const size_t take = n - i < 3 ? n - i : 3;
		uint32_t group = (uint32_t) from[i] << 16;

		if (take > 1)
			group |= (uint32_t) from[i + 1] << 8;
		if (take > 2)
			group |= from[i + 2];
		for (size_t k = 0; k <= take; k++)
			to[k] = base64url_digits[group >> (18 - 6 * k) & 63];
		to += take + 1;
	}
	b->len = (size_t) (to - b->ptr);
}

static int base64url_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64url_decode(struct str text, void *out, size_t max, size_t *n)
{
	uint8_t *to = out;
	uint32_t group = 0;
	unsigned bits = 0;
	size_t done = 0;

	if (text.len % 4 == 1)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		const int value = base64url_value(text.ptr[i]);

		if (value < 0)
			return false;
		group = group << 6 | (uint32_t) value;
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		if (done == max)
			return false;
		to[done++] = (uint8_t) (group >> bits);
	}
	/* One text per value: bits that stand for nothing must be zero. */
	if ((group & ((1U << bits) - 1)) != 0)
		return false;
	*n = done;
	return true;
}
