/* chat_tails.h: how often each closing "<…>" stands in a chat export. */
#ifndef CORE_CHAT_TAILS_H
#define CORE_CHAT_TAILS_H

#include "base/arena.h"
#include "base/str.h"

struct chat_tails;

struct chat_tails *chat_tails_new(struct arena *a);
/* `body` must outlive the table. */
void chat_tails_learn(struct chat_tails *t, struct str body);

enum chat_tail_place { CHAT_TAIL_BEHIND, CHAT_TAIL_ALONE };
/* Whether <inner> stands at least twice behind a text, or alone. */
bool chat_tails_repeat(const struct chat_tails *t, struct str inner, enum chat_tail_place place);

#endif
