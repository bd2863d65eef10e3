/* import_job.c: the work behind :plan and :start: reads the file in batches, puts them in chunks,
 * keeps the import_run row telling how far it is, and ends it.
 *
 * A run that was broken off goes on where its last chunk was committed: done_rows is part of the
 * chunk. A rehearsal starts anew: it has stored nothing. */
#include "app/import_impl.h"
#include "plat/clock.h"
#include "plat/files.h"

enum { CHUNK_US = 5000, SHOW_EVERY_US = 300000, SHOW_NOTES = 500 };

static const struct str sql_stored =
	STR("SELECT count(*) FROM messages WHERE chat_id = ?1 "
            "AND natural_key IS NOT NULL AND deleted_at IS NULL");
static const struct str sql_notes = STR("SELECT count(*) FROM import_errors WHERE run_id = ?1");
static const struct str sql_made = STR("SELECT count(*) FROM contacts WHERE run_id = ?1");

/* One unit of an import on its way through the writer. */
struct chunk {
	struct cell_task task;
	struct import *im;
	struct arena arena;
	struct problems problems;
	bool last;
};

/* -- the run's row -- */

/* Somebody cancelled it, deleted it or started it anew. */
static bool is_meant(const struct import *im, const struct import_run *now)
{
	return now->version == im->run.version && !has(now, F_import_run_deleted_at) &&
	       now->state == (im->dry ? import_state_planning : import_state_running);
}

static enum err read_run(struct import *im, struct db *db, struct arena *a, struct import_run *now)
{
	const struct actor engine = actor_engine();

	return row_get(db, a, &engine, &import_run_record, im->run.id, LIVE_or_deleted, now);
}

static enum err store_notes(struct import *im, struct unit *u)
{
	int64_t n = im->notes_n < NOTES_MAX ? im->notes_n : NOTES_MAX;

	for (const struct import_note *note = im->notes; note != NULL; note = note->next)
		n--;
	for (const struct import_note *note = im->notes; note != NULL; note = note->next) {
		struct import_error row = { 0 };

		set(&row, import_error, run_id, im->run.id);
		set(&row, import_error, n, n++);
		set(&row, import_error, line, note->line);
		set(&row, import_error, reason, note->reason);
		if (!str_absent(note->value) && note->value.len != 0)
			set(&row, import_error, value, import_cut(note->value, 1000));
		const enum err e = row_insert(u->db, &import_error_record, &row);

		if (e != OK && !(im->dry && e == ERR_CONFLICT)) /* rehearsed once more */
			return e;
	}
	return OK;
}

static void forget_notes(struct import *im)
{
	arena_clear(&im->notes_arena);
	im->notes = NULL;
	im->notes_end = NULL;
}

/* Counts and what the importer found out; the version is the one to expect from now on. */
static enum err store_run(struct import *im, struct unit *u, const struct import_run *now)
{
	struct import_run next = *now;
	const uint64_t ours =
		BIT(F_import_run_done_rows) | BIT(F_import_run_total_rows) | BIT(F_import_run_new) |
		BIT(F_import_run_merged) | BIT(F_import_run_unchanged) | BIT(F_import_run_skipped) |
		BIT(F_import_run_failed) | BIT(F_import_run_messages_new) |
		BIT(F_import_run_messages_known) | BIT(F_import_run_chat_id) |
		BIT(F_import_run_state) | BIT(F_import_run_problem) | BIT(F_import_run_finished_at);

	for (unsigned i = 0; i < import_run_record.n; i++) {
		if (ours & BIT(i))
			field_copy(&import_run_record, (int) i, &next, &im->run);
	}
	TRY(unit_change(u, &import_run_record, now, &next, ours));
	im->run.version = next.version;
	return OK;
}

/* -- chunks -- */

static enum err put_some(struct import *im, int64_t until_us)
{
	do {
		const unsigned i = im->at++;

		if (im->skip > 0) {
			im->skip--;
			TRY(im->how->recall(im, i));
			continue;
		}
		TRY(im->how->put(im, i));
		import_forgive(im);
		im->run.done_rows++;
	} while (im->at < im->batch_n && clock_mono_us(&clock_system) < until_us);
	return OK;
}

static enum err chunk_body(struct cell_task *t, struct unit *u)
{
	struct chunk *c = (struct chunk *) t;
	struct import *im = c->im;
	const int64_t before = im->run.done_rows;
	struct import_run now;

	TRY(read_run(im, u->db, u->arena, &now));
	im->stopped = !is_meant(im, &now);
	if (im->stopped)
		return OK;
	u->source = SOURCE_import;
	u->reason = history_reason_import;
	u->run_id = im->run.id;
	im->u = u;
	im->chunk++;
	if (im->at < im->batch_n)
		TRY(put_some(im, clock_mono_us(&clock_system) + CHUNK_US));
	if (c->last)
		TRY(im->how->close(im));
	TRY(store_notes(im, u));
	if (im->run.done_rows > before)
		unit_audit(u, audit_action_imported, &import_run_record, im->run.id, 0,
		           im->run.done_rows - before);
	return store_run(im, u, &now);
}

static enum err submit(struct import *im, struct chunk *c,
                       enum err (*body)(struct cell_task *t, struct unit *u))
{
	enum err e;

	c->im = im;
	problems_init(&c->problems, &c->arena);
	cell_task_init(&c->task, im->cell, &im->w->actor, &c->arena, &c->problems);
	c->task.task.job = true;
	c->task.body = body;
	e = cell_task_run(&c->task);
	if (e == OK)
		forget_notes(im);
	return e;
}

/* ERR_CANCELLED: the server ends; the job goes on at its next start. ERR_FORBIDDEN: whoever started
 * it may no longer; what is stored stays. */
static enum err put_batch(struct import *im, struct chunk *c)
{
	while (im->at < im->batch_n && !im->stopped) {
		if (!im->w->goes_on(im->w))
			return work_end(im->w);
		TRY(submit(im, c, chunk_body));
	}
	return OK;
}

static enum err run(struct import *im, struct chunk *c)
{
	im->skip = im->run.done_rows;
	do {
		arena_clear(&c->arena);
		im->at = 0;
		im->batch_n = im->how->read(im, &c->arena);
		TRY(put_batch(im, c));
	} while (im->batch_n != 0 && !im->stopped);
	return OK;
}

/* -- rehearsing -- */

static enum err show_body(struct cell_task *t, struct unit *u)
{
	struct chunk *c = (struct chunk *) t;
	struct import *im = c->im;
	struct import_run now;

	TRY(read_run(im, u->db, u->arena, &now));
	im->stopped = !is_meant(im, &now);
	if (im->stopped)
		return OK;
	TRY(store_notes(im, u));
	return store_run(im, u, &now);
}

/* A unit in name only: it reads from one snapshot, and nothing is written through it. */
static void read_only_unit(struct import *im, struct chunk *c, struct db *db, struct unit *u)
{
	problems_init(&c->problems, &c->arena);
	*u = (struct unit) {
		.actor = im->w->actor,
		.now_ms = cell_now(im->cell),
		.arena = &c->arena,
		.cell = im->cell,
		.db = db,
		.problems = &c->problems,
		.source = SOURCE_import,
		.reason = history_reason_import,
		.run_id = im->run.id,
	};
	im->u = u;
}

static enum err rehearse_batches(struct import *im, struct chunk *c, struct db *db)
{
	int64_t shown_us = clock_mono_us(&clock_system);

	do {
		struct chunk show = { 0 };
		struct unit u;
		enum err e;

		if (!im->w->goes_on(im->w))
			return work_end(im->w);
		arena_clear(&c->arena);
		read_only_unit(im, c, db, &u);
		im->at = 0;
		im->batch_n = im->how->read(im, &c->arena);
		while (im->at < im->batch_n)
			TRY(put_some(im, INT64_MAX));
		if (clock_mono_us(&clock_system) - shown_us < SHOW_EVERY_US &&
		    im->notes_arena.bytes < SHOW_NOTES * 100)
			continue;
		e = submit(im, &show, show_body);
		arena_release(&show.arena);
		TRY(e);
		shown_us = clock_mono_us(&clock_system);
	} while (im->batch_n != 0 && !im->stopped);
	return OK;
}

static enum err rehearse(struct import *im, struct chunk *c)
{
	struct db *db;
	enum err e;

	TRY(cell_reader(im->cell, &db));
	e = db_begin_read(db);
	if (e == OK)
		e = rehearse_batches(im, c, db);
	db_rollback(db);
	cell_reader_give(im->cell, db);
	return e;
}

/* -- ending -- */

static enum err count_of(struct db *db, struct str sql, struct uuid id, int64_t *out)
{
	STMT_AUTO s = NULL;

	TRY(db_sql(db, sql, &s));
	bind_uuid(s, 1, &id);
	return stmt_int(s, 0, out);
}

/* Done is said after what was counted was read back from the store. */
static enum err read_back(struct import *im)
{
	int64_t messages = 0, contacts = 0;
	struct db *db;
	enum err e;

	TRY(cell_reader(im->cell, &db));
	if (im->run.messages_new != 0)
		e = count_of(db, sql_stored, im->run.chat_id, &messages);
	else
		e = OK;
	if (e == OK && im->run.new != 0)
		e = count_of(db, sql_made, im->run.id, &contacts);
	cell_reader_give(im->cell, db);
	TRY(e);
	if (messages >= im->run.messages_new && contacts >= im->run.new)
		return OK;
	im->problem =
		S("Not everything that was stored could be read back; the data may be "
	          "damaged.");
	return ERR_INVALID;
}

static void conclude(struct import *im, enum err e)
{
	struct import_run *run = &im->run;

	if (e == OK) /* counted while reading; before, only looked at */
		set(run, import_run, total_rows, run->done_rows);
	if (e == OK)
		set(run, import_run, state, im->dry ? import_state_planned : import_state_done);
	else
		set(run, import_run, state,
		    e == ERR_CHOICE_NEEDED ? import_state_choice_needed : import_state_failed);
	if (!str_absent(im->problem))
		set(run, import_run, problem, im->problem);
	if (e != OK || !im->dry)
		set(run, import_run, finished_at, cell_now(im->cell));
}

static void remove_file(struct import *im)
{
	const char *path;

	if (import_file_path(im->cell, im->run.id, &im->arena, &path) == OK)
		(void) !file_remove(path); /* what stays goes with the next tidying */
}

/* What only shows when it is tried: the choices are not complete, the file is no good. */
static bool is_about_the_file(enum err e)
{
	return e == ERR_CHOICE_NEEDED || e == ERR_INVALID || e == ERR_TOO_LARGE;
}

static enum err work(struct import *im, struct chunk *c)
{
	struct db *db;
	enum err e;

	TRY(cell_reader(im->cell, &db));
	e = import_prepare(im, db);
	cell_reader_give(im->cell, db);
	TRY(e);
	TRY(im->dry ? rehearse(im, c) : run(im, c));
	return im->dry || im->stopped ? OK : read_back(im);
}

/* Whether the job will be run again by itself. */
static bool comes_back(const struct import *im, enum err e)
{
	return e == ERR_CANCELLED || (e != OK && err_info(e)->retry && !im->w->last_try);
}

static enum err finish(struct import *im, struct chunk *c, enum err e)
{
	if (im->stopped)
		return OK;
	if (comes_back(im, e))
		return e;
	if (!str_absent(im->w->refused))
		im->problem = im->w->refused;
	else if (e != OK && !is_about_the_file(e))
		im->problem = err_info(e)->sentence;
	conclude(im, e);
	TRY(submit(im, c, show_body));
	if (im->run.state == import_state_done && !im->stopped)
		remove_file(im);
	return e == OK || is_about_the_file(e) ? OK : e;
}

static enum err begin(struct import *im, struct work *w, struct arena *a, bool *meant)
{
	struct decoded form;
	struct problems ps;
	struct db *db;
	enum err e;

	problems_init(&ps, a);
	TRY(record_decode(&import_job_record, OP_form, w->argument, a, &form, &ps));
	const struct import_job *job = form.row;

	im->dry = job->dry;
	im->run.id = job->import_id;
	TRY(cell_reader(w->cell, &db));
	e = read_run(im, db, &im->arena, &im->run);
	if (e == OK && !im->dry)
		e = count_of(db, sql_notes, im->run.id, &im->notes_n);
	cell_reader_give(w->cell, db);
	*meant = e == OK && is_meant(im, &im->run);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* A rehearsal counts from nothing; a run goes on counting. */
static void reset_rehearsal(struct import *im)
{
	struct import_run *run = &im->run;

	if (!im->dry)
		return;
	run->done_rows = run->new = run->merged = run->unchanged = run->skipped = run->failed = 0;
	run->messages_new = run->messages_known = 0;
}

enum err import_job_run(struct work *w)
{
	struct import im = { .w = w, .cell = w->cell };
	struct chunk c = { 0 };
	bool meant = false;
	enum err e = begin(&im, w, w->arena, &meant);

	if (e == OK && meant) {
		reset_rehearsal(&im);
		e = str_absent(w->refused) ? work(&im, &c) : work_end(w);
		e = finish(&im, &c, e);
	}
	import_release(&im);
	arena_release(&c.arena);
	return e;
}
