/* tickets.c: single-use tickets that open the feed: a browser cannot send headers with a WebSocket,
 * and a token has no place in an address. In memory: a restart asks for a new one. */
#include "api/api_impl.h"

#include "plat/random.h"
#include "plat/seal.h"
#include "plat/thread.h"

enum { TICKETS_MAX = 1024, TICKETS_OF_ONE = 16, TICKET_MS = 30000 };

struct ticket {
	char text[SECRET_TEXT];
	struct identity who;
	int64_t until_ms;
};
struct tickets {
	struct mutex lock;
	struct ticket v[TICKETS_MAX];
};

struct tickets *tickets_new(void)
{
	struct tickets *t = mem_alloc(sizeof *t);
	mutex_init(&t->lock);
	return t;
}

void tickets_free(struct tickets *t)
{
	mutex_release(&t->lock);
	mem_free(t);
}

/* Where a new one goes: nobody can crowd out others with many of their own. Otherwise the one that
 * ends first makes room, and those that ended come first of all. */
static struct ticket *place_for(struct tickets *t, struct uuid credential_id, int64_t now_ms)
{
	struct ticket *oldest = &t->v[0], *own = NULL;
	unsigned n = 0;
	for (unsigned i = 0; i < TICKETS_MAX; i++) {
		struct ticket *at = &t->v[i];
		if (at->until_ms < oldest->until_ms)
			oldest = at;
		if (at->until_ms < now_ms || !uuid_eq(at->who.credential_id, credential_id))
			continue;
		n++;
		if (own == NULL || at->until_ms < own->until_ms)
			own = at;
	}
	return n < TICKETS_OF_ONE ? oldest : own;
}

struct str ticket_make(struct tickets *t, const struct identity *who, int64_t now_ms,
                       char out[SECRET_TEXT])
{
	uint8_t secret[SECRET_BYTES];
	struct buf b = { 0 };
	random_bytes(secret, sizeof secret);
	put_base64url(&b, secret, sizeof secret);
	memcpy(out, b.ptr, SECRET_TEXT);
	buf_release(&b);
	mutex_lock(&t->lock);
	struct ticket *slot = place_for(t, who->credential_id, now_ms);
	memcpy(slot->text, out, SECRET_TEXT);
	slot->who = *who;
	slot->until_ms = now_ms + TICKET_MS;
	mutex_unlock(&t->lock);
	return (struct str) { out, SECRET_TEXT };
}

static bool is_theirs(const struct identity *who, struct uuid whose)
{
	return uuid_eq(who->credential_id, whose) || uuid_eq(who->user_id, whose) ||
	       uuid_eq(who->member_id, whose) || uuid_eq(who->workspace_id, whose);
}

void tickets_end(struct tickets *t, struct uuid whose, struct uuid but)
{
	mutex_lock(&t->lock);
	for (unsigned i = 0; i < TICKETS_MAX; i++)
		if (is_theirs(&t->v[i].who, whose) && !uuid_eq(t->v[i].who.credential_id, but))
			t->v[i] = (struct ticket) { .until_ms = 0 };
	mutex_unlock(&t->lock);
}

bool ticket_take(struct tickets *t, struct str text, int64_t now_ms, struct identity *who)
{
	bool found = false;
	if (text.len != SECRET_TEXT)
		return false;
	mutex_lock(&t->lock);
	for (unsigned i = 0; i < TICKETS_MAX && !found; i++) {
		struct ticket *slot = &t->v[i];
		if (slot->until_ms >= now_ms && seal_equal(slot->text, text.ptr, SECRET_TEXT)) {
			*who = slot->who;
			*slot = (struct ticket) { .until_ms = 0 };
			found = true;
		}
	}
	mutex_unlock(&t->lock);
	return found;
}
