/* who_cache.c: see who_cache.h. Sets of a few places, the longest unused of a set makes room. */
#include "control/who_cache.h"

#include <stdatomic.h>

#include "control/seen.h"
#include "plat/thread.h"

struct place {
	bool full;
	uint64_t used;
	struct who_entry e;
};

struct set_of {
	struct place ways[WHO_WAYS];
};

struct who_cache {
	struct mutex locks[WHO_LOCKS]; /* each guards every WHO_LOCKSth set */
	atomic_ullong generation, tick;
	struct set_of sets[WHO_SETS];
};

struct who_cache *who_cache_new(void)
{
	struct who_cache *wc = mem_alloc(sizeof *wc);
	for (unsigned i = 0; i < WHO_LOCKS; i++)
		mutex_init(&wc->locks[i]);
	return wc;
}

void who_cache_free(struct who_cache *wc)
{
	if (wc == NULL)
		return;
	for (unsigned i = 0; i < WHO_LOCKS; i++)
		mutex_release(&wc->locks[i]);
	mem_free(wc);
}

/* The hash is keyed: its bytes spread evenly, and nobody outside can aim at a set. */
static unsigned set_number(const struct who_key *key)
{
	return (key->hash[0] | (unsigned) key->hash[1] << 8) % WHO_SETS;
}

static bool same_key(const struct who_key *a, const struct who_key *b)
{
	return memcmp(a->hash, b->hash, sizeof a->hash) == 0 &&
	       uuid_eq(a->workspace_id, b->workspace_id);
}

static struct place *find(struct set_of *s, const struct who_key *key)
{
	for (unsigned i = 0; i < WHO_WAYS; i++)
		if (s->ways[i].full && same_key(&s->ways[i].e.key, key))
			return &s->ways[i];
	return NULL;
}

bool who_cache_get(struct who_cache *wc, const struct who_key *key, struct who_entry *out)
{
	unsigned n = set_number(key);
	mutex_lock(&wc->locks[n % WHO_LOCKS]);
	struct place *p = find(&wc->sets[n], key);
	if (p != NULL) {
		p->used = atomic_fetch_add(&wc->tick, 1);
		*out = p->e;
	}
	mutex_unlock(&wc->locks[n % WHO_LOCKS]);
	return p != NULL;
}

bool who_cache_seen(struct who_cache *wc, const struct who_key *key, int64_t now_ms)
{
	unsigned n = set_number(key);
	mutex_lock(&wc->locks[n % WHO_LOCKS]);
	struct place *p = find(&wc->sets[n], key);
	bool first = p != NULL && now_ms >= p->e.seen_at + SEEN_EVERY_MS;
	if (first)
		p->e.seen_at = now_ms;
	mutex_unlock(&wc->locks[n % WHO_LOCKS]);
	return first;
}

uint64_t who_cache_generation(struct who_cache *wc)
{
	return atomic_load(&wc->generation);
}

/* Its own old place, a free one, or the longest unused. */
static struct place *place_for(struct set_of *s, const struct who_key *key)
{
	struct place *best = find(s, key);
	if (best != NULL)
		return best;
	best = &s->ways[0];
	for (unsigned i = 0; i < WHO_WAYS; i++) {
		if (!s->ways[i].full)
			return &s->ways[i];
		if (s->ways[i].used < best->used)
			best = &s->ways[i];
	}
	return best;
}

void who_cache_put(struct who_cache *wc, uint64_t generation, const struct who_entry *e)
{
	unsigned n = set_number(&e->key);
	mutex_lock(&wc->locks[n % WHO_LOCKS]);
	if (atomic_load(&wc->generation) == generation)
		*place_for(&wc->sets[n], &e->key) =
			(struct place) { true, atomic_fetch_add(&wc->tick, 1), *e };
	mutex_unlock(&wc->locks[n % WHO_LOCKS]);
}

static void drop_from_set(struct set_of *s, struct uuid id)
{
	for (unsigned i = 0; i < WHO_WAYS; i++) {
		const struct identity *who = &s->ways[i].e.who;
		if (uuid_eq(who->credential_id, id) || uuid_eq(who->user_id, id) ||
		    uuid_eq(who->workspace_id, id))
			s->ways[i].full = false;
	}
}

/* The generation first: a put that still saw the old one is over before its set is searched. */
void who_cache_drop(struct who_cache *wc, struct uuid id)
{
	atomic_fetch_add(&wc->generation, 1);
	for (unsigned lock = 0; lock < WHO_LOCKS; lock++) {
		mutex_lock(&wc->locks[lock]);
		for (unsigned n = lock; n < WHO_SETS; n += WHO_LOCKS)
			drop_from_set(&wc->sets[n], id);
		mutex_unlock(&wc->locks[lock]);
	}
}
