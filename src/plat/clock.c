/* clock.c: the system's clocks and the fake one. See clock.h. */
#include <time.h>

#include "base/err.h"
#include "plat/clock.h"

static struct timespec read_clock(clockid_t id)
{
	struct timespec t;

	ENSURE(clock_gettime(id, &t) == 0);
	return t;
}

static int64_t system_now_ms(void *self)
{
	const struct timespec t = read_clock(CLOCK_REALTIME);

	(void) self;
	return (int64_t) t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t system_mono_us(void *self)
{
	const struct timespec t = read_clock(CLOCK_MONOTONIC);

	(void) self;
	return (int64_t) t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

const struct clock clock_system = { .now_ms = system_now_ms, .mono_us = system_mono_us };

static int64_t fake_now_ms(void *self)
{
	struct clock_fake *f = self;

	return atomic_load(&f->now_ms);
}

static int64_t fake_mono_us(void *self)
{
	struct clock_fake *f = self;

	return atomic_load(&f->mono_us);
}

struct clock clock_fake_at(struct clock_fake *f, int64_t now_ms)
{
	atomic_store(&f->now_ms, now_ms);
	atomic_store(&f->mono_us, 0);
	return (struct clock) { .now_ms = fake_now_ms, .mono_us = fake_mono_us, .self = f };
}

void clock_fake_advance(struct clock_fake *f, int64_t ms)
{
	atomic_fetch_add(&f->now_ms, ms);
	atomic_fetch_add(&f->mono_us, ms * 1000);
}

void clock_fake_step(struct clock_fake *f, int64_t ms)
{
	atomic_fetch_add(&f->now_ms, ms);
}
