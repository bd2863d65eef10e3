/* zone_test.c: wall clocks of the world against known instants, through every kind of change. */
#include "base/test.h"
#include "plat/zone.h"
#include "plat/zone_rule.h"

static struct arena arena;

static int reset(void **state)
{
	(void) state;
	arena_release(&arena);
	return 0;
}

static const struct zone *load(const char *name)
{
	const struct zone *z = NULL;

	assert_int_equal(zone_load(&arena, str_of(name), &z), OK);
	return z;
}

static void wall_is(const char *zone, int year, int month, int day, int hour, int minute,
                    const char *utc)
{
	const struct civil wall = { year, month, day, hour, minute, 0, 0 };
	struct buf b = BUF_IN(&arena);

	put_iso(&b, zone_to_utc(load(zone), &wall));
	assert_str_is(str_head(buf_str(&b), 16), str_of(utc));
}

static void wall_clocks_become_instants(void **state)
{
	(void) state;
	wall_is("Etc/UTC", 2026, 11, 25, 12, 0, "2026-11-25T12:00");
	wall_is("Europe/Berlin", 2026, 7, 1, 9, 0, "2026-07-01T07:00");
	wall_is("Europe/Berlin", 2027, 3, 27, 9, 0, "2027-03-27T08:00");
	wall_is("Europe/Berlin", 2027, 3, 28, 9, 0, "2027-03-28T07:00");
	wall_is("America/Sao_Paulo", 2026, 11, 28, 9, 10, "2026-11-28T12:10");
	wall_is("America/Sao_Paulo", 2016, 11, 28, 9, 10, "2016-11-28T11:10");
	wall_is("Asia/Kolkata", 2026, 1, 1, 0, 0, "2025-12-31T18:30");
	wall_is("Asia/Kathmandu", 2026, 1, 1, 0, 0, "2025-12-31T18:15");
	wall_is("Pacific/Kiritimati", 2026, 1, 1, 0, 0, "2025-12-31T10:00");
	wall_is("Australia/Lord_Howe", 2026, 1, 1, 0, 0, "2025-12-31T13:00");
	wall_is("Europe/Dublin", 2026, 7, 1, 12, 0, "2026-07-01T11:00");
	wall_is("Europe/Dublin", 2060, 7, 1, 12, 0, "2060-07-01T11:00");
	wall_is("Europe/Dublin", 2060, 1, 1, 12, 0, "2060-01-01T12:00");
	wall_is("America/New_York", 2099, 7, 1, 12, 0, "2099-07-01T16:00");
	wall_is("Australia/Sydney", 2099, 1, 1, 12, 0, "2099-01-01T01:00");
	wall_is("Australia/Sydney", 2099, 7, 1, 12, 0, "2099-07-01T02:00");
}

/* 29 March 2026, 2:00: Berlin's clocks jump to 3:00; 25 October 2026, 3:00: back to 2:00. */
static void gaps_go_forward_and_folds_are_the_first(void **state)
{
	(void) state;
	wall_is("Europe/Berlin", 2026, 3, 29, 1, 59, "2026-03-29T00:59");
	wall_is("Europe/Berlin", 2026, 3, 29, 2, 0, "2026-03-29T01:00");
	wall_is("Europe/Berlin", 2026, 3, 29, 2, 30, "2026-03-29T01:30");
	wall_is("Europe/Berlin", 2026, 3, 29, 3, 0, "2026-03-29T01:00");
	wall_is("Europe/Berlin", 2026, 10, 25, 1, 59, "2026-10-24T23:59");
	wall_is("Europe/Berlin", 2026, 10, 25, 2, 30, "2026-10-25T00:30");
	wall_is("Europe/Berlin", 2026, 10, 25, 3, 0, "2026-10-25T02:00");
	wall_is("America/New_York", 2070, 11, 2, 1, 30, "2070-11-02T05:30");
	/* Samoa had no 30 December 2011. */
	wall_is("Pacific/Apia", 2011, 12, 30, 12, 0, "2011-12-30T22:00");
	wall_is("Pacific/Apia", 2011, 12, 31, 12, 0, "2011-12-30T22:00");
}

static void there_and_back_again(void **state)
{
	static const char *const names[] = { "Europe/London",     "America/Santiago",
		                             "Africa/Casablanca", "Asia/Tehran",
		                             "America/St_Johns",  "Asia/Gaza" };
	const int64_t from = civil_to_ms(&(struct civil) { 2009, 1, 1, 0, 0, 0, 0 });
	const int64_t step = INT64_C(45) * 60 * 1000;
	size_t twice = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct zone *z = load(names[i]);

		for (int64_t at = from, k = 0; k < 60000; k++, at += step * (k % 7 == 0 ? 31 : 1)) {
			const struct civil wall = zone_to_wall(z, at);
			const int64_t again = zone_to_utc(z, &wall);

			if (again == at)
				continue;
			/* Shown twice: we get the first, one change of offset earlier. */
			assert_true(again < at);
			assert_int_equal(at - again,
			                 (zone_offset_s(z, again) - zone_offset_s(z, at)) * 1000);
			twice++;
		}
	}
	assert_true(twice > 20);
}

static void former_names_lead_to_todays(void **state)
{
	size_t n = 0;
	const int64_t now = civil_to_ms(&(struct civil) { 2026, 7, 1, 0, 0, 0, 0 });

	(void) state;
	assert_str(zone_current_name(S("Asia/Calcutta")), "Asia/Kolkata");
	assert_str(zone_current_name(S("Europe/Kiev")), "Europe/Kyiv");
	assert_str(zone_current_name(S("America/Buenos_Aires")), "America/Argentina/Buenos_Aires");
	assert_str(zone_current_name(S("UTC")), "Etc/UTC");
	assert_str(zone_current_name(S("Europe/Paris")), "Europe/Paris");
	assert_str(zone_current_name(S("Nowhere")), "Nowhere");
#define ZONE(former, today)                                                                        \
	assert_str(zone_current_name(S(former)), today);                                           \
	assert_str(zone_current_name(S(today)), today);                                            \
	(void) zone_offset_s(load(today), now);                                                    \
	n++;
#include "plat/zone_names.def"
#undef ZONE
	assert_true(n > 130);
}

static void what_is_no_zone_is_not_found(void **state)
{
	static const char *const names[] = {
		"",
		"/",
		"Europe",
		"Europe/",
		"/etc/passwd",
		"../../../etc/passwd",
		"Europe/../Europe/Paris",
		"Europe//Paris",
		"Europe/Atlantis",
		"Europe/Paris/x",
		"posix/Europe/Paris",
		"localtime",
		"right/Europe/Paris",
		"posixrules",
		"Factory",
		"zone.tab",
		"tzdata.zi",
		"Europe/Paris ",
		"Asia/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	const struct zone *z;

	(void) state;
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(zone_load(&arena, str_of(names[i]), &z), ERR_NOT_FOUND);
		assert_false(zone_exists(str_of(names[i])));
	}
	assert_true(zone_exists(S("Europe/Paris")));
	assert_true(zone_exists(S("Asia/Calcutta")));
}

static void rules_are_read_to_the_end(void **state)
{
	static const char *const bad[] = {
		"C",
		"CET",
		"CET-",
		"CET-1CEST,",
		"CET-1CEST,M3.5.0",
		"CET-1CEST,M3.5.0,M10.5.0/",
		"CET-1CEST,M13.5.0,M10.5.0",
		"CET-1CEST,M3.6.0,M10.5.0",
		"CET-1CEST,M3.5.7,M10.5.0",
		"CET-1CEST,J0,J365",
		"CET-1CEST,366,1",
		"<+01-1",
		"CET-168",
		"CET-1CEST,M3.5.0,M10.5.0 ",
	};
	struct zone_rule r;

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(zone_rule_read(str_of(bad[i]), &r));
	assert_true(zone_rule_read(S(""), &r));
	assert_false(r.there);
	assert_true(zone_rule_read(S("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"), &r));
	assert_int_equal(r.standard_s, -3 * 3600);
	assert_int_equal(r.summer_s, -2 * 3600);
	assert_int_equal(r.begin.time_s, -2 * 3600);
}

/* RFC 9636's day forms: J60 is 1 March in every year, 59 is 29 February in a leap year. */
static void days_of_the_year_count(void **state)
{
	struct zone_rule r;
	const int64_t noon = civil_to_ms(&(struct civil) { 2028, 2, 29, 12, 0, 0, 0 }) / 1000;

	(void) state;
	assert_true(zone_rule_read(S("AAA0BBB,J60/0,J300/0"), &r));
	assert_int_equal(zone_rule_offset_s(&r, noon), 0);
	assert_int_equal(zone_rule_offset_s(&r, noon + 86400), 3600);
	assert_true(zone_rule_read(S("AAA0BBB,59/0,300/0"), &r));
	assert_int_equal(zone_rule_offset_s(&r, noon - 86400), 0);
	assert_int_equal(zone_rule_offset_s(&r, noon), 3600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(wall_clocks_become_instants, reset),
		cmocka_unit_test_teardown(gaps_go_forward_and_folds_are_the_first, reset),
		cmocka_unit_test_teardown(there_and_back_again, reset),
		cmocka_unit_test_teardown(former_names_lead_to_todays, reset),
		cmocka_unit_test_teardown(what_is_no_zone_is_not_found, reset),
		cmocka_unit_test_teardown(rules_are_read_to_the_end, reset),
		cmocka_unit_test_teardown(days_of_the_year_count, reset),
	};

	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
