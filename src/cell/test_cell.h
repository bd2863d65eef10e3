/* test_cell.h: what the tests of this room share: a real encrypted cell in a folder of its own,
 * with small hooks of the tests' own and a clock that they move. */
#ifndef CELL_TEST_CELL_H
#define CELL_TEST_CELL_H

#include "base/test.h"
#include "cell/cell_impl.h"

struct place {
	char dir[40];
	struct writers *writers;
	struct cells *cells;
	struct cell *cell;
	struct uuid cell_id, owner_id, agent_id;       /* members */
	struct actor owner, agent;     /* the agent is narrowed */
	struct arena arena;            /* until teardown */
	struct problems problems;      /* of the last single call */
	int64_t told_due_at;           /* what the cell last said about its jobs */
};

int place_setup(void **state);
int place_teardown(void **state);
#define PLACE_CASE(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

/* Closes the cell and opens it again, as a restart of the server does. */
void place_reopen(struct place *p);
void place_pass(int64_t ms);                       /* time goes by */
int64_t place_now(void);

/* -- one thing after another -- */

/* JSON with ' for ", format as printf's; %U takes a struct uuid *. */
struct str json_of_format(struct arena *a, const char *format, ...);
#define JSON(...) json_of_format(&p->arena, __VA_ARGS__)

enum err place_create(struct place *p, const struct actor *who, const struct record *rec,
                      struct str json, void *row);
enum err place_patch(struct place *p, const struct actor *who, const struct record *rec,
                     struct uuid id, struct str json, void *row);
enum err place_delete(struct place *p, const struct actor *who, const struct record *rec,
                      struct uuid id);
enum err place_restore(struct place *p, const struct actor *who, const struct record *rec,
                       struct uuid id, void *row);
enum err place_get(struct place *p, const struct actor *who, const struct record *rec,
                   struct uuid id, void *row);

/* -- several in one transaction -- */

struct step;
struct gate;
typedef enum err step_fn(struct step *s, struct unit *u);
struct step {
	struct cell_task task;
	step_fn *fn;
	const struct record *rec;
	struct uuid id;
	struct decoded d;
	void *row;                     /* out */
	uint64_t others;               /* out, of a patch */
	int64_t if_version;
	struct arena arena;
	struct problems problems;
	enum err result;
	unsigned runs;                 /* how often it ran: more than once after a replay */
	void *arg;                     /* for fns of a test's own */
	struct gate *gate;             /* run_group's */
};

step_fn step_create, step_patch, step_delete, step_restore;

/* The body is decoded for a create or a patch; a step that does not even decode has its result. */
struct step *step_new(struct place *p, const struct actor *who, step_fn *fn,
                      const struct record *rec, struct uuid id, struct str json);
void step_free(struct step *s);
/* Runs them as one group, in this order; results are in the steps. */
void run_group(struct place *p, struct step **steps, unsigned n);
enum err run_step(struct place *p, struct step *s);              /* by itself; frees it */

/* -- looking -- */

int64_t ask_int(struct place *p, const char *sql);               /* INT64_MIN: no row, or null */
struct str ask_text(struct place *p, const char *sql);
/* All derived columns agree with their definitions, the audit chain holds. */
void assert_sound(struct place *p);
/* How many rows of rec the member finds by these words. */
unsigned found(struct place *p, const struct actor *who, const struct record *rec,
               const char *words);

/* The last call was refused for this: pointer, flaw. */
#define assert_flaw(problems_, pointer_, flaw_)                                                    \
	do {                                                                                       \
		assert_true((problems_)->n > 0);                                                   \
		assert_str((problems_)->v[0].pointer, pointer_);                                   \
		assert_int_equal((problems_)->v[0].flaw, FLAW_##flaw_);                            \
	} while (0)

#endif
