/* search.c: see search.h. The index walks newest first; scope is asked for each hit, or, where an
 * actor sees little, the visible rows' keys are listed first and hits are tested against them. */
#include "cell/search.h"

#include "store/sql.h"

enum { VISIBLE_MAX = 50000 };

/* -- the visible keys of rows that hang on an owned row: messages of the chats that are mine or
 * nobody's -- */

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
	putf(b,
	     "SELECT m.%.*s FROM %.*s c CROSS JOIN %.*s m ON m.%.*s = c.id"
	     " WHERE c.deleted_at IS NULL AND m.deleted_at IS NULL"
	     " AND (c.%.*s = ?2 OR c.%.*s IS NULL)",
	     PRI_STR(rec->fields[search_key_of(rec)].name), PRI_STR(owner->plural),
	     PRI_STR(rec->plural), PRI_STR(via->name), PRI_STR(column), PRI_STR(column));
}

/* Counts the visible rows up to the cap: beyond it walking the hits is cheaper. */
static enum err count_visible(struct db *db, struct arena *a, const struct actor *actor,
                              const struct record *rec, int64_t *n)
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

static void put_search(struct buf *b, const struct actor *actor, const struct record *rec,
                       bool intersect)
{
	struct str key = rec->fields[search_key_of(rec)].name;
	if (intersect) {
		put(b, S("WITH vis(k) AS MATERIALIZED ("));
		put_visible(b, rec);
		put(b, S(") "));
	}
	put(b, S("SELECT "));
	sql_columns(b, rec, S("t"));
	putf(b, " FROM %.*s_index f CROSS JOIN %.*s t ON t.%.*s = f.rowid WHERE f.text MATCH ?1",
	     PRI_STR(rec->plural), PRI_STR(rec->plural), PRI_STR(key));
	put(b, S(" AND t.deleted_at IS NULL"));
	if (intersect) /* a test: without + the index would be asked once for each key */
		put(b, S(" AND +f.rowid IN vis"));
	else
		scope_sql(b, DIALECT_sqlite, rec, actor, S("t"), 2);
	put(b, S(" ORDER BY f.rowid DESC LIMIT ?3"));
}

/* -- words of the index that begin with a prefix -- */

struct words {
	struct db *db;
	struct arena *arena;
	const struct record *rec;
	enum err e;
};

/* Words from ?1 on, which comes out itself first. One seek a word, since all its instances would be
 * read otherwise; and one statement, since each run of one costs as much as a seek. Tokens hold no
 * control characters. */
static enum err words_stmt(struct words *w, struct stmt **out)
{
	static const char kind;
	struct stmt_key key = { &kind, w->rec->number, 0 };
	struct buf b = BUF_IN(w->arena);
	*out = db_cached(w->db, &key);
	if (*out != NULL)
		return OK;
	putf(&b,
	     "WITH RECURSIVE w(word, past) AS (SELECT ?1, '' UNION ALL"
	     " SELECT (SELECT term FROM %.*s_index_terms WHERE term >= w.word || w.past LIMIT 1),"
	     " char(1) FROM w WHERE w.word IS NOT NULL) SELECT word FROM w",
	     PRI_STR(w->rec->plural));
	return db_prepare(w->db, &key, buf_str(&b), out);
}

static enum err list_words(struct words *w, struct str prefix, struct str *words, size_t *n)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(words_stmt(w, &s));
	bind_text(s, 1, prefix);
	TRY(stmt_step(s, &row));
	for (*n = 0;; ++*n) {
		TRY(stmt_step(s, &row));
		struct str word = row ? col_text(s, 0) : STR_ABSENT;
		if (str_absent(word) || !str_starts(word, prefix))
			return OK;
		if (*n == QUERY_WORDS_MAX)
			break;
		words[*n] = arena_str(w->arena, word);
	}
	*n = QUERY_WORDS_MANY;
	return OK;
}

static size_t expand(void *ctx, struct str prefix, struct str words[QUERY_WORDS_MAX])
{
	struct words *w = ctx;
	size_t n = 0;
	if (w->e == OK)
		w->e = list_words(w, prefix, words, &n);
	return w->e == OK ? n : 0;
}

static enum err put_match(struct db *db, struct arena *a, const struct record *rec,
                          const struct text_query *q, struct str *out)
{
	struct buf b = BUF_IN(a);
	struct words w = { db, a, rec, OK };
	query_put_match_words(&b, q, expand, &w);
	*out = buf_str(&b);
	return w.e;
}

enum err search_rows(struct db *db, struct arena *a, const struct actor *actor,
                     const struct record *rec, const struct text_query *q, unsigned max,
                     struct search_hit *out, unsigned *n)
{
	int64_t visible = 0;
	struct str match;
	bool row, intersect = can_intersect(actor, rec);
	*n = 0;
	if (intersect) {
		TRY(count_visible(db, a, actor, rec, &visible));
		if (visible == 0)
			return OK;
		intersect = visible <= VISIBLE_MAX;
	}
	TRY(put_match(db, a, rec, q, &match));
	if (match.len == 0)
		return OK;
	struct buf b = BUF_IN(a);
	put_search(&b, actor, rec, intersect);
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_text(s, 1, match);
	bind_uuid(s, 2, &actor->member_id);
	bind_int(s, 3, max);
	const size_t begun = a->bytes;
	while (*n < max && a->bytes - begun <= PAGE_BYTES) {
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
