/* chat_names.h: who speaks in a line of a chat export. A name ends at the first ": ", unless the
 * file shows that a saved name has ": " in it, or the line is one of WhatsApp's own sentences. That
 * can only be said when all lines were seen: learn every first line, decide, then split. */
#ifndef CORE_CHAT_NAMES_H
#define CORE_CHAT_NAMES_H

#include "core/chat_words.h"
#include "core/marks.h"

struct chat_names;
struct chat_sender;

struct chat_names *chat_names_new(struct arena *a, const struct chat_words *words);
void chat_names_learn(struct chat_names *n, struct str first_line);
void chat_names_decide(struct chat_names *n);

/* One name, in all lines that have it; `slot` is for the caller. */
struct chat_name {
	struct str as_written;           /* with marks */
	struct chat_sender **slot;
};

/* False: WhatsApp itself speaks. Else the name, and *body_r: where the body begins in the line. */
bool chat_names_split(const struct chat_names *n, struct str first_line, struct chat_name *name_r,
                      size_t *body_r);

#endif
