/* sessions.c: browsers that are signed in. The cookie is a bare secret, stored as a keyed hash; the
 * CSRF token is another keyed hash of it and is stored nowhere. */
#include "base/utf8.h"
#include "control/account.h"
#include "control/control_impl.h"
#include "control/statements.h"
#include "plat/random.h"

enum { AGENT_MAX = 300 };

void secret_hash(const struct control *c, enum secret_kind kind, struct str secret,
                 uint8_t out[HASH_BYTES])
{
	static const struct str contexts[] = {
		[SECRET_session] = STR("session"),   [SECRET_token] = STR("token"),
		[SECRET_device] = STR("device"),     [SECRET_code] = STR("code"),
		[SECRET_recovery] = STR("recovery"),
	};
	seal_hash(c->hash_key, contexts[kind], secret, out, HASH_BYTES);
}

static void put_secret(const uint8_t bytes[SECRET_BYTES], char out[SECRET_TEXT])
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	put_base64url(&b, bytes, SECRET_BYTES);
	ENSURE(b.len == SECRET_TEXT);
	memcpy(out, b.ptr, SECRET_TEXT);
	wipe(b.ptr, b.len);
	arena_release(&a);
}

/* -- CSRF -- */

void control_session_csrf(struct control *c, struct str secret, char csrf[SECRET_TEXT])
{
	uint8_t hash[SECRET_BYTES];
	seal_hash(c->hash_key, S("csrf"), secret, hash, sizeof hash);
	put_secret(hash, csrf);
}

bool control_csrf_ok(struct control *c, struct str secret, struct str csrf)
{
	char want[SECRET_TEXT];
	control_session_csrf(c, secret, want);
	return csrf.len == sizeof want && seal_equal(csrf.ptr, want, sizeof want);
}

/* -- making -- */

static enum err sweep_user(struct control *c, struct db *db, const struct session *fresh)
{
	STMT_AUTO s = NULL;
	(void) c;
	TRY(db_sql(db, sessions_over_of.sql, &s));
	bind_uuid(s, 1, &fresh->user_id);
	bind_int(s, 2, fresh->created_at);
	bind_int(s, 3, fresh->created_at - SESSION_IDLE_MS);
	return stmt_run(s);
}

enum err sessions_sweep(struct control *c, struct db *db)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, sessions_over.sql, &s));
	bind_int(s, 1, c->now_ms());
	bind_int(s, 2, c->now_ms() - SESSION_IDLE_MS);
	return stmt_run(s);
}

enum err sessions_drop(struct db *db, struct uuid user_id, struct uuid keep)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, sessions_of.sql, &s));
	bind_uuid(s, 1, &user_id);
	bind_uuid(s, 2, &keep);
	return stmt_run(s);
}

struct making {
	struct session row;
	uint64_t password_mark;
};

/* Between the password that was right and this, it may have become another one: then whoever knew
 * the old one stays out. */
static enum err insert(struct control *c, struct db *db, void *arg)
{
	const struct making *m = arg;
	struct arena a = ARENA_INIT;
	struct user user;
	enum err e = row_by_id(db, &a, &user_record, m->row.user_id, &user);
	if (e == OK && m->password_mark != 0 && m->password_mark != password_mark(c, &user))
		e = ERR_BAD_LOGIN;
	arena_release(&a);
	TRY(e);
	TRY(sweep_user(c, db, &m->row));
	return row_insert(db, &session_record, &m->row);
}

enum err control_session_make(struct control *c, const struct account *who, struct str user_agent,
                              struct session_made *out)
{
	uint8_t secret[SECRET_BYTES], hash[HASH_BYTES];
	struct making m = { .password_mark = who->password_mark };
	struct session *row = &m.row;
	random_bytes(secret, sizeof secret);
	put_secret(secret, out->secret);
	wipe(secret, sizeof secret);
	struct str text = { out->secret, SECRET_TEXT };
	secret_hash(c, SECRET_session, text, hash);
	control_session_csrf(c, text, out->csrf);
	out->id = fresh_row(c, row);
	out->expires_at = row->created_at + SESSION_MS;
	set(row, session, user_id, who->user_id);
	set(row, session, secret_hash, ((struct str) { (const char *) hash, sizeof hash }));
	set(row, session, expires_at, out->expires_at);
	set(row, session, seen_at, row->created_at);
	if (user_agent.len != 0 && utf8_valid(user_agent))
		set(row, session, agent, utf8_head(user_agent, AGENT_MAX));
	return control_write(c, insert, &m);
}

/* -- listing -- */

static bool is_over(const struct session *row, int64_t now_ms)
{
	return now_ms >= row->expires_at || now_ms >= row->seen_at + SESSION_IDLE_MS;
}

struct listing {
	struct arena *arena;
	struct uuid user_id;
	struct session_listed *v;
	unsigned n;
};

static enum err list(struct control *c, struct db *db, void *arg)
{
	struct listing *l = arg;
	struct session like = { 0 };
	void **rows;
	unsigned n;
	set(&like, session, user_id, l->user_id);
	TRY(rows_with(db, l->arena, &session_record, F_session_user_id, &like, &rows, &n));
	l->v = arena_array(l->arena, struct session_listed, n);
	l->n = 0;
	while (n-- > 0) { /* rows come oldest first */
		const struct session *row = rows[n];
		if (!is_over(row, c->now_ms()))
			l->v[l->n++] = (struct session_listed) {
				.id = row->id,
				.agent = has(row, F_session_agent) ? row->agent : STR_ABSENT,
				.created_at = row->created_at,
				.seen_at = row->seen_at,
				.expires_at = row->expires_at,
			};
	}
	return OK;
}

enum err control_sessions(struct control *c, struct arena *a, struct uuid user_id,
                          struct session_listed **out, unsigned *n)
{
	struct listing l = { .arena = a, .user_id = user_id };
	TRY(control_read(c, list, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

/* -- ending -- */

struct revoking {
	struct uuid user_id, session_id;
};

static enum err revoke(struct control *c, struct db *db, void *arg)
{
	const struct revoking *r = arg;
	struct arena a = ARENA_INIT;
	struct session row;
	enum err e = row_by_id(db, &a, &session_record, r->session_id, &row);
	if (e == OK && (!uuid_eq(row.user_id, r->user_id) || is_over(&row, c->now_ms())))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = row_delete(db, &session_record, &row);
	arena_release(&a);
	return e;
}

enum err control_session_revoke(struct control *c, struct uuid user_id, struct uuid session_id)
{
	TRY(control_write(c, revoke, &(struct revoking) { user_id, session_id }));
	who_cache_drop(c->who, session_id);
	return OK;
}

static enum err end_others(struct control *c, struct db *db, void *arg)
{
	const struct revoking *r = arg;
	(void) c;
	return sessions_drop(db, r->user_id, r->session_id);
}

enum err control_sessions_end_others(struct control *c, struct uuid user_id, struct uuid keep)
{
	TRY(control_write(c, end_others, &(struct revoking) { user_id, keep }));
	who_cache_drop(c->who, user_id);
	return OK;
}

struct ending {
	uint8_t hash[HASH_BYTES];
	struct uuid id;
};

static enum err end(struct control *c, struct db *db, void *arg)
{
	static const int fields[] = { F_session_secret_hash };
	struct ending *e = arg;
	struct arena a = ARENA_INIT;
	struct session like = { 0 }, row;
	(void) c;
	set(&like, session, secret_hash, ((struct str) { (const char *) e->hash, HASH_BYTES }));
	enum err err = row_find(db, &a, index_on(&session_record, 1, fields), &like, &row);
	if (err == OK) {
		e->id = row.id;
		err = row_delete(db, &session_record, &row);
	}
	arena_release(&a);
	return err;
}

enum err control_session_end(struct control *c, struct str secret)
{
	struct ending e;
	secret_hash(c, SECRET_session, secret, e.hash);
	TRY(control_write(c, end, &e));
	who_cache_drop(c->who, e.id);
	return OK;
}
