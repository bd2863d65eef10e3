/* reencrypt.c: see reencrypt.h. */
#include "backup/reencrypt.h"

#include "backup/impl.h"
#include "cell/store_file.h"

#define MARK "reencrypting"
#define FRESH ".new"

struct work {
	struct arena *a;
	const char *dir;
	int64_t now_ms;
	struct keyring ring;
	const struct key *master;
	struct db *control;
	struct way way;
	struct reencrypt_result *r; /* NULL: only settling */
};

static const char *in_dir(struct work *w, struct str rel)
{
	return path_join(w->a, w->dir, rel);
}

static const char *fresh_of(struct work *w, struct str rel)
{
	return arena_printf(w->a, "%s/%.*s" FRESH, w->dir, PRI_STR(rel)).ptr;
}

static enum err gone(enum err e)
{
	return e == ERR_NOT_FOUND ? OK : e;
}

/* -- one file -- */

/* All that its log holds goes into the file, so that the file alone is the store. */
static enum err empty_log(struct db *db)
{
	int64_t left = 0;
	TRY(db_checkpoint(db, true, &left));
	return left == 0 ? OK : ERR_BUSY;
}

/* The copy is there and whole; the log of the old file must not be taken for that of the new. */
static enum err move_over(struct work *w, struct str rel)
{
	static const struct str tails[] = { STR("-wal"), STR("-shm") };
	for (size_t i = 0; i < COUNT(tails); i++)
		TRY(gone(file_remove(arena_join(w->a, str_of(in_dir(w, rel)), tails[i]).ptr)));
	return path_move(fresh_of(w, rel), in_dir(w, rel));
}

static enum err copy_beside(struct work *w, struct db *db, struct str rel, const struct key *key)
{
	const char *path = fresh_of(w, rel);
	w->way.base_bytes = w->way.progress.done_bytes;
	TRY(gone(file_remove(path)));
	TRY(empty_log(db));
	return db_copy(db, &(struct db_copy) { .path = path,
	                                       .key = key->b,
	                                       .goes_on = way_store_goes_on,
	                                       .ctx = &w->way });
}

/* -- control's rows -- */

static enum err put_source(struct work *w, const struct cell_source *s)
{
	TRY(db_begin(w->control));
	enum err e = source_write(w->control, s, w->ring.seal, w->now_ms);
	if (e == OK)
		e = db_commit(w->control);
	db_rollback(w->control);
	return e;
}

static enum err put_ring(struct work *w)
{
	return keyring_write(w->dir, &w->ring, &w->master, 1);
}

/* -- settling -- */

/* Which of its two keys opens the file that is there is its key from now on. */
static enum err settle_cell(struct work *w, struct cell_source *s)
{
	struct str rel = cell_rel(w->a, s->id);
	struct db *db = NULL;
	if (s->next == NULL)
		return OK;
	enum err e = cell_store_open(in_dir(w, rel), s->next->b, DB_read, &db);
	db_close(db);
	if (e != OK && e != ERR_KEY && e != ERR_NOT_FOUND)
		return e;
	key_free(e == OK ? s->store : s->next);
	if (e == OK)
		s->store = s->next;
	s->next = NULL;
	TRY(gone(file_remove(fresh_of(w, rel))));
	return put_source(w, s);
}

/* The same for control, by the ring; w->control is open. */
static enum err settle_control(struct work *w)
{
	struct db *db = NULL;
	struct keyring like = { .store = w->ring.next_store };
	if (w->ring.next_store == NULL)
		return OK;
	db_close(w->control);
	w->control = NULL;
	enum err e = control_db_open(w->dir, &like, DB_read, &db);
	db_close(db);
	if (e != OK && e != ERR_KEY)
		return e;
	key_free(e == OK ? w->ring.store : w->ring.next_store);
	if (e == OK)
		w->ring.store = w->ring.next_store;
	w->ring.next_store = NULL;
	TRY(gone(file_remove(fresh_of(w, S("control.db")))));
	TRY(put_ring(w));
	return control_db_open(w->dir, &w->ring, DB_write, &w->control);
}

static enum err settle_all(struct work *w)
{
	struct cell_source *v;
	unsigned n;
	TRY(settle_control(w));
	enum err e = sources_read(w->control, w->ring.seal, w->a, &v, &n);
	for (unsigned i = 0; i < n && e == OK; i++)
		e = settle_cell(w, &v[i]);
	sources_free(v, n);
	return e == OK ? gone(file_remove(in_dir(w, S(MARK)))) : e;
}

static enum err begin(struct work *w, struct str *problem)
{
	TRY(ring_read(w->a, w->dir, w->master, &w->ring, problem));
	return control_db_open(w->dir, &w->ring, DB_write, &w->control);
}

static void end(struct work *w)
{
	db_close(w->control);
	keyring_release(&w->ring);
}

enum err reencrypt_settle(const char *dir, const struct key *master, int64_t now_ms)
{
	struct arena a = ARENA_INIT;
	struct str problem = STR_ABSENT;
	struct work w = { .a = &a, .dir = dir, .master = master, .now_ms = now_ms };
	enum err e = OK;
	if (file_exists(path_join(&a, dir, S(MARK)))) {
		e = begin(&w, &problem);
		if (e == OK)
			e = settle_all(&w);
		end(&w);
	}
	arena_release(&a);
	return e;
}

/* -- writing anew -- */

static enum err fail(struct work *w, enum err e, const char *what)
{
	if (e != OK && e != ERR_CANCELLED && str_absent(w->r->problem))
		w->r->problem = arena_printf(w->a, "%s could not be written anew (%s).", what,
		                             err_info(e)->slug.ptr);
	return e;
}

static enum err renew_cell(struct work *w, struct cell_source *s)
{
	struct str rel = cell_rel(w->a, s->id);
	struct db *db = NULL;
	s->next = key_new();
	TRY(put_source(w, s));
	enum err e = cell_store_open(in_dir(w, rel), s->store->b, DB_write, &db);
	if (e == OK)
		e = copy_beside(w, db, rel, s->next);
	db_close(db);
	TRY(e);
	TRY(move_over(w, rel));
	return settle_cell(w, s);
}

static enum err renew_control(struct work *w)
{
	struct str rel = S("control.db");
	w->ring.next_store = key_new();
	TRY(put_ring(w));
	TRY(copy_beside(w, w->control, rel, w->ring.next_store));
	db_close(w->control);
	w->control = NULL;
	TRY(move_over(w, rel));
	TRY(control_db_open(w->dir, &w->ring, DB_write, &w->control));
	return settle_control(w);
}

static bool has_store(struct work *w, const struct cell_source *s)
{
	return s->state != cell_state_deleting && file_exists(in_dir(w, cell_rel(w->a, s->id)));
}

/* The largest needs room beside itself; all of them together say how far it is. */
static enum err measure(struct work *w, const struct cell_source *v, unsigned n)
{
	int64_t left, largest = 0, bytes = 0;
	TRY(file_size(in_dir(w, S("control.db")), &largest));
	w->way.progress.all_bytes = largest;
	for (unsigned i = 0; i < n; i++) {
		if (!has_store(w, &v[i]))
			continue;
		TRY(file_size(in_dir(w, cell_rel(w->a, v[i].id)), &bytes));
		w->way.progress.all_bytes += bytes;
		largest = bytes > largest ? bytes : largest;
	}
	w->r->bytes = w->way.progress.all_bytes;
	TRY(disk_free(w->dir, &left));
	if (left > largest)
		return OK;
	w->r->problem = arena_printf(w->a, "%lld bytes are needed beside the data, %lld are free.",
	                             (long long) largest, (long long) left);
	return ERR_FULL;
}

static enum err renew_all(struct work *w)
{
	struct cell_source *v;
	unsigned n;
	enum err e = sources_read(w->control, w->ring.seal, w->a, &v, &n);
	if (e == OK)
		e = measure(w, v, n);
	for (unsigned i = 0; i < n && e == OK; i++) {
		if (!has_store(w, &v[i]))
			continue;
		e = fail(w, renew_cell(w, &v[i]), cell_rel(w->a, v[i].id).ptr);
		w->r->cells += e == OK;
	}
	sources_free(v, n);
	return e == OK ? fail(w, renew_control(w), "control.db") : e;
}

enum err stores_reencrypt(struct arena *a, const struct reencrypt_options *o,
                          struct reencrypt_result *r)
{
	*r = (struct reencrypt_result) { .problem = STR_ABSENT };
	TRY(reencrypt_settle(o->dir, o->master, o->now_ms));
	struct work w = { .a = a,
		          .dir = o->dir,
		          .master = o->master,
		          .now_ms = o->now_ms,
		          .way = { .watch = o->watch },
		          .r = r };
	enum err e = file_write(in_dir(&w, S(MARK)), S(""));
	if (e == OK)
		e = begin(&w, &r->problem);
	if (e == OK)
		e = renew_all(&w);
	end(&w);
	/* Also after an error: it opens as before, or under the keys that it has by now. */
	enum err settled = reencrypt_settle(o->dir, o->master, o->now_ms);
	return e != OK ? e : settled;
}
