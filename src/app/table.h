/* table.h: which 64-bit keys were seen, and a number beside each: what a long import remembers of
 * the rows behind it. Keys are keyed hashes, so nobody can make them collide. */
#ifndef APP_TABLE_H
#define APP_TABLE_H

#include "base/arena.h"

struct table {
	struct table_slot *slots;
	size_t n, cap;
};

#define TABLE_INIT { 0 }

/* The number beside the key; NULL: the key is not there. Valid until the next table_add. */
uint32_t *table_find(const struct table *t, uint64_t key);
/* Puts the key in with this number; one that is there keeps its own. True: it is new. */
bool table_add(struct table *t, uint64_t key, uint32_t value);
void table_clear(struct table *t);                 /* empty, its memory kept for more */
void table_release(struct table *t);

#endif
