/* account_mail_test.c: codes in mails, the mail queue and the ledger, and the end of an account; on
 * a clock that stands still until it is moved. */
#include "control/account.h"
#include "control/outbox.h"
#include "control/team.h"
#include "control/test_place.h"

static struct sign_in_try try_of(struct str password)
{
	return (struct sign_in_try) { .email = ada.email, .password = password, .address = S("1") };
}

static enum err sign_in_with(struct place *p, struct sign_in_try t)
{
	struct account who;
	int64_t wait_s;
	return control_sign_in(p->c, &p->a, &t, &who, &wait_s);
}

/* -- codes in mails -- */

static const struct reset_asked ada_forgot = { .email = STR(" ADA@example.org"),
	                                       .address = STR("1"),
	                                       .link = STR("https://k/#/reset/") };

static struct str code_of_mail(struct place *p, enum mail_kind kind)
{
	struct mail_waiting m;
	int64_t next_at;
	assert_int_equal(control_mail_due(p->c, &p->a, &m, &next_at), OK);
	assert_int_equal(m.kind, kind);
	const struct egress_call call = { .recipient = egress_recipient_mail_server,
		                          .host = S("mail"),
		                          .purpose = egress_purpose_sign_in,
		                          .classes = BIT(egress_class_credential) };
	assert_int_equal(control_mail_tried(p->c, m.id, &call, 0), OK);
	return str_from(m.words.link, m.words.link.len - SECRET_TEXT);
}

static enum err finish_reset(struct place *p, struct str code, struct str password)
{
	struct account who;
	int64_t wait_s;
	problems_init(&p->ps, &p->a);
	return control_reset_finish(p->c, &p->a, code, password, S("1"), &p->ps, &who, &wait_s);
}

static void a_reset_link_works_once_for_half_an_hour(void **state)
{
	struct place *p = *state;
	int64_t wait_s;
	add_user(p, &ada);
	assert_int_equal(control_reset_ask(p->c, &ada_forgot, &wait_s), OK);
	struct str first = code_of_mail(p, mail_kind_reset);
	assert_int_equal(control_reset_ask(p->c, &ada_forgot, &wait_s), OK);
	struct str code = code_of_mail(p, mail_kind_reset);
	/* A second link voids the first. */
	assert_int_equal(finish_reset(p, first, S("another horse")), ERR_CODE_OVER);
	/* A password that is not taken leaves the link good. */
	assert_int_equal(finish_reset(p, code, S("short")), ERR_INVALID);
	now_ms += RESET_MINUTES * (int64_t) MINUTE - 1;
	assert_int_equal(finish_reset(p, code, S("another horse")), OK);
	assert_int_equal(finish_reset(p, code, S("a third horse")), ERR_CODE_OVER);
	assert_int_equal(sign_in_with(p, try_of(S("another horse"))), OK);
	assert_int_equal(control_reset_ask(p->c, &ada_forgot, &wait_s), OK);
	code = code_of_mail(p, mail_kind_reset);
	now_ms += RESET_MINUTES * (int64_t) MINUTE;
	assert_int_equal(finish_reset(p, code, S("a third horse")), ERR_CODE_OVER);
}

static void asking_for_an_unknown_account_writes_the_same_rows_and_mails_nobody(void **state)
{
	struct place *p = *state;
	struct mail_waiting m;
	struct reset_asked eve = ada_forgot;
	int64_t wait_s, next_at;
	eve.email = S("eve@example.org");
	add_user(p, &ada);
	assert_int_equal(control_reset_ask(p->c, &eve, &wait_s), OK);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM mails")), 1);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM account_codes")), 1);
	assert_int_equal(control_mail_due(p->c, &p->a, &m, &next_at), ERR_NOT_FOUND);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM mails")), 0);
	reopen(p);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM account_codes")), 0);
}

static void mails_for_one_account_and_from_one_address_are_few(void **state)
{
	struct place *p = *state;
	struct mail_waiting m;
	struct reset_asked from = ada_forgot;
	char address[2] = "a";
	int64_t wait_s, next_at;
	add_user(p, &ada);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(control_reset_ask(p->c, &ada_forgot, &wait_s), OK);
		code_of_mail(p, mail_kind_reset);
	}
	assert_int_equal(control_reset_ask(p->c, &ada_forgot, &wait_s), ERR_TOO_MANY);
	assert_int_equal(wait_s, 30 * 60);
	/* From elsewhere: the answer is the same, but no mail goes. */
	from.address = str_of(address);
	assert_int_equal(control_reset_ask(p->c, &from, &wait_s), OK);
	assert_int_equal(control_mail_due(p->c, &p->a, &m, &next_at), ERR_NOT_FOUND);
	now_ms += 30 * MINUTE;
	assert_int_equal(control_reset_ask(p->c, &ada_forgot, &wait_s), OK);
	code_of_mail(p, mail_kind_reset);
}

static void guessing_codes_of_links_is_slow(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada);
	char code[SECRET_TEXT];
	int64_t expires_at;
	for (int i = 0; i < 5; i++)
		assert_int_equal(finish_reset(p, S("guess"), S("another horse")), ERR_CODE_OVER);
	assert_int_equal(control_reset_code(p->c, id, code, &expires_at), OK);
	assert_int_equal(finish_reset(p, secret_of(code), S("another horse")), ERR_TOO_MANY);
	now_ms += 29 * MINUTE;
	assert_int_equal(control_reset_code(p->c, id, code, &expires_at), OK);
	now_ms += MINUTE;
	assert_int_equal(finish_reset(p, secret_of(code), S("another horse")), OK);
}

static void an_address_is_changed_by_the_mail_that_reached_it(void **state)
{
	struct place *p = *state;
	struct account who;
	struct mail_waiting m;
	struct str was;
	int64_t wait_s, next_at;
	struct uuid id = add_user(p, &ada);
	add_other(p);
	const struct str link = S("https://k/#/verify/");
	assert_int_equal(control_email_ask(p->c, id, S("nowhere"), link, &p->ps, &wait_s),
	                 ERR_INVALID);
	/* Another's address: as if it went, but nobody is written to. */
	assert_int_equal(control_email_ask(p->c, id, S("bob@example.org"), link, &p->ps, &wait_s),
	                 OK);
	assert_int_equal(control_mail_due(p->c, &p->a, &m, &next_at), ERR_NOT_FOUND);
	assert_int_equal(control_email_ask(p->c, id, S("Ada@New.example"), link, &p->ps, &wait_s),
	                 OK);
	struct str code = code_of_mail(p, mail_kind_verify);
	assert_int_equal(finish_reset(p, code, S("another horse")), ERR_CODE_OVER);
	assert_int_equal(control_user_get(p->c, &p->a, id, &who), OK);
	assert_str(who.email, "ada@example.org");
	assert_false(who.email_verified);
	assert_int_equal(control_email_verify(p->c, &p->a, code, S("2"), &who, &was, &wait_s), OK);
	assert_str(who.email, "ada@new.example");
	assert_str(was, "ada@example.org");
	assert_true(who.email_verified);
	assert_int_equal(control_email_verify(p->c, &p->a, code, S("2"), &who, &was, &wait_s),
	                 ERR_CODE_OVER);
}

static void mails_to_new_addresses_are_few(void **state)
{
	struct place *p = *state;
	int64_t wait_s;
	struct uuid id = add_user(p, &ada);
	const struct str link = S("https://k/#/verify/");
	for (int i = 0; i < 5; i++)
		assert_int_equal(control_email_ask(p->c, id, S("stranger@example.org"), link,
		                                   &p->ps, &wait_s),
		                 OK);
	assert_int_equal(
		control_email_ask(p->c, id, S("another@example.org"), link, &p->ps, &wait_s),
		ERR_TOO_MANY);
	assert_int_equal(wait_s, 30 * 60);
}

static void the_operator_may_give_another_address(void **state)
{
	struct place *p = *state;
	struct account who;
	struct uuid id = add_user(p, &ada);
	add_other(p);
	assert_int_equal(control_email_set(p->c, id, S("x"), &p->ps), ERR_INVALID);
	assert_int_equal(control_email_set(p->c, id, S("BOB@example.org"), &p->ps), ERR_INVALID);
	assert_int_equal(p->ps.n, 2);
	assert_int_equal(control_email_set(p->c, id, S("Ada@New.example"), &p->ps), OK);
	assert_int_equal(control_user_by_email(p->c, &p->a, S("ada@new.example"), &who), OK);
	assert_true(uuid_eq(who.user_id, id) && !who.email_verified);
}

/* -- the mail queue and the ledger -- */

static void a_mail_waits_for_its_time_and_goes_when_it_is_of_no_use(void **state)
{
	struct place *p = *state;
	struct mail_waiting m = { .kind = mail_kind_notice_password,
		                  .address = S("ada@example.org"),
		                  .expires_at = START_MS + HOUR },
			    got;
	struct egress_listed *v;
	int64_t next_at;
	unsigned n;
	const struct egress_call failed = { .recipient = egress_recipient_mail_server,
		                            .host = S("mail.example"),
		                            .purpose = egress_purpose_notice,
		                            .classes = BIT(egress_class_identity),
		                            .bytes = 7,
		                            .problem = mail_problem_unreachable,
		                            .answer = 0 };
	set(&m.words, mail_words, address, S("ada@example.org"));
	assert_int_equal(control_mail_add(p->c, &m), OK);
	assert_int_equal(control_mail_due(p->c, &p->a, &got, &next_at), OK);
	assert_str(got.words.address, "ada@example.org");
	assert_int_equal(control_mail_tried(p->c, got.id, &failed, START_MS + MINUTE), OK);
	assert_int_equal(control_mail_due(p->c, &p->a, &got, &next_at), ERR_NOT_FOUND);
	assert_int_equal(next_at, START_MS + MINUTE);
	now_ms += MINUTE;
	assert_int_equal(control_mail_due(p->c, &p->a, &got, &next_at), OK);
	assert_int_equal(got.tries, 1);
	now_ms = START_MS + HOUR;
	assert_int_equal(control_mail_due(p->c, &p->a, &got, &next_at), ERR_NOT_FOUND);
	assert_int_equal(next_at, 0);
	assert_int_equal(control_egress_entries(p->c, &p->a, nobody, 10, &v, &n), OK);
	assert_int_equal(n, 1);
	assert_str(v[0].call.host, "mail.example");
	assert_int_equal(v[0].call.problem, mail_problem_unreachable);
	now_ms += 3 * 365 * DAY_MS;
	reopen(p);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM egress_entries")), 0);
}

/* -- the end -- */

static void tell_all(struct place *p)
{
	struct member_news *v;
	unsigned n;
	assert_int_equal(team_untold(p->c, &p->a, &v, &n), OK);
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(team_told(p->c, &v[i]), OK);
}

static void an_account_goes_when_its_time_has_come(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct identity who;
	struct account got;
	struct str *names;
	unsigned n;
	struct uuid id = add_user(p, &ada), bob = add_other(p), cell = add_cell(p, bob), mine;
	const struct account account = { .user_id = id };
	struct member_news news;
	assert_int_equal(team_add(p->c, &p->a, id, cell, member_role_agent, &news), OK);
	tell_all(p);
	mine = add_cell(p, id);
	assert_int_equal(control_session_make(p->c, &account, S(""), &s), OK);
	/* Not while nobody else looks after the server, or a workspace would have no owner. */
	assert_int_equal(control_account_close(p->c, &p->a, id, now_ms + 30 * DAY_MS, &names, &n),
	                 ERR_CONFLICT);
	assert_int_equal(n, 1);
	assert_str(names[0], "Bakery");
	assert_int_equal(team_add(p->c, &p->a, bob, mine, member_role_owner, &news), OK);
	tell_all(p);
	assert_int_equal(control_account_close(p->c, &p->a, id, now_ms + 30 * DAY_MS, &names, &n),
	                 ERR_CONFLICT);
	assert_int_equal(n, 0);
	assert_int_equal(control_operator_set(p->c, bob), OK);
	assert_int_equal(control_account_close(p->c, &p->a, id, now_ms + 30 * DAY_MS, &names, &n),
	                 OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who),
	                 ERR_UNAUTHORIZED);
	/* Signing in keeps it. */
	now_ms += 29 * DAY_MS;
	assert_int_equal(control_accounts_end(p->c, &n), OK);
	assert_int_equal(sign_in_with(p, try_of(ada.password)), OK);
	assert_int_equal(control_user_get(p->c, &p->a, id, &got), OK);
	assert_int_equal(got.closes_at, 0);
	assert_int_equal(control_account_close(p->c, &p->a, id, now_ms + 30 * DAY_MS, &names, &n),
	                 OK);
	now_ms += 30 * DAY_MS;
	assert_int_equal(control_accounts_end(p->c, &n), OK);
	assert_int_equal(n, 1); /* cells are still to be told */
	assert_int_equal(sign_in_with(p, try_of(ada.password)), ERR_BAD_LOGIN);
	struct member_news *v;
	assert_int_equal(team_untold(p->c, &p->a, &v, &n), OK);
	assert_int_equal(n, 2);
	for (unsigned i = 0; i < n; i++) {
		assert_false(v[i].active);
		assert_str(v[i].name, "Former member");
	}
	tell_all(p);
	assert_int_equal(control_accounts_end(p->c, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(control_user_get(p->c, &p->a, id, &got), ERR_NOT_FOUND);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM memberships")), 2); /* Bob's */
}

/* Whatever belongs to a user by its declaration is in the export, and goes with the account. */
static void an_export_has_everything_and_no_secret(void **state)
{
	struct place *p = *state;
	struct totp_setup setup;
	struct session_made s;
	struct buf out = BUF_IN(&p->a);
	char secret[SECRET_TEXT];
	bool fresh;
	struct uuid id = add_user(p, &ada);
	const struct account account = { .user_id = id };
	assert_int_equal(control_totp_begin(p->c, &p->a, id, &setup), OK);
	add_cell(p, id);
	assert_int_equal(control_session_make(p->c, &account, S("Firefox 130"), &s), OK);
	assert_int_equal(control_device_know(p->c, id, STR_ABSENT, secret, &fresh), OK);
	assert_int_equal(control_account_export(p->c, id, &out), OK);
	struct str json = buf_str(&out);
	assert_true(str_find(json, S("\"users\":[{"), NULL));
	assert_true(str_find(json, S("ada@example.org"), NULL));
	assert_true(str_find(json, S("Firefox 130"), NULL));
	assert_true(str_find(json, S("\"memberships\":[{"), NULL));
	assert_true(str_find(json, S("\"devices\":[{"), NULL));
	assert_false(str_find(json, S("argon2id"), NULL));
	assert_false(str_find(json, S("secret_hash"), NULL));
	assert_false(str_find(json, S("code_hash"), NULL));
	assert_false(str_find(json, S("totp_sealed"), NULL));
}

static void somebody_looks_after_the_server(void **state)
{
	struct place *p = *state;
	struct account *v;
	struct session_made s;
	struct identity who;
	unsigned n;
	struct uuid id = add_user(p, &ada);
	now_ms += 5; /* ids rise with time */
	struct uuid bob = add_other(p);
	const struct account account = { .user_id = bob };
	assert_int_equal(control_accounts(p->c, &p->a, &v, &n), OK);
	assert_true(n == 2 && v[0].operator&& !v[1].operator);
	assert_int_equal(control_session_make(p->c, &account, S(""), &s), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who), OK);
	assert_false(who.operator);
	assert_int_equal(control_operator_unset(p->c, id), ERR_CONFLICT);
	assert_int_equal(control_operator_set(p->c, bob), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who), OK);
	assert_true(who.operator);
	assert_int_equal(control_operator_unset(p->c, id), OK);
	assert_int_equal(control_operator_unset(p->c, bob), ERR_CONFLICT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_reset_link_works_once_for_half_an_hour),
		PLACE_CASE(asking_for_an_unknown_account_writes_the_same_rows_and_mails_nobody),
		PLACE_CASE(mails_for_one_account_and_from_one_address_are_few),
		PLACE_CASE(guessing_codes_of_links_is_slow),
		PLACE_CASE(an_address_is_changed_by_the_mail_that_reached_it),
		PLACE_CASE(mails_to_new_addresses_are_few),
		PLACE_CASE(the_operator_may_give_another_address),
		PLACE_CASE(a_mail_waits_for_its_time_and_goes_when_it_is_of_no_use),
		PLACE_CASE(an_account_goes_when_its_time_has_come),
		PLACE_CASE(an_export_has_everything_and_no_secret),
		PLACE_CASE(somebody_looks_after_the_server),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
