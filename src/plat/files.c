/* files.c: files read whole and written so that they are there after a power cut. See files.h;
 * folders and locks are in folders.c. */
#define _GNU_SOURCE 1 /* O_CLOEXEC, O_DIRECTORY */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plat/fault.h"
#include "plat/fd.h"
#include "plat/files.h"
#include "plat/random.h"

enum { NAME_MAX_BYTES = 255 };

enum err files_err(int error)
{
	switch (error) {
	case 0:
		return OK;
	case ENOENT:
		return ERR_NOT_FOUND;
	case EEXIST:
	case ENOTEMPTY:
		return ERR_CONFLICT;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_FORBIDDEN;
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case EFBIG:
		return ERR_TOO_LARGE;
	default:
		return ERR_IO;
	}
}

const char *path_join(struct arena *a, const char *folder, struct str name)
{
	struct str head = str_of(folder);

	while (head.len != 0 && head.ptr[head.len - 1] == '/')
		head.len--;
	while (str_starts(name, S("/")))
		name = str_from(name, 1);
	return arena_printf(a, "%.*s/%.*s", PRI_STR(head), PRI_STR(name)).ptr;
}

const char *path_resolve(struct arena *a, const char *path)
{
	char whole[PATH_MAX];

	return realpath(path, whole) == NULL ? NULL : arena_str(a, str_of(whole)).ptr;
}

bool file_name_ok(struct str name)
{
	return name.len >= 1 && name.len <= NAME_MAX_BYTES && name.ptr[0] != '.' &&
	       !str_find_byte(name, '/', NULL) && !str_find_byte(name, '\0', NULL);
}

static enum err read_all(struct arena *a, int fd, size_t max, struct str *out)
{
	struct buf b = BUF_IN(a);
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return files_err(errno);
	/* Only a hint: files of /proc have no size, and a file may grow meanwhile. */
	if (S_ISREG(st.st_mode)) {
		if ((uint64_t) st.st_size > max)
			return ERR_TOO_LARGE;
		buf_room(&b, (size_t) st.st_size + 1);
	}
	do {
		char *to = buf_room(&b, b.cap - b.len < 2 ? 4096 : 0);

		n = fault_strikes(FAULT_read) ? -1 : read(fd, to, b.cap - b.len - 1);
		if (n < 0 && errno != EINTR)
			return files_err(errno);
		if (n > 0)
			b.len += (size_t) n;
		if (b.len > max)
			return ERR_TOO_LARGE;
	} while (n != 0);
	b.ptr[b.len] = '\0';
	*out = buf_str(&b);
	return OK;
}

enum err file_read(struct arena *a, const char *path, size_t max, struct str *out)
{
	const int fd = fd_open(path, O_RDONLY);
	enum err e;

	if (fd < 0)
		return files_err(errno);
	e = read_all(a, fd, max, out);
	fd_close_quietly(fd);
	return e;
}

enum err file_size(const char *path, int64_t *bytes)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return files_err(errno);
	*bytes = st.st_size;
	return OK;
}

bool file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

enum err file_remove(const char *path)
{
	return unlink(path) == 0 ? OK : files_err(errno);
}

enum err draft_open(struct draft *d, const char *path)
{
	uint64_t unique;
	int n;

	random_bytes(&unique, sizeof unique);
	n = snprintf(d->path, sizeof d->path, "%s.%016llx.draft", path,
	             (unsigned long long) unique);
	if (n < 0 || (size_t) n >= sizeof d->path) {
		errno = ENAMETOOLONG;
		return ERR_IO;
	}
	d->bytes = 0;
	d->fd = fd_open(d->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
	return d->fd < 0 ? files_err(errno) : OK;
}

enum err draft_put(struct draft *d, struct str data)
{
	while (data.len != 0) {
		const ssize_t n = fault_strikes(FAULT_write) ? -1
		                                             : write(d->fd, data.ptr, data.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return files_err(errno);
		data = str_from(data, (size_t) n);
		d->bytes += n;
	}
	return OK;
}

void draft_drop(struct draft *d)
{
	const int before = errno;

	close(d->fd);
	unlink(d->path);
	errno = before;
}

static enum err sync_fd(int fd)
{
	return (fault_strikes(FAULT_sync) ? -1 : fsync(fd)) == 0 ? OK : files_err(errno);
}

enum err folder_sync(const char *path)
{
	const int fd = fd_open(path, O_RDONLY | O_DIRECTORY);
	enum err e;

	if (fd < 0)
		return files_err(errno);
	e = sync_fd(fd);
	fd_close_quietly(fd);
	return e;
}

/* The folder that holds path: what stands before its last slash. */
static enum err sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[sizeof(((struct draft *) NULL)->path)];
	size_t len;

	if (slash == NULL)
		return folder_sync(".");
	len = slash == path ? 1 : (size_t) (slash - path);
	if (len >= sizeof folder) {
		errno = ENAMETOOLONG;
		return ERR_IO;
	}
	memcpy(folder, path, len);
	folder[len] = '\0';
	return folder_sync(folder);
}

enum err draft_keep(struct draft *d, const char *path)
{
	const enum err e = sync_fd(d->fd);

	if (e != OK) {
		draft_drop(d);
		return e;
	}
	if ((fault_strikes(FAULT_rename) ? -1 : rename(d->path, path)) != 0) {
		draft_drop(d);
		return files_err(errno);
	}
	close(d->fd);
	return sync_folder_of(path);
}

enum err file_write(const char *path, struct str data)
{
	struct draft d;
	enum err e;

	TRY(draft_open(&d, path));
	e = draft_put(&d, data);
	if (e != OK) {
		draft_drop(&d);
		return e;
	}
	return draft_keep(&d, path);
}
