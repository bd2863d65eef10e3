/* who_cache.h: who a secret stands for, in memory: bounded, from any thread.
 *
 * A key is the keyed hash of the secret with the workspace that was asked for. Whoever fills it in
 * reads the store first, and in between somebody may have been signed out; so the reader takes the
 * generation before it reads, and what is put under an older generation is not kept. */
#ifndef CONTROL_WHO_CACHE_H
#define CONTROL_WHO_CACHE_H

#include "control/control.h"

enum { WHO_SETS = 512, WHO_WAYS = 8, WHO_LOCKS = 16 };           /* 4096 entries */

struct who_key {
	uint8_t hash[32];
	struct uuid workspace_id;      /* zero: none was asked for */
};

struct who_entry {
	struct who_key key;
	struct identity who;
	int64_t expires_at;            /* of a session; a token: INT64_MAX */
	int64_t seen_at;               /* as last written down */
};

struct who_cache;

struct who_cache *who_cache_new(void);
void who_cache_free(struct who_cache *wc);         /* NULL is fine */
bool who_cache_get(struct who_cache *wc, const struct who_key *key, struct who_entry *out);
/* Whether the last use was noted more than a minute ago; says so to one caller, and takes now_ms
 * for the last use from then on. */
bool who_cache_seen(struct who_cache *wc, const struct who_key *key, int64_t now_ms);
uint64_t who_cache_generation(struct who_cache *wc);
void who_cache_put(struct who_cache *wc, uint64_t generation, const struct who_entry *e);
/* Forgets every entry of this session, token, user or workspace. */
void who_cache_drop(struct who_cache *wc, struct uuid id);

#endif
