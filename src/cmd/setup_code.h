/* setup_code.h: what the first visitor of a server must know that others can reach. */
#ifndef CMD_SETUP_CODE_H
#define CMD_SETUP_CODE_H

#include "base/arena.h"

/* Another one each time, "abcd-efgh-2345", without signs that look like others. In the arena. */
struct str setup_code_new(struct arena *a);

#endif
