/* ws_reader.c: wslay fed from memory. See ws_reader.h. */
#include "net/ws_reader.h"

#include "net/ws.h"

static ssize_t on_recv(wslay_event_context_ptr ctx, uint8_t *p, size_t n, int flags, void *user)
{
	struct ws_reader *r = user;
	const struct str some = str_head(r->in, n);

	(void) flags;
	if (some.len == 0) {
		wslay_event_set_error(ctx, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	memcpy(p, some.ptr, some.len);
	r->in = str_from(r->in, some.len);
	r->taken += some.len;
	return (ssize_t) some.len;
}

static ssize_t on_send(wslay_event_context_ptr ctx, const uint8_t *p, size_t n, int flags,
                       void *user)
{
	struct ws_reader *r = user;

	(void) ctx;
	(void) flags;
	put(r->out, (struct str) { (const char *) p, n });
	return (ssize_t) n;
}

static void on_frame(wslay_event_context_ptr ctx,
                     const struct wslay_event_on_frame_recv_start_arg *arg, void *user)
{
	struct ws_reader *r = user;
	const uint64_t n = arg->payload_length;

	(void) ctx;
	/* A client's frame is masked; wslay takes only the shortest form of a length. */
	r->framed += 2 + (n < 126 ? 0u : n <= UINT16_MAX ? 2u : 8u) + 4 + n;
	if (!wslay_is_ctrl_frame(arg->opcode))
		r->fragmented = !arg->fin;
}

static void on_message(wslay_event_context_ptr ctx, const struct wslay_event_on_msg_recv_arg *arg,
                       void *user)
{
	struct ws_reader *r = user;

	if (wslay_is_ctrl_frame(arg->opcode) || r->not_text)
		return;
	if (arg->opcode != WSLAY_TEXT_FRAME) {
		r->not_text = true;
		wslay_event_shutdown_read(ctx);
		return;
	}
	const struct str text = { arg->msg_length == 0 ? "" : (const char *) arg->msg,
		                  arg->msg_length };
	r->sink->on_text(r->sink->user, text);
}

static const struct wslay_event_callbacks callbacks = {
	.recv_callback = on_recv,
	.send_callback = on_send,
	.on_frame_recv_start_callback = on_frame,
	.on_msg_recv_callback = on_message,
};

void ws_reader_release(struct ws_reader *r)
{
	if (r->ctx != NULL)
		wslay_event_context_free(r->ctx);
	*r = (struct ws_reader) { 0 };
}

static bool begin(struct ws_reader *r)
{
	if (r->ctx != NULL)
		return true;
	if (wslay_event_context_server_init(&r->ctx, &callbacks, r) != 0)
		return false;
	wslay_event_config_set_max_recv_msg_length(r->ctx, WS_MESSAGE_MAX);
	return true;
}

enum ws_read ws_reader_feed(struct ws_reader *r, struct str bytes, const struct ws_sink *sink,
                            struct buf *out, unsigned *code)
{
	if (!begin(r))
		return WS_READ_BROKEN;
	r->in = bytes;
	r->sink = sink;
	r->out = out;
	if (wslay_event_recv(r->ctx) != 0) {
		/* For some broken frames wslay just gives up; the peer is told all the same. */
		put(out, S("\x88\x02\x03\xea"));
		*code = WS_PROTOCOL;
		return WS_READ_CLOSED;
	}
	if (r->not_text && wslay_event_queue_close(r->ctx, WS_NOT_TEXT, NULL, 0) != 0)
		return WS_READ_BROKEN;
	if (wslay_event_send(r->ctx) != 0)
		return WS_READ_BROKEN;
	if (wslay_event_get_close_sent(r->ctx) != 0 || wslay_event_want_read(r->ctx) == 0) {
		/* A close is answered with its own code, a mistake with the one that names it. */
		*code = r->not_text ? WS_NOT_TEXT : wslay_event_get_status_code_sent(r->ctx);
		return WS_READ_CLOSED;
	}
	if (r->taken == r->framed && !r->fragmented)
		ws_reader_release(r); /* between messages there is nothing to remember */
	return WS_READ_ON;
}
