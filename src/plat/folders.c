/* folders.c: folders as trees, free space, and the lock on a data folder. See files.h. */
#define _GNU_SOURCE 1 /* open file description locks */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "plat/fault.h"
#include "plat/files.h"

static enum err make_one(const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return OK;
	if (errno != EEXIST || stat(path, &st) != 0)
		return files_err(errno);
	return S_ISDIR(st.st_mode) ? OK : ERR_CONFLICT;
}

/* Others may have made it, or a package with wider rights. */
static enum err make_private(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return files_err(errno);
	if (st.st_uid != geteuid()) {
		errno = EPERM;
		return ERR_FORBIDDEN;
	}
	if ((st.st_mode & 077) != 0 && chmod(path, 0700) != 0)
		return files_err(errno);
	return OK;
}

enum err folder_make(const char *path)
{
	char part[sizeof(((struct draft *) NULL)->path)];
	const size_t len = strlen(path);

	if (len == 0 || len >= sizeof part) {
		errno = len == 0 ? ENOENT : ENAMETOOLONG;
		return files_err(errno);
	}
	memcpy(part, path, len + 1);
	for (size_t i = 1; i < len; i++) {
		if (part[i] != '/')
			continue;
		part[i] = '\0';
		TRY(make_one(part));
		part[i] = '/';
	}
	TRY(make_one(path));
	return make_private(path);
}

static int by_name(const void *a, const void *b)
{
	const struct file_entry *x = a, *y = b;

	return str_cmp(x->name, y->name);
}

static struct file_entry entry_of(struct arena *a, const char *name, const struct stat *st)
{
	return (struct file_entry) {
		.name = arena_str(a, str_of(name)),
		.kind = S_ISREG(st->st_mode)   ? FILE_REGULAR
		        : S_ISDIR(st->st_mode) ? FILE_FOLDER
		                               : FILE_OTHER,
		.bytes = S_ISREG(st->st_mode) ? st->st_size : 0,
		.changed_ms = (int64_t) st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000,
	};
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static enum err list_open(struct arena *a, DIR *dir, struct file_entry **out, size_t *n)
{
	struct buf entries = BUF_IN(a);
	const struct dirent *found;

	for (errno = 0; (found = readdir(dir)) != NULL; errno = 0) {
		struct file_entry entry;
		struct stat st;

		if (is_dots(found->d_name))
			continue;
		if (fstatat(dirfd(dir), found->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
			if (errno == ENOENT)
				continue; /* gone meanwhile */
			return files_err(errno);
		}
		entry = entry_of(a, found->d_name, &st);
		put(&entries, (struct str) { (const char *) &entry, sizeof entry });
	}
	if (errno != 0)
		return files_err(errno);
	*n = entries.len / sizeof **out;
	*out = (struct file_entry *) (void *) entries.ptr;
	if (*n > 1)
		qsort(*out, *n, sizeof **out, by_name);
	return OK;
}

enum err folder_list(struct arena *a, const char *path, struct file_entry **out, size_t *n)
{
	DIR *const dir = fault_strikes(FAULT_open) ? NULL : opendir(path);
	enum err e;

	if (dir == NULL)
		return files_err(errno);
	e = list_open(a, dir, out, n);
	closedir(dir);
	return e;
}

/* Calls visit for every entry below the folder, deepest first. */
static enum err walk(const char *path, int depth,
                     enum err (*visit)(const char *path, const struct file_entry *, void *arg),
                     void *arg)
{
	struct arena a = ARENA_INIT;
	struct file_entry *entries;
	size_t n = 0;
	enum err e;

	if (depth == 0) {
		errno = ELOOP;
		return ERR_IO;
	}
	e = folder_list(&a, path, &entries, &n);
	for (size_t i = 0; i < n && e == OK; i++) {
		const char *below = path_join(&a, path, entries[i].name);

		if (entries[i].kind == FILE_FOLDER)
			e = walk(below, depth - 1, visit, arg);
		if (e == OK)
			e = visit(below, &entries[i], arg);
	}
	arena_release(&a);
	return e;
}

enum { DEPTH_MAX = 32 }; /* ours are four deep */

static enum err remove_one(const char *path, const struct file_entry *entry, void *arg)
{
	(void) arg;
	if (entry->kind == FILE_FOLDER)
		return rmdir(path) == 0 ? OK : files_err(errno);
	return file_remove(path);
}

enum err folder_remove(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return files_err(errno);
	if (!S_ISDIR(st.st_mode))
		return ERR_CONFLICT; /* a link to a folder would lead elsewhere */
	TRY(walk(path, DEPTH_MAX, remove_one, NULL));
	return rmdir(path) == 0 ? OK : files_err(errno);
}

static enum err add_bytes(const char *path, const struct file_entry *entry, void *arg)
{
	(void) path;
	*(int64_t *) arg += entry->bytes;
	return OK;
}

enum err folder_bytes(const char *path, int64_t *bytes)
{
	*bytes = 0;
	return walk(path, DEPTH_MAX, add_bytes, bytes);
}

enum err disk_free(const char *path, int64_t *bytes)
{
	struct statvfs st;

	if (statvfs(path, &st) != 0)
		return files_err(errno);
	*bytes = (int64_t) (st.f_bavail * st.f_frsize);
	return OK;
}

enum err file_lock(const char *path, struct file_lock *out)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	char pid[32];
	int n;

	if (fd < 0)
		return files_err(errno);
	/* Of the open file, not of the process: closing another descriptor does not drop it. */
	if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
		const enum err e = errno == EAGAIN || errno == EACCES ? ERR_BUSY : files_err(errno);

		close(fd);
		return e;
	}
	/* For people who look; the lock itself is what counts. */
	n = snprintf(pid, sizeof pid, "%ld\n", (long) getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t) n, 0) != n) {
		const enum err e = files_err(errno);

		close(fd);
		return e == OK ? ERR_FULL : e;
	}
	out->fd = fd;
	return OK;
}

void file_unlock(struct file_lock *lock)
{
	close(lock->fd);
	lock->fd = -1;
}
