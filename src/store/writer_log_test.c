/* writer_log_test.c: long logs are copied into the file, by another thread while units go on; a
 * store at rest copies its own and gives memory back. ThreadSanitizer runs this. */
#include "store/test_store.h"
#include "store/writer_impl.h"

enum { PAGES_LONG = 10000, UNIT_PAGES = 500, FILE_PAGE = 4096 };

struct shop {
	struct place *p;
	struct writers *pool;
	struct writer *w;
	/* guarded by lock: what the copying waits for, and how often it came by */
	struct mutex lock;
	struct cond cond;
	bool held_up;
	int copies;
};

static enum err on_open(void *owner, struct db **db)
{
	struct shop *s = owner;
	TRY(open_db(s->p, "log.db", DB_create, db));
	return db_exec(*db, "CREATE TABLE IF NOT EXISTS t (a)");
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

static void on_copy(void *owner)
{
	struct shop *s = owner;
	struct db *db;
	int64_t left;
	mutex_lock(&s->lock);
	s->copies++;
	cond_broadcast(&s->cond);
	while (s->held_up)
		cond_wait(&s->cond, &s->lock);
	mutex_unlock(&s->lock);
	assert_int_equal(open_db(s->p, "log.db", DB_read, &db), OK);
	assert_int_equal(db_checkpoint(db, false, &left), OK);
	db_close(db);
}

static const struct writer_hooks with_copy = {
	.open = on_open,
	.begin = on_begin,
	.merge = on_merge,
	.tail = on_tail,
	.committed = on_committed,
	.copy = on_copy,
};

static const struct writer_hooks alone = {
	.open = on_open,
	.begin = on_begin,
	.merge = on_merge,
	.tail = on_tail,
	.committed = on_committed,
};

static void shop_open(struct shop *s, void *place, const struct writer_hooks *hooks)
{
	*s = (struct shop) { .p = place };
	mutex_init(&s->lock);
	cond_init(&s->cond);
	assert_int_equal(writers_start(2, &s->pool), OK);
	s->w = writer_new(s->pool, hooks, s);
}

static void shop_close(struct shop *s)
{
	writer_rest(s->w);
	writer_free(s->w);
	writers_stop(s->pool);
	mutex_release(&s->lock);
	cond_release(&s->cond);
}

static void hold_copies(struct shop *s, bool yes)
{
	mutex_lock(&s->lock);
	s->held_up = yes;
	cond_broadcast(&s->cond);
	mutex_unlock(&s->lock);
}

static void await_copies(struct shop *s, int n)
{
	mutex_lock(&s->lock);
	while (s->copies < n)
		cond_wait(&s->cond, &s->lock);
	mutex_unlock(&s->lock);
}

static int copies(struct shop *s)
{
	mutex_lock(&s->lock);
	int n = s->copies;
	mutex_unlock(&s->lock);
	return n;
}

/* Waits until nobody copies; says how long the log was after the last group. */
static int64_t log_pages(struct shop *s)
{
	mutex_lock(&s->pool->lock);
	while (writer_log_is_busy(s->w) || s->w->running)
		cond_wait(&s->pool->rest, &s->pool->lock);
	int64_t pages = s->w->log.pages;
	mutex_unlock(&s->pool->lock);
	return pages;
}

static enum err run(struct write_task *t, struct db *db)
{
	(void) t;
	return db_exec(db, "INSERT INTO t VALUES (randomblob(2000000))"); /* some 490 pages */
}

static void write_pages(struct shop *s, int pages)
{
	for (int n = 0; n < pages; n += UNIT_PAGES) {
		struct write_task t = { .run = run };
		assert_int_equal(writer_run(s->w, &t), OK);
	}
}

static void a_long_log_is_copied_while_units_go_on(void **state)
{
	struct shop s;
	shop_open(&s, *state, &with_copy);
	write_pages(&s, PAGES_LONG / 2);
	assert_int_equal(copies(&s), 0);
	hold_copies(&s, true);
	write_pages(&s, PAGES_LONG);
	await_copies(&s, 1);
	write_pages(&s, PAGES_LONG / 2); /* answered although the copying stands still */
	assert_int_equal(copies(&s), 1);
	hold_copies(&s, false);
	log_pages(&s);
	write_pages(&s, 2 * UNIT_PAGES);
	assert_true(log_pages(&s) < PAGES_LONG / 4); /* it began anew */
	shop_close(&s);
}

static void a_log_at_rest_is_copied_once(void **state)
{
	struct shop s;
	shop_open(&s, *state, &with_copy);
	write_pages(&s, 2 * UNIT_PAGES);
	log_pages(&s);
	writer_tidy(s.w); /* somebody has just written */
	log_pages(&s);
	assert_int_equal(copies(&s), 0);
	for (int i = 0; i < 3; i++) {
		writer_tidy(s.w);
		log_pages(&s);
		assert_int_equal(copies(&s), 1);
	}
	write_pages(&s, 1);
	assert_true(log_pages(&s) < 2 * UNIT_PAGES);
	shop_close(&s);
}

static void rest_waits_for_the_copying(void **state)
{
	struct shop s;
	shop_open(&s, *state, &with_copy);
	write_pages(&s, UNIT_PAGES);
	log_pages(&s);
	writer_tidy(s.w);
	writer_tidy(s.w);
	writer_rest(s.w);
	assert_int_equal(copies(&s), 1);
	assert_false(writer_log_is_busy(s.w));
	shop_close(&s);
}

static void without_another_connection_the_writer_copies(void **state)
{
	struct shop s;
	shop_open(&s, *state, &alone);
	write_pages(&s, 6 * UNIT_PAGES);
	assert_true(log_pages(&s) < 3 * UNIT_PAGES);
	writer_tidy(s.w);
	writer_tidy(s.w);
	write_pages(&s, 1);
	shop_close(&s);
}

static void a_store_at_rest_gives_memory_back(void **state)
{
	struct shop s;
	shop_open(&s, *state, &with_copy);
	writer_shrink(s.w); /* not open yet */
	write_pages(&s, 1);
	log_pages(&s); /* it works no longer */
	int64_t before = db_cache_bytes();
	writer_shrink(s.w);
	assert_true(db_cache_bytes() < before - 100 * FILE_PAGE);
	write_pages(&s, 1);
	shop_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_long_log_is_copied_while_units_go_on),
		PLACE_CASE(a_log_at_rest_is_copied_once),
		PLACE_CASE(rest_waits_for_the_copying),
		PLACE_CASE(without_another_connection_the_writer_copies),
		PLACE_CASE(a_store_at_rest_gives_memory_back),
	};
	if (db_start(0) != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
