/* files.h: what people bring to keep: pictures, voices, documents.
 *
 * The bytes lie sealed (plat/sealed_file.h) under DIR/cells/ID.files/kept/PLACE, each with a key of
 * its own that stands, sealed by the cell's key, in its row of `files`. PLACE is chance and says
 * nothing. The bytes are durable before the row is; a row without bytes is a loss, bytes without a
 * row are left over from a crash and go after a day. The same bytes are kept once.
 *
 * Whoever sees an attachment of a file sees the file, and whoever brought it does for a day. A file
 * that nothing holds any more goes with its row and key at once, its bytes within a day. */
#ifndef CELL_FILES_H
#define CELL_FILES_H

#include "cell/unit.h"

enum { FILE_CLAIM_MS = 24 * 60 * 60 * 1000, FILE_THUMBNAIL_BYTES = 64 * 1024 };

struct file_limits { int64_t file_bytes, total_bytes; };         /* of one, of a workspace's all */

/* -- coming in: begin, put …, keep, adopt in a unit, free. One thread at a time. -- */

struct file_intake;
NODISCARD enum err file_begin(struct cell *c, const struct file_limits *limits,
                              struct file_intake **out);
/* ERR_TOO_LARGE: the file; ERR_FULL: the disk. Free it then. Seals and writes at once: ~0.1 ms per
 * 64 kB. */
NODISCARD enum err file_put(struct file_intake *f, struct str bytes);
int64_t file_taken(const struct file_intake *f);   /* bytes so far */
/* No more comes: the bytes are durable, and it is known what they are. ERR_QUOTA: the workspace has
 * no room for them. Waits for the disk: not on a loop, not in a unit. */
NODISCARD enum err file_keep(struct file_intake *f);
/* Its row: a new one, or that of the same bytes; *made says which. The actor may attach it for a
 * day. In one unit, as often as that is replayed. */
NODISCARD enum err file_adopt(struct unit *u, struct file_intake *f, struct file *row, bool *made);
/* keep, adopt and free in one, in a unit of its own. */
NODISCARD enum err file_end(struct file_intake *f, const struct actor *actor, struct arena *a,
                            struct file *row, bool *made);
/* Nothing is left of bytes that no row took. In any case, after the transaction; NULL is fine. */
void file_free(struct file_intake *f);

/* Whether the very same bytes are kept already: hash as file_hash gives it. */
void file_hash(const struct cell *c, struct str bytes, uint8_t out[32]);
NODISCARD enum err file_known(struct db *db, struct arena *a, const uint8_t hash[32],
                              struct file *row);
NODISCARD enum err files_total(struct db *db, int64_t *bytes);   /* of all that are kept */

/* -- seeing -- */

/* The file, when the actor sees it: through that attachment (zero: any), or because they brought it
 * lately. *name: what it is called there; absent: it is attached to nothing that they see.
 * ERR_NOT_FOUND. */
NODISCARD enum err file_see(struct db *db, struct arena *a, const struct actor *actor,
                            int64_t now_ms, struct uuid id, struct uuid attachment_id,
                            struct file *row, struct str *name);
/* The small picture of a file that is seen. ERR_NOT_FOUND: there is none. */
NODISCARD enum err file_thumbnail(struct db *db, struct arena *a, const struct file *of,
                                  struct file *row);

struct kept_file;
/* ERR_NOT_FOUND: its bytes are gone; ERR_KEY: they are damaged. */
NODISCARD enum err kept_open(const struct cell *c, const struct file *row, struct kept_file **out);
/* Exactly n bytes from `at`, which must lie within. One thread at a time. */
NODISCARD enum err kept_read(struct kept_file *k, int64_t at, void *out, size_t n);
int64_t kept_bytes(const struct kept_file *k);
/* The cell may be given back before; NULL is fine. */
void kept_close(struct kept_file *k);

/* -- in a unit -- */

NODISCARD enum err unit_file(struct unit *u, struct uuid id, struct file *row);    /* file_see */
/* An attachment tells what its file is, so that nobody has to ask for both. */
void attachment_take(struct attachment *row, const struct file *f);
/* What a browser measured and the small picture it made, on the file and all its attachments. What
 * is known already stays. */
struct file_measured { int64_t width, height, duration_ms; struct uuid thumbnail_id; };
NODISCARD enum err file_measure(struct unit *u, const struct file *row,
                                const struct file_measured *m);
/* An attachment is gone for good: the file goes, too, unless something else holds it. */
NODISCARD enum err file_released(struct unit *u, const struct attachment *gone);

/* -- keeping order -- */

/* Rows that nothing holds (some at a time), and claims that are a day old; for upkeep. */
NODISCARD enum err files_forget(struct unit *u, bool *more);
/* Removes bytes that no row knows and that are a day old; none while cells_keep_files. */
NODISCARD enum err files_sweep(struct cell *c);
/* Reads every file through and holds it against its row. *report: a line for each that is not
 * whole, at most 100; empty: all is well. */
NODISCARD enum err cell_files_check(struct cell *c, struct db *db, struct arena *a,
                                    struct str *report);

#endif
