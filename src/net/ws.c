/* ws.c: WebSockets: handshake, what arrives, silence, the end. Sending is in ws_out.c. */
#include "net/ws.h"

#include "net/head_lines.h"
#include "net/http.h"
#include "net/loop_impl.h"
#include "net/ws_impl.h"

#include "base/utf8.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

/* ---- the handshake (RFC 6455, 4.2) ---- */

enum { KEY_TEXT = 24, ACCEPT_TEXT = 28, REASON_MAX = 123, ANSWERS_MAX = 16 };

/* 16 bytes in Base64: 21 full digits, one that carries two bits, two signs of padding. */
static bool key_valid(struct str key)
{
	if (key.len != KEY_TEXT || key.ptr[22] != '=' || key.ptr[23] != '=')
		return false;
	for (size_t i = 0; i < 22; i++) {
		const char c = key.ptr[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		      c == '+' || c == '/'))
			return false;
	}
	return true;
}

static struct str accept_of(struct str key, char out[ACCEPT_TEXT + 1])
{
	static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	unsigned char text[KEY_TEXT + sizeof(guid) - 1], digest[SHA_DIGEST_LENGTH];

	memcpy(text, key.ptr, KEY_TEXT);
	memcpy(text + KEY_TEXT, guid, sizeof(guid) - 1);
	SHA1(text, sizeof(text), digest);
	const int n = EVP_EncodeBlock((unsigned char *) out, digest, sizeof(digest));
	ENSURE(n == ACCEPT_TEXT);
	return (struct str) { out, ACCEPT_TEXT };
}

bool ws_offered(struct str *rest, struct str *name)
{
	return list_next(rest, name);
}

static bool offers(const struct request *r, struct str protocol)
{
	struct str rest = request_header(r, S("sec-websocket-protocol")), name;

	while (ws_offered(&rest, &name)) {
		if (str_eq(name, protocol))
			return true;
	}
	return false;
}

static bool handshake_valid(const struct request *r, struct str protocol)
{
	const struct head *h = &exchange_of_const(r)->parser.head;

	return r->method == METHOD_GET && !r->is_head && h->minor == 1 && h->offers_upgrade &&
	       str_ieq(request_header(r, S("upgrade")), S("websocket")) &&
	       str_eq(request_header(r, S("sec-websocket-version")), S("13")) &&
	       key_valid(request_header(r, S("sec-websocket-key"))) &&
	       (str_absent(protocol) || offers(r, protocol));
}

static void send_handshake(struct conn *c, const struct request *r, struct str protocol)
{
	char accept[ACCEPT_TEXT + 1];
	struct buf b = { 0 };

	put(&b, S("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
	          "Connection: Upgrade\r\nSec-WebSocket-Accept: "));
	put(&b, accept_of(request_header(r, S("sec-websocket-key")), accept));
	if (!str_absent(protocol)) {
		put(&b, S("\r\nSec-WebSocket-Protocol: "));
		put(&b, protocol);
	}
	put(&b, S("\r\n\r\n"));
	(void) conn_write_copy(c, buf_str(&b)); /* when it fails on_close will come */
	buf_release(&b);
}

enum err ws_accept(struct request *r, struct str protocol, const struct ws_callbacks *callbacks,
                   void *user, struct ws **out_r)
{
	struct exchange *x = exchange_of(r);
	struct conn *c = x->conn;

	ENSURE(loop_is_current(x->loop) && x->stage == STAGE_HANDLED);
	if (!handshake_valid(r, protocol))
		return ERR_BAD_REQUEST;
	if (x->loop->draining || c == NULL || c->state != CONN_HTTP || c->ended)
		return ERR_BUSY;
	if (!c->in_input && c->stash.len != 0)
		return ERR_BAD_REQUEST; /* a client waits for the answer before it sends frames */
	struct ws *ws = mem_alloc(sizeof(*ws));
	*ws = (struct ws) { .conn = c, .callbacks = callbacks, .user = user, .code = WS_LOST };
	c->ws = ws;
	c->state = CONN_WS;
	x->stage = STAGE_SENDING; /* answered: should this fail, nobody is waited for */
	x->reply.status = 101;
	loop_count(x->loop, NET_websockets, 1);
	send_handshake(c, r, protocol);
	if (c->unsent == 0)
		conn_set_timeout(c, TIMEOUT_WS);
	*out_r = ws;
	http_upgraded(c);
	return OK;
}

/* ---- what arrives ---- */

static void on_text(void *user, struct str text)
{
	struct ws *ws = user;

	loop_count(ws->conn->loop, NET_websocket_messages_in, 1);
	if (!ws->closing && ws->conn->state == CONN_WS)
		ws->callbacks->on_text(ws, text);
}

/* Both close frames have been seen, or the peer broke the rules and was told so. */
static void end(struct ws *ws, unsigned code)
{
	if (!ws->closing)
		ws->code = code;
	ws->closing = true;
	conn_close(ws->conn);
}

/* Pongs, and at the end a close frame. */
static void answer(struct ws *ws, struct str frames, enum ws_read got)
{
	/* After our own close frame nothing may follow. And whoever pings without reading our
	 * answers gets no more of them: they would be memory that strangers can fill. */
	if (frames.len == 0 || ws->closing)
		return;
	if (got == WS_READ_ON && ws->conn->unsent != 0 && ws_queued(ws) >= ANSWERS_MAX)
		return;
	ws_enqueue(ws, frame_raw(frames));
	ws_flush(ws);
}

void ws_input(struct conn *c, struct str bytes)
{
	struct ws *ws = c->ws;
	struct buf out = { 0 };
	unsigned code = WS_LOST;
	const struct ws_sink sink = { .on_text = on_text, .user = ws };

	ws->pings = 0;
	if (c->unsent == 0 && !ws->closing)
		conn_set_timeout(c, TIMEOUT_WS);
	const enum ws_read got = ws_reader_feed(&ws->reader, bytes, &sink, &out, &code);
	if (c->state == CONN_WS)
		answer(ws, buf_str(&out), got);
	if (got == WS_READ_BROKEN)
		conn_abort(c);
	else if (got == WS_READ_CLOSED && c->state == CONN_WS)
		end(ws, code);
	buf_release(&out);
}

/* ---- silence and the end ---- */

void ws_silent(struct conn *c)
{
	struct ws *ws = c->ws;

	if (ws->pings == 2) {
		loop_count(c->loop, NET_timeouts, 1);
		conn_abort(c);
		return;
	}
	ws->pings++;
	conn_set_timeout(c, TIMEOUT_WS);
	ws_enqueue(ws, frame_of(OPCODE_PING, S("")));
	ws_flush(ws);
}

void ws_close(struct ws *ws, unsigned code, struct str reason)
{
	struct conn *c = ws->conn;
	char payload[2 + REASON_MAX] = { (char) (code >> 8), (char) code };
	const struct str text = utf8_head(reason, REASON_MAX);

	if (ws->closing || c->state != CONN_WS)
		return;
	if (text.len != 0)
		memcpy(payload + 2, text.ptr, text.len);
	ws->code = code;
	ws_enqueue(ws, frame_of(OPCODE_CLOSE, (struct str) { payload, 2 + text.len }));
	ws->closing = true;
	ws_flush(ws);
	/* The peer's own close frame ends it in ws_input; a peer that owes it is cut off. */
	if (c->state == CONN_WS && c->unsent == 0)
		conn_set_timeout(c, TIMEOUT_LINGER);
}

void ws_gone(struct conn *c)
{
	struct ws *ws = c->ws;

	c->ws = NULL;
	link_remove(&ws->dirty);
	loop_count(c->loop, NET_websockets, -1);
	ws->closing = true; /* on_close may still call what sends; nothing is sent */
	ws->callbacks->on_close(ws, ws->code);
	ws_drop_queue(ws);
	mem_free(ws->queue);
	ws_reader_release(&ws->reader);
	mem_free(ws);
}

void *ws_user(const struct ws *ws)
{
	return ws->user;
}

struct loop *ws_loop(const struct ws *ws)
{
	return ws->conn->loop;
}

size_t ws_queued(const struct ws *ws)
{
	return ws->n - ws->in_flight;
}
