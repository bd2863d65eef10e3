/* chat_body.h: what one message of a chat export says: text, placeholders of WhatsApp's,
 * attachment, poll, place. Knows nothing of heads, dates and names. */
#ifndef CORE_CHAT_BODY_H
#define CORE_CHAT_BODY_H

#include "core/chat_export.h"
#include "core/chat_tails.h"

struct chat_body_rules {
	const struct chat_words *words;
	const struct chat_tails *tails;
	bool ios, marked;            /* as in struct chat_export */
};

enum chat_body_kind {
	CHAT_BODY_MESSAGE,
	CHAT_BODY_SENTENCE,          /* iOS: WhatsApp speaks, whatever name stands before it */
	CHAT_BODY_MINE,              /* a message that only the exporting person can have left */
	CHAT_BODY_GIVEN,             /* one that the exporting person cannot have left */
};
enum chat_line_mark { CHAT_LINE_PLAIN, CHAT_LINE_MARKED };

/* Fills all of *m but line, at and sender. `mark`: whether the line itself begins with a mark, as
 * lines of iOS do that stand for something other than text. */
enum chat_body_kind chat_body_read(const struct chat_body_rules *r, struct str body,
                                   enum chat_line_mark mark, struct arena *a,
                                   struct chat_message *m);
/* The same for a line without a name: WhatsApp speaks. */
void chat_body_read_system(const struct chat_body_rules *r, struct str body, struct arena *a,
                           struct chat_message *m);

/* Whether iOS's marks are in this body: it begins with one. */
bool chat_body_is_marked(struct str body);

#endif
