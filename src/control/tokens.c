/* tokens.c: keys for programs: kt_ and a secret, stored as a keyed hash. */
#include "control/control_impl.h"
#include "plat/random.h"

static void make_secret(char out[TOKEN_TEXT])
{
	uint8_t bytes[SECRET_BYTES];
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	random_bytes(bytes, sizeof bytes);
	put(&b, S(TOKEN_PREFIX));
	put_base64url(&b, bytes, sizeof bytes);
	ENSURE(b.len == TOKEN_TEXT);
	memcpy(out, b.ptr, TOKEN_TEXT);
	wipe(b.ptr, b.len);
	wipe(bytes, sizeof bytes);
	arena_release(&a);
}

/* Only a member of a workspace gets a token for it. */
static enum err insert(struct control *c, struct db *db, void *arg)
{
	const struct token *row = arg;
	struct arena a = ARENA_INIT;
	struct membership m;
	(void) c;
	enum err e = membership_find(db, &a, row->user_id, row->workspace_id, &m);
	arena_release(&a);
	TRY(e);
	return row_insert(db, &token_record, row);
}

enum err control_token_make(struct control *c, struct uuid user_id, struct uuid workspace_id,
                            enum token_scope scope, struct str name, char secret[TOKEN_TEXT])
{
	uint8_t hash[HASH_BYTES];
	struct token row = { 0 };
	make_secret(secret);
	secret_hash(c, SECRET_token, (struct str) { secret, TOKEN_TEXT }, hash);
	fresh_row(c, &row);
	set(&row, token, user_id, user_id);
	set(&row, token, workspace_id, workspace_id);
	set(&row, token, secret_hash, ((struct str) { (const char *) hash, sizeof hash }));
	set(&row, token, scope, scope);
	if (name.len != 0)
		set(&row, token, name, name);
	return control_write(c, insert, &row);
}

static enum err revoke(struct control *c, struct db *db, void *arg)
{
	const struct token *which = arg;
	struct arena a = ARENA_INIT;
	struct token row;
	(void) c;
	enum err e = row_by_id(db, &a, &token_record, which->id, &row);
	if (e == OK)
		e = uuid_eq(row.user_id, which->user_id) ? row_delete(db, &token_record, &row)
		                                         : ERR_NOT_FOUND;
	arena_release(&a);
	return e;
}

enum err control_token_revoke(struct control *c, struct uuid user_id, struct uuid token_id)
{
	struct token which = { .id = token_id, .user_id = user_id };
	TRY(control_write(c, revoke, &which));
	who_cache_drop(c->who, token_id);
	return OK;
}
