/* sources.c: see sources.h. A sealed key is 32 bytes (one for both), 64 (store, base) or 96 (store,
 * base, next), bound to its workspace. */
#include "control/sources.h"

enum { KEYS_MAX = 3 };

static struct str bound_to(const struct uuid *cell_id)
{
	return (struct str) { (const char *) cell_id->b, sizeof cell_id->b };
}

static bool unpack(struct cell_source *s, struct str plain)
{
	const uint8_t *at = (const uint8_t *) plain.ptr;
	size_t n = plain.len / KEY_BYTES;
	if (plain.len % KEY_BYTES != 0 || n < 1 || n > KEYS_MAX)
		return false;
	s->store = key_of(at);
	s->base = key_of(n == 1 ? at : at + KEY_BYTES);
	s->next = n == KEYS_MAX ? key_of(at + 2 * (size_t) KEY_BYTES) : NULL;
	return true;
}

enum err source_open(struct cell_source *s, const struct key *seal, struct str sealed)
{
	struct arena a = ARENA_INIT;
	struct str plain = STR_ABSENT;
	enum err e = seal_open(&a, seal, bound_to(&s->id), sealed, &plain);
	if (e == OK && !unpack(s, plain))
		e = ERR_KEY;
	if (plain.len != 0)
		wipe((char *) plain.ptr, plain.len);
	arena_release(&a);
	return e;
}

void source_seal(struct buf *out, const struct cell_source *s, const struct key *seal_key)
{
	const struct key *keys[KEYS_MAX] = { s->store, s->base, s->next };
	uint8_t plain[KEYS_MAX * KEY_BYTES];
	size_t n = 0;
	bool one = s->next == NULL && seal_equal(s->store->b, s->base->b, KEY_BYTES);
	for (size_t i = 0; i < (one ? 1 : KEYS_MAX) && keys[i] != NULL; i++, n += KEY_BYTES)
		memcpy(plain + n, keys[i]->b, KEY_BYTES);
	seal(out, seal_key, bound_to(&s->id), (struct str) { (const char *) plain, n });
	wipe(plain, sizeof plain);
}

static enum err read_one(struct stmt *s, const struct key *seal, struct arena *a,
                         struct cell_source *out)
{
	*out = (struct cell_source) {
		.id = col_uuid(s, 0),
		.name = arena_str(a, col_text(s, 1)),
		.state = (int) col_int(s, 2),
	};
	return source_open(out, seal, col_blob(s, 3));
}

enum err sources_read(struct db *db, const struct key *seal, struct arena *a,
                      struct cell_source **out, unsigned *n)
{
	struct buf b = BUF_IN(a);
	bool row;
	*out = NULL;
	*n = 0;
	STMT_AUTO s = NULL;
	TRY(db_sql(db,
	           S("SELECT e.id, e.name, e.state, k.sealed FROM cell_entries e"
	             " JOIN cell_keys k ON k.cell_id = e.id WHERE e.deleted_at IS NULL"
	             " ORDER BY e.id"),
	           &s));
	for (;;) {
		struct cell_source one;
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		enum err e = read_one(s, seal, a, &one);
		put(&b, (struct str) { (const char *) &one, sizeof one });
		*out = (struct cell_source *) (void *) b.ptr;
		++*n;
		TRY(e);
	}
}

void sources_free(struct cell_source *v, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		key_free(v[i].store);
		key_free(v[i].base);
		key_free(v[i].next);
	}
}

enum err source_write(struct db *db, const struct cell_source *source, const struct key *seal,
                      int64_t now_ms)
{
	struct buf sealed = { 0 };
	source_seal(&sealed, source, seal);
	STMT_AUTO s = NULL;
	enum err e =
		db_sql(db, S("UPDATE cell_keys SET sealed = ?2, at = ?3 WHERE cell_id = ?1"), &s);
	if (e == OK) {
		bind_uuid(s, 1, &source->id);
		bind_blob(s, 2, buf_str(&sealed));
		bind_int(s, 3, now_ms);
		e = stmt_run(s);
	}
	buf_release(&sealed);
	return e;
}
