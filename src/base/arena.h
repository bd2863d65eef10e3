/* arena.h: memory of one request, job or connection, released all at once.
 *
 * Running out of memory ends the process cleanly (nothing acknowledged is lost); sizes an outsider
 * controls are checked before they are allocated. In ASan builds every allocation is a malloc of
 * its own, so overruns and uses after release are reported where they happen. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;  /* newest first */
	char *ptr, *end;             /* what is free in the newest */
	size_t bytes;                /* handed out since init or clear */
};

#define ARENA_INIT { 0 }                           /* a zeroed arena is an empty one */

void *arena_alloc(struct arena *a, size_t size);   /* zeroed, 16-byte aligned, never NULL */
void *arena_raw(struct arena *a, size_t size);     /* the same, not zeroed */
void arena_clear(struct arena *a);                 /* releases all; keeps a chunk to reuse */
void arena_release(struct arena *a);               /* releases all, the arena is empty again */
struct str arena_str(struct arena *a, struct str s);    /* a copy + NUL; absent stays so */
struct str arena_join(struct arena *a, struct str x, struct str y);
struct str arena_printf(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Everything allocated after the mark is released by arena_rewind (newest-first use only). */
struct arena_mark { struct arena_chunk *chunk; char *ptr; size_t bytes; };
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* Lengthens the newest allocation in place: true when the `more` bytes after its `size` are now
 * its own. */
bool arena_extend(struct arena *a, const void *p, size_t size, size_t more);

#define arena_new(a, type) ((type *) arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *) arena_alloc((a), mem_product(sizeof(type), (size_t) (n))))

/* malloc and friends that end the process instead of returning NULL: for what outlives an arena. */
void *mem_alloc(size_t size);                      /* zeroed */
void *mem_grow(void *p, size_t size);
size_t mem_product(size_t item, size_t n);         /* item × n; ends the process on overflow */
void mem_free(void *p);                            /* the only free() outside base */

#endif
