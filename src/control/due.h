/* due.h: what control last wrote about the next due job of each cell, so that hearing the same
 * thing again costs no write. Any thread. */
#ifndef CONTROL_DUE_H
#define CONTROL_DUE_H

#include "base/uuid.h"
#include "plat/thread.h"

struct due_entry;

enum { DUE_BUCKETS = 256 };

struct due {
	struct mutex lock;
	struct due_entry *buckets[DUE_BUCKETS];
};

void due_init(struct due *d);
void due_release(struct due *d);
bool due_is(struct due *d, struct uuid cell_id, int64_t at);     /* is it known to be written so? */
void due_put(struct due *d, struct uuid cell_id, int64_t at);

#endif
