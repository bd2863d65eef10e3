/* sealed_file.c: see sealed_file.h. */
#define _GNU_SOURCE 1 /* O_CLOEXEC */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "plat/random.h"
#include "plat/sealed_file.h"

enum {
	MAGIC = 4,
	SALT = 16,
	HEAD = MAGIC + SALT,
	STEP = SEALED_CHUNK + SEAL_EXTRA,
	BOUND = SALT + 8 + 1,
};

static const char magic[MAGIC] = { 'K', 'S', 'F', '1' };

enum place { PLACE_INNER, PLACE_LAST };

/* What a chunk belongs to, and nothing else opens it. */
static struct str bound_of(const uint8_t salt[SALT], uint64_t index, enum place place,
                           char out[BOUND])
{
	memcpy(out, salt, SALT);
	for (size_t i = 0; i < 8; i++)
		out[SALT + i] = (char) (index >> (56 - 8 * i));
	out[BOUND - 1] = place == PLACE_LAST;
	return (struct str) { out, BOUND };
}

/* An empty one has a chunk, too. */
int64_t sealed_size(int64_t bytes)
{
	const int64_t chunks = bytes == 0 ? 1 : (bytes + SEALED_CHUNK - 1) / SEALED_CHUNK;

	return HEAD + bytes + chunks * SEAL_EXTRA;
}

/* -- writing -- */

struct sealed_writer {
	struct draft draft;
	const struct key *key;
	char path[sizeof((struct draft *) 0)->path];
	uint8_t salt[SALT];
	uint64_t index;
	int64_t bytes;
	struct buf sealed;
	size_t used; /* of plain */
	char plain[SEALED_CHUNK];
};

static void writer_free(struct sealed_writer *w)
{
	buf_release(&w->sealed);
	wipe(w->plain, sizeof w->plain);
	mem_free(w);
}

enum err sealed_create(const char *path, const struct key *key, struct sealed_writer **out)
{
	struct sealed_writer *w = mem_alloc(sizeof *w);
	char head[HEAD];
	enum err e;

	w->key = key;
	if (strlen(path) >= sizeof w->path) {
		mem_free(w);
		return ERR_IO;
	}
	memcpy(w->path, path, strlen(path) + 1);
	random_bytes(w->salt, sizeof w->salt);
	memcpy(head, magic, MAGIC);
	memcpy(head + MAGIC, w->salt, SALT);
	e = draft_open(&w->draft, path);
	if (e != OK) {
		writer_free(w);
		return e;
	}
	e = draft_put(&w->draft, (struct str) { head, HEAD });
	if (e != OK) {
		sealed_drop(w);
		return e;
	}
	*out = w;
	return OK;
}

static enum err put_chunk(struct sealed_writer *w, enum place place)
{
	char bound[BOUND];

	buf_clear(&w->sealed);
	seal(&w->sealed, w->key, bound_of(w->salt, w->index, place, bound),
	     (struct str) { w->plain, w->used });
	w->index++;
	w->used = 0;
	return draft_put(&w->draft, buf_str(&w->sealed));
}

/* A full chunk waits until more comes: it may be the last. */
enum err sealed_put(struct sealed_writer *w, struct str data)
{
	w->bytes += (int64_t) data.len;
	while (data.len != 0) {
		size_t n;

		if (w->used == SEALED_CHUNK)
			TRY(put_chunk(w, PLACE_INNER));
		n = SEALED_CHUNK - w->used < data.len ? SEALED_CHUNK - w->used : data.len;
		memcpy(w->plain + w->used, data.ptr, n);
		w->used += n;
		data = str_from(data, n);
	}
	return OK;
}

int64_t sealed_written(const struct sealed_writer *w)
{
	return w->bytes;
}

enum err sealed_keep(struct sealed_writer *w)
{
	enum err e = put_chunk(w, PLACE_LAST);

	if (e != OK) {
		sealed_drop(w);
		return e;
	}
	e = draft_keep(&w->draft, w->path);
	writer_free(w);
	return e;
}

void sealed_drop(struct sealed_writer *w)
{
	if (w == NULL)
		return;
	draft_drop(&w->draft);
	writer_free(w);
}

/* -- reading -- */

struct sealed_reader {
	int fd;
	const struct key *key;
	uint8_t salt[SALT];
	int64_t chunks, bytes;
	int64_t ready; /* the chunk that lies in plain; -1: none */
	struct str plain;
	struct arena arena; /* of plain */
	char sealed[STEP];
};

static enum err read_at(int fd, int64_t at, char *out, size_t n)
{
	while (n != 0) {
		const ssize_t got = pread(fd, out, n, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return files_err(errno);
		if (got == 0)
			return ERR_KEY; /* it was longer when it was opened */
		out += got;
		at += got;
		n -= (size_t) got;
	}
	return OK;
}

static size_t chunk_bytes(const struct sealed_reader *r, int64_t index)
{
	return index + 1 < r->chunks ? SEALED_CHUNK
	                             : (size_t) (r->bytes - (r->chunks - 1) * SEALED_CHUNK);
}

static enum err make_ready(struct sealed_reader *r, int64_t index)
{
	const enum place place = index + 1 == r->chunks ? PLACE_LAST : PLACE_INNER;
	const size_t n = chunk_bytes(r, index) + SEAL_EXTRA;
	char bound[BOUND];

	if (r->ready == index)
		return OK;
	r->ready = -1;
	arena_clear(&r->arena);
	TRY(read_at(r->fd, HEAD + index * (int64_t) STEP, r->sealed, n));
	TRY(seal_open(&r->arena, r->key, bound_of(r->salt, (uint64_t) index, place, bound),
	              (struct str) { r->sealed, n }, &r->plain));
	r->ready = index;
	return OK;
}

/* The last chunk opens only as the last one: that is what tells a whole file from a cut one. */
static enum err read_head(struct sealed_reader *r, int64_t file_bytes)
{
	const int64_t body = file_bytes - HEAD;
	char head[HEAD];

	if (body < SEAL_EXTRA)
		return ERR_KEY;
	TRY(read_at(r->fd, 0, head, HEAD));
	if (memcmp(head, magic, MAGIC) != 0)
		return ERR_KEY;
	memcpy(r->salt, head + MAGIC, SALT);
	r->chunks = (body + STEP - 1) / STEP;
	if (body - (r->chunks - 1) * STEP < SEAL_EXTRA)
		return ERR_KEY;
	r->bytes = body - r->chunks * SEAL_EXTRA;
	return make_ready(r, r->chunks - 1);
}

enum err sealed_open(const char *path, const struct key *key, struct sealed_reader **out)
{
	struct sealed_reader *r;
	int64_t bytes;
	int fd;
	enum err e;

	TRY(file_size(path, &bytes));
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC);
	} while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return files_err(errno);
	r = mem_alloc(sizeof *r);
	r->fd = fd;
	r->key = key;
	r->ready = -1;
	e = read_head(r, bytes);
	if (e != OK) {
		sealed_close(r);
		return e;
	}
	*out = r;
	return OK;
}

int64_t sealed_bytes(const struct sealed_reader *r)
{
	return r->bytes;
}

enum err sealed_read(struct sealed_reader *r, int64_t at, void *out, size_t n)
{
	char *to = out;

	ENSURE(at >= 0 && at <= r->bytes && n <= (uint64_t) (r->bytes - at));
	while (n != 0) {
		const size_t from = (size_t) (at % SEALED_CHUNK);
		size_t some;

		TRY(make_ready(r, at / SEALED_CHUNK));
		some = r->plain.len - from < n ? r->plain.len - from : n;
		memcpy(to, r->plain.ptr + from, some);
		to += some;
		at += (int64_t) some;
		n -= some;
	}
	return OK;
}

void sealed_close(struct sealed_reader *r)
{
	if (r == NULL)
		return;
	close(r->fd);
	if (r->ready >= 0)
		wipe((void *) r->plain.ptr, r->plain.len);
	arena_release(&r->arena);
	mem_free(r);
}
