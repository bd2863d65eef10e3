/* uuid_test.c: text form, parsing, and the version 7 layout of RFC 9562. */
#include "base/test.h"
#include "base/uuid.h"

static const struct uuid sample = { { 0x01, 0x7f, 0x22, 0xe2, 0x79, 0xb0, 0x7c, 0xc3, 0x98, 0xc4,
	                              0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f } };

static void text_is_lower_case_with_dashes(void **state)
{
	struct buf b = BUF_IN(NULL);

	(void) state;
	put_uuid(&b, sample);
	assert_str(buf_str(&b), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
	buf_release(&b);
}

static void parsing_takes_both_cases(void **state)
{
	struct uuid u;

	(void) state;
	assert_true(uuid_parse(S("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), &u));
	assert_true(uuid_eq(u, sample));
	assert_true(uuid_parse(S("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), &u));
	assert_true(uuid_eq(u, sample));
	assert_true(uuid_parse(S("00000000-0000-0000-0000-000000000000"), &u));
	assert_true(uuid_zero(u));
	assert_false(uuid_zero(sample));
	assert_false(uuid_eq(u, sample));
}

static void anything_else_is_refused(void **state)
{
	static const struct str bad[] = {
		STR(""),
		STR("017f22e2-79b0-7cc3-98c4-dc0c0c07398"),
		STR("017f22e2-79b0-7cc3-98c4-dc0c0c07398ff"),
		STR("017f22e279b07cc398c4dc0c0c07398f"),
		STR("{17f22e2-79b0-7cc3-98c4-dc0c0c07398}"),
		STR("017f22e2-79b0-7cc3-98c4_dc0c0c07398f"),
		STR("017f22e27-9b0-7cc3-98c4-dc0c0c07398f"),
		STR("017f22e2-79b0-7cc3-98c4-dc0c0c07398g"),
		STR(" 17f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
		STR("017f22e2-79b0-7cc3-98c4-dc0c0c07398\0"),
	};
	struct uuid u = sample;

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(uuid_parse(bad[i], &u));
	assert_true(uuid_eq(u, sample)); /* untouched */
	assert_false(uuid_parse(STR_ABSENT, &u));
}

static void every_wrong_byte_at_every_place_is_refused(void **state)
{
	char text[UUID_TEXT];
	struct uuid u;

	(void) state;
	for (size_t at = 0; at < UUID_TEXT; at++) {
		uuid_text(sample, text);
		for (int c = 0; c < 256; c++) {
			const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
			const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
			                   (c >= 'A' && c <= 'F');

			text[at] = (char) c;
			assert_int_equal(uuid_parse((struct str) { text, UUID_TEXT }, &u),
			                 dash ? c == '-' : digit);
		}
	}
}

static void version_7_holds_time_and_randomness(void **state)
{
	/* RFC 9562 appendix A.6 */
	const uint8_t random[10] = { 0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F };
	const uint8_t ones[10] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
	const struct uuid u = uuid_v7(1645557742000, random);
	const struct uuid v = uuid_v7((1LL << 48) - 1, ones);

	(void) state;
	assert_true(uuid_eq(u, sample));
	assert_int_equal(uuid_version(u), 7);
	assert_true(uuid_v7_ms(u) == 1645557742000);
	assert_int_equal(uuid_version(v), 7);
	assert_int_equal(v.b[8] >> 6, 2);
	assert_true(uuid_v7_ms(v) == (1LL << 48) - 1);
	assert_true(memcmp(&u, &v, sizeof u) < 0); /* older sorts first */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_lower_case_with_dashes),
		cmocka_unit_test(parsing_takes_both_cases),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(every_wrong_byte_at_every_place_is_refused),
		cmocka_unit_test(version_7_holds_time_and_randomness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
