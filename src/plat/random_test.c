/* random_test.c: bytes come, all of them, and numbers stay within their bounds. */
#include "base/test.h"
#include "plat/random.h"

static void every_byte_is_filled_and_none_beyond(void **state)
{
	uint8_t sum[64 + 2] = { 0 };

	(void) state;
	/* A byte stays 0 through 16 rounds once in 2^128. */
	for (int round = 0; round < 16; round++) {
		uint8_t bytes[64 + 2] = { 0 };

		random_bytes(bytes + 1, 64);
		for (size_t i = 0; i < sizeof bytes; i++)
			sum[i] |= bytes[i];
	}
	assert_int_equal(sum[0], 0);
	assert_int_equal(sum[65], 0);
	for (size_t i = 1; i <= 64; i++)
		assert_int_not_equal(sum[i], 0);
	random_bytes(sum, 0);
}

static void large_requests_are_filled_to_the_end(void **state)
{
	static uint8_t bytes[1 << 20];
	static const uint8_t zeros[64];

	(void) state;
	random_bytes(bytes, sizeof bytes);
	assert_memory_not_equal(bytes + sizeof bytes - sizeof zeros, zeros, sizeof zeros);
}

static void numbers_stay_below_and_reach_all(void **state)
{
	unsigned counts[7] = { 0 };

	(void) state;
	for (int i = 0; i < 7000; i++) {
		const uint64_t v = random_below(COUNT(counts));

		assert_true(v < COUNT(counts));
		counts[v]++;
	}
	for (size_t i = 0; i < COUNT(counts); i++)
		assert_true(counts[i] > 700 && counts[i] < 1300); /* ten standard deviations */
	assert_int_equal(random_below(1), 0);
	for (int i = 0; i < 100; i++)
		assert_true(random_below(UINT64_MAX / 2 + 2) <= UINT64_MAX / 2 + 1);
}

static void ids_are_version_7_and_differ(void **state)
{
	const struct uuid a = uuid_new(1764032047000), b = uuid_new(1764032047000);

	(void) state;
	assert_int_equal(uuid_version(a), 7);
	assert_int_equal(a.b[8] >> 6, 2);
	assert_true(uuid_v7_ms(a) == 1764032047000);
	assert_false(uuid_eq(a, b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_filled_and_none_beyond),
		cmocka_unit_test(large_requests_are_filled_to_the_end),
		cmocka_unit_test(numbers_stay_below_and_reach_all),
		cmocka_unit_test(ids_are_version_7_and_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
