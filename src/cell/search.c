/* search.c: see search.h. The index walks newest first; scope is asked for each hit, or, where an actor
 * sees little, the visible rows' keys are listed first and hits are tested against them. */
#include "cell/search.h"

#include "store/sql.h"

enum { VISIBLE_MAX = 50000 };

/* -- the visible keys of rows that hang on an owned row: messages of the chats that are mine or nobody's -- */

static bool can_intersect(const struct actor *actor, const struct record *rec)
{
	return actor->narrowed && rec->scope.kind == SCOPE_via &&
	       rec->fields[rec->scope.field].ref->scope.kind == SCOPE_owner;
}

static void put_visible(struct buf *b, const struct record *rec)
{
	const struct field *via = &rec->fields[rec->scope.field];
	const struct record *owner = via->ref;
	struct str column = owner->fields[owner->scope.field].name;
	putf(b, "SELECT m.%.*s FROM %.*s c CROSS JOIN %.*s m ON m.%.*s = c.id WHERE c.deleted_at IS NULL AND "
	        "m.deleted_at IS NULL AND (c.%.*s = ?2 OR c.%.*s IS NULL)",
	     PRI_STR(rec->fields[search_key_of(rec)].name), PRI_STR(owner->plural), PRI_STR(rec->plural),
	     PRI_STR(via->name), PRI_STR(column), PRI_STR(column));
}

/* Counts the visible rows up to the cap: beyond it walking the hits is cheaper. */
static enum err count_visible(struct db *db, struct arena *a, const struct actor *actor, const struct record *rec, int64_t *n)
{
	struct buf b = BUF_IN(a);
	put(&b, S("SELECT count(*) FROM ("));
	put_visible(&b, rec);
	putf(&b, " LIMIT %d)", VISIBLE_MAX + 1);
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_uuid(s, 2, &actor->member_id);
	return stmt_int(s, 0, n);
}

static void put_search(struct buf *b, const struct actor *actor, const struct record *rec, bool intersect)
{
	struct str key = rec->fields[search_key_of(rec)].name;
	if (intersect) {
		put(b, S("WITH vis(k) AS MATERIALIZED ("));
		put_visible(b, rec);
		put(b, S(") "));
	}
	put(b, S("SELECT "));
	sql_columns(b, rec, S("t"));
	putf(b, " FROM %.*s_index f CROSS JOIN %.*s t ON t.%.*s = f.rowid WHERE f.text MATCH ?1", PRI_STR(rec->plural),
	     PRI_STR(rec->plural), PRI_STR(key));
	put(b, S(" AND t.deleted_at IS NULL"));
	if (intersect)
		put(b, S(" AND f.rowid IN vis"));
	else
		scope_sql(b, DIALECT_sqlite, rec, actor, S("t"), 2);
	put(b, S(" ORDER BY f.rowid DESC LIMIT ?3"));
}

enum err search_rows(struct db *db, struct arena *a, const struct actor *actor, const struct record *rec,
                     struct str match, unsigned max, struct search_hit *out, unsigned *n)
{
	int64_t visible = 0;
	bool row, intersect = can_intersect(actor, rec);
	*n = 0;
	if (intersect) {
		TRY(count_visible(db, a, actor, rec, &visible));
		if (visible == 0)
			return OK;
		intersect = visible <= VISIBLE_MAX;
	}
	struct buf b = BUF_IN(a);
	put_search(&b, actor, rec, intersect);
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_text(s, 1, match);
	bind_uuid(s, 2, &actor->member_id);
	bind_int(s, 3, max);
	while (*n < max) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		struct search_hit *h = &out[(*n)++];
		h->rec = rec;
		h->row = row_new(a, rec);
		row_read(s, 0, a, rec, h->row);
		h->key = field_int(&rec->fields[search_key_of(rec)], h->row);
	}
	return OK;
}
