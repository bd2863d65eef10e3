/* due.c: see due.h. One entry a cell, for as long as the server runs. */
#include "control/due.h"

#include "base/arena.h"

struct due_entry {
	struct due_entry *next;
	struct uuid cell_id;
	int64_t at;
};

void due_init(struct due *d)
{
	*d = (struct due) { 0 };
	mutex_init(&d->lock);
}

void due_release(struct due *d)
{
	for (unsigned i = 0; i < DUE_BUCKETS; i++)
		for (struct due_entry *e = d->buckets[i], *next; e != NULL; e = next) {
			next = e->next;
			mem_free(e);
		}
	mutex_release(&d->lock);
}

/* Its last byte is random in a version 7. */
static struct due_entry **bucket_of(struct due *d, struct uuid cell_id)
{
	return &d->buckets[cell_id.b[15]];
}

static struct due_entry *find(struct due *d, struct uuid cell_id)
{
	struct due_entry *e = *bucket_of(d, cell_id);
	while (e != NULL && !uuid_eq(e->cell_id, cell_id))
		e = e->next;
	return e;
}

bool due_is(struct due *d, struct uuid cell_id, int64_t at)
{
	mutex_lock(&d->lock);
	const struct due_entry *e = find(d, cell_id);
	bool same = e != NULL && e->at == at;
	mutex_unlock(&d->lock);
	return same;
}

void due_put(struct due *d, struct uuid cell_id, int64_t at)
{
	mutex_lock(&d->lock);
	struct due_entry *e = find(d, cell_id);
	if (e == NULL) {
		e = mem_alloc(sizeof *e);
		e->cell_id = cell_id;
		e->next = *bucket_of(d, cell_id);
		*bucket_of(d, cell_id) = e;
	}
	e->at = at;
	mutex_unlock(&d->lock);
}
