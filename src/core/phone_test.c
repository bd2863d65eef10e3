/* phone_test.c: what people, spreadsheets and address books write, and what becomes of it.
 * Numbering plans themselves are held against libphonenumber in tests/differential/phone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/phone.h"

struct reading {
	const char *region, *text, *expected; /* E.164, or "!" and the reason */
};

static void check(const struct reading *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct phone p;
		enum phone_reason r = phone_parse(str_of(rows[i].text), str_of(rows[i].region), &p);
		char answer[64] = "!";
		struct str got = r == PHONE_OK ? phone_e164(&p) : phone_reason_name(r);
		memcpy(answer + (r != PHONE_OK), got.ptr, got.len);
		answer[(r != PHONE_OK) + got.len] = '\0';
		if (strcmp(answer, rows[i].expected) != 0)
			fail_msg("%s, %s: %s instead of %s", rows[i].region, rows[i].text, answer,
			         rows[i].expected);
	}
}

static void K01_country_decides_and_nothing_guesses(void **state)
{
	(void) state;
	static const struct reading rows[] = {
		{ "BR", "(51) 98765-4321", "+5551987654321" },
		{ "BR", "51987654321", "+5551987654321" },
		{ "br", "51 98765 4321", "+5551987654321" },
		{ "PE", "987654321", "+51987654321" },
		{ "", "51987654321", "!NO_COUNTRY" },
		{ "", "(51) 98765-4321", "!NO_COUNTRY" },
		{ "", "0049 171 3920014", "!NO_COUNTRY" },
		{ "", "5.511999000031E+12", "!NO_COUNTRY" },
		{ "", "+51 987 654 321", "+51987654321" },
		{ "ZZ", "51987654321", "!BAD_COUNTRY" },
		{ "ZZ", "+51 987 654 321", "+51987654321" },
		{ "BRA", "51987654321", "!BAD_COUNTRY" },
	};
	check(rows, COUNT(rows));
	assert_true(str_eq(phone_reason_slug(PHONE_NO_COUNTRY), S("no_country")));
	assert_true(phone_reason_sentence(PHONE_NO_COUNTRY).len > 20);
}

static void K13_spreadsheet_damage(void **state)
{
	(void) state;
	static const struct reading rows[] = {
		{ "BR", "5511999000034.0", "+5511999000034" },
		{ "BR", "98765432100.0",
		  "!BAD" }, /* read as digits: there is no area 98 7… of that length */
		{ "BR", "51987654321.0", "+5551987654321" },
		{ "BR", "51987654321,00", "+5551987654321" },
		{ "BR", "5.51199E+12", "!LOSSY" },
		{ "BR", "5,51199E+12", "!LOSSY" },
		{ "BR", "5.5119990001E+12", "!LOSSY" },
		{ "BR", "5.511999000031E+12", "+5511999000031" },
		{ "BR", "5,511999000031e12", "+5511999000031" },
		{ "BR", "5.5119990000310E+12", "+5511999000031" },
		{ "BR", "5E+12", "!LOSSY" },
		{ "BR", "5.511999000031E-12", "!NOT_A_PHONE" },
		{ "BR", "=\"+5511999000032\"", "+5511999000032" },
		{ "BR", "=+5511999000032", "+5511999000032" },
		{ "BR", "'+5511999000033", "+5511999000033" },
		{ "BR", "\"11999000033\"", "+5511999000033" },
		{ "DE", "1713920012", "+491713920012" }, /* zero lost */
		{ "GB", "7400123456", "+447400123456" },
		{ "IT", "612345678", "+390612345678" },    /* the number's own zero lost */
		{ "GB", "491713920012", "+491713920012" }, /* plus lost */
	};
	check(rows, COUNT(rows));
	assert_true(str_eq(phone_reason_slug(PHONE_LOSSY), S("lossy_phone")));
}

static void national_reading_comes_before_the_international_one(void **state)
{
	(void) state;
	static const struct reading rows[] = {
		{ "BR", "5511999000041", "+5511999000041" },
		{ "BR", "11999000042", "+5511999000042" },
		{ "BR", "447400123456", "+447400123456" },
		{ "BR", "12015550123", "+12015550123" },
		{ "BR", "5532221234", "+555532221234" },
		{ "BR", "021 99900-0043", "+5521999000043" },
		{ "BR", "0 15 21 99900-0044", "+5521999000044" },
		{ "BR", "0049 171 3920014", "+491713920014" },
		{ "BR", "99900-0045", "!BAD" },
		{ "BR", "12345", "!TOO_SHORT" },
		{ "US", "011 49 171 3920014", "+491713920014" },
		{ "AU", "0011 49 171 3920014", "+491713920014" },
		{ "US", "(250) 555-0123", "+12505550123" },
		{ "US", "12345", "!TOO_SHORT" },
		{ "US", "1234567890123456", "!TOO_LONG" },
		{ "US", "1234567890123456789012345678901", "!TOO_LONG" },
	};
	check(rows, COUNT(rows));
	struct phone p;
	assert_int_equal(phone_parse(S("447400123456"), S("BR"), &p), PHONE_OK);
	assert_int_equal(p.reading, PHONE_READ_INTERNATIONAL);
	assert_string_equal(p.region, "GB");
	assert_int_equal(phone_parse(S("(250) 555-0123"), S("US"), &p), PHONE_OK);
	assert_int_equal(p.reading, PHONE_READ_NATIONAL);
	assert_string_equal(p.region, "CA");
	assert_int_equal(phone_parse(S("+800 1234 5678"), S(""), &p), PHONE_OK);
	assert_int_equal(p.reading, PHONE_READ_PLUS);
	assert_string_equal(p.region, "001");
	assert_int_equal(p.type, PHONE_TYPE_TOLL_FREE);
}

static void marks_digits_and_brackets_of_all_kinds(void **state)
{
	(void) state;
	static const struct reading rows[] = {
		{ "", "\u202a+55 21 99900\u20110021\u202c", "+5521999000021" },
		{ "", "\u200e\ufeff+55\u00a021\u202f99900\u20130021", "+5521999000021" },
		{ "", "\uff0b５５（２１）９９９００－００２１", "+5521999000021" },
		{ "EG", "٠١٠٠ ١٢٣ ٤٥٦٧", "+201001234567" },
		{ "IN", "९०००० ०००२१", "+919000000021" },
		{ "", "+49 (0)30 23125014", "+493023125014" },
		{ "", "+49 (0) 30 / 23125014", "+493023125014" },
		{ "", "+49 [0]30 23125014", "+493023125014" },
		{ "", "+4903023125014", "+493023125014" },
		{ "", "+39 (0)6 1234567", "+39061234567" },
		{ "FR", "49 (0)30 23125014", "+493023125014" },
		{ "DE", "(0)171 3920012", "+491713920012" },
		{ "", "(+55) 21 99900-0021", "+5521999000021" },
		{ "", "++55 21 99900-0021", "+5521999000021" },
		{ "", "+55.21.99900.0021", "+5521999000021" },
		{ "DE", "0171/3920012", "+491713920012" },
		{ "US", "📞 201.555.0123", "+12015550123" },
		{ "US", "📞201.555.0123", "+12015550123" },
	};
	check(rows, COUNT(rows));
}

static void labels_and_extensions_are_no_digits(void **state)
{
	(void) state;
	static const struct reading rows[] = {
		{ "BR", "cel: 21 99900-0062", "+5521999000062" },
		{ "BR", "ou 21 3333-0056", "+552133330056" },
		{ "BR", "Loja 2: 21 3333-0061", "+552133330061" },
		{ "BR", "21 3333-0061 (loja 2)", "+552133330061" },
		{ "BR", "21 3333-0061 -", "+552133330061" },
		{ "BR", "21 3333-0061 ramal 12", "+552133330061" },
		{ "US", "Tel.201-555-0123", "+12015550123" },
		{ "US", "201-555-0123 x12", "+12015550123" },
		{ "US", "201-555-0123x12", "+12015550123" },
		{ "US", "201-555-0123 ext. 12", "+12015550123" },
		{ "US", "201-555-0123 ext: 12", "+12015550123" },
		{ "US", "201-555-0123 #12", "+12015550123" },
		{ "RU", "8 (495) 123-45-67 доб. 12", "+74951234567" },
		{ "", "tel:+44-20-7946-0958;ext=5", "+442079460958" },
		{ "", "callto:+442079460958", "+442079460958" },
		{ "", "T +49 30 23125014", "+493023125014" },
		{ "US", "201-555-0123a12", "!NOT_A_PHONE" },
		{ "US", "201-555-0123privat", "!NOT_A_PHONE" },
		{ "US", "abc2015550123", "!NOT_A_PHONE" },
		{ "US", "201-555-0123 or 201-555-0124", "!NOT_A_PHONE" },
		{ "US", "+1 201-555-0123 +1 201-555-0124", "!NOT_A_PHONE" },
		{ "US", "9f1c7c0e-1111-4222-8333-444455556666", "!NOT_A_PHONE" },
		{ "US", "2026-01-31 09:15", "!NOT_A_PHONE" },
		{ "US", "2026-01-31", "!NOT_A_PHONE" },
		{ "US", "1-800-FLOWERS", "!TOO_SHORT" },
		{ "US", "none", "!EMPTY" },
		{ "US", "", "!EMPTY" },
		{ "US", " \u200e", "!EMPTY" },
		{ "US", "+", "!EMPTY" },
		{ "", "+999 1234567", "!BAD_CODE" },
		{ "", "+0 1234567", "!BAD_CODE" },
		{ "", "+55", "!TOO_SHORT" },
	};
	check(rows, COUNT(rows));
}

static void one_line_has_one_number(void **state)
{
	(void) state;
	static const struct reading rows[] = {
		{ "BR", "(11) 8888-7777", "+5511988887777" },
		{ "BR", "551188887777", "+5511988887777" },
		{ "", "+55 11 8888-7777", "+5511988887777" },
		{ "", "+55 11 7888-7777", "+5511978887777" },
		{ "", "+55 11 3888-7777", "+551138887777" },
		{ "BR", "(11) 3888-7777", "+551138887777" },
		{ "BR", "0800 777 1234", "+558007771234" },
		{ "", "+52 1 55 1234 5678", "+525512345678" },
		{ "", "+52 55 1234 5678", "+525512345678" },
		{ "MX", "044 55 1234 5678", "+525512345678" },
		{ "MX", "045 55 1234 5678", "+525512345678" },
		{ "MX", "01 55 1234 5678", "+525512345678" },
		{ "MX", "5215512345678", "+525512345678" },
		{ "MX", "12015550123", "+12015550123" },
		{ "AR", "011 15 2345-6789", "+5491123456789" },
		{ "AR", "11 15 2345 6789", "+5491123456789" },
		{ "", "+54 11 15 2345 6789", "+5491123456789" },
		{ "", "+54 9 11 15 2345 6789", "+5491123456789" },
		{ "", "+54 9 11 2345 6789", "+5491123456789" },
		{ "", "+54 11 2345 6789", "+541123456789" },
	};
	check(rows, COUNT(rows));
}

static struct phone_key key_of(const char *e164)
{
	struct phone p;
	assert_int_equal(phone_from_e164(str_of(e164), &p), PHONE_OK);
	return phone_match_key(&p);
}

static void B2_variants_of_a_line_have_one_key(void **state)
{
	(void) state;
	static const char *const same[][2] = {
		{ "+5511988887777", "+551188887777" },
		{ "+525512345678", "+5215512345678" },
		{ "+5491123456789", "+541123456789" },
	};
	for (size_t i = 0; i < COUNT(same); i++) {
		struct phone_key a = key_of(same[i][0]), b = key_of(same[i][1]);
		assert_string_equal(a.text, b.text);
		assert_int_equal(a.len, strlen(a.text));
	}
	assert_string_not_equal(key_of("+551138887777").text, key_of("+5511988887777").text);
	assert_string_equal(key_of("+447400123456").text, "+447400123456");
}

static void variants_are_what_whatsapp_may_know_a_line_by(void **state)
{
	(void) state;
	static const struct {
		const char *e164, *digits[PHONE_VARIANTS];
	} rows[] = {
		{ "+5511988887777", { "5511988887777", "551188887777" } },
		{ "+551138887777", { "551138887777" } },
		{ "+525512345678", { "525512345678", "5215512345678" } },
		{ "+5491123456789", { "5491123456789", "541123456789" } },
		{ "+541123456789", { "541123456789", "5491123456789" } },
		{ "+447400123456", { "447400123456" } },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct phone p;
		struct phone_variant v[PHONE_VARIANTS];
		assert_int_equal(phone_from_e164(str_of(rows[i].e164), &p), PHONE_OK);
		size_t n = phone_variants(&p, v);
		for (size_t k = 0; k < n; k++) {
			assert_non_null(rows[i].digits[k]);
			assert_string_equal(v[k].digits, rows[i].digits[k]);
			struct phone again;
			struct str digits = { v[k].digits, v[k].len };
			assert_int_equal(phone_from_wa(digits, &again), PHONE_OK);
			assert_string_equal(phone_match_key(&again).text, phone_match_key(&p).text);
		}
		assert_true(n == PHONE_VARIANTS || rows[i].digits[n] == NULL);
	}
}

static void whatsapp_addresses_are_numbers_and_lids_are_not(void **state)
{
	(void) state;
	static const struct reading rows[] = {
		{ "", "5521999000072@s.whatsapp.net", "+5521999000072" },
		{ "", "551188887771:12@s.whatsapp.net", "+5511988887771" },
		{ "", "5521999000072@c.us", "+5521999000072" },
		{ "", "waid=5521999000072", "+5521999000072" },
		{ "", "https://wa.me/5521999000072", "+5521999000072" },
		{ "", "https://api.whatsapp.com/send?phone=5521999000072", "+5521999000072" },
		{ "", "whatsapp:+5521999000072", "+5521999000072" },
		{ "BR", "900000000000017@lid", "!NOT_A_PHONE" },
		{ "BR", "120363000000000000@g.us", "!NOT_A_PHONE" },
		{ "BR", "55219990@example.com", "!NOT_A_PHONE" },
		{ "BR", "21999000072 a@example.com", "!NOT_A_PHONE" },
	};
	check(rows, COUNT(rows));
	struct phone p;
	assert_int_equal(phone_from_wa(S("5521999000072"), &p), PHONE_OK);
	assert_int_equal(phone_from_wa(S("5521999000072:3@s.whatsapp.net"), &p), PHONE_OK);
	assert_int_equal(phone_from_wa(S("900000000000017@lid"), &p), PHONE_NOT_A_PHONE);
	assert_int_equal(phone_from_wa(S("120363000000000000@g.us"), &p), PHONE_NOT_A_PHONE);
	assert_int_equal(phone_from_wa(S("900000000000017"), &p), PHONE_BAD);
	assert_int_equal(phone_from_wa(S(""), &p), PHONE_NOT_A_PHONE);
}

static void a_trusted_source_knows_more_than_our_tables(void **state)
{
	(void) state;
	struct phone p;
	struct str fiction = S("+33639980123"); /* a range that plans keep for films */
	assert_int_equal(phone_from_e164(fiction, &p), PHONE_BAD);
	assert_int_equal(phone_trusted(fiction, &p), PHONE_OK);
	assert_string_equal(p.e164, "+33639980123");
	assert_string_equal(p.region, "FR");
	assert_int_equal(p.type, PHONE_TYPE_UNKNOWN);
	assert_int_equal(phone_from_wa(S("33639980123@s.whatsapp.net"), &p), PHONE_OK);
	assert_int_equal(phone_from_wa(S("33639980123"), &p), PHONE_BAD);
	assert_int_equal(phone_trusted(S("+551188887777"), &p), PHONE_OK);
	assert_string_equal(p.e164, "+5511988887777");
	assert_int_equal(phone_trusted(S("+3363998012"), &p), PHONE_TOO_SHORT);
	assert_int_equal(phone_trusted(S("+336399801234"), &p), PHONE_TOO_LONG);
	assert_int_equal(phone_trusted(S("+999123456"), &p), PHONE_BAD_CODE);
}

static void e164_is_exactly_that(void **state)
{
	(void) state;
	struct phone p;
	assert_int_equal(phone_from_e164(S("+5511987654321"), &p), PHONE_OK);
	assert_true(str_eq(phone_digits(&p), S("5511987654321")));
	assert_true(str_eq(phone_national(&p), S("11987654321")));
	assert_int_equal(phone_from_e164(S("+55 11987654321"), &p), PHONE_NOT_A_PHONE);
	assert_int_equal(phone_from_e164(S("5511987654321"), &p), PHONE_NO_COUNTRY);
	assert_int_equal(phone_from_e164(S("+"), &p), PHONE_NO_COUNTRY);
	assert_int_equal(phone_from_e164(S(""), &p), PHONE_EMPTY);
	assert_int_equal(phone_from_e164(S("+55119876543"), &p), PHONE_BAD);
	assert_int_equal(phone_from_e164(S("+5511987"), &p), PHONE_TOO_SHORT);
	assert_int_equal(phone_from_e164(S("+55119876543210123456789"), &p), PHONE_TOO_LONG);
}

static void forms_for_people(void **state)
{
	(void) state;
	static const struct {
		const char *e164, *national, *international;
	} rows[] = {
		{ "+5551987654321", "(51) 98765-4321", "+55 51 98765-4321" },
		{ "+12015550123", "(201) 555-0123", "+1 201-555-0123" },
		{ "+493023125014", "030 23125014", "+49 30 23125014" },
		{ "+33612345678", "06 12 34 56 78", "+33 6 12 34 56 78" },
		{ "+74951234567", "8 (495) 123-45-67", "+7 495 123-45-67" },
		{ "+12505550123", "(250) 555-0123", "+1 250-555-0123" },
		{ "+5491123456789", "011 15-2345-6789", "+54 9 11 2345-6789" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct phone p;
		struct buf b = { 0 };
		assert_int_equal(phone_from_e164(str_of(rows[i].e164), &p), PHONE_OK);
		phone_put_national(&b, &p);
		assert_true(str_eq(buf_str(&b), str_of(rows[i].national)));
		buf_clear(&b);
		phone_put_international(&b, &p);
		assert_true(str_eq(buf_str(&b), str_of(rows[i].international)));
		buf_release(&b);
	}
}

static void cells_with_several_numbers(void **state)
{
	(void) state;
	static const struct {
		const char *cell, *parts[4];
	} rows[] = {
		{ "+55 21 99900-0051 / +55 21 99900-0052",
		  { "+55 21 99900-0051", "+55 21 99900-0052" } },
		{ "21999000053;21999000054", { "21999000053", "21999000054" } },
		{ "21 99900-0055 ou 21 3333-0056", { "21 99900-0055", "ou 21 3333-0056" } },
		{ "9000000021 और 9000000022", { "9000000021", "और 9000000022" } },
		{ "(21) 99900-0057, (21) 99900-0058", { "(21) 99900-0057", "(21) 99900-0058" } },
		{ "21 99900-0059\n21 99900-0060\r\n", { "21 99900-0059", "21 99900-0060" } },
		{ "casa: 21 3333-0061 - cel: 21 99900-0062",
		  { "casa: 21 3333-0061", "cel: 21 99900-0062" } },
		{ "21 3333-0061 - 21 99900-0062", { "21 3333-0061", "21 99900-0062" } },
		{ "21 99900-0063 ::: 21 99900-0064", { "21 99900-0063", "21 99900-0064" } },
		{ "+49 171 3920012 +49 171 3920013", { "+49 171 3920012", "+49 171 3920013" } },
		{ "21 99900-0065 / 1234", { "21 99900-0065", "1234" } },
		{ "1234 / 21 99900-0065", { "1234", "21 99900-0065" } },
		{ "0171/3920012 | 030 / 23125014", { "0171/3920012", "030 / 23125014" } },
		{ "+49 171/3920012", { "+49 171/3920012" } },
		{ "201 555 0123, ext. 12", { "201 555 0123, ext. 12" } },
		{ "201 555 0123 x12; 201 555 0124", { "201 555 0123 x12", "201 555 0124" } },
		{ "5,51199E+12", { "5,51199E+12" } },
		{ "98765432100,0", { "98765432100,0" } },
		{ "https://wa.me/5521999000072", { "https://wa.me/5521999000072" } },
		{ "none; ; -", { NULL } },
		{ "", { NULL } },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str rest = str_of(rows[i].cell), part;
		size_t n = 0;
		while (phone_split(&rest, &part)) {
			if (n == 4 || rows[i].parts[n] == NULL ||
			    !str_eq(part, str_of(rows[i].parts[n])))
				fail_msg("%s: part %zu is %.*s", rows[i].cell, n, PRI_STR(part));
			n++;
		}
		if (n < 4 && rows[i].parts[n] != NULL)
			fail_msg("%s: no %s", rows[i].cell, rows[i].parts[n]);
	}
}

static void regions_are_found_in_either_case(void **state)
{
	(void) state;
	assert_true(phone_region_known(S("BR")) && phone_region_known(S("br")));
	assert_false(phone_region_known(S("ZZ")) || phone_region_known(S("")) ||
	             phone_region_known(S("001")));
	assert_int_equal(phone_region_code(S("BR")), 55);
	assert_int_equal(phone_region_code(S("KZ")), 7);
	assert_int_equal(phone_region_code(S("AQ")), 0);
	size_t n = 0;
	for (struct str last = S(""), region; !str_absent(region = phone_region_at(n)); n++) {
		assert_true(str_cmp(last, region) < 0);
		assert_true(phone_region_known(region));
		last = region;
	}
	assert_in_range(n, 240, 260);
	struct phone p;
	assert_int_equal(phone_from_e164(S("+36301234567"), &p), PHONE_OK);
	assert_true(str_eq(phone_trunk(&p), S("06")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(K01_country_decides_and_nothing_guesses),
		cmocka_unit_test(K13_spreadsheet_damage),
		cmocka_unit_test(national_reading_comes_before_the_international_one),
		cmocka_unit_test(marks_digits_and_brackets_of_all_kinds),
		cmocka_unit_test(labels_and_extensions_are_no_digits),
		cmocka_unit_test(one_line_has_one_number),
		cmocka_unit_test(B2_variants_of_a_line_have_one_key),
		cmocka_unit_test(variants_are_what_whatsapp_may_know_a_line_by),
		cmocka_unit_test(whatsapp_addresses_are_numbers_and_lids_are_not),
		cmocka_unit_test(a_trusted_source_knows_more_than_our_tables),
		cmocka_unit_test(e164_is_exactly_that),
		cmocka_unit_test(forms_for_people),
		cmocka_unit_test(cells_with_several_numbers),
		cmocka_unit_test(regions_are_found_in_either_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
