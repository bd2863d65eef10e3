/* loop.h: what other rooms may do with an event loop: hand it work, ask for time.
 *
 * One loop is one thread. Everything except loop_post and the accessors is for that thread. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "base/err.h"
#include "base/str.h"

struct loop;
struct loop_timer;

/* Runs fn(loop, arg) on the loop's thread, soon, in the order of posting. Any thread. False: the
 * loop has ended (its server is stopping) and fn will never run. Posting many costs one wake-up
 * as long as the loop has not come round. */
bool loop_post(struct loop *l, void (*fn)(struct loop *l, void *arg), void *arg);

unsigned loop_index(const struct loop *l);         /* 0 … count - 1 */
bool loop_is_current(const struct loop *l);        /* the caller runs on its thread */
bool loop_is_draining(const struct loop *l);
uint64_t loop_now_ms(const struct loop *l);        /* monotonic, of this turn of the loop */

/* Calls fn(arg) after first_ms and then every repeat_ms (0: once; the timer is gone after fn). */
struct loop_timer *loop_timer_start(struct loop *l, uint64_t first_ms, uint64_t repeat_ms,
                                    void (*fn)(void *arg), void *arg);
void loop_timer_stop(struct loop_timer *t);        /* also from inside fn, of a repeating one */

#endif
