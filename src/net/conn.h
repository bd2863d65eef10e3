/* conn.h: one client connection: socket, TLS, deadlines, output. http.c and ws.c sit on top.
 *
 * conn_close and conn_abort only change the state: memory goes when libuv has let go of the socket,
 * in a later turn of the loop. So code that holds a conn may keep using it, and must look at its
 * state after calling out. */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "base/buf.h"
#include "net/addr.h"
#include "net/list.h"
#include "net/tls.h"

#include <uv.h>

struct exchange;
struct listener;
struct loop;
struct ws;

enum conn_state {
	CONN_HTTP,
	CONN_WS,
	CONN_LINGER,                 /* our last bytes are out; waiting for the peer's */
	CONN_DEAD,                   /* waiting for libuv */
};

/* What a connection is waiting for. Each class has one duration, so a list per class in order of
 * arming is sorted by deadline. */
enum timeout {
	TIMEOUT_NONE,                /* nothing: a handler is working */
	TIMEOUT_HEAD,
	TIMEOUT_BODY,                /* with progress */
	TIMEOUT_IDLE,
	TIMEOUT_WRITE,               /* with progress */
	TIMEOUT_WS,
	TIMEOUT_LINGER,
	TIMEOUT_N
};

struct conn {
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} uv;
	struct loop *loop;
	const struct listener *from;
	struct link by_deadline;
	uint64_t deadline;
	struct tls *tls;             /* NULL: plain */
	struct exchange *exchange;   /* in progress; NULL: idle */
	struct ws *ws;
	struct buf stash;            /* received while it could not be used */
	uint64_t received, written;  /* bytes from the peer, bytes given to libuv */
	uint64_t mark;               /* received or taken when the deadline was set */
	size_t unsent;               /* given to libuv and not yet called back */
	struct net_addr peer;
	enum conn_state state;
	enum timeout timeout;
	bool reading;
	bool in_input;               /* http_input is running: replies wait for it */
	bool ended;                  /* the peer will send nothing more */
};

/* Takes the next connection of a listener. */
void conn_accept(const struct listener *from);

enum sent { SENT_ALL, SENT_LATER, SENT_FAILED };
enum { PIECES_MAX = 512, CIPHER_SLICE = 64 * 1024 };
/* Writes pieces, encrypting them when the connection is TLS. n ≤ PIECES_MAX. SENT_LATER: the pieces
 * must stay where they are until http_writable or ws_writable is called. Over TLS at most
 * CIPHER_SLICE bytes should be given at once: what the kernel does not take is copied. */
enum sent conn_write(struct conn *c, const struct str *pieces, size_t n);
/* The same for a few bytes that may go away at once. */
enum sent conn_write_copy(struct conn *c, struct str s);
/* TLS only: sends what OpenSSL has put into the loop's buffer; the goodbye that ends a
 * connection. */
enum sent conn_send_cipher(struct conn *c);
enum sent conn_close_notify(struct conn *c);
static inline bool conn_is_tls(const struct conn *c)
{
	return c->tls != NULL;
}

void conn_close(struct conn *c);                   /* after what was written; lingers */
void conn_abort(struct conn *c);                   /* now */
void conn_ended(struct conn *c);                   /* the peer sends no more */
void conn_drain(struct conn *c);                   /* the server is stopping */
void conn_set_timeout(struct conn *c, enum timeout t);
void conn_expired(struct conn *c);
void conn_stop_reading(struct conn *c);
/* Uses what is in the stash, then reads on as far as the state allows. */
void conn_resume(struct conn *c);

#endif
