/* http.c: what arrives on an HTTP connection, and who is told about it. Replies: http_reply.c. */
#include "net/http.h"

#include "net/loop_impl.h"
#include "net/proxy.h"
#include "net/ws_impl.h"

#include "plat/log.h"

/* A body up to this size that nobody wants is read and dropped, so that the connection survives a
 * refusal; of anything larger or unannounced the connection ends with the refusal. */
enum { DISCARD_BYTES = 64 * 1024 };

static const struct handler *handler_of(const struct exchange *x)
{
	return &x->loop->shared->handler;
}

/* ---- the head ---- */

static void fill_client(struct exchange *x, const struct conn *c)
{
	struct request *r = &x->pub;

	r->from_admin_socket = c->from->kind == LISTEN_ADMIN;
	r->is_tls = conn_is_tls(c);
	r->client_addr = c->peer;
	if (!r->from_admin_socket) {
		const struct shared *s = x->loop->shared;
		const struct proxy_facts f =
			proxy_resolve(&x->parser.head, c->peer, s->trusted, s->n_trusted);

		r->client_addr = f.client;
		r->is_tls |= f.is_tls;
	}
	r->client = addr_text(r->client_addr, x->client);
}

static enum method method_of(struct str name)
{
	if (str_eq(name, S("HEAD")))
		return METHOD_GET;
	for (enum method m = 0; m < METHOD_N; m++) {
		if (str_eq(name, method_name(m)))
			return m;
	}
	BUG("a method that head.c lets through and http.c does not know");
}

static void fill_request(struct exchange *x, const struct conn *c)
{
	const struct head *h = &x->parser.head;
	struct request *r = &x->pub;

	r->is_head = str_eq(h->method, S("HEAD"));
	r->path = h->path;
	r->query = h->query;
	r->host = h->host;
	r->content_type = head_find(h, S("content-type"));
	r->content_length = h->chunked ? -1 : (int64_t) h->length;
	r->body = S("");
	x->keep = h->connection == HEAD_KEEP;
	fill_client(x, c);
}

/* OPTIONS is answered here: what may be done with a path is the handler's to say. */
static void answer_options(struct exchange *x)
{
	const struct handler *h = handler_of(x);
	struct str allow = S("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

	if (!str_eq(x->pub.path, S("*")))
		allow = h->allow != NULL ? h->allow(&x->pub) : STR_ABSENT;
	if (str_absent(allow)) {
		request_refuse(&x->pub, ERR_NOT_FOUND, STR_ABSENT);
		return;
	}
	struct header *header = arena_new(&x->pub.arena, struct header);
	*header = (struct header) { S("Allow"), allow };
	request_reply(&x->pub,
	              &(struct reply) { .status = 204, .headers = header, .n_headers = 1 });
}

/* The handler replied to the head alone. */
static void refuse_body(struct exchange *x)
{
	const struct head *h = &x->parser.head;

	x->discard = x->keep && h->has_length && h->length <= DISCARD_BYTES && !h->expects_continue;
	x->keep = x->discard;
	if (x->discard)
		x->stage = STAGE_BODY;
	x->parser.body_max = DISCARD_BYTES;
}

static void begin_body(struct conn *c, struct exchange *x)
{
	const struct head *h = &x->parser.head;

	if (x->stage == STAGE_REPLIED) {
		refuse_body(x);
	} else {
		x->stage = STAGE_BODY;
		x->parser.body_max = x->intake.max_bytes;
		if (h->expects_continue && h->length <= x->intake.max_bytes)
			(void) conn_write_copy(c, S("HTTP/1.1 100 Continue\r\n\r\n"));
	}
	if (x->stage == STAGE_BODY && c->unsent == 0)
		conn_set_timeout(c, TIMEOUT_BODY);
}

static void got_head(struct conn *c, struct exchange *x)
{
	const struct handler *h = handler_of(x);

	loop_count(c->loop, NET_requests_total, 1);
	fill_request(x, c);
	if (str_eq(x->parser.head.method, S("OPTIONS"))) {
		answer_options(x);
		return;
	}
	x->pub.method = method_of(x->parser.head.method);
	x->intake = (struct intake) { INTAKE_BUFFER, c->loop->shared->limits.body_bytes };
	x->head_given = true;
	if (h->on_head != NULL)
		h->on_head(&x->pub, &x->intake);
	if (!x->parser.no_body)
		begin_body(c, x);
}

/* ---- the body ---- */

static void on_body(void *user, struct str piece)
{
	struct exchange *x = user;

	if (x->discard || x->stage == STAGE_REPLIED)
		return;
	if (x->intake.kind == INTAKE_STREAM) {
		handler_of(x)->on_body(&x->pub, piece);
		x->parser.hold = x->paused;
	} else {
		put(&x->body, piece);
	}
}

static void got_all(struct conn *c, struct exchange *x)
{
	if (x->discard)
		x->stage = STAGE_REPLIED;
	if (x->stage == STAGE_REPLIED)
		return;
	x->stage = STAGE_HANDLED;
	x->pub.body = buf_str(&x->body);
	conn_set_timeout(c, TIMEOUT_NONE);
	handler_of(x)->on_request(&x->pub);
}

/* ---- input ---- */

static struct exchange *begin_request(struct conn *c)
{
	struct exchange *x = exchange_take(c->loop, c);

	c->exchange = x;
	conn_set_timeout(c, TIMEOUT_HEAD);
	return x;
}

static void parse_failed(struct conn *c, struct exchange *x)
{
	loop_count(c->loop, NET_requests_malformed, 1);
	log_event(LOG_DEBUG, "http.malformed", LOG_ID("request", x->pub.id),
	          LOG_TEXT("why", x->parser.why));
	http_fail(c, x->parser.fault, str_of(x->parser.why));
}

/* Then not one byte of the body is waited for. */
static bool is_announced_too_large(const struct exchange *x)
{
	const struct parser *p = &x->parser;

	return x->stage == STAGE_BODY && p->head.has_length && p->head.length > p->body_max;
}

/* Lets the request in progress take from *in. */
static void step(struct conn *c, struct exchange *x, struct str *in)
{
	struct parser *p = &x->parser;
	enum parse got;

	x->resumed = false;
	p->on_body = on_body;
	p->user = x;
	if (x->stage == STAGE_HEAD) {
		got = parser_head(p, &c->loop->shared->parser, in);
		if (got == PARSE_HEAD) {
			got_head(c, x);
			if (p->no_body)
				got_all(c, x);
			else if (is_announced_too_large(x))
				got = parser_body(p, in);
		}
	} else {
		got = parser_body(p, in);
		if (got == PARSE_END)
			got_all(c, x);
	}
	if (x->stage == STAGE_REPLIED)
		return; /* whatever else is wrong with it: that is the reply */
	if (got == PARSE_BAD)
		parse_failed(c, x);
	else if (!exchange_count(x) && x->stage < STAGE_HANDLED)
		http_fail(c, ERR_BUSY, S("Too much is arriving at once."));
}

/* Whether input must wait: for a reply to be made, or for bytes to leave. */
static bool must_wait(const struct conn *c)
{
	const struct exchange *x = c->exchange;

	return c->unsent != 0 || (x != NULL && (x->paused || x->stage >= STAGE_HANDLED));
}

/* After a pause there may be more to tell the handler, the end for one, without any new input. */
static bool was_resumed(const struct conn *c)
{
	return c->exchange != NULL && c->exchange->resumed;
}

static void stash(struct conn *c, struct str bytes)
{
	put(&c->stash, bytes);
	if (c->exchange != NULL && !exchange_count(c->exchange))
		conn_abort(c); /* memory is short, and this one sends ahead of its answers */
}

void http_input(struct conn *c, struct str bytes)
{
	ENSURE(!c->in_input);
	c->in_input = true;
	while (c->state == CONN_HTTP && (bytes.len != 0 || was_resumed(c)) && !must_wait(c)) {
		step(c, c->exchange != NULL ? c->exchange : begin_request(c), &bytes);
		if (c->state == CONN_HTTP && c->exchange != NULL &&
		    c->exchange->stage == STAGE_REPLIED)
			http_send(c->exchange);
	}
	c->in_input = false;
	if (c->state == CONN_WS)
		http_upgraded(c);
	if (bytes.len != 0 && c->state == CONN_WS)
		ws_input(c, bytes);
	else if (bytes.len != 0 && c->state == CONN_HTTP)
		stash(c, bytes);
}

bool http_owes_reply(const struct conn *c)
{
	return c->exchange != NULL && c->exchange->stage >= STAGE_HANDLED;
}

bool http_is_paused(const struct conn *c)
{
	return c->exchange != NULL && c->exchange->paused;
}

void http_upgraded(struct conn *c)
{
	struct exchange *x = c->exchange;

	if (x == NULL || c->in_input)
		return; /* http_input is on the stack and will come here */
	c->exchange = NULL;
	x->sent = true;
	exchange_finish(x, 101);
}

static enum timeout timeout_of(const struct exchange *x)
{
	if (x == NULL)
		return TIMEOUT_IDLE;
	switch (x->stage) {
	case STAGE_HEAD:
		return TIMEOUT_HEAD;
	case STAGE_BODY:
		return x->paused ? TIMEOUT_NONE : TIMEOUT_BODY;
	case STAGE_HANDLED:
	case STAGE_REPLIED:
	case STAGE_SENDING:
		break;
	}
	return TIMEOUT_NONE;
}

void http_writable(struct conn *c)
{
	struct exchange *x = c->exchange;

	if (x != NULL && x->stage == STAGE_SENDING) {
		http_send_more(x);
		return;
	}
	conn_set_timeout(c, timeout_of(x)); /* a 100 Continue had to wait */
	conn_resume(c);
}

void http_gone(struct conn *c)
{
	struct exchange *x = c->exchange;

	c->exchange = NULL;
	if (x != NULL)
		exchange_detach(x, 0);
}

/* The reply was known and only waited for a body that nobody wants. */
static void stop_discarding(struct exchange *x)
{
	x->discard = x->keep = false;
	x->stage = STAGE_REPLIED;
}

static void replace_by_problem(struct conn *c, enum err e, struct str detail)
{
	struct exchange *failed = c->exchange, *x = exchange_take(c->loop, c);

	c->exchange = x;
	x->keep = false;
	if (failed != NULL) {
		/* Whoever asks about it and the log must mean the same request. */
		memcpy(x->id, failed->id, sizeof(x->id));
		x->pub.is_head = failed->pub.is_head;
		exchange_detach(failed, err_info(e)->http);
	}
	http_problem(x, e, detail);
	x->stage = STAGE_REPLIED;
}

void http_fail(struct conn *c, enum err e, struct str detail)
{
	if (c->exchange != NULL && c->exchange->discard)
		stop_discarding(c->exchange);
	else
		replace_by_problem(c, e, detail);
	if (!c->in_input)
		http_send(c->exchange);
}
