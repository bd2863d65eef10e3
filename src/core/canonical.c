/* canonical.c: canonical decomposition (Unicode Standard, 3.7 and 3.12). See canonical.h. */
#include "core/canonical.h"

#include "base/utf8.h"
#include "core/canonical_tables.h"

/* Marks after one base that are put in order; Stream-Safe Text allows 30. */
enum { MARKS_MAX = 32 };
enum {
	KOREAN_S = 0xac00,
	KOREAN_L = 0x1100,
	KOREAN_V = 0x1161,
	KOREAN_T = 0x11a7,
	KOREAN_VS = 21,
	KOREAN_TS = 28,
	KOREAN_SYLLABLES = 11172,
};

struct marks {
	uint32_t cp[MARKS_MAX];
	uint8_t ccc[MARKS_MAX];
	size_t n;
};

static uint8_t class_of(uint32_t cp)
{
	size_t low = 0, high = canonical_classes_n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (canonical_classes[middle].last < cp)
			low = middle + 1;
		else
			high = middle;
	}
	return low < canonical_classes_n && canonical_classes[low].first <= cp
	               ? canonical_classes[low].ccc
	               : 0;
}

static const struct canonical_parts *parts_of(uint32_t cp)
{
	size_t low = 0, high = canonical_parts_n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (canonical_parts[middle].cp < cp)
			low = middle + 1;
		else
			high = middle;
	}
	return low < canonical_parts_n && canonical_parts[low].cp == cp ? &canonical_parts[low]
	                                                                : NULL;
}

static void flush(struct buf *b, struct marks *m)
{
	for (size_t i = 0; i < m->n; i++)
		put_utf8(b, m->cp[i]);
	m->n = 0;
}

static void put_part(struct buf *b, struct marks *m, uint32_t cp)
{
	const uint8_t ccc = class_of(cp);
	size_t i;

	if (ccc == 0 || m->n == MARKS_MAX)
		flush(b, m);
	if (ccc == 0) {
		put_utf8(b, cp);
		return;
	}
	for (i = m->n++; i > 0 && m->ccc[i - 1] > ccc; i--) {
		m->cp[i] = m->cp[i - 1];
		m->ccc[i] = m->ccc[i - 1];
	}
	m->cp[i] = cp;
	m->ccc[i] = ccc;
}

static void put_korean(struct buf *b, struct marks *m, uint32_t index)
{
	const uint32_t final = index % KOREAN_TS;

	put_part(b, m, KOREAN_L + index / (KOREAN_VS * KOREAN_TS));
	put_part(b, m, KOREAN_V + index / KOREAN_TS % KOREAN_VS);
	if (final != 0)
		put_part(b, m, KOREAN_T + final);
}

void canonical_put(struct buf *b, struct str text)
{
	struct marks m = { .n = 0 };

	for (size_t at = 0; at < text.len;) {
		const uint32_t cp = utf8_next(text, &at);
		const struct canonical_parts *parts = cp < 0xc0 ? NULL : parts_of(cp);

		if (cp >= KOREAN_S && cp < KOREAN_S + KOREAN_SYLLABLES) {
			put_korean(b, &m, cp - KOREAN_S);
			continue;
		}
		if (parts == NULL) {
			put_part(b, &m, cp);
			continue;
		}
		for (size_t i = 0; i < CANONICAL_PARTS_MAX && parts->part[i] != 0; i++)
			put_part(b, &m, parts->part[i]);
	}
	flush(b, &m);
}

bool canonical_eq(struct str x, struct str y)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a), c = BUF_IN(&a);
	bool same = str_eq(x, y);

	if (!same) {
		canonical_put(&b, x);
		canonical_put(&c, y);
		same = str_eq(buf_str(&b), buf_str(&c));
	}
	arena_release(&a);
	return same;
}
