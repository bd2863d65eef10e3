/* sealed_file.h: a file that lies encrypted on the disk, written once from front to back, read
 * from anywhere. Content is cut into chunks of 64 kB, each sealed by itself (plat/seal.h) and
 * bound to the file, its place and whether it is the last: chunks can be neither swapped,
 * repeated, dropped nor taken into another file, and a file that was cut off does not open.
 *
 *   "KSF1", 16 random bytes; then the chunks, each with SEAL_EXTRA bytes more than its content.
 * All but the last have SEALED_CHUNK bytes; the last has fewer or as many, none in an empty
 * file. */
#ifndef PLAT_SEALED_FILE_H
#define PLAT_SEALED_FILE_H

#include "plat/files.h"
#include "plat/seal.h"

enum { SEALED_CHUNK = 65536 };

int64_t sealed_size(int64_t bytes);                /* of the file that holds so many of content */

struct sealed_writer;
struct sealed_reader;

/* The key must live until the writer or reader is gone. Errors: those of plat/files.h. */
NODISCARD enum err sealed_create(const char *path, const struct key *key,
                                 struct sealed_writer **out);
/* After an error: drop. */
NODISCARD enum err sealed_put(struct sealed_writer *w, struct str data);
int64_t sealed_written(const struct sealed_writer *w);           /* bytes of content so far */
/* Durable under its path from now on; frees the writer, also when it fails: nothing is left
 * then. */
NODISCARD enum err sealed_keep(struct sealed_writer *w);
void sealed_drop(struct sealed_writer *w);                       /* leaves nothing; NULL is fine */

/* ERR_KEY: another key, or not whole; ERR_NOT_FOUND. One thread at a time reads from a reader. */
NODISCARD enum err sealed_open(const char *path, const struct key *key, struct sealed_reader **out);
int64_t sealed_bytes(const struct sealed_reader *r);             /* of content */
/* Exactly n bytes from `at`, which must lie within. ERR_KEY: a byte of it was changed. */
NODISCARD enum err sealed_read(struct sealed_reader *r, int64_t at, void *out, size_t n);
void sealed_close(struct sealed_reader *r);                      /* NULL is fine */

#endif
