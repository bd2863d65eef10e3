/* fault_test.c: exactly the calls that were asked for fail; without the option none ever does. */
#include <errno.h>

#include "base/test.h"
#include "plat/fault.h"

#ifdef KONTOR_FAULTS

static void exactly_the_armed_calls_fail(void **state)
{
	(void) state;
	fault_disarm();
	fault_arm(FAULT_write, 3, 2, ENOSPC);
	for (int call = 1; call <= 10; call++) {
		errno = 0;
		assert_int_equal(fault_strikes(FAULT_write), call == 3 || call == 4);
		assert_int_equal(errno, call == 3 || call == 4 ? ENOSPC : 0);
		assert_false(fault_strikes(FAULT_sync)); /* another kind */
	}
	assert_int_equal(fault_calls(FAULT_write), 10);
	fault_disarm();
	assert_int_equal(fault_calls(FAULT_write), 0);
	for (int call = 1; call <= 10; call++)
		assert_false(fault_strikes(FAULT_write));
	fault_disarm();
}

static void text_arms(void **state)
{
	static const struct str bad[] = {
		STR(""),         STR("write"),          STR("write:"),    STR("write:0"),
		STR("paint:1"),  STR("write:x"),        STR("write:1:0"), STR("write:1:1:EPERM"),
		STR("write:-1"), STR("write:1:1:EIO:"),
	};

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(fault_arm_text(bad[i]));
	assert_true(fault_arm_text(S("sync:2")));
	assert_false(fault_strikes(FAULT_sync));
	assert_true(fault_strikes(FAULT_sync));
	assert_int_equal(errno, EIO);
	assert_false(fault_strikes(FAULT_sync));
	assert_true(fault_arm_text(S("alloc:1:2:ENOSPC")));
	assert_true(fault_strikes(FAULT_alloc) && fault_strikes(FAULT_alloc));
	assert_int_equal(errno, ENOSPC);
	assert_false(fault_strikes(FAULT_alloc));
	fault_disarm();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exactly_the_armed_calls_fail),
		cmocka_unit_test(text_arms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void nothing_ever_fails(void **state)
{
	(void) state;
	errno = 0;
	for (int kind = 0; kind < FAULT_N; kind++) {
		for (int call = 0; call < 100; call++)
			assert_false(fault_strikes((enum fault) kind));
	}
	assert_int_equal(errno, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_ever_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
