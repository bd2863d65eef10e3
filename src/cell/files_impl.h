/* files_impl.h: what the files of cell/files*.c share. */
#ifndef CELL_FILES_IMPL_H
#define CELL_FILES_IMPL_H

#include "cell/cell_impl.h"
#include "cell/files.h"

enum { FILE_HASH_BYTES = 32, FILE_PLACE_BYTES = 16, FILE_SEAL_BYTES = KEY_BYTES + SEAL_EXTRA };

/* Where the bytes of that place lie; makes the folder when it is missing. */
NODISCARD enum err file_path(const struct cell *c, struct str place, struct arena *a,
                             const char **out);
/* Its row by one of its unique keys, engine's eyes. ERR_NOT_FOUND. */
NODISCARD enum err file_by_id(struct db *db, struct arena *a, struct uuid id, struct file *row);

/* Its own key, sealed for its place by the cell's, and back. */
void file_key_seal(const struct cell *c, const struct key *key, struct str place, struct buf *out);
NODISCARD enum err file_key_open(const struct cell *c, const struct file *row, struct key **out);

/* The keyed hash of content that comes in pieces. */
void file_sum_begin(const struct cell *c, struct seal_sum *s);

#endif
