/* sqlite.h: what the files of the SQLite driver share. Only db/ includes it. */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "db/db.h"

enum { DB_STATEMENTS_MAX = 160, DB_SLOTS = 512, DB_PROGRESS_STEPS = 1000 };

enum db_fixed {
	DB_FIXED_begin, DB_FIXED_begin_read, DB_FIXED_commit, DB_FIXED_rollback, DB_FIXED_savepoint,
	DB_FIXED_release, DB_FIXED_rollback_to, DB_FIXED_N
};

struct stmt {
	sqlite3_stmt *h;
	struct db *db;
	struct stmt_key key;           /* by key, or … */
	struct str text;               /* … by text (malloc'd); absent when by key */
	uint64_t hash, used;           /* used: db->tick when last taken */
	bool busy;                     /* taken and not reset */
};

struct db {
	sqlite3 *h;
	sqlite3_stmt *fixed[DB_FIXED_N];
	struct stmt *slots[DB_SLOTS];  /* open addressing by hash */
	unsigned statements;
	uint64_t tick;
	int64_t budget, spent, log_pages;
	bool over_budget;
	bool opened;                   /* the key was right */
	atomic_bool cancelled;
};

enum err db_err_of(struct db *db, int rc);
/* Before sqlite3_initialize, once a process. */
void db_page_cache_install(void);
void db_forget_statements(struct db *db);
enum err db_register_tokeniser(struct db *db, db_tokenise_fn *fn);

#endif
