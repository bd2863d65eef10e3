/* pool.h: a few threads for what an event loop must not do. */
#ifndef API_POOL_H
#define API_POOL_H

#include "api/call.h"

struct pool;

struct pool *pool_start(const char *name, unsigned threads, unsigned queue_max);
/* Any thread: c->run(c) soon, on one of the threads. False: the queue is full. */
bool pool_submit(struct pool *p, struct call *c);
struct str pool_name(const struct pool *p);
int64_t pool_queue(struct pool *p);                /* how many wait now */
int64_t pool_refused(struct pool *p);              /* for which there was no room, so far */
void pool_stop(struct pool *p);                    /* finishes what is queued; NULL is fine */

#endif
