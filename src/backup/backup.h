/* backup.h: taking a backup of a data folder, looking at one, and bringing it back.
 *
 * A backup is a folder of its own in the folder that is named, kontor-20261125T043000Z: control.db,
 * keyring, cells/ID.db, cells/ID.files/…, manifest (manifest.h). Everything in it is encrypted as
 * it is in the data folder; the master key is never part of it. While it is made it is called
 * NAME.partial; it gets its name when everything has been written, synced, read back, checked.
 * Files that the newest backup beside it has already are second names of the same content, where
 * the file system can do that: each folder is whole by itself and can be removed by itself.
 *
 * Stores are copied as they are at one moment each, while others write; first control, then each
 * workspace, then its files. Whoever collects unused files waits meanwhile: the caller sees to
 * it. */
#ifndef BACKUP_BACKUP_H
#define BACKUP_BACKUP_H

#include "base/uuid.h"
#include "plat/seal.h"

enum backup_step { BACKUP_copying, BACKUP_checking };
struct backup_progress { enum backup_step step; int64_t done_bytes, all_bytes; };

/* Asked after each piece; false ends with ERR_CANCELLED. goes_on may be NULL. */
struct backup_watch {
	bool (*goes_on)(void *ctx, const struct backup_progress *p);
	void *ctx;
};

struct backup_options {
	const char *dir, *out;
	const struct key *master;
	struct str program;            /* version, for the manifest */
	int64_t now_ms;
	struct backup_watch watch;
};

struct backup_result {
	const char *path;              /* of the finished folder */
	int64_t bytes;                 /* all of it … */
	int64_t bytes_copied;          /* … and what was not there already */
	unsigned cells, files;
	struct str problem;            /* after an error: what could not be done, in a sentence */
};

/* Everything in the result lies in the arena. ERR_BUSY: another backup writes into the same folder.
 * After an error nothing of it is left. */
NODISCARD enum err backup_take(struct arena *a, const struct backup_options *o,
                               struct backup_result *r);

/* The newest complete backup in a folder, or the folder itself when it is one. ERR_NOT_FOUND. */
NODISCARD enum err backup_newest(struct arena *a, const char *folder, const char **out);

/* Whether a process holds the data folder at this moment. */
bool folder_is_served(const char *dir);

struct restore_options {
	const char *from, *to;
	/* The data folder that was lost, where it can still be read; NULL: no. */
	const char *receipts_from;
	const struct key *master;
	int64_t now_ms;
	struct backup_watch watch;
};
struct restore_result {
	const char *from;              /* the backup that was taken */
	int64_t made_at, bytes;
	unsigned cells, files;
	int64_t held_jobs, receipts;
	struct str problem;
};
/* Checks everything, copies it beside `to`, makes it ready to be served, and moves it there.
 * ERR_KEY: another master key is needed. ERR_STORAGE: it is damaged. ERR_NOT_FOUND: there is no
 * complete backup. ERR_CONFLICT: something is in `to`, or a server holds it. Nothing that can be
 * served is left after an error. */
NODISCARD enum err backup_restore(struct arena *a, const struct restore_options *o,
                                  struct restore_result *r);

/* Removes complete backups but the newest `keep` and, of each of the keep_weekly weeks before, the
 * newest; the newest of all stays whatever is said. *n: how many went. */
NODISCARD enum err backup_prune(const char *folder, unsigned keep, unsigned keep_weekly,
                                unsigned *n);

#endif
