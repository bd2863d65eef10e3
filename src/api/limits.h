/* limits.h: how much a token or session may ask for in a minute.
 *
 * Each has a budget that fills up again steadily: `per_minute` units a minute, a minute's worth at
 * most; a session, behind which a person sits and a page that loads much at once, has four times
 * that. Each route's row says what it costs; what depends on what was sent (items of a batch,
 * megabytes of a file) is charged once it is known, and may leave a debt of up to a minute. One
 * that floods is refused with 429 before anything is read or looked up, so it slows nobody else.
 *
 * In memory: a restart begins anew. Bounded: of more than 4096 that ask at the same time, the one
 * that was silent longest is forgotten, which gives it a full budget. Any thread. */
#ifndef API_LIMITS_H
#define API_LIMITS_H

#include "base/uuid.h"

enum { LIMITS_SESSION_TIMES = 4 };

struct limits;

struct limits_state {
	int64_t limit;                 /* units a minute */
	int64_t left;                  /* 0 in debt */
	int64_t full_in_s;             /* until nothing of it is used */
	int64_t retry_in_s;            /* refused: until this request would pass */
};

struct limits *limits_new(int64_t per_minute);     /* 0: no limit: NULL */
void limits_free(struct limits *l);                /* NULL is fine */
/* Whether there is room for it; takes it then. What costs more than there can ever be passes with
 * a full budget. */
bool limits_take(struct limits *l, struct uuid who, unsigned times, int64_t cost, int64_t now_ms,
                 struct limits_state *out);
/* Takes it in any case. */
void limits_charge(struct limits *l, struct uuid who, unsigned times, int64_t cost,
                   int64_t now_ms, struct limits_state *out);

#endif
