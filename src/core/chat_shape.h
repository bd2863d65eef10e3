/* chat_shape.h: what heads of messages look like in one chat export. The file's own arrangement
 * is that of its first line (an export begins with a head), or, where somebody cut the top off,
 * the most common one; heads of any other arrangement are text that people pasted. */
#ifndef CORE_CHAT_SHAPE_H
#define CORE_CHAT_SHAPE_H

#include "base/arena.h"
#include "core/chat_clock.h"
#include "core/chat_order.h"

enum chat_padding { CHAT_PADDING_UNKNOWN, CHAT_PADDING_ZERO, CHAT_PADDING_BARE };

struct chat_shape {
	uint32_t shape;                                /* of struct chat_head */
	enum chat_padding padding[CHAT_PADDABLE];      /* how 1–9 are written: 01 or 1 */
	struct chat_clock clock;
	size_t lines;                                  /* that have this arrangement */
};

/* Reads the text once. False: no line is a head. *a is for the work only. */
bool chat_shape_learn(struct chat_shape *s, struct str text, struct arena *a);

/* Whether a head is one of this file's; order and calendar apart. */
bool chat_shape_fits(const struct chat_shape *s, const struct chat_head *h);

/* en_US's own pattern: 1/4/26, 7:02 PM. It makes month first likely, not certain. */
bool chat_shape_is_american(const struct chat_shape *s);

#endif
