/* rows.h: the texts of what reads one row, for those who print or try all statements. */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "store/store.h"

/* Places: id, and the member's where the scope names it. */
void row_get_sql(struct buf *b, enum dialect d, const struct actor *actor, const struct record *rec,
                 enum liveness live);
void row_visible_sql(struct buf *b, enum dialect d, const struct actor *actor,
                     const struct record *rec);
void row_find_sql(struct buf *b, enum dialect d, const struct index *ix);

#endif
