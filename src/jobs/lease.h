/* lease.h: job rows: taking the next one, keeping it, settling it. Only jobs/ includes it. */
#ifndef JOBS_LEASE_H
#define JOBS_LEASE_H

#include "jobs/jobs.h"

struct leased {
	struct job row;                /* as it was taken; strings in the arena */
	const struct job_handler *handler;
	struct str refused;            /* whoever asked may no longer: why; whoever runs it says */
};

/* What one thread asks its cell for. */
struct lease_ask {
	const struct jobs_options *o;
	struct cell *cell;
	struct arena *arena;           /* for what comes back */
	const struct uuid *running;    /* jobs that this process runs: not to be taken again */
	unsigned running_n;
	/* the first look since the start: leased rows are a crash's */
	bool first;
};

/* What a handler has, or is given when it names none. */
int64_t lease_ms(const struct job_handler *h);
unsigned lease_tries(const struct job_handler *h);

/* Takes the next due job: *found, *out. *next_due_at: when the cell is to be looked at again, 0:
 * not by itself. */
NODISCARD enum err lease_next(const struct lease_ask *ask, struct leased *out, bool *found,
                              int64_t *next_due_at);
/* Holds it for another while; ERR_CANCELLED when somebody cancelled it. */
NODISCARD enum err lease_renew(const struct lease_ask *ask, const struct leased *l);
/* Writes down how it ended. stopping: ERR_CANCELLED is ours, it goes on at the next start. */
NODISCARD enum err lease_settle(const struct lease_ask *ask, const struct leased *l,
				enum err result,
                                bool stopping, int64_t *next_due_at);

#endif
