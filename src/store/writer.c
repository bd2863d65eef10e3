/* writer.c: see writer.h. */
#include "store/writer.h"

#include <pthread.h>

enum { JOB_EVERY = 8, LOG_PAGES_SOFT = 1000, LOG_PAGES_HARD = 8000, THREADS_MAX = 16 };

struct write_waiter { pthread_mutex_t lock; pthread_cond_t cond; bool done; };

struct queue { struct write_task *head, **tail; unsigned n; };

struct writer {
	struct writers *pool;
	const struct writer_hooks *hooks;
	void *owner;
	struct db *db;                 /* used by the thread that runs it */
	struct writer *next;           /* among the runnable */
	struct queue interactive, jobs;/* guarded by the pool's lock, as is all below */
	bool queued, running;
	unsigned groups_since_job;
	struct writer_stats stats;
};

struct writers {
	pthread_mutex_t lock;
	pthread_cond_t work, rest;
	struct writer *head, **tail;   /* runnable: has queue, not running */
	bool stopping;
	unsigned n;
	pthread_t threads[THREADS_MAX];
};

/* -- queues -- */

static void queue_init(struct queue *q)
{
	*q = (struct queue) { .tail = &q->head };
}

static void queue_put(struct queue *q, struct write_task *t)
{
	t->next = NULL;
	*q->tail = t;
	q->tail = &t->next;
	q->n++;
}

static struct write_task *queue_take(struct queue *q, unsigned max)
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
	if (w->queued || w->running || w->interactive.n + w->jobs.n == 0)
		return;
	w->queued = true;
	w->next = NULL;
	*w->pool->tail = w;
	w->pool->tail = &w->next;
	pthread_cond_signal(&w->pool->work);
}

/* All interactive units, or one chunk of a job; a job gets its turn now and then in any case. */
static struct write_task *take_group(struct writer *w)
{
	bool job = w->jobs.n > 0 && (w->interactive.n == 0 || w->groups_since_job >= JOB_EVERY);
	w->groups_since_job = job ? 0 : w->groups_since_job + 1;
	return job ? queue_take(&w->jobs, 1) : queue_take(&w->interactive, WRITER_GROUP_MAX);
}

/* -- one group -- */

/* The unit in its savepoint. The return value is about the transaction, t->result about the unit. */
static enum err run_unit(struct writer *w, struct write_task *t, bool alone)
{
	if (!alone)
		TRY(db_savepoint(w->db));
	t->result = t->run(t, w->db);
	if (!db_in_transaction(w->db))
		return t->result != OK ? t->result : ERR_STORAGE;    /* rolled back under us: disk full */
	if (t->result == OK) {
		w->hooks->merge(w->owner, t);
		return alone ? OK : db_release(w->db);
	}
	return alone ? OK : db_rollback_to(w->db);
}

static enum err run_transaction(struct writer *w, struct write_task *group, bool *wrote)
{
	bool alone = group->next == NULL;
	*wrote = false;
	w->hooks->begin(w->owner);
	TRY(db_begin(w->db));
	for (struct write_task *t = group; t != NULL; t = t->next) {
		TRY(run_unit(w, t, alone));
		*wrote |= t->result == OK;
	}
	if (!*wrote) {
		db_rollback(w->db);
		return OK;
	}
	TRY(w->hooks->tail(w->owner, w->db));
	return db_commit(w->db);
}

static void answer(struct write_task *group)
{
	for (struct write_task *t = group, *next; t != NULL; t = next) {
		next = t->next;
		t->done(t);
	}
}

/* One transaction; on failure everything in it is undone and e says why. */
static enum err try_group(struct writer *w, struct write_task *group)
{
	bool wrote;
	enum err e = run_transaction(w, group, &wrote);
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
	for (struct write_task *t = group, *next; t != NULL; t = next) {
		next = t->next;
		t->next = NULL;
		enum err e = try_group(w, t);
		if (e != OK)
			t->result = e;
		t->done(t);
	}
}

static enum err ensure_open(struct writer *w)
{
	return w->db != NULL ? OK : w->hooks->open(w->owner, &w->db);
}

static void run_group(struct writer *w, struct write_task *group)
{
	enum err e = ensure_open(w);
	if (e != OK) {
		fail_all(group, e);
		answer(group);
		return;
	}
	e = try_group(w, group);
	if (e == OK) {
		answer(group);
	} else if (group->next == NULL) {
		fail_all(group, e);
		answer(group);
	} else {
		replay_one_by_one(w, group);
	}
}

/* The log is copied into the file when nobody waits, or when it has grown too long. */
static void keep_log_short(struct writer *w, bool idle)
{
	int64_t left;
	if (w->db == NULL || db_log_pages(w->db) < (idle ? LOG_PAGES_SOFT : LOG_PAGES_HARD))
		return;
	(void) !db_checkpoint(w->db, false, &left);    /* a failure shows at the next commit */
}

/* -- threads -- */

static unsigned count(const struct write_task *t)
{
	unsigned n = 0;
	for (; t != NULL; t = t->next)
		n++;
	return n;
}

static void serve(struct writer *w)
{
	pthread_mutex_t *lock = &w->pool->lock;
	while (w->interactive.n + w->jobs.n > 0) {
		struct write_task *group = take_group(w);
		w->stats.groups++;
		w->stats.units += count(group);
		bool idle = w->interactive.n == 0;
		pthread_mutex_unlock(lock);
		run_group(w, group);
		keep_log_short(w, idle);
		pthread_mutex_lock(lock);
	}
}

static void *thread_main(void *arg)
{
	struct writers *ws = arg;
	pthread_mutex_lock(&ws->lock);
	for (;;) {
		while (ws->head == NULL && !ws->stopping)
			pthread_cond_wait(&ws->work, &ws->lock);
		struct writer *w = ws->head;
		if (w == NULL)
			break;
		ws->head = w->next;
		if (ws->head == NULL)
			ws->tail = &ws->head;
		w->queued = false;
		w->running = true;
		serve(w);
		w->running = false;
		pthread_cond_broadcast(&ws->rest);
	}
	pthread_mutex_unlock(&ws->lock);
	return NULL;
}

enum err writers_start(unsigned threads, struct writers **out)
{
	ENSURE(threads >= 1 && threads <= THREADS_MAX);
	struct writers *ws = mem_alloc(sizeof *ws);
	ws->tail = &ws->head;
	pthread_mutex_init(&ws->lock, NULL);
	pthread_cond_init(&ws->work, NULL);
	pthread_cond_init(&ws->rest, NULL);
	for (; ws->n < threads; ws->n++)
		if (pthread_create(&ws->threads[ws->n], NULL, thread_main, ws) != 0) {
			writers_stop(ws);
			return ERR_INTERNAL;
		}
	*out = ws;
	return OK;
}

void writers_stop(struct writers *ws)
{
	pthread_mutex_lock(&ws->lock);
	ws->stopping = true;
	pthread_cond_broadcast(&ws->work);
	pthread_mutex_unlock(&ws->lock);
	for (unsigned i = 0; i < ws->n; i++)
		pthread_join(ws->threads[i], NULL);
	pthread_mutex_destroy(&ws->lock);
	pthread_cond_destroy(&ws->work);
	pthread_cond_destroy(&ws->rest);
	mem_free(ws);
}

/* -- one writer -- */

struct writer *writer_new(struct writers *ws, const struct writer_hooks *hooks, void *owner)
{
	struct writer *w = mem_alloc(sizeof *w);
	*w = (struct writer) { .pool = ws, .hooks = hooks, .owner = owner };
	queue_init(&w->interactive);
	queue_init(&w->jobs);
	return w;
}

enum err writer_submit(struct writer *w, struct write_task *t)
{
	enum err e = OK;
	pthread_mutex_lock(&w->pool->lock);
	if (w->interactive.n + w->jobs.n >= WRITER_QUEUE_MAX) {
		e = ERR_BUSY;
	} else {
		queue_put(t->job ? &w->jobs : &w->interactive, t);
		make_runnable(w);
	}
	pthread_mutex_unlock(&w->pool->lock);
	return e;
}

/* Waiting is a task field, not a wrapper: merge gets the owner's own task. */
static void wake(struct write_task *t)
{
	struct write_waiter *wait = t->waiter;
	pthread_mutex_lock(&wait->lock);
	wait->done = true;
	pthread_cond_signal(&wait->cond);
	pthread_mutex_unlock(&wait->lock);
}

enum err writer_run(struct writer *w, struct write_task *t)
{
	struct write_waiter wait = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false };
	t->waiter = &wait;
	t->done = wake;
	TRY(writer_submit(w, t));
	pthread_mutex_lock(&wait.lock);
	while (!wait.done)
		pthread_cond_wait(&wait.cond, &wait.lock);
	pthread_mutex_unlock(&wait.lock);
	return t->result;
}

void writer_rest(struct writer *w)
{
	pthread_mutex_lock(&w->pool->lock);
	while (w->running || w->queued || w->interactive.n + w->jobs.n > 0)
		pthread_cond_wait(&w->pool->rest, &w->pool->lock);
	struct db *db = w->db;
	w->db = NULL;
	pthread_mutex_unlock(&w->pool->lock);
	db_close(db);
}

void writer_free(struct writer *w) { mem_free(w); }

struct writer_stats writer_stats(struct writer *w)
{
	pthread_mutex_lock(&w->pool->lock);
	struct writer_stats s = w->stats;
	s.queue = w->interactive.n + w->jobs.n;
	pthread_mutex_unlock(&w->pool->lock);
	return s;
}
