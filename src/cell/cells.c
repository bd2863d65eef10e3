/* cells.c: which cells are open: opening, holding, tidying. One lock guards the table, another lets
 * one cold cell open at a time, so that event loops never wait for a migration. */
#include "cell/cell_impl.h"

#include <stdio.h>

#include "plat/clock.h"
#include "plat/files.h"
#include "plat/log.h"
#include "store/migrate.h"

enum { REST_AFTER_MS = 60 * 1000, UNITS_END_MS = 60 * 1000 };

static unsigned bucket_of(struct uuid id)
{
	return id.b[15];
}

struct cells *cells_new(const struct cells_options *o)
{
	struct cells *cs = mem_alloc(sizeof *cs);
	cs->o = *o;
	mutex_init(&cs->lock);
	mutex_init(&cs->open_lock);
	cond_init(&cs->let_go);
	return cs;
}

void cells_set_feed(struct cells *cs, const struct feed_sink *sink)
{
	mutex_lock(&cs->lock);
	cs->sink = *sink;
	mutex_unlock(&cs->lock);
}

/* -- one cell -- */

static void cell_path(const struct cells *cs, struct uuid id, char *out, size_t size)
{
	char text[UUID_TEXT];
	uuid_text(id, text);
	int n = snprintf(out, size, "%s/cells/%.*s.db", cs->o.dir, UUID_TEXT, text);
	ENSURE(n > 0 && (size_t) n < size);
}

enum err cell_db_open(struct cell *c, enum db_mode mode, struct db **out)
{
	int64_t cache = c->home->o.cache_bytes;
	return db_open(
		&(struct db_options) {
			.path = c->path,
			.key = c->store_key->b,
			.mode = mode,
			.tokenise = cell_tokenise,
			.cache_bytes = mode == DB_read ? cache : 2 * cache,
		},
		out);
}

static struct cell *cell_new(struct cells *cs, struct uuid id, const uint8_t key[32],
                             const uint8_t store_key[32])
{
	struct cell *c = mem_alloc(sizeof *c);
	c->home = cs;
	c->id = id;
	c->key = key_of(key);
	c->store_key = key_of(store_key);
	c->hash_key = key_derive(c->key, S("hash"), S(""));
	cell_path(cs, id, c->path, sizeof c->path);
	mutex_init(&c->reader_lock);
	mutex_init(&c->facts_lock);
	c->audit = audit_queue_new();
	c->writer = writer_new(cs->o.writers, &cell_writer_hooks, c);
	return c;
}

static void add_stats(struct writer_stats *to, const struct writer_stats *s)
{
	to->groups += s->groups;
	to->units += s->units;
	to->replays += s->replays;
	to->queue += s->queue;
	for (unsigned i = 0; i < WRITER_SIZES; i++)
		to->sizes[i] += s->sizes[i];
}

static void cell_free(struct cell *c)
{
	audit_close(c);
	writer_rest(c->writer);
	struct writer_stats stats = writer_stats(c->writer);
	mutex_lock(&c->home->lock);
	add_stats(&c->home->past, &stats);
	mutex_unlock(&c->home->lock);
	writer_free(c->writer);
	db_close(c->first_db);
	for (unsigned i = 0; i < c->readers_idle; i++)
		db_close(c->readers[i]);
	arena_release(&c->group.arena);
	audit_queue_free(c->audit);
	key_free(c->key);
	key_free(c->hash_key);
	key_free(c->store_key);
	mutex_release(&c->reader_lock);
	mutex_release(&c->facts_lock);
	mem_free(c);
}

static enum err check_schema(struct cell *c, struct db *db)
{
	struct arena a = ARENA_INIT;
	struct str report;
	enum err e = store_check_schema(db, HOME_cell, &a, &report);
	if (e != OK)
		log_event(LOG_ERROR, "cell.schema-differs", LOG_UUID("cell", c->id), LOG_ERR(e));
	arena_release(&a);
	return e;
}

/* A full disk keeps nobody from reading: the next one who opens the cell plans it. */
static void plan_upkeep(struct cell *c, struct db *db)
{
	enum err e = upkeep_plan(c, db);
	if (e != OK)
		log_event(LOG_WARN, "cell.upkeep-not-planned", LOG_UUID("cell", c->id), LOG_ERR(e));
}

/* Brings the file up to date and reads where its counters stand. */
static enum err start(struct cell *c, enum db_mode mode, const struct cell_seed *seed)
{
	struct db *db = NULL;
	TRY(cell_db_open(c, mode, &db));
	c->first_db = db;
	TRY(store_migrate(db, HOME_cell, cell_now(c)));
	TRY(check_schema(c, db));
	if (seed != NULL)
		TRY(cell_sow(c, db, seed));
	TRY(cell_read_epoch(c, db));
	TRY(cell_read_facts(c, db));
	plan_upkeep(c, db);
	TRY(cell_tell_due(c, db));
	return journal_start(c, db);
}

static enum err open_cell(struct cells *cs, struct uuid id, enum db_mode mode,
                          const struct cell_seed *seed, struct cell **out)
{
	uint8_t key[32], store_key[32];
	TRY(cs->o.key(cs->o.ctx, id, key));
	memcpy(store_key, key, sizeof key);
	enum err e = cs->o.store_key == NULL ? OK : cs->o.store_key(cs->o.ctx, id, store_key);
	struct cell *c = cell_new(cs, id, key, store_key);
	wipe(key, sizeof key);
	wipe(store_key, sizeof store_key);
	if (e == OK)
		e = start(c, mode, seed);
	if (e != OK) {
		log_event(LOG_ERROR, "cell.open-failed", LOG_UUID("cell", id), LOG_ERR(e));
		cell_free(c);
		return e;
	}
	*out = c;
	return OK;
}

/* The writer takes over the connection that opened the cell; later ones are its own. */
enum err cell_open_writer(void *owner, struct db **db)
{
	struct cell *c = owner;
	if (c->first_db == NULL)
		return cell_db_open(c, DB_write, db);
	*db = c->first_db;
	c->first_db = NULL;
	return OK;
}

/* -- the table -- */

static struct cell *find_locked(struct cells *cs, struct uuid id)
{
	for (struct cell *c = cs->table[bucket_of(id)]; c != NULL; c = c->next)
		if (uuid_eq(c->id, id))
			return c;
	return NULL;
}

struct cell *cells_take_open(struct cells *cs, struct uuid id)
{
	mutex_lock(&cs->lock);
	struct cell *c = find_locked(cs, id);
	if (c != NULL) {
		c->refs++;
		c->rested = false;
	}
	mutex_unlock(&cs->lock);
	return c;
}

static void add(struct cells *cs, struct cell *c)
{
	mutex_lock(&cs->lock);
	c->refs = 1;
	c->next = cs->table[bucket_of(c->id)];
	cs->table[bucket_of(c->id)] = c;
	cs->open++;
	mutex_unlock(&cs->lock);
}

/* One open cell per file, whoever comes first: two would be two writers. */
static enum err take(struct cells *cs, struct uuid id, enum db_mode mode,
                     const struct cell_seed *seed, struct cell **out)
{
	enum err e = OK;
	if ((*out = cells_take_open(cs, id)) != NULL)
		return OK;
	mutex_lock(&cs->open_lock);
	if ((*out = cells_take_open(cs, id)) == NULL) {
		e = open_cell(cs, id, mode, seed, out);
		if (e == OK)
			add(cs, *out);
	}
	mutex_unlock(&cs->open_lock);
	return e;
}

enum err cells_take(struct cells *cs, struct uuid id, struct cell **out)
{
	return take(cs, id, DB_write, NULL, out);
}

void cell_give(struct cell *c)
{
	struct cells *cs = c->home;
	int64_t now_ms = cs->o.now_ms();
	mutex_lock(&cs->lock);
	ENSURE(c->refs > 0);
	c->refs--;
	c->used_at = now_ms;
	mutex_unlock(&cs->lock);
}

/* One that is open has been made to the end. */
enum err cell_create(struct cells *cs, const struct cell_seed *seed)
{
	struct arena a = ARENA_INIT;
	struct cell *c;
	enum err e = folder_make(path_join(&a, cs->o.dir, S("cells")));
	arena_release(&a);
	TRY(e);
	TRY(take(cs, seed->id, DB_create, seed, &c));
	cell_give(c);
	return OK;
}

/* Takes the longest unused idle cell out of the table; NULL when few enough are open. */
static struct cell *take_out_idle(struct cells *cs, unsigned keep)
{
	struct cell **oldest = NULL;
	if (cs->open <= keep)
		return NULL;
	for (unsigned i = 0; i < COUNT(cs->table); i++)
		for (struct cell **at = &cs->table[i]; *at != NULL; at = &(*at)->next)
			if ((*at)->refs == 0 &&
			    (oldest == NULL || (*at)->used_at < (*oldest)->used_at))
				oldest = at;
	if (oldest == NULL)
		return NULL;
	struct cell *c = *oldest;
	*oldest = c->next;
	cs->open--;
	return c;
}

static void close_idle(struct cells *cs, unsigned keep)
{
	for (struct cell *c;;) {
		mutex_lock(&cs->lock);
		c = take_out_idle(cs, keep);
		mutex_unlock(&cs->lock);
		if (c == NULL)
			return;
		cell_free(c);
	}
}

/* Holds an unused cell that has not been put to rest yet; NULL: none. */
static struct cell *hold_unused(struct cells *cs, int64_t before_ms)
{
	for (unsigned i = 0; i < COUNT(cs->table); i++)
		for (struct cell *c = cs->table[i]; c != NULL; c = c->next)
			if (c->refs == 0 && !c->rested && c->used_at < before_ms) {
				c->refs++;
				c->rested = true;
				return c;
			}
	return NULL;
}

unsigned cells_hold(struct cells *cs, bool (*which)(struct cell *c), struct cell **out,
                    unsigned max)
{
	unsigned n = 0;
	mutex_lock(&cs->lock);
	for (unsigned i = 0; i < COUNT(cs->table); i++)
		for (struct cell *c = cs->table[i]; c != NULL && n < max; c = c->next)
			if (which(c)) {
				c->refs++;
				out[n++] = c;
			}
	mutex_unlock(&cs->lock);
	return n;
}

void cell_let_go(struct cell *c)
{
	struct cells *cs = c->home;
	mutex_lock(&cs->lock);
	c->refs--;
	cond_broadcast(&cs->let_go); /* within: cells_free may take all away once it is unlocked */
	mutex_unlock(&cs->lock);
}

static void rest_unused(struct cells *cs)
{
	int64_t before_ms = cs->o.now_ms() - REST_AFTER_MS;
	for (struct cell *c;;) {
		mutex_lock(&cs->lock);
		c = hold_unused(cs, before_ms);
		mutex_unlock(&cs->lock);
		if (c == NULL)
			return;
		cell_rest(c);
		cell_let_go(c);
	}
}

static void tidy_logs(struct cells *cs)
{
	mutex_lock(&cs->lock);
	for (unsigned i = 0; i < COUNT(cs->table); i++)
		for (struct cell *c = cs->table[i]; c != NULL; c = c->next)
			writer_tidy(c->writer);
	mutex_unlock(&cs->lock);
}

/* -- for good -- */

/* NULL: it is not open. ERR_BUSY: somebody holds it. */
static enum err take_out(struct cells *cs, struct uuid id, struct cell **out)
{
	struct cell **at = &cs->table[bucket_of(id)];
	while (*at != NULL && !uuid_eq((*at)->id, id))
		at = &(*at)->next;
	*out = *at;
	if (*out == NULL)
		return OK;
	if ((*out)->refs > 0)
		return ERR_BUSY;
	*at = (*out)->next;
	cs->open--;
	return OK;
}

static enum err remove_file(const char *path)
{
	enum err e = file_remove(path);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err remove_files(struct cells *cs, struct uuid id)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char path[sizeof((struct cell *) NULL)->path], part[sizeof path + 8];
	cell_path(cs, id, path, sizeof path);
	for (unsigned i = 0; i < COUNT(tails); i++) {
		snprintf(part, sizeof part, "%s%s", path, tails[i]);
		TRY(remove_file(part));
	}
	snprintf(part, sizeof part, "%.*s.files", (int) (strlen(path) - 3), path);
	enum err e = folder_remove(part);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err cells_remove(struct cells *cs, struct uuid id)
{
	struct cell *c = NULL;
	mutex_lock(&cs->open_lock);
	mutex_lock(&cs->lock);
	enum err e = take_out(cs, id, &c);
	mutex_unlock(&cs->lock);
	if (c != NULL && e == OK)
		cell_free(c);
	if (e == OK)
		e = remove_files(cs, id);
	mutex_unlock(&cs->open_lock);
	return e;
}

void cells_tidy(struct cells *cs)
{
	tidy_logs(cs);
	rest_unused(cs);
	close_idle(cs, cs->o.idle_max);
}

struct writer_stats cells_stats(struct cells *cs)
{
	mutex_lock(&cs->lock);
	struct writer_stats all = cs->past;
	for (unsigned i = 0; i < COUNT(cs->table); i++)
		for (struct cell *c = cs->table[i]; c != NULL; c = c->next) {
			struct writer_stats stats = writer_stats(c->writer);
			add_stats(&all, &stats);
		}
	mutex_unlock(&cs->lock);
	return all;
}

unsigned cells_open(struct cells *cs)
{
	mutex_lock(&cs->lock);
	unsigned n = cs->open;
	mutex_unlock(&cs->lock);
	return n;
}

void cells_keep_files(struct cells *cs)
{
	atomic_fetch_add(&cs->files_kept, 1);
}

void cells_let_files_go(struct cells *cs)
{
	atomic_fetch_sub(&cs->files_kept, 1);
}

bool cells_files_are_kept(struct cells *cs)
{
	return atomic_load(&cs->files_kept) != 0;
}

static bool is_held(struct cells *cs)
{
	for (unsigned i = 0; i < COUNT(cs->table); i++)
		for (struct cell *c = cs->table[i]; c != NULL; c = c->next)
			if (c->refs != 0)
				return true;
	return false;
}

/* Units that nobody waits for hold their cell until they are through. */
static void wait_for_units(struct cells *cs)
{
	int64_t deadline_ms = clock_mono_ms(&clock_system) + UNITS_END_MS;
	mutex_lock(&cs->lock);
	while (is_held(cs) && cond_wait_until(&cs->let_go, &cs->lock, deadline_ms))
		continue;
	mutex_unlock(&cs->lock);
}

void cells_free(struct cells *cs)
{
	wait_for_units(cs);
	close_idle(cs, 0);
	ENSURE(cs->open == 0);
	cond_release(&cs->let_go);
	mutex_release(&cs->lock);
	mutex_release(&cs->open_lock);
	mem_free(cs);
}
