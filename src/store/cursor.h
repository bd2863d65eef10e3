/* cursor.h: where a list goes on: the sort value and id of the last row given out. */
#ifndef STORE_CURSOR_H
#define STORE_CURSOR_H

#include "store/store.h"

struct cursor {
	int64_t number;                /* sort value: which one depends on the field's kind */
	struct str text;
	struct uuid uuid;
	struct uuid id;
};

/* Opaque, base64url; names the list's store, record, field and direction so that no other list
 * takes it. Anything that was not written by cursor_write for such a list is ERR_BAD_CURSOR. */
struct str cursor_write(struct arena *a, const struct query *q, const void *row);
NODISCARD enum err cursor_read(struct arena *a, const struct query *q, struct cursor *out);
/* The place before the first row, so that the first page needs no statement of its own. */
struct cursor cursor_start(struct arena *a, const struct query *q);

#endif
