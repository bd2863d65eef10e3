/* store_file.h: a workspace's store as a file, where no cell is open: copies of it, stores that are
 * written anew, stores that were brought back. */
#ifndef CELL_STORE_FILE_H
#define CELL_STORE_FILE_H

#include "db/db.h"
#include "record/record.h"

/* With the tokeniser, so that the index can be read. Errors: those of db_open. */
NODISCARD enum err cell_store_open(const char *path, const uint8_t key[DB_KEY_BYTES],
                                   enum db_mode mode, struct db **out);

/* After a restore, before anybody opens it: brings the schema up to date, begins a new epoch of the
 * feed (positions from before mean nothing any more), and holds every job that had not ended until
 * a person releases it: it may have been done since, in the time that the backup does not know. */
NODISCARD enum err cell_store_renew(struct db *db, int64_t now_ms, int64_t *held);

#endif
