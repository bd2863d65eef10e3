/* http_date_test.c: dates in headers, both ways. */
#include "net/http_date.h"

#include "base/test.h"

static const struct {
	int64_t ms;
	const char *text;
} dates[] = {
	{ 784111777000, "Sun, 06 Nov 1994 08:49:37 GMT" },
	{ 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
	{ 1709251199000, "Thu, 29 Feb 2024 23:59:59 GMT" },
	{ 4102444800000, "Fri, 01 Jan 2100 00:00:00 GMT" },
	{ -1000, "Wed, 31 Dec 1969 23:59:59 GMT" },
};

static void dates_are_written(void **state)
{
	char out[HTTP_DATE_BYTES + 1];

	(void) state;
	for (size_t i = 0; i < COUNT(dates); i++) {
		http_date(dates[i].ms, out);
		assert_string_equal(out, dates[i].text);
	}
	http_date(784111777999, out);
	assert_string_equal(out, dates[0].text);
}

static void dates_are_read_back(void **state)
{
	int64_t ms;

	(void) state;
	for (size_t i = 0; i < COUNT(dates); i++) {
		assert_true(http_date_parse(str_of(dates[i].text), &ms));
		assert_true(ms == dates[i].ms);
	}
}

static void other_forms_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994",
		"Mon, 06 Nov 1994 08:49:37 GMT",
		"Sun, 06 nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:37 UTC",
		"Sun, 06 Nov 1994 24:49:37 GMT",
		"Sun, 31 Feb 1994 08:49:37 GMT",
		"Sun, -6 Nov 1994 08:49:37 GMT",
		"Sun; 06 Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:3x GMT",
	};
	int64_t ms;

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(http_date_parse(str_of(bad[i]), &ms));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_written),
		cmocka_unit_test(dates_are_read_back),
		cmocka_unit_test(other_forms_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
