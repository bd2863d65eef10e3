/* work.h: a piece of work that waits in a cell's job rows, as its handler gets it. Who wrote the
 * row (unit_enqueue) and who runs it (jobs/) need not know each other. */
#ifndef CELL_WORK_H
#define CELL_WORK_H

#include "cell/unit.h"

struct work {
	struct cell *cell;
	struct uuid job_id;
	/* Who asked for it, with the rights they have now: ROLE_nobody when they have left. */
	struct actor actor;
	/* Whoever asked may no longer have it done: why, in words for people. Absent: they may. */
	struct str refused;
	struct str argument;           /* JSON of a declared form; absent: none */
	struct arena *arena;           /* until the handler returns */
	bool last_try;                 /* a failure now is final */
	/* Asked before each step: false when the server ends, the job was cancelled, or whoever
	 * asked may no longer have it done (rights are looked at again several times a second). The
	 * handler then leaves nothing looking as if it were at work, and returns work_end(w).
	 * Asking also keeps the job from being taken for dead. */
	bool (*goes_on)(struct work *w);
};

/* What a handler returns that was told not to go on. */
static inline enum err work_end(const struct work *w)
{
	return str_absent(w->refused) ? ERR_CANCELLED : ERR_FORBIDDEN;
}

/* Runs outside of the writer, for as long as it takes, on a thread of its own; writes through units
 * with task.job set, one chunk of ≤ 256 rows or 5 ms each. It may be run again from the start after
 * a crash, so all it does must be the same the second time. What err_info calls retryable is tried
 * again later; any other error ends the job as failed. */
typedef enum err work_fn(struct work *w);

#endif
