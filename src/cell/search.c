/* search.c: see search.h. The index walks newest first; scope is asked for each hit, or, where an
 * actor sees only what is theirs, as search_narrowed.h says. */
#include "cell/search_narrowed.h"

#include "store/sql.h"

static void put_search(struct buf *b, const struct actor *actor, const struct record *rec)
{
	struct str key = rec->fields[search_key_of(rec)].name;
	put(b, S("SELECT "));
	sql_columns(b, rec, S("t"));
	putf(b, " FROM %.*s_index f CROSS JOIN %.*s t ON t.%.*s = f.rowid WHERE f.text MATCH ?1",
	     PRI_STR(rec->plural), PRI_STR(rec->plural), PRI_STR(key));
	put(b, S(" AND t.deleted_at IS NULL"));
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

static enum err search_all(struct db *db, struct arena *a, const struct actor *actor,
                           const struct record *rec, struct str match, unsigned max,
                           struct search_hit *out, unsigned *n)
{
	struct buf b = BUF_IN(a);
	bool row;
	put_search(&b, actor, rec);
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

enum err search_rows(struct db *db, struct arena *a, const struct actor *actor,
                     const struct record *rec, const struct text_query *q, unsigned max,
                     struct search_hit *out, unsigned *n)
{
	const bool narrow = search_narrows(actor, rec);
	struct str match;
	bool any = true;
	*n = 0;
	if (narrow)
		TRY(search_sees_any(db, a, actor, rec, &any));
	if (!any)
		return OK;
	TRY(put_match(db, a, rec, q, &match));
	if (match.len == 0)
		return OK;
	return narrow ? search_narrowed(db, a, actor, rec, match, max, out, n)
	              : search_all(db, a, actor, rec, match, max, out, n);
}
