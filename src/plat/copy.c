/* copy.c: see copy.h. */
#define _GNU_SOURCE 1 /* O_CLOEXEC, posix_fadvise */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plat/copy.h"
#include "plat/fault.h"
#include "plat/fd.h"

enum { PIECE = 1 << 20 };

struct copying {
	const struct copy_options *o;
	struct seal_sum sum;
	int64_t bytes;
	int from, to; /* to < 0: only summed */
	char *piece;
};

static enum err write_all(int fd, struct str data)
{
	while (data.len != 0) {
		const ssize_t n = fault_strikes(FAULT_write) ? -1 : write(fd, data.ptr, data.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return files_err(errno);
		data = str_from(data, (size_t) n);
	}
	return OK;
}

/* *n: 0 at the end. */
static enum err take_piece(struct copying *c, size_t *n)
{
	ssize_t got;

	do
		got = fault_strikes(FAULT_read) ? -1 : read(c->from, c->piece, PIECE);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return files_err(errno);
	*n = (size_t) got;
	return OK;
}

static enum err run(struct copying *c)
{
	for (size_t n = 0;;) {
		struct str piece;

		TRY(take_piece(c, &n));
		if (n == 0)
			return OK;
		piece = (struct str) { c->piece, n };
		seal_sum_add(&c->sum, piece);
		if (c->to >= 0)
			TRY(write_all(c->to, piece));
		c->bytes += (int64_t) n;
		if (c->o->goes_on != NULL && !c->o->goes_on(c->o->ctx, (int64_t) n))
			return ERR_CANCELLED;
	}
}

static enum err sync_fd(int fd)
{
	return (fault_strikes(FAULT_sync) ? -1 : fsync(fd)) == 0 ? OK : files_err(errno);
}

static enum err run_on(struct copying *c, uint8_t sum[FILE_SUM_BYTES], int64_t *bytes)
{
	enum err e;

	c->piece = mem_alloc(PIECE);
	seal_sum_begin(&c->sum, c->o->key, c->o->context, FILE_SUM_BYTES);
	e = run(c);
	seal_sum_end(&c->sum, sum, FILE_SUM_BYTES);
	mem_free(c->piece);
	*bytes = c->bytes;
	return e;
}

enum err file_copy(const char *from, const char *to, const struct copy_options *o,
                   uint8_t sum[FILE_SUM_BYTES], int64_t *bytes)
{
	struct copying c = { .o = o, .from = fd_open(from, O_RDONLY | O_NOFOLLOW) };
	enum err e;

	if (c.from < 0)
		return files_err(errno);
	c.to = fd_open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
	e = c.to < 0 ? files_err(errno) : run_on(&c, sum, bytes);
	if (e == OK)
		e = sync_fd(c.to);
	if (c.to >= 0) {
		fd_close_quietly(c.to);
		if (e != OK)
			(void) unlink(to);
	}
	fd_close_quietly(c.from);
	return e;
}

enum err file_sum(const char *path, const struct copy_options *o, uint8_t sum[FILE_SUM_BYTES],
                  int64_t *bytes)
{
	struct copying c = { .o = o, .from = fd_open(path, O_RDONLY | O_NOFOLLOW), .to = -1 };
	enum err e;

	if (c.from < 0)
		return files_err(errno);
	(void) posix_fadvise(c.from, 0, 0, POSIX_FADV_DONTNEED);
	(void) posix_fadvise(c.from, 0, 0, POSIX_FADV_SEQUENTIAL);
	e = run_on(&c, sum, bytes);
	fd_close_quietly(c.from);
	return e;
}

enum err file_link(const char *from, const char *to)
{
	return link(from, to) == 0 ? OK : files_err(errno);
}

static enum err sync_parent(const char *path)
{
	struct arena a = ARENA_INIT;
	const char *slash = strrchr(path, '/');
	struct str folder = slash == NULL   ? S(".")
	                    : slash == path ? S("/")
	                                    : (struct str) { path, (size_t) (slash - path) };
	enum err e = folder_sync(arena_str(&a, folder).ptr);

	arena_release(&a);
	return e;
}

enum err path_move(const char *from, const char *to)
{
	if ((fault_strikes(FAULT_rename) ? -1 : rename(from, to)) != 0)
		return files_err(errno);
	TRY(sync_parent(from));
	return sync_parent(to);
}

enum err folder_is_empty(const char *path, bool *yes)
{
	struct arena a = ARENA_INIT;
	struct file_entry *v;
	size_t n = 0;
	enum err e = folder_list(&a, path, &v, &n);

	*yes = n == 0;
	arena_release(&a);
	return e;
}

enum err path_mode(const char *path, unsigned *mode)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return files_err(errno);
	*mode = st.st_mode & 07777;
	return OK;
}
