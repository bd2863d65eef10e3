/* csv_map_test.c: headers of several languages and programs, lists without headers, damaged rows,
 * and one contact for one identity (K09, K10, K13). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/csv_map.h"
#include "core/people.h"

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

/* "2: n=Ana p=+55… e=… c=company j=job t=tag o=note b=2000-01-02 x=header:value w=warning", or
 * "2: !reason". */
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
	for (size_t i = 0; i < p->custom_n; i++)
		putf(b, " x=%.*s:%.*s", PRI_STR(p->custom[i].name), PRI_STR(p->custom[i].value));
	for (size_t i = 0; i < r->warnings_n; i++)
		putf(b, " w=%.*s:%.*s", PRI_STR(person_reason_slug(r->warnings[i].reason)),
		     PRI_STR(r->warnings[i].value));
	put_char(b, '\n');
}

static void check_with(const char *region, const struct csv_choice *choices, size_t n,
                       const char *text, const char *expected)
{
	const struct csv_options o = { .region = str_of(region),
		                       .choices = choices,
		                       .choices_n = n };
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	struct person_row row;
	struct csv_map m;

	assert_true(csv_map_open(&m, str_of(text), &o, &a));
	while (csv_map_next(&m, &a, &row))
		put_row(&b, &row);
	if (!str_eq(buf_str(&b), str_of(expected)))
		fail_msg("%s\nread as\n%.*sinstead of\n%s", text, PRI_STR(buf_str(&b)), expected);
	arena_release(&a);
}

static void check(const char *region, const char *text, const char *expected)
{
	check_with(region, NULL, 0, text, expected);
}

static void headers_of_the_products_languages_are_known(void **state)
{
	(void) state;
	check("BR",
	      "Nome;Sobrenome;Telefone "
	      "celular;E-mail;Empresa;Cargo;Etiquetas;Observações;Data de nascimento\n"
	      "Ana;Prado;21 99900-0011;ANA@x.com;Sol;Dona;a, b;oi;31/01/1990\n",
	      "2: n=Ana Prado p=+5521999000011 e=ana@x.com c=Sol j=Dona "
	      "t=a t=b o=oi b=1990-01-31\n");
	check("MX",
	      "Nombre,Apellidos,Móvil,Correo electrónico,Compañía\n"
	      "Luz,Vega,55 1234 5678,luz@x.mx,Mar\n",
	      "2: n=Luz Vega p=+525512345678 e=luz@x.mx c=Mar\n");
	check("ID",
	      "Nama Lengkap;No. HP;Surel;Perusahaan;Catatan\n"
	      "Budi;0812-3456-7890;b@x.id;Maju;halo\n",
	      "2: n=Budi p=+6281234567890 e=b@x.id c=Maju o=halo\n");
	check("IN", "पूरा नाम,मोबाइल नंबर,ईमेल,कंपनी,टैग\nआशा,90000 00021,a@x.in,राव,नया\n",
	      "2: n=आशा p=+919000000021 e=a@x.in c=राव t=नया\n");
	check("EG",
	      "الاسم الكامل,رقم الجوال,البريد الإلكتروني,الشركة\nليلى,010 0000 0001,l@x.eg,النور\n",
	      "2: n=ليلى p=+201000000001 e=l@x.eg c=النور\n");
	check("DE", "Vorname;Nachname;Handy;E-Mail;Firma\nJörg;Ay;0171 3920012;j@x.de;Bau\n",
	      "2: n=Jörg Ay p=+491713920012 e=j@x.de c=Bau\n");
	check("FR",
	      "Prénom;Nom de famille;Téléphone portable;Courriel\nLéa;Roy;06 12 34 56 78;l@x.fr\n",
	      "2: n=Léa Roy p=+33612345678 e=l@x.fr\n");
}

static void what_is_no_identity_is_none(void **state)
{
	(void) state;
	/* Ids, owners, dates and counts look like numbers; fax is no line; labels say so too. */
	check("US",
	      "Id,Phone Id,Owner Phone,Email Count,Created Phone Date,Business Fax,Name\n"
	      "2015550101,2015550102,2015550103,5,2015550104,2015550105,Ana\n",
	      "2: !no_identity\n");
	check("US",
	      "Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n"
	      "Ana,Work Fax,(201) 555-0101,Mobile,(201) 555-0102\n",
	      "2: n=Ana p=+12015550102\n");
	check("BR", "Nome,Telefones\nAna,fax: 21 3333-0061 / cel: 21 99900-0062\n",
	      "2: n=Ana p=+5521999000062\n");
	check("BR",
	      "name,identifier\n"
	      "A,5521999000072@s.whatsapp.net\n"
	      "B,900000000000017@lid\n"
	      "C,1203630@g.us\n"
	      "D,5521999000073\n",
	      "2: n=A p=+5521999000072 wa=5521999000072\n"
	      "3: !no_identity\n"
	      "4: !no_identity\n"
	      "5: !no_identity\n");
	check("BR", "name,email,link\nA,5511988887777@c.us,\nB,,https://wa.me/5521999000074\n",
	      "2: n=A p=+5511988887777 wa=5511988887777\n3: !no_identity\n");
	check("BR", "name,whatsapp\nB,https://wa.me/5521999000074?text=oi\n",
	      "2: n=B p=+5521999000074 wa=5521999000074\n");
}

static void lists_without_known_headers_are_told_by_what_stands_in_them(void **state)
{
	(void) state;
	check("BR", "Ana Prado,21 99900-0011\nBeto,21 99900-0012\n",
	      "1: n=Ana Prado p=+5521999000011\n2: n=Beto p=+5521999000012\n");
	check("BR", "+5521999000011\n+5521999000012\n",
	      "1: p=+5521999000011\n2: p=+5521999000012\n");
	check("BR", "ana@x.com;Ana;vip\nbo@x.com;Bo;\n",
	      "1: n=Ana e=ana@x.com x=Column 3:vip\n2: n=Bo e=bo@x.com\n");
	check("BR", "Zzz;Yyy;Xxx\nAna;21 99900-0011;ana@x.com\nBo;21 99900-0012;\n",
	      "2: n=Ana p=+5521999000011 e=ana@x.com\n3: n=Bo p=+5521999000012\n");
	check("BR", "Bob,+5521999000011,client\nSue,+5521999000012,lead\n",
	      "1: n=Bob p=+5521999000011 x=Column 3:client\n"
	      "2: n=Sue p=+5521999000012 x=Column 3:lead\n");
}

static void the_person_may_choose(void **state)
{
	static const struct csv_choice choices[] = {
		{ STR("Wert A"), CSV_FIELD_PHONE },
		{ STR("wert b"), CSV_FIELD_NAME },
		{ STR("Email"), CSV_FIELD_IGNORE },
	};

	(void) state;
	check_with("DE", choices, COUNT(choices), "Wert A,Wert B,Email\n0171 3920012,Uta,u@x.de\n",
	           "2: n=Uta p=+491713920012\n");
}

static void damaged_rows_carry_their_reason(void **state)
{
	(void) state;
	check("BR",
	      "name,phone,email\n"
	      "A,1234,\n"
	      "B,1234,b@x.com\n"
	      "C,\"21 99900-0011\",,,\n"
	      "D,x,y,z\n"
	      ",,\n"
	      "E,5.51199E+12,\n"
	      "F,98765432100.0,\n",
	      "2: !bad_phone\n"
	      "3: n=B e=b@x.com w=bad_phone:1234\n"
	      "4: n=C p=+5521999000011\n"
	      "5: !bad_row\n"
	      "7: !lossy_phone\n8: !bad_phone\n");
	check("", "name,phone\nA,21 99900-0011\nB,+5521999000012\n",
	      "2: !no_country\n3: n=B p=+5521999000012\n");
	check("BR", "\"name,phone\nA,21 99900-0011\n", "1: !bad_row\n");
	/* An e-mail address that is none is kept as it stands, not dropped. */
	check("BR", "name,phone,email\nA,21 99900-0011,at home\n",
	      "2: n=A p=+5521999000011 x=email:at home\n");
}

static void birthdays_are_not_guessed(void **state)
{
	(void) state;
	check("BR",
	      "name,email,birthday\n"
	      "A,a@x.com,04/05/1990\n"
	      "B,b@x.com,1990-04-05\n"
	      "C,c@x.com,--04-05\n",
	      "2: n=A e=a@x.com x=birthday:04/05/1990\n"
	      "3: n=B e=b@x.com b=1990-04-05\n"
	      "4: n=C e=c@x.com b=0000-04-05\n");
	check("BR", "name,email,birthday\nA,a@x.com,04/05/1990\nB,b@x.com,04/25/1990\n",
	      "2: n=A e=a@x.com b=1990-04-05\n3: n=B e=b@x.com b=1990-04-25\n");
	check("BR",
	      "name,email,birthday\n"
	      "A,a@x.com,1604-02-29\n"
	      "B,b@x.com,31.02.1990\n"
	      "C,c@x.com,1990-04-05T00:00:00Z\n",
	      "2: n=A e=a@x.com b=0000-02-29\n"
	      "3: n=B e=b@x.com x=birthday:31.02.1990\n"
	      "4: n=C e=c@x.com b=1990-04-05\n");
}

static void names_and_custom_values_come_together(void **state)
{
	(void) state;
	check("US",
	      "First Name,Last Name,Title,Custom Field 1 - Label,Custom "
	      "Field 1 - Value,E-mail 1 - Value,Colour\n"
	      "Ana,Prado,Owner,Size,XL,a@x.com,red\n",
	      "2: n=Ana Prado e=a@x.com j=Owner x=Size:XL x=Colour:red\n");
	check("US", "Nickname,Company,Email\nDee,Sol,d@x.com\n,Mar,m@x.com\n",
	      "2: n=Dee e=d@x.com c=Sol\n3: n=Mar e=m@x.com c=Mar\n");
}

static void many_addresses_in_one_cell(void **state)
{
	(void) state;
	check("US", "Email\n\"A@x.com, b@x.com; <c@x.com> ::: mailto:d@x.com / e@x.com|f@x.com\"\n",
	      "2: e=a@x.com e=b@x.com e=c@x.com e=d@x.com e=e@x.com e=f@x.com\n");
	check("US", "Email\nana@x\n@x.com\na@@x.com\n",
	      "2: !no_identity\n3: !no_identity\n4: !no_identity\n");
}

/* ---- one identity, one contact ---- */

static size_t read_people(struct people *p, const char *region, const char *text, size_t *into,
                          size_t max)
{
	const struct csv_options o = { .region = str_of(region) };
	struct arena a = ARENA_INIT;
	struct person_row row;
	struct csv_map m;
	size_t n = 0;

	assert_true(csv_map_open(&m, str_of(text), &o, &a));
	while (csv_map_next(&m, &a, &row)) {
		assert_in_range(n, 0, max - 1);
		into[n++] = row.rejected == PERSON_OK ? people_add(p, &row) : 0;
	}
	arena_release(&a);
	return n;
}

static void K09_one_number_in_three_spellings_is_one_contact(void **state)
{
	static const char text[] = "name,phone\nA,0788000417\nB,+250788000417\nC,250 788 000 417\n";
	struct arena a = ARENA_INIT;
	struct people *p = people_new(&a);
	size_t into[8], at = 0;

	(void) state;
	assert_int_equal(read_people(p, "RW", text, into, 8), 3);
	assert_int_equal(into[0], 0);
	assert_int_equal(into[1], 2);
	assert_int_equal(into[2], 2);
	assert_int_equal(people_count(p), 1);
	assert_true(str_eq(people_next(p, &at)->name, S("A")));
	/* The same file again adds nothing. */
	read_people(p, "RW", text, into, 8);
	assert_int_equal(into[0], 2);
	assert_int_equal(people_count(p), 1);
	arena_release(&a);
}

static void a_row_that_ties_two_together_makes_them_one(void **state)
{
	struct arena a = ARENA_INIT;
	struct people *p = people_new(&a);
	const struct person *first;
	size_t into[8], at = 0;

	(void) state;
	read_people(p, "BR",
	            "name,phone,email,company,tags\nA,21999000011,,,x\nB,,b@x.com,Sol,y\n"
	            "C,21999000011,b@x.com,Mar,X\n",
	            into, 8);
	assert_int_equal(into[2], 2);
	assert_int_equal(people_count(p), 1);
	first = people_next(p, &at);
	assert_true(str_eq(first->name, S("A")));
	assert_true(str_eq(first->company, S("Mar")) || str_eq(first->company, S("Sol")));
	assert_int_equal(first->phones.n, 1);
	assert_int_equal(first->emails.n, 1);
	assert_int_equal(first->tags.n, 2);
	assert_null(people_next(p, &at));
	arena_release(&a);
}

static void nothing_is_quadratic(void **state)
{
	enum { ROWS = 20000 };
	struct arena a = ARENA_INIT;
	struct people *p = people_new(&a);
	struct buf b = { 0 };
	struct str text;
	size_t into[ROWS], at = 0;

	(void) state;
	put(&b, S("email,tags,notes\n"));
	for (int i = 0; i < ROWS; i++)
		putf(&b, "\"all@x.com, n%d@x.com\",t%d,\"n\"\"\"\"%d\"\n", i, i, i);
	text = buf_str(&b);
	put_char(&b, '\0');
	text = buf_str(&b);
	assert_int_equal(read_people(p, "BR", text.ptr, into, ROWS), ROWS);
	assert_int_equal(people_count(p), 1);
	assert_int_equal(people_next(p, &at)->emails.n, ROWS + 1);
	arena_release(&a);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_of_the_products_languages_are_known),
		cmocka_unit_test(what_is_no_identity_is_none),
		cmocka_unit_test(lists_without_known_headers_are_told_by_what_stands_in_them),
		cmocka_unit_test(the_person_may_choose),
		cmocka_unit_test(damaged_rows_carry_their_reason),
		cmocka_unit_test(birthdays_are_not_guessed),
		cmocka_unit_test(names_and_custom_values_come_together),
		cmocka_unit_test(many_addresses_in_one_cell),
		cmocka_unit_test(K09_one_number_in_three_spellings_is_one_contact),
		cmocka_unit_test(a_row_that_ties_two_together_makes_them_one),
		cmocka_unit_test(nothing_is_quadratic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
