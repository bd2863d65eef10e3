/* resolve.h: which contact do these addresses reach? */
#ifndef APP_RESOLVE_H
#define APP_RESOLVE_H

#include "app/identity.h"
#include "cell/unit.h"

/* The live identity with this key, or with the same line's other kind; engine's eyes.
 * ERR_NOT_FOUND: nobody has it. */
NODISCARD enum err identity_find(struct db *db, struct arena *a, enum identity_kind kind,
                                 struct str match_key, struct contact_identity *out);

#endif
