/* impl.h: what the files of backup/ share. Only backup/ includes it. */
#ifndef BACKUP_IMPL_H
#define BACKUP_IMPL_H

#include "backup/backup.h"
#include "backup/manifest.h"
#include "control/keyring.h"
#include "control/sources.h"

#define PARTIAL ".partial"
#define BACKUP_PREFIX "kontor-"
#define CELLS "cells"
/* Stands in a folder as long as a restore into it is not finished: nobody serves it. */
#define RESTORE_MARK "restoring"

/* One way through bytes: who follows it, and under which key they are summed. */
struct way {
	struct backup_watch watch;
	struct backup_progress progress;
	int64_t base_bytes;            /* done before what is copied now */
	struct key *sums;
};

/* The key of all sums of a backup. */
struct key *sum_key(const struct keyring *r);
/* For file_copy and file_sum. */
struct copy_options copy_options(struct way *w);
/* For db_copy. */
bool way_store_goes_on(void *way, int64_t done_bytes, int64_t all_bytes);

struct str cell_rel(struct arena *a, struct uuid id);            /* "cells/ID.db" */
struct str cell_files_rel(struct arena *a, struct uuid id);      /* "cells/ID.files" */
/* The key that the file opens with: store, or next while it is being written anew. */
NODISCARD enum err source_db_open(const char *path, const struct cell_source *s, enum db_mode mode,
                                  struct db **out);
/* The same for DIR/control.db with the keys of its ring. */
NODISCARD enum err control_db_open(const char *dir, const struct keyring *r, enum db_mode mode,
                                   struct db **out);

/* check.c */
/* Pages, tables, index. ERR_STORAGE when something is wrong; *problem names the store. */
NODISCARD enum err store_check(struct arena *a, struct db *db, const char *name,
                               struct str *problem);
/* Every store of a backup folder with the ring's keys: control, then the workspaces of its
 * manifest. */
NODISCARD enum err stores_check(struct arena *a, const char *folder, const struct keyring *r,
                                const struct manifest *m, struct way *w, unsigned *cells,
                                struct str *problem);
/* Every file of the manifest against its sum. */
NODISCARD enum err files_check(struct arena *a, const char *folder, const struct manifest *m,
                               struct way *w, struct str *problem);
/* ERR_KEY: *problem says which master key is needed and which was given. ERR_STORAGE: the ring is
 * missing or damaged. */
NODISCARD enum err ring_read(struct arena *a, const char *folder, const struct key *master,
                             struct keyring *ring, struct str *problem);

/* keep.c: the newest complete backup beside that one which is newer than it; NULL: it is the newest
 * itself. */
const char *backup_later(struct arena *a, const char *path);

/* renew.c: a restored folder made ready to be served. */
struct renewal {
	struct arena *a;
	const char *dir;
	const char *receipts_from;     /* a folder with a newer control; NULL: none */
	const struct restore_options *o;
	const struct keyring *ring;
	const struct manifest *m;
	struct restore_result *r;
	struct db *control;            /* its own */
};
NODISCARD enum err restored_renew(struct renewal *n);

#endif
