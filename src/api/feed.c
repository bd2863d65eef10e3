/* feed.c: after a commit each change is encoded once and handed to the loops, which push it to
 * every socket whose member sees it. A socket that loses sight of a row gets `gone`; what is too
 * much becomes {"reload":[records],"seq"}. */
#include "api/feed.h"

#include <stdio.h>

#include "plat/thread.h"

enum { RELOAD_OVER = 256, BEAT_MS = 25000 };

struct feed {
	struct api *api;
	struct mutex lock;
	unsigned sockets[LOOPS_MAX]; /* guarded by lock */
	unsigned total;
	struct feed_socket *lists[LOOPS_MAX]; /* each its loop's own */
	struct loop *loops[LOOPS_MAX];
	struct beat {
		struct feed *feed;
		struct loop *loop;
	} beats[LOOPS_MAX];
	unsigned n_loops;
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

/* -- from the writer to the loops -- */

struct feed_item {
	struct change_out change;
	struct frame *put, *gone;
	struct frame *narrow; /* put, for members who are told less of such rows; NULL: as put */
};
struct feed_post {
	struct feed *feed;
	struct uuid cell;
	struct frame *all;
	unsigned n, loop;
	bool close;
	struct feed_item v[];
};

static void post_free(struct feed_post *p)
{
	for (unsigned i = 0; i < p->n; i++) {
		if (p->v[i].put != NULL)
			frame_release(p->v[i].put);
		if (p->v[i].gone != NULL)
			frame_release(p->v[i].gone);
		if (p->v[i].narrow != NULL)
			frame_release(p->v[i].narrow);
	}
	if (p->all != NULL)
		frame_release(p->all);
	mem_free(p);
}

/* A frame that could not be made is NULL: whoever misses it finds a gap and loads anew. */
static void push_item(struct feed_socket *s, const struct feed_item *it)
{
	struct frame *put = s->actor.narrowed && it->narrow != NULL ? it->narrow : it->put;
	if (!change_concerns(&s->actor, &it->change))
		return;
	if (put != NULL && audience_sees(&s->actor, it->change.after))
		ws_push(s->ws, put);
	else if (it->gone != NULL && audience_sees(&s->actor, it->change.before))
		ws_push(s->ws, it->gone);
}

static void push_to(struct feed_socket *s, const struct feed_post *p)
{
	if (p->close) {
		ws_close(s->ws, WS_TRY_LATER, S("settings changed"));
		return;
	}
	if (p->all != NULL)
		ws_push(s->ws, p->all);
	for (unsigned i = 0; i < p->n; i++)
		push_item(s, &p->v[i]);
}

static void deliver(struct loop *l, void *arg)
{
	struct feed_post *p = arg;
	(void) l;
	for (struct feed_socket *s = p->feed->lists[p->loop], *next; s != NULL; s = next) {
		next = s->next;
		if (uuid_eq(cell_id(s->cell), p->cell))
			push_to(s, p);
	}
	post_free(p);
}

static struct frame *frame_of(struct db *db, const struct actor *actor, const struct change_out *n,
                              bool gone)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	put(&b, S("{\"changes\":["));
	struct frame *f = NULL;
	if (change_json(&b, db, &a, actor, n, gone) == OK) {
		put(&b, S("]}"));
		f = frame_text(buf_str(&b));
	}
	arena_release(&a);
	return f;
}

static struct frame *frame_of_reload(const struct change_out *v, unsigned n)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	put(&b, S("{\"reload\":["));
	for (unsigned i = 0; i < cell_record_count; i++) {
		bool changed = false;
		for (unsigned k = 0; k < n && !changed; k++)
			changed = v[k].rec == cell_records[i];
		if (changed)
			json_put_str(&b, cell_records[i]->plural);
	}
	putf(&b, "],\"seq\":%lld}", (long long) v[n - 1].seq);
	struct frame *f = frame_text(buf_str(&b));
	arena_release(&a);
	return f;
}

/* Frames for one group; shared by all loops, each with references of its own. */
static struct feed_post *make_post(struct feed *f, struct cell *c, struct db *db,
                                   const struct change_out *v, unsigned n)
{
	const struct actor all = actor_engine(), less = { .role = ROLE_owner, .narrowed = true };
	bool reload = n > RELOAD_OVER;
	struct feed_post *p = mem_alloc(sizeof *p + (reload ? 0 : n) * sizeof p->v[0]);
	p->feed = f;
	p->cell = cell_id(c);
	for (unsigned i = 0; i < n; i++)
		p->close |= v[i].rec == &workspace_record;
	if (reload) {
		p->all = frame_of_reload(v, n);
		return p;
	}
	p->n = n;
	for (unsigned i = 0; i < n; i++) {
		p->v[i] = (struct feed_item) { .change = v[i] };
		p->v[i].gone = frame_of(db, &all, &v[i], true);
		if (v[i].op == change_op_put)
			p->v[i].put = frame_of(db, &all, &v[i], false);
		if (v[i].op == change_op_put && fields_of_whole(v[i].rec) != 0)
			p->v[i].narrow = frame_of(db, &less, &v[i], false);
	}
	return p;
}

static struct feed_post *share(const struct feed_post *p)
{
	size_t size = sizeof *p + p->n * sizeof p->v[0];
	struct feed_post *copy = mem_alloc(size);
	memcpy(copy, p, size);
	if (copy->all != NULL)
		frame_retain(copy->all);
	for (unsigned i = 0; i < copy->n; i++) {
		if (copy->v[i].put != NULL)
			frame_retain(copy->v[i].put);
		if (copy->v[i].gone != NULL)
			frame_retain(copy->v[i].gone);
		if (copy->v[i].narrow != NULL)
			frame_retain(copy->v[i].narrow);
	}
	return copy;
}

static void publish(void *self, struct cell *c, struct db *db, const struct change_out *v,
                    unsigned n)
{
	struct feed *f = self;
	unsigned sockets[LOOPS_MAX];
	mutex_lock(&f->lock);
	unsigned total = f->total;
	memcpy(sockets, f->sockets, sizeof sockets);
	mutex_unlock(&f->lock);
	if (total == 0)
		return;
	struct feed_post *p = make_post(f, c, db, v, n);
	for (unsigned i = 0; i < f->n_loops; i++) {
		if (sockets[i] == 0)
			continue;
		struct feed_post *mine = share(p);
		mine->loop = i;
		if (!loop_post(f->loops[i], deliver, mine))
			post_free(mine);
	}
	post_free(p);
}

/* -- beats -- */

static void beat(void *arg)
{
	const struct beat *b = arg;
	for (struct feed_socket *s = b->feed->lists[loop_index(b->loop)]; s != NULL; s = s->next) {
		char text[48];
		int n = snprintf(text, sizeof text, "{\"beat\":%lld}",
		                 (long long) cell_seq(s->cell));
		ws_send_text(s->ws, (struct str) { text, (size_t) n });
	}
}

static void start_beat(struct loop *l, void *arg)
{
	struct feed *f = arg;
	struct beat *b = &f->beats[loop_index(l)];
	*b = (struct beat) { f, l };
	loop_timer_start(l, BEAT_MS, BEAT_MS, beat, b);
}

void feed_attach(struct feed *f, struct server *server)
{
	f->n_loops = server_loops(server);
	for (unsigned i = 0; i < f->n_loops; i++)
		f->loops[i] = server_loop(server, i);
	for (unsigned i = 0; i < f->n_loops; i++)
		(void) !loop_post(f->loops[i], start_beat, f);
	cells_set_feed(f->api->o.cells, &(struct feed_sink) { publish, f });
}

/* -- ending sockets whose member may no longer, or no longer the same -- */

struct ending {
	struct feed *feed;
	struct uuid whose;
};

static void end_on_loop(struct loop *l, void *arg)
{
	struct ending *e = arg;
	for (struct feed_socket *s = e->feed->lists[loop_index(l)], *next; s != NULL; s = next) {
		next = s->next;
		if (uuid_eq(s->credential_id, e->whose) || uuid_eq(s->actor.member_id, e->whose))
			ws_close(s->ws, WS_POLICY, S("signed out"));
	}
	mem_free(e);
}

void feed_end(struct feed *f, struct uuid whose)
{
	for (unsigned i = 0; i < f->n_loops; i++) {
		struct ending *e = mem_alloc(sizeof *e);
		*e = (struct ending) { f, whose };
		if (!loop_post(f->loops[i], end_on_loop, e))
			mem_free(e);
	}
}

/* -- sockets -- */

static void count(struct feed *f, unsigned loop, int by)
{
	mutex_lock(&f->lock);
	f->sockets[loop] += (unsigned) by;
	f->total += (unsigned) by;
	mutex_unlock(&f->lock);
}

static void on_text(struct ws *ws, struct str text)
{
	(void) ws, (void) text; /* clients have nothing to say */
}

static void on_overflow(struct ws *ws)
{
	struct feed_socket *s = ws_user(ws);
	char text[64];
	int n = snprintf(text, sizeof text, "{\"reload\":null,\"seq\":%lld}",
	                 (long long) cell_seq(s->cell));
	ws_send_text(ws, (struct str) { text, (size_t) n });
}

static void on_close(struct ws *ws, unsigned code)
{
	struct feed_socket *s = ws_user(ws);
	(void) code;
	*s->back = s->next;
	if (s->next != NULL)
		s->next->back = s->back;
	count(s->feed, s->loop, -1);
	cell_give(s->cell);
	mem_free(s);
}

/* What the client missed, or that it must load anew. After this only live frames follow. */
static void catch_up(struct feed_socket *s, struct str since_text, struct str epoch_text)
{
	enum { MISSED_MAX = 500 };
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	struct uuid epoch;
	struct db *db;
	int64_t since, last;
	bool too_old = true;
	if (str_absent(since_text))
		return;
	put(&b, S("{\"changes\":"));
	if (str_to_int(since_text, &since) && uuid_parse(epoch_text, &epoch) &&
	    uuid_eq(epoch, cell_epoch(s->cell)) && cell_seq(s->cell) - since <= MISSED_MAX &&
	    cell_reader(s->cell, &db) == OK) {
		if (changes_json(s->cell, db, &a, &s->actor, since, MISSED_MAX, &b, &last,
		                 &too_old) != OK)
			too_old = true;
		cell_reader_give(s->cell, db);
	}
	put_char(&b, '}');
	if (too_old)
		on_overflow(s->ws);
	else
		ws_send_text(s->ws, buf_str(&b));
	arena_release(&a);
}

static void say_hello(struct feed_socket *s)
{
	char epoch[UUID_TEXT], text[160];
	uuid_text(cell_epoch(s->cell), epoch);
	int n = snprintf(text, sizeof text, "{\"hello\":{\"epoch\":\"%.*s\",\"seq\":%lld}}",
	                 UUID_TEXT, epoch, (long long) cell_seq(s->cell));
	ws_send_text(s->ws, (struct str) { text, (size_t) n });
}

static enum err accept(struct call *c)
{
	static const struct ws_callbacks callbacks = { on_text, on_overflow, on_close };
	struct feed *f = c->api->feed;
	struct feed_socket *s = mem_alloc(sizeof *s);
	struct arena a = ARENA_INIT;
	struct str since = arena_str(&a, call_query(c, S("since"))),
		   epoch = arena_str(&a, call_query(c, S("epoch")));
	*s = (struct feed_socket) { .feed = f,
		                    .cell = c->cell,
		                    .actor = c->actor,
		                    .loop = c->request->loop_index,
		                    .credential_id = c->who.credential_id };
	s->actor.narrowed = c->actor.role == ROLE_agent && cell_facts(c->cell).narrow;
	c->cell = NULL;
	enum err e = ws_accept(c->request, S("kontor.feed.v1"), &callbacks, s, &s->ws);
	if (e != OK) {
		cell_give(s->cell);
		mem_free(s);
		arena_release(&a);
		return e;
	}
	s->next = f->lists[s->loop];
	s->back = &f->lists[s->loop];
	if (s->next != NULL)
		s->next->back = &s->next;
	f->lists[s->loop] = s;
	count(f, s->loop, 1);
	say_hello(s);
	catch_up(s, since, epoch);
	arena_release(&a);
	return OK;
}

/* -- the handshake -- */

static void continue_on_loop(struct loop *l, void *arg)
{
	struct call *c = arg;
	(void) l;
	enum err e = accept(c);
	if (e != OK)
		call_finish(c, e);
}

static void open_cell(struct call *c)
{
	enum err e = cells_take(c->api->o.cells, c->who.workspace_id, &c->cell);
	if (e == OK && !loop_post(request_loop(c->request), continue_on_loop, c))
		e = ERR_BUSY;
	if (e != OK)
		call_finish(c, e);
}

static bool find_ticket(struct call *c)
{
	struct str rest = request_header(c->request, S("Sec-WebSocket-Protocol")), name;
	bool ours = false, known = false;
	while (ws_offered(&rest, &name)) {
		if (str_eq(name, S("kontor.feed.v1")))
			ours = true;
		else if (!known)
			known = ticket_take(c->api->tickets, name, c->api->o.now_ms(), &c->who);
	}
	return ours && known;
}

enum err route_feed(struct call *c)
{
	static const enum role roles[] = { ROLE_nobody, ROLE_viewer, ROLE_agent, ROLE_admin,
		                           ROLE_owner };
	if (call_origin(c) == ORIGIN_FOREIGN)
		return ERR_CSRF;
	if (!find_ticket(c))
		return ERR_UNAUTHORIZED;
	c->actor = (struct actor) { .member_id = c->who.member_id, .role = roles[c->who.role] };
	c->cell = cells_take_open(c->api->o.cells, c->who.workspace_id);
	if (c->cell != NULL)
		return accept(c);
	call_to_pool(c, c->api->cpus, open_cell);
	return OK;
}

enum err route_feed_ticket(struct call *c)
{
	char text[SECRET_TEXT];
	put(&c->out, S("{\"ticket\":"));
	json_escape(&c->out, ticket_make(c->api->tickets, &c->who, c->api->o.now_ms(), text));
	put_char(&c->out, '}');
	return OK;
}
