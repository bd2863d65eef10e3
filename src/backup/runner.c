/* runner.c: see runner.h. */
#include "backup/runner.h"

#include <stdatomic.h>

#include "base/utf8.h"
#include "cell/cell.h"
#include "control/backups.h"
#include "plat/files.h"
#include "plat/log.h"
#include "plat/thread.h"

enum { HOUR_MS = 60 * 60 * 1000, PROBLEM_MAX = 500 };

struct backups {
	struct backups_options o;
	struct mutex lock;
	struct thread thread;
	bool started;   /* the thread is to be joined */
	bool running;   /* … and still works */
	struct uuid id; /* of what it works on */
	enum backup_why why;
	struct str folder; /* in arena */
	struct backup_progress progress;
	atomic_bool cancelled;
	struct arena arena; /* of the one that runs */
};

/* -- one backup, on its thread -- */

static bool goes_on(void *ctx, const struct backup_progress *p)
{
	struct backups *b = ctx;
	mutex_lock(&b->lock);
	b->progress = *p;
	mutex_unlock(&b->lock);
	return !atomic_load(&b->cancelled);
}

static void fill_ending(struct backups *b, enum err e, const struct backup_result *r,
                        struct backup *row)
{
	if (e == OK) {
		set(row, backup, state, backup_state_done);
		set(row, backup, path, str_of(r->path));
		set(row, backup, bytes, r->bytes);
		set(row, backup, bytes_copied, r->bytes_copied);
		set(row, backup, files, r->files);
		set(row, backup, verified_at, b->o.now_ms());
		return;
	}
	set(row, backup, state, e == ERR_CANCELLED ? backup_state_cancelled : backup_state_failed);
	struct str problem = str_absent(r->problem) ? err_info(e)->sentence : r->problem;
	if (e != ERR_CANCELLED)
		set(row, backup, problem, utf8_head(problem, PROBLEM_MAX));
}

/* Older ones go only after a newer one stands. */
static void keep_few(struct backups *b, struct arena *a)
{
	struct backup_schedule s;
	unsigned dropped = 0;
	enum err e = control_backup_schedule(b->o.control, a, &s);
	if (e == OK)
		e = backup_prune(arena_str(a, b->folder).ptr, (unsigned) s.keep,
		                 (unsigned) s.keep_weekly, &dropped);
	if (e != OK)
		log_event(LOG_ERROR, "backup.old-left", LOG_ERR(e));
}

static void finish(struct backups *b, enum err e, const struct backup_result *r)
{
	struct backup row = { 0 };
	fill_ending(b, e, r, &row);
	enum err noted = control_backup_end(b->o.control, b->id, &row);
	if (e == OK)
		log_event(LOG_INFO, "backup.done", LOG_UUID("backup", b->id),
		          LOG_INT("bytes", r->bytes));
	else
		log_event(e == ERR_CANCELLED ? LOG_INFO : LOG_ERROR, "backup.not-done",
		          LOG_UUID("backup", b->id), LOG_ERR(e));
	if (noted != OK)
		log_event(LOG_ERROR, "backup.not-noted", LOG_UUID("backup", b->id), LOG_ERR(noted));
}

static void work(void *arg)
{
	struct backups *b = arg;
	struct backup_result r;
	cells_keep_files(b->o.cells);
	if (b->why == BACKUP_scheduled)
		thread_yield_to_others();
	struct key *master = b->o.master(b->o.ctx);
	enum err e = backup_take(&b->arena,
	                         &(struct backup_options) {
					 .dir = b->o.dir,
					 .out = b->folder.ptr,
					 .master = master,
					 .program = b->o.program,
					 .now_ms = b->o.now_ms(),
					 .watch = { goes_on, b },
				 },
	                         &r);
	key_free(master);
	cells_let_files_go(b->o.cells);
	finish(b, e, &r);
	if (e == OK && b->why == BACKUP_scheduled)
		keep_few(b, &b->arena);
	mutex_lock(&b->lock);
	b->running = false;
	mutex_unlock(&b->lock);
}

/* -- beginning and ending -- */

static void join(struct backups *b)
{
	if (b->started)
		thread_join(&b->thread);
	b->started = false;
	arena_release(&b->arena);
	b->arena = (struct arena) ARENA_INIT;
}

enum err backups_begin(struct backups *b, struct str folder, enum backup_why why, struct uuid *id)
{
	mutex_lock(&b->lock);
	bool busy = b->running;
	b->running = true;
	mutex_unlock(&b->lock);
	if (busy)
		return ERR_BUSY;
	join(b);
	enum err e = control_backup_begin(b->o.control, folder, why == BACKUP_scheduled, id);
	mutex_lock(&b->lock);
	b->running = e == OK;
	b->id = *id;
	b->progress = (struct backup_progress) { 0 };
	mutex_unlock(&b->lock);
	TRY(e);
	b->why = why;
	b->folder = arena_str(&b->arena, folder);
	atomic_store(&b->cancelled, false);
	b->started = true;
	thread_start(&b->thread, "backup", work, b);
	return OK;
}

enum err backups_cancel(struct backups *b, struct uuid id)
{
	struct backup_progress p;
	if (!backups_progress(b, id, &p))
		return ERR_NOT_FOUND;
	atomic_store(&b->cancelled, true);
	return OK;
}

bool backups_progress(struct backups *b, struct uuid id, struct backup_progress *out)
{
	mutex_lock(&b->lock);
	bool runs = b->running && uuid_eq(b->id, id);
	*out = b->progress;
	mutex_unlock(&b->lock);
	return runs;
}

enum err backups_start(const struct backups_options *o, struct backups **out)
{
	TRY(control_backups_settle(o->control));
	struct backups *b = mem_alloc(sizeof *b);
	b->o = *o;
	mutex_init(&b->lock);
	*out = b;
	return OK;
}

void backups_stop(struct backups *b)
{
	if (b == NULL)
		return;
	atomic_store(&b->cancelled, true);
	join(b);
	mutex_release(&b->lock);
	mem_free(b);
}

/* -- where they go -- */

struct str backups_usual_folder(const struct backups *b, struct arena *a)
{
	return str_of(path_join(a, b->o.dir, S("backups")));
}

bool backup_folder_ok(const struct backups *b, struct str folder, const char **why)
{
	struct arena a = ARENA_INIT;
	struct str cells = str_of(path_join(&a, b->o.dir, S("cells")));
	bool within = str_starts(folder, cells) &&
	              (folder.len == cells.len || folder.ptr[cells.len] == '/');
	*why = folder.len == 0 || folder.ptr[0] != '/'
	               ? "Say the whole path of the folder, from / on."
	       : memchr(folder.ptr, 0, folder.len) != NULL ? "That is no name of a folder."
	       : within || str_eq(folder, str_of(b->o.dir))
	               ? "That is where the data itself lies: choose another folder."
	               : NULL;
	arena_release(&a);
	return *why == NULL;
}

/* -- the schedule -- */

/* When the next is due, after how the last one of the schedule ended; one that failed is tried
 * again within the hour. */
static int64_t due_at(const struct backup_schedule *s, struct backup *const *v, unsigned n)
{
	int64_t every_ms = s->every_hours * HOUR_MS;
	for (unsigned i = 0; i < n; i++) {
		if (!v[i]->scheduled)
			continue;
		if (v[i]->state == backup_state_done || v[i]->state == backup_state_running)
			return v[i]->started_at + every_ms;
		return v[i]->finished_at + HOUR_MS;
	}
	return 0;
}

enum { LOOKED_AT = 50 };

static enum err look(struct backups *b, struct arena *a)
{
	struct backup_schedule s;
	struct backup **v;
	struct uuid id;
	unsigned n;
	TRY(control_backup_schedule(b->o.control, a, &s));
	if (str_absent(s.folder) || s.every_hours == 0)
		return OK;
	TRY(control_backups(b->o.control, a, LOOKED_AT, &v, &n));
	if (b->o.now_ms() < due_at(&s, v, n))
		return OK;
	enum err e = backups_begin(b, s.folder, BACKUP_scheduled, &id);
	return e == ERR_BUSY ? OK : e;
}

void backups_tick(struct backups *b)
{
	struct arena a = ARENA_INIT;
	enum err e = look(b, &a);
	if (e != OK)
		log_event(LOG_ERROR, "backup.not-begun", LOG_ERR(e));
	arena_release(&a);
}
