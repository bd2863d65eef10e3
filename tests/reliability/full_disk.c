/* full_disk.c: preloaded into the server under test: while the file that DISK_IS_FULL names is
 * there, nothing can be written to files and none can grow or be made: ENOSPC, as on a full disk.
 * Sockets, pipes and what is there already work as ever. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int disk_is_full(void)
{
	const char *flag = getenv("DISK_IS_FULL");
	int before = errno, full = flag != NULL && access(flag, F_OK) == 0;
	errno = before;
	return full;
}

/* Of a file: what is written to a socket or a log takes no room. */
static int refuses(int fd)
{
	struct stat st;
	if (!disk_is_full() || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	errno = ENOSPC;
	return 1;
}

ssize_t write(int fd, const void *data, size_t n)
{
	ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
	return refuses(fd) ? -1 : real(fd, data, n);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at)
{
	ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
	return refuses(fd) ? -1 : real(fd, data, n, at);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at)
{
	ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
	return refuses(fd) ? -1 : real(fd, data, n, at);
}

static int open_as(const char *name, const char *path, int flags, mode_t mode)
{
	int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
	if (flags & O_CREAT && disk_is_full() && access(path, F_OK) != 0) {
		errno = ENOSPC;
		return -1;
	}
	return real(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
	va_end(args);
	return open_as("open", path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
	va_end(args);
	return open_as("open64", path, flags, mode);
}
