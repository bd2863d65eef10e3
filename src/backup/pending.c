/* pending.c: see pending.h. */
#include "backup/pending.h"

#include "backup/impl.h"
#include "cell/store_file.h"
#include "store/migrate.h"

static enum err fail(struct arena *a, enum err e, struct str what, struct str *problem)
{
	if (e != OK && str_absent(*problem))
		*problem = arena_printf(a, "%.*s could not be opened (%s).", PRI_STR(what),
		                        err_info(e)->slug.ptr);
	return e;
}

static enum err look(struct db *db, enum home home, unsigned *n)
{
	unsigned steps;
	TRY(store_pending(db, home, &steps));
	*n += steps != 0;
	return OK;
}

static enum err look_at_cell(struct arena *a, const char *dir, const struct cell_source *s,
                             unsigned *n, struct str *problem)
{
	struct str rel = cell_rel(a, s->id);
	const char *path = path_join(a, dir, rel);
	struct db *db = NULL;
	bool there = file_exists(path);
	if (s->state == cell_state_deleting || (s->state == cell_state_creating && !there))
		return OK;
	enum err e = source_db_open(path, s, DB_read, &db);
	if (e == OK)
		e = look(db, HOME_cell, n);
	db_close(db);
	return fail(a, e, rel, problem);
}

enum err stores_pending(struct arena *a, const char *dir, const struct key *master, unsigned *n,
                        struct str *problem)
{
	struct keyring ring = { 0 };
	struct cell_source *v = NULL;
	struct db *db = NULL;
	unsigned cells = 0;
	*n = 0;
	enum err e = ring_read(a, dir, master, &ring, problem);
	if (e == OK)
		e = fail(a, control_db_open(dir, &ring, DB_read, &db), S("control.db"), problem);
	if (e == OK)
		e = fail(a, look(db, HOME_control, n), S("control.db"), problem);
	if (e == OK)
		e = fail(a, sources_read(db, ring.seal, a, &v, &cells), S("control.db"), problem);
	for (unsigned i = 0; i < cells && e == OK; i++)
		e = look_at_cell(a, dir, &v[i], n, problem);
	sources_free(v, cells);
	db_close(db);
	keyring_release(&ring);
	return e;
}
