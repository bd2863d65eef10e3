/* master_key.h: the key that seals all others. */
#ifndef CMD_MASTER_KEY_H
#define CMD_MASTER_KEY_H

#include "plat/seal.h"

/* Reads the file (absent: DIR/master.key), which holds 64 hex digits. A new data folder gets a new
 * key; one that holds a store never does: the key that it needs is asked for instead. Says what is
 * wrong. */
NODISCARD enum err master_key_load(struct str dir, struct str file, struct key **out);

/* Reads a file that must be there. Says what is wrong. */
NODISCARD enum err master_key_read(struct str file, struct key **out);
/* Whether the key's file lies in the data folder, where it protects nothing once that is copied. */
bool master_key_is_within(struct str dir, struct str file);

#endif
