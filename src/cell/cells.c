/* cells.c: which cells are open: opening, holding, tidying. One lock guards the table, another lets one
 * cold cell open at a time, so that event loops never wait for a migration. */
#include "cell/cell_impl.h"

#include <stdio.h>

#include "plat/files.h"
#include "plat/log.h"
#include "store/migrate.h"

static unsigned bucket_of(struct uuid id)
{
	return id.b[15];
}

struct cells *cells_new(const struct cells_options *o)
{
	struct cells *cs = mem_alloc(sizeof *cs);
	cs->o = *o;
	pthread_mutex_init(&cs->lock, NULL);
	pthread_mutex_init(&cs->open_lock, NULL);
	return cs;
}

void cells_set_feed(struct cells *cs, const struct feed_sink *sink)
{
	cs->sink = *sink;
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
			.key = c->key->b,
			.mode = mode,
			.tokenise = cell_tokenise,
			.cache_bytes = mode == DB_read ? cache : 2 * cache,
		},
		out);
}

static struct cell *cell_new(struct cells *cs, struct uuid id, const uint8_t key[32])
{
	struct cell *c = mem_alloc(sizeof *c);
	c->home = cs;
	c->id = id;
	c->key = key_of(key);
	c->hash_key = key_derive(c->key, S("hash"), S(""));
	cell_path(cs, id, c->path, sizeof c->path);
	pthread_mutex_init(&c->reader_lock, NULL);
	pthread_mutex_init(&c->facts_lock, NULL);
	c->writer = writer_new(cs->o.writers, &cell_writer_hooks, c);
	return c;
}

static void cell_free(struct cell *c)
{
	writer_rest(c->writer);
	writer_free(c->writer);
	db_close(c->first_db);
	for (unsigned i = 0; i < c->readers_idle; i++)
		db_close(c->readers[i]);
	arena_release(&c->group.arena);
	key_free(c->key);
	key_free(c->hash_key);
	pthread_mutex_destroy(&c->reader_lock);
	pthread_mutex_destroy(&c->facts_lock);
	mem_free(c);
}

static enum err read_epoch(struct cell *c, struct db *db)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT value FROM settings WHERE name = 'epoch'"), &s));
	TRY(stmt_step(s, &row));
	return row && uuid_parse(col_text(s, 0), &c->epoch) ? OK : ERR_SCHEMA;
}

enum err cell_read_facts(struct cell *c, struct db *db)
{
	struct arena a = ARENA_INIT;
	struct actor engine = actor_engine();
	struct workspace w;
	enum err e = row_get(db, &a, &engine, &workspace_record, c->id, LIVE_only, &w);
	if (e == OK) {
		struct cell_facts f = { .narrow = w.narrow };
		if (has(&w, F_workspace_country) && w.country.len == 2)
			memcpy(f.country, w.country.ptr, 2);
		if (w.time_zone.len < sizeof f.zone)
			memcpy(f.zone, w.time_zone.ptr, w.time_zone.len);
		pthread_mutex_lock(&c->facts_lock);
		c->facts = f;
		pthread_mutex_unlock(&c->facts_lock);
	}
	arena_release(&a);
	return e;
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
	TRY(read_epoch(c, db));
	TRY(cell_read_facts(c, db));
	TRY(journal_start(c, db));
	atomic_store(&c->seq, c->change_seq);
	return OK;
}

static enum err open_cell(struct cells *cs, struct uuid id, enum db_mode mode,
                          const struct cell_seed *seed, struct cell **out)
{
	uint8_t key[32];
	TRY(cs->o.key(cs->o.ctx, id, key));
	struct cell *c = cell_new(cs, id, key);
	wipe(key, sizeof key);
	enum err e = start(c, mode, seed);
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
	pthread_mutex_lock(&cs->lock);
	struct cell *c = find_locked(cs, id);
	if (c != NULL) {
		c->refs++;
		c->used_at = cs->o.now_ms();
	}
	pthread_mutex_unlock(&cs->lock);
	return c;
}

static void add(struct cells *cs, struct cell *c)
{
	pthread_mutex_lock(&cs->lock);
	c->refs = 1;
	c->used_at = cs->o.now_ms();
	c->next = cs->table[bucket_of(c->id)];
	cs->table[bucket_of(c->id)] = c;
	cs->open++;
	pthread_mutex_unlock(&cs->lock);
}

enum err cells_take(struct cells *cs, struct uuid id, struct cell **out)
{
	enum err e = OK;
	if ((*out = cells_take_open(cs, id)) != NULL)
		return OK;
	pthread_mutex_lock(&cs->open_lock);
	if ((*out = cells_take_open(cs, id)) == NULL) {
		e = open_cell(cs, id, DB_write, NULL, out);
		if (e == OK)
			add(cs, *out);
	}
	pthread_mutex_unlock(&cs->open_lock);
	return e;
}

void cell_give(struct cell *c)
{
	struct cells *cs = c->home;
	pthread_mutex_lock(&cs->lock);
	ENSURE(c->refs > 0);
	c->refs--;
	pthread_mutex_unlock(&cs->lock);
}

enum err cell_create(struct cells *cs, const struct cell_seed *seed)
{
	char folder[512];
	struct cell *c = NULL;
	snprintf(folder, sizeof folder, "%s/cells", cs->o.dir);
	TRY(folder_make(folder));
	pthread_mutex_lock(&cs->open_lock);
	enum err e = open_cell(cs, seed->id, DB_create, seed, &c);
	if (e == OK) {
		add(cs, c);
		cell_give(c);
	}
	pthread_mutex_unlock(&cs->open_lock);
	return e;
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
		pthread_mutex_lock(&cs->lock);
		c = take_out_idle(cs, keep);
		pthread_mutex_unlock(&cs->lock);
		if (c == NULL)
			return;
		cell_free(c);
	}
}

void cells_tidy(struct cells *cs)
{
	close_idle(cs, cs->o.idle_max);
}

void cells_free(struct cells *cs)
{
	close_idle(cs, 0);
	ENSURE(cs->open == 0);
	pthread_mutex_destroy(&cs->lock);
	pthread_mutex_destroy(&cs->open_lock);
	mem_free(cs);
}
