/* statement.c: the statement cache of a connection, binding and reading. */
#include <stdlib.h>

#include "db/seen.h"
#include "db/sqlite.h"

static uint64_t mix(uint64_t h, uint64_t v)
{
	h ^= v + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
	h *= 0xff51afd7ed558ccdu;
	return h ^ (h >> 33);
}

static uint64_t hash_key(const struct stmt_key *k)
{
	return mix(mix(mix(1, (uintptr_t) k->what), k->mask), k->kind);
}

static uint64_t hash_text(struct str s)
{
	uint64_t h = 2, word;
	size_t at = 0;
	for (; at + 8 <= s.len; at += 8) {
		memcpy(&word, s.ptr + at, 8);
		h = mix(h, word);
	}
	word = 0;
	if (at < s.len)
		memcpy(&word, s.ptr + at, s.len - at);
	return mix(mix(h, word), s.len);
}

static bool same_key(const struct stmt *s, const struct stmt_key *k)
{
	return str_absent(s->text) && s->key.what == k->what && s->key.mask == k->mask &&
	       s->key.kind == k->kind;
}

/* One that nobody holds: whoever nests the same statement gets a second one. */
static struct stmt *find(struct db *db, uint64_t hash, const struct stmt_key *key, struct str text)
{
	for (size_t i = hash % DB_SLOTS; db->slots[i] != NULL; i = (i + 1) % DB_SLOTS) {
		struct stmt *s = db->slots[i];
		if (s->hash != hash || s->busy)
			continue;
		if (key != NULL ? same_key(s, key) : !str_absent(s->text) && str_eq(s->text, text))
			return s;
	}
	return NULL;
}

static void insert_slot(struct db *db, struct stmt *s)
{
	size_t i = s->hash % DB_SLOTS;
	while (db->slots[i] != NULL)
		i = (i + 1) % DB_SLOTS;
	db->slots[i] = s;
}

static void stmt_free(struct stmt *s)
{
	sqlite3_finalize(s->h);
	mem_free((void *) s->text.ptr);
	mem_free(s);
}

static int by_use(const void *a, const void *b)
{
	const struct stmt *x = *(struct stmt *const *) a, *y = *(struct stmt *const *) b;
	return (x->used < y->used) - (x->used > y->used); /* newest first */
}

/* Drops the half that was not used for longest, but nothing that is in use; rehashes the rest. */
static void make_room(struct db *db)
{
	struct stmt *all[DB_STATEMENTS_MAX];
	unsigned n = 0;
	for (size_t i = 0; i < DB_SLOTS; i++)
		if (db->slots[i] != NULL) {
			all[n++] = db->slots[i];
			db->slots[i] = NULL;
		}
	qsort(all, n, sizeof *all, by_use);
	db->statements = 0;
	for (unsigned i = 0; i < n; i++)
		if (all[i]->busy || i < n / 2) {
			insert_slot(db, all[i]);
			db->statements++;
		} else {
			stmt_free(all[i]);
		}
	ENSURE(db->statements < DB_STATEMENTS_MAX); /* that many at once: somebody forgets them */
}

static struct stmt *take(struct db *db, struct stmt *s)
{
	s->busy = true;
	s->used = ++db->tick;
	return s;
}

static enum err add(struct db *db, uint64_t hash, const struct stmt_key *key, struct str sql,
                    struct stmt **out)
{
	if (db->statements >= DB_STATEMENTS_MAX)
		make_room(db);
	sqlite3_stmt *h = NULL;
	TRY(db_err_of(db, sqlite3_prepare_v3(db->h, sql.ptr, (int) sql.len,
	                                     SQLITE_PREPARE_PERSISTENT, &h, NULL)));
	statement_seen(sql);
	struct stmt *s = mem_alloc(sizeof *s);
	*s = (struct stmt) { .h = h, .db = db, .hash = hash };
	if (key != NULL) {
		s->key = *key;
	} else {
		char *copy = mem_alloc(sql.len + 1);
		memcpy(copy, sql.ptr, sql.len);
		s->text = (struct str) { copy, sql.len };
	}
	insert_slot(db, s);
	db->statements++;
	*out = take(db, s);
	return OK;
}

struct stmt *db_cached(struct db *db, const struct stmt_key *key)
{
	struct stmt *s = find(db, hash_key(key), key, STR_ABSENT);
	return s != NULL ? take(db, s) : NULL;
}

enum err db_prepare(struct db *db, const struct stmt_key *key, struct str sql, struct stmt **out)
{
	return add(db, hash_key(key), key, sql, out);
}

enum err db_sql(struct db *db, struct str sql, struct stmt **out)
{
	uint64_t hash = hash_text(sql);
	struct stmt *s = find(db, hash, NULL, sql);
	if (s == NULL)
		return add(db, hash, NULL, sql, out);
	*out = take(db, s);
	return OK;
}

void db_forget_statements(struct db *db)
{
	for (size_t i = 0; i < DB_SLOTS; i++)
		if (db->slots[i] != NULL)
			stmt_free(db->slots[i]);
	for (unsigned i = 0; i < DB_FIXED_N; i++)
		sqlite3_finalize(db->fixed[i]);
}

/* -- binding -- */

/* A value that was not taken would be stored as null. A place that the statement does not have is
 * fine: not every predicate names the member. */
static void took(int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_RANGE)
		BUG("a value was not bound: %d", rc);
}

void bind_int(struct stmt *s, int at, int64_t v)
{
	took(sqlite3_bind_int64(s->h, at, v));
}

void bind_null(struct stmt *s, int at)
{
	took(sqlite3_bind_null(s->h, at));
}

void bind_text(struct stmt *s, int at, struct str v)
{
	if (str_absent(v))
		bind_null(s, at);
	else
		took(sqlite3_bind_text64(s->h, at, v.ptr, v.len, SQLITE_STATIC, SQLITE_UTF8));
}

void bind_blob(struct stmt *s, int at, struct str v)
{
	if (str_absent(v))
		bind_null(s, at);
	else
		took(sqlite3_bind_blob64(s->h, at, v.ptr, v.len, SQLITE_STATIC));
}

void bind_uuid(struct stmt *s, int at, const struct uuid *u)
{
	if (u == NULL)
		bind_null(s, at);
	else
		took(sqlite3_bind_blob64(s->h, at, u->b, sizeof u->b, SQLITE_STATIC));
}

/* -- running -- */

void stmt_reset(struct stmt **s)
{
	if (*s == NULL)
		return;
	sqlite3_reset((*s)->h);
	sqlite3_clear_bindings((*s)->h); /* what they point to may go now */
	(*s)->busy = false;
	*s = NULL;
}

enum err stmt_step(struct stmt *s, bool *row)
{
	int rc = sqlite3_step(s->h);
	*row = rc == SQLITE_ROW;
	if (*row)
		return OK;
	sqlite3_reset(s->h);
	return db_err_of(s->db, rc);
}

enum err stmt_run(struct stmt *s)
{
	for (bool row = true; row;)
		TRY(stmt_step(s, &row));
	return OK;
}

enum err stmt_int(struct stmt *s, int64_t fallback, int64_t *out)
{
	bool row;
	*out = fallback;
	TRY(stmt_step(s, &row));
	if (row && !col_null(s, 0))
		*out = col_int(s, 0);
	if (row)
		sqlite3_reset(s->h);
	return OK;
}

/* -- reading -- */

bool col_null(struct stmt *s, int at)
{
	return sqlite3_column_type(s->h, at) == SQLITE_NULL;
}
int64_t col_int(struct stmt *s, int at)
{
	return sqlite3_column_int64(s->h, at);
}
int col_count(struct stmt *s)
{
	return sqlite3_column_count(s->h);
}
struct str col_name(struct stmt *s, int at)
{
	return str_of(sqlite3_column_name(s->h, at));
}

struct str col_text(struct stmt *s, int at)
{
	const char *p =
		(const char *) sqlite3_column_text(s->h, at); /* before _bytes: may convert */
	if (p == NULL)
		return STR_ABSENT;
	return (struct str) { p, (size_t) sqlite3_column_bytes(s->h, at) };
}

struct str col_blob(struct stmt *s, int at)
{
	if (col_null(s, at))
		return STR_ABSENT;
	const char *p = sqlite3_column_blob(s->h, at);
	return (struct str) { p != NULL ? p : "", (size_t) sqlite3_column_bytes(s->h, at) };
}

struct uuid col_uuid(struct stmt *s, int at)
{
	struct uuid u = { { 0 } };
	struct str b = col_blob(s, at);
	if (b.len == sizeof u.b)
		memcpy(u.b, b.ptr, sizeof u.b);
	return u;
}
