/* jobs.h: runs the work that waits in cells: who is due, when, on which thread, how often.
 *
 * The scheduler knows ids and times only. Two kinds of things make it look into a cell:
 * `jobs_due`, told by the cell when something was enqueued and at start by whoever keeps the
 * directory of cells, and the time when a job of it is due again. Cells without work stay closed.
 * Knows neither the handlers nor control. */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

#include "cell/work.h"
#include "plat/clock.h"

struct jobs;

struct job_handler {
	struct str name;               /* jobs.handler */
	work_fn *fn;
	int64_t lease_ms;              /* silent that long (goes_on) means dead; 0: two minutes */
	unsigned tries;                /* then it has failed; 0: five */
	/* Whoever asked must have that role still, or it stops. Nobody: it was decided when they
	 * asked, and is done whatever became of them. */
	enum role least;
};

struct jobs_options {
	struct cells *cells;
	const struct job_handler *handlers;
	unsigned handler_n;
	unsigned threads;
	const struct clock *clock;     /* its now_ms is that of the cells */
	/* Whether that member may still change things there, through that token (zero: in person).
	 * ERR_NOT_FOUND: they have left; ERR_UNAUTHORIZED: the token is over; ERR_CLOSING. NULL:
	 * only the cell is asked. */
	NODISCARD enum err (*standing)(void *ctx, struct uuid cell_id, struct uuid member_id,
	                               struct uuid token_id);
	void *ctx;
};

NODISCARD enum err jobs_start(const struct jobs_options *o, struct jobs **out);
/* A cell's next job is due then; 0: none. Any thread, also a writer's: never waits. */
void jobs_due(struct jobs *j, struct uuid cell_id, int64_t due_at);
/* Tells running handlers to end, waits for them; their jobs go on at the next start. */
void jobs_stop(struct jobs *j);
/* The wall clock was moved: look again. For tests with a clock of their own. */
void jobs_look(struct jobs *j);
/* Waits until nothing runs and nothing is due. For commands and tests. */
void jobs_rest(struct jobs *j);

#endif
