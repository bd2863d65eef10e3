/* import_errors.c: the list of rows that an import left out, and what uploads leave behind. */
#include "app/import.h"
#include "app/import_file.h"
#include "base/json.h"

static const struct str sql_page =
	STR("SELECT n, line, reason, value FROM import_errors WHERE run_id = ?1 AND n > ?2 "
            "ORDER BY n LIMIT ?3");

enum { OLD_S = 30 * 24 * 60 * 60, HALF_S = 24 * 60 * 60 };

/* -- rows left out -- */

static void put_row(struct buf *out, struct stmt *s)
{
	json_open(out, '{');
	json_key(out, S("line"));
	json_put_int(out, col_int(s, 1));
	json_key(out, S("reason"));
	json_put_str(out, import_reason_choices.words[col_int(s, 2)]);
	json_key(out, S("value"));
	json_put_str(out, col_null(s, 3) ? STR_ABSENT : col_text(s, 3));
	json_close(out, '}');
}

enum err import_errors(struct db *db, const struct actor *actor, struct uuid run_id,
                       struct str after, unsigned limit, struct arena *a, struct buf *out)
{
	struct import_run run;
	int64_t last = -1;
	unsigned n = 0;
	bool row;
	STMT_AUTO s = NULL;

	if (!str_absent(after) && (!str_to_int(after, &last) || last < 0))
		return ERR_BAD_CURSOR;
	TRY(row_get(db, a, actor, &import_run_record, run_id, LIVE_only, &run));
	TRY(db_sql(db, sql_page, &s));
	bind_uuid(s, 1, &run_id);
	bind_int(s, 2, last);
	bind_int(s, 3, (int64_t) limit + 1);
	json_open(out, '{');
	json_key(out, S("items"));
	json_open(out, '[');
	for (;; n++) {
		TRY(stmt_step(s, &row));
		if (!row || n == limit)
			break;
		last = col_int(s, 0);
		put_row(out, s);
	}
	json_close(out, ']');
	json_key(out, S("next"));
	if (row)
		json_put_str(out, arena_printf(a, "%lld", (long long) last));
	else
		json_put_null(out);
	json_close(out, '}');
	return OK;
}

/* -- files -- */

/* Of a run that is done, gone or 30 days old; half an upload, after a day. */
static enum err is_over(struct cell *c, struct db *db, struct arena *a, const struct file_entry *f,
                        bool *over)
{
	const struct actor engine = actor_engine();
	const int64_t age_s = (cell_now(c) - f->changed_ms) / 1000;
	struct import_run run;
	struct uuid id;
	enum err e;

	*over = age_s >= HALF_S;
	if (!uuid_parse(f->name, &id))
		return OK;
	e = row_get(db, a, &engine, &import_run_record, id, LIVE_only, &run);
	if (e == ERR_NOT_FOUND) /* or the upload is about to make it */
		return OK;
	*over = e == OK && (run.state == import_state_done || age_s >= OLD_S);
	return e;
}

static enum err sweep(struct cell *c, struct db *db, struct arena *a, size_t *left)
{
	struct file_entry *files;
	const char *folder;
	size_t n;

	TRY(cell_folder(c, S("uploads"), a, &folder));
	TRY(folder_list(a, folder, &files, &n));
	*left = 0;
	for (size_t i = 0; i < n; i++) {
		bool over;

		TRY(is_over(c, db, a, &files[i], &over));
		if (over)
			TRY(file_remove(path_join(a, folder, files[i].name)));
		*left += !over;
	}
	return OK;
}

enum err import_tidy(struct cell *c, size_t *left)
{
	struct arena a = ARENA_INIT;
	struct db *db;
	enum err e = cell_reader(c, &db);

	if (e == OK) {
		e = sweep(c, db, &a, left);
		cell_reader_give(c, db);
	}
	arena_release(&a);
	return e;
}

/* -- the work that comes back every day as long as there are files -- */

static enum err ask_again(struct cell_task *t, struct unit *u)
{
	struct uuid job_id;

	(void) t;
	return unit_enqueue(u, S("import_tidy"), STR_ABSENT, STR_ABSENT,
	                    u->now_ms + HALF_S * INT64_C(1000), &job_id);
}

enum err import_tidy_run(struct work *w)
{
	struct cell_task t;
	size_t left;

	TRY(import_tidy(w->cell, &left));
	if (left == 0)
		return OK;
	cell_task_init(&t, w->cell, &w->actor, w->arena, NULL);
	t.body = ask_again;
	return cell_task_run(&t);
}
