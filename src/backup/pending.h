/* pending.h: stores that an earlier version wrote. */
#ifndef BACKUP_PENDING_H
#define BACKUP_PENDING_H

#include "backup/backup.h"

/* How many stores of a data folder lack what this version needs; nothing is changed. An error:
 * *problem says in a sentence, in the arena, which store could not be looked at. */
NODISCARD enum err stores_pending(struct arena *a, const char *dir, const struct key *master,
                                  unsigned *n, struct str *problem);

#endif
