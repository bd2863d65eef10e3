/* account_test.c: the second factor, new passwords, sessions, browsers that are known; on a
 * clock that stands still until it is moved. */
#include "control/account.h"

#include <liboath/oath.h>

#include "control/team.h"
#include "control/test_place.h"
#include "control/totp.h"

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

static enum err sign_in_code(struct place *p, struct str code)
{
	struct sign_in_try t = try_of(ada.password);
	t.code = code;
	return sign_in_with(p, t);
}

/* -- the second factor -- */

/* What an app on a phone would show, `steps` half-minutes from now. */
static struct str app_code(struct place *p, struct uuid id, int steps)
{
	struct user row;
	struct str secret;
	assert_int_equal(row_by_id(p->c->reader, &p->a, &user_record, id, &row), OK);
	assert_int_equal(seal_open(&p->a, p->c->seal_key,
	                           (struct str) { (const char *) id.b, sizeof id.b },
	                           row.totp_sealed, &secret),
	                 OK);
	char *code = arena_alloc(&p->a, TOTP_DIGITS + 1);
	int64_t at_ms = now_ms + steps * (int64_t) TOTP_STEP_MS;
	assert_int_equal(oath_totp_generate(secret.ptr, secret.len, (time_t) (at_ms / 1000),
	                                    OATH_TOTP_DEFAULT_TIME_STEP_SIZE,
	                                    OATH_TOTP_DEFAULT_START_TIME, TOTP_DIGITS, code),
	                 OATH_OK);
	return (struct str) { code, TOTP_DIGITS };
}

static struct uuid with_totp(struct place *p, struct recovery_codes *codes)
{
	struct uuid id = add_user(p, &ada);
	struct totp_setup setup;
	int64_t wait_s;
	assert_int_equal(control_totp_begin(p->c, &p->a, id, &setup), OK);
	assert_int_equal(control_totp_confirm(p->c, id, app_code(p, id, 0), codes, &wait_s), OK);
	return id;
}

/* RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
static void codes_are_those_of_the_standard(void **state)
{
	static const struct {
		int64_t at_s;
		struct str code;
	} known[] = {
		{ 59, STR("287082") },         { 1111111109, STR("081804") },
		{ 1111111111, STR("050471") }, { 1234567890, STR("005924") },
		{ 2000000000, STR("279037") }, { 20000000000, STR("353130") },
	};
	const uint8_t *secret = (const uint8_t *) "12345678901234567890";
	(void) state;
	for (unsigned i = 0; i < COUNT(known); i++) {
		int64_t step = 0, at_ms = known[i].at_s * 1000;
		assert_int_equal(totp_check(secret, known[i].code, at_ms, -1, &step), TOTP_right);
		assert_int_equal(step, known[i].at_s / 30);
		assert_int_equal(totp_check(secret, known[i].code, at_ms, step, &step), TOTP_used);
		assert_int_equal(totp_check(secret, known[i].code, at_ms + 30000, -1, &step),
		                 TOTP_right);
		assert_int_equal(totp_check(secret, known[i].code, at_ms + 90000, -1, &step),
		                 TOTP_wrong);
		assert_int_equal(totp_check(secret, S("28708"), at_ms, -1, &step), TOTP_wrong);
	}
}

static void a_code_is_taken_once_and_one_step_around(void **state)
{
	struct place *p = *state;
	struct recovery_codes codes;
	struct uuid id = with_totp(p, &codes);
	assert_int_equal(sign_in_code(p, STR_ABSENT), ERR_CODE_NEEDED);
	/* The code that turned it on is taken. */
	assert_int_equal(sign_in_code(p, app_code(p, id, 0)), ERR_CODE_USED);
	now_ms += 3 * TOTP_STEP_MS;
	struct str early = app_code(p, id, 1), late = app_code(p, id, -1);
	assert_int_equal(sign_in_code(p, app_code(p, id, 2)), ERR_BAD_CODE);
	assert_int_equal(sign_in_code(p, app_code(p, id, -2)), ERR_BAD_CODE);
	assert_int_equal(sign_in_code(p, late), OK);
	assert_int_equal(sign_in_code(p, early), OK);
	assert_int_equal(sign_in_code(p, early), ERR_CODE_USED);
	/* What lies before a step that was taken is gone with it. */
	assert_int_equal(sign_in_code(p, app_code(p, id, 0)), ERR_CODE_USED);
}

static void setting_up_takes_the_same_steps_as_signing_in(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada);
	struct totp_setup setup;
	struct recovery_codes codes;
	int64_t wait_s;
	assert_int_equal(control_totp_confirm(p->c, id, S("123456"), &codes, &wait_s),
	                 ERR_CONFLICT);
	assert_int_equal(control_totp_begin(p->c, &p->a, id, &setup), OK);
	assert_int_equal(setup.secret.len, TOTP_SECRET_TEXT);
	assert_true(str_starts(setup.uri, S("otpauth://totp/Kontor:ada%40example.org?secret=")));
	assert_int_equal(control_totp_confirm(p->c, id, app_code(p, id, 2), &codes, &wait_s),
	                 ERR_BAD_CODE);
	assert_int_equal(sign_in_code(p, STR_ABSENT), OK); /* not on yet */
	assert_int_equal(control_totp_confirm(p->c, id, app_code(p, id, -1), &codes, &wait_s), OK);
	assert_int_equal(control_totp_begin(p->c, &p->a, id, &setup), ERR_CONFLICT);
}

static void secrets_lie_sealed(void **state)
{
	struct place *p = *state;
	struct totp_setup setup;
	struct user row;
	struct uuid id = add_user(p, &ada);
	assert_int_equal(control_totp_begin(p->c, &p->a, id, &setup), OK);
	assert_int_equal(row_by_id(p->c->reader, &p->a, &user_record, id, &row), OK);
	assert_int_equal(row.totp_sealed.len, TOTP_SECRET_BYTES + SEAL_EXTRA);
	assert_false(str_find(row.totp_sealed, setup.secret, NULL));
}

static void a_recovery_code_works_once_however_it_is_typed(void **state)
{
	struct place *p = *state;
	struct recovery_codes codes, fresh;
	struct uuid id = with_totp(p, &codes);
	char typed[RECOVERY_TEXT];
	unsigned left;
	int64_t wait_s;
	memcpy(typed, codes.v[0], sizeof typed);
	for (unsigned i = 0; i < sizeof typed; i++)
		typed[i] = typed[i] == '-' ? ' '
		                           : (char) (typed[i] >= 'a' ? typed[i] - 32 : typed[i]);
	assert_int_equal(sign_in_code(p, (struct str) { typed, sizeof typed }), OK);
	assert_int_equal(sign_in_code(p, (struct str) { codes.v[0], RECOVERY_TEXT }), ERR_BAD_CODE);
	assert_int_equal(control_recovery_left(p->c, id, &left), OK);
	assert_int_equal(left, RECOVERY_CODES - 1);
	assert_int_equal(control_recovery_renew(p->c, id, &fresh), OK);
	assert_int_equal(sign_in_code(p, (struct str) { codes.v[1], RECOVERY_TEXT }), ERR_BAD_CODE);
	assert_int_equal(
		control_totp_off(p->c, id, (struct str) { fresh.v[9], RECOVERY_TEXT }, &wait_s),
		OK);
	assert_int_equal(sign_in_code(p, STR_ABSENT), OK);
	assert_int_equal(control_recovery_renew(p->c, id, &fresh), ERR_CONFLICT);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM recovery_codes")), 0);
}

static void guessing_codes_is_slow_like_guessing_passwords(void **state)
{
	struct place *p = *state;
	struct recovery_codes codes;
	struct uuid id = with_totp(p, &codes);
	int64_t wait_s;
	for (int i = 0; i < 5; i++)
		assert_int_equal(sign_in_code(p, S("000000")), ERR_BAD_CODE);
	assert_int_equal(sign_in_code(p, (struct str) { codes.v[0], RECOVERY_TEXT }), ERR_TOO_MANY);
	/* Inside, too; whoever guesses outside does not use that up. */
	for (int i = 0; i < 10; i++)
		assert_int_equal(control_totp_off(p->c, id, S("000000"), &wait_s), ERR_BAD_CODE);
	assert_int_equal(control_totp_off(p->c, id, S("000000"), &wait_s), ERR_TOO_MANY);
	assert_int_equal(wait_s, 15 * 60);
	assert_int_equal(control_password_ask(p->c, id, ada.password, &wait_s), ERR_TOO_MANY);
}

static void nobody_learns_of_a_second_factor_without_the_password(void **state)
{
	struct place *p = *state;
	struct recovery_codes codes;
	struct sign_in_try wrong = try_of(S("not the password"));
	with_totp(p, &codes);
	assert_int_equal(sign_in_with(p, wrong), ERR_BAD_LOGIN);
	wrong.code = (struct str) { codes.v[0], RECOVERY_TEXT };
	assert_int_equal(sign_in_with(p, wrong), ERR_BAD_LOGIN);
	assert_int_equal(sign_in_code(p, wrong.code), OK); /* and was not used up */
}

/* -- passwords -- */

static bool takes_password(struct place *p, struct str password)
{
	struct problems ps;
	problems_init(&ps, &p->a);
	password_check(S("password"), password, S("maria.silva@example.org"), &ps);
	return ps.n == 0;
}

static void what_is_guessed_first_is_refused(void **state)
{
	static const char *const bad[] = { "password123",      "PassWord123",  "1234567890",
		                           "0987654321",       "qwertyuiop",   "aaaaaaaaaaaa",
		                           "abcdefghijkl",     "zzzzzzzzzz99", "maria.silva2026",
		                           "xx MARIA.SILVA xx" };
	static const char *const good[] = { "correct horse", "tR0ub4dor&3!", "пароль-длинный",
		                            "maria likes tea", "9f2k4 s8d1q" };
	struct place *p = *state;
	for (unsigned i = 0; i < COUNT(bad); i++)
		assert_false(takes_password(p, str_of(bad[i])));
	for (unsigned i = 0; i < COUNT(good); i++)
		assert_true(takes_password(p, str_of(good[i])));
}

static void a_new_password_ends_all_but_the_one_who_set_it(void **state)
{
	struct place *p = *state;
	struct session_made mine, other;
	struct identity who;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id), token_id;
	char token[TOKEN_TEXT], code[SECRET_TEXT];
	int64_t wait_s, expires_at;
	const struct account account = { .user_id = id };
	const struct team_actor me = { id, cell };
	const struct token_new wanted = { S("x"), token_scope_full, 0, 10 };
	assert_int_equal(control_session_make(p->c, &account, S(""), &mine), OK);
	assert_int_equal(control_session_make(p->c, &account, S(""), &other), OK);
	assert_int_equal(token_make(p->c, &me, &wanted, &token_id, token), OK);
	assert_int_equal(control_reset_code(p->c, id, code, &expires_at), OK);
	assert_int_equal(control_who_session(p->c, secret_of(other.secret), cell, &who), OK);
	assert_int_equal(control_who_token(p->c, token_of(token), &who), OK);
	uint64_t generation = control_generation(p->c);
	assert_int_equal(control_password_ask(p->c, id, S("wrong"), &wait_s), ERR_BAD_LOGIN);
	assert_int_equal(control_password_ask(p->c, id, ada.password, &wait_s), OK);
	assert_int_equal(control_password_set(p->c, id, mine.id, S("password"), S("short"), &p->ps),
	                 ERR_INVALID);
	assert_int_equal(control_who_session(p->c, secret_of(other.secret), cell, &who), OK);
	p->ps.n = 0;
	assert_int_equal(
		control_password_set(p->c, id, mine.id, S("password"), S("another horse"), &p->ps),
		OK);
	assert_int_not_equal(control_generation(p->c), generation); /* sockets look again */
	assert_int_equal(control_who_session(p->c, secret_of(mine.secret), cell, &who), OK);
	assert_int_equal(control_who_session(p->c, secret_of(other.secret), cell, &who),
	                 ERR_UNAUTHORIZED);
	assert_int_equal(control_who_token(p->c, token_of(token), &who), ERR_UNAUTHORIZED);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM account_codes")), 0);
	assert_int_equal(sign_in_with(p, try_of(ada.password)), ERR_BAD_LOGIN);
	assert_int_equal(sign_in_with(p, try_of(S("another horse"))), OK);
}

/* Between the right password and the session another password was set. */
static void whoever_signed_in_with_the_old_password_stays_out(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct account who;
	int64_t wait_s;
	struct uuid id = add_user(p, &ada);
	const struct sign_in_try t = try_of(ada.password);
	assert_int_equal(control_sign_in(p->c, &p->a, &t, &who, &wait_s), OK);
	assert_int_equal(
		control_password_set(p->c, id, nobody, S("password"), S("another horse"), &p->ps),
		OK);
	assert_int_equal(control_session_make(p->c, &who, S(""), &s), ERR_BAD_LOGIN);
}

static void using_a_session_at_its_end_does_not_revive_it(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct identity who;
	struct session_listed *v;
	unsigned n;
	struct uuid id = add_user(p, &ada);
	const struct account account = { .user_id = id };
	assert_int_equal(control_session_make(p->c, &account, S("Firefox"), &s), OK);
	for (int day = 0; day < 29; day++) {
		now_ms += DAY_MS;
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who), OK);
	}
	now_ms = s.expires_at - 1;
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who), OK);
	writer_rest(p->c->writer); /* the use was noted */
	assert_int_equal(control_sessions(p->c, &p->a, id, &v, &n), OK);
	assert_int_equal(n, 1);
	now_ms = s.expires_at;
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who),
	                 ERR_UNAUTHORIZED);
	assert_int_equal(control_sessions(p->c, &p->a, id, &v, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(control_session_revoke(p->c, id, s.id), ERR_NOT_FOUND);
}

static void sessions_are_listed_and_ended_by_their_owner(void **state)
{
	struct place *p = *state;
	struct session_made a, b, c;
	struct session_listed *v;
	struct identity who;
	unsigned n;
	struct uuid id = add_user(p, &ada), bob = add_other(p);
	const struct account account = { .user_id = id };
	assert_int_equal(control_session_make(p->c, &account, S("A"), &a), OK);
	now_ms += 5;
	assert_int_equal(control_session_make(p->c, &account, S("B"), &b), OK);
	now_ms += 5;
	assert_int_equal(control_session_make(p->c, &account, S("C"), &c), OK);
	assert_int_equal(control_sessions(p->c, &p->a, id, &v, &n), OK);
	assert_int_equal(n, 3);
	assert_str(v[0].agent, "C");
	assert_true(uuid_eq(v[2].id, a.id));
	assert_int_equal(control_session_revoke(p->c, bob, a.id), ERR_NOT_FOUND);
	assert_int_equal(control_session_revoke(p->c, id, a.id), OK);
	assert_int_equal(control_who_session(p->c, secret_of(a.secret), nobody, &who),
	                 ERR_UNAUTHORIZED);
	assert_int_equal(control_sessions_end_others(p->c, id, c.id), OK);
	assert_int_equal(control_who_session(p->c, secret_of(b.secret), nobody, &who),
	                 ERR_UNAUTHORIZED);
	assert_int_equal(control_who_session(p->c, secret_of(c.secret), nobody, &who), OK);
}

/* -- browsers that are known -- */

static void guessing_elsewhere_does_not_lock_a_known_browser_out(void **state)
{
	struct place *p = *state;
	struct sign_in_try wrong = try_of(S("wrong")), right = try_of(ada.password);
	char secret[SECRET_TEXT], address[2] = "a";
	bool fresh;
	struct uuid id = add_user(p, &ada), bob = add_other(p);
	assert_int_equal(control_device_know(p->c, id, STR_ABSENT, secret, &fresh), OK);
	assert_true(fresh);
	for (int i = 0; i < 10; i++, address[0]++) {
		wrong.address = str_of(address);
		assert_int_equal(sign_in_with(p, wrong), ERR_BAD_LOGIN);
	}
	assert_int_equal(sign_in_with(p, right), ERR_TOO_MANY);
	right.device = secret_of(secret);
	assert_int_equal(sign_in_with(p, right), OK);
	/* It has no more tries than anybody, and is worth nothing for another account. */
	wrong.device = right.device;
	for (int i = 0; i < 10; i++, address[0]++) {
		wrong.address = str_of(address);
		assert_int_equal(sign_in_with(p, wrong), ERR_BAD_LOGIN);
	}
	assert_int_equal(sign_in_with(p, right), ERR_TOO_MANY);
	char theirs[SECRET_TEXT];
	assert_int_equal(control_device_know(p->c, bob, secret_of(secret), theirs, &fresh), OK);
	assert_true(fresh);
	assert_int_equal(control_device_know(p->c, id, secret_of(secret), theirs, &fresh), OK);
	assert_false(fresh);
}

static void a_browser_is_forgotten_after_a_year_and_the_oldest_first(void **state)
{
	struct place *p = *state;
	char first[SECRET_TEXT], secret[SECRET_TEXT];
	bool fresh;
	struct uuid id = add_user(p, &ada);
	assert_int_equal(control_device_know(p->c, id, STR_ABSENT, first, &fresh), OK);
	for (int i = 0; i < DEVICES_MAX; i++) {
		now_ms += 1000;
		assert_int_equal(control_device_know(p->c, id, STR_ABSENT, secret, &fresh), OK);
	}
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM devices")), DEVICES_MAX);
	assert_int_equal(control_device_know(p->c, id, secret_of(first), secret, &fresh), OK);
	assert_true(fresh);
	now_ms += (DEVICE_DAYS + 1) * DAY_MS;
	reopen(p);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM devices")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(codes_are_those_of_the_standard),
		PLACE_CASE(a_code_is_taken_once_and_one_step_around),
		PLACE_CASE(setting_up_takes_the_same_steps_as_signing_in),
		PLACE_CASE(secrets_lie_sealed),
		PLACE_CASE(a_recovery_code_works_once_however_it_is_typed),
		PLACE_CASE(guessing_codes_is_slow_like_guessing_passwords),
		PLACE_CASE(nobody_learns_of_a_second_factor_without_the_password),
		PLACE_CASE(what_is_guessed_first_is_refused),
		PLACE_CASE(a_new_password_ends_all_but_the_one_who_set_it),
		PLACE_CASE(whoever_signed_in_with_the_old_password_stays_out),
		PLACE_CASE(using_a_session_at_its_end_does_not_revive_it),
		PLACE_CASE(sessions_are_listed_and_ended_by_their_owner),
		PLACE_CASE(guessing_elsewhere_does_not_lock_a_known_browser_out),
		PLACE_CASE(a_browser_is_forgotten_after_a_year_and_the_oldest_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
