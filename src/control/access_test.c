/* access_test.c: sessions, tokens, workspaces and roles. */
#include "control/test_place.h"

/* -- sessions -- */

static void a_session_opens_its_users_workspaces_only(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct identity who;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id);
	struct uuid foreign = add_cell(p, add_other(p));
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = id }, S("Firefox"), &s),
		OK);
	assert_int_equal(s.expires_at, START_MS + 30 * DAY_MS);
	for (int i = 0; i < 2; i++) { /* from the store, then from memory */
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who), OK);
		assert_true(uuid_eq(who.user_id, id) && uuid_eq(who.credential_id, s.id));
		assert_true(who.session && uuid_zero(who.workspace_id));
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), OK);
		assert_true(uuid_eq(who.workspace_id, cell) && !uuid_zero(who.member_id));
		assert_int_equal(who.role, member_role_owner);
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), foreign, &who),
		                 ERR_NOT_FOUND);
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), s.id, &who),
		                 ERR_NOT_FOUND);
	}
	s.secret[7] ^= 1;
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who),
	                 ERR_UNAUTHORIZED);
	assert_int_equal(control_who_session(p->c, S(""), cell, &who), ERR_UNAUTHORIZED);
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = cell }, S(""), &s),
		ERR_NOT_FOUND);
}

static void a_session_ends_at_once(void **state)
{
	struct place *p = *state;
	struct session_made s, other;
	struct identity who;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id);
	assert_int_equal(control_session_make(p->c, &(struct account) { .user_id = id }, S(""), &s),
	                 OK);
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = id }, S(""), &other), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), OK);
	assert_int_equal(control_session_end(p->c, secret_of(s.secret)), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who),
	                 ERR_UNAUTHORIZED);
	assert_int_equal(control_session_end(p->c, secret_of(s.secret)), ERR_NOT_FOUND);
	assert_int_equal(control_who_session(p->c, secret_of(other.secret), cell, &who), OK);
	reopen(p);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who),
	                 ERR_UNAUTHORIZED);
	assert_int_equal(control_who_session(p->c, secret_of(other.secret), cell, &who), OK);
}

static void a_session_runs_out(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct identity who;
	struct uuid id = add_user(p, &ada);
	assert_int_equal(control_session_make(p->c, &(struct account) { .user_id = id }, S(""), &s),
	                 OK);
	for (int i = 0; i < 3; i++, now_ms += 13 * DAY_MS) { /* used now and then: 30 days */
		enum err want = now_ms < s.expires_at ? OK : ERR_UNAUTHORIZED;
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who),
		                 want);
	}
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who),
	                 ERR_UNAUTHORIZED);
	assert_int_equal(control_session_make(p->c, &(struct account) { .user_id = id }, S(""), &s),
	                 OK);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM sessions")),
	                 1); /* the old one was swept */
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who), OK);
	now_ms += 14 * DAY_MS; /* not used for so long */
	for (int i = 0; i < 2; i++)
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who),
		                 ERR_UNAUTHORIZED);
	reopen(p);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM sessions")), 0);
}

static void only_the_sessions_own_csrf_token_is_ok(void **state)
{
	struct place *p = *state;
	struct session_made s, other;
	char again[SECRET_TEXT];
	struct uuid id = add_user(p, &ada);
	assert_int_equal(control_session_make(p->c, &(struct account) { .user_id = id }, S(""), &s),
	                 OK);
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = id }, S(""), &other), OK);
	control_session_csrf(p->c, secret_of(s.secret), again);
	assert_memory_equal(again, s.csrf, SECRET_TEXT);
	assert_true(control_csrf_ok(p->c, secret_of(s.secret), secret_of(s.csrf)));
	assert_false(control_csrf_ok(p->c, secret_of(s.secret), secret_of(other.csrf)));
	assert_false(control_csrf_ok(p->c, secret_of(s.secret), secret_of(s.secret)));
	assert_false(control_csrf_ok(p->c, secret_of(s.secret), STR_ABSENT));
	assert_false(control_csrf_ok(p->c, secret_of(s.secret),
	                             str_head(secret_of(s.csrf), SECRET_TEXT - 1)));
}

static int64_t session_seen(struct place *p, struct uuid id)
{
	struct session row;
	writer_rest(p->c->writer); /* what was noted is written then */
	assert_int_equal(row_by_id(p->c->reader, &p->a, &session_record, id, &row), OK);
	assert_int_equal(row.version, 1);
	return row.seen_at;
}

static void use_is_noted_to_the_minute(void **state)
{
	struct place *p = *state;
	struct session_made s;
	struct identity who;
	assert_int_equal(control_session_make(p->c,
	                                      &(struct account) { .user_id = add_user(p, &ada) },
	                                      S(""), &s),
	                 OK);
	for (int i = 0; i < 10; i++, now_ms += 10 * 1000) {
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who), OK);
		assert_int_equal(session_seen(p, s.id), i < 6 ? START_MS : START_MS + MINUTE);
	}
	int64_t units = writer_stats(p->c->writer).units;
	for (int i = 0; i < 100; i++)
		assert_int_equal(control_who_session(p->c, secret_of(s.secret), nobody, &who), OK);
	assert_int_equal(writer_stats(p->c->writer).units, units);
}

/* -- tokens -- */

static void find_token_id(struct place *p, struct uuid user_id, struct uuid *id)
{
	struct token like = { 0 };
	void **rows;
	unsigned n;
	set(&like, token, user_id, user_id);
	assert_int_equal(
		rows_with(p->c->reader, &p->a, &token_record, F_token_user_id, &like, &rows, &n),
		OK);
	assert_int_equal(n, 1);
	*id = head_of(rows[0])->id;
}

static void a_token_names_its_workspace(void **state)
{
	struct place *p = *state;
	char secret[TOKEN_TEXT];
	struct identity who;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id), token, bob = add_other(p);
	assert_int_equal(token_for(p, id, cell, token_scope_read, S("Sync"), secret), OK);
	assert_true(str_starts(token_of(secret), S("kt_")));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(control_who_token(p->c, token_of(secret), &who), OK);
		assert_true(uuid_eq(who.user_id, id) && uuid_eq(who.workspace_id, cell));
		assert_true(who.scope == token_scope_read && !who.session &&
		            !uuid_zero(who.member_id));
	}
	assert_int_equal(token_for(p, bob, cell, token_scope_full, S(""), secret), ERR_NOT_FOUND);
	find_token_id(p, id, &token);
	assert_true(uuid_eq(token, who.credential_id));
}

static void a_revoked_token_is_dead_at_once(void **state)
{
	struct place *p = *state;
	char secret[TOKEN_TEXT];
	struct identity who;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id), token, bob = add_other(p);
	assert_int_equal(token_for(p, id, cell, token_scope_full, S(""), secret), OK);
	assert_int_equal(control_who_token(p->c, token_of(secret), &who), OK);
	assert_int_equal(who.scope, token_scope_full);
	find_token_id(p, id, &token);
	assert_int_equal(revoke_of(p, bob, cell, token), ERR_NOT_FOUND);
	assert_int_equal(control_who_token(p->c, token_of(secret), &who), OK);
	assert_int_equal(revoke_of(p, id, cell, token), OK);
	assert_int_equal(control_who_token(p->c, token_of(secret), &who), ERR_UNAUTHORIZED);
	assert_int_equal(revoke_of(p, id, cell, token), ERR_NOT_FOUND);
	assert_int_equal(control_who_token(p->c, S("kt_x"), &who), ERR_UNAUTHORIZED);
	memcpy(secret, "xy_", 3);
	assert_int_equal(control_who_token(p->c, token_of(secret), &who), ERR_UNAUTHORIZED);
}

/* -- asked again, as open sockets do -- */

static void whoever_was_let_in_is_asked_again(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id), bob = add_other(p), m, token;
	struct session_made s;
	struct identity by_session, by_token, later;
	char secret[TOKEN_TEXT];
	assert_int_equal(join(p, bob, cell, member_role_agent, &m), OK);
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = bob }, S(""), &s), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &by_session), OK);
	assert_int_equal(token_for(p, id, cell, token_scope_full, S(""), secret), OK);
	assert_int_equal(control_who_token(p->c, token_of(secret), &by_token), OK);
	assert_int_equal(control_credential_alive(p->c, &by_session), OK);
	assert_int_equal(control_credential_alive(p->c, &by_token), OK);

	uint64_t generation = control_generation(p->c);
	assert_int_equal(join(p, bob, cell, member_role_viewer, &m), OK);
	assert_true(control_generation(p->c) > generation);
	assert_int_equal(control_credential_alive(p->c, &by_session), ERR_UNAUTHORIZED);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &later), OK);
	assert_int_equal(control_credential_alive(p->c, &later), OK);
	assert_int_equal(control_session_end(p->c, secret_of(s.secret)), OK);
	assert_int_equal(control_credential_alive(p->c, &later), ERR_UNAUTHORIZED);

	find_token_id(p, id, &token);
	generation = control_generation(p->c);
	assert_int_equal(revoke_of(p, id, cell, token), OK);
	assert_true(control_generation(p->c) > generation);
	assert_int_equal(control_credential_alive(p->c, &by_token), ERR_UNAUTHORIZED);
}

static void a_session_that_ran_out_is_told_when_asked_again(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id);
	struct session_made s;
	struct identity who;
	assert_int_equal(control_session_make(p->c, &(struct account) { .user_id = id }, S(""), &s),
	                 OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), OK);
	now_ms += 14 * DAY_MS;
	assert_int_equal(control_credential_alive(p->c, &who), ERR_UNAUTHORIZED);
}

/* -- workspaces -- */

static void a_crash_leaves_a_cell_that_can_be_finished(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), cell, member;
	struct session_made s;
	struct identity who;
	struct cell_listed *cells;
	struct membership_listed *of;
	unsigned n;
	uint8_t key[32], again[32];
	assert_int_equal(control_cell_add(p->c, id, S("Bakery"), 0, &cell, &member), OK);
	assert_int_equal(control_cell_key(p->c, cell, key), OK);
	assert_int_equal(control_session_make(p->c, &(struct account) { .user_id = id }, S(""), &s),
	                 OK);
	reopen(p); /* before the cell was ready */
	assert_int_equal(control_cells(p->c, &p->a, &cells, &n), OK);
	assert_int_equal(n, 1);
	assert_true(uuid_eq(cells[0].id, cell));
	assert_str(cells[0].name, "Bakery");
	assert_int_equal(cells[0].state, cell_state_creating);
	assert_int_equal(control_cell_key(p->c, cell, again), OK);
	assert_memory_equal(key, again, sizeof key);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), ERR_NOT_FOUND);
	assert_int_equal(control_memberships(p->c, &p->a, id, &of, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(control_cell_ready(p->c, cell), OK);
	assert_int_equal(control_cell_ready(p->c, cell), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), OK);
	assert_true(uuid_eq(who.member_id, member));
	assert_int_equal(control_memberships(p->c, &p->a, id, &of, &n), OK);
	assert_int_equal(n, 1);
	assert_str(of[0].workspace, "Bakery");
	assert_str(of[0].user_name, "Ada");
	assert_true(uuid_eq(of[0].member_id, member) && uuid_eq(of[0].workspace_id, cell));
	assert_int_equal(of[0].role, member_role_owner);
}

static void a_cell_has_its_own_key_and_name(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), one = add_cell(p, id), two = add_cell(p, id), m;
	struct cell_listed *cells;
	uint8_t key[32], other[32];
	unsigned n;
	assert_int_equal(control_cell_key(p->c, one, key), OK);
	assert_int_equal(control_cell_key(p->c, two, other), OK);
	assert_memory_not_equal(key, other, sizeof key);
	assert_int_equal(control_cell_key(p->c, id, key), ERR_NOT_FOUND);
	assert_int_equal(rename_to(p, two, S("Brewery")), OK);
	assert_int_equal(control_cells(p->c, &p->a, &cells, &n), OK);
	assert_int_equal(n, 2);
	assert_str(cells[uuid_eq(cells[0].id, two) ? 0 : 1].name, "Brewery");
	assert_int_equal(rename_to(p, id, S("x")), ERR_NOT_FOUND);
	assert_int_equal(control_cell_ready(p->c, id), ERR_NOT_FOUND);
	assert_int_equal(control_cell_add(p->c, one, S("x"), 0, &two, &m), ERR_NOT_FOUND);
}

/* A key that was moved to another cell's row opens nothing. */
static void a_sealed_key_belongs_to_its_cell(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), one = add_cell(p, id), two = add_cell(p, id);
	struct cell_key like = { 0 }, row;
	struct db *db;
	uint8_t key[32];
	set(&like, cell_key, cell_id, one);
	assert_int_equal(row_find_key(p->c->reader, &p->a, &cell_key_record, &like, &row), OK);
	set(&row, cell_key, cell_id, two);
	assert_int_equal(db_open(&(struct db_options) { .path = p->c->path,
	                                                .key = p->c->store_key->b,
	                                                .mode = DB_write,
	                                                .cache_bytes = 1 << 16 },
	                         &db),
	                 OK);
	assert_int_equal(row_update(db, &cell_key_record, &row, BIT(F_cell_key_sealed)), OK);
	db_close(db);
	assert_int_equal(control_cell_key(p->c, two, key), ERR_KEY);
	assert_int_equal(control_cell_key(p->c, one, key), OK);
}

static void hundreds_of_cells_are_listed_once_each(void **state)
{
	enum { CELLS = 210 };
	struct place *p = *state;
	struct uuid id = add_user(p, &ada);
	struct cell_listed *cells;
	struct membership_listed *of;
	unsigned n;
	for (unsigned i = 0; i < CELLS; i++, now_ms++)
		add_cell(p, id);
	assert_int_equal(control_cells(p->c, &p->a, &cells, &n), OK);
	assert_int_equal(n, CELLS);
	for (unsigned i = 1; i < n; i++)
		assert_true(memcmp(cells[i - 1].id.b, cells[i].id.b, 16) < 0);
	assert_int_equal(control_memberships(p->c, &p->a, id, &of, &n), OK);
	assert_int_equal(n, CELLS);
}

static void a_workspace_has_an_owner(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id), bob = add_other(p), m, user;
	struct uuid member;
	struct str name;
	struct membership_listed *of;
	unsigned n;
	assert_int_equal(join(p, bob, cell, member_role_admin, &m), OK);
	assert_int_equal(control_cell_owner(p->c, &p->a, cell, &user, &member, &name), OK);
	assert_int_equal(control_memberships(p->c, &p->a, id, &of, &n), OK);
	assert_true(uuid_eq(user, id) && uuid_eq(member, of[0].member_id));
	assert_str(name, "Ada");
	assert_int_equal(control_cell_owner(p->c, &p->a, id, &user, &member, &name), ERR_NOT_FOUND);
}

/* -- memberships -- */

static void a_role_changes_at_once(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id), bob = add_other(p), m, again;
	struct session_made s;
	struct identity who;
	assert_int_equal(
		control_session_make(p->c, &(struct account) { .user_id = bob }, S(""), &s), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), ERR_NOT_FOUND);
	assert_int_equal(join(p, bob, cell, member_role_agent, &m), OK);
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), OK);
	assert_int_equal(who.role, member_role_agent);
	assert_int_equal(join(p, bob, cell, member_role_viewer, &again), OK);
	assert_true(uuid_eq(m, again));
	assert_int_equal(control_who_session(p->c, secret_of(s.secret), cell, &who), OK);
	assert_int_equal(who.role, member_role_viewer);
	assert_true(uuid_eq(who.member_id, m));
	assert_int_equal(join(p, cell, cell, member_role_viewer, &m), ERR_NOT_FOUND);
	assert_int_equal(join(p, bob, bob, member_role_viewer, &m), ERR_NOT_FOUND);
}

static void a_workspace_keeps_an_owner(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id), bob = add_other(p), m;
	assert_int_equal(join(p, id, cell, member_role_agent, &m), ERR_LAST_OWNER);
	assert_int_equal(join(p, bob, cell, member_role_owner, &m), OK);
	assert_int_equal(join(p, id, cell, member_role_agent, &m), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_session_opens_its_users_workspaces_only),
		PLACE_CASE(a_session_ends_at_once),
		PLACE_CASE(a_session_runs_out),
		PLACE_CASE(only_the_sessions_own_csrf_token_is_ok),
		PLACE_CASE(use_is_noted_to_the_minute),
		PLACE_CASE(a_token_names_its_workspace),
		PLACE_CASE(a_revoked_token_is_dead_at_once),
		PLACE_CASE(whoever_was_let_in_is_asked_again),
		PLACE_CASE(a_session_that_ran_out_is_told_when_asked_again),
		PLACE_CASE(a_crash_leaves_a_cell_that_can_be_finished),
		PLACE_CASE(a_cell_has_its_own_key_and_name),
		PLACE_CASE(a_sealed_key_belongs_to_its_cell),
		PLACE_CASE(hundreds_of_cells_are_listed_once_each),
		PLACE_CASE(a_workspace_has_an_owner),
		PLACE_CASE(a_role_changes_at_once),
		PLACE_CASE(a_workspace_keeps_an_owner),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
