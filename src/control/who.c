/* who.c: whom a secret stands for: from memory, else from the store. */
#include "control/control_impl.h"

struct asking {
	struct who_key key;
	struct who_entry found;
};

static enum err user_lives(struct db *db, struct arena *a, struct uuid user_id, bool *operator)
{
	struct user user;
	enum err e = row_by_id(db, a, &user_record, user_id, &user);
	*operator= e == OK && has(&user, F_user_operator) && user.operator;
	return e == ERR_NOT_FOUND ? ERR_UNAUTHORIZED : e;
}

/* A workspace that the user is in and that is ready, or closing and still to be read; any other is
 * not there for them. */
static enum err enter_workspace(struct db *db, struct arena *a, struct identity *who,
                                struct uuid workspace_id)
{
	struct membership m;
	struct cell_entry cell;
	TRY(membership_find(db, a, who->user_id, workspace_id, &m));
	TRY(row_by_id(db, a, &cell_entry_record, workspace_id, &cell));
	if (!membership_stands(&m) || !cell_serves(&cell))
		return ERR_NOT_FOUND;
	who->workspace_id = workspace_id;
	who->membership_id = m.id;
	who->closing = cell.state == cell_state_closing;
	who->member_id = m.member_id;
	who->role = m.role;
	return OK;
}

static enum err find_session(struct db *db, struct arena *a, struct asking *ask)
{
	static const int fields[] = { F_session_secret_hash };
	struct session like = { 0 }, row;
	bool operator;
	set(&like, session, secret_hash, ((struct str) { (const char *) ask->key.hash, 32 }));
	enum err e = row_find(db, a, index_on(&session_record, 1, fields), &like, &row);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_UNAUTHORIZED : e;
	TRY(user_lives(db, a, row.user_id, &operator));
	ask->found = (struct who_entry) {
		.key = ask->key,
		.who = { .user_id = row.user_id,
		         .credential_id = row.id,
		         .scope = token_scope_full,
		         .session = true,
		         .operator = operator },
		.expires_at = row.expires_at,
		.seen_at = row.seen_at,
	};
	return uuid_zero(ask->key.workspace_id)
	               ? OK
	               : enter_workspace(db, a, &ask->found.who, ask->key.workspace_id);
}

static int64_t token_ends_at(const struct token *row)
{
	return has(row, F_token_expires_at) ? row->expires_at : INT64_MAX;
}

static enum err find_token(struct db *db, struct arena *a, struct asking *ask)
{
	static const int fields[] = { F_token_secret_hash };
	struct token like = { 0 }, row;
	bool operator;
	set(&like, token, secret_hash, ((struct str) { (const char *) ask->key.hash, 32 }));
	enum err e = row_find(db, a, index_on(&token_record, 1, fields), &like, &row);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_UNAUTHORIZED : e;
	TRY(user_lives(db, a, row.user_id, &operator));
	ask->found = (struct who_entry) {
		.key = ask->key,
		.who = { .user_id = row.user_id,
		         .credential_id = row.id,
		         .scope = row.scope,
		         .ends_at = has(&row, F_token_expires_at) ? row.expires_at : 0 },
		.expires_at = token_ends_at(&row),
		.seen_at = row.seen_at,
	};
	e = enter_workspace(db, a, &ask->found.who, row.workspace_id);
	return e == ERR_NOT_FOUND ? ERR_UNAUTHORIZED : e;
}

static enum err ask_store(struct control *c, struct db *db, void *arg, bool token)
{
	struct arena a = ARENA_INIT;
	(void) c;
	enum err e = token ? find_token(db, &a, arg) : find_session(db, &a, arg);
	arena_release(&a);
	return e;
}

static enum err ask_session(struct control *c, struct db *db, void *arg)
{
	return ask_store(c, db, arg, false);
}

static enum err ask_token(struct control *c, struct db *db, void *arg)
{
	return ask_store(c, db, arg, true);
}

/* Rows whose time has run out may still be there; the answer is the same as for no row. */
static enum err judge(const struct who_entry *e, int64_t now_ms)
{
	bool idle = e->who.session && now_ms >= e->seen_at + SESSION_IDLE_MS;
	return now_ms >= e->expires_at || idle ? ERR_UNAUTHORIZED : OK;
}

static void note_use(struct control *c, const struct record *rec, const struct identity *who,
                     int64_t now_ms)
{
	seen_note(&c->seen, rec, who->credential_id, now_ms);
	if (!uuid_zero(who->membership_id))
		seen_note(&c->seen, &membership_record, who->membership_id, now_ms);
}

static enum err who_is(struct control *c, struct asking *ask, control_fn *fn,
                       const struct record *rec, struct identity *out)
{
	int64_t now_ms = c->now_ms();
	bool known = who_cache_get(c->who, &ask->key, &ask->found);
	uint64_t generation = who_cache_generation(c->who);
	if (!known)
		TRY(control_read(c, fn, ask));
	TRY(judge(&ask->found, now_ms));
	bool seen = now_ms >= ask->found.seen_at + SEEN_EVERY_MS;
	if (known) {
		seen = seen && who_cache_seen(c->who, &ask->key, now_ms);
	} else {
		if (seen)
			ask->found.seen_at = now_ms;
		who_cache_put(c->who, generation, &ask->found);
	}
	if (seen)
		note_use(c, rec, &ask->found.who, now_ms);
	*out = ask->found.who;
	return OK;
}

enum err control_who_session(struct control *c, struct str secret, struct uuid workspace_id,
                             struct identity *out)
{
	struct asking ask = { .key = { .workspace_id = workspace_id } };
	if (secret.len != SECRET_TEXT)
		return ERR_UNAUTHORIZED;
	secret_hash(c, SECRET_session, secret, ask.key.hash);
	return who_is(c, &ask, ask_session, &session_record, out);
}

enum err control_who_token(struct control *c, struct str token, struct identity *out)
{
	struct asking ask = { 0 };
	if (token.len != TOKEN_TEXT || !str_starts(token, S(TOKEN_PREFIX)))
		return ERR_UNAUTHORIZED;
	secret_hash(c, SECRET_token, token, ask.key.hash);
	return who_is(c, &ask, ask_token, &token_record, out);
}

/* -- asked again -- */

uint64_t control_generation(struct control *c)
{
	return who_cache_generation(c->who);
}

static enum err find_session_again(struct db *db, struct arena *a, const struct control *c,
                                   const struct identity *was)
{
	struct session row;
	TRY(row_by_id(db, a, &session_record, was->credential_id, &row));
	return judge(&(struct who_entry) { .who = *was,
	                                   .expires_at = row.expires_at,
	                                   .seen_at = row.seen_at },
	             c->now_ms());
}

static enum err find_token_again(struct db *db, struct arena *a, const struct control *c,
                                 const struct identity *was)
{
	struct token row;
	TRY(row_by_id(db, a, &token_record, was->credential_id, &row));
	return c->now_ms() < token_ends_at(&row) ? OK : ERR_UNAUTHORIZED;
}

static enum err find_again(struct control *c, struct db *db, void *arg)
{
	const struct identity *was = arg;
	struct arena a = ARENA_INIT;
	struct identity now = { .user_id = was->user_id };
	enum err e = was->session ? find_session_again(db, &a, c, was)
	                          : find_token_again(db, &a, c, was);
	if (e == OK)
		e = user_lives(db, &a, was->user_id, &now.operator);
	if (e == OK)
		e = enter_workspace(db, &a, &now, was->workspace_id);
	arena_release(&a);
	TRY(e);
	return uuid_eq(now.member_id, was->member_id) && now.role == was->role ? OK
	                                                                       : ERR_UNAUTHORIZED;
}

enum err control_credential_alive(struct control *c, const struct identity *who)
{
	struct identity copy = *who;
	enum err e = control_read(c, find_again, &copy);
	return e == ERR_NOT_FOUND ? ERR_UNAUTHORIZED : e;
}
