/* held.h: jobs that a restore holds back until a person releases them. */
#ifndef CELL_HELD_H
#define CELL_HELD_H

#include "cell/unit.h"

NODISCARD enum err cell_held_count(struct db *db, int64_t *n);
/* They wait again, and are due when they were. *n: how many. Not from a writer. */
NODISCARD enum err cell_held_release(struct cell *c, int64_t *n);

#endif
