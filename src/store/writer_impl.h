/* writer_impl.h: a store's writer and the pool that serves it, as writer.c and writer_log.c share
 * them. */
#ifndef STORE_WRITER_IMPL_H
#define STORE_WRITER_IMPL_H

#include "plat/thread.h"
#include "store/writer.h"

enum { WRITER_THREADS_MAX = 16 };

struct write_queue {
	struct write_task *head, **tail;
	unsigned n;
};

/* Where the copying of a log into its file stands. */
struct writer_log {
	enum { LOG_LEFT, LOG_WANTED, LOG_COPYING, LOG_COPIED } state;
	int64_t pages;                 /* in it after the last group */
	int64_t begun;                 /* `pages` when the copying began */
	int64_t due;                   /* copied when it has that many */
	int64_t groups;                /* when writer_tidy came by */
	struct writer *next;           /* among those that are wanted */
};

struct writer {
	struct writers *pool;
	const struct writer_hooks *hooks;
	void *owner;
	struct db *db;                 /* used by the thread that runs it, as is the next */
	unsigned careful_groups;       /* that are still to have a savepoint for each unit */
	struct writer *next;           /* among the runnable */
	/* guarded by the pool's lock, as is all below */
	struct write_queue interactive, jobs;
	bool queued, running;
	pthread_t runner;
	unsigned groups_since_job;
	struct writer_log log;
	struct writer_stats stats;
};

struct writers {
	struct mutex lock;
	struct cond work, rest;
	struct writer *head, **tail;   /* runnable: has queue, not running */
	struct writer *logs, **logs_tail;      /* LOG_WANTED */
	bool stopping;
	unsigned n;
	struct thread threads[WRITER_THREADS_MAX];
};

static inline unsigned writer_waiting(const struct writer *w)
{
	return w->interactive.n + w->jobs.n;
}

/* writer_log.c; all with the pool's lock held, which the first two let go for a while */
void writer_log_grew(struct writer *w);            /* on the writer's thread, after a group */
void writer_log_copy(struct writers *ws);          /* the one that has been wanted for longest */
void writer_log_init(struct writer *w);
bool writer_log_is_busy(const struct writer *w);

#endif
