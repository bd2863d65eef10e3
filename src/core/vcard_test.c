/* vcard_test.c: cards as phones, address books and WhatsApp write them, with their oddities (K11,
 * K12). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "core/vcard.h"

static void put_list(struct buf *b, const char *label, const struct strs *list)
{
	for (size_t i = 0; i < list->n; i++)
		putf(b, " %s%.*s", label, PRI_STR(list->v[i]));
}

static void put_text(struct buf *b, const char *label, struct str s)
{
	if (!str_absent(s))
		putf(b, " %s%.*s", label, PRI_STR(s));
}

/* "1: n=Ana p=+55… e=… c=company j=job t=tag o=note b=2000-01-02 wa=55… photo", or "1: !reason". */
static void put_row(struct buf *b, const struct person_row *r)
{
	const struct person *p = &r->person;

	putf(b, "%zu:", r->line);
	if (r->rejected != PERSON_OK) {
		putf(b, " !%.*s\n", PRI_STR(person_reason_slug(r->rejected)));
		return;
	}
	put_text(b, "n=", p->name);
	put_list(b, "p=", &p->phones);
	put_list(b, "e=", &p->emails);
	put_text(b, "c=", p->company);
	put_text(b, "j=", p->job_title);
	put_list(b, "t=", &p->tags);
	put_text(b, "o=", p->notes);
	put_list(b, "wa=", &p->wa_ids);
	if (p->birthday.month != 0)
		putf(b, " b=%04d-%02d-%02d", p->birthday.year, p->birthday.month, p->birthday.day);
	if (p->has_photo)
		put(b, S(" photo"));
	for (size_t i = 0; i < r->warnings_n; i++)
		putf(b, " w=%.*s", PRI_STR(r->warnings[i].value));
	put_char(b, '\n');
}

static void check(const char *text, const char *expected)
{
	struct arena a = ARENA_INIT;
	struct vcard v = vcard_open(str_of(text), S("BR"));
	struct buf b = BUF_IN(&a);
	struct person_row row;

	while (vcard_next(&v, &a, &row))
		put_row(&b, &row);
	if (!str_eq(buf_str(&b), str_of(expected)))
		fail_msg("%s\nread as\n%.*sinstead of\n%s", text, PRI_STR(buf_str(&b)), expected);
	arena_release(&a);
}

#define CARD(body) "BEGIN:VCARD\r\n" body "END:VCARD\r\n"
#define MAIL "EMAIL:a@x.com\r\n"

static void K11_repeated_lines_and_mixed_versions_arrive(void **state)
{
	(void) state;
	check(CARD("VERSION:3.0\r\n"
	           "VERSION:3.0\r\n"
	           "PRODID:a\r\n"
	           "PRODID:b\r\n"
	           "FN:Ana\r\n"
	           "FN:Other\r\n"
	           "N:P;A;;;\r\n"
	           "N:Q;B;;;\r\n" MAIL) CARD("VERSION:4.0\r\nFN:Bo\r\nEMAIL:b@x.com\r\n")
	              CARD("VERSION:2.1\r\nN:Cruz;Caio\r\nTEL;CELL:21999000011\r\n"),
	      "1: n=Ana e=a@x.com\n12: n=Bo e=b@x.com\n17: n=Caio Cruz p=+5521999000011\n");
}

static void K12_birthdays_without_year_stay_so(void **state)
{
	(void) state;
	check(CARD("BDAY:1984-05-09;\r\n" MAIL), "1: e=a@x.com b=1984-05-09\n");
	check(CARD("BDAY:--07-09\r\n" MAIL), "1: e=a@x.com b=0000-07-09\n");
	check(CARD("BDAY:--0229\r\n" MAIL), "1: e=a@x.com b=0000-02-29\n");
	check(CARD("BDAY;X-APPLE-OMIT-YEAR=1604:1604-07-09\r\n" MAIL),
	      "1: e=a@x.com b=0000-07-09\n");
	check(CARD("BDAY:19840509T000000Z\r\n" MAIL), "1: e=a@x.com b=1984-05-09\n");
	check(CARD("BDAY;VALUE=text:in spring\r\nBDAY:19840509\r\n" MAIL),
	      "1: e=a@x.com b=1984-05-09\n");
}

static void folding_quoting_and_escapes_are_undone(void **state)
{
	(void) state;
	check(CARD("FN:An\r\n a  Pra\r\n\tdo\r\nNOTE:a\\, b\\; c\\: d\\\\n\\ne\r\n" MAIL),
	      "1: n=Ana Prado e=a@x.com o=a, b; c: d\\n\ne\n");
	check(CARD("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jo=C3=A3o=\r\n"
	           "=20Sol=\r\n"
	           "=\r\n"
	           "\r\n" MAIL),
	      "1: n=João Sol e=a@x.com\n");
	check(CARD("FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Jo=E3o\r\n"
	           "N;QUOTED-PRINTABLE:S=3BX;A\r\n" MAIL),
	      "1: n=João e=a@x.com\n");
	check(CARD("N;ENCODING=QUOTED-PRINTABLE:S=3BX;A\r\n" MAIL), "1: n=A S;X e=a@x.com\n");
	check(CARD("ORG:A\\;B;C\r\nCATEGORIES:x,y\\,z,myContacts\r\n" MAIL),
	      "1: n=A;B e=a@x.com c=A;B t=x t=y,z\n");
	check(CARD("PHOTO;ENCODING=BASE64;JPEG:AAAA\r\nBBBB\r\nCC==\r\n\r\nFN:Ana\r\n" MAIL),
	      "1: n=Ana e=a@x.com photo\n");
	check("begin:vcard\nfn:Ana\nemail:a@x.com\nend:vcard\n", "1: n=Ana e=a@x.com\n");
	check("BEGIN:VCARD\rFN:Ana\rEMAIL:a@x.com\rEND:VCARD\r", "1: n=Ana e=a@x.com\n");
}

static void numbers_are_lines_and_faxes_are_not(void **state)
{
	(void) state;
	check(CARD("FN:A\r\n"
	           "TEL;TYPE=FAX,WORK:21 3333-0001\r\n"
	           "TEL;HOME;FAX:21 3333-0002\r\n"
	           "TEL;TYPE=\"pager\":21 3333-0003\r\n"
	           "item1.TEL:21 3333-0004\r\n"
	           "item1.X-ABLabel:Fax casa\r\n"
	           "TEL;TYPE=CELL:21 99900-0011\r\n"),
	      "1: n=A p=+5521999000011\n");
	check(CARD("FN:A\r\nTEL:1234\r\n"), "1: !bad_phone\n");
	check(CARD("FN:A\r\nTEL:1234\r\n" MAIL), "1: n=A e=a@x.com w=1234\n");
}

static void whatsapp_gives_the_number(void **state)
{
	(void) state;
	check(CARD("FN:A\r\nTEL;type=CELL;waid=551188887771:8888-7771\r\n"),
	      "1: n=A p=+5511988887771 wa=551188887771\n");
	check(CARD("FN:A\r\nIMPP;X-SERVICE-TYPE=WhatsApp:x-apple:5521999000011\r\n"),
	      "1: n=A p=+5521999000011 wa=5521999000011\n");
	check(CARD("FN:A\r\nEMAIL:5521999000011@s.whatsapp.net\r\n"),
	      "1: n=A p=+5521999000011 wa=5521999000011\n");
	check(CARD("FN:A\r\nIMPP;X-SERVICE-TYPE=Skype:skype:5521999000011\r\n"),
	      "1: !no_identity\n");
	check(CARD("X-WA-BIZ-NAME:Sol\r\nNICKNAME:Nick\r\n" MAIL), "1: n=Sol e=a@x.com c=Sol\n");
}

static void what_is_no_card_or_no_person_is_said(void **state)
{
	(void) state;
	check("text\r\n" CARD("FN:A\r\n" MAIL) "more: text\r\nBEGIN:VCARD\r\nFN:B\r\n" CARD(
		      MAIL) "BEGIN:VCARD\r\nFN:C",
	      "2: n=A e=a@x.com\n7: !broken_card\n9: e=a@x.com\n12: !broken_card\n");
	check(CARD("X-ADDRESSBOOKSERVER-KIND:group\r\nFN:G\r\n" MAIL), "1: !not_a_person\n");
	check(CARD("FN:A\r\n"), "1: !no_identity\n");
	check("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(K11_repeated_lines_and_mixed_versions_arrive),
		cmocka_unit_test(K12_birthdays_without_year_stay_so),
		cmocka_unit_test(folding_quoting_and_escapes_are_undone),
		cmocka_unit_test(numbers_are_lines_and_faxes_are_not),
		cmocka_unit_test(whatsapp_gives_the_number),
		cmocka_unit_test(what_is_no_card_or_no_person_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
