/* manifest.h: what a backup consists of. A backup is a folder; without its manifest, which is
 * written last, it is none.
 *
 *   kontor backup 1
 *   made 2026-11-25T04:30:00.000Z
 *   program 0.1.0
 *   gone ID                    a workspace that was deleted while the backup was made; any number
 *   file BYTES SUM PATH        any number; PATH is relative, SUM is keyed, as 64 hex digits
 *   end SUM                    over all lines before
 *
 * All sums are keyed with a key of the ring (control/keyring.h): nobody without it can change a
 * file, swap two, or leave one out. */
#ifndef BACKUP_MANIFEST_H
#define BACKUP_MANIFEST_H

#include "base/uuid.h"
#include "plat/copy.h"

#define MANIFEST_FILE "manifest"

struct manifest_file { struct str path; int64_t bytes; uint8_t sum[FILE_SUM_BYTES]; };

/* Everything in it lies in the arena. */
struct manifest {
	struct arena *arena;
	int64_t made_at;
	struct str program;
	struct manifest_file *files;
	unsigned n, cap;
	struct uuid *gone;
	unsigned gone_n, gone_cap;
};

/* path is copied. */
void manifest_add(struct manifest *m, struct str path, int64_t bytes,
                  const uint8_t sum[FILE_SUM_BYTES]);
void manifest_add_gone(struct manifest *m, struct uuid cell_id);
/* Of one that was read; NULL: not in it. */
const struct manifest_file *manifest_find(const struct manifest *m, struct str path);
int64_t manifest_bytes(const struct manifest *m);

/* Durable when it returns. */
NODISCARD enum err manifest_write(const char *folder, const struct manifest *m,
                                  const struct key *key);
/* Files by path. ERR_NOT_FOUND: there is none. ERR_STORAGE: it is not as it was written, or of
 * another key. */
NODISCARD enum err manifest_read(struct arena *a, const char *folder, const struct key *key,
                                 struct manifest *m);

#endif
