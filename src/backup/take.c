/* take.c: makes a backup. See backup.h. */
#include <stdio.h>

#include "backup/impl.h"
#include "base/date.h"
#include "cell/store_file.h"
#include "plat/log.h"

struct take {
	const struct backup_options *o;
	struct backup_result *r;
	struct arena *a;
	struct keyring ring;
	struct way way;
	const char *partial, *path;
	const char *before_path; /* the newest backup beside this one; NULL: none */
	struct manifest before, m;
};

static enum err fail(struct take *t, enum err e, const char *what)
{
	if (e != OK && e != ERR_CANCELLED && str_absent(t->r->problem))
		t->r->problem = arena_printf(t->a, "%s could not be copied (%s).", what,
		                             err_info(e)->slug.ptr);
	return e;
}

static const char *from_of(struct take *t, struct str rel)
{
	return path_join(t->a, t->o->dir, rel);
}

static const char *to_of(struct take *t, struct str rel)
{
	return path_join(t->a, t->partial, rel);
}

/* -- stores -- */

static enum err copy_open_store(struct take *t, struct db *db, struct str rel,
                                const struct key *key)
{
	t->way.base_bytes = t->way.progress.done_bytes;
	return db_copy(db, &(struct db_copy) {
				   .path = to_of(t, rel),
				   .key = key->b,
				   .goes_on = way_store_goes_on,
				   .ctx = &t->way,
			   });
}

/* Its sum is taken when it has been checked: by then it is what it should be. */
static void add_store(struct take *t, struct str rel)
{
	static const uint8_t none[FILE_SUM_BYTES];
	manifest_add(&t->m, rel, 0, none);
}

static enum err copy_control(struct take *t)
{
	struct str rel = S("control.db");
	struct db *db;
	enum err e = control_db_open(t->o->dir, &t->ring, DB_read, &db);
	if (e == OK) {
		e = copy_open_store(t, db, rel, t->ring.store);
		db_close(db);
	}
	if (e == OK)
		add_store(t, rel);
	return fail(t, e, "control.db");
}

static enum err copy_ring(struct take *t)
{
	struct copy_options o = copy_options(&t->way);
	struct str rel = S(KEYRING_FILE);
	uint8_t sum[FILE_SUM_BYTES];
	int64_t bytes;
	enum err e = file_copy(from_of(t, rel), to_of(t, rel), &o, sum, &bytes);
	if (e == OK)
		manifest_add(&t->m, rel, bytes, sum);
	return fail(t, e, "The keyring");
}

/* -- workspaces -- */

/* The directory as it is now, not as it was copied: whether the workspace was deleted meanwhile. */
static bool is_gone(struct take *t, struct uuid id)
{
	struct db *db;
	int64_t state = cell_state_deleting;
	if (control_db_open(t->o->dir, &t->ring, DB_read, &db) != OK)
		return false;
	struct stmt *s = NULL;
	enum err e = db_sql(db,
	                    S("SELECT e.state FROM cell_entries e JOIN cell_keys k"
	                      " ON k.cell_id = e.id WHERE e.id = ?1 AND e.deleted_at IS NULL"),
	                    &s);
	if (e == OK) {
		bind_uuid(s, 1, &id);
		e = stmt_int(s, cell_state_deleting, &state);
	}
	stmt_reset(&s);
	db_close(db);
	return e == OK && state == cell_state_deleting;
}

static enum err copy_cell_store(struct take *t, const struct cell_source *c)
{
	struct str rel = cell_rel(t->a, c->id);
	struct db *db;
	TRY(source_db_open(from_of(t, rel), c, DB_read, &db));
	enum err e = copy_open_store(t, db, rel, c->store);
	db_close(db);
	return e;
}

/* A file keeps its name and never changes, so one that the backup before has is the same. */
static bool link_before(struct take *t, struct str rel, int64_t bytes)
{
	const struct manifest_file *f = t->before_path == NULL ? NULL
	                                                       : manifest_find(&t->before, rel);
	if (f == NULL || f->bytes != bytes)
		return false;
	if (file_link(path_join(t->a, t->before_path, rel), to_of(t, rel)) != OK)
		return false;
	manifest_add(&t->m, rel, bytes, f->sum);
	t->way.progress.done_bytes += bytes;
	return true;
}

static enum err copy_file(struct take *t, struct str rel, int64_t size)
{
	struct copy_options o = copy_options(&t->way);
	uint8_t sum[FILE_SUM_BYTES];
	int64_t bytes;
	if (link_before(t, rel, size))
		return OK;
	TRY(fail(t, file_copy(from_of(t, rel), to_of(t, rel), &o, sum, &bytes), rel.ptr));
	manifest_add(&t->m, rel, bytes, sum);
	t->r->bytes_copied += bytes;
	return OK;
}

/* Drafts are on their way to be files, or were left by a crash. */
static bool is_kept(const struct file_entry *e)
{
	return file_name_ok(e->name) && !str_ends(e->name, S(".draft"));
}

static enum err copy_folder(struct take *t, struct str rel)
{
	struct file_entry *v;
	size_t n = 0;
	enum err e = folder_list(t->a, from_of(t, rel), &v, &n);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(fail(t, e, rel.ptr));
	TRY(fail(t, folder_make(to_of(t, rel)), rel.ptr));
	for (size_t i = 0; i < n; i++) {
		struct str below =
			arena_printf(t->a, "%.*s/%.*s", PRI_STR(rel), PRI_STR(v[i].name));
		if (!is_kept(&v[i]))
			continue;
		if (v[i].kind == FILE_FOLDER)
			TRY(copy_folder(t, below));
		else if (v[i].kind == FILE_REGULAR)
			TRY(copy_file(t, below, v[i].bytes));
	}
	return fail(t, folder_sync(to_of(t, rel)), rel.ptr);
}

static enum err drop_gone(struct take *t, const struct cell_source *c, unsigned files)
{
	t->m.n = files;
	manifest_add_gone(&t->m, c->id);
	t->r->problem = STR_ABSENT;
	enum err e = file_remove(to_of(t, cell_rel(t->a, c->id)));
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	e = folder_remove(to_of(t, cell_files_rel(t->a, c->id)));
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err copy_cell(struct take *t, const struct cell_source *c)
{
	struct str rel = cell_rel(t->a, c->id);
	unsigned files = t->m.n;
	if (c->state == cell_state_creating && !file_exists(from_of(t, rel)))
		return OK; /* the next start makes it */
	enum err e = copy_cell_store(t, c);
	if (e == OK) {
		add_store(t, rel);
		e = copy_folder(t, cell_files_rel(t->a, c->id));
	}
	if (e != OK && e != ERR_CANCELLED && is_gone(t, c->id))
		return drop_gone(t, c, files);
	t->r->cells += e == OK;
	return fail(
		t, e,
		arena_printf(t->a, "Workspace %.*s (%.*s)", PRI_STR(c->name), PRI_STR(rel)).ptr);
}

/* The keys come from the copy: it names exactly the workspaces that this backup is to hold. */
static enum err read_sources(struct take *t, struct cell_source **v, unsigned *n)
{
	struct db *db;
	*v = NULL;
	*n = 0;
	TRY(control_db_open(t->partial, &t->ring, DB_read, &db));
	enum err e = sources_read(db, t->ring.seal, t->a, v, n);
	db_close(db);
	return e;
}

static enum err copy_cells(struct take *t)
{
	struct cell_source *v;
	unsigned n;
	enum err e = fail(t, folder_make(to_of(t, S(CELLS))), CELLS);
	if (e == OK)
		e = fail(t, read_sources(t, &v, &n), "The directory of workspaces");
	else
		return e;
	for (unsigned i = 0; i < n && e == OK; i++)
		if (v[i].state != cell_state_deleting)
			e = copy_cell(t, &v[i]);
	sources_free(v, n);
	return e;
}

/* -- checking what was written -- */

static bool is_store(const struct manifest_file *f)
{
	return str_ends(f->path, S(".db"));
}

static enum err sum_store(struct take *t, struct manifest_file *f)
{
	struct copy_options o = copy_options(&t->way);
	TRY(fail(t, file_sum(to_of(t, f->path), &o, f->sum, &f->bytes), f->path.ptr));
	t->r->bytes_copied += f->bytes;
	return OK;
}

static enum err check(struct take *t)
{
	struct manifest files = { .arena = t->a };
	unsigned cells;
	t->way.progress.step = BACKUP_checking;
	TRY(stores_check(t->a, t->partial, &t->ring, &t->m, &t->way, &cells, &t->r->problem));
	for (unsigned i = 0; i < t->m.n; i++) {
		struct manifest_file *f = &t->m.files[i];
		if (is_store(f))
			TRY(sum_store(t, f));
		else
			manifest_add(&files, f->path, f->bytes, f->sum);
	}
	return files_check(t->a, t->partial, &files, &t->way, &t->r->problem);
}

/* -- the whole -- */

static enum err finish(struct take *t)
{
	TRY(manifest_write(t->partial, &t->m, t->way.sums));
	TRY(folder_sync(to_of(t, S(CELLS))));
	return path_move(t->partial, t->path);
}

static enum err run(struct take *t)
{
	TRY(fail(t, folder_make(t->partial), t->partial));
	TRY(copy_ring(t));
	TRY(copy_control(t));
	TRY(copy_cells(t));
	TRY(check(t));
	TRY(fail(t, finish(t), "The manifest"));
	t->r->path = t->path;
	t->r->bytes = manifest_bytes(&t->m);
	t->r->files = t->m.n;
	return OK;
}

static struct str name_of(struct arena *a, int64_t at_ms, unsigned nth)
{
	struct civil c = civil_from_ms(at_ms);
	struct str name = arena_printf(a, BACKUP_PREFIX "%04d%02d%02dT%02d%02d%02dZ", c.year,
	                               c.month, c.day, c.hour, c.minute, c.second);
	return nth == 0 ? name : arena_printf(a, "%.*s-%u", PRI_STR(name), nth + 1);
}

static void choose_name(struct take *t)
{
	for (unsigned nth = 0;; nth++) {
		struct str name = name_of(t->a, t->o->now_ms, nth);
		t->path = path_join(t->a, t->o->out, name);
		t->partial = arena_printf(t->a, "%s" PARTIAL, t->path).ptr;
		if (!file_exists(t->path))
			return;
	}
}

/* What a crash left; we hold the folder, so nobody works on it. */
static enum err remove_partial(struct take *t)
{
	struct file_entry *v;
	size_t n;
	TRY(folder_list(t->a, t->o->out, &v, &n));
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == FILE_FOLDER && str_starts(v[i].name, S(BACKUP_PREFIX)) &&
		    str_ends(v[i].name, S(PARTIAL)))
			TRY(folder_remove(path_join(t->a, t->o->out, v[i].name)));
	return OK;
}

/* A backup that cannot be read, or of another key, is none to build on. */
static void find_before(struct take *t)
{
	if (backup_newest(t->a, t->o->out, &t->before_path) != OK ||
	    manifest_read(t->a, t->before_path, t->way.sums, &t->before) != OK)
		t->before_path = NULL;
}

/* What there is to copy and to read again; stores may be smaller or larger by what lies in logs. */
static int64_t estimate(struct take *t)
{
	int64_t cells = 0, control = 0;
	(void) !folder_bytes(from_of(t, S(CELLS)), &cells);
	(void) !file_size(from_of(t, S("control.db")), &control);
	return 2 * (cells + control);
}

static enum err take(struct take *t)
{
	TRY(ring_read(t->a, t->o->dir, t->o->master, &t->ring, &t->r->problem));
	t->way = (struct way) { .watch = t->o->watch, .sums = sum_key(&t->ring) };
	t->way.progress.all_bytes = estimate(t);
	t->m = (struct manifest) { .arena = t->a,
		                   .made_at = t->o->now_ms,
		                   .program = t->o->program };
	TRY(fail(t, remove_partial(t), t->o->out));
	find_before(t);
	choose_name(t);
	enum err e = run(t);
	if (e != OK && file_exists(t->partial) && folder_remove(t->partial) != OK)
		log_event(LOG_ERROR, "backup.partial-left");
	return e;
}

enum err backup_take(struct arena *a, const struct backup_options *o, struct backup_result *r)
{
	struct take t = { .o = o, .r = r, .a = a };
	struct file_lock lock;
	*r = (struct backup_result) { .problem = STR_ABSENT };
	TRY(fail(&t, folder_make(o->out), o->out));
	enum err e = file_lock(path_join(a, o->out, S("lock")), &lock);
	if (e == ERR_BUSY)
		r->problem = arena_printf(a, "Another backup is being written to %s.", o->out);
	TRY(fail(&t, e, o->out));
	e = take(&t);
	key_free(t.way.sums);
	keyring_release(&t.ring);
	file_unlock(&lock);
	return e;
}
