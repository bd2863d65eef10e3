/* ws.h: WebSockets (RFC 6455) on the loop thread: text both ways, frames shared by many sockets.
 *
 * No extensions, no binary messages. An idle socket costs its connection and nothing else. */
#ifndef NET_WS_H
#define NET_WS_H

#include "base/err.h"
#include "base/str.h"

struct loop;
struct request;
struct ws;

enum {
	WS_MESSAGE_MAX = 64 * 1024,  /* of a received message; more closes with 1009 */
	WS_QUEUE_FRAMES = 256,       /* unsent frames before on_overflow */
	WS_FLUSH_MS = 50,            /* pushed frames leave at most this often, and this late */
};

enum ws_code {
	WS_NORMAL = 1000,
	WS_GOING_AWAY = 1001,
	WS_PROTOCOL = 1002,
	WS_NOT_TEXT = 1003,
	WS_NO_CODE = 1005,           /* in on_close: the peer gave none */
	WS_LOST = 1006,              /* in on_close: the connection broke */
	WS_BAD_UTF8 = 1007,
	WS_POLICY = 1008,
	WS_TOO_BIG = 1009,
	WS_INTERNAL = 1011,
	WS_TRY_LATER = 1013,
};

struct ws_callbacks {
	void (*on_text)(struct ws *ws, struct str text);   /* valid UTF-8; a view for this call */
	/* The peer reads too slowly: all frames not yet on their way were dropped. The queue is
	 * empty, so this may send what makes up for them ("reload"). May be NULL. */
	void (*on_overflow)(struct ws *ws);
	void (*on_close)(struct ws *ws, unsigned code);    /* exactly once; ws is gone afterwards */
};

/* A text frame, encoded once and shared by reference. Any thread. */
struct frame;
struct frame *frame_text(struct str text);         /* one reference, the caller's */
struct frame *frame_retain(struct frame *f);
void frame_release(struct frame *f);

/* Answers r by becoming a WebSocket: on OK r is gone. Loop thread, from on_request on. protocol:
 * the subprotocol to confirm, which must be among those offered; absent: none. callbacks must be
 * immortal. ERR_BAD_REQUEST: not a valid handshake; ERR_BUSY: draining. Both leave r unanswered.
 * Who may connect (Origin, ticket) is the caller's to check first. */
NODISCARD enum err ws_accept(struct request *r, struct str protocol,
                             const struct ws_callbacks *callbacks, void *user, struct ws **out_r);
/* Walks the subprotocols a request offers: while (ws_offered(&rest, &name)); rest starts as the
 * value of Sec-WebSocket-Protocol. */
bool ws_offered(struct str *rest, struct str *name);

/* All on the loop thread. After ws_close sends and pushes are ignored until on_close. */
void ws_send_text(struct ws *ws, struct str text); /* copied, sent now, after what is queued */
void ws_push(struct ws *ws, struct frame *f);      /* takes its own reference; sent within 50 ms */
void ws_close(struct ws *ws, unsigned code, struct str reason);  /* reason ≤ 123 bytes, cut */
void *ws_user(const struct ws *ws);
struct loop *ws_loop(const struct ws *ws);
size_t ws_queued(const struct ws *ws);             /* frames not yet given to the kernel */

#endif
