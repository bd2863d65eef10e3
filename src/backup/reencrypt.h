/* reencrypt.h: writes every store of a data folder anew under keys that nobody has seen yet.
 *
 * Of a workspace the key of its store is renewed; the one that its hashes and the names of its
 * files follow from stays, because the audit chain and the files hang on it (control/sources.h).
 * Files have keys of their own, which lie in the store; those stay, too.
 *
 * Each store is copied beside itself and moved over itself; before that its next key stands in
 * control, so that whichever of the two files is there opens. A folder in between says so by a
 * file, DIR/reencrypting, and is settled before anybody opens it. */
#ifndef BACKUP_REENCRYPT_H
#define BACKUP_REENCRYPT_H

#include "backup/backup.h"

struct reencrypt_options {
	const char *dir;               /* locked by the caller; nobody serves it */
	const struct key *master;
	int64_t now_ms;
	struct backup_watch watch;
};
struct reencrypt_result {
	unsigned cells;
	int64_t bytes;
	struct str problem;            /* after an error: in a sentence, in the arena */
};

/* ERR_CANCELLED: the folder is settled, some stores have new keys. ERR_FULL: the largest store
 * finds no room beside itself. After any error the folder opens as before. */
NODISCARD enum err stores_reencrypt(struct arena *a, const struct reencrypt_options *o,
                                    struct reencrypt_result *r);
/* Of a folder that a crash left in between: whichever file is there counts, and its key is the one.
 * Does nothing to others. The caller holds the folder; control is not open. */
NODISCARD enum err reencrypt_settle(const char *dir, const struct key *master, int64_t now_ms);

#endif
