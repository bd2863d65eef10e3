/* conn.c: a connection's life: accepting, reading, deadlines, the end. Writing is in conn_out.c. */
#include "net/conn.h"

#include "net/http.h"
#include "net/loop_impl.h"
#include "net/ws_impl.h"

#include <sys/socket.h>

enum { STUCK_MS = 1000 }; /* a head comes in one piece, or with the next packet */

/* ---- the end ---- */

static void on_closed(uv_handle_t *handle)
{
	struct conn *c = CONTAINER_OF(handle, struct conn, uv.handle);
	struct loop *l = c->loop;

	if (c->ws != NULL)
		ws_gone(c);
	http_gone(c);
	tls_free(c->tls);
	buf_release(&c->stash);
	l->conns--;
	loop_count(l, NET_connections, -1);
	mem_free(c);
	loop_end_if_done(l);
}

void conn_abort(struct conn *c)
{
	if (c->state == CONN_DEAD)
		return;
	if (c->exchange != NULL)
		atomic_store_explicit(&c->exchange->gone, true, memory_order_relaxed);
	c->state = CONN_DEAD;
	c->loop->live--;
	link_remove(&c->by_deadline);
	uv_close(&c->uv.handle, on_closed);
}

static void on_shutdown(uv_shutdown_t *request, int status)
{
	if (status == 0)
		conn_set_timeout(CONTAINER_OF(request->handle, struct conn, uv.stream),
		                 TIMEOUT_LINGER);
	mem_free(request);
}

static void start_reading(struct conn *c);

void conn_close(struct conn *c)
{
	if (c->state >= CONN_LINGER)
		return;
	if (c->tls != NULL && conn_close_notify(c) == SENT_FAILED)
		return;
	/* Closing with input unread makes the kernel reset the connection, and the peer could lose
	 * what we sent. So: FIN, then read until the peer closes too or the deadline passes. */
	c->state = CONN_LINGER;
	buf_release(&c->stash);
	uv_shutdown_t *request = mem_alloc(sizeof(*request));
	if (c->ended || uv_shutdown(request, &c->uv.stream, on_shutdown) != 0) {
		mem_free(request);
		if (c->unsent == 0)
			conn_abort(c);
		else
			conn_set_timeout(c, TIMEOUT_WRITE);
		return;
	}
	conn_set_timeout(c, TIMEOUT_WRITE);
	start_reading(c);
}

void conn_drain(struct conn *c)
{
	if (c->state == CONN_WS)
		ws_close(c->ws, WS_GOING_AWAY, S(""));
	else if (c->state == CONN_HTTP && c->exchange == NULL && c->unsent == 0)
		conn_close(c); /* a busy one ends with its reply */
}

/* ---- deadlines ---- */

static uint64_t progress_of(const struct conn *c, enum timeout t)
{
	if (t == TIMEOUT_BODY)
		return c->received;
	return c->written - uv_stream_get_write_queue_size(&c->uv.stream);
}

void conn_set_timeout(struct conn *c, enum timeout t)
{
	struct loop *l = c->loop;

	if (c->state == CONN_DEAD)
		return;
	link_remove(&c->by_deadline);
	list_append(&l->deadlines[t], &c->by_deadline);
	c->timeout = t;
	c->deadline = uv_now(&l->uv) + l->timeout_ms[t];
	c->mark = progress_of(c, t);
}

static bool made_progress(const struct conn *c)
{
	const struct server_timeouts *limits = &c->loop->shared->timeouts;
	const uint64_t n = progress_of(c, c->timeout) - c->mark;

	return (c->timeout == TIMEOUT_BODY && n >= limits->body_min_bytes) ||
	       (c->timeout == TIMEOUT_WRITE && n >= limits->write_min_bytes);
}

void conn_expired(struct conn *c)
{
	const bool in_request = c->state == CONN_HTTP && c->exchange != NULL;

	if (made_progress(c)) {
		conn_set_timeout(c, c->timeout);
		return;
	}
	if (c->timeout == TIMEOUT_WS) {
		ws_silent(c);
		return;
	}
	if (c->timeout == TIMEOUT_IDLE) {
		conn_close(c);
		return;
	}
	loop_count(c->loop, NET_timeouts, 1);
	if (in_request && (c->timeout == TIMEOUT_HEAD || c->timeout == TIMEOUT_BODY))
		http_fail(c, ERR_TIMEOUT, S("The request did not arrive in time."));
	else
		conn_abort(c);
}

/* ---- input ---- */

static void on_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *out)
{
	struct conn *c = CONTAINER_OF(handle, struct conn, uv.handle);

	(void) hint;
	*out = uv_buf_init(c->loop->input, sizeof(c->loop->input));
}

static void input_plain(struct conn *c, struct str bytes)
{
	if (c->state == CONN_HTTP)
		http_input(c, bytes);
	else if (c->state == CONN_WS)
		ws_input(c, bytes);
}

static void input_tls(struct conn *c, struct str cipher)
{
	struct loop *l = c->loop;
	enum tls_got got = TLS_PLAIN;
	size_t n;

	tls_feed(c->tls, cipher);
	while (got == TLS_PLAIN && c->state != CONN_DEAD) {
		got = tls_read(c->tls, l->plain, sizeof(l->plain), &n, &l->cipher);
		/* Before anything else runs: it could write to another connection. */
		if (conn_send_cipher(c) == SENT_FAILED)
			return;
		if (got == TLS_PLAIN)
			input_plain(c, (struct str) { l->plain, n });
	}
	if (got == TLS_BROKEN) {
		loop_count(l, NET_tls_failures, 1);
		conn_abort(c);
	} else if (got == TLS_ENDED) {
		conn_ended(c);
	}
}

/* The peer sends no more. Somebody who is still owed a reply may have closed just that half. */
void conn_ended(struct conn *c)
{
	c->ended = true;
	if ((c->state == CONN_HTTP && http_owes_reply(c)) ||
	    (c->state == CONN_LINGER && c->unsent != 0))
		conn_stop_reading(c);
	else
		conn_abort(c);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *from)
{
	struct conn *c = CONTAINER_OF(stream, struct conn, uv.stream);

	if (n == 0 || c->state == CONN_DEAD)
		return;
	if (n < 0) {
		if (n == UV_EOF)
			conn_ended(c);
		else
			conn_abort(c);
		return;
	}
	loop_count(c->loop, NET_bytes_in, n);
	c->received += (uint64_t) n;
	if (c->state == CONN_LINGER)
		return;
	const struct str bytes = { from->base, (size_t) n };
	if (c->tls != NULL)
		input_tls(c, bytes);
	else
		input_plain(c, bytes);
	/* One request at a time: what follows waits in the kernel, and so does the peer. */
	if (c->state == CONN_HTTP && (c->stash.len != 0 || http_is_paused(c)))
		conn_stop_reading(c);
}

static void start_reading(struct conn *c)
{
	if (!c->reading && !c->ended && uv_read_start(&c->uv.stream, on_alloc, on_read) == 0)
		c->reading = true;
}

void conn_stop_reading(struct conn *c)
{
	if (c->reading && c->state != CONN_DEAD)
		(void) uv_read_stop(&c->uv.stream);
	c->reading = false;
}

void conn_resume(struct conn *c)
{
	struct buf stash = c->stash;

	c->stash = (struct buf) { 0 };
	if (stash.len != 0 || c->state == CONN_HTTP)
		input_plain(c, buf_str(&stash));
	buf_release(&stash);
	if (c->state < CONN_LINGER && c->stash.len == 0 && !http_is_paused(c)) {
		start_reading(c);
		if (c->ended && !http_owes_reply(c))
			conn_abort(c);
	}
}

/* ---- the beginning ---- */

static void on_refused(uv_handle_t *handle)
{
	mem_free(CONTAINER_OF(handle, struct conn, uv.handle));
}

static struct net_addr addr_of(const struct sockaddr_storage *ss)
{
	struct net_addr a = { 0 };

	if (ss->ss_family == AF_INET) {
		a.family = 4;
		memcpy(a.b, &((const struct sockaddr_in *) (const void *) ss)->sin_addr, 4);
	} else if (ss->ss_family == AF_INET6) {
		a.family = 6;
		memcpy(a.b, &((const struct sockaddr_in6 *) (const void *) ss)->sin6_addr, 16);
	}
	return addr_unmapped(a);
}

/* Who has been in a list longest, when that is long enough. */
static struct conn *longest(struct loop *l, enum timeout t, uint64_t since_ms)
{
	const struct link *head = &l->deadlines[t];
	struct conn *c;

	if (list_empty(head))
		return NULL;
	c = CONTAINER_OF(head->next, struct conn, by_deadline);
	return c->deadline - l->timeout_ms[t] + since_ms <= uv_now(&l->uv) ? c : NULL;
}

/* Room for one more: one that only waits for its peer's goodbye gives way, then the one that has
 * been idle longest, then one that does not get on with its head. A head that is new is spared:
 * else whoever connects often enough would drive out everybody. */
static bool make_room(struct loop *l)
{
	static const struct {
		enum timeout t;
		uint64_t since_ms;
	} who[] = { { TIMEOUT_LINGER, 0 }, { TIMEOUT_IDLE, 0 }, { TIMEOUT_HEAD, STUCK_MS } };

	if (l->live < l->shared->limits.connections)
		return true;
	for (size_t i = 0; i < COUNT(who); i++) {
		struct conn *c = longest(l, who[i].t, who[i].since_ms);

		if (c == NULL)
			continue;
		loop_count(l, NET_connections_evicted, 1);
		conn_abort(c);
		return true;
	}
	return false;
}

static void turn_away(struct conn *c)
{
	static const char busy[] =
		"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
		"Content-Length: 0\r\nConnection: close\r\n\r\n";
	uv_buf_t b = uv_buf_init((char *) (uintptr_t) busy, sizeof(busy) - 1);

	loop_count(c->loop, NET_connections_refused, 1);
	if (c->loop->shared->tls == NULL)
		(void) uv_try_write(&c->uv.stream, &b, 1);
}

static int accept_socket(struct conn *c, const struct listener *from)
{
	struct sockaddr_storage ss = { 0 };
	int size = sizeof(ss), e;

	if (from->kind != LISTEN_TCP) {
		e = uv_pipe_init(&c->loop->uv, &c->uv.pipe, 0);
		ENSURE(e == 0);
		return uv_accept((uv_stream_t *) (uintptr_t) &from->uv.stream, &c->uv.stream);
	}
	e = uv_tcp_init(&c->loop->uv, &c->uv.tcp);
	ENSURE(e == 0);
	e = uv_accept((uv_stream_t *) (uintptr_t) &from->uv.stream, &c->uv.stream);
	if (e != 0)
		return e;
	(void) uv_tcp_nodelay(&c->uv.tcp, 1);
	e = uv_tcp_getpeername(&c->uv.tcp, (struct sockaddr *) &ss, &size);
	c->peer = addr_of(&ss);
	return e;
}

void conn_accept(const struct listener *from)
{
	struct loop *l = from->loop;
	struct conn *c = mem_alloc(sizeof(*c));

	c->loop = l;
	c->from = from;
	const bool secure = l->shared->tls != NULL && from->kind == LISTEN_TCP;
	const bool accepted = accept_socket(c, from) == 0;
	const bool room = accepted && !l->draining && make_room(l);
	if (room && secure)
		c->tls = tls_new(l->shared->tls);
	if (!room || (secure && c->tls == NULL)) {
		if (accepted)
			turn_away(c);
		uv_close(&c->uv.handle, on_refused);
		return;
	}
	l->conns++;
	l->live++;
	loop_count(l, NET_connections, 1);
	loop_count(l, NET_connections_total, 1);
	conn_set_timeout(c, TIMEOUT_HEAD);
	start_reading(c);
}
