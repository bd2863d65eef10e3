/* table.c: open addressing, at most three quarters full. See table.h. */
#include "app/table.h"

enum { CAP_MIN = 1024 };

struct table_slot {
	uint64_t key; /* 0: free */
	uint32_t value;
};

static uint64_t usable(uint64_t key)
{
	return key == 0 ? 1 : key;
}

static struct table_slot *slot_of(const struct table *t, uint64_t key)
{
	size_t at = key & (t->cap - 1);

	while (t->slots[at].key != 0 && t->slots[at].key != key)
		at = (at + 1) & (t->cap - 1);
	return &t->slots[at];
}

uint32_t *table_find(const struct table *t, uint64_t key)
{
	struct table_slot *slot;

	if (t->cap == 0)
		return NULL;
	slot = slot_of(t, usable(key));
	return slot->key == 0 ? NULL : &slot->value;
}

static void grow(struct table *t)
{
	const struct table old = *t;

	t->cap = old.cap == 0 ? CAP_MIN : old.cap * 2;
	t->slots = mem_alloc(mem_product(sizeof *t->slots, t->cap));
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slots[i].key != 0)
			*slot_of(t, old.slots[i].key) = old.slots[i];
	}
	mem_free(old.slots);
}

bool table_add(struct table *t, uint64_t key, uint32_t value)
{
	struct table_slot *slot;

	if (t->n + 1 > t->cap / 4 * 3)
		grow(t);
	slot = slot_of(t, usable(key));
	if (slot->key != 0)
		return false;
	*slot = (struct table_slot) { usable(key), value };
	t->n++;
	return true;
}

void table_clear(struct table *t)
{
	if (t->n != 0)
		memset(t->slots, 0, t->cap * sizeof *t->slots);
	t->n = 0;
}

void table_release(struct table *t)
{
	mem_free(t->slots);
	*t = (struct table) TABLE_INIT;
}
