/* doctor.h: whether a cell still says the truth about itself. */
#ifndef CELL_DOCTOR_H
#define CELL_DOCTOR_H

#include "cell/cell.h"

/* Holds every DERIVED column against its definition. *report: one "contacts.unread of ID" a line,
 * at most 100 of each column; empty: all is well. */
NODISCARD enum err cell_recount(struct db *db, struct arena *a, struct str *report);

/* Walks the audit chain from its beginning. *broken_at: the seq of the first entry that does not
 * follow from the one before, 0: none. */
NODISCARD enum err cell_check_chain(const struct cell *c, struct db *db, int64_t *broken_at);

#endif
