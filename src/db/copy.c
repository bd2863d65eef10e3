/* copy.c: copies a whole store as one connection sees it, page by page, under another key or the
 * same. See db.h. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "db/sqlite.h"
#include "plat/fault.h"
#include "plat/log.h"

enum { PAGES_AT_ONCE = 512 };

static int64_t page_bytes(struct db *db)
{
	STMT_AUTO s = NULL;
	int64_t n = 0;
	if (db_sql(db, S("PRAGMA page_size"), &s) != OK || stmt_int(s, 0, &n) != OK)
		return 0;
	return n;
}

static enum err copy_pages(sqlite3_backup *b, struct db *from, const struct db_copy *o)
{
	int64_t page = page_bytes(from);
	for (;;) {
		int rc = sqlite3_backup_step(b, PAGES_AT_ONCE);
		int64_t left = sqlite3_backup_remaining(b), all = sqlite3_backup_pagecount(b);
		if (o->goes_on != NULL && !o->goes_on(o->ctx, (all - left) * page, all * page))
			return ERR_CANCELLED;
		if (rc == SQLITE_DONE)
			return OK;
		if (rc != SQLITE_OK)
			return db_err_of(from, rc);
	}
}

static enum err copy_into(struct db *from, struct db *to, const struct db_copy *o)
{
	sqlite3_backup *b = sqlite3_backup_init(to->h, "main", from->h, "main");
	if (b == NULL)
		return db_err_of(to, sqlite3_errcode(to->h));
	enum err e = copy_pages(b, from, o);
	int rc = sqlite3_backup_finish(b);
	if (e == OK || e == ERR_STORAGE) /* the target says what went wrong with the disk */
		e = rc == SQLITE_OK ? e : db_err_of(to, rc);
	return e;
}

static enum err sync_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ERR_STORAGE;
	bool synced = !fault_strikes(FAULT_sync) && fsync(fd) == 0;
	enum err e = synced ? OK : errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORAGE;
	close(fd);
	return e;
}

/* The first read fixes what is seen; without it the copy would begin anew at each commit. */
static enum err see(struct db *db)
{
	TRY(db_begin_read(db));
	return db_exec(db, "SELECT count(*) FROM sqlite_schema");
}

enum err db_copy(struct db *from, const struct db_copy *o)
{
	struct db *to;
	TRY(db_open(&(struct db_options) { .path = o->path, .key = o->key, .mode = DB_target },
	            &to));
	enum err e = see(from);
	if (e == OK)
		e = copy_into(from, to, o);
	db_rollback(from);
	db_close(to);
	if (e == OK)
		e = sync_file(o->path);
	if (e != OK)
		unlink(o->path);
	return e;
}
