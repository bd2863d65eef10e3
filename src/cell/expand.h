/* expand.h: a row with what belongs to it: parts, links, custom values, as JSON members. */
#ifndef CELL_EXPAND_H
#define CELL_EXPAND_H

#include "cell/unit.h"

/* Bits of `with`: part n of the record in the order of parts[]; EXPAND_CUSTOM. */
enum { EXPAND_CUSTOM = 1 << 8, EXPAND_ALL = (1 << 9) - 1 };
/* An answer that grows beyond this is ERR_TOO_LARGE: a row may have any number of parts. */
enum { EXPAND_BYTES_MAX = 32 << 20 };

/* {"id":…, fields in mask …, "identities":[…],"tags":[…],"custom":{…}} */
NODISCARD enum err row_json(struct buf *b, struct db *db, struct arena *a, const struct record *rec,
                            const void *row, uint64_t fields, unsigned with);
/* {"field id":value or null …}: what stands now in those of the row's own fields that were changed
 * after that version; empty when none was. */
NODISCARD enum err custom_since_json(struct buf *b, struct db *db, struct arena *a,
                                     const struct record *rec, struct uuid id, int64_t version);
/* The bit of a part by its name, or of "custom"; 0: the record has no such thing. */
unsigned expand_named(const struct record *rec, struct str name);

#endif
