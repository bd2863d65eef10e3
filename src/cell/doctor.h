/* doctor.h: whether a cell still says the truth about itself. */
#ifndef CELL_DOCTOR_H
#define CELL_DOCTOR_H

#include "cell/cell.h"

/* Holds every DERIVED column against its definition. *report: one "contacts.unread of ID" a line,
 * at most 100 of each column; empty: all is well. */
NODISCARD enum err cell_recount(struct db *db, struct arena *a, struct str *report);

/* Walks the audit chain: each entry must follow from the one before it. Where old entries were let
 * go, the walk begins at the anchor that their checkpoint keeps. What was cut off behind the newest
 * entry it cannot see. */
struct chain_walk {
	int64_t after;                 /* in: walks what comes behind this entry; 0: all */
	int64_t max;                   /* in: at most so many */
	int64_t from, to, entries;     /* out: what holds: from … to; entries 0: nothing */
	int64_t broken_at;             /* out: seq of the first that does not follow; 0: none */
	bool more;                     /* out: max came first; go on after `to` */
};
NODISCARD enum err cell_walk_chain(const struct cell *c, struct db *db, struct chain_walk *w);

/* All of it at once. *broken_at: the seq of the first entry that does not
 * follow from the one before, 0: none. */
NODISCARD enum err cell_check_chain(const struct cell *c, struct db *db, int64_t *broken_at);

#endif
