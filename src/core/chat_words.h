/* chat_words.h: finding WhatsApp's own words (chat_words.def) in what a chat export says. */
#ifndef CORE_CHAT_WORDS_H
#define CORE_CHAT_WORDS_H

#include "base/arena.h"
#include "base/str.h"

enum chat_words_kind {
	CHAT_WORDS_NONE, CHAT_WORDS_MEDIA, CHAT_WORDS_CARD, CHAT_WORDS_GONE, CHAT_WORDS_MINE,
	CHAT_WORDS_ONCE, CHAT_WORDS_GIVEN, CHAT_WORDS_EDITED, CHAT_WORDS_LIVE, CHAT_WORDS_CALL,
	CHAT_WORDS_MISSED, CHAT_WORDS_POLL, CHAT_WORDS_FILE, CHAT_WORDS_SENTENCE,
	CHAT_WORDS_CLAUSE, CHAT_WORDS_ONCE_ROOT,
};

struct chat_words;

/* Prepares the table for look-ups. Lives in the arena. */
struct chat_words *chat_words_new(struct arena *a);

/* What the text, as a whole, is: one line, at most some hundred bytes. CLAUSE and ONCE_ROOT are
 * only found as parts. Rows that end in * match as a beginning, the longest first. */
enum chat_words_kind chat_words_find(const struct chat_words *w, struct str text);
/* The same, but rows that end in * must be all of the text too. */
enum chat_words_kind chat_words_find_exact(const struct chat_words *w, struct str text);
/* Whether the text has a part of this kind (CLAUSE or ONCE_ROOT) in it. */
bool chat_words_part(const struct chat_words *w, enum chat_words_kind kind, struct str text);

#endif
