/* reindex.c: the search index built anew from the rows, a chunk a unit, so that the cell goes on.
 * Newest rows come first: they are what people look for. */
#include "cell/cell_impl.h"
#include "cell/search.h"

#include "core/token.h"
#include "store/sql.h"

enum { CHUNK = 256 };

struct reindex {
	struct cell_task task;
	const struct record *rec;
	int64_t before; /* rows with smaller keys are still to come */
	unsigned n;     /* rows of the last chunk */
	bool first;     /* nothing is dropped yet */
};

/* Until all is done the index is nobody's: whoever opens the cell after a crash begins again. */
static enum err drop_all(struct unit *u)
{
	for (unsigned i = 0; i < cell_record_count; i++) {
		struct str plural = cell_records[i]->plural;
		struct str sql = arena_printf(
			u->arena, "INSERT INTO %.*s_index (%.*s_index) VALUES ('delete-all')",
			PRI_STR(plural), PRI_STR(plural));
		if (search_key_of(cell_records[i]) >= 0)
			TRY(db_exec(u->db, sql.ptr));
	}
	return setting_write(u->db, S("token_version"), S("0"));
}

static enum err note_version(struct cell_task *t, struct unit *u)
{
	(void) t;
	return setting_write(u->db, S("token_version"),
	                     arena_printf(u->arena, "%d", TOKEN_VERSION));
}

/* It may have words by now: rows are written while this goes on. */
static enum err note_row(struct unit *u, const struct reindex *r, const void *row)
{
	struct str text;
	TRY(index_compose(u->db, u->arena, r->rec, row, &text));
	NOTE(u, index, .rec = r->rec, .id = head_of(row)->id, .key = r->before, .text = text);
	return OK;
}

static enum err chunk_stmt(struct unit *u, const struct record *rec, struct stmt **out)
{
	struct str key = rec->fields[search_key_of(rec)].name;
	struct buf b = BUF_IN(u->arena);
	put(&b, S("SELECT "));
	sql_columns(&b, rec, S(""));
	putf(&b, " FROM %.*s WHERE %.*s < ?1 AND deleted_at IS NULL ORDER BY %.*s DESC LIMIT %d",
	     PRI_STR(rec->plural), PRI_STR(key), PRI_STR(key), CHUNK);
	return db_sql(u->db, buf_str(&b), out);
}

static enum err index_chunk(struct cell_task *t, struct unit *u)
{
	struct reindex *r = (struct reindex *) t;
	int64_t before = r->before;
	bool row;
	r->n = 0;
	if (r->first)
		TRY(drop_all(u));
	STMT_AUTO s = NULL;
	TRY(chunk_stmt(u, r->rec, &s));
	bind_int(s, 1, before);
	for (;; r->n++) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		void *at = row_new(u->arena, r->rec);
		row_read(s, 0, u->arena, r->rec, at);
		r->before = field_int(&r->rec->fields[search_key_of(r->rec)], at);
		TRY(note_row(u, r, at));
	}
}

static enum err run_unit(struct cell *c, struct reindex *r,
                         enum err (*body)(struct cell_task *t, struct unit *u))
{
	struct arena a = ARENA_INIT;
	struct actor engine = actor_engine();
	cell_task_init(&r->task, c, &engine, &a, NULL);
	r->task.unit.reason = history_reason_engine;
	r->task.body = body;
	r->task.task.job = true;
	enum err e = cell_task_run(&r->task);
	arena_release(&a);
	return e;
}

static enum err run_record(struct cell *c, struct reindex *r, bool (*goes_on)(void *ctx), void *ctx,
                           int64_t *rows)
{
	r->before = INT64_MAX;
	do {
		if (goes_on != NULL && !goes_on(ctx))
			return ERR_CANCELLED;
		TRY(run_unit(c, r, index_chunk));
		r->first = false;
		*rows += r->n;
	} while (r->n == CHUNK);
	return OK;
}

enum err reindex_run(struct cell *c, bool (*goes_on)(void *ctx), void *ctx, int64_t *rows)
{
	struct reindex r = { .first = true };
	*rows = 0;
	for (unsigned i = 0; i < cell_record_count; i++) {
		r.rec = cell_records[i];
		if (search_key_of(r.rec) >= 0)
			TRY(run_record(c, &r, goes_on, ctx, rows));
	}
	return run_unit(c, &r, note_version);
}

enum err cell_reindex(struct cell *c, int64_t *rows)
{
	return reindex_run(c, NULL, NULL, rows);
}

enum err index_is_current(struct db *db, bool *yes)
{
	struct arena a = ARENA_INIT;
	struct str text;
	int64_t version = 0;
	enum err e = setting_read(db, S("token_version"), &a, &text);
	*yes = e == OK && str_to_int(text, &version) && version == TOKEN_VERSION;
	arena_release(&a);
	return e;
}
