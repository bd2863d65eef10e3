/* reindex.c: the search index built anew from the rows, a chunk a unit, so that the cell goes on. */
#include "cell/cell_impl.h"
#include "cell/search.h"

#include <stdio.h>

#include "core/token.h"
#include "store/sql.h"

enum { CHUNK = 256 };

struct reindex {
	struct cell_task task;
	const struct record *rec;
	int64_t after;
	unsigned n;
	bool first, last;
};

static enum err drop_all(struct db *db, const struct record *rec)
{
	char sql[120];
	snprintf(sql, sizeof sql, "INSERT INTO %.*s_index(%.*s_index) VALUES ('delete-all')",
	         PRI_STR(rec->plural), PRI_STR(rec->plural));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, str_of(sql), &s));
	return stmt_run(s);
}

static enum err note_version(struct db *db)
{
	char version[24];
	struct setting row = { 0 };
	snprintf(version, sizeof version, "%d", TOKEN_VERSION);
	set(&row, setting, name, S("token_version"));
	set(&row, setting, value, str_of(version));
	return row_update(db, &setting_record, &row, BIT(F_setting_value));
}

/* One chunk in the order of the keys; the next goes on after the last. */
static enum err index_chunk(struct cell_task *t, struct unit *u)
{
	struct reindex *r = (struct reindex *) t;
	struct buf b = BUF_IN(u->arena);
	int key = search_key_of(r->rec);
	bool row;
	r->n = 0;
	if (r->last)
		return note_version(u->db);
	if (r->first)
		TRY(drop_all(u->db, r->rec));
	put(&b, S("SELECT "));
	sql_columns(&b, r->rec, S(""));
	putf(&b, " FROM %.*s WHERE %.*s > ?1 AND deleted_at IS NULL ORDER BY %.*s LIMIT %d",
	     PRI_STR(r->rec->plural), PRI_STR(r->rec->fields[key].name),
	     PRI_STR(r->rec->fields[key].name), CHUNK);
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_int(s, 1, r->after);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		void *at = row_new(u->arena, r->rec);
		row_read(s, 0, u->arena, r->rec, at);
		r->after = field_int(&r->rec->fields[key], at);
		r->n++;
		NOTE(u, index, .rec = r->rec, .id = head_of(at)->id, .key = r->after,
		     .text = STR_ABSENT, .fresh = true);
	}
}

static enum err run_chunk(struct cell *c, struct reindex *r)
{
	struct arena a = ARENA_INIT;
	struct actor engine = actor_engine();
	cell_task_init(&r->task, c, &engine, &a, NULL);
	r->task.body = index_chunk;
	r->task.task.job = true;
	enum err e = cell_task_run(&r->task);
	arena_release(&a);
	return e;
}

enum err cell_reindex(struct cell *c, int64_t *rows)
{
	*rows = 0;
	struct reindex r = { 0 };
	for (unsigned i = 0; i < cell_record_count; i++) {
		if (search_key_of(cell_records[i]) < 0)
			continue;
		r.rec = cell_records[i];
		r.after = -1;
		r.first = true;
		do {
			TRY(run_chunk(c, &r));
			*rows += r.n;
			r.first = false;
		} while (r.n == CHUNK);
	}
	r.last = true;
	return run_chunk(c, &r);
}
