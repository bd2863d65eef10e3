/* seal_test.c: what was sealed opens with the same key and bound text only; hashes stay apart. */
#define _GNU_SOURCE 1
#include <time.h>

#include "base/test.h"
#include "plat/seal.h"

static const struct str message = STR("Meet at noon.");
static const struct str bound = STR("cell:keyring");

static void sealed_opens_again(void **state)
{
	struct arena a = ARENA_INIT;
	struct key *k = key_new();
	struct str plain;

	(void) state;
	for (size_t len = 0; len <= message.len; len++) {
		struct buf b = BUF_IN(&a);

		put(&b, S("before"));
		seal(&b, k, bound, str_head(message, len));
		assert_int_equal(b.len, 6 + len + SEAL_EXTRA);
		assert_str(str_head(buf_str(&b), 6), "before");
		assert_false(len > 6 && str_find(buf_str(&b), str_head(message, len), NULL));
		assert_int_equal(seal_open(&a, k, bound, str_from(buf_str(&b), 6), &plain), OK);
		assert_str_is(plain, str_head(message, len));
	}
	key_free(k);
	arena_release(&a);
}

static void twice_sealed_looks_different(void **state)
{
	struct arena a = ARENA_INIT;
	struct key *k = key_new();
	struct buf x = BUF_IN(&a), y = BUF_IN(&a);

	(void) state;
	seal(&x, k, bound, message);
	seal(&y, k, bound, message);
	assert_false(str_eq(str_head(buf_str(&x), 24), str_head(buf_str(&y), 24)));
	assert_false(str_eq(str_from(buf_str(&x), 24), str_from(buf_str(&y), 24)));
	key_free(k);
	arena_release(&a);
}

static void any_change_keeps_it_shut(void **state)
{
	struct arena a = ARENA_INIT;
	struct key *k = key_new(), *other = key_new();
	struct buf b = BUF_IN(&a);
	struct str plain = STR_ABSENT;

	(void) state;
	seal(&b, k, bound, message);
	for (size_t i = 0; i < b.len * 8; i++) {
		b.ptr[i / 8] ^= (char) (1 << i % 8);
		assert_int_equal(seal_open(&a, k, bound, buf_str(&b), &plain), ERR_KEY);
		b.ptr[i / 8] ^= (char) (1 << i % 8);
	}
	for (size_t len = 0; len < b.len; len++) {
		const struct str part = str_head(buf_str(&b), len);

		assert_int_equal(seal_open(&a, k, bound, part, &plain), ERR_KEY);
	}
	assert_int_equal(seal_open(&a, other, bound, buf_str(&b), &plain), ERR_KEY);
	assert_int_equal(seal_open(&a, k, S("cell:other"), buf_str(&b), &plain), ERR_KEY);
	assert_int_equal(seal_open(&a, k, STR_ABSENT, buf_str(&b), &plain), ERR_KEY);
	assert_absent(plain); /* no attempt gave anything away */
	assert_int_equal(seal_open(&a, k, bound, buf_str(&b), &plain), OK);
	key_free(k);
	key_free(other);
	arena_release(&a);
}

static void derived_keys_are_steady_and_apart(void **state)
{
	uint8_t bytes[KEY_BYTES];
	struct key *parent, *same, *a, *again, *b, *c;

	(void) state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t) i;
	parent = key_of(bytes);
	same = key_of(bytes);
	a = key_derive(parent, S("cell"), S("1"));
	again = key_derive(same, S("cell"), S("1"));
	b = key_derive(parent, S("cell"), S("2"));
	c = key_derive(parent, S("file"), S("1"));
	assert_memory_equal(parent->b, bytes, KEY_BYTES);
	assert_true(seal_equal(a->b, again->b, KEY_BYTES));
	assert_false(seal_equal(a->b, b->b, KEY_BYTES));
	assert_false(seal_equal(a->b, c->b, KEY_BYTES));
	assert_false(seal_equal(a->b, parent->b, KEY_BYTES));
	key_free(parent);
	key_free(same);
	key_free(a);
	key_free(again);
	key_free(b);
	key_free(c);
	key_free(NULL);
}

static void hashes_depend_on_key_context_and_data(void **state)
{
	struct key *k = key_new(), *other = key_new();
	uint8_t h[7][32];

	(void) state;
	seal_hash(k, S("token"), S("data"), h[0], 32);
	seal_hash(k, S("token"), S("data"), h[1], 32);
	seal_hash(other, S("token"), S("data"), h[2], 32);
	seal_hash(k, S("tokend"), S("ata"), h[3], 32);
	seal_hash(k, S("token"), S("dat"), h[4], 32);
	seal_hash(NULL, S("token"), S("data"), h[5], 32);
	seal_hash(k, S(""), S("tokendata"), h[6], 32);
	assert_true(seal_equal(h[0], h[1], 32));
	for (size_t i = 2; i < COUNT(h); i++) {
		for (size_t j = 1; j < i; j++)
			assert_false(seal_equal(h[i], h[j], 32));
	}
	key_free(k);
	key_free(other);
}

static void hashes_have_the_length_asked_for(void **state)
{
	uint8_t h[SEAL_HASH_MAX + 1], zeros[SEAL_HASH_MAX + 1] = { 0 };

	(void) state;
	for (size_t n = SEAL_HASH_MIN; n <= SEAL_HASH_MAX; n++) {
		memset(h, 0, sizeof h);
		seal_hash(NULL, S("x"), STR_ABSENT, h, n);
		assert_memory_equal(h + n, zeros, sizeof h - n);
		assert_memory_not_equal(h, zeros, n);
	}
}

/* BLAKE2b-256 of 01 78 61 62 63 ("\1xabc"), by another implementation. */
static void the_hash_is_blake2b(void **state)
{
	uint8_t h[32], want[32];

	(void) state;
	assert_true(
		hex_decode(S("79acd6174a359fae0615028526556d8851e9a113387c8779238eeac31fd3ca69"),
	                   want, sizeof want));
	seal_hash(NULL, S("x"), S("abc"), h, sizeof h);
	assert_memory_equal(h, want, sizeof h);
}

static void wiping_wipes(void **state)
{
	uint8_t secret[32], zeros[32] = { 0 };

	(void) state;
	memset(secret, 0xAA, sizeof secret);
	wipe(secret, sizeof secret);
	assert_memory_equal(secret, zeros, sizeof secret);
	assert_true(seal_equal(secret, zeros, sizeof secret));
	zeros[31] = 1;
	assert_false(seal_equal(secret, zeros, sizeof secret));
}

static void passwords_verify_only_themselves(void **state)
{
	char stored[PASSWORD_HASH_TEXT], again[PASSWORD_HASH_TEXT];

	(void) state;
	assert_true(password_hash(S("correct horse"), stored));
	assert_true(str_starts(str_of(stored), S("$argon2id$v=19$m=19456,t=3,p=1$")));
	assert_true(password_verify(str_of(stored), S("correct horse")));
	assert_false(password_verify(str_of(stored), S("correct horsE")));
	assert_false(password_verify(str_of(stored), S("")));
	assert_false(password_verify(str_of(stored), STR_ABSENT));
	assert_false(password_outdated(str_of(stored)));
	assert_true(password_hash(S("correct horse"), again));
	assert_string_not_equal(stored, again); /* salted */
	assert_true(password_hash(STR_ABSENT, again));
	assert_true(password_verify(str_of(again), S("")));
}

static void nonsense_is_no_hash(void **state)
{
	char much[300];

	(void) state;
	memset(much, 'x', sizeof much);
	assert_false(password_verify(S(""), S("x")));
	assert_false(password_verify(S("plain"), S("plain")));
	assert_false(password_verify((struct str) { much, sizeof much }, S("x")));
	assert_true(password_outdated(S("plain")));
	assert_true(password_outdated(STR_ABSENT));
	assert_true(password_outdated((struct str) { much, sizeof much }));
	assert_true(
		password_outdated(S("$argon2id$v=19$m=8192,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAA"
	                            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
}

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static void an_unknown_account_costs_the_same(void **state)
{
	char stored[PASSWORD_HASH_TEXT];
	double start, known, unknown;

	(void) state;
	assert_true(password_hash(S("x"), stored));
	start = cpu_seconds();
	assert_false(password_verify(str_of(stored), S("y")));
	known = cpu_seconds() - start;
	start = cpu_seconds();
	assert_false(password_verify(STR_ABSENT, S("y")));
	unknown = cpu_seconds() - start;
	/* The work is the same; without it the two are a factor of thousands apart. */
	assert_true(unknown > known / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sealed_opens_again),
		cmocka_unit_test(twice_sealed_looks_different),
		cmocka_unit_test(any_change_keeps_it_shut),
		cmocka_unit_test(derived_keys_are_steady_and_apart),
		cmocka_unit_test(hashes_depend_on_key_context_and_data),
		cmocka_unit_test(hashes_have_the_length_asked_for),
		cmocka_unit_test(the_hash_is_blake2b),
		cmocka_unit_test(wiping_wipes),
		cmocka_unit_test(passwords_verify_only_themselves),
		cmocka_unit_test(nonsense_is_no_hash),
		cmocka_unit_test(an_unknown_account_costs_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
