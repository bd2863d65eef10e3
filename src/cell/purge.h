/* purge.h: taking rows out for good; see unit_purge. Only cell/ includes it. */
#ifndef CELL_PURGE_H
#define CELL_PURGE_H

#include "cell/cell_impl.h"

/* A unit's worth of the rows that were deleted before that time; *more: there may be others. */
NODISCARD enum err purge_bin(struct unit *u, int64_t before_ms, bool *more);

#endif
