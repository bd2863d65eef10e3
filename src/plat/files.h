/* files.h: whole files, durable ones, folders, locks.
 *
 * Paths are NUL-terminated, as the kernel takes them, and never come from outside: a name that does
 * is checked with file_name_ok and joined. Folders are made 0700, files 0600.
 *
 * Errors: NOT_FOUND (no such file), CONFLICT (it is there already), BUSY (locked), TOO_LARGE, FULL
 * (disk or quota), FORBIDDEN (rights), IO (anything else). errno still holds the reason. */
#ifndef PLAT_FILES_H
#define PLAT_FILES_H

#include <sys/types.h>

#include "base/err.h"

enum err files_err(int error);                     /* of an errno */

/* "a" + "b" → "a/b"; exactly one slash between them. */
const char *path_join(struct arena *a, const char *folder, struct str name);
/* The whole path, with every link followed; NULL: there is nothing. */
const char *path_resolve(struct arena *a, const char *path);
/* One step of a path, safe to join: 1–255 bytes, no '/', no NUL, no leading '.'. */
bool file_name_ok(struct str name);

/* The whole file with a NUL after it; TOO_LARGE when it has more than max bytes. */
NODISCARD enum err file_read(struct arena *a, const char *path, size_t max, struct str *out);
NODISCARD enum err file_size(const char *path, int64_t *bytes);
bool file_exists(const char *path);                /* anything of that name, a dangling link too */
NODISCARD enum err file_remove(const char *path);
/* Readers see the old content or the new, whole, whatever happens; OK means it is on the disk. */
NODISCARD enum err file_write(const char *path, struct str data);

/* The same for content that comes in pieces: open, put …, then keep or drop, one of both. */
struct draft {
	int fd;
	int64_t bytes;      /* put so far */
	char path[4096];    /* where it lies until it is kept: beside its place */
};

NODISCARD enum err draft_open(struct draft *d, const char *path);
NODISCARD enum err draft_put(struct draft *d, struct str data);      /* after an error: drop */
/* Durable, then renamed to path (same file system; replaces what was there). Drops when it fails;
 * only when the last step, syncing the folder, fails the new content may be there all the same. */
NODISCARD enum err draft_keep(struct draft *d, const char *path);
void draft_drop(struct draft *d);

/* With missing parents. One that is there must be a folder of ours; rights of others are taken. */
NODISCARD enum err folder_make(const char *path);
NODISCARD enum err folder_sync(const char *path);  /* names in it are durable */
enum file_kind { FILE_REGULAR, FILE_FOLDER, FILE_OTHER };
struct file_entry {
	struct str name;    /* with a NUL after it */
	enum file_kind kind;
	int64_t bytes;      /* of a regular file */
	int64_t changed_ms;
};
/* All entries but "." and "..", in byte order of their names. Links are OTHER, not followed. */
NODISCARD enum err folder_list(struct arena *a, const char *path, struct file_entry **out,
                               size_t *n);
NODISCARD enum err folder_remove(const char *path);  /* with all in it; follows no link */
NODISCARD enum err folder_bytes(const char *path, int64_t *bytes);   /* of all files below */
NODISCARD enum err disk_free(const char *path, int64_t *bytes);  /* for us, on that file system */

/* Held by one process at a time, until file_unlock or its end; also guards against a second holder
 * in the same process. The file holds the holder's pid and is never removed. */
struct file_lock {
	int fd;
};
NODISCARD enum err file_lock(const char *path, struct file_lock *out);
void file_unlock(struct file_lock *lock);

#endif
