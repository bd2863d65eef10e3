/* control_test.c: accounts, signing in, settings, and what happens with another key. */
#include "control/account.h"
#include "control/test_place.h"
#include "plat/files.h"

static enum err try_from(struct place *p, struct str email, struct str password, struct str address,
                         int64_t *wait_s)
{
	struct account who;
	*wait_s = -1;
	return control_sign_in(
		p->c, &p->a,
		&(struct sign_in_try) { .email = email, .password = password, .address = address },
		&who, wait_s);
}

/* -- accounts -- */

static void an_account_is_found_again_by_any_case(void **state)
{
	struct place *p = *state;
	struct account got;
	bool any = true;
	assert_int_equal(control_has_users(p->c, &any), OK);
	assert_false(any);
	struct uuid id = add_user(p, &ada);
	assert_int_equal(control_has_users(p->c, &any), OK);
	assert_true(any);
	assert_int_equal(control_user_by_email(p->c, &p->a, S(" ADA@example.ORG"), &got), OK);
	assert_true(uuid_eq(got.user_id, id));
	assert_str(got.email, "ada@example.org");
	assert_str(got.name, "Ada");
	assert_str(got.locale, "en-GB");
	assert_int_equal(control_user_get(p->c, &p->a, id, &got), OK);
	assert_str(got.name, "Ada");
	assert_int_equal(control_user_get(p->c, &p->a, nobody, &got), ERR_NOT_FOUND);
	assert_int_equal(control_user_by_email(p->c, &p->a, S("eve@example.org"), &got),
	                 ERR_NOT_FOUND);
}

static bool complained(const struct place *p, const char *pointer, enum flaw flaw)
{
	for (size_t i = 0; i < p->ps.n; i++)
		if (str_eq(p->ps.v[i].pointer, str_of(pointer)) && p->ps.v[i].flaw == flaw)
			return true;
	return false;
}

static void every_flaw_of_an_account_is_told(void **state)
{
	struct place *p = *state;
	struct uuid id;
	bool any;
	struct new_user u = { .email = S("no address"), .name = S(" "), .password = S("short") };
	assert_int_equal(control_user_add(p->c, &u, &p->ps, &id), ERR_INVALID);
	assert_int_equal(p->ps.n, 4);
	assert_true(complained(p, "/email", FLAW_malformed));
	assert_true(complained(p, "/name", FLAW_too_short));
	assert_true(complained(p, "/password", FLAW_too_short));
	assert_true(complained(p, "/confirm_age", FLAW_required));
	assert_int_equal(control_has_users(p->c, &any), OK);
	assert_false(any);
}

static void an_address_is_taken_once(void **state)
{
	struct place *p = *state;
	struct uuid id;
	struct new_user again = ada;
	add_user(p, &ada);
	again.email = S("ada@EXAMPLE.org");
	assert_int_equal(control_user_add(p->c, &again, &p->ps, &id), ERR_CONFLICT);
	assert_true(complained(p, "/email", FLAW_not_unique));
	again.email = S("eve@example.org");
	again.only_first = true;
	assert_int_equal(control_user_add(p->c, &again, &p->ps, &id), ERR_FORBIDDEN);
}

static void addresses_look_like_addresses(void **state)
{
	static const char *const good[] = { "a@b", "a.b+c@d-e.example", "o'neil@x.ie",
		                            "jürgen@müller.de" };
	static const char *const bad[] = { "",        "a",      "@b",     "a@",     "a@b@c",
		                           "a b@c",   "a@-b",   "a@b-",   "a@b..c", ".a@b",
		                           "a.@b",    "a..b@c", "a@b.",   "<a@b>",  "a@[1.2.3.4]",
		                           "a\x7f@b", "a@b_c",  "\"a\"@b" };
	(void) state;
	for (unsigned i = 0; i < COUNT(good); i++)
		assert_true(email_valid(str_of(good[i])));
	for (unsigned i = 0; i < COUNT(bad); i++)
		assert_false(email_valid(str_of(bad[i])));
}

static void passwords_are_not_stored(void **state)
{
	struct place *p = *state;
	struct user row;
	add_user(p, &ada);
	assert_int_equal(user_by_email(p->c->reader, &p->a, S("ada@example.org"), &row), OK);
	assert_true(str_starts(row.password_hash, S("$argon2id$v=19$m=19456,t=3,p=1$")));
	assert_int_equal(row.age_confirmed_at, START_MS);
}

/* -- signing in -- */

static void the_right_password_gets_in(void **state)
{
	struct place *p = *state;
	struct account who;
	int64_t wait_s;
	struct uuid id = add_user(p, &ada);
	const struct sign_in_try right = { .email = S("ADA@example.org"),
		                           .password = ada.password,
		                           .address = S("1") };
	assert_int_equal(control_sign_in(p->c, &p->a, &right, &who, &wait_s), OK);
	assert_true(uuid_eq(who.user_id, id));
	assert_int_equal(try_from(p, ada.email, S("correct hors"), S("1"), &wait_s), ERR_BAD_LOGIN);
	assert_int_equal(try_from(p, S("eve@example.org"), ada.password, S("1"), &wait_s),
	                 ERR_BAD_LOGIN);
	assert_int_equal(try_from(p, S(""), S(""), S(""), &wait_s), ERR_BAD_LOGIN);
}

static void an_address_may_fail_five_times_a_minute(void **state)
{
	struct place *p = *state;
	int64_t wait_s;
	add_user(p, &ada);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(try_from(p, S("eve@x.org"), S("wrong"), S("10.0.0.1"), &wait_s),
		                 ERR_BAD_LOGIN);
		now_ms += 1000;
	}
	assert_int_equal(try_from(p, ada.email, ada.password, S("10.0.0.1"), &wait_s),
	                 ERR_TOO_MANY);
	assert_int_equal(wait_s, 55);
	assert_int_equal(try_from(p, ada.email, ada.password, S("10.0.0.2"), &wait_s), OK);
	now_ms += 54 * 1000;
	assert_int_equal(try_from(p, ada.email, ada.password, S("10.0.0.1"), &wait_s),
	                 ERR_TOO_MANY);
	assert_int_equal(wait_s, 1);
	now_ms += 1000;
	assert_int_equal(try_from(p, ada.email, ada.password, S("10.0.0.1"), &wait_s), OK);
}

static void an_account_may_fail_ten_times_in_a_quarter(void **state)
{
	struct place *p = *state;
	char address[2] = "a";
	int64_t wait_s;
	add_user(p, &ada);
	for (int i = 0; i < 10; i++, address[0]++)
		assert_int_equal(try_from(p, ada.email, S("wrong"), str_of(address), &wait_s),
		                 ERR_BAD_LOGIN);
	/* Even the right one has to wait, and so has an account that is not there. */
	assert_int_equal(try_from(p, ada.email, ada.password, S("z"), &wait_s), ERR_TOO_MANY);
	assert_int_equal(wait_s, 15 * 60);
	reopen(p);
	assert_int_equal(try_from(p, ada.email, ada.password, S("z"), &wait_s), ERR_TOO_MANY);
	now_ms += 15 * MINUTE;
	assert_int_equal(try_from(p, ada.email, ada.password, S("z"), &wait_s), OK);
}

static void success_does_not_count(void **state)
{
	struct place *p = *state;
	int64_t wait_s;
	add_user(p, &ada);
	for (int i = 0; i < 12; i++)
		assert_int_equal(try_from(p, ada.email, ada.password, S("1"), &wait_s), OK);
}

static void attempts_go_after_an_hour(void **state)
{
	struct place *p = *state;
	int64_t wait_s;
	for (int i = 0; i < 3; i++)
		try_from(p, S("eve@x.org"), S("wrong"), S("1"), &wait_s);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM attempts")), 6);
	now_ms += HOUR + 1;
	try_from(p, S("eve@x.org"), S("wrong"), S("2"), &wait_s);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM attempts")), 2);
	now_ms += HOUR + 1;
	reopen(p);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM attempts")), 0);
}

static void a_clock_set_back_locks_nobody_out_for_long(void **state)
{
	struct place *p = *state;
	int64_t wait_s;
	for (int i = 0; i < 5; i++)
		try_from(p, S("eve@x.org"), S("wrong"), S("1"), &wait_s);
	now_ms -= 30 * (int64_t) HOUR;
	assert_int_equal(try_from(p, S("eve@x.org"), S("wrong"), S("1"), &wait_s), ERR_TOO_MANY);
	assert_int_equal(wait_s, 60);
}

/* -- settings -- */

static void settings_are_kept(void **state)
{
	struct place *p = *state;
	struct str value;
	assert_int_equal(control_setting(p->c, &p->a, S("instance"), &value), ERR_NOT_FOUND);
	assert_int_equal(control_setting_put(p->c, S("instance"), S("one")), OK);
	assert_int_equal(control_setting_put(p->c, S("instance"), S("two")), OK);
	reopen(p);
	assert_int_equal(control_setting(p->c, &p->a, S("instance"), &value), OK);
	assert_str(value, "two");
}

/* -- keys -- */

struct snapshot {
	struct file_entry *v;
	size_t n;
	struct str content[8];
};

static struct snapshot snap(struct place *p)
{
	struct snapshot s;
	assert_int_equal(folder_list(&p->a, p->folder, &s.v, &s.n), OK);
	assert_true(s.n <= COUNT(s.content));
	for (size_t i = 0; i < s.n; i++)
		assert_int_equal(file_read(&p->a, path_join(&p->a, p->folder, s.v[i].name), 1 << 24,
		                           &s.content[i]),
		                 OK);
	return s;
}

static void another_master_key_touches_nothing(void **state)
{
	static const uint8_t other[32] = { 1, 2, 3, 0, 6 };
	struct place *p = *state;
	struct control *c;
	struct account got;
	add_user(p, &ada);
	control_close(p->c);
	p->c = NULL;
	struct snapshot before = snap(p);
	assert_int_equal(place_open_with(p, other, &c), ERR_KEY);
	assert_null(c);
	struct snapshot after = snap(p);
	assert_int_equal(before.n, after.n);
	for (size_t i = 0; i < before.n; i++) {
		assert_str_is(after.v[i].name, before.v[i].name);
		assert_str_is(after.content[i], before.content[i]);
	}
	assert_int_equal(place_open_with(p, master, &p->c), OK);
	assert_int_equal(control_user_by_email(p->c, &p->a, ada.email, &got), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(an_account_is_found_again_by_any_case),
		PLACE_CASE(every_flaw_of_an_account_is_told),
		PLACE_CASE(an_address_is_taken_once),
		PLACE_CASE(addresses_look_like_addresses),
		PLACE_CASE(passwords_are_not_stored),
		PLACE_CASE(the_right_password_gets_in),
		PLACE_CASE(an_address_may_fail_five_times_a_minute),
		PLACE_CASE(an_account_may_fail_ten_times_in_a_quarter),
		PLACE_CASE(success_does_not_count),
		PLACE_CASE(attempts_go_after_an_hour),
		PLACE_CASE(a_clock_set_back_locks_nobody_out_for_long),
		PLACE_CASE(settings_are_kept),
		PLACE_CASE(another_master_key_touches_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
