/* value_check_test.c: values from text, values that are in a row already, and the formats. */
#include <stdio.h>

#include "base/date.h"
#include "base/test.h"
#include "record/decode.h"
#include "record/flaws_test.h"

static void texts_are_read_like_their_json(void **state)
{
	static const struct {
		int field;
		const char *text, *flaws;
	} list[] = {
		{ F_message_at, "1764032047123", "" },
		{ F_message_at, "2025-11-25T01:54:07.123+01:00", "" },
		{ F_message_at, "yesterday", "/at malformed" },
		{ F_message_at, "-1", "/at out_of_range" },
		{ F_message_at, "1969-01-01T00:00:00Z", "/at out_of_range" },
		{ F_message_at, "", "/at required" },
		{ F_message_direction, "in", "" },
		{ F_message_direction, "In", "/direction not_a_choice" },
		{ F_message_marks, "", "" },
		{ F_message_marks, "edited, revoked", "" },
		{ F_message_marks, "edited,x", "/marks/1 not_a_choice" },
		{ F_message_marks, "edited,edited", "/marks/1 repeated_field" },
		{ F_message_chat_id, "x", "/chat_id malformed" },
		{ F_message_text, "a\xff", "/text malformed" },
		{ F_message_text, "", "" },
	};

	(void) state;
	for (size_t i = 0; i < COUNT(list); i++) {
		struct arena a = ARENA_INIT;
		struct message *m = row_new(&a, &message_record);
		struct problems ps;
		const bool fine = list[i].flaws[0] == '\0';

		problems_init(&ps, &a);
		assert_true(value_from_text(&message_record, list[i].field, str_of(list[i].text), m,
		                            &a, &ps) == fine);
		assert_str_is(flaws_of(&a, &ps), str_of(list[i].flaws));
		if (!fine || list[i].field == F_message_text)
			assert_false(has(m, list[i].field));
		if (fine && list[i].field == F_message_at)
			assert_true(m->at == 1764032047123);
		arena_release(&a);
	}
}

static void query_parameters_are_pointed_to_as_such(void **state)
{
	struct arena a = ARENA_INIT;
	struct message *m = row_new(&a, &message_record);
	struct problems ps;

	(void) state;
	problems_init(&ps, &a);
	assert_false(
		value_from_query(&message_record, F_message_at, S("at.gte"), S("x"), m, &a, &ps));
	assert_false(
		value_from_query(&message_record, F_message_marks, S("marks"), S("x"), m, &a, &ps));
	assert_true(value_from_query(&message_record, F_message_kind, S("kind"), S("image"), m, &a,
	                             &ps));
	assert_str(flaws_of(&a, &ps), "?at.gte malformed, ?marks not_a_choice");
	assert_int_equal(m->kind, message_kind_image);
	arena_release(&a);
}

static void a_row_filled_by_us_is_checked_alike(void **state)
{
	struct arena a = ARENA_INIT;
	struct contact *c = row_new(&a, &contact_record);
	struct message *m = row_new(&a, &message_record);
	struct problems ps;

	(void) state;
	problems_init(&ps, &a);
	assert_false(value_check(&contact_record, F_contact_name, c, &ps));
	set(c, contact, name, S("a\0b"));
	assert_false(value_check(&contact_record, F_contact_name, c, &ps));
	set(c, contact, name, S("a"));
	assert_true(value_check(&contact_record, F_contact_name, c, &ps));
	assert_true(value_check(&contact_record, F_contact_company, c, &ps));
	field_set_int(&contact_record, F_contact_lead_status, c, lead_status_N);
	assert_false(value_check(&contact_record, F_contact_lead_status, c, &ps));
	set(m, message, marks, 1);
	assert_false(value_check(&message_record, F_message_marks, m, &ps));
	set(m, message, at, -1);
	assert_false(value_check(&message_record, F_message_at, m, &ps));
	assert_str(flaws_of(&a, &ps),
	           "/name required, /name malformed, /lead_status not_a_choice, "
	           "/marks not_a_choice, /at out_of_range");
	arena_release(&a);
}

static void every_day_of_a_cycle_of_years_is_a_date(void **state)
{
	char text[48];

	(void) state;
	for (int year = 1899; year <= 2101; year++) {
		for (int month = 0; month <= 13; month++) {
			for (int day = 0; day <= 32; day++) {
				const bool real = month >= 1 && month <= 12 && day >= 1 &&
				                  day <= days_in_month(year, month);

				snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
				assert_true(partial_date_valid(str_of(text)) == real);
				snprintf(text, sizeof text, "--%02d-%02d", month, day);
				if (year == 2000)
					assert_true(partial_date_valid(str_of(text)) == real);
			}
		}
	}
}

static void formats_tell_good_from_bad(void **state)
{
	static const struct {
		bool (*valid)(struct str);
		bool good;
		struct str s;
	} list[] = {
		{ partial_date_valid, false, STR("0999-01-01") },
		{ partial_date_valid, false, STR("20-01-01") },
		{ partial_date_valid, false, STR("2000/01/01") },
		{ partial_date_valid, false, STR("--1-01") },
		{ partial_date_valid, false, STR("2000-1-011") },
		{ partial_date_valid, false, STR("-001-01-01") },
		{ partial_date_valid, true, STR("1000-01-01") },
		{ partial_date_valid, false, STR("--01/01") },
		{ zone_valid, true, STR("UTC") },
		{ zone_valid, true, STR("Etc/GMT-14") },
		{ zone_valid, true, STR("America/Port-au-Prince") },
		{ zone_valid, false, STR("") },
		{ zone_valid, false, STR("/UTC") },
		{ zone_valid, false, STR("UTC/") },
		{ zone_valid, false, STR("a/b/c/d") },
		{ zone_valid, false, STR("Europe/../x") },
		{ zone_valid, false, STR("+01:00") },
		{ zone_valid, false, STR("Europe Kyiv") },
		{ language_valid, true, STR("de") },
		{ language_valid, true, STR("PT-br") },
		{ language_valid, true, STR("zh-Hant-TW") },
		{ language_valid, true, STR("es-419") },
		{ language_valid, true, STR("de-DE-1996") },
		{ language_valid, false, STR("") },
		{ language_valid, false, STR("d") },
		{ language_valid, false, STR("root") },
		{ language_valid, false, STR("de-") },
		{ language_valid, false, STR("de-DE-DE") },
		{ language_valid, false, STR("de-1996-1901") },
		{ language_valid, false, STR("en-u-hc-h12") },
		{ language_valid, false, STR("de-DE-Latn") },
		{ language_valid, false, STR("d3") },
		{ text_blank, true, STR("") },
		{ text_blank, true, STR(" \t\u2003\ufeff") },
		{ text_blank, false, STR(" . ") },
		{ text_blank, false, STR("\u200b") },
	};

	(void) state;
	for (size_t i = 0; i < COUNT(list); i++) {
		if (list[i].valid(list[i].s) != list[i].good)
			fail_msg("\"%.*s\" (row %zu)", PRI_STR(list[i].s), i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read_like_their_json),
		cmocka_unit_test(query_parameters_are_pointed_to_as_such),
		cmocka_unit_test(a_row_filled_by_us_is_checked_alike),
		cmocka_unit_test(every_day_of_a_cycle_of_years_is_a_date),
		cmocka_unit_test(formats_tell_good_from_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
