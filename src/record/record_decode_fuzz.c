/* record_decode_fuzz.c: no bytes break the decoders; what they take keeps every rule, and comes
 * back the same when it is written and read again.
 *
 * The first byte picks the record, the second what is done with it, the rest is the body. */
#include "record/decode.h"
#include "record/encode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct record *pick(uint8_t which)
{
	const unsigned n = cell_record_count + form_record_count;
	const unsigned i = which % n;

	return i < cell_record_count ? cell_records[i] : form_records[i - cell_record_count];
}

static void hold_rules(const struct record *rec, const struct decoded *d)
{
	const uint64_t barred = fields_with(rec, READ_ONLY | HIDDEN);

	ENSURE((d->sent & barred) == 0);
	for (unsigned i = 0; i < rec->n; i++) {
		if ((d->sent & BIT(i)) != 0)
			ENSURE(value_check(rec, (int) i, d->row, NULL));
		else
			ENSURE(!has(d->row, (int) i));
	}
	for (size_t i = 0; i < d->part_n; i++)
		ENSURE(d->parts[i].n <= PART_ROWS_MAX);
	ENSURE(d->custom_n <= CUSTOM_IN_MAX);
}

static void hold_round_trip(const struct record *rec, const struct decoded *d, struct arena *a)
{
	void *again = row_new(a, rec);

	for (unsigned i = 0; i < rec->n; i++) {
		struct buf b = BUF_IN(a);
		struct json j;

		value_encode(&b, rec, (int) i, d->row);
		j = json_of(buf_str(&b), a);
		if (has(d->row, (int) i))
			ENSURE(value_decode(rec, (int) i, &j, again, NULL) == OK && json_end(&j));
	}
	ENSURE(row_diff(rec, d->row, again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct problems ps;
	struct decoded d;
	const struct record *rec;
	struct str body;
	struct json j;
	enum err e;

	if (size < 2)
		return 0;
	rec = pick(data[0]);
	body = (struct str) { (const char *) data + 2, size - 2 };
	problems_init(&ps, &a);
	e = record_decode(rec, (enum op)(OP_create + data[1] % 3), body, &a, &d, &ps);
	j = json_of(body, &a);
	ENSURE((e == ERR_BAD_JSON) == !(json_skip(&j, NULL) && json_end(&j)));
	ENSURE((e == ERR_INVALID) == (ps.n != 0));
	ENSURE(ps.within_len == 0);
	if (e == OK) {
		hold_rules(rec, &d);
		hold_round_trip(rec, &d, &a);
	}
	arena_release(&a);
	return 0;
}
