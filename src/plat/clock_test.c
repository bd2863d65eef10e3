/* clock_test.c: the system's clocks run, the fake one obeys. */
#include "base/test.h"
#include "plat/clock.h"

static void the_system_clocks_run(void **state)
{
	const int64_t now = clock_now_ms(&clock_system);
	const int64_t mono = clock_mono_us(&clock_system);

	(void) state;
	assert_true(now > 1735689600000);   /* 2025: a box before that has no clock */
	assert_true(now < 253402300800000); /* ms, not µs */
	assert_true(mono > 0);
	while (clock_mono_us(&clock_system) == mono)
		continue; /* it moves on, or this test hangs */
	assert_true(clock_mono_us(&clock_system) > mono);
	assert_true(clock_mono_ms(&clock_system) >= mono / 1000);
}

static void the_fake_clock_moves_only_when_told(void **state)
{
	struct clock_fake f;
	const struct clock c = clock_fake_at(&f, 1000);

	(void) state;
	assert_int_equal(clock_now_ms(&c), 1000);
	assert_int_equal(clock_mono_ms(&c), 0);
	clock_fake_advance(&f, 250);
	assert_int_equal(clock_now_ms(&c), 1250);
	assert_int_equal(clock_mono_us(&c), 250000);
	assert_int_equal(clock_mono_ms(&c), 250);
	clock_fake_step(&f, -1000);
	assert_int_equal(clock_now_ms(&c), 250);
	assert_int_equal(clock_mono_ms(&c), 250); /* never back */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_system_clocks_run),
		cmocka_unit_test(the_fake_clock_moves_only_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
