/* hooks.h: what a declaration's HOOKS and ACTION rows name; app/ supplies the functions. */
#ifndef CELL_HOOKS_H
#define CELL_HOOKS_H

#include "record/decode.h"

struct unit;

/* One row about to be written (check) or just written (apply). */
struct write {
	const struct record *rec;
	enum happening what;
	const void *before;            /* NULL on creation */
	/* NULL on deletion; check may fill fields in (and set has) */
	void *after;
	uint64_t sent;                 /* fields the caller named */
};

/* check decides, completes (`after`) and complains; apply does, through the unit. */
typedef enum err hook_fn(struct unit *u, const struct write *w);
#define no_hook NULL

struct record_hooks { const struct record *rec; hook_fn *check, *apply; };

/* One call of an action. Its result is a row of the record, or nothing. */
struct action_call {
	const struct action *action;
	struct uuid id;                /* ACTION(one, …) */
	const struct decoded *form;
	/* out: of action->rec, readable with parts; NULL: no content */
	void *row;
	bool made;                     /* out: the row was created by this call */
};
typedef enum err action_fn(struct unit *u, struct action_call *call);

#endif
