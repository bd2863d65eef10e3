/* writer.c: see writer.h. */
#include "store/writer_impl.h"

#include <assert.h>

#include "plat/fault.h"

/* STAY_GROUPS: a store with endless queue lets others have its thread after so many groups.
 * CAREFUL_GROUPS: so many get savepoints after one that needed them and had none. */
enum { JOB_EVERY = 8, STAY_GROUPS = 16, CAREFUL_GROUPS = 64 };

struct write_waiter {
	struct mutex lock;
	struct cond cond;
	bool done;
};

/* -- queues -- */

static void queue_init(struct write_queue *q)
{
	*q = (struct write_queue) { .tail = &q->head };
}

static void queue_put(struct write_queue *q, struct write_task *t)
{
	t->next = NULL;
	*q->tail = t;
	q->tail = &t->next;
	q->n++;
}

static struct write_task *queue_take(struct write_queue *q, unsigned max)
{
	struct write_task *first = q->head, **end = &q->head;
	for (; max > 0 && *end != NULL; max--, q->n--)
		end = &(*end)->next;
	struct write_task *rest = *end;
	*end = NULL;
	if (rest == NULL)
		queue_init(q);
	else
		q->head = rest;
	return first;
}

static void make_runnable(struct writer *w)
{
	if (w->queued || w->running || writer_waiting(w) == 0)
		return;
	w->queued = true;
	w->next = NULL;
	*w->pool->tail = w;
	w->pool->tail = &w->next;
	cond_signal(&w->pool->work);
}

static void take_from_runnable(struct writer *w)
{
	struct writers *ws = w->pool;
	struct writer **at = &ws->head;
	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	if (w->next == NULL)
		ws->tail = at;
	w->queued = false;
}

/* All interactive units, or one chunk of a job; a job gets its turn now and then in any case. */
static struct write_task *take_group(struct writer *w)
{
	bool job = w->jobs.n > 0 && (w->interactive.n == 0 || w->groups_since_job >= JOB_EVERY);
	w->groups_since_job = job ? 0 : w->groups_since_job + 1;
	return job ? queue_take(&w->jobs, 1) : queue_take(&w->interactive, WRITER_GROUP_MAX);
}

/* -- one group -- */

/* The unit in its savepoint. The return value is about the transaction, t->result about the
 * unit. */
static enum err run_saved(struct writer *w, struct write_task *t)
{
	TRY(db_savepoint(w->db));
	t->result = t->run(t, w->db);
	if (!db_in_transaction(w->db)) /* rolled back under us: disk full */
		return t->result != OK ? t->result : ERR_STORAGE;
	if (t->result != OK)
		return db_rollback_to(w->db);
	w->hooks->merge(w->owner, t);
	return db_release(w->db);
}

/* A savepoint copies each page that its unit is the first to touch, which costs more than a unit
 * that is refused now and then: most are refused before they write anything. *stained: this one had
 * written, and what it wrote can only go together with the transaction. */
static enum err run_bare(struct writer *w, struct write_task *t, bool *stained)
{
	int64_t before = db_changes(w->db);
	t->result = t->run(t, w->db);
	if (!db_in_transaction(w->db))
		return t->result != OK ? t->result : ERR_STORAGE;
	if (t->result == OK)
		w->hooks->merge(w->owner, t);
	else
		*stained = db_changes(w->db) != before;
	return OK;
}

static void answer(struct write_task *group)
{
	for (struct write_task *t = group, *next; t != NULL; t = next) {
		next = t->next;
		t->done(t);
	}
}

/* The mistake that tests of durability must catch, planted: answers leave before the COMMIT. */
static void answer_early(struct write_task **group)
{
	if (!fault_strikes(FAULT_early_answer))
		return;
	answer(*group);
	*group = NULL;
	fault_dawdle();
}

static enum err run_units(struct writer *w, struct write_task *group, bool *wrote, bool *stained)
{
	bool saved = group->next != NULL && w->careful_groups > 0;
	for (struct write_task *t = group; t != NULL && !*stained; t = t->next) {
		TRY(saved ? run_saved(w, t) : run_bare(w, t, stained));
		*wrote |= t->result == OK;
	}
	w->careful_groups -= saved;
	return OK;
}

/* *again: a unit that failed took others with it, and all are to run in savepoints. */
static enum err run_transaction(struct writer *w, struct write_task **group, bool *wrote,
                                bool *again)
{
	bool stained = false;
	*wrote = *again = false;
	w->hooks->begin(w->owner);
	TRY(db_begin(w->db));
	TRY(run_units(w, *group, wrote, &stained));
	*again = stained && (*group)->next != NULL;
	if (!*wrote || *again) {
		*wrote = false;
		db_rollback(w->db);
		return OK;
	}
	TRY(w->hooks->tail(w->owner, w->db));
	answer_early(group);
	return db_commit(w->db);
}

/* One transaction; on failure everything in it is undone and e says why. *group: NULL when it was
 * answered, which it never is here but by a planted mistake. */
static enum err try_group(struct writer *w, struct write_task **group)
{
	bool wrote, again;
	enum err e = run_transaction(w, group, &wrote, &again);
	if (e == OK && again) {
		w->careful_groups = CAREFUL_GROUPS;
		e = run_transaction(w, group, &wrote, &again);
	}
	if (e != OK)
		db_rollback(w->db);
	else if (wrote)
		w->hooks->committed(w->owner, w->db);
	return e;
}

static void fail_all(struct write_task *group, enum err e)
{
	for (struct write_task *t = group; t != NULL; t = t->next)
		t->result = e;
}

static void replay_one_by_one(struct writer *w, struct write_task *group)
{
	mutex_lock(&w->pool->lock);
	w->stats.replays++;
	mutex_unlock(&w->pool->lock);
	for (struct write_task *t = group, *next; t != NULL; t = next) {
		next = t->next;
		t->next = NULL;
		enum err e = try_group(w, &t);
		if (e != OK)
			fail_all(t, e);
		answer(t);
	}
}

static enum err ensure_open(struct writer *w)
{
	return w->db != NULL ? OK : w->hooks->open(w->owner, &w->db);
}

static void run_group(struct writer *w, struct write_task *group)
{
	enum err e = ensure_open(w);
	bool alone = group->next == NULL, opened = e == OK;
	if (opened)
		e = try_group(w, &group);
	if (e != OK && opened && !alone) {
		replay_one_by_one(w, group);
		return;
	}
	if (e != OK)
		fail_all(group, e);
	answer(group);
}

/* -- threads -- */

static unsigned count(const struct write_task *t)
{
	unsigned n = 0;
	for (; t != NULL; t = t->next)
		n++;
	return n;
}

static void note_group(struct writer_stats *s, unsigned units)
{
	static_assert(WRITER_GROUP_MAX == 1 << (WRITER_SIZES - 1), "the last class takes the rest");
	unsigned class = 0;
	while (class + 1 < WRITER_SIZES && units > 1U << class)
		class ++;
	s->groups++;
	s->units += units;
	s->sizes[class]++;
}

static bool others_first(const struct writer *w, unsigned groups)
{
	return w->pool->head != NULL && (w->interactive.n == 0 || groups >= STAY_GROUPS);
}

/* With the lock held, which is let go while a group runs. */
static void serve(struct writer *w, bool to_the_end)
{
	struct mutex *lock = &w->pool->lock;
	w->running = true;
	w->runner = pthread_self();
	for (unsigned groups = 0; writer_waiting(w) > 0; groups++) {
		if (groups > 0 && !to_the_end && others_first(w, groups))
			break;
		struct write_task *group = take_group(w);
		note_group(&w->stats, count(group));
		mutex_unlock(lock);
		run_group(w, group);
		mutex_lock(lock);
		writer_log_grew(w);
	}
	w->running = false;
	make_runnable(w);
	cond_broadcast(&w->pool->rest);
}

static void thread_main(void *arg)
{
	struct writers *ws = arg;
	mutex_lock(&ws->lock);
	for (;;) {
		while (ws->head == NULL && ws->logs == NULL && !ws->stopping)
			cond_wait(&ws->work, &ws->lock);
		struct writer *w = ws->head;
		if (w != NULL) {
			take_from_runnable(w);
			serve(w, false);
		} else if (ws->logs != NULL) {
			writer_log_copy(ws);
		} else {
			break;
		}
	}
	mutex_unlock(&ws->lock);
}

enum err writers_start(unsigned threads, struct writers **out)
{
	ENSURE(threads >= 1 && threads <= WRITER_THREADS_MAX);
	struct writers *ws = mem_alloc(sizeof *ws);
	ws->tail = &ws->head;
	ws->logs_tail = &ws->logs;
	mutex_init(&ws->lock);
	cond_init(&ws->work);
	cond_init(&ws->rest);
	for (; ws->n < threads; ws->n++)
		thread_start(&ws->threads[ws->n], "writer", thread_main, ws);
	*out = ws;
	return OK;
}

void writers_stop(struct writers *ws)
{
	mutex_lock(&ws->lock);
	ws->stopping = true;
	cond_broadcast(&ws->work);
	mutex_unlock(&ws->lock);
	for (unsigned i = 0; i < ws->n; i++)
		thread_join(&ws->threads[i]);
	mutex_release(&ws->lock);
	cond_release(&ws->work);
	cond_release(&ws->rest);
	mem_free(ws);
}

/* -- one writer -- */

struct writer *writer_new(struct writers *ws, const struct writer_hooks *hooks, void *owner)
{
	struct writer *w = mem_alloc(sizeof *w);
	*w = (struct writer) { .pool = ws, .hooks = hooks, .owner = owner };
	writer_log_init(w);
	queue_init(&w->interactive);
	queue_init(&w->jobs);
	return w;
}

static enum err submit_locked(struct writer *w, struct write_task *t)
{
	if (writer_waiting(w) >= WRITER_QUEUE_MAX)
		return ERR_BUSY;
	queue_put(t->job ? &w->jobs : &w->interactive, t);
	make_runnable(w);
	return OK;
}

enum err writer_submit(struct writer *w, struct write_task *t)
{
	mutex_lock(&w->pool->lock);
	enum err e = submit_locked(w, t);
	mutex_unlock(&w->pool->lock);
	return e;
}

/* Waiting is a task field, not a wrapper: merge gets the owner's own task. */
static void wake(struct write_task *t)
{
	struct write_waiter *wait = t->waiter;
	mutex_lock(&wait->lock);
	wait->done = true;
	cond_signal(&wait->cond);
	mutex_unlock(&wait->lock);
}

static bool is_pool_thread(const struct writers *ws)
{
	for (unsigned i = 0; i < ws->n; i++)
		if (pthread_equal(ws->threads[i].id, pthread_self()))
			return true;
	return false;
}

/* Whoever waits on a thread of the pool serves the other store itself when no thread does: else all
 * threads could come to wait for one that is free. */
static enum err submit_and_help(struct writer *w, struct write_task *t)
{
	mutex_lock(&w->pool->lock);
	bool ours = is_pool_thread(w->pool);
	ENSURE(!ours || !w->running || !pthread_equal(w->runner, pthread_self()));
	enum err e = submit_locked(w, t);
	if (e == OK && ours && w->queued) {
		take_from_runnable(w);
		serve(w, true);
	}
	mutex_unlock(&w->pool->lock);
	return e;
}

static void wait_for(struct write_waiter *wait)
{
	mutex_lock(&wait->lock);
	while (!wait->done)
		cond_wait(&wait->cond, &wait->lock);
	mutex_unlock(&wait->lock);
}

enum err writer_run(struct writer *w, struct write_task *t)
{
	struct write_waiter wait = { .done = false };
	mutex_init(&wait.lock);
	cond_init(&wait.cond);
	t->waiter = &wait;
	t->done = wake;
	enum err e = submit_and_help(w, t);
	if (e == OK) {
		wait_for(&wait);
		e = t->result;
	}
	mutex_release(&wait.lock);
	cond_release(&wait.cond);
	return e;
}

void writer_rest(struct writer *w)
{
	mutex_lock(&w->pool->lock);
	while (w->running || writer_waiting(w) > 0 || writer_log_is_busy(w))
		cond_wait(&w->pool->rest, &w->pool->lock);
	struct db *db = w->db;
	w->db = NULL;
	mutex_unlock(&w->pool->lock);
	db_close(db);
}

void writer_shrink(struct writer *w)
{
	mutex_lock(&w->pool->lock);
	if (w->db != NULL && !w->running && writer_waiting(w) == 0) {
		w->running = true; /* the connection is ours meanwhile */
		w->runner = pthread_self();
		mutex_unlock(&w->pool->lock);
		db_shrink(w->db);
		mutex_lock(&w->pool->lock);
		w->running = false;
		make_runnable(w);
		cond_broadcast(&w->pool->rest);
	}
	mutex_unlock(&w->pool->lock);
}

void writer_free(struct writer *w)
{
	mem_free(w);
}

struct writer_stats writer_stats(struct writer *w)
{
	mutex_lock(&w->pool->lock);
	struct writer_stats s = w->stats;
	s.queue = writer_waiting(w);
	mutex_unlock(&w->pool->lock);
	return s;
}
