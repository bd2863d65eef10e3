/* fixture.h: for tests only: a real encrypted cell in a folder of its own, with our hooks, written
 * to and read from as the API does. Errors that a test does not ask for end it. */
#ifndef APP_FIXTURE_H
#define APP_FIXTURE_H

#include "base/test.h"
#include "cell/unit.h"

struct fixture {
	char dir[64];
	struct writers *writers;
	struct cells *cells;
	struct cell *cell;
	struct uuid cell_id, member_id;
	struct actor actor;            /* the owner; tests may act as somebody else */
	struct arena arena;            /* until fixture_close */
	struct problems problems;      /* of the last call */
};

/* 28 November 2026, 12:00 UTC: what the cell's clock shows until it is moved on. */
extern const int64_t fixture_start_ms;
void fixture_advance(int64_t ms);

void fixture_open(struct fixture *f, const char *country, const char *zone);
void fixture_close(struct fixture *f);
/* Closes the cell and opens it again, as a restart of the server does. */
void fixture_reopen(struct fixture *f);

/* JSON with ' for ". row: of rec. */
enum err fixture_create(struct fixture *f, const struct record *rec, const char *json, void *row);
enum err fixture_patch(struct fixture *f, const struct record *rec, struct uuid id,
                       const char *json, void *row);
enum err fixture_delete(struct fixture *f, const struct record *rec, struct uuid id);
enum err fixture_restore(struct fixture *f, const struct record *rec, struct uuid id);
/* ACTION rows, by "contact:resolve"; *call gets row and made. */
enum err fixture_act(struct fixture *f, const char *name, struct uuid id, const char *json,
                     struct action_call *call);
enum err fixture_get(struct fixture *f, const struct record *rec, struct uuid id, void *row);

/* The first column of the first row of a statement. */
int64_t fixture_int(struct fixture *f, const char *sql);
struct str fixture_text(struct fixture *f, const char *sql);

/* The last call was refused for this field: pointer, flaw. */
#define assert_flaw(f_, pointer_, flaw_)                                                           \
	do {                                                                                       \
		assert_true((f_)->problems.n > 0);                                                 \
		assert_str((f_)->problems.v[0].pointer, pointer_);                                 \
		assert_int_equal((f_)->problems.v[0].flaw, FLAW_##flaw_);                          \
	} while (0)

/* Makes a member of that role and acts as them from now on; narrowed when the workspace narrows. */
struct uuid fixture_become(struct fixture *f, enum member_role role);

#endif
