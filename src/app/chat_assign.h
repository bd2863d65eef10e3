/* chat_assign.h: who may work on a chat. */
#ifndef APP_CHAT_ASSIGN_H
#define APP_CHAT_ASSIGN_H

#include "app/checks.h"
#include "cell/unit.h"

/* Whether a member sees only what is theirs or nobody's. */
bool member_is_narrowed(struct unit *u, const struct member *m);

#endif
