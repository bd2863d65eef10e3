/* alive_test.c: a session or token that was good once is asked again: whatever ended it shows. */
#include "control/test_place.h"

/* A second member, whose role can change. */
static struct uuid add_agent(struct place *p, struct uuid cell)
{
	struct uuid id = add_other(p), member;
	assert_int_equal(join(p, id, cell, member_role_agent, &member), OK);
	return id;
}

static struct identity by_session(struct place *p, struct uuid user, struct uuid cell,
                                  struct session_made *s)
{
	struct identity who;
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = user }, S(""), s), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s->secret), cell, &who), OK);
	assert_int_equal(control_credential_alive(p->c, &who), OK);
	return who;
}

static struct identity by_token(struct place *p, struct uuid user, struct uuid cell)
{
	struct identity who;
	char token[TOKEN_TEXT];
	assert_int_equal(token_for(p, user, cell, token_scope_read, S(""), token), OK);
	assert_int_equal(control_who_token(p->c, token_of(token), &who), OK);
	assert_int_equal(control_credential_alive(p->c, &who), OK);
	return who;
}

static void a_session_that_ended_is_dead(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct uuid cell = add_cell(p, add_user(p, &ada)), agent = add_agent(p, cell);
	struct identity who = by_session(p, agent, cell, &s);
	uint64_t before = control_generation(p->c);
	assert_int_equal(control_session_end(p->c, secret_of(s.secret)), OK);
	assert_true(control_generation(p->c) > before);
	assert_int_equal(control_credential_alive(p->c, &who), ERR_UNAUTHORIZED);
}

static void a_session_that_ran_out_is_dead(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct uuid cell = add_cell(p, add_user(p, &ada)), agent = add_agent(p, cell);
	struct identity who = by_session(p, agent, cell, &s);
	now_ms += 14 * DAY_MS - 1;
	assert_int_equal(control_credential_alive(p->c, &who), OK);
	now_ms += 1;
	assert_int_equal(control_credential_alive(p->c, &who), ERR_UNAUTHORIZED);
	who = by_session(p, agent, cell, &s);
	now_ms = s.expires_at;
	assert_int_equal(control_credential_alive(p->c, &who), ERR_UNAUTHORIZED);
}

static void a_token_that_was_revoked_is_dead(void **state)
{
	struct place *p = *state;
	struct uuid cell = add_cell(p, add_user(p, &ada)), agent = add_agent(p, cell);
	struct identity who = by_token(p, agent, cell), other = by_token(p, agent, cell);
	uint64_t before = control_generation(p->c);
	now_ms += 400 * DAY_MS; /* tokens have no end of their own */
	assert_int_equal(control_credential_alive(p->c, &who), OK);
	assert_int_equal(revoke_of(p, agent, cell, who.credential_id), OK);
	assert_true(control_generation(p->c) > before);
	assert_int_equal(control_credential_alive(p->c, &who), ERR_UNAUTHORIZED);
	assert_int_equal(control_credential_alive(p->c, &other), OK);
}

/* The rights of the moment in which it was asked first are not those of now. */
static void another_role_is_another_member(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct uuid cell = add_cell(p, add_user(p, &ada)), agent = add_agent(p, cell), member;
	struct identity session = by_session(p, agent, cell, &s), token = by_token(p, agent, cell);
	uint64_t before = control_generation(p->c);
	assert_int_equal(join(p, agent, cell, member_role_viewer, &member), OK);
	assert_true(control_generation(p->c) > before);
	assert_int_equal(control_credential_alive(p->c, &session), ERR_UNAUTHORIZED);
	assert_int_equal(control_credential_alive(p->c, &token), ERR_UNAUTHORIZED);
	assert_int_equal(join(p, agent, cell, member_role_agent, &member), OK);
	assert_int_equal(control_credential_alive(p->c, &session), OK);
}

static void whoever_names_another_workspace_or_nothing_is_dead(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct uuid owner = add_user(p, &ada), cell = add_cell(p, owner),
		    agent = add_agent(p, cell);
	struct identity who = by_session(p, agent, cell, &s), none = { 0 };
	who.workspace_id = add_cell(p, owner);
	assert_int_equal(control_credential_alive(p->c, &who), ERR_UNAUTHORIZED);
	assert_int_equal(control_credential_alive(p->c, &none), ERR_UNAUTHORIZED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_session_that_ended_is_dead),
		PLACE_CASE(a_session_that_ran_out_is_dead),
		PLACE_CASE(a_token_that_was_revoked_is_dead),
		PLACE_CASE(another_role_is_another_member),
		PLACE_CASE(whoever_names_another_workspace_or_nothing_is_dead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
