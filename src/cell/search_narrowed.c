/* search_narrowed.c: see search_narrowed.h. */
#include "cell/search_narrowed.h"

#include "store/sql.h"

enum {
	VISIBLE_MAX =
		50000,     /* more are not listed: whoever sees so much finds what they look for */
	ONE_BY_ONE = 48,   /* hits that are looked at before anything is listed */
	KEYS_FIRST = 1024, /* room for so many to begin with */
};

/* -- what they see -- */

/* The first declared order that begins with the field: its index holds what is asked for. */
static const struct index *index_by(const struct record *rec, int field)
{
	for (unsigned i = 0; i < index_count; i++)
		if (indexes[i].rec == rec && !indexes[i].unique && indexes[i].fields[0] == field)
			return &indexes[i];
	return NULL;
}

static const struct record *owned_by(const struct record *rec)
{
	return rec->scope.kind == SCOPE_via ? rec->fields[rec->scope.field].ref : rec;
}

bool search_narrows(const struct actor *actor, const struct record *rec)
{
	const struct record *owner = owned_by(rec);
	return actor->narrowed && owner->scope.kind == SCOPE_owner &&
	       index_by(owner, owner->scope.field) != NULL &&
	       index_by(rec, rec->scope.field) != NULL;
}

static void put_arm(struct buf *b, const struct record *rec, bool mine)
{
	const struct record *owner = owned_by(rec);
	struct str key = rec->fields[search_key_of(rec)].name;
	bool via = rec->scope.kind == SCOPE_via;
	putf(b, "SELECT %s.%.*s FROM %.*s c", via ? "m" : "c", PRI_STR(key),
	     PRI_STR(owner->plural));
	sql_hint(b, DIALECT_sqlite, index_by(owner, owner->scope.field));
	if (via) {
		putf(b, " CROSS JOIN %.*s m", PRI_STR(rec->plural));
		sql_hint(b, DIALECT_sqlite, index_by(rec, rec->scope.field));
	}
	putf(b, " WHERE c.deleted_at IS NULL AND c.%.*s %s",
	     PRI_STR(owner->fields[owner->scope.field].name), mine ? "= ?1" : "IS NULL");
	if (via)
		putf(b, " AND m.%.*s = c.id AND m.deleted_at IS NULL",
		     PRI_STR(rec->fields[rec->scope.field].name));
}

static enum err visible_stmt(struct db *db, struct arena *a, const struct actor *actor,
                             const struct record *rec, int64_t limit, struct stmt **out)
{
	struct buf b = BUF_IN(a);
	put_arm(&b, rec, true);
	put(&b, S(" UNION ALL "));
	put_arm(&b, rec, false);
	put(&b, S(" LIMIT ?2"));
	TRY(db_sql(db, buf_str(&b), out));
	bind_uuid(*out, 1, &actor->member_id);
	bind_int(*out, 2, limit);
	return OK;
}

enum err search_sees_any(struct db *db, struct arena *a, const struct actor *actor,
                         const struct record *rec, bool *yes)
{
	STMT_AUTO s = NULL;
	TRY(visible_stmt(db, a, actor, rec, 1, &s));
	return stmt_step(s, yes);
}

/* -- their keys, as a set -- */

struct keys {
	int64_t *slots; /* 0: free; no key is 0 */
	size_t mask;    /* of a slot's number: more than twice as many slots as keys */
	size_t n, cap;
	int64_t least;
	bool listed, too_many;
};

static int64_t *slot_of(const struct keys *k, int64_t key)
{
	size_t at = (size_t) (((uint64_t) key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & k->mask;
	while (k->slots[at] != 0 && k->slots[at] != key)
		at = (at + 1) & k->mask;
	return &k->slots[at];
}

static bool keys_hold(const struct keys *k, int64_t key)
{
	return *slot_of(k, key) == key;
}

static void keys_grow(struct keys *k, struct arena *a)
{
	const struct keys old = *k;
	k->cap = old.cap == 0 ? KEYS_FIRST : old.cap * 4;
	k->mask = k->cap * 4 - 1;
	k->slots = arena_array(a, int64_t, k->mask + 1);
	for (size_t i = 0; old.cap != 0 && i <= old.mask; i++)
		if (old.slots[i] != 0)
			*slot_of(k, old.slots[i]) = old.slots[i];
}

static void keys_add(struct keys *k, struct arena *a, int64_t key)
{
	if (k->n == k->cap)
		keys_grow(k, a);
	*slot_of(k, key) = key;
	k->n++;
	if (key < k->least)
		k->least = key;
}

static enum err list_keys(struct db *db, struct arena *a, const struct actor *actor,
                          const struct record *rec, struct keys *k)
{
	bool row;
	STMT_AUTO s = NULL;
	*k = (struct keys) { .least = INT64_MAX, .listed = true };
	TRY(visible_stmt(db, a, actor, rec, VISIBLE_MAX + 1, &s));
	for (;;) {
		TRY(stmt_step(s, &row));
		k->too_many = row && k->n == VISIBLE_MAX;
		if (!row || k->too_many)
			return OK;
		keys_add(k, a, col_int(s, 0));
	}
}

/* -- the walk -- */

struct walk {
	struct db *db;
	struct arena *arena;
	const struct actor *actor;
	const struct record *rec;
	struct str row_sql; /* one row by its key, when the actor sees it */
	struct keys keys;
	unsigned looked_at;
};

static struct str make_row_sql(struct walk *w)
{
	struct buf b = BUF_IN(w->arena);
	put(&b, S("SELECT "));
	sql_columns(&b, w->rec, S("t"));
	putf(&b, " FROM %.*s t WHERE t.%.*s = ?1 AND t.deleted_at IS NULL", PRI_STR(w->rec->plural),
	     PRI_STR(w->rec->fields[search_key_of(w->rec)].name));
	scope_sql(&b, DIALECT_sqlite, w->rec, w->actor, S("t"), 2);
	return buf_str(&b);
}

static enum err read_hit(struct walk *w, int64_t key, struct search_hit *out, bool *seen)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(w->db, w->row_sql, &s));
	bind_int(s, 1, key);
	bind_uuid(s, 2, &w->actor->member_id);
	TRY(stmt_step(s, seen));
	if (!*seen)
		return OK;
	*out = (struct search_hit) { .rec = w->rec, .row = row_new(w->arena, w->rec), .key = key };
	row_read(s, 0, w->arena, w->rec, out->row);
	return OK;
}

/* *over: no older hit can be theirs. */
static enum err take_hit(struct walk *w, int64_t key, struct search_hit *out, bool *seen,
                         bool *over)
{
	struct keys *k = &w->keys;
	*seen = *over = false;
	if (!k->listed && w->looked_at++ >= ONE_BY_ONE)
		TRY(list_keys(w->db, w->arena, w->actor, w->rec, k));
	if (k->listed && !k->too_many) {
		*over = k->n == 0 || key < k->least;
		if (*over || !keys_hold(k, key))
			return OK;
	}
	return read_hit(w, key, out, seen);
}

static enum err hits_stmt(struct walk *w, struct str match, struct stmt **out)
{
	struct buf b = BUF_IN(w->arena);
	putf(&b, "SELECT rowid FROM %.*s_index WHERE text MATCH ?1 ORDER BY rowid DESC",
	     PRI_STR(w->rec->plural));
	TRY(db_sql(w->db, buf_str(&b), out));
	bind_text(*out, 1, match);
	return OK;
}

enum err search_narrowed(struct db *db, struct arena *a, const struct actor *actor,
                         const struct record *rec, struct str match, unsigned max,
                         struct search_hit *out, unsigned *n)
{
	struct walk w = { .db = db, .arena = a, .actor = actor, .rec = rec };
	size_t rows_bytes = 0; /* of what is found, not of what it took to find it */
	bool row, seen, over = false;
	STMT_AUTO s = NULL;
	w.row_sql = make_row_sql(&w);
	TRY(hits_stmt(&w, match, &s));
	while (*n < max && rows_bytes <= PAGE_BYTES) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		const size_t before = a->bytes;
		TRY(take_hit(&w, col_int(s, 0), &out[*n], &seen, &over));
		if (over)
			return OK;
		rows_bytes += seen ? a->bytes - before : 0;
		*n += seen;
	}
	return OK;
}
