/* sources.h: the workspaces and their keys as a file of control says, whoever opened it: for
 * copying, checking and rewriting whole stores, where no server runs or the file is a copy. Reads
 * columns that every version has had. */
#ifndef CONTROL_SOURCES_H
#define CONTROL_SOURCES_H

#include "db/db.h"
#include "plat/seal.h"
#include "record/record.h"

/* store opens the workspace's file. base is what its hashes and the keys of its files are derived
 * from, and never changes: the audit chain and the names of files hang on it. A workspace whose
 * store was never written anew has one key for both. */
struct cell_source {
	struct uuid id;
	struct str name;
	int state;                     /* enum cell_state */
	struct key *store, *base;
	struct key *next;              /* it is being written anew under this one; NULL: not */
};

/* All of them, by id. ERR_KEY: a key does not open with `seal`. Free them also after an error. */
NODISCARD enum err sources_read(struct db *db, const struct key *seal, struct arena *a,
                                struct cell_source **out, unsigned *n);
void sources_free(struct cell_source *v, unsigned n);
/* What a sealed key of that workspace holds; s->id is set. */
NODISCARD enum err source_open(struct cell_source *s, const struct key *seal, struct str sealed);
void source_seal(struct buf *out, const struct cell_source *s, const struct key *seal);
/* Writes its keys down; in the caller's transaction. */
NODISCARD enum err source_write(struct db *db, const struct cell_source *s, const struct key *seal,
                                int64_t now_ms);

#endif
