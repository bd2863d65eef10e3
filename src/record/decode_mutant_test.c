/* decode_mutant_test.c: no text, however broken, gets further than it should. */
#include "base/test.h"
#include "record/encode.h"
#include "record/rows_test.h"

#define ID1 "019ab66b-e400-7102-8304-05060708090a"
#define ID2 "019ab66b-e400-7102-8304-05060708090b"

static struct str mutated(struct rng *r, struct arena *a, struct str body)
{
	static const char bytes[] = "{}[]\",:0e-\\ntfu\x80\xff ";
	char *text = arena_alloc(a, body.len * 2 + 1);
	size_t len = body.len;

	memcpy(text, body.ptr, len);
	for (size_t n = 1 + rng_below(r, 4); n > 0; n--) {
		const size_t at = rng_below(r, len + 1), some = rng_below(r, 1 + len / 4);

		switch (rng_below(r, 4)) {
		case 0: /* another byte */
			if (at < len)
				text[at] = bytes[rng_below(r, sizeof bytes - 1)];
			break;
		case 1: /* some bytes gone */
			if (at + some <= len) {
				memmove(text + at, text + at + some, len - at - some);
				len -= some;
			}
			break;
		case 2: /* some bytes twice */
			if (at + some <= len && len + some <= body.len * 2) {
				memmove(text + at + some, text + at, len - at);
				len += some;
			}
			break;
		default: /* the end gone */
			len = at;
		}
	}
	return (struct str) { text, len };
}

static enum err hold_mutant(struct arena *a, const struct record *rec, enum op op, struct str body)
{
	struct json j = json_of(body, a);
	const bool json = json_skip(&j, NULL) && json_end(&j);
	struct problems ps;
	struct decoded d;
	enum err e;

	problems_init(&ps, a);
	e = record_decode(rec, op, body, a, &d, &ps);
	assert_true((e == ERR_BAD_JSON) == !json);
	assert_true((e == ERR_INVALID) == (ps.n != 0));
	assert_true(e == OK || e == ERR_INVALID || e == ERR_BAD_JSON);
	assert_int_equal(ps.within_len, 0);
	for (unsigned i = 0; e == OK && i < rec->n; i++) {
		if ((d.sent & BIT(i)) != 0)
			assert_true(value_check(rec, (int) i, d.row, NULL));
	}
	return e;
}

static void mutants_do_no_harm(void **state)
{
	struct rng r = { 42 };
	unsigned outcomes[ERR_N] = { 0 };

	(void) state;
	for (int i = 0; i < 20000; i++) {
		const struct record *rec = i % 5 != 0
		                                   ? &contact_record
		                                   : cell_records[rng_below(&r, cell_record_count)];
		struct arena a = ARENA_INIT;
		const uint64_t fields = readable_fields(rec) & ~fields_with(rec, READ_ONLY);
		const void *row = random_row(&r, &a, rec, fields);
		struct buf b = BUF_IN(&a);

		record_encode(&b, rec, row, *(const uint64_t *) row);
		b.len--;
		if (rec == &contact_record)
			put(&b,
			    S(",\"tags\":[\"" ID1 "\",\"" ID2 "\"],\"identities\":[{\"kind\":"
			      "\"phone\",\"value\":\"+55\"},{\"kind\":\"lid\",\"value\":\"7\"}],"
			      "\"custom\":{\"" ID1 "\":[\"a\",\"b\"],\"" ID2 "\":1.5}"));
		put_char(&b, '}');
		outcomes[hold_mutant(&a, rec, OP_create, mutated(&r, &a, buf_str(&b)))]++;
		outcomes[hold_mutant(&a, rec, OP_patch, mutated(&r, &a, buf_str(&b)))]++;
		arena_release(&a);
	}
	/* Mutants that never get past the first door prove little. */
	assert_true(outcomes[OK] > 200 && outcomes[ERR_INVALID] > 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mutants_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
