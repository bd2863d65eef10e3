/* ws_impl.h: the inside of a WebSocket, for ws.c, ws_out.c, frame.c and conn.c. */
#ifndef NET_WS_IMPL_H
#define NET_WS_IMPL_H

#include "net/list.h"
#include "net/ws.h"
#include "net/ws_reader.h"

#include <stdatomic.h>

struct conn;

enum opcode { OPCODE_TEXT = 1, OPCODE_BINARY = 2, OPCODE_CLOSE = 8, OPCODE_PING = 9 };

struct frame {
	atomic_uint references;
	size_t len;
	char bytes[];
};

struct frame *frame_of(enum opcode opcode, struct str payload);
struct frame *frame_raw(struct str bytes);         /* bytes that are framed already */

struct ws {
	struct conn *conn;
	struct link dirty;           /* in the loop's list while frames wait for the flush */
	const struct ws_callbacks *callbacks;
	void *user;
	struct ws_reader reader;
	struct frame **queue;        /* [0, in_flight) are being written, [in_flight, n) wait */
	unsigned in_flight, n, room;
	unsigned code;               /* of the end, as on_close will be told */
	unsigned char pings;         /* sent since the peer was last heard */
	bool closing;                /* our close frame is queued or sent: nothing may follow */
	bool in_overflow;
};

/* For conn.c, on the loop thread. */
void ws_input(struct conn *c, struct str bytes);
void ws_writable(struct conn *c);                  /* what was in flight is out */
void ws_silent(struct conn *c);                    /* nothing heard for ws_ping ms */
void ws_gone(struct conn *c);                      /* the socket is closed: on_close, then free */
void ws_flush_all(struct loop *l);

/* ws_out.c, for ws.c. Takes over the caller's reference. */
void ws_enqueue(struct ws *ws, struct frame *f);
void ws_flush(struct ws *ws);
void ws_drop_queue(struct ws *ws);

#endif
