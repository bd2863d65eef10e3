/* keyring.h: the keys of the server's own store, in a file of their own, DIR/keyring, sealed by
 * the master key. The data keys of the workspaces lie in that store, sealed by one of these; so
 * this file and the master key together open everything, and neither opens anything alone.
 *
 *   kontor keyring 1
 *   FINGERPRINT SEALED        one line, or two while the master key is being changed
 *
 * SEALED is base64url of the keys, sealed by the master key with that fingerprint. A data folder
 * of a version that had no such file has keys derived from the master key; it gets the file when
 * it is opened. */
#ifndef CONTROL_KEYRING_H
#define CONTROL_KEYRING_H

#include "plat/seal.h"

#define KEYRING_FILE "keyring"

enum { KEYRING_MASTERS = 2 };

struct keyring {
	struct key *store;             /* opens control.db */
	struct key *hash;              /* of secrets; stays when all else is made anew */
	struct key *seal;              /* seals the data keys of workspaces, and small secrets */
	struct key *next_store;        /* control.db is being written anew under it; NULL: not */
};

/* Which master keys open a ring. */
struct keyring_masters { struct fingerprint v[KEYRING_MASTERS]; unsigned n; };

void keyring_make(struct keyring *r);              /* random ones */
void keyring_of_master(struct keyring *r, const struct key *master);       /* as it once was */
void keyring_release(struct keyring *r);

/* ERR_NOT_FOUND: there is no such file. ERR_KEY: another master key is needed
 * (keyring_needs). ERR_STORAGE: it is damaged. */
NODISCARD enum err keyring_read(const char *dir, const struct key *master, struct keyring *out);
NODISCARD enum err keyring_needs(const char *dir, struct keyring_masters *out);
/* "1a2b-…" or "1a2b-… or 3c4d-…". */
struct str keyring_needs_text(struct arena *a, const struct keyring_masters *m);
/* Durable when it returns; either of the n master keys opens it. */
NODISCARD enum err keyring_write(const char *dir, const struct keyring *r,
                                 const struct key *const masters[], unsigned n);

#endif
