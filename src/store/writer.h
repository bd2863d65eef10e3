/* writer.h: group commit. One writer per store; a few threads serve all stores.
 *
 * What has queued for a store runs in one transaction; then the owner's tail writes what the units
 * only collected; then COMMIT; only then the answers leave. A unit that is refused after it wrote
 * something makes its group run again, and the next ones run, with a savepoint for each unit. If
 * tail or COMMIT fails, the group is replayed one unit at a time and only the culprit fails.
 * Interactive units go before job chunks. A store stays on one thread while it has queue, unless
 * others wait. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "db/db.h"

struct writers;
struct writer;

struct write_task {
	struct write_task *next;
	/* On a writer thread. Runs again from the start when its group does. */
	enum err (*run)(struct write_task *t, struct db *db);
	/* After COMMIT (result OK: durable) or failure; on a writer thread. */
	void (*done)(struct write_task *t);
	enum err result;
	bool job;                      /* a job's chunk: interactive units go first */
	struct write_waiter *waiter;   /* writer_run's own */
};

/* What the owner of a store does around its units; all on the thread that holds the writer. */
struct writer_hooks {
	/* The writing connection, at first use. */
	NODISCARD enum err (*open)(void *owner, struct db **db);
	void (*begin)(void *owner);                        /* a group begins */
	void (*merge)(void *owner, struct write_task *t);  /* the unit stands */
	/* Just before COMMIT. */
	NODISCARD enum err (*tail)(void *owner, struct db *db);
	void (*committed)(void *owner, struct db *db);     /* just after, before the answers */
	/* Copies the log into the file through a connection of its own (db_checkpoint), while
	 * units run; NULL: the writer's connection does it between groups. */
	void (*copy)(void *owner);
};

enum { WRITER_GROUP_MAX = 128, WRITER_QUEUE_MAX = 8192 };

/* sizes: groups of at most 1, 2, 4 … WRITER_GROUP_MAX units, and of more than the one before. */
enum { WRITER_SIZES = 8 };
struct writer_stats { int64_t groups, units, replays, queue, sizes[WRITER_SIZES]; };

NODISCARD enum err writers_start(unsigned threads, struct writers **out);
/* Finishes what is queued, then ends the threads. Writers are closed before by their owners. */
void writers_stop(struct writers *ws);

struct writer *writer_new(struct writers *ws, const struct writer_hooks *hooks, void *owner);
/* Any thread. ERR_BUSY: the queue is full; done is not called then. */
NODISCARD enum err writer_submit(struct writer *w, struct write_task *t);
/* Submits and waits. Sets t->done. From a unit or tail, too, but never of the same store, and two
 * stores must not wait for each other. */
enum err writer_run(struct writer *w, struct write_task *t);
/* Waits until nothing is queued or running, then closes the connection; the next unit opens it
 * again. */
void writer_rest(struct writer *w);
/* Now and then: a log that nobody added to since the last time is copied into the file. */
void writer_tidy(struct writer *w);
/* Gives back what the connection of a store that rests does not need; nothing while it works. */
void writer_shrink(struct writer *w);
void writer_free(struct writer *w);                /* after writer_rest; nobody submits any more */
struct writer_stats writer_stats(struct writer *w);

#endif
