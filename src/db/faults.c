/* faults.c: see faults.h. A VFS in front of the system's that passes everything on, unless a fault
 * strikes; the cipher's own VFS goes in front of it, so what fails is the encrypted write. */
#include "db/faults.h"

#include <errno.h>

#include "db/sqlite.h"
#include "plat/fault.h"

#ifdef KONTOR_FAULTS

/* -- files -- */

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real; /* right behind */
};

static sqlite3_file *real_of(sqlite3_file *f)
{
	return ((struct fault_file *) f)->real;
}

static int close_file(sqlite3_file *f)
{
	return real_of(f)->pMethods->xClose(real_of(f));
}

static int read_file(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	if (fault_strikes(FAULT_read))
		return SQLITE_IOERR_READ;
	return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

static int write_error(void)
{
	return errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int write_file(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	if (fault_strikes(FAULT_write)) {
		int rc = write_error();
		/* Half of it may be there, as with a real disk. */
		real_of(f)->pMethods->xWrite(real_of(f), from, n / 2, at);
		return rc;
	}
	return real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
}

static int truncate_file(sqlite3_file *f, sqlite3_int64 n)
{
	if (fault_strikes(FAULT_write))
		return SQLITE_IOERR_TRUNCATE;
	return real_of(f)->pMethods->xTruncate(real_of(f), n);
}

static int sync_file(sqlite3_file *f, int flags)
{
	if (fault_strikes(FAULT_sync))
		return SQLITE_IOERR_FSYNC;
	return real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int file_size_of(sqlite3_file *f, sqlite3_int64 *n)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), n);
}

static int lock_file(sqlite3_file *f, int how)
{
	return real_of(f)->pMethods->xLock(real_of(f), how);
}

static int unlock_file(sqlite3_file *f, int how)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), how);
}

static int check_reserved(sqlite3_file *f, int *yes)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), yes);
}

static int control_file(sqlite3_file *f, int what, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), what, arg);
}

static int sector_size(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int characteristics(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int map_shared(sqlite3_file *f, int page, int size, int extend, void volatile **to)
{
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, to);
}

static int lock_shared(sqlite3_file *f, int at, int n, int flags)
{
	return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}

static void barrier_shared(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int unmap_shared(sqlite3_file *f, int delete)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), delete);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* without memory-mapped pages: they are encrypted anyway */
	.xClose = close_file,
	.xRead = read_file,
	.xWrite = write_file,
	.xTruncate = truncate_file,
	.xSync = sync_file,
	.xFileSize = file_size_of,
	.xLock = lock_file,
	.xUnlock = unlock_file,
	.xCheckReservedLock = check_reserved,
	.xFileControl = control_file,
	.xSectorSize = sector_size,
	.xDeviceCharacteristics = characteristics,
	.xShmMap = map_shared,
	.xShmLock = lock_shared,
	.xShmBarrier = barrier_shared,
	.xShmUnmap = unmap_shared,
};

static int open_real(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	sqlite3_vfs *real = vfs->pAppData;
	struct fault_file *f = (struct fault_file *) file;
	f->base.pMethods = NULL;
	f->real = (sqlite3_file *) (f + 1);
	if (fault_strikes(FAULT_open))
		return SQLITE_CANTOPEN;
	int rc = real->xOpen(real, name, f->real, flags, out);
	if (f->real->pMethods != NULL) /* then SQLite closes it, whatever rc is */
		f->base.pMethods = &methods;
	return rc;
}

const char *db_faults_files(void)
{
	static const char name[] = "kontor-faults";
	sqlite3_vfs *real = sqlite3_vfs_find(DB_SYSTEM_FILES);
	if (sqlite3_vfs_find(name) != NULL)
		return name;
	ENSURE(real != NULL);
	/* The rest does not look at which VFS it is called for. Lives as long as the process. */
	sqlite3_vfs *vfs = mem_alloc(sizeof *vfs);
	*vfs = *real;
	vfs->szOsFile = (int) sizeof(struct fault_file) + real->szOsFile;
	vfs->zName = name;
	vfs->pNext = NULL;
	vfs->pAppData = real;
	vfs->xOpen = open_real;
	ENSURE(sqlite3_vfs_register(vfs, 0) == SQLITE_OK);
	return name;
}

/* -- memory -- */

static sqlite3_mem_methods real_memory;

static void *alloc(int n)
{
	return fault_strikes(FAULT_alloc) ? NULL : real_memory.xMalloc(n);
}

static void *grow(void *p, int n)
{
	return fault_strikes(FAULT_alloc) ? NULL : real_memory.xRealloc(p, n);
}

void db_faults_memory(void)
{
	if (real_memory.xMalloc != NULL)
		return;
	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
	sqlite3_mem_methods ours = real_memory;
	ours.xMalloc = alloc;
	ours.xRealloc = grow;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
}

#endif
