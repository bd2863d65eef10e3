/* migrate.h: brings a store to the schema of this program and checks that it got there. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "db/db.h"
#include "record/record.h"
#include "store/sql.h"

struct migration_text { int number; struct str name, text; };   /* text: see sql_translate */

extern const struct migration_text cell_migrations[], control_migrations[];
extern const unsigned cell_migration_count, control_migration_count;

/* Runs what has not run, each in a transaction; refuses a store whose migrations are unknown or
 * differ from ours (ERR_SCHEMA). A new store runs all. */
NODISCARD enum err store_migrate(struct db *db, enum home home, int64_t now_ms);
/* How many have not run in a store, which may be open for reading only. ERR_SCHEMA: it is newer
 * than this program, or of another one. */
NODISCARD enum err store_pending(struct db *db, enum home home, unsigned *n);
/* Every live table, column (with its type) and index is declared and the other way round.
 * ERR_SCHEMA; the report names what differs, one a line. */
NODISCARD enum err store_check_schema(struct db *db, enum home home, struct arena *a,
                                      struct str *report);
/* What a new store of this program looks like, from the declarations (for a new migration, and
 * PostgreSQL). */
void store_schema(struct buf *b, enum dialect d, enum home home);
/* The full-text tables of a home (SQLite only). */
void store_search_schema(struct buf *b, enum home home);

#endif
