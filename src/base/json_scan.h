/* json_scan.h: how far a string runs without anything that JSON escapes.
 *
 * Shared by the reader and the writer of base only. Eight bytes at a time: names and messages are
 * short, and the reply path writes thousands of them. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base/str.h"

/* Non-zero when one of the eight bytes is '"', '\\' or below 0x20. Bytes after the first such one
 * may be marked too, hence no place: only whether. */
static inline uint64_t json_special(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101U, high = 0x8080808080808080U;
	const uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');

	return (((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
	        ((slash - ones) & ~slash)) &
	       high;
}

/* Number of bytes at p, at most n, that stand for themselves inside a JSON string. */
static inline size_t json_plain(const char *p, size_t n)
{
	size_t i = 0;

	for (uint64_t word; n - i >= sizeof word; i += sizeof word) {
		memcpy(&word, p + i, sizeof word);
		if (json_special(word) != 0)
			break;
	}
	while (i < n && (unsigned char) p[i] >= 0x20 && p[i] != '"' && p[i] != '\\')
		i++;
	return i;
}

#endif
