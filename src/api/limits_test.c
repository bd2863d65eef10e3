/* limits_test.c: a budget, at a clock that stands still. */
#include "api/limits.h"

#include "base/test.h"

enum { PER_MINUTE = 600 }; /* ten a second */
#define START INT64_C(1795564800000)

static const struct uuid ana = { { [15] = 1 } }, ben = { { [15] = 2 } };

static bool take(struct limits *l, struct uuid who, int64_t cost, int64_t at_ms,
                 struct limits_state *s)
{
	return limits_take(l, who, 1, cost, START + at_ms, s);
}

static void a_minutes_worth_and_not_one_more(void **state)
{
	struct limits *l = limits_new(PER_MINUTE);
	struct limits_state s;
	(void) state;
	for (int i = 0; i < PER_MINUTE; i++) {
		assert_true(take(l, ana, 1, 0, &s));
		assert_int_equal(s.left, PER_MINUTE - 1 - i);
		assert_int_equal(s.limit, PER_MINUTE);
	}
	assert_int_equal(s.full_in_s, 60);
	assert_false(take(l, ana, 1, 0, &s));
	assert_int_equal(s.retry_in_s, 1);
	assert_int_equal(s.left, 0);
	assert_false(take(l, ana, 1, 99, &s));
	assert_true(take(l, ana, 1, 100, &s)); /* ten a second */
	assert_false(take(l, ana, 20, 100, &s));
	assert_int_equal(s.retry_in_s, 2);
	assert_true(take(l, ana, 20, 2100, &s));
	limits_free(l);
}

static void one_that_floods_takes_nothing_from_another(void **state)
{
	struct limits *l = limits_new(PER_MINUTE);
	struct limits_state s;
	(void) state;
	while (take(l, ana, 7, 0, &s))
		;
	assert_true(take(l, ben, PER_MINUTE, 0, &s));
	limits_free(l);
}

static void a_session_has_more(void **state)
{
	struct limits *l = limits_new(PER_MINUTE);
	struct limits_state s;
	(void) state;
	assert_true(limits_take(l, ana, LIMITS_SESSION_TIMES, 4 * PER_MINUTE, START, &s));
	assert_int_equal(s.limit, 4 * PER_MINUTE);
	assert_false(limits_take(l, ana, LIMITS_SESSION_TIMES, 1, START, &s));
	limits_free(l);
}

static void what_comes_later_leaves_a_debt_that_is_bounded(void **state)
{
	struct limits *l = limits_new(PER_MINUTE);
	struct limits_state s;
	(void) state;
	for (int i = 0; i < 10; i++)
		limits_charge(l, ana, 1, PER_MINUTE, START, &s);
	assert_int_equal(s.left, 0);
	assert_int_equal(s.full_in_s, 120);
	assert_false(take(l, ana, 1, 60000, &s));
	assert_true(take(l, ana, 1, 60100, &s));
	assert_true(take(l, ana, PER_MINUTE, 300000, &s));
	limits_free(l);
}

static void what_costs_more_than_there_ever_is_passes_with_all(void **state)
{
	struct limits *l = limits_new(PER_MINUTE);
	struct limits_state s;
	(void) state;
	assert_true(take(l, ana, INT64_C(1) << 40, 0, &s));
	assert_false(take(l, ana, INT64_C(1) << 40, 59999, &s));
	assert_true(take(l, ana, INT64_C(1) << 40, 60000, &s));
	limits_free(l);
}

static void a_clock_set_back_gives_nothing_and_takes_nothing(void **state)
{
	struct limits *l = limits_new(PER_MINUTE);
	struct limits_state s;
	(void) state;
	assert_true(take(l, ana, PER_MINUTE, 0, &s));
	assert_false(take(l, ana, 1, -3600000, &s));
	assert_true(take(l, ana, 1, -3600000 + 100, &s));
	limits_free(l);
}

/* A flood of credentials forgets those that were silent, never the one that asks. */
static void many_credentials_need_no_more_memory(void **state)
{
	struct limits *l = limits_new(PER_MINUTE);
	struct limits_state s;
	(void) state;
	assert_true(take(l, ana, PER_MINUTE, 0, &s));
	for (unsigned i = 0; i < 50000; i++) {
		struct uuid who = { { [0] = 9,
			              [13] = (uint8_t) (i >> 16),
			              [14] = (uint8_t) (i >> 8),
			              [15] = (uint8_t) i } };
		assert_true(take(l, who, 1, 1, &s));
		assert_false(take(l, ana, 1, 2, &s));
	}
	limits_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_minutes_worth_and_not_one_more),
		cmocka_unit_test(one_that_floods_takes_nothing_from_another),
		cmocka_unit_test(a_session_has_more),
		cmocka_unit_test(what_comes_later_leaves_a_debt_that_is_bounded),
		cmocka_unit_test(what_costs_more_than_there_ever_is_passes_with_all),
		cmocka_unit_test(a_clock_set_back_gives_nothing_and_takes_nothing),
		cmocka_unit_test(many_credentials_need_no_more_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
