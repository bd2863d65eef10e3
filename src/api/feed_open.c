/* feed_open.c: how a socket comes to follow a cell: a ticket, the handshake, and what it missed. */
#include "api/feed.h"

#include <stdio.h>

enum { MISSED_MAX = 500, SOCKETS_OF_ONE = 64 /* on one loop */ };

/* -- a socket's own events -- */

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
	feed_remove(s);
	cell_give(s->cell);
	mem_free(s);
}

/* -- what it missed -- */

static bool reaches_back(const struct feed_socket *s, struct str since_text, struct str epoch_text,
                         int64_t *since)
{
	struct uuid epoch;
	return str_to_int(since_text, since) && uuid_parse(epoch_text, &epoch) &&
	       uuid_eq(epoch, cell_epoch(s->cell)) && cell_seq(s->cell) - *since <= MISSED_MAX;
}

/* False: it must load anew. On the loop, so it may not take long. */
static bool put_missed(struct feed_socket *s, struct arena *a, int64_t since, struct buf *b)
{
	struct db *db;
	int64_t last, now = cell_seq(s->cell);
	bool too_old;
	if (cell_reader(s->cell, &db) != OK)
		return false;
	db_budget(db, LOOP_STEPS);
	enum err e = db_begin_read(db);
	if (e == OK)
		e = changes_json(s->cell, db, a, &s->actor, since, MISSED_MAX, b, &last, &too_old);
	db_rollback(db);
	cell_reader_give(s->cell, db);
	return e == OK && !too_old && last >= now;
}

/* After this only live frames follow. */
static void catch_up(struct feed_socket *s, struct str since_text, struct str epoch_text)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	int64_t since;
	if (str_absent(since_text))
		return;
	put(&b, S("{\"changes\":"));
	if (reaches_back(s, since_text, epoch_text, &since) && put_missed(s, &a, since, &b)) {
		put_char(&b, '}');
		ws_send_text(s->ws, buf_str(&b));
	} else {
		on_overflow(s->ws);
	}
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

/* -- the handshake -- */

/* Takes over the call's cell. */
static struct feed_socket *new_socket(struct call *c)
{
	struct feed_socket *s = mem_alloc(sizeof *s);
	*s = (struct feed_socket) { .feed = c->api->feed,
		                    .cell = c->cell,
		                    .actor = c->actor,
		                    .who = c->who,
		                    .loop = c->request->loop_index };
	c->cell = NULL;
	return s;
}

static enum err judge(struct feed_socket *s, struct call *c)
{
	if (!feed_socket_alive(s)) /* ended since the ticket was made */
		return ERR_UNAUTHORIZED;
	if (feed_sockets_of(s->feed, s->loop, s->who.credential_id) >= SOCKETS_OF_ONE)
		return call_say(c, ERR_TOO_MANY, "Close some of the sockets that are open.");
	return OK;
}

static enum err accept(struct call *c)
{
	static const struct ws_callbacks callbacks = { on_text, on_overflow, on_close };
	struct feed_socket *s = new_socket(c);
	struct arena a = ARENA_INIT;
	struct str since = arena_str(&a, call_query(c, S("since"))),
		   epoch = arena_str(&a, call_query(c, S("epoch")));
	enum err e = judge(s, c);
	if (e == OK)
		e = ws_accept(c->request, S("kontor.feed.v1"), &callbacks, s, &s->ws);
	if (e != OK) {
		cell_give(s->cell);
		mem_free(s);
		arena_release(&a);
		return e;
	}
	feed_add(s);
	/* Asked after it is listed: whoever changes the setting later will find it there. */
	s->actor.narrowed = s->actor.role == ROLE_agent && cell_facts(s->cell).narrow;
	say_hello(s);
	catch_up(s, since, epoch);
	arena_release(&a);
	return OK;
}

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
