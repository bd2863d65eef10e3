/* who_cache_test.c: bounded, and never out of date. */
#include "base/test.h"
#include "control/seen.h"
#include "control/who_cache.h"
#include "plat/seal.h"

static struct who_entry entry(unsigned n)
{
	struct who_entry e = { .expires_at = INT64_MAX };
	seal_hash(NULL, S("entry"), (struct str) { (const char *) &n, sizeof n }, e.key.hash, 32);
	memcpy(e.who.credential_id.b, e.key.hash, 16);
	e.who.user_id.b[0] = 1;
	return e;
}

static bool known(struct who_cache *wc, unsigned n)
{
	struct who_entry e = entry(n), got;
	return who_cache_get(wc, &e.key, &got);
}

static void the_cache_is_bounded_and_forgets(void **state)
{
	struct who_cache *wc = who_cache_new();
	struct who_entry got;
	unsigned kept = 0;
	(void) state;
	for (unsigned n = 0; n < 50000; n++) {
		struct who_entry e = entry(n);
		who_cache_put(wc, who_cache_generation(wc), &e);
		assert_true(who_cache_get(wc, &e.key, &got));
	}
	for (unsigned n = 0; n < 50000; n++)
		kept += known(wc, n);
	assert_in_range(kept, WHO_SETS * WHO_WAYS / 2, WHO_SETS * WHO_WAYS);
	struct who_entry last = entry(49999);
	who_cache_drop(wc, last.who.credential_id);
	assert_false(who_cache_get(wc, &last.key, &got));
	assert_true(known(wc, 49998));
	who_cache_drop(wc, last.who.user_id);
	assert_false(known(wc, 49998));
	who_cache_free(wc);
}

/* Read before somebody was signed out, put in afterwards: not kept. */
static void the_cache_refuses_what_is_out_of_date(void **state)
{
	struct who_cache *wc = who_cache_new();
	struct who_entry e = entry(1), got;
	(void) state;
	uint64_t generation = who_cache_generation(wc);
	who_cache_drop(wc, e.who.credential_id);
	who_cache_put(wc, generation, &e);
	assert_false(who_cache_get(wc, &e.key, &got));
	who_cache_put(wc, who_cache_generation(wc), &e);
	assert_true(who_cache_get(wc, &e.key, &got));
	assert_true(who_cache_seen(wc, &e.key, SEEN_EVERY_MS));
	assert_false(who_cache_seen(wc, &e.key, SEEN_EVERY_MS + 1));
	who_cache_free(wc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cache_is_bounded_and_forgets),
		cmocka_unit_test(the_cache_refuses_what_is_out_of_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
