/* exchange.c: the life of an exchange: taken from the pool, detached, finished, given back. */
#include "net/exchange.h"

#include "net/http.h"
#include "net/loop_impl.h"

enum {
	POOL_MAX = 64,          /* per loop */
	KEEP_BYTES = 16 * 1024, /* of each buffer of a pooled exchange */
};

/* ---- letters ---- */

static void on_replied(struct mail *m)
{
	http_reply(CONTAINER_OF(m, struct exchange, replied));
}

/* A letter that is on its way already says as much as a second one would. */
void exchange_mail(struct exchange *x)
{
	if (!atomic_exchange_explicit(&x->mailed, true, memory_order_relaxed))
		ENSURE(mailbox_put(&x->loop->mail, &x->ready, &x->ready));
}

static void go_on(struct exchange *x)
{
	x->waiting = false;
	if (x->conn == NULL)
		exchange_settle(x);
	else if (x->conn->state == CONN_HTTP)
		http_send_more(x);
	/* else the socket is closing, and http_gone will come */
}

void exchange_unpause(struct exchange *x)
{
	struct conn *c = x->conn;

	x->resumed = x->paused;
	x->paused = false;
	if (c == NULL || c->in_input || c->state != CONN_HTTP || x->stage != STAGE_BODY)
		return;
	conn_set_timeout(c, TIMEOUT_BODY);
	conn_resume(c);
}

/* The source has something, the handler wants more of the body, or it is x's turn again. */
static void on_ready(struct mail *m)
{
	struct exchange *x = CONTAINER_OF(m, struct exchange, ready);

	atomic_store_explicit(&x->mailed, false, memory_order_relaxed);
	if (x->dead)
		exchange_release(x);
	else if (x->waiting)
		go_on(x);
	else
		exchange_unpause(x);
}

/* ---- the pool ---- */

static void free_exchange(struct exchange *x)
{
	arena_release(&x->pub.arena);
	parser_release(&x->parser);
	buf_release(&x->body);
	buf_release(&x->slice);
	mem_free(x);
}

static void begin(struct exchange *x, struct loop *l, struct conn *c)
{
	const struct arena arena = x->pub.arena;

	x->pub = (struct request) {
		.id = { x->id, sizeof(x->id) },
		.client = S(""),
		.loop_index = l->index,
		.arena = arena,
	};
	x->conn = c;
	x->loop = l;
	x->next = NULL;
	x->replied.open = on_replied;
	x->ready.open = on_ready;
	atomic_store_explicit(&x->gone, false, memory_order_relaxed);
	x->stage = STAGE_HEAD;
	x->parser.head.n = 0;
	parser_begin(&x->parser);
	x->counted = 0;
	x->head_given = x->discard = x->paused = x->resumed = x->waiting = x->dead = false;
	x->source_ended = x->chunked = x->keep = x->sent = false;
	x->reply = (struct reply) { 0 };
	x->source = (struct body_source) { 0 };
	x->reply_head = x->reply_body = S("");
	x->started_ns = uv_hrtime();
	x->bytes_out = 0;
	x->told = 0;
	loop_request_id(l, x->id);
}

struct exchange *exchange_take(struct loop *l, struct conn *c)
{
	struct exchange *x = l->pool;

	if (x != NULL) {
		l->pool = x->next;
		l->pooled--;
	} else {
		x = mem_alloc(sizeof(*x));
	}
	begin(x, l, c);
	return x;
}

static void trim(struct buf *b)
{
	if (b->cap > KEEP_BYTES)
		buf_release(b);
	else
		buf_clear(b);
}

void exchange_release(struct exchange *x)
{
	struct loop *l = x->loop;

	if (atomic_load_explicit(&x->mailed, memory_order_relaxed)) {
		x->dead = true;
		return;
	}
	if (l->pooled >= POOL_MAX) {
		free_exchange(x);
		return;
	}
	if (x->pub.arena.bytes > 4 * KEEP_BYTES)
		arena_release(&x->pub.arena);
	else
		arena_clear(&x->pub.arena);
	trim(&x->parser.text);
	trim(&x->body);
	trim(&x->slice);
	x->next = l->pool;
	l->pool = x;
	l->pooled++;
}

void exchange_free_pool(struct loop *l)
{
	while (l->pool != NULL) {
		struct exchange *x = l->pool;

		l->pool = x->next;
		free_exchange(x);
	}
	l->pooled = 0;
}

/* ---- memory that strangers fill ---- */

static void recount(struct exchange *x, size_t bytes)
{
	loop_count(x->loop, NET_buffered_bytes, (int64_t) bytes - (int64_t) x->counted);
	x->loop->buffered += bytes - x->counted;
	x->counted = bytes;
}

bool exchange_count(struct exchange *x)
{
	const size_t bytes = x->parser.text.len + x->body.len + x->conn->stash.len;

	if (bytes != x->counted)
		recount(x, bytes);
	return x->loop->buffered <= x->loop->shared->limits.buffered_bytes;
}

/* ---- the end ---- */

void exchange_finish(struct exchange *x, int status)
{
	const struct handler *h = &x->loop->shared->handler;
	const struct outcome o = {
		.status = status,
		.bytes_in = x->parser.body_bytes,
		.bytes_out = x->bytes_out,
		.took_us = (int64_t) ((uv_hrtime() - x->started_ns) / 1000),
		.complete = x->sent,
	};

	if (x->sent && status != 101)
		loop_took(x->loop, o.took_us);
	if (x->source.close != NULL)
		x->source.close(x->source.user);
	if (x->head_given && h->on_done != NULL)
		h->on_done(&x->pub, &o);
	recount(x, 0);
	exchange_release(x);
}

static void abort_arriving(struct exchange *x, int status)
{
	const struct handler *h = &x->loop->shared->handler;
	const bool stream = x->intake.kind == INTAKE_STREAM;

	if (stream) {
		x->stage = STAGE_HANDLED;
		x->loop->detached++; /* before the call: the handler may reply in it */
	}
	if (h->on_abort != NULL)
		h->on_abort(&x->pub);
	if (!stream)
		exchange_finish(x, status);
}

void exchange_detach(struct exchange *x, int status)
{
	x->conn = NULL;
	x->told = status;
	atomic_store_explicit(&x->gone, true, memory_order_relaxed);
	switch (x->stage) {
	case STAGE_HEAD:
		exchange_finish(x, status);
		break;
	case STAGE_BODY:
		if (x->discard)
			exchange_finish(x, x->reply.status);
		else
			abort_arriving(x, status);
		break;
	case STAGE_HANDLED:
		x->loop->detached++;
		break;
	case STAGE_REPLIED:
	case STAGE_SENDING:
		if (x->waiting)
			x->loop->detached++;
		else
			exchange_finish(x, x->reply.status);
		break;
	}
}

void exchange_settle(struct exchange *x)
{
	struct loop *l = x->loop;

	l->detached--;
	exchange_finish(x, x->told != 0 ? x->told : x->reply.status);
	loop_end_if_done(l);
}
