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
/* The key that lies at its place now, if one does; says nothing when there is none. */
NODISCARD enum err master_key_look(struct str dir, struct str file, struct key **out);
/* Writes it to a file, durable when it returns. Says what is wrong. */
NODISCARD enum err master_key_write(const char *path, const struct key *key);
/* The file that is meant: DIR/master.key when none is named. In the arena. */
struct str master_key_place(struct arena *a, struct str dir, struct str file);
/* Whether the key's file lies in the data folder, where it protects nothing once that is copied. */
bool master_key_is_within(struct str dir, struct str file);

#endif
