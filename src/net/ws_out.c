/* ws_out.c: a WebSocket's queue of frames, and when it is flushed.
 *
 * Frames that are pushed wait for the loop's next flush, at most every WS_FLUSH_MS, and then leave
 * in one write per socket: a burst of changes costs each reader one system call and one packet. */
#include "net/conn.h"
#include "net/loop_impl.h"
#include "net/ws_impl.h"

enum { FIRST_ROOM = 8 };

static void release_in_flight(struct ws *ws)
{
	for (unsigned i = 0; i < ws->in_flight; i++)
		frame_release(ws->queue[i]);
	ws->n -= ws->in_flight;
	if (ws->n != 0)
		memmove(ws->queue, ws->queue + ws->in_flight, ws->n * sizeof(struct frame *));
	ws->in_flight = 0;
	if (ws->n == 0) {
		mem_free(ws->queue); /* an idle socket keeps nothing */
		ws->queue = NULL;
		ws->room = 0;
	}
}

void ws_drop_queue(struct ws *ws)
{
	for (unsigned i = ws->in_flight; i < ws->n; i++)
		frame_release(ws->queue[i]);
	ws->n = ws->in_flight;
	if (ws->conn->state == CONN_DEAD)
		release_in_flight(ws);
}

void ws_enqueue(struct ws *ws, struct frame *f)
{
	if (ws->n == ws->room) {
		ws->room = ws->room == 0 ? FIRST_ROOM : ws->room * 2;
		ws->queue = mem_grow(ws->queue, ws->room * sizeof(struct frame *));
	}
	ws->queue[ws->n++] = f;
}

/* How many frames fit into the next write. */
static unsigned gather(const struct ws *ws, struct str pieces[PIECES_MAX])
{
	const bool tls = conn_is_tls(ws->conn);
	size_t bytes = 0;
	unsigned n = 0;

	while (n < ws->n && n < PIECES_MAX) {
		const struct frame *f = ws->queue[n];

		if (tls && n != 0 && bytes + f->len > CIPHER_SLICE)
			break;
		pieces[n++] = (struct str) { f->bytes, f->len };
		bytes += f->len;
	}
	return n;
}

void ws_flush(struct ws *ws)
{
	struct conn *c = ws->conn;
	struct str pieces[PIECES_MAX];

	while (ws->n != 0 && ws->in_flight == 0 && c->state == CONN_WS && c->unsent == 0) {
		ws->in_flight = gather(ws, pieces);
		loop_count(c->loop, NET_websocket_frames_out, ws->in_flight);
		if (conn_write(c, pieces, ws->in_flight) != SENT_ALL)
			return; /* ws_writable or ws_gone comes next */
		release_in_flight(ws);
	}
}

void ws_writable(struct conn *c)
{
	struct ws *ws = c->ws;

	release_in_flight(ws);
	conn_set_timeout(c, ws->closing ? TIMEOUT_LINGER : TIMEOUT_WS);
	ws_flush(ws);
}

/* ---- pushing ---- */

static void overflow(struct ws *ws)
{
	loop_count(ws->conn->loop, NET_websocket_overflows, 1);
	ws_drop_queue(ws);
	if (ws->callbacks->on_overflow == NULL)
		return;
	ws->in_overflow = true;
	ws->callbacks->on_overflow(ws);
	ws->in_overflow = false;
}

static bool takes_more(struct ws *ws)
{
	if (ws->closing || ws->conn->state != CONN_WS)
		return false;
	if (ws->n - ws->in_flight < WS_QUEUE_FRAMES || ws->in_overflow)
		return true;
	overflow(ws);
	return !ws->closing && ws->conn->state == CONN_WS;
}

static void schedule(struct ws *ws)
{
	struct loop *l = ws->conn->loop;

	if (!link_listed(&ws->dirty))
		list_append(&l->dirty, &ws->dirty);
	loop_schedule_flush(l);
}

void ws_push(struct ws *ws, struct frame *f)
{
	if (!takes_more(ws))
		return;
	ws_enqueue(ws, frame_retain(f));
	schedule(ws);
}

void ws_send_text(struct ws *ws, struct str text)
{
	if (!takes_more(ws))
		return;
	ws_enqueue(ws, frame_text(text));
	ws_flush(ws);
}

void ws_flush_all(struct loop *l)
{
	struct link all;

	/* What is pushed from here on belongs to the next flush. */
	list_init(&all);
	while (!list_empty(&l->dirty)) {
		struct link *n = l->dirty.next;

		link_remove(n);
		list_append(&all, n);
	}
	while (!list_empty(&all)) {
		struct ws *ws = CONTAINER_OF(all.next, struct ws, dirty);

		link_remove(&ws->dirty);
		ws_flush(ws);
	}
}
