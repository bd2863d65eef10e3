/* sql.c: see sql.h. */
#include "store/sql.h"

void sql_place(struct buf *b, enum dialect d, unsigned at)
{
	put_char(b, d == DIALECT_sqlite ? '?' : '$');
	put_int(b, at);
}

unsigned record_key(const struct record *rec, int key[INDEX_FIELDS_MAX])
{
	if (rec->key_n == 0) {
		key[0] = F_id;
		return 1;
	}
	for (unsigned i = 0; i < rec->key_n; i++)
		key[i] = rec->key[i];
	return rec->key_n;
}

static void put_column(struct buf *b, struct str alias, const struct field *f)
{
	if (alias.len != 0) {
		put(b, alias);
		put_char(b, '.');
	}
	put(b, f->name);
}

void sql_columns(struct buf *b, const struct record *rec, struct str alias)
{
	for (unsigned i = 0; i < rec->n; i++) {
		if (i != 0)
			put(b, S(", "));
		put_column(b, alias, &rec->fields[i]);
	}
}

void sql_index_name(struct buf *b, const struct index *ix)
{
	put(b, ix->rec->plural);
	put(b, ix->unique ? S("_one") : S("_by"));
	for (unsigned i = 0; i < ix->n; i++) {
		put_char(b, '_');
		put(b, ix->rec->fields[ix->fields[i]].name);
	}
}

void sql_hint(struct buf *b, enum dialect d, const struct index *ix)
{
	if (d != DIALECT_sqlite)
		return;
	put(b, S(" INDEXED BY "));
	sql_index_name(b, ix);
}

void sql_insert(struct buf *b, enum dialect d, const struct record *rec)
{
	put(b, S("INSERT INTO "));
	put(b, rec->plural);
	put(b, S(" ("));
	sql_columns(b, rec, S(""));
	put(b, S(") VALUES ("));
	for (unsigned i = 0; i < rec->n; i++) {
		if (i != 0)
			put(b, S(", "));
		sql_place(b, d, i + 1);
	}
	put(b, S(") ON CONFLICT DO NOTHING"));
}

static void put_key_match(struct buf *b, enum dialect d, const struct record *rec, unsigned from)
{
	int key[INDEX_FIELDS_MAX] = { F_id };
	unsigned n = has_head(rec) ? 1 : record_key(rec, key); /* records are addressed by id */
	put(b, S(" WHERE "));
	for (unsigned i = 0; i < n; i++) {
		if (i != 0)
			put(b, S(" AND "));
		put(b, rec->fields[key[i]].name);
		put(b, S(" = "));
		sql_place(b, d, from + i);
	}
}

void sql_update(struct buf *b, enum dialect d, const struct record *rec, uint64_t mask,
                bool returning)
{
	unsigned at = 1;
	ENSURE(mask != 0 && mask >> rec->n == 0);
	put(b, S("UPDATE "));
	put(b, rec->plural);
	put(b, S(" SET "));
	for (unsigned i = 0; i < rec->n; i++)
		if (mask & BIT(i)) {
			if (at != 1)
				put(b, S(", "));
			put(b, rec->fields[i].name);
			put(b, S(" = "));
			sql_place(b, d, at++);
		}
	put_key_match(b, d, rec, at);
	if (returning) {
		put(b, S(" RETURNING "));
		sql_columns(b, rec, S(""));
	}
}

void sql_delete(struct buf *b, enum dialect d, const struct record *rec)
{
	put(b, S("DELETE FROM "));
	put(b, rec->plural);
	put_key_match(b, d, rec, 1);
}

void sql_fields_by_id(struct buf *b, enum dialect d, const struct record *rec, uint64_t mask,
                      bool live)
{
	const char *glue = "SELECT ";
	for (unsigned i = 0; i < rec->n; i++)
		if (mask & BIT(i)) {
			put(b, str_of(glue));
			put_column(b, S("t"), &rec->fields[i]);
			glue = ", ";
		}
	put(b, S(" FROM "));
	put(b, rec->plural);
	put(b, S(" t WHERE t.id = "));
	sql_place(b, d, 1);
	if (live && has_head(rec))
		put(b, S(" AND t.deleted_at IS NULL"));
}

void sql_by_id(struct buf *b, enum dialect d, const struct record *rec, bool live)
{
	sql_fields_by_id(b, d, rec, UINT64_MAX, live);
}

void sql_by_key(struct buf *b, enum dialect d, const struct record *rec)
{
	int key[INDEX_FIELDS_MAX];
	unsigned n = record_key(rec, key);
	put(b, S("SELECT "));
	sql_columns(b, rec, S("t"));
	put(b, S(" FROM "));
	put(b, rec->plural);
	put(b, S(" t WHERE "));
	for (unsigned i = 0; i < n; i++) {
		if (i != 0)
			put(b, S(" AND "));
		put_column(b, S("t"), &rec->fields[key[i]]);
		put(b, S(" = "));
		sql_place(b, d, i + 1);
	}
}

void sql_by_index(struct buf *b, enum dialect d, const struct index *ix)
{
	put(b, S("SELECT "));
	sql_columns(b, ix->rec, S("t"));
	put(b, S(" FROM "));
	put(b, ix->rec->plural);
	put(b, S(" t"));
	sql_hint(b, d, ix);
	put(b, S(" WHERE "));
	for (unsigned i = 0; i < ix->n; i++) {
		if (i != 0)
			put(b, S(" AND "));
		put_column(b, S("t"), &ix->rec->fields[ix->fields[i]]);
		put(b, S(" = "));
		sql_place(b, d, i + 1);
	}
	if (has_head(ix->rec))
		put(b, S(" AND t.deleted_at IS NULL"));
}
