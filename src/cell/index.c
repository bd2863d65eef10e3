/* index.c: the full-text index: which rows it holds words of, written sorted in the tail.
 *
 * FTS5 flushes at every savepoint, so nothing of it happens inside units (131 µs a message there,
 * 80 in the tail). The key of an index row is the row's search_key: newest first is the key's
 * order. */
#include "cell/cell_impl.h"

#include <stdlib.h>

enum { KEY_N_BITS = 12, KEY_N_MAX = 1 << KEY_N_BITS };

/* -- keys -- */

static enum err first_free(struct db *db, const struct record *rec, int64_t second, int64_t *n)
{
	static const char kind;
	struct stmt_key key = { &kind, rec->number, 0 };
	struct arena a = ARENA_INIT;
	int64_t last;
	STMT_AUTO s = db_cached(db, &key);
	if (s == NULL) {
		struct str name = rec->fields[search_key_of(rec)].name;
		struct str sql = arena_printf(
			&a, "SELECT max(%.*s) FROM %.*s WHERE %.*s >= ?1 AND %.*s < ?2",
			PRI_STR(name), PRI_STR(rec->plural), PRI_STR(name), PRI_STR(name));
		enum err e = db_prepare(db, &key, sql, &s);
		arena_release(&a);
		TRY(e);
	}
	bind_int(s, 1, second << KEY_N_BITS);
	bind_int(s, 2, (second + 1) << KEY_N_BITS);
	TRY(stmt_int(s, -1, &last));
	*n = last < 0 ? 0 : (last & (KEY_N_MAX - 1)) + 1;
	return OK;
}

static enum err slot_of(struct cell *c, struct db *db, const struct record *rec, int64_t second,
                        struct key_slot **out)
{
	struct key_slot *slot = &c->keys[((uint64_t) second * 31 + rec->number) % KEY_SLOTS];
	*out = slot;
	if (slot->rec == rec && slot->second == second)
		return OK;
	*slot = (struct key_slot) { .open_second = second };
	TRY(first_free(db, rec, second, &slot->next));
	slot->rec = rec;
	slot->second = second;
	return OK;
}

/* A full second spills into the next. The slot of the first remembers how far: a million rows that
 * come within a minute fill four. */
enum err search_key_make(struct cell *c, struct db *db, const struct record *rec, int64_t at_ms,
                         int64_t *out)
{
	int64_t first = at_ms / 1000, second = first;
	struct key_slot *slot;
	for (;;) {
		TRY(slot_of(c, db, rec, second, &slot));
		if (slot->next < KEY_N_MAX)
			break;
		second = slot->open_second > second ? slot->open_second : second + 1;
	}
	*out = second << KEY_N_BITS | slot->next++;
	if (second == first)
		return OK;
	TRY(slot_of(c, db, rec, first, &slot));
	slot->open_second = second;
	return OK;
}

/* -- noting -- */

static void note_row(struct unit *u, const struct record *rec, enum happening what, const void *row)
{
	bool fresh = what == CREATED;
	NOTE(u, index, .rec = rec, .id = head_of(row)->id,
	     .key = field_int(&rec->fields[search_key_of(rec)], row),
	     .text = fresh ? index_text_fields(u->arena, rec, row) : STR_ABSENT, .fresh = fresh);
}

static void note_owner(struct unit *u, const struct part *p, const void *row)
{
	NOTE(u, index, .rec = p->rec, .id = field_uuid(&p->part->fields[p->link], row), .key = -1,
	     .text = STR_ABSENT);
}

/* A part's words are its owner's; one that moves takes them along. */
static void note_part(struct unit *u, const struct part *p, const void *before, const void *after,
                      uint64_t mask)
{
	note_owner(u, p, after);
	if (before != NULL && mask & BIT(p->link))
		note_owner(u, p, before);
}

void index_effects(struct unit *u, const struct record *rec, enum happening what,
                   const void *before, const void *after, uint64_t mask)
{
	uint64_t searched = fields_with(rec, SEARCH);
	if (searched == 0)
		return;
	bool stays = what == CHANGED && !(mask & searched);
	if (search_key_of(rec) >= 0 && !stays)
		note_row(u, rec, what, after);
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].part == rec && parts[i].rec->shape == SHAPE_record &&
		    (!stays || mask & BIT(parts[i].link)))
			note_part(u, &parts[i], before, after, mask);
}

/* -- writing -- */

/* The row as it lies in the store, whoever sees it: hidden through its parent it keeps its words.
 * */
static enum err read_row(struct db *db, struct arena *a, const struct index_note *n, void *row)
{
	struct actor engine = actor_engine();
	int key = search_key_of(n->rec);
	if (n->key < 0)
		return row_get(db, a, &engine, n->rec, n->id, LIVE_or_deleted, row);
	void *like = row_new(a, n->rec);
	field_set_int(n->rec, key, like, n->key);
	return row_find_key(db, a, n->rec, like, row);
}

/* Words that were not given are read as they now are; absent then: there are none any more. */
static enum err complete(struct cell *c, struct db *db, struct index_note *n)
{
	struct arena *a = &c->group.arena;
	if (!str_absent(n->text))
		return OK;
	void *row = row_new(a, n->rec);
	enum err e = read_row(db, a, n, row);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	n->key = field_int(&n->rec->fields[search_key_of(n->rec)], row);
	return has(row, F_deleted_at) ? OK : index_compose(db, a, n->rec, row, &n->text);
}

static int by_record_and_key(const void *x, const void *y)
{
	const struct index_note *a = x, *b = y;
	if (a->rec != b->rec)
		return a->rec->number < b->rec->number ? -1 : 1;
	return (a->key > b->key) - (a->key < b->key);
}

static enum err statement(struct cell *c, struct db *db, const struct record *rec,
                          const char *format, struct stmt **out)
{
	struct stmt_key key = { format, rec->number, 0 };
	*out = db_cached(db, &key);
	if (*out != NULL)
		return OK;
	struct buf b = BUF_IN(&c->group.arena);
	for (const char *p = format; *p != '\0'; p++)
		if (*p == '@')
			put(&b, rec->plural);
		else
			put_char(&b, *p);
	return db_prepare(db, &key, buf_str(&b), out);
}

static enum err delete_words(struct cell *c, struct db *db, const struct index_note *n)
{
	static const char sql[] = "DELETE FROM @_index WHERE rowid = ?1";
	STMT_AUTO s = NULL;
	TRY(statement(c, db, n->rec, sql, &s));
	bind_int(s, 1, n->key);
	return stmt_run(s);
}

static enum err insert_words(struct cell *c, struct db *db, const struct index_note *n)
{
	static const char sql[] = "INSERT INTO @_index (rowid, text) VALUES (?1, ?2)";
	STMT_AUTO s = NULL;
	TRY(statement(c, db, n->rec, sql, &s));
	bind_int(s, 1, n->key);
	bind_text(s, 2, n->text);
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
		if (n->key < 0) /* gone for good, and its words with it */
			continue;
		if (!n->fresh)
			TRY(delete_words(c, db, n));
		if (n->text.len != 0)
			TRY(insert_words(c, db, n));
	}
	return OK;
}
