/* uuid.c: ids as text and RFC 9562 version 7. See uuid.h. */
#include "base/uuid.h"

static const char hex_pairs[] =
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	"202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
	"404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
	"606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
	"808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
	"a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
	"c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
	"e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

/* Where the two digits of each byte stand in the text. */
static const uint8_t places[16] = { 0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34 };

void uuid_text(struct uuid u, char out[UUID_TEXT])
{
	out[8] = out[13] = out[18] = out[23] = '-';
	for (size_t i = 0; i < sizeof u.b; i++)
		memcpy(out + places[i], hex_pairs + 2 * u.b[i], 2);
}

static unsigned hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned) (c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (unsigned) (c - 'a') + 10 : 16;
}

bool uuid_parse(struct str s, struct uuid *out)
{
	struct uuid u;
	unsigned bad = 0;

	if (s.len != UUID_TEXT)
		return false;
	if (s.ptr[8] != '-' || s.ptr[13] != '-' || s.ptr[18] != '-' || s.ptr[23] != '-')
		return false;
	for (size_t i = 0; i < sizeof u.b; i++) {
		const unsigned high = hex_value(s.ptr[places[i]]);
		const unsigned low = hex_value(s.ptr[places[i] + 1]);

		bad |= high | low;
		u.b[i] = (uint8_t) (high << 4 | low);
	}
	if ((bad & 16) != 0)
		return false;
	*out = u;
	return true;
}

struct uuid uuid_v7(int64_t at_ms, const uint8_t random[10])
{
	struct uuid u;

	for (unsigned i = 0; i < 6; i++)
		u.b[i] = (uint8_t) ((uint64_t) at_ms >> (40 - 8 * i));
	memcpy(u.b + 6, random, 10);
	u.b[6] = (uint8_t) ((u.b[6] & 0x0F) | 0x70);
	u.b[8] = (uint8_t) ((u.b[8] & 0x3F) | 0x80);
	return u;
}

int64_t uuid_v7_ms(struct uuid u)
{
	int64_t ms = 0;

	for (size_t i = 0; i < 6; i++)
		ms = ms << 8 | u.b[i];
	return ms;
}

int uuid_version(struct uuid u)
{
	return u.b[6] >> 4;
}
