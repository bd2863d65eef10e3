/* rows_test.h: rows with values that their fields allow; for the property tests of this room only.
 *
 * The same seed gives the same rows, so that a failure can be looked at. */
#ifndef RECORD_ROWS_TEST_H
#define RECORD_ROWS_TEST_H

#include "base/date.h"
#include "base/utf8.h"
#include "record/decode.h"

struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)           /* SplitMix64 */
{
	uint64_t z = r->state += 0x9E3779B97F4A7C15U;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
	z = (z ^ z >> 27) * 0x94D049BB133111EBU;
	return z ^ z >> 31;
}

static inline size_t rng_below(struct rng *r, size_t n)
{
	return (size_t) (rng_next(r) % n);
}

static inline uint32_t random_code_point(struct rng *r)
{
	static const uint32_t edges[] = {
		'"', '\\', '/', '\n', 0x1F, 0x7F, 0x80, 0x7FF, 0x800, 0x2028, 0xD7FF, 0xE000,
		0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF,
	};

	if (rng_below(r, 4) == 0)
		return edges[rng_below(r, COUNT(edges))];
	return (uint32_t) (' ' + rng_below(r, 95));
}

static inline struct str random_plain(struct rng *r, struct arena *a, const struct field *f)
{
	const size_t most = f->max < 40 ? (size_t) f->max : 40;
	const size_t n = rng_below(r, 50) == 0 ? most : rng_below(r, most + 1);
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i + 1 < n; i++)
		put_utf8(&b, random_code_point(r));
	if (n != 0)
		put_char(&b, (f->rules & REQUIRED) != 0 ? 'x' : ' ');
	else if ((f->rules & REQUIRED) != 0)
		put_char(&b, 'x');
	return buf_str(&b);
}

static inline struct str random_date(struct rng *r, struct arena *a)
{
	const int year = 1000 + (int) rng_below(r, 9000), month = 1 + (int) rng_below(r, 12);
	const bool known = rng_below(r, 2) == 0;
	const int days = days_in_month(known ? year : 2000, month);
	const int day = 1 + (int) rng_below(r, (size_t) days);

	return known ? arena_printf(a, "%04d-%02d-%02d", year, month, day)
	             : arena_printf(a, "--%02d-%02d", month, day);
}

static inline char random_capital(struct rng *r)
{
	return (char) ('A' + rng_below(r, 26));
}

static inline struct str random_text(struct rng *r, struct arena *a, const struct field *f)
{
	static const struct str languages[] = {
		STR("de"),     STR("pt-BR"),       STR("zh-Hant-TW"),
		STR("es-419"), STR("ca-valencia"), STR("de-1996"),
	};
	static const struct str zones[] = {
		STR("UTC"), STR("Europe/Kyiv"), STR("Etc/GMT+1"),
		STR("America/Argentina/Buenos_Aires"),
	};

	switch (f->format) {
	case FORMAT_partial_date:
		return random_date(r, a);
	case FORMAT_language:
		return languages[rng_below(r, COUNT(languages))];
	case FORMAT_zone:
		return zones[rng_below(r, COUNT(zones))];
	case FORMAT_country:
		return arena_printf(a, "%c%c", random_capital(r), random_capital(r));
	case FORMAT_currency:
		return arena_printf(a, "%c%cX", random_capital(r), random_capital(r));
	case FORMAT_plain:
	case FORMAT_time:
	case FORMAT_sources:
	case FORMAT_search_key:
	case FORMAT_record:
	case FORMAT_audience:
	case FORMAT_N:
		break;
	}
	return random_plain(r, a, f);
}

static inline int64_t random_whole(struct rng *r, const struct record *rec, const struct field *f)
{
	unsigned n;

	if (f->set)
		return (int64_t) (rng_next(r) & (BIT(f->choices->n) - 2));
	if (f->format == FORMAT_record) {
		records_of(rec->home, &n);
		return 1 + (int64_t) rng_below(r, n);
	}
	switch (rng_below(r, 4)) {
	case 0:
		return f->min;
	case 1:
		return f->max;
	case 2: /* a time of our days, when it is one */
		return f->min <= 0 && f->max > 1764000000000 ? 1764000000000 : f->min;
	default:
		return f->min + (int64_t) (rng_next(r) % ((uint64_t) (f->max - f->min) + 1));
	}
}

static inline struct uuid random_id(struct rng *r)
{
	uint8_t bytes[10];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t) rng_next(r);
	return uuid_v7((int64_t) (rng_next(r) >> 17), bytes);
}

/* Some value that the field's own rules allow; not null. */
static inline void random_value(struct rng *r, struct arena *a, const struct record *rec, int field,
                                void *row)
{
	const struct field *f = &rec->fields[field];
	void *member = member_of(f, row);
	struct uuid id;

	*has_of(row) |= BIT(field);
	switch (f->kind) {
	case KIND_uuid:
		id = random_id(r);
		if (f->format == FORMAT_audience && rng_below(r, 2) == 0)
			id = rng_below(r, 2) == 0 ? AUDIENCE_NOBODY : AUDIENCE_EVERYONE;
		*(struct uuid *) member = id;
		return;
	case KIND_text:
		*(struct str *) member = random_text(r, a, f);
		return;
	case KIND_bytes:
		*(struct str *) member = (struct str) { arena_alloc(a, (size_t) f->max),
			                                rng_below(r, (size_t) f->max + 1) };
		for (size_t i = 0; i < ((struct str *) member)->len; i++)
			((char *) (uintptr_t) ((struct str *) member)->ptr)[i] = (char) rng_next(r);
		return;
	case KIND_int:
		*(int64_t *) member = random_whole(r, rec, f);
		return;
	case KIND_flag:
		*(bool *) member = rng_below(r, 2) == 0;
		return;
	case KIND_choice:
		*(unsigned *) member = 1 + (unsigned) rng_below(r, f->choices->n - 1U);
		return;
	case KIND_N:
		break;
	}
	BUG("%s has no kind", f->name.ptr);
}

/* A row in which only these fields are set, nullable ones mostly. */
static inline void *random_row(struct rng *r, struct arena *a, const struct record *rec,
                               uint64_t fields)
{
	void *row = row_new(a, rec);

	for (unsigned i = 0; i < rec->n; i++) {
		if ((fields & BIT(i)) == 0)
			continue;
		if (not_null(&rec->fields[i]) || rng_below(r, 4) != 0)
			random_value(r, a, rec, (int) i, row);
	}
	return row;
}

#endif
