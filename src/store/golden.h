/* golden.h: every statement that the store generates, by name: for the committed golden file, for
 * trying them on PostgreSQL, and for looking at their plans. */
#ifndef STORE_GOLDEN_H
#define STORE_GOLDEN_H

#include "store/sql.h"

/* SHOWN: one of each kind, to be read; ALL: each list in each order under each filter as well. */
enum breadth { BREADTH_shown, BREADTH_all };

/* name: "contact.page.name desc, narrowed, with tags". Both die with the call. */
typedef void statement_fn(void *ctx, struct str name, struct str sql);
void store_each_statement(enum dialect d, enum breadth breadth, statement_fn *fn, void *ctx);

/* Those shown, in SQLite's words: "-- name", then the statement, an empty line between. */
void store_golden(struct buf *b);

#endif
