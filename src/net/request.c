/* request.c: what a handler may ask of a request, and how it answers. See request.h. */
#include "net/request.h"

#include "net/http.h"
#include "net/loop_impl.h"
#include "net/query.h"

#include <assert.h>
#include <unistd.h>

/* ---- what arrived ---- */

struct str method_name(enum method m)
{
	static const struct str names[] = {
		[METHOD_GET] = STR("GET"),       [METHOD_POST] = STR("POST"),
		[METHOD_PUT] = STR("PUT"),       [METHOD_PATCH] = STR("PATCH"),
		[METHOD_DELETE] = STR("DELETE"),
	};

	static_assert(COUNT(names) == METHOD_N, "each method has a name");
	return names[m];
}

struct str request_header(const struct request *r, struct str name)
{
	return head_find(&exchange_of_const(r)->parser.head, name);
}

struct str request_cookie(const struct request *r, struct str name)
{
	return cookie_find(request_header(r, S("cookie")), name);
}

struct str request_query(struct request *r, struct str name)
{
	struct str rest = r->query, its_name, value;
	int got;

	while ((got = query_next(&rest, &r->arena, &its_name, &value)) != 0) {
		if (got > 0 && str_eq(its_name, name))
			return value;
	}
	return STR_ABSENT;
}

enum origin request_origin(const struct request *r)
{
	const struct str origin = request_header(r, S("origin"));
	const struct str scheme = r->is_tls ? S("https://") : S("http://");

	if (str_absent(origin))
		return ORIGIN_ABSENT;
	if (str_absent(r->host) || !str_starts(origin, scheme))
		return ORIGIN_FOREIGN;
	return str_ieq(str_from(origin, scheme.len), r->host) ? ORIGIN_OWN : ORIGIN_FOREIGN;
}

struct loop *request_loop(const struct request *r)
{
	return exchange_of_const(r)->loop;
}

void *request_handler_self(const struct request *r)
{
	return exchange_of_const(r)->loop->shared->handler.self;
}

bool request_gone(const struct request *r)
{
	return atomic_load_explicit(&exchange_of_const(r)->gone, memory_order_relaxed);
}

/* ---- the body ---- */

void request_pause(struct request *r)
{
	struct exchange *x = exchange_of(r);

	ENSURE(loop_is_current(x->loop) && x->intake.kind == INTAKE_STREAM);
	x->paused = true;
	if (x->conn == NULL || x->conn->state != CONN_HTTP)
		return;
	conn_set_timeout(x->conn, TIMEOUT_NONE);
	if (!x->conn->in_input)
		conn_stop_reading(x->conn);
}

void request_resume(struct request *r)
{
	struct exchange *x = exchange_of(r);

	if (loop_is_current(x->loop))
		exchange_unpause(x);
	else
		exchange_mail(x);
}

void request_source_ready(struct request *r)
{
	exchange_mail(exchange_of(r));
}

/* ---- the reply ---- */

static void take_reply(struct exchange *x, const struct reply *reply)
{
	x->reply = *reply;
	if (reply->source != NULL)
		x->source = *reply->source;
}

static void reply_or_mail(struct exchange *x)
{
	if (loop_is_current(x->loop))
		http_reply(x);
	else
		ENSURE(mailbox_put(&x->loop->mail, &x->replied, &x->replied));
}

void request_reply(struct request *r, const struct reply *reply)
{
	struct exchange *x = exchange_of(r);

	take_reply(x, reply);
	reply_or_mail(x);
}

void request_refuse(struct request *r, enum err e, struct str detail)
{
	struct exchange *x = exchange_of(r);

	http_problem(x, e, detail);
	reply_or_mail(x);
}

void reply_batch_add(struct reply_batch *b, struct request *r, const struct reply *reply)
{
	struct exchange *x = exchange_of(r);
	const unsigned i = x->loop->index;

	take_reply(x, reply);
	x->replied.next = NULL;
	if (b->last[i] == NULL)
		b->first[i] = x;
	else
		b->last[i]->replied.next = &x->replied;
	b->last[i] = x;
}

void reply_batch_post(struct reply_batch *b)
{
	for (unsigned i = 0; i < LOOPS_MAX; i++) {
		struct exchange *first = b->first[i];

		if (first == NULL)
			continue;
		ENSURE(mailbox_put(&first->loop->mail, &first->replied, &b->last[i]->replied));
		b->first[i] = b->last[i] = NULL;
	}
}

/* ---- files ---- */

struct file_body {
	int fd;
	uint64_t at, left;
};

static enum pull file_pull(void *user, struct buf *out)
{
	struct file_body *f = user;
	const size_t want = f->left < SOURCE_SLICE ? (size_t) f->left : SOURCE_SLICE;

	if (want == 0)
		return PULL_END;
	const ssize_t got = pread(f->fd, buf_room(out, want), want, (off_t) f->at);
	if (got <= 0)
		return PULL_FAILED; /* shorter than was promised, or the disk fails */
	out->len += (size_t) got;
	f->at += (uint64_t) got;
	f->left -= (uint64_t) got;
	return f->left == 0 ? PULL_END : PULL_MORE;
}

static void file_close(void *user)
{
	struct file_body *f = user;

	(void) close(f->fd);
}

const struct body_source *file_source(struct request *r, int fd, uint64_t offset, uint64_t bytes)
{
	struct file_body *f = arena_new(&r->arena, struct file_body);
	struct body_source *s = arena_new(&r->arena, struct body_source);

	*f = (struct file_body) { .fd = fd, .at = offset, .left = bytes };
	*s = (struct body_source) {
		.bytes = (int64_t) bytes,
		.pull = file_pull,
		.close = file_close,
		.user = f,
	};
	return s;
}
