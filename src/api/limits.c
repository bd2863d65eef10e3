/* limits.c: see limits.h. A budget is counted in units of a minute's 60,000th, so that what a
 * millisecond adds is a whole number: `rate` of them. */
#include "api/limits.h"

#include "base/arena.h"
#include "plat/thread.h"

enum { SETS = 512, WAYS = 8, LOCKS = 32, MINUTE_MS = 60000 };

struct budget {
	struct uuid who;
	int64_t level, at_ms;
	bool used;
};

struct limits {
	int64_t per_minute;
	struct mutex locks[LOCKS];
	struct budget sets[SETS][WAYS];
};

struct limits *limits_new(int64_t per_minute)
{
	if (per_minute == 0)
		return NULL;
	struct limits *l = mem_alloc(sizeof *l);
	l->per_minute = per_minute;
	for (unsigned i = 0; i < LOCKS; i++)
		mutex_init(&l->locks[i]);
	return l;
}

void limits_free(struct limits *l)
{
	if (l == NULL)
		return;
	for (unsigned i = 0; i < LOCKS; i++)
		mutex_release(&l->locks[i]);
	mem_free(l);
}

/* The last bytes of an id are random. */
static unsigned set_of(struct uuid who)
{
	return (who.b[14] << 8 | who.b[15]) % SETS;
}

/* Their own, a free one, or that of whoever was silent longest. */
static struct budget *find(struct budget set[WAYS], struct uuid who, int64_t full, int64_t now_ms)
{
	struct budget *best = &set[0];
	for (unsigned i = 0; i < WAYS; i++) {
		if (set[i].used && uuid_eq(set[i].who, who))
			return &set[i];
		if (best->used && (!set[i].used || set[i].at_ms < best->at_ms))
			best = &set[i];
	}
	*best = (struct budget) { .who = who, .level = full, .at_ms = now_ms, .used = true };
	return best;
}

/* A clock that was set back adds nothing. */
static void fill(struct budget *b, int64_t rate, int64_t now_ms)
{
	int64_t full = rate * MINUTE_MS, passed = now_ms - b->at_ms;
	b->at_ms = now_ms;
	if (passed <= 0)
		return;
	b->level = passed >= 2 * MINUTE_MS ? full : b->level + passed * rate;
	if (b->level > full)
		b->level = full;
}

static int64_t seconds_for(int64_t missing, int64_t rate)
{
	int64_t per_second = rate * 1000;
	return missing <= 0 ? 0 : (missing + per_second - 1) / per_second;
}

static void tell(const struct budget *b, int64_t rate, int64_t wanted, struct limits_state *out)
{
	*out = (struct limits_state) {
		.limit = rate,
		.left = b->level > 0 ? b->level / MINUTE_MS : 0,
		.full_in_s = seconds_for(rate * MINUTE_MS - b->level, rate),
		.retry_in_s = seconds_for(wanted - b->level, rate),
	};
}

static bool spend(struct limits *l, struct uuid who, unsigned times, int64_t cost, int64_t now_ms,
                  bool force, struct limits_state *out)
{
	int64_t rate = l->per_minute * times, full = rate * MINUTE_MS;
	int64_t wanted = cost < rate ? cost * MINUTE_MS : full;
	unsigned n = set_of(who);
	mutex_lock(&l->locks[n % LOCKS]);
	struct budget *b = find(l->sets[n], who, full, now_ms);
	fill(b, rate, now_ms);
	bool passes = force || b->level >= wanted;
	if (passes)
		b->level = b->level - wanted < -full ? -full : b->level - wanted;
	tell(b, rate, passes ? 0 : wanted, out);
	mutex_unlock(&l->locks[n % LOCKS]);
	return passes;
}

bool limits_take(struct limits *l, struct uuid who, unsigned times, int64_t cost, int64_t now_ms,
                 struct limits_state *out)
{
	return spend(l, who, times, cost, now_ms, false, out);
}

void limits_charge(struct limits *l, struct uuid who, unsigned times, int64_t cost, int64_t now_ms,
                   struct limits_state *out)
{
	(void) spend(l, who, times, cost, now_ms, true, out);
}
