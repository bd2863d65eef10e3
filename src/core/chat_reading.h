/* chat_reading.h: a message's body while it is being read, and the conclusions that Android's and
 * iOS's chats share. */
#ifndef CORE_CHAT_READING_H
#define CORE_CHAT_READING_H

#include "core/chat_body.h"

struct reading {
	const struct chat_body_rules *rules;
	struct arena *arena;
	struct chat_message *m;
	struct str text;             /* what is left of the body */
	struct str first, rest;      /* its first line without marks, and the lines after it */
	bool marked;                 /* it begins with WhatsApp's mark */
	enum chat_line_mark line;
};

void reading_set_text(struct reading *r, struct str text);
/* The first line without one pair of angle brackets around all of it. */
struct str reading_bare_line(const struct reading *r);

/* What the body turned out to be. */
void reading_flag(struct reading *r, enum chat_flag f);
void reading_attach(struct reading *r, struct str name);
enum chat_body_kind reading_own_words(struct reading *r, enum chat_flag f);
enum chat_body_kind reading_omitted(struct reading *r, struct str caption,
                                    enum chat_words_kind kind);
enum chat_body_kind reading_deleted(struct reading *r, enum chat_words_kind kind);
enum chat_body_kind reading_view_once(struct reading *r, struct str caption,
                                      enum chat_words_kind kind);
/* Fill in what they find. */
bool reading_is_place(struct reading *r);
bool reading_is_poll(struct reading *r);

/* chat_ios.c: all that is iOS's. */
enum chat_body_kind chat_ios_read(struct reading *r);

#endif
