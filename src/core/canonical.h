/* canonical.h: texts that are the same to a reader though their bytes differ, because one has é
 * as one character and the other as e with an accent (file names in zips, mostly). Unicode's
 * canonical equivalence, which NFC and NFD stand for; nothing else is folded. */
#ifndef CORE_CANONICAL_H
#define CORE_CANONICAL_H

#include "base/buf.h"
#include "base/str.h"

/* Appends the text in its decomposed, ordered form (NFD). The same bytes for all equivalent
 * texts. */
void canonical_put(struct buf *b, struct str text);
bool canonical_eq(struct str x, struct str y);

#endif
