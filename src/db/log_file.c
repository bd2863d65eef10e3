/* log_file.c: see log_file.h. A VFS between the cipher's and the system's. It is told bytes, never
 * pages: what arrives here is encrypted already. */
#include "db/log_file.h"

#include "db/sqlite.h"

/* FRAME_HEAD: sqlite.org/fileformat2.html#walformat; bytes 4–7 are not zero in the frame that ends
 * a transaction. */
enum { GATHER_BYTES = 64 << 10, FRAME_HEAD = 24 };

struct log_file {
	sqlite3_file base;
	sqlite3_file *real; /* right behind */
	char *gathered;     /* NULL: nothing was written yet */
	int n;
	sqlite3_int64 at; /* where the gathered bytes begin */
	bool last_frame;  /* the one that ends a transaction */
};

static struct log_file *ours(sqlite3_file *f)
{
	return (struct log_file *) f;
}

static int write_through(struct log_file *f, const void *from, int n, sqlite3_int64 at)
{
	return f->real->pMethods->xWrite(f->real, from, n, at);
}

/* What could not be written is forgotten: SQLite gives the transaction up, and writes over it. */
static int flush(struct log_file *f)
{
	int n = f->n;
	f->n = 0;
	return n == 0 ? SQLITE_OK : write_through(f, f->gathered, n, f->at);
}

static bool is_last_frame(const uint8_t head[FRAME_HEAD])
{
	return (head[4] | head[5] | head[6] | head[7]) != 0;
}

static int gather(struct log_file *f, const void *from, int n, sqlite3_int64 at)
{
	if (f->n != 0 && (at != f->at + f->n || n > GATHER_BYTES - f->n)) {
		int rc = flush(f);
		if (rc != SQLITE_OK)
			return rc;
	}
	if (f->gathered == NULL)
		f->gathered = sqlite3_malloc(GATHER_BYTES);
	if (f->gathered == NULL || n > GATHER_BYTES)
		return write_through(f, from, n, at);
	if (f->n == 0)
		f->at = at;
	memcpy(f->gathered + f->n, from, (size_t) n);
	f->n += n;
	return SQLITE_OK;
}

/* -- what SQLite calls -- */

static int write_log(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	struct log_file *f = ours(file);
	int rc = gather(f, from, n, at);
	if (n == FRAME_HEAD)
		f->last_frame = is_last_frame(from);
	else if (rc == SQLITE_OK && f->last_frame)
		rc = flush(f);
	return rc;
}

static int read_log(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	int rc = flush(ours(file));
	sqlite3_file *real = ours(file)->real;
	return rc != SQLITE_OK ? rc : real->pMethods->xRead(real, to, n, at);
}

static int truncate_log(sqlite3_file *file, sqlite3_int64 n)
{
	int rc = flush(ours(file));
	sqlite3_file *real = ours(file)->real;
	return rc != SQLITE_OK ? rc : real->pMethods->xTruncate(real, n);
}

static int sync_log(sqlite3_file *file, int flags)
{
	int rc = flush(ours(file));
	sqlite3_file *real = ours(file)->real;
	return rc != SQLITE_OK ? rc : real->pMethods->xSync(real, flags);
}

static int size_of_log(sqlite3_file *file, sqlite3_int64 *n)
{
	int rc = flush(ours(file));
	sqlite3_file *real = ours(file)->real;
	return rc != SQLITE_OK ? rc : real->pMethods->xFileSize(real, n);
}

static int control_log(sqlite3_file *file, int what, void *arg)
{
	int rc = flush(ours(file));
	sqlite3_file *real = ours(file)->real;
	return rc != SQLITE_OK ? rc : real->pMethods->xFileControl(real, what, arg);
}

/* Frames that no end followed are nobody's. */
static int close_log(sqlite3_file *file)
{
	sqlite3_file *real = ours(file)->real;
	sqlite3_free(ours(file)->gathered);
	return real->pMethods->xClose(real);
}

static int sector_size(sqlite3_file *file)
{
	sqlite3_file *real = ours(file)->real;
	return real->pMethods->xSectorSize(real);
}

static int characteristics(sqlite3_file *file)
{
	sqlite3_file *real = ours(file)->real;
	return real->pMethods->xDeviceCharacteristics(real);
}

/* Logs are never locked: the main file is. */
static int lock_log(sqlite3_file *file, int how)
{
	sqlite3_file *real = ours(file)->real;
	return real->pMethods->xLock(real, how);
}

static int unlock_log(sqlite3_file *file, int how)
{
	sqlite3_file *real = ours(file)->real;
	return real->pMethods->xUnlock(real, how);
}

static int check_reserved(sqlite3_file *file, int *yes)
{
	sqlite3_file *real = ours(file)->real;
	return real->pMethods->xCheckReservedLock(real, yes);
}

static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = close_log,
	.xRead = read_log,
	.xWrite = write_log,
	.xTruncate = truncate_log,
	.xSync = sync_log,
	.xFileSize = size_of_log,
	.xLock = lock_log,
	.xUnlock = unlock_log,
	.xCheckReservedLock = check_reserved,
	.xFileControl = control_log,
	.xSectorSize = sector_size,
	.xDeviceCharacteristics = characteristics,
};

/* Everything but a log is opened by the system's VFS itself. */
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	sqlite3_vfs *real = vfs->pAppData;
	if (!(flags & SQLITE_OPEN_WAL))
		return real->xOpen(real, name, file, flags, out);
	struct log_file *f = ours(file);
	*f = (struct log_file) { .real = (sqlite3_file *) (f + 1) };
	int rc = real->xOpen(real, name, f->real, flags, out);
	if (f->real->pMethods != NULL) /* then SQLite closes it, whatever rc is */
		f->base.pMethods = &methods;
	return rc;
}

enum err db_log_files(const char *over)
{
	static const char name[] = "kontor-log";
	sqlite3_vfs *real = sqlite3_vfs_find(over);
	if (sqlite3_vfs_find(name) != NULL)
		return OK;
	ENSURE(real != NULL);
	/* The rest does not look at which VFS it is called for. Lives as long as the process. */
	sqlite3_vfs *vfs = mem_alloc(sizeof *vfs);
	*vfs = *real;
	vfs->szOsFile = (int) sizeof(struct log_file) + real->szOsFile;
	vfs->zName = name;
	vfs->pNext = NULL;
	vfs->pAppData = real;
	vfs->xOpen = open_file;
	if (sqlite3_vfs_register(vfs, 0) != SQLITE_OK || sqlite3mc_vfs_create(name, 1) != SQLITE_OK)
		return ERR_STORAGE;
	return OK;
}
