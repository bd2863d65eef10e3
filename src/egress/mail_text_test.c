/* mail_text_test.c: every mail has its text; what people chose as names stays words. */
#include "base/test.h"
#include "egress/mail_text.h"

static struct str subject_of(struct arena *a, enum mail_kind kind, const struct mail_words *w)
{
	struct buf b = BUF_IN(a);
	mail_put_subject(&b, kind, w);
	return buf_str(&b);
}

static struct str text_of(struct arena *a, enum mail_kind kind, const struct mail_words *w)
{
	struct buf b = BUF_IN(a);
	mail_put_text(&b, kind, w);
	return buf_str(&b);
}

static void every_kind_fills_in_all_of_its_words(void **state)
{
	struct arena a = ARENA_INIT;
	struct mail_words w = { 0 };
	(void) state;
	for (enum mail_kind k = 1; k < mail_kind_N; k++) {
		struct str text = text_of(&a, k, &w);
		assert_true(text.len > 20 && str_ends(text, S("\n")));
		assert_false(str_find_byte(text, '{', NULL));
		assert_true(subject_of(&a, k, &w).len > 5);
		assert_int_not_equal(mail_purpose(k), egress_purpose_unset);
		assert_int_not_equal(mail_classes(k), 0);
	}
	arena_release(&a);
}

static void words_stand_where_the_text_names_them(void **state)
{
	struct arena a = ARENA_INIT;
	struct mail_words w = { 0 };
	(void) state;
	set(&w, mail_words, link, S("https://kontor.example/#/invite/abc"));
	set(&w, mail_words, by, S("Ana"));
	set(&w, mail_words, workspace, S("Bakery"));
	set(&w, mail_words, role, member_role_agent);
	set(&w, mail_words, until, INT64_C(1795564800000));
	struct str text = text_of(&a, mail_kind_invite, &w);
	assert_true(str_find(text, S("\nhttps://kontor.example/#/invite/abc\n"), NULL));
	assert_true(str_find(text, S("workspace Bakery at Kontor, as agent."), NULL));
	assert_true(str_find(text, S("until 2026-11-25 00:00 UTC."), NULL));
	assert_true(str_eq(subject_of(&a, mail_kind_invite, &w), S("Ana invites you to Bakery")));
	arena_release(&a);
}

/* Header injection, and a second paragraph under somebody else's name. */
static void a_name_adds_no_line(void **state)
{
	struct arena a = ARENA_INIT;
	struct mail_words w = { 0 };
	(void) state;
	set(&w, mail_words, by,
	    S("Eve\r\nBcc: all@example.org\r\n\r\nPay here\xe2\x80\xa8now\xc2\x85!"));
	set(&w, mail_words, workspace, S("{link}"));
	struct str subject = subject_of(&a, mail_kind_invite, &w);
	assert_true(str_eq(subject, S("Eve  Bcc: all@example.org    Pay here now ! invites you to "
	                              "{link}")));
	arena_release(&a);
}

static struct str encoded(struct arena *a, struct str subject)
{
	struct buf b = BUF_IN(a);
	mail_put_encoded(&b, subject);
	return buf_str(&b);
}

static void subjects_travel_as_ascii(void **state)
{
	struct arena a = ARENA_INIT;
	(void) state;
	assert_true(str_eq(encoded(&a, S("Set a new password")), S("Set a new password")));
	assert_true(str_eq(encoded(&a, S("J\xc3\xb6rg?")), S("=?utf-8?Q?J=C3=B6rg=3F?=")));
	/* Long ones are folded; no line has over 76 characters, none tears a character apart. */
	struct buf b = BUF_IN(&a);
	for (int i = 0; i < 40; i++)
		put(&b, S("\xf0\x9f\x92\xa5"));
	struct str rest = encoded(&a, buf_str(&b));
	for (unsigned lines = 0; !str_absent(rest); lines++) {
		struct str line = str_trim(str_cut(&rest, '\n'));
		assert_true(line.len <= 75 && str_starts(line, S("=?utf-8?Q?")));
		assert_int_equal((line.len - 12) % 12, 0);
	}
	arena_release(&a);
}

static struct str quoted(struct arena *a, struct str text)
{
	struct buf b = BUF_IN(a);
	mail_put_quoted(&b, text);
	return buf_str(&b);
}

static void texts_travel_as_ascii(void **state)
{
	struct arena a = ARENA_INIT;
	(void) state;
	assert_true(
		str_eq(quoted(&a, S("a=b \nJ\xc3\xb6rg .\n")), S("a=3Db=20\r\nJ=C3=B6rg .\r\n")));
	struct buf b = BUF_IN(&a);
	for (int i = 0; i < 100; i++)
		put(&b, S("1234567\xc3\xa9"));
	struct str rest = quoted(&a, buf_str(&b));
	while (!str_absent(rest))
		assert_true(str_trim(str_cut(&rest, '\n')).len <= 76);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_fills_in_all_of_its_words),
		cmocka_unit_test(words_stand_where_the_text_names_them),
		cmocka_unit_test(a_name_adds_no_line),
		cmocka_unit_test(subjects_travel_as_ascii),
		cmocka_unit_test(texts_travel_as_ascii),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
