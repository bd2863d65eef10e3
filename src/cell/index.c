/* index.c: the full-text index: which text a row is found by, and its rows, written sorted in the tail.
 *
 * FTS5 flushes at every savepoint, so nothing of it happens inside units (131 µs a message there, 80
 * in the tail). The key of an index row is the row's search_key: newest first is the key's order. */
#include "cell/cell_impl.h"
#include "cell/search.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/token.h"
#include "store/sql.h"

enum { KEY_N_BITS = 12, KEY_N_MAX = 1 << KEY_N_BITS };

/* -- keys -- */

static enum err first_free(struct db *db, const struct record *rec, int64_t second, int64_t *n)
{
	char sql[160];
	int64_t last;
	const char *name = rec->fields[search_key_of(rec)].name.ptr;
	snprintf(sql, sizeof sql, "SELECT max(%s) FROM %.*s WHERE %s >= ?1 AND %s < ?2", name,
	         PRI_STR(rec->plural), name, name);
	STMT_AUTO s = NULL;
	TRY(db_sql(db, str_of(sql), &s));
	bind_int(s, 1, second << KEY_N_BITS);
	bind_int(s, 2, (second + 1) << KEY_N_BITS);
	TRY(stmt_int(s, -1, &last));
	*n = last < 0 ? 0 : (last & (KEY_N_MAX - 1)) + 1;
	return OK;
}

/* A full second spills into the next. */
enum err search_key_make(struct cell *c, struct db *db, const struct record *rec, int64_t at_ms,
                         int64_t *out)
{
	for (int64_t second = at_ms / 1000;; second++) {
		struct key_slot *slot =
			&c->keys[((uint64_t) second * 31 + rec->number) % KEY_SLOTS];
		if (slot->rec != rec || slot->second != second) {
			*slot = (struct key_slot) { rec, second, 0 };
			TRY(first_free(db, rec, second, &slot->next));
		}
		if (slot->next < KEY_N_MAX) {
			*out = second << KEY_N_BITS | slot->next++;
			return OK;
		}
	}
}

/* -- text -- */

/* A number is found by its usual spellings; everything else by its words. */
static void put_value(struct buf *b, struct str value)
{
	if (value.len == 0)
		return;
	if (b->len != 0)
		put_char(b, '\n');
	put(b, value);
	if (value.ptr[0] == '+')
		token_phone_forms(b, value);
}

struct str index_text_fields(struct arena *a, const struct record *rec, const void *row)
{
	struct buf b = BUF_IN(a);
	uint64_t searched = fields_with(rec, SEARCH);
	for (unsigned i = 0; i < rec->n; i++)
		if (searched & BIT(i) && has(row, (int) i))
			put_value(&b, *(const struct str *) peek(&rec->fields[i], row));
	return buf_str(&b);
}

struct str index_text_of(struct arena *a, const struct record *rec, const void *row)
{
	return search_key_of(rec) < 0 ? STR_ABSENT : index_text_fields(a, rec, row);
}

static enum err put_part_texts(struct db *db, struct arena *a, const struct part *p,
                               struct uuid owner, struct buf *b)
{
	uint64_t searched = fields_with(p->part, SEARCH);
	struct buf sql = BUF_IN(a);
	bool row;
	if (searched == 0)
		return OK;
	put(&sql, S("SELECT "));
	sql_columns(&sql, p->part, S(""));
	putf(&sql, " FROM %.*s WHERE %.*s = ?1 AND deleted_at IS NULL ORDER BY id",
	     PRI_STR(p->part->plural), PRI_STR(p->part->fields[p->link].name));
	void *part = row_new(a, p->part);
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&sql), &s));
	bind_uuid(s, 1, &owner);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		row_read(s, 0, a, p->part, part);
		struct str text = index_text_fields(a, p->part, part);
		if (text.len != 0) {
			if (b->len != 0)
				put_char(b, '\n');
			put(b, text);
		}
	}
}

/* A row is found by its own SEARCH fields and those of its parts. */
enum err index_compose(struct db *db, struct arena *a, const struct record *rec, const void *row,
                       struct str *out)
{
	struct buf b = BUF_IN(a);
	put(&b, index_text_of(a, rec, row));
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].rec == rec)
			TRY(put_part_texts(db, a, &parts[i], head_of(row)->id, &b));
	*out = buf_str(&b);
	return OK;
}

/* -- noting -- */

void index_effects(struct unit *u, const struct record *rec, enum happening what,
                   const void *before, const void *after, uint64_t mask, struct str text)
{
	const void *row = after != NULL ? after : before;
	uint64_t searched = fields_with(rec, SEARCH);
	if (searched == 0 || (what == CHANGED && !(mask & searched)))
		return;
	int key = search_key_of(rec);
	if (key >= 0) {
		NOTE(u, index, .rec = rec, .id = head_of(row)->id,
		     .key = field_int(&rec->fields[key], row), .text = text,
		     .fresh = what == CREATED, .gone = what == DELETED);
		return;
	}
	for (unsigned i = 0; i < part_count; i++) /* a part's words are its owner's */
		if (parts[i].part == rec && parts[i].rec->shape == SHAPE_record)
			NOTE(u, index, .rec = parts[i].rec,
			     .id = field_uuid(&rec->fields[parts[i].link], row), .key = -1,
			     .text = STR_ABSENT);
}

/* -- writing -- */

static int by_record_and_key(const void *x, const void *y)
{
	const struct index_note *a = x, *b = y;
	if (a->rec != b->rec)
		return a->rec->number < b->rec->number ? -1 : 1;
	return (a->key > b->key) - (a->key < b->key);
}

/* Rows whose text was not given are read as they now are. */
static enum err complete(struct cell *c, struct db *db, struct index_note *n)
{
	struct actor engine = actor_engine();
	struct arena *a = &c->group.arena;
	if (n->gone || !str_absent(n->text))
		return OK;
	void *row = row_new(a, n->rec);
	enum err e = row_get(db, a, &engine, n->rec, n->id, LIVE_only, row);
	if (e == ERR_NOT_FOUND) {
		n->gone = true;
		return OK;
	}
	TRY(e);
	n->key = field_int(&n->rec->fields[search_key_of(n->rec)], row);
	return index_compose(db, a, n->rec, row, &n->text);
}

static enum err index_delete(struct db *db, const struct record *rec, int64_t key)
{
	char sql[100];
	snprintf(sql, sizeof sql, "DELETE FROM %.*s_index WHERE rowid = ?1", PRI_STR(rec->plural));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, str_of(sql), &s));
	bind_int(s, 1, key);
	return stmt_run(s);
}

enum err index_insert(struct db *db, const struct record *rec, int64_t key, struct str text)
{
	char sql[100];
	snprintf(sql, sizeof sql, "INSERT INTO %.*s_index (rowid, text) VALUES (?1, ?2)",
	         PRI_STR(rec->plural));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, str_of(sql), &s));
	bind_int(s, 1, key);
	bind_text(s, 2, text);
	return stmt_run(s);
}

enum err index_tail(struct cell *c, struct db *db)
{
	struct group *g = &c->group;
	for (unsigned i = 0; i < g->index.n; i++)
		TRY(complete(c, db, &g->index.v[i]));
	if (g->index.n > 1)
		qsort(g->index.v, g->index.n, sizeof *g->index.v, by_record_and_key);
	for (unsigned i = 0; i < g->index.n; i++) {
		const struct index_note *n = &g->index.v[i];
		bool again = i + 1 < g->index.n && n[1].rec == n->rec && n[1].key == n->key;
		if (again) { /* several in one group: composed ones are equal */
			g->index.v[i + 1].fresh = false;
			g->index.v[i + 1].text = STR_ABSENT;
			TRY(complete(c, db, &g->index.v[i + 1]));
			continue;
		}
		if (n->key < 0)
			continue;
		if (!n->fresh)
			TRY(index_delete(db, n->rec, n->key));
		if (!n->gone && n->text.len != 0)
			TRY(index_insert(db, n->rec, n->key, n->text));
	}
	return OK;
}

/* For showing why a row was found: the same lines without the spellings that only the index needs. */
enum err index_text_for(struct db *db, struct arena *a, const struct record *rec, const void *row,
                        struct str *out)
{
	struct buf b = BUF_IN(a);
	struct str text, line;
	TRY(index_compose(db, a, rec, row, &text));
	bool in_forms = false;
	while (!str_absent(text)) {
		line = str_cut(&text, '\n');
		bool digits = line.len != 0;
		for (size_t i = 0; i < line.len; i++)
			digits &= line.ptr[i] >= '0' && line.ptr[i] <= '9';
		bool form = in_forms && digits; /* what token_phone_forms put behind a number */
		in_forms = form || (line.len != 0 && line.ptr[0] == '+');
		if (form)
			continue;
		if (b.len != 0)
			put_char(&b, '\n');
		put(&b, line);
	}
	*out = buf_str(&b);
	return OK;
}
