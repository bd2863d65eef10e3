/* sqlite.c: db.h over SQLite3MultipleCiphers: AEGIS-256X2, a raw key, WAL, synchronous=FULL.
 * Must not know tables: see store/. */
#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "db/faults.h"
#include "db/log_file.h"
#include "plat/fault.h"
#include "plat/log.h"

/* -- errors -- */

static enum err of_constraint(int rc)
{
	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return ERR_CONFLICT;
	default: /* SQLite's codes; NOT NULL and types are ours to keep */
		log_event(LOG_ERROR, "db.constraint", LOG_INT("code", rc));
		return ERR_INTERNAL;
	}
}

static enum err of_rare(struct db *db, int rc)
{
	int error = db->h != NULL ? sqlite3_system_errno(db->h) : 0;
	log_event(LOG_ERROR, "db.error", LOG_INT("code", rc), LOG_ERRNO(error));
	if ((rc & 0xff) == SQLITE_IOERR && (error == ENOSPC || error == EDQUOT))
		return ERR_FULL;
	return ERR_STORAGE;
}

/* The text of a message is for nobody: it may hold a person's words. */
enum err db_err_of(struct db *db, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_CONSTRAINT:
		return of_constraint(rc);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_INTERRUPT:
		return db->over_budget ? ERR_BUSY : ERR_CANCELLED;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_NOTADB:
		return ERR_KEY;
	default:
		return of_rare(db, rc);
	}
}

/* -- opening -- */

/* The key goes in through the C interface, never through SQL that could reach a log. */
static enum err set_key(struct db *db, const uint8_t *key)
{
	char raw[4 + DB_KEY_BYTES] = { 'r', 'a', 'w', ':' };
	memcpy(raw + 4, key, DB_KEY_BYTES);
	sqlite3mc_config(db->h, "cipher", sqlite3mc_cipher_index("aegis"));
	sqlite3mc_config_cipher(db->h, "aegis", "algorithm", 5); /* AEGIS-256X2 */
	enum err e = db_err_of(db, sqlite3_key(db->h, raw, sizeof raw));
	explicit_bzero(raw, sizeof raw);
	return e;
}

static int over_budget(void *arg)
{
	struct db *db = arg;
	if (atomic_load(&db->cancelled))
		return 1;
	if (db->budget == 0)
		return 0;
	db->spent += DB_PROGRESS_STEPS;
	db->over_budget = db->spent >= db->budget;
	return db->over_budget;
}

/* A file that somebody prepared must not make us run its triggers, views or shadow tables. */
static void distrust_file(struct db *db)
{
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
}

/* Plans may not depend on values: else each statement with a bound LIMIT is prepared again whenever
 * it runs. */
static void keep_plans(struct db *db)
{
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
}

static enum err try_key(struct db *db)
{
	return db_exec(db, "SELECT count(*) FROM sqlite_schema");
}

/* Whether the disk gives the first page out at all. */
static bool is_readable(const char *path)
{
	char page[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 || fault_strikes(FAULT_read) ? -1 : read(fd, page, sizeof page);
	if (fd >= 0)
		close(fd);
	return n >= 0;
}

/* To the cipher, a page that could not be read is one that the key does not open; we must not tell
 * somebody with a failing disk that the key is wrong. */
static enum err check_key(struct db *db, const char *path)
{
	enum err e = try_key(db);
	if (e == ERR_KEY)
		e = try_key(db);
	if (e == ERR_KEY && !is_readable(path))
		e = ERR_STORAGE;
	db->opened = e == OK;
	return e;
}

static enum err set_cache(struct db *db, int64_t bytes)
{
	struct arena a = ARENA_INIT;
	struct str sql = arena_printf(&a, "PRAGMA cache_size=-%d", (int) (bytes / 1024));
	enum err e = db_exec(db, sql.ptr);
	arena_release(&a);
	return e;
}

/* SQLite does not complain when a file system cannot do it; it says which mode it is. */
static enum err start_log(struct db *db)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("PRAGMA journal_mode=WAL"), &s));
	TRY(stmt_step(s, &row));
	if (row && str_eq(col_text(s, 0), S("wal")))
		return OK;
	log_event(LOG_ERROR, "db.no-write-ahead-log");
	return ERR_STORAGE;
}

static enum err set_up(struct db *db, const struct db_options *o)
{
	TRY(set_key(db, o->key));
	sqlite3_extended_result_codes(db->h, 1);
	sqlite3_busy_timeout(db->h, 5000);
	sqlite3_progress_handler(db->h, DB_PROGRESS_STEPS, over_budget, db);
	distrust_file(db);
	keep_plans(db);
	/* Whatever an error or a crash leaves of a copy is no store: nothing of it need be durable
	 * before its end. */
	if (o->mode == DB_target)
		return db_exec(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
	TRY(check_key(db, o->path));
	TRY(set_cache(db, o->cache_bytes));
	if (o->mode == DB_read) {
		TRY(db_exec(db, "PRAGMA query_only=ON"));
	} else {
		TRY(start_log(db));
		TRY(db_exec(db,
		            "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
		            "PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864"));
	}
	return o->tokenise != NULL ? db_register_tokeniser(db, o->tokenise) : OK;
}

/* With our own rights from its first moment; SQLite gives its other files the same. */
static enum err make_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORAGE;
	close(fd);
	return OK;
}

static int on_commit_to_log(void *arg, sqlite3 *h, const char *schema, int pages)
{
	(void) h, (void) schema;
	struct db *db = arg;
	db->log_pages = pages;
	return SQLITE_OK;
}

/* SQLite3MultipleCiphers (as of SQLite 3.53) writes through NULL when the second of two allocations
 * fails while a connection is made: we see beforehand that there is room for both. */
static enum err check_memory(struct db *db)
{
	enum { ROOM = 64 * 1024 };
	void *room = sqlite3_malloc(ROOM);
	sqlite3_free(room);
	return room != NULL ? OK : db_err_of(db, SQLITE_NOMEM);
}

static enum err open_file(struct db *db, const struct db_options *o)
{
	TRY(check_memory(db));
	if (o->mode == DB_create || o->mode == DB_target)
		TRY(make_file(o->path));
	else if (access(o->path, F_OK) != 0)
		return ERR_NOT_FOUND;
	/* Readers too: they share the log's index in memory. */
	return db_err_of(db, sqlite3_open_v2(o->path, &db->h,
	                                     SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE, NULL));
}

enum err db_open(const struct db_options *o, struct db **out)
{
	*out = NULL;
	struct db *db = mem_alloc(sizeof *db);
	enum err e = open_file(db, o);
	if (e == OK)
		e = set_up(db, o);
	if (e != OK) {
		db_close(db);
		return e;
	}
	sqlite3_wal_hook(db->h, on_commit_to_log, db);
	*out = db;
	return OK;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_forget_statements(db);
	ENSURE(sqlite3_close(db->h) == SQLITE_OK);
	mem_free(db);
}

enum err db_exec(struct db *db, const char *sql)
{
	return db_err_of(db, sqlite3_exec(db->h, sql, NULL, NULL, NULL));
}

/* -- transactions: statements so frequent that they are kept beside the cache -- */

static enum err run_fixed(struct db *db, enum db_fixed which)
{
	static const struct str sql[DB_FIXED_N] = {
		[DB_FIXED_begin] = STR("BEGIN IMMEDIATE"),
		[DB_FIXED_begin_read] = STR("BEGIN"),
		[DB_FIXED_commit] = STR("COMMIT"),
		[DB_FIXED_rollback] = STR("ROLLBACK"),
		[DB_FIXED_savepoint] = STR("SAVEPOINT u"),
		[DB_FIXED_release] = STR("RELEASE u"),
		[DB_FIXED_rollback_to] = STR("ROLLBACK TO u"),
	};
	if (db->fixed[which] == NULL)
		TRY(db_err_of(db, sqlite3_prepare_v3(db->h, sql[which].ptr, (int) sql[which].len,
		                                     SQLITE_PREPARE_PERSISTENT, &db->fixed[which],
		                                     NULL)));
	int rc = sqlite3_step(db->fixed[which]);
	sqlite3_reset(db->fixed[which]);
	return db_err_of(db, rc);
}

enum err db_begin(struct db *db)
{
	return run_fixed(db, DB_FIXED_begin);
}
enum err db_begin_read(struct db *db)
{
	return run_fixed(db, DB_FIXED_begin_read);
}
enum err db_commit(struct db *db)
{
	return run_fixed(db, DB_FIXED_commit);
}
enum err db_savepoint(struct db *db)
{
	return run_fixed(db, DB_FIXED_savepoint);
}
enum err db_release(struct db *db)
{
	return run_fixed(db, DB_FIXED_release);
}

enum err db_rollback_to(struct db *db)
{
	TRY(run_fixed(db, DB_FIXED_rollback_to));
	return run_fixed(db, DB_FIXED_release);
}

void db_rollback(struct db *db)
{
	if (db_in_transaction(db) && run_fixed(db, DB_FIXED_rollback) != OK)
		log_event(LOG_ERROR, "db.rollback-failed");
}

bool db_in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(db->h);
}
int64_t db_changed(struct db *db)
{
	return sqlite3_changes64(db->h);
}
int64_t db_changes(struct db *db)
{
	return sqlite3_total_changes64(db->h);
}

/* -- limits -- */

void db_budget(struct db *db, int64_t steps)
{
	db->budget = steps;
	db->spent = 0;
	db->over_budget = false;
	atomic_store(&db->cancelled, false);
}

bool db_over_budget(const struct db *db)
{
	return db->over_budget;
}
void db_cancel(struct db *db)
{
	atomic_store(&db->cancelled, true);
}

/* -- upkeep -- */

enum err db_checkpoint(struct db *db, bool wait, int64_t *pages_left)
{
	int log = 0, copied = 0;
	int mode = wait ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
	enum err e = db_err_of(db, sqlite3_wal_checkpoint_v2(db->h, NULL, mode, &log, &copied));
	*pages_left = log > copied ? log - copied : 0;
	if (e == OK && *pages_left == 0)
		db->log_pages = 0;
	return e == ERR_BUSY ? OK : e;
}

int64_t db_log_pages(const struct db *db)
{
	return db->log_pages;
}

void db_shrink(struct db *db)
{
	sqlite3_db_release_memory(db->h);
}

enum err db_integrity(struct db *db, struct arena *a, struct str *report)
{
	struct buf b = BUF_IN(a);
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("PRAGMA integrity_check(20)"), &s));
	for (bool row;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		if (b.len != 0)
			put(&b, S("; "));
		put(&b, col_text(s, 0));
	}
	*report = buf_str(&b);
	return OK;
}

enum err db_start(int64_t heap_limit_bytes)
{
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, heap_limit_bytes != 0);
	db_page_cache_install();
	db_faults_memory();
	if (sqlite3_initialize() != SQLITE_OK)
		return ERR_STORAGE;
	TRY(db_log_files(db_faults_files()));
	if (heap_limit_bytes != 0)
		sqlite3_hard_heap_limit64(heap_limit_bytes);
	return OK;
}
