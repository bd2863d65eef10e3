/* way.c: progress, sums and names that all of backup/ shares. */
#include "backup/impl.h"
#include "cell/store_file.h"

struct key *sum_key(const struct keyring *r)
{
	return key_derive(r->seal, S("backup"), S(""));
}

static bool ask(struct way *w)
{
	return w->watch.goes_on == NULL || w->watch.goes_on(w->watch.ctx, &w->progress);
}

static bool piece_done(void *ctx, int64_t bytes)
{
	struct way *w = ctx;
	w->progress.done_bytes += bytes;
	return ask(w);
}

struct copy_options copy_options(struct way *w)
{
	return (struct copy_options) {
		.key = w->sums, .context = S("file"), .goes_on = piece_done, .ctx = w
	};
}

bool way_store_goes_on(void *ctx, int64_t done_bytes, int64_t all_bytes)
{
	struct way *w = ctx;
	(void) all_bytes;
	w->progress.done_bytes = w->base_bytes + done_bytes;
	return ask(w);
}

struct str cell_rel(struct arena *a, struct uuid id)
{
	char text[UUID_TEXT];
	uuid_text(id, text);
	return arena_printf(a, CELLS "/%.*s.db", UUID_TEXT, text);
}

struct str cell_files_rel(struct arena *a, struct uuid id)
{
	char text[UUID_TEXT];
	uuid_text(id, text);
	return arena_printf(a, CELLS "/%.*s.files", UUID_TEXT, text);
}

enum err source_db_open(const char *path, const struct cell_source *s, enum db_mode mode,
                        struct db **out)
{
	enum err e = cell_store_open(path, s->store->b, mode, out);
	return e == ERR_KEY && s->next != NULL ? cell_store_open(path, s->next->b, mode, out) : e;
}

static enum err open_control(const char *path, const struct key *key, enum db_mode mode,
                             struct db **out)
{
	enum { CACHE_BYTES = 4 << 20 };
	return db_open(
		&(struct db_options) {
			.path = path, .key = key->b, .mode = mode, .cache_bytes = CACHE_BYTES },
		out);
}

enum err control_db_open(const char *dir, const struct keyring *r, enum db_mode mode,
                         struct db **out)
{
	struct arena a = ARENA_INIT;
	const char *path = path_join(&a, dir, S("control.db"));
	enum err e = open_control(path, r->store, mode, out);
	if (e == ERR_KEY && r->next_store != NULL)
		e = open_control(path, r->next_store, mode, out);
	arena_release(&a);
	return e;
}

bool folder_is_served(const char *dir)
{
	struct arena a = ARENA_INIT;
	const char *path = path_join(&a, dir, S("lock"));
	struct file_lock lock;
	enum err e = file_exists(path) ? file_lock(path, &lock) : ERR_NOT_FOUND;
	if (e == OK)
		file_unlock(&lock);
	arena_release(&a);
	return e == ERR_BUSY;
}
