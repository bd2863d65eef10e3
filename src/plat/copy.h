/* copy.h: files and folders that are copied, linked, moved and summed as a whole. Errors and modes:
 * those of plat/files.h. What is written is durable when the function returns; nothing is left
 * after an error. */
#ifndef PLAT_COPY_H
#define PLAT_COPY_H

#include "plat/files.h"
#include "plat/seal.h"

enum { FILE_SUM_BYTES = 32 };

/* How the content is summed, and who is asked after each piece (goes_on may be NULL; false ends
 * with ERR_CANCELLED). */
struct copy_options {
	const struct key *key;
	struct str context;
	bool (*goes_on)(void *ctx, int64_t bytes);         /* of this piece */
	void *ctx;
};

/* ERR_CONFLICT: something stands at `to`. sum: of what was read. */
NODISCARD enum err file_copy(const char *from, const char *to, const struct copy_options *o,
                             uint8_t sum[FILE_SUM_BYTES], int64_t *bytes);
/* Reads the whole file from the disk, not from memory, as far as the system lets us. */
NODISCARD enum err file_sum(const char *path, const struct copy_options *o,
                            uint8_t sum[FILE_SUM_BYTES], int64_t *bytes);
/* A second name for the same content; ERR_IO where that is not possible. */
NODISCARD enum err file_link(const char *from, const char *to);
/* Within one file system; an empty folder at `to` makes room. Both folders are synced. */
NODISCARD enum err path_move(const char *from, const char *to);
/* ERR_NOT_FOUND; *yes: nothing is in it. */
NODISCARD enum err folder_is_empty(const char *path, bool *yes);
/* Rights of a file or folder, as chmod(1) writes them; whose it is does not matter. */
NODISCARD enum err path_mode(const char *path, unsigned *mode);

#endif
