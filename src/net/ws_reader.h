/* ws_reader.h: a client's WebSocket frames out of a stream of bytes. No sockets.
 *
 * wslay does the protocol: masks, fragments, control frames, UTF-8, answers to pings and closes.
 * Its state holds 8 kB, so it lives only while a frame or message is incomplete. */
#ifndef NET_WS_READER_H
#define NET_WS_READER_H

#include "base/buf.h"
#include "base/str.h"

#include <wslay/wslay.h>

struct ws_sink {
	void (*on_text)(void *user, struct str text);
	void *user;
};

struct ws_reader {
	wslay_event_context_ptr ctx; /* NULL between messages */
	const struct ws_sink *sink;  /* of the call in progress */
	struct str in;
	struct buf *out;
	uint64_t taken, framed;      /* bytes wslay took; bytes of the frames it has seen */
	bool fragmented;             /* inside a message of several frames */
	bool not_text;
};

enum ws_read {
	WS_READ_ON,
	WS_READ_CLOSED,              /* out ends with a close frame: send it, read no more */
	WS_READ_BROKEN,              /* memory is short */
};

/* Reads all of bytes. Appends what must be sent back (pongs, a close) to out, framed. *code: with
 * CLOSED, the peer's close code, or ours when the peer broke the protocol. */
enum ws_read ws_reader_feed(struct ws_reader *r, struct str bytes, const struct ws_sink *sink,
                            struct buf *out, unsigned *code);
void ws_reader_release(struct ws_reader *r);

#endif
