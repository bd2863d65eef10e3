/* rows.c: one row at a time: between a struct and a statement. */
#include "store/rows.h"

/* Kinds of cached statements; the mask of the key tells updates apart. */
enum {
	STMT_insert,
	STMT_update,
	STMT_delete,
	STMT_by_index,
	STMT_by_key,
	STMT_get_live,
	STMT_get_live_narrowed,
	STMT_get_any,
	STMT_get_any_narrowed,
	STMT_get_fields,
	STMT_get_fields_narrowed,
	STMT_get_fields_nobody, /* the program itself: no member */
	STMT_visible,
	STMT_visible_narrowed,
};

void row_bind(struct stmt *s, int at, const struct record *rec, int field, const void *row)
{
	const struct field *f = &rec->fields[field];
	const void *value = peek(f, row);
	if (!has(row, field)) {
		if (f->zero_is_null)
			bind_int(s, at, 0);
		else
			bind_null(s, at);
		return;
	}
	switch (f->kind) {
	case KIND_uuid:
		bind_uuid(s, at, value);
		return;
	case KIND_text:
		bind_text(s, at, *(const struct str *) value);
		return;
	case KIND_bytes:
		bind_blob(s, at, *(const struct str *) value);
		return;
	case KIND_int:
		bind_int(s, at, *(const int64_t *) value);
		return;
	case KIND_flag:
		bind_int(s, at, *(const bool *) value);
		return;
	case KIND_choice:
		bind_int(s, at, *(const int *) value);
		return;
	case KIND_N:
		break;
	}
	BUG("kind of %.*s", PRI_STR(f->name));
}

static void read_field(struct stmt *s, int at, struct arena *a, const struct field *f, void *to)
{
	switch (f->kind) {
	case KIND_uuid:
		*(struct uuid *) to = col_uuid(s, at);
		return;
	case KIND_text:
		*(struct str *) to = arena_str(a, col_text(s, at));
		return;
	case KIND_bytes:
		*(struct str *) to = arena_str(a, col_blob(s, at));
		return;
	case KIND_int:
		*(int64_t *) to = col_int(s, at);
		return;
	case KIND_flag:
		*(bool *) to = col_int(s, at) != 0;
		return;
	case KIND_choice:
		*(int *) to = (int) col_int(s, at);
		return;
	case KIND_N:
		break;
	}
	BUG("kind of %.*s", PRI_STR(f->name));
}

static void read_fields(struct stmt *s, int from, struct arena *a, const struct record *rec,
                        uint64_t mask, void *row)
{
	memset(row, 0, rec->size);
	uint64_t present = 0;
	for (; mask != 0; mask &= mask - 1, from++) {
		const int i = __builtin_ctzll(mask);
		const struct field *f = &rec->fields[i];
		if (col_null(s, from))
			continue;
		read_field(s, from, a, f, member_of(f, row));
		if (!f->zero_is_null || *(const int64_t *) peek(f, row) != 0)
			present |= BIT(i);
	}
	*has_of(row) = present;
}

void row_read(struct stmt *s, int from, struct arena *a, const struct record *rec, void *row)
{
	read_fields(s, from, a, rec, UINT64_MAX >> (64 - rec->n), row);
}

/* -- reading -- */

void row_get_sql(struct buf *b, enum dialect d, const struct actor *actor, const struct record *rec,
                 enum liveness live)
{
	sql_by_id(b, d, rec, live == LIVE_only);
	scope_sql(b, d, rec, actor, S("t"), 2);
}

void row_visible_sql(struct buf *b, enum dialect d, const struct actor *actor,
                     const struct record *rec)
{
	put(b, S("SELECT 1 FROM "));
	put(b, rec->plural);
	put(b, S(" t WHERE t.id = "));
	sql_place(b, d, 1);
	if (has_head(rec))
		put(b, S(" AND t.deleted_at IS NULL"));
	scope_sql(b, d, rec, actor, S("t"), 2);
}

void row_find_sql(struct buf *b, enum dialect d, const struct index *ix)
{
	sql_by_index(b, d, ix);
	put(b, S(" LIMIT 1"));
}

static enum err get_stmt(struct db *db, const struct actor *actor, const struct record *rec,
                         enum liveness live, struct stmt **out)
{
	uint32_t kind = live == LIVE_only ? STMT_get_live : STMT_get_any;
	kind += actor->narrowed;
	struct stmt_key key = { rec, uuid_zero(actor->member_id), kind };
	*out = db_cached(db, &key);
	if (*out != NULL)
		return OK;
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	row_get_sql(&b, DIALECT_sqlite, actor, rec, live);
	enum err e = db_prepare(db, &key, buf_str(&b), out);
	arena_release(&a);
	return e;
}

enum err row_get(struct db *db, struct arena *a, const struct actor *actor,
                 const struct record *rec, struct uuid id, enum liveness live, void *row)
{
	STMT_AUTO s = NULL;
	bool found;
	TRY(get_stmt(db, actor, rec, live, &s));
	bind_uuid(s, 1, &id);
	bind_uuid(s, 2, &actor->member_id);
	TRY(stmt_step(s, &found));
	if (!found)
		return ERR_NOT_FOUND;
	row_read(s, 0, a, rec, row);
	return OK;
}

static enum err fields_stmt(struct db *db, const struct actor *actor, const struct record *rec,
                            uint64_t mask, struct stmt **out)
{
	uint32_t kind = uuid_zero(actor->member_id) ? STMT_get_fields_nobody
	                                            : STMT_get_fields + actor->narrowed;
	struct stmt_key key = { rec, mask, kind };
	*out = db_cached(db, &key);
	if (*out != NULL)
		return OK;
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	sql_fields_by_id(&b, DIALECT_sqlite, rec, mask, true);
	scope_sql(&b, DIALECT_sqlite, rec, actor, S("t"), 2);
	enum err e = db_prepare(db, &key, buf_str(&b), out);
	arena_release(&a);
	return e;
}

enum err row_get_fields(struct db *db, struct arena *a, const struct actor *actor,
                        const struct record *rec, struct uuid id, uint64_t mask, void *row)
{
	STMT_AUTO s = NULL;
	bool found;
	TRY(fields_stmt(db, actor, rec, mask, &s));
	bind_uuid(s, 1, &id);
	bind_uuid(s, 2, &actor->member_id);
	TRY(stmt_step(s, &found));
	if (!found)
		return ERR_NOT_FOUND;
	read_fields(s, 0, a, rec, mask, row);
	return OK;
}

enum err row_visible(struct db *db, const struct actor *actor, const struct record *rec,
                     struct uuid id)
{
	struct stmt_key key = { rec, uuid_zero(actor->member_id), STMT_visible + actor->narrowed };
	STMT_AUTO s = db_cached(db, &key);
	if (s == NULL) {
		struct arena a = ARENA_INIT;
		struct buf b = BUF_IN(&a);
		row_visible_sql(&b, DIALECT_sqlite, actor, rec);
		enum err e = db_prepare(db, &key, buf_str(&b), &s);
		arena_release(&a);
		TRY(e);
	}
	bool found;
	bind_uuid(s, 1, &id);
	bind_uuid(s, 2, &actor->member_id);
	TRY(stmt_step(s, &found));
	return found ? OK : ERR_NOT_FOUND;
}

const struct index *index_on(const struct record *rec, unsigned n, const int *fields)
{
	for (unsigned i = 0; i < index_count; i++) {
		const struct index *ix = &indexes[i];
		if (ix->rec != rec || ix->n != n)
			continue;
		bool same = true;
		for (unsigned k = 0; k < n; k++)
			same &= ix->fields[k] == fields[k];
		if (same)
			return ix;
	}
	BUG("no such index on %.*s", PRI_STR(rec->name));
}

enum err row_find(struct db *db, struct arena *a, const struct index *ix, const void *like,
                  void *row)
{
	struct stmt_key key = { ix, 0, STMT_by_index };
	STMT_AUTO s = db_cached(db, &key);
	if (s == NULL) {
		struct arena text = ARENA_INIT;
		struct buf b = BUF_IN(&text);
		row_find_sql(&b, DIALECT_sqlite, ix);
		enum err e = db_prepare(db, &key, buf_str(&b), &s);
		arena_release(&text);
		TRY(e);
	}
	bool found;
	for (unsigned i = 0; i < ix->n; i++)
		row_bind(s, (int) i + 1, ix->rec, ix->fields[i], like);
	TRY(stmt_step(s, &found));
	if (!found)
		return ERR_NOT_FOUND;
	row_read(s, 0, a, ix->rec, row);
	return OK;
}

enum err row_find_key(struct db *db, struct arena *a, const struct record *rec, const void *like,
                      void *row)
{
	struct stmt_key key = { rec, 0, STMT_by_key };
	STMT_AUTO s = db_cached(db, &key);
	if (s == NULL) {
		struct arena text = ARENA_INIT;
		struct buf b = BUF_IN(&text);
		sql_by_key(&b, DIALECT_sqlite, rec);
		enum err e = db_prepare(db, &key, buf_str(&b), &s);
		arena_release(&text);
		TRY(e);
	}
	bool found;
	int fields[INDEX_FIELDS_MAX];
	unsigned n = record_key(rec, fields);
	for (unsigned i = 0; i < n; i++)
		row_bind(s, (int) i + 1, rec, fields[i], like);
	TRY(stmt_step(s, &found));
	if (!found)
		return ERR_NOT_FOUND;
	row_read(s, 0, a, rec, row);
	return OK;
}

/* -- writing -- */

typedef void sql_fn(struct buf *b, const struct record *rec, uint64_t mask);

static void insert_sql(struct buf *b, const struct record *rec, uint64_t mask)
{
	(void) mask;
	sql_insert(b, DIALECT_sqlite, rec);
}

static void update_sql(struct buf *b, const struct record *rec, uint64_t mask)
{
	sql_update(b, DIALECT_sqlite, rec, mask, false);
}

static void delete_sql(struct buf *b, const struct record *rec, uint64_t mask)
{
	(void) mask;
	sql_delete(b, DIALECT_sqlite, rec);
}

static enum err write_stmt(struct db *db, const struct record *rec, uint64_t mask, uint32_t kind,
                           sql_fn *sql, struct stmt **out)
{
	struct stmt_key key = { rec, mask, kind };
	*out = db_cached(db, &key);
	if (*out != NULL)
		return OK;
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	sql(&b, rec, mask);
	enum err e = db_prepare(db, &key, buf_str(&b), out);
	arena_release(&a);
	return e;
}

static void bind_key(struct stmt *s, int at, const struct record *rec, const void *row)
{
	int key[INDEX_FIELDS_MAX] = { F_id };
	unsigned n = has_head(rec) ? 1 : record_key(rec, key);
	for (unsigned i = 0; i < n; i++)
		row_bind(s, at + (int) i, rec, key[i], row);
}

enum err row_insert(struct db *db, const struct record *rec, const void *row)
{
	STMT_AUTO s = NULL;
	TRY(write_stmt(db, rec, 0, STMT_insert, insert_sql, &s));
	for (unsigned i = 0; i < rec->n; i++)
		row_bind(s, (int) i + 1, rec, (int) i, row);
	TRY(stmt_run(s));
	return db_changed(db) == 0 ? ERR_CONFLICT : OK;
}

enum err row_update(struct db *db, const struct record *rec, const void *row, uint64_t mask)
{
	STMT_AUTO s = NULL;
	int at = 1;
	TRY(write_stmt(db, rec, mask, STMT_update, update_sql, &s));
	for (unsigned i = 0; i < rec->n; i++)
		if (mask & BIT(i))
			row_bind(s, at++, rec, (int) i, row);
	bind_key(s, at, rec, row);
	TRY(stmt_run(s));
	return db_changed(db) == 0 ? ERR_NOT_FOUND : OK;
}

enum err row_delete(struct db *db, const struct record *rec, const void *row)
{
	STMT_AUTO s = NULL;
	TRY(write_stmt(db, rec, 0, STMT_delete, delete_sql, &s));
	bind_key(s, 1, rec, row);
	TRY(stmt_run(s));
	return db_changed(db) == 0 ? ERR_NOT_FOUND : OK;
}
