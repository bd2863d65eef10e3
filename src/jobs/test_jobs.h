/* test_jobs.h: for tests only: cells with jobs in a folder of their own, by a clock that only the
 * test moves, and a handler that does what it is told and remembers what it saw. */
#ifndef JOBS_TEST_JOBS_H
#define JOBS_TEST_JOBS_H

#include <stdatomic.h>

#include "base/test.h"
#include "jobs/jobs.h"
#include "plat/thread.h"

enum { MINUTE_MS = 60000 };

extern struct clock_fake fake;

/* What handlers do, and saw. One at a time: the tests wait for them. */
struct seen {
	struct mutex lock;
	struct cond changed;
	int runs, last_tries;
	bool waits, waiting; /* until told to end */
	enum err answers[8]; /* of the first runs */
	struct str argument;
	char argument_text[100];
	struct actor actor;
	struct str refused;
};
extern struct seen seen;

/* What control is made to say of whoever asked, and the token it was asked about. */
struct control_says {
	_Atomic(enum err) standing;
	struct uuid token_id;
};
extern struct control_says control_says;

struct place {
	char dir[64];
	struct writers *writers;
	struct cells *cells;
	struct cell *cell;
	struct uuid id, member_id;
	struct arena arena;
	struct jobs *jobs;
};

/* cmocka's; the scheduler runs, with the handler "work" of three tries that anybody may have done,
 * and "agents_work" that takes an agent. */
int place_setup(void **state);
int place_teardown(void **state);
void place_open_cells(struct place *p);
struct uuid make_cell(struct place *p, struct uuid member_id);
void place_start(struct place *p);
void place_stop(struct place *p);
/* As at a start: the directory says when the cell is due. Comes to rest. */
void place_restart(struct place *p, int64_t due_at);

struct uuid ask_for(struct place *p, const char *name, struct str key, int64_t in_ms);
/* The same, through a token. */
struct uuid ask_through(struct place *p, const char *name, struct uuid token_id);
void write_sql(struct place *p, const char *sql);
int64_t count_sql(struct place *p, const char *sql);
int64_t in_state(struct place *p, enum job_state state);
void advance(struct place *p, int64_t ms);         /* and comes to rest */
/* Handlers stay in a loop that asks whether to go on. */
void hold_handler(void);
void release_handler(void);
void wait_for_handler(void);                       /* until it is in that loop */

#endif
