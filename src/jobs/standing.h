/* standing.h: whether whoever asked for a job may still have it done. Only jobs/ includes it. */
#ifndef JOBS_STANDING_H
#define JOBS_STANDING_H

#include "jobs/lease.h"

/* The rights that whoever asked has now, by the cell and by control. *refused: why not, for people;
 * absent: they may. Work that takes no role, and the program's own, is never refused. Anything but
 * OK: it could not be found out. Not on a writer thread. */
NODISCARD enum err standing_of(const struct lease_ask *ask, const struct leased *l,
                               struct actor *actor, struct str *refused);

/* Whether they see less than `was` did: what is under way may know more than they may. */
bool standing_shrank(const struct actor *was, const struct actor *now);

#endif
