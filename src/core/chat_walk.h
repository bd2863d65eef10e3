/* chat_walk.h: the messages of a chat export as pieces of its text: a head of the file's own
 * shape, and all that follows up to the next one. */
#ifndef CORE_CHAT_WALK_H
#define CORE_CHAT_WALK_H

#include "core/chat_shape.h"
#include "core/lines.h"

struct chat_piece {
	struct chat_head head;
	struct civil at;         /* local wall time; without a date while no order is set */
	struct str first;        /* what follows the head on its line */
	struct str rest;         /* the same and all further lines, with their line ends */
	size_t line;             /* physical number of the head's line, from 1 */
};

struct chat_walk {
	struct lines lines;
	const struct chat_shape *shape;
	bool dated;              /* a head needs a date that exists in this order */
	enum chat_order order;
	bool ahead;              /* a head was read and not yet handed out */
	struct chat_piece next;
};

struct chat_walk chat_walk_undated(struct str text, const struct chat_shape *shape);
struct chat_walk chat_walk_dated(struct str text, const struct chat_shape *shape,
                                 enum chat_order order);
bool chat_walk_next(struct chat_walk *w, struct chat_piece *piece);

#endif
