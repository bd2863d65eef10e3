/* open.c: opens and closes the store of the server, and runs what reads and writes it. */
#include <stdio.h>

#include "control/control_impl.h"
#include "control/keyring.h"
#include "plat/files.h"
#include "plat/log.h"
#include "plat/random.h"
#include "store/migrate.h"

enum { WRITER_CACHE = 1 << 20, READER_CACHE = 1 << 20 };

static enum err open_db(struct control *c, enum db_mode mode, struct db **out)
{
	return db_open(
		&(struct db_options) {
			.path = c->path,
			.key = c->store_key->b,
			.mode = mode,
			.cache_bytes = mode == DB_read ? READER_CACHE : WRITER_CACHE,
		},
		out);
}

/* -- the writer's hooks: a write of control is whole by itself -- */

/* The connection that migrated is the first one to write. */
static enum err open_writer(void *owner, struct db **db)
{
	struct control *c = owner;
	if (c->first_db == NULL)
		return open_db(c, DB_write, db);
	*db = c->first_db;
	c->first_db = NULL;
	return OK;
}

static void on_begin(void *owner)
{
	(void) owner;
}

static void on_merge(void *owner, struct write_task *t)
{
	(void) owner, (void) t;
}

static enum err on_tail(void *owner, struct db *db)
{
	(void) owner, (void) db;
	return OK;
}

static void on_committed(void *owner, struct db *db)
{
	(void) owner, (void) db;
}

static const struct writer_hooks hooks = {
	.open = open_writer,
	.begin = on_begin,
	.merge = on_merge,
	.tail = on_tail,
	.committed = on_committed,
};

/* -- reading and writing -- */

enum err control_read(struct control *c, control_fn *fn, void *arg)
{
	mutex_lock(&c->read_lock);
	enum err e = fn(c, c->reader, arg);
	mutex_unlock(&c->read_lock);
	return e;
}

struct control_task {
	struct write_task task;
	struct control *c;
	control_fn *fn;
	void *arg;
};

static enum err run_task(struct write_task *t, struct db *db)
{
	struct control_task *task = (struct control_task *) t;
	return task->fn(task->c, db, task->arg);
}

enum err control_write(struct control *c, control_fn *fn, void *arg)
{
	struct control_task t = { { .run = run_task }, c, fn, arg };
	return writer_run(c->writer, &t.task);
}

/* -- rows -- */

struct uuid fresh_row(const struct control *c, void *row)
{
	int64_t now_ms = c->now_ms();
	struct head *h = row;
	h->has |= BIT(F_id) | BIT(F_version) | BIT(F_created_at) | BIT(F_updated_at);
	h->id = uuid_new(now_ms);
	h->version = 1;
	h->created_at = h->updated_at = now_ms;
	return h->id;
}

uint64_t touch_row(const struct control *c, void *row)
{
	struct head *h = row;
	h->version++;
	h->updated_at = c->now_ms();
	return BIT(F_version) | BIT(F_updated_at);
}

enum err row_by_id(struct db *db, struct arena *a, const struct record *rec, struct uuid id,
                   void *row)
{
	const struct actor engine = actor_engine();
	return row_get(db, a, &engine, rec, id, LIVE_only, row);
}

enum err rows_with(struct db *db, struct arena *a, const struct record *rec, int field,
                   const void *like, void ***rows, unsigned *n)
{
	enum { PAGE = 200 };
	const struct actor engine = actor_engine();
	struct query q = { .rec = rec, .actor = &engine, .sort = F_id, .limit = PAGE };
	struct page page;
	unsigned room = 0;
	if (field >= 0)
		q.filters[q.filter_n++] = (struct filter) { FILTER_eq, field, like };
	for (*rows = NULL, *n = 0;; q.cursor = page.next) {
		TRY(query_page(db, a, &q, &page));
		if (*n + page.n > room) {
			room = 2 * (*n + page.n);
			void **more = arena_array(a, void *, room);
			if (*n != 0)
				memcpy(more, *rows, *n * sizeof *more);
			*rows = more;
		}
		if (page.n != 0)
			memcpy(*rows + *n, page.rows, page.n * sizeof **rows);
		*n += page.n;
		if (str_absent(page.next))
			return OK;
	}
}

/* -- opening -- */

static enum err check_schema(struct db *db)
{
	struct arena a = ARENA_INIT;
	struct str report;
	enum err e = store_check_schema(db, HOME_control, &a, &report);
	if (e != OK)
		log_event(LOG_ERROR, "control.schema-differs", LOG_ERR(e));
	arena_release(&a);
	return e;
}

static enum err sweep(struct control *c, struct db *db, void *arg)
{
	(void) arg;
	TRY(attempts_sweep(c, db));
	TRY(devices_sweep(c, db));
	TRY(codes_sweep(c, db));
	TRY(egress_sweep(c, db));
	TRY(invites_sweep(c, db));
	return sessions_sweep(c, db);
}

/* -- keys -- */

struct opening {
	const char *dir;
	struct key *master;
	struct keyring ring;
	bool adopted; /* of a version that had no ring */
};

static enum err write_ring(struct opening *o)
{
	const struct key *master = o->master;
	return keyring_write(o->dir, &o->ring, &master, 1);
}

static enum err find_ring(struct control *c, struct opening *o)
{
	enum err e = keyring_read(o->dir, o->master, &o->ring);
	if (e != ERR_NOT_FOUND)
		return e;
	o->adopted = file_exists(c->path);
	if (o->adopted) {
		keyring_of_master(&o->ring, o->master);
		return OK;
	}
	keyring_make(&o->ring);
	return write_ring(o);
}

/* Writing the store anew ends when it stands under its new key; else it never began. */
static enum err settle_store(struct control *c, struct opening *o, bool is_new)
{
	struct arena a = ARENA_INIT;
	key_free(is_new ? o->ring.store : o->ring.next_store);
	if (is_new)
		o->ring.store = o->ring.next_store;
	o->ring.next_store = NULL;
	enum err e = file_remove(arena_printf(&a, "%s" CONTROL_NEW, c->path).ptr);
	arena_release(&a);
	return e == OK || e == ERR_NOT_FOUND ? write_ring(o) : e;
}

static enum err open_first(struct control *c, struct opening *o)
{
	c->store_key = o->ring.store;
	enum err e = open_db(c, DB_create, &c->first_db);
	bool is_new = e == ERR_KEY && o->ring.next_store != NULL;
	if (is_new) {
		c->store_key = o->ring.next_store;
		e = open_db(c, DB_create, &c->first_db);
	}
	if (e == OK && o->ring.next_store != NULL)
		e = settle_store(c, o, is_new);
	else if (e == OK && o->adopted)
		e = write_ring(o);
	return e;
}

/* Where there are workspaces there was a store that knows their keys: a new one would be the
 * beginning of a second server beside the first. */
static bool lost_store(struct control *c, const char *dir)
{
	struct arena a = ARENA_INIT;
	struct file_entry *v;
	size_t n = 0;
	bool cells = false;
	if (!file_exists(c->path) && folder_list(&a, path_join(&a, dir, S("cells")), &v, &n) == OK)
		for (size_t i = 0; i < n; i++)
			cells |= str_ends(v[i].name, S(".db"));
	arena_release(&a);
	return cells;
}

static enum err open_keys(struct control *c, const struct control_options *opt)
{
	struct opening o = { .dir = opt->dir, .master = key_of(opt->master_key) };
	enum err e = lost_store(c, opt->dir) ? ERR_NOT_FOUND : find_ring(c, &o);
	if (e == OK)
		e = open_first(c, &o);
	c->store_key = o.ring.store;
	c->hash_key = o.ring.hash;
	c->seal_key = o.ring.seal;
	key_free(o.ring.next_store);
	key_free(o.master);
	return e;
}

static enum err start(struct control *c, const struct control_options *o)
{
	TRY(open_keys(c, o));
	TRY(store_migrate(c->first_db, HOME_control, c->now_ms()));
	TRY(check_schema(c->first_db));
	TRY(open_db(c, DB_read, &c->reader));
	return control_write(c, sweep, NULL);
}

static struct account_options with_defaults(struct account_options o)
{
	return (struct account_options) {
		.login_per_minute = o.login_per_minute != 0 ? o.login_per_minute : 5,
		.account_per_15_min = o.account_per_15_min != 0 ? o.account_per_15_min : 10,
		.resets_per_30_min = o.resets_per_30_min != 0 ? o.resets_per_30_min : 5,
		.min_age = o.min_age != 0 ? o.min_age : 13,
	};
}

enum err control_open(const struct control_options *o, struct control **out)
{
	struct control *c = mem_alloc(sizeof *c);
	*out = NULL;
	int n = snprintf(c->path, sizeof c->path, "%s/control.db", o->dir);
	ENSURE(n > 0 && (size_t) n < sizeof c->path);
	c->now_ms = o->now_ms;
	c->accounts = with_defaults(o->accounts);
	mutex_init(&c->read_lock);
	due_init(&c->due);
	c->who = who_cache_new();
	c->writer = writer_new(o->writers, &hooks, c);
	seen_init(&c->seen, c->writer);
	enum err e = start(c, o);
	if (e != OK) {
		log_event(LOG_ERROR, "control.open-failed", LOG_ERR(e));
		control_close(c);
		return e;
	}
	*out = c;
	return OK;
}

void control_close(struct control *c)
{
	if (c == NULL)
		return;
	writer_rest(c->writer);
	writer_free(c->writer);
	seen_release(&c->seen);
	db_close(c->first_db);
	db_close(c->reader);
	who_cache_free(c->who);
	due_release(&c->due);
	mutex_release(&c->read_lock);
	key_free(c->store_key);
	key_free(c->hash_key);
	key_free(c->seal_key);
	mem_free(c);
}
