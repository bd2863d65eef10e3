/* http_reply.c: writes replies: head, body, or what a source makes while it is sent. */
#include "net/http.h"

#include "net/loop_impl.h"
#include "net/query.h"
#include "net/reply_head.h"

enum {
	PIECE_BYTES = 1 << 30, /* of a plain body given to the kernel at once */
	ROUNDS = 8,            /* slices of one source before other connections have their turn */
};

/* ---- problems ---- */

static size_t problem_headers(struct header *h, const struct err_info *info)
{
	size_t n = 0;

	h[n++] = (struct header) { S("Cache-Control"), S("no-store") };
	h[n++] = (struct header) { S("X-Content-Type-Options"), S("nosniff") };
	if (info->http == 503 || info->http == 429)
		h[n++] = (struct header) { S("Retry-After"), S("1") };
	if (info->http == 405)
		h[n++] = (struct header) { S("Allow"),
			                   S("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS") };
	return n;
}

void http_problem(struct exchange *x, enum err e, struct str detail)
{
	struct arena *a = &x->pub.arena;
	struct buf body = BUF_IN(a);
	struct header *headers = arena_array(a, struct header, 4);
	const struct err_info *info = err_info(e);

	problem_json(&body, e, detail, x->pub.id, NULL);
	x->reply = (struct reply) {
		.status = info->http,
		.content_type = S("application/problem+json"),
		.headers = headers,
		.n_headers = problem_headers(headers, info),
		.body = buf_str(&body),
	};
}

/* ---- the head ---- */

static bool has_no_content(const struct reply *r)
{
	return r->status == 204 || r->status == 304;
}

static void count_status(struct loop *l, int status)
{
	static const enum net_metric classes[] = { NET_replies_2xx, NET_replies_3xx,
		                                   NET_replies_4xx, NET_replies_5xx };

	loop_count(l, classes[status / 100 - 2], 1);
}

static bool wants_gzip(const struct exchange *x)
{
	return accepts_encoding(head_find(&x->parser.head, S("accept-encoding")), S("gzip"));
}

/* Chooses the body and its encoding. */
static void choose_body(struct exchange *x, struct reply_facts *f)
{
	const struct reply *r = &x->reply;
	const struct shared *s = x->loop->shared;
	struct str small = STR_ABSENT;

	x->reply_body = r->body;
	f->encoding = r->encoding;
	f->varies = !str_absent(r->encoding);
	if (s->gzip_level == 0 || f->varies || r->compress == COMPRESS_NEVER ||
	    x->source.pull != NULL || r->body.len < GZIP_FROM || r->body.len >= GZIP_BELOW ||
	    !gzip_worth(r->content_type))
		return;
	f->varies = true;
	if (wants_gzip(x))
		small = gzip_body(&x->loop->gzip, s->gzip_level, &x->pub.arena, r->body);
	if (!str_absent(small)) {
		x->reply_body = small;
		f->encoding = S("gzip");
	}
}

static void choose_framing(struct exchange *x, struct reply_facts *f)
{
	const bool unknown = x->source.pull != NULL && x->source.bytes < 0;

	f->framing = has_no_content(&x->reply) ? FRAMING_NONE : FRAMING_LENGTH;
	f->length = x->source.pull != NULL ? (uint64_t) x->source.bytes : x->reply_body.len;
	if (f->framing != FRAMING_LENGTH || !unknown)
		return;
	if (x->pub.is_head) {
		f->framing = FRAMING_NONE;
	} else if (x->parser.head.minor == 1) {
		f->framing = FRAMING_CHUNKED;
	} else {
		f->framing = FRAMING_NONE; /* HTTP/1.0: the body ends with the connection */
		x->keep = false;
	}
}

static void begin_reply(struct exchange *x)
{
	struct buf head = BUF_IN(&x->pub.arena);
	struct reply_facts f = {
		.reply = &x->reply,
		.date = { x->loop->date, sizeof(x->loop->date) - 1 },
		.request_id = x->pub.id,
	};

	count_status(x->loop, x->reply.status);
	if (x->reply.connection == CONNECTION_CLOSE || x->loop->draining)
		x->keep = false;
	choose_body(x, &f);
	choose_framing(x, &f);
	f.keep = x->keep;
	x->chunked = f.framing == FRAMING_CHUNKED;
	x->source_left = x->source.bytes;
	(void) buf_room(&head, 512);
	put_reply_head(&head, &f);
	x->reply_head = buf_str(&head);
	if (x->pub.is_head || has_no_content(&x->reply)) {
		x->reply_body = S("");
		x->source_ended = true;
	} else if (x->source.pull == NULL) {
		x->source_ended = true;
	}
}

/* ---- bodies that are made while they are sent ---- */

static struct str chunk_size_line(char line[CHUNK_LINE], size_t n)
{
	size_t at = CHUNK_LINE;

	line[--at] = '\n';
	line[--at] = '\r';
	for (; n != 0; n >>= 4)
		line[--at] = "0123456789abcdef"[n & 15];
	return (struct str) { line + at, CHUNK_LINE - at };
}

/* Wraps the slice as a chunk; the last one closes the body. */
static void frame_chunk(struct exchange *x)
{
	const size_t n = x->slice.len;

	if (n != 0) {
		x->reply_head = chunk_size_line(x->chunk_head, n);
		put(&x->slice, S("\r\n"));
	}
	if (x->source_ended)
		put(&x->slice, S("0\r\n\r\n"));
}

static bool keep_account(struct exchange *x)
{
	if (x->source_left < 0)
		return true;
	if (x->slice.len > (uint64_t) x->source_left)
		return false;
	x->source_left -= (int64_t) x->slice.len;
	return !x->source_ended || x->source_left == 0;
}

/* Asks the source for more. False: there is nothing to send for now. */
static bool refill(struct exchange *x)
{
	buf_clear(&x->slice);
	const enum pull got = x->source.pull(x->source.user, &x->slice);
	x->source_ended = got == PULL_END;
	if (got == PULL_LATER) {
		x->waiting = true;
		conn_set_timeout(x->conn, TIMEOUT_NONE);
		return false;
	}
	/* A length that was promised and is not kept can only be told by cutting the connection. */
	if (got == PULL_FAILED || !keep_account(x)) {
		conn_abort(x->conn);
		return false;
	}
	if (x->chunked)
		frame_chunk(x);
	x->reply_body = buf_str(&x->slice);
	return true;
}

/* ---- sending ---- */

static enum sent send_part(struct exchange *x)
{
	struct conn *c = x->conn;
	const struct str part =
		str_head(x->reply_body, conn_is_tls(c) ? CIPHER_SLICE : PIECE_BYTES);
	const struct str pieces[] = { x->reply_head, part };

	x->reply_head = S("");
	x->reply_body = str_from(x->reply_body, part.len);
	x->bytes_out += part.len;
	return conn_write(c, pieces, COUNT(pieces));
}

static void finish(struct exchange *x)
{
	struct conn *c = x->conn;
	const bool keep = x->keep && !x->loop->draining;

	x->sent = true;
	c->exchange = NULL;
	exchange_finish(x, x->reply.status);
	if (!keep) {
		conn_close(c);
		return;
	}
	conn_set_timeout(c, TIMEOUT_IDLE);
	if (!c->in_input)
		conn_resume(c);
}

/* Comes back in the loop's next turn. */
static void yield(struct exchange *x)
{
	x->waiting = true;
	exchange_mail(x);
}

void http_send_more(struct exchange *x)
{
	for (int round = 0; round < ROUNDS; round++) {
		if (x->reply_head.len + x->reply_body.len == 0) {
			if (x->source_ended) {
				finish(x);
				return;
			}
			if (!refill(x))
				return;
			continue;
		}
		if (send_part(x) != SENT_ALL)
			return; /* http_writable or http_gone comes next */
	}
	yield(x);
}

void http_send(struct exchange *x)
{
	x->stage = STAGE_SENDING;
	begin_reply(x);
	http_send_more(x);
}

void http_reply(struct exchange *x)
{
	ENSURE(x->stage <= STAGE_HANDLED && !x->discard); /* one reply to a request */
	if (x->conn == NULL) {
		exchange_settle(x);
		return;
	}
	if (x->stage == STAGE_BODY)
		x->keep = false; /* the rest of the body will not be read */
	x->stage = STAGE_REPLIED;
	if (!x->conn->in_input)
		http_send(x);
}
