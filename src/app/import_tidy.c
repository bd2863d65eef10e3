/* import_tidy.c: uploads do not lie about: files of runs that are over or old, and halves of files,
 * are looked for once a day, as long as there are any. */
#include "app/import_impl.h"
#include "plat/files.h"

enum { OLD_S = 30 * 24 * 60 * 60, HALF_S = 24 * 60 * 60 };

static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;

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

enum err import_ask_tidy(struct unit *u)
{
	const int64_t tomorrow = u->now_ms / day_ms + 1;
	const struct str key = arena_printf(u->arena, "import_tidy %lld", (long long) tomorrow);
	struct uuid job_id;

	return unit_enqueue(u, S("import_tidy"), key, STR_ABSENT, tomorrow * day_ms, &job_id);
}

static enum err ask_again(struct cell_task *t, struct unit *u)
{
	(void) t;
	return import_ask_tidy(u);
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
