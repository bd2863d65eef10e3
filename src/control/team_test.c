/* team_test.c: whatever members do about each other, in whatever order: a workspace keeps an owner,
 * nobody raises themself, the cell is told what control holds, and what opened something for who
 * left is dead. Then invitations, tokens and closing at a clock that stands still. */
#include "control/team.h"

#include "control/test_place.h"

enum { PEOPLE = 6, STEPS = 3000 };

/* What ought to be so, by rules written a second time. */
struct model {
	struct place *p;
	uint64_t random;
	struct uuid cell, users[PEOPLE], members[PEOPLE];
	enum member_role role[PEOPLE]; /* unset: not in the workspace */
	char token[PEOPLE][TOKEN_TEXT];
	bool has_token[PEOPLE];
	struct {
		enum member_role role;
		bool active;
	} told[PEOPLE]; /* the cell */
};

static unsigned below(struct model *m, unsigned n)
{
	m->random = m->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned) (m->random >> 33) % n;
}

static unsigned owners(const struct model *m)
{
	unsigned n = 0;
	for (unsigned i = 0; i < PEOPLE; i++)
		n += m->role[i] == member_role_owner;
	return n;
}

static bool decides(enum member_role by, enum member_role about)
{
	return by == member_role_owner || (by == member_role_admin && about != member_role_owner);
}

static struct team_actor as(const struct model *m, unsigned i)
{
	return (struct team_actor) { m->users[i], m->cell };
}

/* -- steps: each says what must come of it -- */

static void step_role(struct model *m, unsigned by, unsigned about)
{
	struct member_news news;
	struct team_actor actor = as(m, by);
	enum member_role to = (enum member_role)(1 + below(m, member_role_owner));
	enum err want = OK;
	if (m->role[by] == member_role_unset)
		want = ERR_FORBIDDEN;
	else if (m->role[about] == member_role_unset)
		want = ERR_NOT_FOUND;
	else if (!decides(m->role[by], m->role[about]) || !decides(m->role[by], to))
		want = ERR_FORBIDDEN;
	else if (m->role[about] == member_role_owner && to != member_role_owner && owners(m) == 1)
		want = ERR_LAST_OWNER;
	assert_int_equal(team_set_role(m->p->c, &m->p->a, &actor, m->members[about], to, &news),
	                 want);
	if (want == OK)
		m->role[about] = to;
}

static void step_remove(struct model *m, unsigned by, unsigned about)
{
	struct member_news news;
	struct team_actor actor = as(m, by);
	unsigned heir = below(m, PEOPLE);
	enum err want = OK;
	if (m->role[by] == member_role_unset)
		want = ERR_FORBIDDEN;
	else if (m->role[about] == member_role_unset)
		want = ERR_NOT_FOUND;
	else if (by != about && !decides(m->role[by], m->role[about]))
		want = ERR_FORBIDDEN;
	else if (!uuid_zero(m->members[heir]) && /* who was never there is nobody */
	         (heir == about || m->role[heir] <= member_role_viewer))
		want = ERR_CONFLICT;
	else if (m->role[about] == member_role_owner && owners(m) == 1)
		want = ERR_LAST_OWNER;
	assert_int_equal(
		team_remove(m->p->c, &m->p->a, &actor, m->members[about], m->members[heir], &news),
		want);
	if (want != OK)
		return;
	assert_true(uuid_eq(news.hand_to, m->members[heir]) && !news.active);
	m->role[about] = member_role_unset;
	m->has_token[about] = false;
}

static void step_hand_over(struct model *m, unsigned by, unsigned about)
{
	struct member_news news[2];
	struct team_actor actor = as(m, by);
	enum err want = OK;
	if (m->role[by] == member_role_unset)
		want = ERR_FORBIDDEN;
	else if (m->role[about] == member_role_unset)
		want = ERR_NOT_FOUND;
	else if (m->role[by] != member_role_owner)
		want = ERR_FORBIDDEN;
	else if (by == about)
		want = ERR_CONFLICT;
	assert_int_equal(team_hand_over(m->p->c, &m->p->a, &actor, m->members[about], news), want);
	if (want != OK)
		return;
	m->role[about] = member_role_owner;
	m->role[by] = member_role_admin;
}

static void step_invite(struct model *m, unsigned by, unsigned about)
{
	struct team_actor actor = as(m, by);
	struct member_news news;
	struct uuid id;
	char code[SECRET_TEXT];
	const struct invite_new what = {
		.role = (enum member_role)(1 + below(m, member_role_owner)),
		.expires_at = now_ms + HOUR,
		.invites_max = 1000,
		.members_max = 100,
	};
	enum err want = m->role[by] != member_role_unset && decides(m->role[by], what.role)
	                        ? OK
	                        : ERR_FORBIDDEN;
	if (m->role[by] == member_role_agent || m->role[by] == member_role_viewer)
		want = ERR_FORBIDDEN;
	assert_int_equal(invite_make(m->p->c, &actor, &what, &id, code), want);
	if (want != OK)
		return;
	assert_int_equal(
		invite_take(m->p->c, &m->p->a, secret_of(code), m->users[about], 100, &news), OK);
	m->members[about] = news.member_id;
	if (m->role[about] == member_role_unset)
		m->role[about] = what.role;
}

static void step_token(struct model *m, unsigned by, unsigned about)
{
	char secret[TOKEN_TEXT];
	(void) about;
	enum err e = token_for(m->p, m->users[by], m->cell, token_scope_full, S("t"), secret);
	if (m->role[by] == member_role_unset) {
		assert_int_equal(e, ERR_NOT_FOUND);
	} else if (e != ERR_LIMIT) {
		assert_int_equal(e, OK);
		memcpy(m->token[by], secret, sizeof secret);
		m->has_token[by] = true;
	}
}

/* What the server does after each change, and at a start for those that a crash left. */
static void step_tell(struct model *m, unsigned by, unsigned about)
{
	struct member_news *v;
	unsigned n;
	(void) by, (void) about;
	assert_int_equal(team_untold(m->p->c, &m->p->a, &v, &n), OK);
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < PEOPLE; k++)
			if (uuid_eq(v[i].user_id, m->users[k])) {
				m->told[k].role = v[i].role;
				m->told[k].active = v[i].active;
				assert_int_equal(team_told(m->p->c, &v[i]), OK);
			}
}

static void step_reopen(struct model *m, unsigned by, unsigned about)
{
	(void) by, (void) about;
	if (below(m, 20) == 0)
		reopen(m->p);
}

/* -- what must hold after any step -- */

static void check(struct model *m)
{
	struct member_listed *v;
	struct identity who;
	unsigned n, there = 0;
	assert_true(owners(m) >= 1);
	assert_int_equal(team_list(m->p->c, &m->p->a, m->cell, &v, &n), OK);
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < PEOPLE; k++)
			if (!v[i].leaving && uuid_eq(v[i].user_id, m->users[k])) {
				assert_int_equal(v[i].role, m->role[k]);
				there++;
			}
	for (unsigned k = 0; k < PEOPLE; k++) {
		there -= m->role[k] != member_role_unset;
		if (m->token[k][0] == '\0')
			continue;
		enum err e = control_who_token(m->p->c, token_of(m->token[k]), &who);
		assert_int_equal(e, m->has_token[k] ? OK : ERR_UNAUTHORIZED);
		if (e == OK)
			assert_int_equal(who.role, m->role[k]);
	}
	assert_int_equal(there, 0);
	arena_clear(&m->p->a);
}

static void check_told(struct model *m)
{
	step_tell(m, 0, 0);
	for (unsigned k = 1; k < PEOPLE; k++) {
		assert_int_equal(m->told[k].active, m->role[k] != member_role_unset);
		if (m->told[k].active)
			assert_int_equal(m->told[k].role, m->role[k]);
	}
}

static void any_sequence_keeps_the_promises(void **state)
{
	static void (*const steps[])(struct model * m, unsigned by, unsigned about) = {
		step_role,   step_remove, step_hand_over, step_invite,
		step_invite, step_token,  step_tell,      step_reopen,
	};
	struct model *m = mem_alloc(sizeof *m);
	m->p = *state;
	m->random = 20261125;
	m->users[0] = add_user(m->p, &ada);
	for (unsigned i = 1; i < PEOPLE; i++) {
		struct new_user u = ada;
		u.email = arena_printf(&m->p->a, "user%u@example.org", i);
		m->users[i] = add_user(m->p, &u);
	}
	m->cell = add_cell(m->p, m->users[0]);
	assert_int_equal(join(m->p, m->users[0], m->cell, member_role_owner, &m->members[0]), OK);
	m->role[0] = member_role_owner;
	for (unsigned i = 0; i < STEPS; i++) {
		steps[below(m, COUNT(steps))](m, below(m, PEOPLE), below(m, PEOPLE));
		check(m);
	}
	check_told(m);
	mem_free(m);
}

/* -- at a clock that stands still -- */

static void an_invitation_runs_out(void **state)
{
	struct place *p = *state;
	struct uuid owner = add_user(p, &ada), bob = add_other(p), cell = add_cell(p, owner), id;
	const struct team_actor by = { owner, cell };
	const struct invite_new what = { .role = member_role_agent,
		                         .email = S("BOB@example.org"),
		                         .expires_at = now_ms + DAY_MS,
		                         .invites_max = 1,
		                         .members_max = 9 };
	struct invite_seen seen;
	struct member_news news;
	char code[SECRET_TEXT];
	assert_int_equal(invite_make(p->c, &by, &what, &id, code), OK);
	assert_int_equal(invite_make(p->c, &by, &what, &id, code), ERR_LIMIT);
	assert_int_equal(invite_revoke(p->c, &by, nobody), ERR_NOT_FOUND);
	now_ms += DAY_MS; /* the first one is over, and makes room */
	struct invite_new again = what;
	again.expires_at = now_ms + DAY_MS;
	assert_int_equal(invite_make(p->c, &by, &again, &id, code), OK);
	assert_int_equal(invite_take(p->c, &p->a, secret_of(code), owner, 9, &news),
	                 ERR_INVITE_OTHER);
	now_ms += DAY_MS - 1;
	assert_int_equal(invite_look(p->c, &p->a, secret_of(code), &seen), OK);
	assert_true(str_eq(seen.email, S("bob@example.org")));
	now_ms += 1;
	assert_int_equal(invite_look(p->c, &p->a, secret_of(code), &seen), ERR_INVITE_OVER);
	assert_int_equal(invite_take(p->c, &p->a, secret_of(code), bob, 9, &news), ERR_INVITE_OVER);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM invites")), 2);
	now_ms += 30 * DAY_MS;
	reopen(p);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM invites")), 0);
}

/* Taken, then shown the door: the link of then is no way back. */
static void a_link_that_was_taken_brings_nobody_back(void **state)
{
	struct place *p = *state;
	struct uuid owner = add_user(p, &ada), bob = add_other(p), cell = add_cell(p, owner), id;
	const struct team_actor by = { owner, cell };
	const struct invite_new what = { .role = member_role_admin,
		                         .expires_at = now_ms + DAY_MS,
		                         .invites_max = 9,
		                         .members_max = 9 };
	struct member_news news, second;
	char code[SECRET_TEXT];
	assert_int_equal(invite_make(p->c, &by, &what, &id, code), OK);
	assert_int_equal(invite_take(p->c, &p->a, secret_of(code), bob, 9, &news), OK);
	now_ms += 40 * DAY_MS;
	assert_int_equal(invite_take(p->c, &p->a, secret_of(code), bob, 9, &second), OK);
	assert_true(uuid_eq(news.member_id, second.member_id));
	assert_int_equal(team_remove(p->c, &p->a, &by, news.member_id, nobody, &news), OK);
	assert_int_equal(invite_take(p->c, &p->a, secret_of(code), bob, 9, &news), ERR_INVITE_OVER);
}

static void a_token_ends(void **state)
{
	struct place *p = *state;
	struct uuid owner = add_user(p, &ada), cell = add_cell(p, owner), id;
	const struct team_actor by = { owner, cell };
	const struct token_new what = { .scope = token_scope_contacts,
		                        .expires_at = now_ms + DAY_MS,
		                        .tokens_max = 1 };
	char secret[TOKEN_TEXT], other[TOKEN_TEXT];
	struct identity who;
	assert_int_equal(token_make(p->c, &by, &what, &id, secret), OK);
	assert_int_equal(token_make(p->c, &by, &what, &id, other), ERR_LIMIT);
	now_ms += DAY_MS - 1;
	assert_int_equal(control_who_token(p->c, token_of(secret), &who), OK);
	assert_int_equal(who.scope, token_scope_contacts);
	assert_int_equal(control_credential_alive(p->c, &who), OK);
	now_ms += 1;
	assert_int_equal(control_who_token(p->c, token_of(secret), &who), ERR_UNAUTHORIZED);
	assert_int_equal(control_credential_alive(p->c, &who), ERR_UNAUTHORIZED);
	assert_int_equal(token_make(p->c, &by, &what, &id, other), OK);
}

static void over_now(struct place *p, unsigned want)
{
	struct uuid *ids;
	unsigned n;
	assert_int_equal(workspaces_over(p->c, &p->a, &ids, &n), OK);
	assert_int_equal(n, want);
}

static void a_workspace_closes_in_steps_that_a_restart_finishes(void **state)
{
	struct place *p = *state;
	struct uuid owner = add_user(p, &ada), cell = add_cell(p, owner),
		    other = add_cell(p, owner);
	const struct team_actor by = { owner, cell };
	struct session_made s;
	struct identity who;
	uint8_t key[32];
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = owner }, S(""), &s), OK);
	assert_int_equal(workspace_keep(p->c, &by), ERR_CONFLICT);
	assert_int_equal(workspace_close(p->c, &by, now_ms + 30 * DAY_MS), OK);
	assert_int_equal(workspace_close(p->c, &by, now_ms), ERR_CONFLICT);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), OK);
	assert_true(who.closing);
	now_ms += 30 * DAY_MS - 1;
	over_now(p, 0);
	assert_int_equal(workspace_destroy_key(p->c, cell), ERR_CONFLICT);
	assert_int_equal(control_cell_key(p->c, cell, key), OK);
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = owner }, S(""), &s), OK);
	now_ms += 1;
	over_now(p, 1);
	assert_int_equal(workspace_destroy_key(p->c, cell), OK);
	reopen(p);
	over_now(p, 1);
	assert_int_equal(control_cell_key(p->c, cell, key), ERR_NOT_FOUND);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), ERR_NOT_FOUND);
	assert_int_equal(workspace_destroy_key(p->c, cell), OK);
	assert_int_equal(workspace_keep(p->c, &by), ERR_CONFLICT);
	assert_int_equal(workspace_forget(p->c, cell), OK);
	assert_int_equal(workspace_forget(p->c, cell), OK);
	over_now(p, 0);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM cell_entries")), 1);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM memberships")), 1);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM cell_receipts"
	                                 " WHERE files_gone_at >= key_gone_at")),
	                 1);
	assert_int_equal(control_cell_key(p->c, other, key), OK);
	wipe(key, sizeof key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(any_sequence_keeps_the_promises),
		PLACE_CASE(an_invitation_runs_out),
		PLACE_CASE(a_link_that_was_taken_brings_nobody_back),
		PLACE_CASE(a_token_ends),
		PLACE_CASE(a_workspace_closes_in_steps_that_a_restart_finishes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
