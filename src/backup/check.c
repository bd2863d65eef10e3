/* check.c: whether everything that a manifest names is there, whole, and opens. */
#include "backup/impl.h"
#include "cell/store_file.h"

/* -- stores -- */

enum err store_check(struct arena *a, struct db *db, const char *name, struct str *problem)
{
	struct str report = S("");
	enum err e = db_integrity(db, a, &report);
	if (e == OK && !str_eq(report, S("ok")))
		e = ERR_STORAGE;
	if (e != OK)
		*problem = arena_printf(a, "%s is damaged.", name);
	return e == ERR_KEY ? ERR_STORAGE : e;
}

static enum err check_source(struct arena *a, const char *folder, const struct cell_source *s,
                             struct str *problem)
{
	struct str rel = cell_rel(a, s->id);
	struct db *db = NULL;
	enum err e = source_db_open(path_join(a, folder, rel), s, DB_read, &db);
	if (e == OK)
		e = store_check(a, db, rel.ptr, problem);
	else
		*problem = arena_printf(a, "%s could not be opened (%s).", rel.ptr,
		                        err_info(e)->slug.ptr);
	db_close(db);
	return e == ERR_KEY ? ERR_STORAGE : e;
}

/* A workspace without a file in the backup was deleted meanwhile, or not made yet. */
static bool in_manifest(struct arena *a, const struct manifest *m, struct uuid id)
{
	struct str rel = cell_rel(a, id);
	for (unsigned i = 0; i < m->n; i++)
		if (str_eq(m->files[i].path, rel))
			return true;
	return false;
}

static void add_size(struct arena *a, const char *folder, struct str rel, struct way *w)
{
	int64_t bytes;
	if (file_size(path_join(a, folder, rel), &bytes) == OK)
		w->progress.done_bytes += bytes;
}

static enum err check_sources(struct arena *a, const char *folder, const struct cell_source *v,
                              unsigned n, const struct manifest *m, struct way *w, unsigned *cells,
                              struct str *problem)
{
	for (unsigned i = 0; i < n; i++) {
		if (!in_manifest(a, m, v[i].id))
			continue;
		TRY(check_source(a, folder, &v[i], problem));
		add_size(a, folder, cell_rel(a, v[i].id), w);
		++*cells;
		if (w->watch.goes_on != NULL && !w->watch.goes_on(w->watch.ctx, &w->progress))
			return ERR_CANCELLED;
	}
	return OK;
}

enum err stores_check(struct arena *a, const char *folder, const struct keyring *r,
                      const struct manifest *m, struct way *w, unsigned *cells, struct str *problem)
{
	struct cell_source *v = NULL;
	struct db *db = NULL;
	unsigned n = 0;
	*cells = 0;
	enum err e = control_db_open(folder, r, DB_read, &db);
	if (e == OK)
		e = store_check(a, db, "control.db", problem);
	else
		*problem = S("control.db could not be opened.");
	if (e == OK)
		e = sources_read(db, r->seal, a, &v, &n);
	if (e == ERR_KEY)
		e = ERR_STORAGE;
	if (e != OK && str_absent(*problem))
		*problem = S("The keys in control.db could not be read.");
	db_close(db);
	if (e == OK)
		e = check_sources(a, folder, v, n, m, w, cells, problem);
	sources_free(v, n);
	return e;
}

/* -- files -- */

static enum err check_file(struct arena *a, const char *folder, const struct manifest_file *f,
                           struct way *w, struct str *problem)
{
	struct copy_options o = copy_options(w);
	uint8_t sum[FILE_SUM_BYTES];
	int64_t bytes = 0;
	enum err e = file_sum(path_join(a, folder, f->path), &o, sum, &bytes);
	if (e == OK && (bytes != f->bytes || !seal_equal(sum, f->sum, sizeof sum)))
		e = ERR_STORAGE;
	if (e == OK || e == ERR_CANCELLED)
		return e;
	*problem = e == ERR_NOT_FOUND ? arena_printf(a, "%.*s is missing.", PRI_STR(f->path))
	           : e == ERR_STORAGE
	                   ? arena_printf(a, "%.*s is damaged.", PRI_STR(f->path))
	                   : arena_printf(a, "%.*s could not be read.", PRI_STR(f->path));
	return e == ERR_NOT_FOUND ? ERR_STORAGE : e;
}

enum err files_check(struct arena *a, const char *folder, const struct manifest *m, struct way *w,
                     struct str *problem)
{
	for (unsigned i = 0; i < m->n; i++) {
		struct arena_mark mark = arena_mark(a);
		enum err e = check_file(a, folder, &m->files[i], w, problem);
		if (e != OK)
			return e;
		arena_rewind(a, mark);
	}
	return OK;
}

/* -- the whole -- */

static struct str key_problem(struct arena *a, const char *folder, const struct key *master)
{
	struct fingerprint given = key_fingerprint(master);
	struct keyring_masters needed;
	enum err e = keyring_needs(folder, &needed);
	if (e == ERR_NOT_FOUND)
		return arena_printf(a, "The keyring is missing in %s.", folder);
	if (e != OK)
		return arena_printf(a, "The keyring in %s is damaged.", folder);
	return arena_printf(a,
	                    "Master key %.*s is needed for %s, and the one that was given is %s.",
	                    PRI_STR(keyring_needs_text(a, &needed)), folder, given.text);
}

enum err ring_read(struct arena *a, const char *folder, const struct key *master,
                   struct keyring *ring, struct str *problem)
{
	enum err e = keyring_read(folder, master, ring);
	if (e == ERR_STORAGE)
		*problem = arena_printf(a, "The keyring in %s is damaged.", folder);
	else if (e != OK)
		*problem = key_problem(a, folder, master);
	return e == ERR_NOT_FOUND ? ERR_STORAGE : e;
}
