/* arena.c: chunks of memory that double from 4 KB to 1 MB; what is larger gets a chunk of its own.
 *
 * Under AddressSanitizer every allocation is a chunk of exactly its size, so that the sanitizer
 * sees each border and each use after release. See arena.h. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SPLIT 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_SPLIT 1
#endif
#ifndef ARENA_SPLIT
#define ARENA_SPLIT 0
#endif

enum { ALIGN = 16, CHUNK_MIN = 4096, CHUNK_MAX = 1024 * 1024, SPLIT = ARENA_SPLIT };

struct arena_chunk {
	_Alignas(ALIGN) struct arena_chunk *older;
	size_t size; /* of what follows this head */
	_Alignas(ALIGN) char data[];
};

/* Larger requests are a mistake of ours: sizes from outside are checked before. */
static const size_t size_max = PTRDIFF_MAX / 4;

size_t mem_product(size_t item, size_t n)
{
	size_t bytes;

	if (__builtin_mul_overflow(item, n, &bytes))
		BUG("%zu items of %zu bytes", n, item);
	return bytes;
}

void *mem_alloc(size_t size)
{
	void *p = size > size_max ? NULL : calloc(1, size + (size == 0));

	if (p == NULL)
		BUG("out of memory: %zu bytes", size);
	return p;
}

void *mem_grow(void *p, size_t size)
{
	void *grown = size > size_max ? NULL : realloc(p, size + (size == 0));

	if (grown == NULL)
		BUG("out of memory: %zu bytes", size);
	return grown;
}

void mem_free(void *p)
{
	free(p);
}

static size_t chunk_size(const struct arena *a, size_t need)
{
	size_t size = CHUNK_MIN - sizeof(struct arena_chunk);

	if (SPLIT)
		return need;
	if (a->chunks != NULL) {
		size = 2 * a->chunks->size + sizeof(struct arena_chunk);
		if (size > CHUNK_MAX)
			size = CHUNK_MAX - sizeof(struct arena_chunk);
	}
	return need > size ? need : size;
}

static void chunk_add(struct arena *a, size_t need)
{
	const size_t size = chunk_size(a, need);
	struct arena_chunk *chunk = malloc(sizeof *chunk + size);

	if (chunk == NULL)
		BUG("out of memory: %zu bytes", size);
	chunk->older = a->chunks;
	chunk->size = size;
	a->chunks = chunk;
	a->ptr = chunk->data;
	a->end = chunk->data + size;
}

static size_t rounded(size_t size)
{
	return (size + ALIGN - 1) & ~(size_t) (ALIGN - 1);
}

void *arena_raw(struct arena *a, size_t size)
{
	size_t need;
	char *p;

	if (size > size_max)
		BUG("out of memory: %zu bytes", size);
	need = SPLIT ? size : rounded(size);
	if (SPLIT || a->chunks == NULL || (size_t) (a->end - a->ptr) < need)
		chunk_add(a, need);
	p = a->ptr;
	a->ptr += need;
	a->bytes += rounded(size);
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_raw(a, size), 0, size);
}

bool arena_extend(struct arena *a, const void *p, size_t size, size_t more)
{
	const size_t old = rounded(size), grown = rounded(size + more);

	if (SPLIT || p == NULL || a->ptr == NULL || more > size_max)
		return false;
	if ((const char *) p + old != a->ptr || (size_t) (a->end - a->ptr) < grown - old)
		return false;
	a->ptr += grown - old;
	a->bytes += grown - old;
	return true;
}

static void chunks_free(struct arena *a, const struct arena_chunk *until)
{
	while (a->chunks != until) {
		struct arena_chunk *older = a->chunks->older;

		free(a->chunks);
		a->chunks = older;
	}
}

void arena_clear(struct arena *a)
{
	struct arena_chunk *kept = a->chunks;

	if (SPLIT || kept == NULL || kept->size > CHUNK_MAX) {
		arena_release(a);
		return;
	}
	a->chunks = kept->older;
	chunks_free(a, NULL);
	kept->older = NULL;
	*a = (struct arena) { .chunks = kept, .ptr = kept->data, .end = kept->data + kept->size };
}

void arena_release(struct arena *a)
{
	chunks_free(a, NULL);
	*a = (struct arena) ARENA_INIT;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark) { .chunk = a->chunks, .ptr = a->ptr, .bytes = a->bytes };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
	chunks_free(a, mark.chunk);
	a->ptr = mark.ptr;
	a->end = mark.chunk == NULL ? NULL : mark.chunk->data + mark.chunk->size;
	a->bytes = mark.bytes;
}

struct str arena_str(struct arena *a, struct str s)
{
	return str_absent(s) ? s : arena_join(a, s, S(""));
}

struct str arena_join(struct arena *a, struct str x, struct str y)
{
	char *p = arena_raw(a, x.len + y.len + 1);

	if (x.len != 0)
		memcpy(p, x.ptr, x.len);
	if (y.len != 0)
		memcpy(p + x.len, y.ptr, y.len);
	p[x.len + y.len] = '\0';
	return (struct str) { p, x.len + y.len };
}
