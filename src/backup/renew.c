/* renew.c: makes a restored folder ready to be served: a new epoch for every workspace's feed, jobs
 * held until a person releases them, receipts of what was erased since. */
#include "backup/impl.h"
#include "cell/store_file.h"
#include "control/restored.h"

static enum err renew_cell(struct renewal *n, const struct cell_source *c)
{
	struct str rel = cell_rel(n->a, c->id);
	const char *path = path_join(n->a, n->dir, rel);
	struct db *db;
	int64_t held = 0;
	if (!file_exists(path))
		return OK;
	enum err e = source_db_open(path, c, DB_write, &db);
	if (e == OK) {
		e = cell_store_renew(db, n->o->now_ms, &held);
		db_close(db);
	}
	if (e != OK)
		n->r->problem = arena_printf(n->a, "%s could not be made ready (%s).", rel.ptr,
		                             err_info(e)->slug.ptr);
	n->r->held_jobs += held;
	return e;
}

static enum err renew_cells(struct renewal *n)
{
	struct cell_source *v;
	unsigned count;
	enum err e = sources_read(n->control, n->ring->seal, n->a, &v, &count);
	for (unsigned i = 0; i < count && e == OK; i++)
		e = renew_cell(n, &v[i]);
	sources_free(v, count);
	return e;
}

static enum err carry_receipts(struct renewal *n)
{
	struct keyring ring = { 0 };
	struct db *from = NULL;
	if (n->receipts_from == NULL)
		return OK;
	TRY(ring_read(n->a, n->receipts_from, n->o->master, &ring, &n->r->problem));
	enum err e = control_db_open(n->receipts_from, &ring, DB_read, &from);
	if (e == OK)
		e = control_receipts_carry(from, n->control, &n->r->receipts);
	if (e == ERR_BUSY)
		n->r->problem =
			arena_printf(n->a, "A server holds %s: stop it first.", n->receipts_from);
	else if (e != OK)
		n->r->problem = arena_printf(n->a, "The receipts in %s could not be read.",
		                             n->receipts_from);
	db_close(from);
	keyring_release(&ring);
	return e;
}

static enum err renew(struct renewal *n)
{
	TRY(control_restored_schema(n->control, n->o->now_ms));
	TRY(carry_receipts(n));
	TRY(renew_cells(n));
	return control_restored_note(n->control, &(struct restored_facts) {
							 .now_ms = n->o->now_ms,
							 .made_at = n->m->made_at,
							 .held_jobs = n->r->held_jobs,
							 .gone = n->m->gone,
							 .gone_n = n->m->gone_n,
						 });
}

enum err restored_renew(struct renewal *n)
{
	enum err e = control_db_open(n->dir, n->ring, DB_write, &n->control);
	if (e == OK)
		e = renew(n);
	if (e != OK && str_absent(n->r->problem))
		n->r->problem = arena_printf(n->a, "control.db could not be made ready (%s).",
		                             err_info(e)->slug.ptr);
	db_close(n->control);
	return e;
}
