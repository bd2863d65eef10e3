/* sessions.c: browsers that are signed in. The cookie is a bare secret, stored as a keyed hash; the
 * CSRF token is another keyed hash of it and is stored nowhere. */
#include "base/utf8.h"
#include "control/control_impl.h"
#include "control/statements.h"
#include "plat/random.h"

enum { AGENT_MAX = 300 };

void secret_hash(const struct control *c, enum secret_kind kind, struct str secret,
                 uint8_t out[HASH_BYTES])
{
	struct str context = kind == SECRET_session ? S("session") : S("token");
	seal_hash(c->hash_key, context, secret, out, HASH_BYTES);
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

static enum err insert(struct control *c, struct db *db, void *arg)
{
	const struct session *row = arg;
	struct arena a = ARENA_INIT;
	struct user user;
	enum err e = row_by_id(db, &a, &user_record, row->user_id, &user);
	arena_release(&a);
	TRY(e);
	TRY(sweep_user(c, db, row));
	return row_insert(db, &session_record, row);
}

enum err control_session_make(struct control *c, struct uuid user_id, struct str user_agent,
                              struct session_made *out)
{
	uint8_t secret[SECRET_BYTES], hash[HASH_BYTES];
	struct session row = { 0 };
	random_bytes(secret, sizeof secret);
	put_secret(secret, out->secret);
	wipe(secret, sizeof secret);
	struct str text = { out->secret, SECRET_TEXT };
	secret_hash(c, SECRET_session, text, hash);
	control_session_csrf(c, text, out->csrf);
	out->id = fresh_row(c, &row);
	out->expires_at = row.created_at + SESSION_MS;
	set(&row, session, user_id, user_id);
	set(&row, session, secret_hash, ((struct str) { (const char *) hash, sizeof hash }));
	set(&row, session, expires_at, out->expires_at);
	set(&row, session, seen_at, row.created_at);
	if (user_agent.len != 0 && utf8_valid(user_agent))
		set(&row, session, agent, utf8_head(user_agent, AGENT_MAX));
	return control_write(c, insert, &row);
}

/* -- ending -- */

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
