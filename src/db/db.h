/* db.h: one connection to one store, owned by one thread at a time; statements prepared once.
 *
 * The driver today is SQLite (encrypted); PostgreSQL will be a second file behind this header. SQL
 * is numbered ?1 ?2 …; store/ builds it. Bound text and blobs must live until the statement is
 * stepped to its end or reset. Columns are views that die with the next step or reset. */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/err.h"
#include "base/uuid.h"

struct db;
struct stmt;

enum { DB_KEY_BYTES = 32 };
/* DB_create: may make the file. DB_target: makes it, without a log, for db_copy. */
enum db_mode { DB_read, DB_write, DB_create, DB_target };

/* Cuts text into index tokens; core's tokeniser in practice, so that db need not know it. */
typedef int db_token_fn(void *sink, struct str token, size_t start, size_t end, bool same_place);
typedef int db_tokenise_fn(void *sink, struct str text, bool query, db_token_fn *emit);

struct db_options {
	const char *path;
	const uint8_t *key;            /* DB_KEY_BYTES */
	enum db_mode mode;
	int64_t cache_bytes;           /* page cache of this connection */
	db_tokenise_fn *tokenise;      /* NULL: no full-text index in this store */
};

/* ERR_NOT_FOUND: no such file; ERR_KEY: it does not open with this key, and nothing was touched;
 * ERR_STORAGE, ERR_FULL. *out is NULL on failure. Files are 0600. */
NODISCARD enum err db_open(const struct db_options *o, struct db **out);
void db_close(struct db *db);                      /* NULL is fine */

/* What a cached statement is, exactly: equal keys mean equal SQL. */
struct stmt_key {
	const void *what;              /* a record, or the address of a constant */
	uint64_t mask;
	uint32_t kind;
};

/* The statement under this key, reset and without bindings; NULL: not prepared yet. */
struct stmt *db_cached(struct db *db, const struct stmt_key *key);
/* Prepares and keeps it under the key (those unused for longest make room). One that is still held
 * is not given out again: who nests the same statement gets a second one. */
NODISCARD enum err db_prepare(struct db *db, const struct stmt_key *key, struct str sql,
                              struct stmt **out);
/* The same, found by its text. */
NODISCARD enum err db_sql(struct db *db, struct str sql, struct stmt **out);
/* Any number of statements, without values. */
NODISCARD enum err db_exec(struct db *db, const char *sql);

/* Places that the statement does not have are ignored. */
void bind_int(struct stmt *s, int at, int64_t v);
void bind_text(struct stmt *s, int at, struct str v);            /* absent: null */
void bind_blob(struct stmt *s, int at, struct str v);
void bind_uuid(struct stmt *s, int at, const struct uuid *u);    /* NULL: null */
void bind_null(struct stmt *s, int at);

/* *row: whether a row stands ready. After the last row (or an error) the statement is reset by
 * itself. */
NODISCARD enum err stmt_step(struct stmt *s, bool *row);
NODISCARD enum err stmt_run(struct stmt *s);       /* steps to the end, ignoring rows */
/* The first row's first column as an integer; `fallback` when there is no row or it is null. */
NODISCARD enum err stmt_int(struct stmt *s, int64_t fallback, int64_t *out);
void stmt_reset(struct stmt **s);                                /* for CLEANUP */
#define STMT_AUTO CLEANUP(stmt_reset) struct stmt *

bool col_null(struct stmt *s, int at);
int64_t col_int(struct stmt *s, int at);
struct str col_text(struct stmt *s, int at);                     /* null: absent */
struct str col_blob(struct stmt *s, int at);
struct uuid col_uuid(struct stmt *s, int at);                    /* null: zero */
int col_count(struct stmt *s);
struct str col_name(struct stmt *s, int at);

NODISCARD enum err db_begin(struct db *db);        /* for writing */
NODISCARD enum err db_begin_read(struct db *db);   /* one snapshot for several reads */
NODISCARD enum err db_commit(struct db *db);
void db_rollback(struct db *db);                   /* harmless outside a transaction */
NODISCARD enum err db_savepoint(struct db *db);
NODISCARD enum err db_release(struct db *db);
NODISCARD enum err db_rollback_to(struct db *db);  /* and releases */
bool db_in_transaction(struct db *db);             /* false once the engine rolled back */
int64_t db_changed(struct db *db);                 /* rows of the last write */
int64_t db_changes(struct db *db);                 /* of all writes, undone ones too */

/* After at most `steps` virtual machine steps a statement ends with ERR_BUSY and db_over_budget
 * says true: the caller moves the work to a slower lane. 0: no limit. */
void db_budget(struct db *db, int64_t steps);
bool db_over_budget(const struct db *db);
/* Makes whatever runs, and what is run then, end with ERR_CANCELLED soon, until db_budget; from any
 * thread. */
void db_cancel(struct db *db);

/* Copies the log into the file; pages_left says how many stayed (readers in the way). */
NODISCARD enum err db_checkpoint(struct db *db, bool wait, int64_t *pages_left);
/* Pages in the log after the last commit. */
int64_t db_log_pages(const struct db *db);
/* Copies the whole store as `from` sees it now, while others go on writing: a new file at path,
 * under this key, durable when it returns. `from` must not be in a transaction. goes_on (may be
 * NULL) is asked every 2 MB; false ends with ERR_CANCELLED. After an error nothing is left. */
struct db_copy {
	const char *path;              /* nothing stands there */
	const uint8_t *key;
	bool (*goes_on)(void *ctx, int64_t done_bytes, int64_t all_bytes);
	void *ctx;
};
NODISCARD enum err db_copy(struct db *from, const struct db_copy *o);
/* "ok", or what is wrong. */
NODISCARD enum err db_integrity(struct db *db, struct arena *a, struct str *report);

/* Before the first db_open; again does no harm. Limits the engine's memory (0: no limit). */
NODISCARD enum err db_start(int64_t heap_limit_bytes);
/* For the page caches of all connections together; 0: each as large as it may be. */
void db_cache_limit(int64_t bytes);
int64_t db_cache_bytes(void);                      /* what they hold now */
/* Gives back what a connection that rests does not need: its page cache. */
void db_shrink(struct db *db);

#endif
