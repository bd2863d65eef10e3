/* feed.c: the sockets that follow cells, in one list a loop: their beats, and their ends. */
#include "api/feed.h"

#include <stdio.h>

enum {
	BEAT_MS = 25000,
	CHECK_EVERY_MS = 250,
	CHECKS_AT_ONCE = 250,   /* a thousand a second on each loop */
	CHECK_AGAIN_MS = 60000, /* sessions also end by themselves */
};

struct feed *feed_new(struct api *api)
{
	struct feed *f = mem_alloc(sizeof *f);
	f->api = api;
	mutex_init(&f->lock);
	return f;
}

void feed_free(struct feed *f)
{
	mutex_release(&f->lock);
	mem_free(f);
}

int64_t feed_sockets(struct feed *f)
{
	mutex_lock(&f->lock);
	unsigned n = f->total;
	mutex_unlock(&f->lock);
	return n;
}

/* -- the list -- */

static void count(struct feed *f, unsigned loop, int by)
{
	mutex_lock(&f->lock);
	f->sockets[loop] += (unsigned) by;
	f->total += (unsigned) by;
	mutex_unlock(&f->lock);
}

void feed_add(struct feed_socket *s)
{
	struct feed_socket **list = &s->feed->lists[s->loop];
	s->next = *list;
	s->back = list;
	if (s->next != NULL)
		s->next->back = &s->next;
	*list = s;
	count(s->feed, s->loop, 1);
}

void feed_remove(struct feed_socket *s)
{
	*s->back = s->next;
	if (s->next != NULL)
		s->next->back = s->back;
	count(s->feed, s->loop, -1);
}

unsigned feed_sockets_of(const struct feed *f, unsigned loop, struct uuid credential_id)
{
	unsigned n = 0;
	for (const struct feed_socket *s = f->lists[loop]; s != NULL; s = s->next)
		n += uuid_eq(s->who.credential_id, credential_id);
	return n;
}

/* -- sockets whose member may no longer, or no longer the same -- */

bool feed_socket_alive(struct feed_socket *s)
{
	struct control *control = s->feed->api->o.control;
	uint64_t generation = control_generation(control);
	if (uuid_zero(s->who.credential_id)) /* came through the socket in the data folder */
		return true;
	enum err e = control_credential_alive(control, &s->who);
	if (e == OK) {
		s->checked = generation;
		s->checked_ms = s->feed->api->o.now_ms();
	}
	return e != ERR_UNAUTHORIZED;
}

/* Whoever ends a session says so, and its sockets close at once. This finds those that ended in any
 * other way: by time, by a role that changed, through a hole in the rest. */
static void check(void *arg)
{
	const struct feed_loop *l = arg;
	const struct api *api = l->feed->api;
	uint64_t generation = control_generation(api->o.control);
	int64_t now_ms = api->o.now_ms();
	unsigned n = 0;
	for (struct feed_socket *s = l->feed->lists[loop_index(l->loop)], *next;
	     s != NULL && n < CHECKS_AT_ONCE; s = next) {
		next = s->next;
		bool over = s->who.ends_at != 0 && now_ms >= s->who.ends_at;
		if (!over && s->checked == generation && now_ms < s->checked_ms + CHECK_AGAIN_MS)
			continue;
		n++;
		if (!feed_socket_alive(s))
			ws_close(s->ws, WS_POLICY, S("signed out"));
	}
}

struct ending {
	struct feed *feed;
	struct uuid whose, but;
};

static bool is_theirs(const struct feed_socket *s, const struct ending *e)
{
	return uuid_eq(s->who.credential_id, e->whose) || uuid_eq(s->who.user_id, e->whose) ||
	       uuid_eq(s->actor.member_id, e->whose) || uuid_eq(s->who.workspace_id, e->whose);
}

static void end_on_loop(struct loop *l, void *arg)
{
	struct ending *e = arg;
	for (struct feed_socket *s = e->feed->lists[loop_index(l)], *next; s != NULL; s = next) {
		next = s->next;
		if (is_theirs(s, e) && !uuid_eq(s->who.credential_id, e->but))
			ws_close(s->ws, WS_POLICY, S("signed out"));
	}
	mem_free(e);
}

void feed_end(struct feed *f, struct uuid whose, struct uuid but)
{
	for (unsigned i = 0; i < f->n_loops; i++) {
		struct ending *e = mem_alloc(sizeof *e);
		*e = (struct ending) { f, whose, but };
		if (!loop_post(f->loops[i], end_on_loop, e))
			mem_free(e);
	}
}

/* -- beats, and the beginning -- */

static void beat(void *arg)
{
	const struct feed_loop *l = arg;
	for (struct feed_socket *s = l->feed->lists[loop_index(l->loop)]; s != NULL; s = s->next) {
		char text[48];
		int n = snprintf(text, sizeof text, "{\"beat\":%lld}",
		                 (long long) cell_seq(s->cell));
		ws_send_text(s->ws, (struct str) { text, (size_t) n });
	}
}

static void start_timers(struct loop *l, void *arg)
{
	struct feed *f = arg;
	struct feed_loop *mine = &f->per_loop[loop_index(l)];
	*mine = (struct feed_loop) { f, l };
	loop_timer_start(l, BEAT_MS, BEAT_MS, beat, mine);
	loop_timer_start(l, CHECK_EVERY_MS, CHECK_EVERY_MS, check, mine);
}

void feed_attach(struct feed *f, struct server *server)
{
	f->n_loops = server_loops(server);
	for (unsigned i = 0; i < f->n_loops; i++)
		f->loops[i] = server_loop(server, i);
	for (unsigned i = 0; i < f->n_loops; i++)
		(void) !loop_post(f->loops[i], start_timers, f);
	cells_set_feed(f->api->o.cells, &(struct feed_sink) { feed_publish, f });
}
