/* date_test.c: the calendar, day by day, against the plainest way of counting. */
#include "base/date.h"
#include "base/test.h"

static const int64_t day_ms = 86400000;

static void every_day_of_ten_thousand_years_follows_its_eve(void **state)
{
	int64_t ms = civil_to_ms(&(struct civil) { .year = 1, .month = 1, .day = 1 });
	int weekday = weekday_of(1, 1, 1);

	(void) state;
	assert_true(ms == -62135596800000);
	assert_int_equal(weekday, 1); /* 0001-01-01 was a Monday */
	for (int year = 1; year <= 9999; year++) {
		for (int month = 1; month <= 12; month++) {
			for (int day = 1; day <= days_in_month(year, month); day++) {
				const struct civil c = { .year = year, .month = month, .day = day };
				const struct civil back = civil_from_ms(ms + day_ms - 1);

				assert_true(civil_to_ms(&c) == ms);
				assert_int_equal(back.year, year);
				assert_int_equal(back.month, month);
				assert_int_equal(back.day, day);
				assert_int_equal(weekday_of(year, month, day), weekday);
				weekday = (weekday + 1) % 7;
				ms += day_ms;
			}
		}
	}
	assert_true(ms == 253402300800000);
}

static void months_know_leap_years(void **state)
{
	(void) state;
	assert_int_equal(days_in_month(2024, 2), 29);
	assert_int_equal(days_in_month(2023, 2), 28);
	assert_int_equal(days_in_month(1900, 2), 28);
	assert_int_equal(days_in_month(2000, 2), 29);
	assert_int_equal(days_in_month(2023, 12), 31);
	assert_int_equal(days_in_month(2023, 4), 30);
}

static void times_of_day_come_apart_and_together(void **state)
{
	const int64_t times[] = { 0, -1, 1, 999, 1000, 1764032047123, -86400001, 951782399999 };

	(void) state;
	for (size_t i = 0; i < COUNT(times); i++) {
		const struct civil c = civil_from_ms(times[i]);

		assert_true(civil_valid(&c));
		assert_true(civil_to_ms(&c) == times[i]);
	}
	assert_int_equal(civil_from_ms(-1).year, 1969);
	assert_int_equal(civil_from_ms(-1).ms, 999);
	assert_int_equal(civil_from_ms(-1).hour, 23);
}

static void only_real_dates_are_valid(void **state)
{
	const struct civil good = { 2024, 2, 29, 23, 59, 59, 999 };
	const struct civil bad[] = {
		{ 0, 1, 1, 0, 0, 0, 0 },     { 10000, 1, 1, 0, 0, 0, 0 },
		{ 2024, 0, 1, 0, 0, 0, 0 },  { 2024, 13, 1, 0, 0, 0, 0 },
		{ 2024, 1, 0, 0, 0, 0, 0 },  { 2023, 2, 29, 0, 0, 0, 0 },
		{ 2024, 4, 31, 0, 0, 0, 0 }, { 2024, 1, 1, 24, 0, 0, 0 },
		{ 2024, 1, 1, -1, 0, 0, 0 }, { 2024, 1, 1, 0, 60, 0, 0 },
		{ 2024, 1, 1, 0, 0, 60, 0 }, { 2024, 1, 1, 0, 0, 0, 1000 },
		{ 2024, 1, 1, 0, 0, 0, -1 }, { 2024, -1, 1, 0, 0, 0, 0 },
		{ 2024, 1, 1, 0, -1, 0, 0 }, { 2024, 1, 1, 0, 0, -1, 0 },
	};

	(void) state;
	assert_true(civil_valid(&good));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(civil_valid(&bad[i]));
}

static void check_iso(int64_t ms, struct str want)
{
	struct buf b = BUF_IN(NULL);
	int64_t again;

	put_iso(&b, ms);
	assert_str_is(buf_str(&b), want);
	assert_true(iso_parse(buf_str(&b), &again));
	assert_int_equal(b.len, ISO_TEXT);
	buf_release(&b);
}

static void iso_text_is_exact(void **state)
{
	(void) state;
	check_iso(0, S("1970-01-01T00:00:00.000Z"));
	check_iso(-1, S("1969-12-31T23:59:59.999Z"));
	check_iso(1764032047005, S("2025-11-25T00:54:07.005Z"));
	check_iso(951782400000, S("2000-02-29T00:00:00.000Z"));
	check_iso(-62135596800000, S("0001-01-01T00:00:00.000Z"));
	check_iso(253402300799999, S("9999-12-31T23:59:59.999Z"));
	check_iso(INT64_MAX, S("9999-12-31T23:59:59.999Z"));
	check_iso(INT64_MIN, S("0001-01-01T00:00:00.000Z"));
}

static void iso_is_read_with_offsets_and_fractions(void **state)
{
	static const struct {
		struct str text;
		int64_t ms;
	} good[] = {
		{ STR("1970-01-01T00:00:00Z"), 0 },
		{ STR("1970-01-01t00:00:00z"), 0 },
		{ STR("1970-01-01T00:00:00.5Z"), 500 },
		{ STR("1970-01-01T00:00:00.05Z"), 50 },
		{ STR("1970-01-01T00:00:00.005Z"), 5 },
		{ STR("1970-01-01T01:00:00+01:00"), 0 },
		{ STR("1969-12-31T18:30:00-05:30"), 0 },
		{ STR("1970-01-01T00:00:00-00:00"), 0 },
		{ STR("1970-01-01T23:59:00+23:59"), 0 },
		{ STR("2024-02-29T12:00:00Z"), 1709208000000 },
	};
	int64_t ms;

	(void) state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(iso_parse(good[i].text, &ms));
		assert_true(ms == good[i].ms);
	}
}

static void what_is_not_iso_is_refused(void **state)
{
	static const struct str bad[] = {
		STR(""),
		STR("2024"),
		STR("2024-01-01"),
		STR("2024-01-01T00:00:00"),
		STR("2024-01-01 00:00:00Z"),
		STR("2024-01-01T00:00Z"),
		STR("2024-1-1T00:00:00Z"),
		STR("2024-01-01T00:00:00.Z"),
		STR("2024-01-01T00:00:00.0000Z"),
		STR("2024-01-01T00:00:00,5Z"),
		STR("2024-01-01T00:00:60Z"),
		STR("2024-01-01T24:00:00Z"),
		STR("2023-02-29T00:00:00Z"),
		STR("0000-01-01T00:00:00Z"),
		STR("0001-01-01T00:00:00+00:01"),
		STR("9999-12-31T23:59:59-00:01"),
		STR("2024-01-01T00:00:00+24:00"),
		STR("2024-01-01T00:00:00+00:60"),
		STR("2024-01-01T00:00:00+0000"),
		STR("2024-01-01T00:00:00+01"),
		STR("2024-01-01T00:00:00ZZ"),
		STR("2024-01-01T00:00:00Z "),
		STR(" 2024-01-01T00:00:00Z"),
		STR("+2024-01-01T00:00:00Z"),
		STR("2024-01-01T00:00:0/Z"),
		STR("2024-01-01T00:00:00Z\0"),
	};
	int64_t ms = 5;

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(iso_parse(bad[i], &ms));
	assert_false(iso_parse(STR_ABSENT, &ms));
	assert_true(ms == 5); /* untouched */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_ten_thousand_years_follows_its_eve),
		cmocka_unit_test(months_know_leap_years),
		cmocka_unit_test(times_of_day_come_apart_and_together),
		cmocka_unit_test(only_real_dates_are_valid),
		cmocka_unit_test(iso_text_is_exact),
		cmocka_unit_test(iso_is_read_with_offsets_and_fractions),
		cmocka_unit_test(what_is_not_iso_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
