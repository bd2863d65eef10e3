/* pool.h: a few threads for what an event loop must not do. */
#ifndef API_POOL_H
#define API_POOL_H

#include "api/call.h"

struct pool;

struct pool *pool_start(const char *name, unsigned threads, unsigned queue_max);
/* Any thread: c->run(c) soon, on one of the threads. False: the queue is full. */
bool pool_submit(struct pool *p, struct call *c);
void pool_stop(struct pool *p);                    /* finishes what is queued; NULL is fine */

#endif
