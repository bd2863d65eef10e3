/* clock.h: where time comes from: the box, or a test.
 *
 * Whoever needs time is handed a clock or, better, a time. Two kinds that never mix: `now` is the
 * wall clock (ms since 1970 UTC; it may step), `mono` only runs forward from an arbitrary start. */
#ifndef PLAT_CLOCK_H
#define PLAT_CLOCK_H

#include <stdatomic.h>

#include "base/str.h"

struct clock {
	int64_t (*now_ms)(void *self);
	int64_t (*mono_us)(void *self);
	void *self;
};

extern const struct clock clock_system;

static inline int64_t clock_now_ms(const struct clock *c) { return c->now_ms(c->self); }
static inline int64_t clock_mono_us(const struct clock *c) { return c->mono_us(c->self); }
static inline int64_t clock_mono_ms(const struct clock *c) { return clock_mono_us(c) / 1000; }

/* A clock that stands still until it is moved; any thread may read and move it. */
struct clock_fake {
	_Atomic int64_t now_ms, mono_us;
};

struct clock clock_fake_at(struct clock_fake *f, int64_t now_ms);    /* mono starts at 0 */
void clock_fake_advance(struct clock_fake *f, int64_t ms);           /* both run */
void clock_fake_step(struct clock_fake *f, int64_t ms);              /* only the wall clock jumps */

#endif
