/* search.h: finding rows by what they say: newest first, only what the actor sees. */
#ifndef CELL_SEARCH_H
#define CELL_SEARCH_H

#include "cell/cell.h"
#include "core/query.h"

struct search_hit { const struct record *rec; void *row; int64_t key; };

/* Rows of rec in which the query is found, newest first, live ones. out has room for max; *n says
 * how many. */
NODISCARD enum err search_rows(struct db *db, struct arena *a, const struct actor *actor,
                               const struct record *rec, const struct text_query *q, unsigned max,
                               struct search_hit *out, unsigned *n);

/* The text that a row is found by, a line each: its own SEARCH fields, then those of its parts. */
NODISCARD enum err index_text_for(struct db *db, struct arena *a, const struct record *rec,
				  const void *row, struct str *out);

/* Builds the whole index anew, in chunks, while the cell goes on; rows: how many were indexed. */
NODISCARD enum err cell_reindex(struct cell *c, int64_t *rows);

#endif
