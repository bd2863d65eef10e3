/* search_narrowed.h: hits for an actor who sees only what is theirs or nobody's. Only search.c
 * includes it. */
#ifndef CELL_SEARCH_NARROWED_H
#define CELL_SEARCH_NARROWED_H

#include "cell/search.h"

/* Whether rows of rec are an actor's by an owner: their own, or that of what they hang on. */
bool search_narrows(const struct actor *actor, const struct record *rec);
/* As search_rows, of the rows in which `match` (FTS5's language) is found. Such an actor may see
 * nearly everything or nearly nothing: the newest hits are looked at one by one; if that does not
 * do, the keys of all that they see are listed, and hits are held against them. */
NODISCARD enum err search_narrowed(struct db *db, struct arena *a, const struct actor *actor,
                                   const struct record *rec, struct str match, unsigned max,
                                   struct search_hit *out, unsigned *n);
/* Whether the actor sees any such row at all: two looks into an index. */
NODISCARD enum err search_sees_any(struct db *db, struct arena *a, const struct actor *actor,
                                   const struct record *rec, bool *yes);

#endif
