/* conn_out.c: what a connection writes. First straight to the kernel; what it does not take goes
 * through libuv, by reference when the connection is plain, as a copy when it was encrypted. */
#include "net/conn.h"

#include "net/http.h"
#include "net/loop_impl.h"
#include "net/ws_impl.h"

#include <limits.h>

struct pending { /* what the kernel did not take at once */
	uv_write_t request;
	size_t bytes;
	char copy[];
};

static void on_written(uv_write_t *request, int status)
{
	struct pending *w = CONTAINER_OF(request, struct pending, request);
	struct conn *c = CONTAINER_OF(request->handle, struct conn, uv.stream);

	c->unsent -= w->bytes;
	if (status == 0)
		loop_count(c->loop, NET_bytes_out, (int64_t) w->bytes);
	mem_free(w);
	if (status != 0)
		conn_abort(c);
	else if (c->unsent == 0 && c->state == CONN_WS)
		ws_writable(c);
	else if (c->unsent == 0 && c->state == CONN_HTTP)
		http_writable(c);
	else if (c->unsent == 0 && c->state == CONN_LINGER && c->ended)
		conn_abort(c); /* there is no half-close to wait for */
}

static enum sent write_later(struct conn *c, struct pending *w, const uv_buf_t *bufs, unsigned n,
                             size_t bytes)
{
	w->bytes = bytes;
	c->written += bytes;
	c->unsent += bytes;
	if (uv_write(&w->request, &c->uv.stream, bufs, n, on_written) != 0) {
		c->unsent -= bytes;
		mem_free(w);
		conn_abort(c);
		return SENT_FAILED;
	}
	if (c->timeout != TIMEOUT_WRITE)
		conn_set_timeout(c, TIMEOUT_WRITE);
	return SENT_LATER;
}

static enum sent copy_later(struct conn *c, struct str s)
{
	struct pending *w = mem_alloc(sizeof(*w) + s.len);

	memcpy(w->copy, s.ptr, s.len);
	const uv_buf_t b = uv_buf_init(w->copy, (unsigned) s.len);
	return write_later(c, w, &b, 1, s.len);
}

/* Bytes the kernel took at once; negative: the connection is dead. */
static ssize_t try_now(struct conn *c, const uv_buf_t *bufs, unsigned n)
{
	/* Behind something that waits, everything waits: order. */
	const int sent = c->unsent != 0 ? UV_EAGAIN : uv_try_write(&c->uv.stream, bufs, n);

	if (sent == UV_EAGAIN)
		return 0;
	if (sent < 0) {
		conn_abort(c);
		return -1;
	}
	c->written += (uint64_t) sent;
	loop_count(c->loop, NET_bytes_out, sent);
	return sent;
}

enum sent conn_write_copy(struct conn *c, struct str s)
{
	if (c->tls != NULL)
		return conn_write(c, &s, 1);
	if (c->state == CONN_DEAD)
		return SENT_FAILED;
	const uv_buf_t b = uv_buf_init((char *) (uintptr_t) s.ptr, (unsigned) s.len);
	const ssize_t sent = try_now(c, &b, 1);
	if (sent < 0)
		return SENT_FAILED;
	const struct str rest = str_from(s, (size_t) sent);
	return rest.len == 0 ? SENT_ALL : copy_later(c, rest);
}

enum sent conn_send_cipher(struct conn *c)
{
	struct buf *out = &c->loop->cipher;
	const struct str s = buf_str(out);
	enum sent result = SENT_ALL;

	if (c->state == CONN_DEAD)
		result = SENT_FAILED;
	else if (s.len != 0) {
		const uv_buf_t b = uv_buf_init((char *) (uintptr_t) s.ptr, (unsigned) s.len);
		const ssize_t sent = try_now(c, &b, 1);

		result = sent < 0 ? SENT_FAILED : SENT_ALL;
		if (sent >= 0 && (size_t) sent < s.len)
			result = copy_later(c, str_from(s, (size_t) sent));
	}
	buf_clear(out);
	return result;
}

/* Small pieces share a record: each one costs a header, a tag and a trip through the cipher. */
static bool encrypt(struct conn *c, const struct str *pieces, size_t n)
{
	struct loop *l = c->loop;
	size_t gathered = 0;
	bool ok = true;

	for (size_t i = 0; i < n && ok; i++) {
		struct str rest = pieces[i];

		while (rest.len != 0 && ok) {
			const struct str part = str_head(rest, sizeof(l->gather) - gathered);

			if (gathered == 0 && part.len == sizeof(l->gather)) {
				ok = tls_write(c->tls, part, &l->cipher);
			} else {
				memcpy(l->gather + gathered, part.ptr, part.len);
				gathered += part.len;
			}
			if (gathered == sizeof(l->gather)) {
				ok = tls_write(c->tls, (struct str) { l->gather, gathered },
				               &l->cipher);
				gathered = 0;
			}
			rest = str_from(rest, part.len);
		}
	}
	return ok && tls_write(c->tls, (struct str) { l->gather, gathered }, &l->cipher);
}

static enum sent write_cipher(struct conn *c, const struct str *pieces, size_t n)
{
	if (!encrypt(c, pieces, n)) {
		buf_clear(&c->loop->cipher);
		conn_abort(c);
		return SENT_FAILED;
	}
	return conn_send_cipher(c);
}

static enum sent write_plain(struct conn *c, const struct str *pieces, size_t n)
{
	uv_buf_t bufs[PIECES_MAX];
	unsigned first = 0, count = 0;
	size_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		ENSURE(pieces[i].len <= UINT_MAX);
		if (pieces[i].len == 0)
			continue;
		bufs[count++] =
			uv_buf_init((char *) (uintptr_t) pieces[i].ptr, (unsigned) pieces[i].len);
		bytes += pieces[i].len;
	}
	if (count == 0)
		return SENT_ALL;
	const ssize_t sent = try_now(c, bufs, count);
	if (sent < 0)
		return SENT_FAILED;
	if ((size_t) sent == bytes)
		return SENT_ALL;
	bytes -= (size_t) sent;
	size_t skip = (size_t) sent;
	while (skip >= bufs[first].len)
		skip -= bufs[first++].len;
	bufs[first] = uv_buf_init(bufs[first].base + skip, (unsigned) (bufs[first].len - skip));
	struct pending *w = mem_alloc(sizeof(*w));
	return write_later(c, w, bufs + first, count - first, bytes);
}

enum sent conn_write(struct conn *c, const struct str *pieces, size_t n)
{
	ENSURE(n <= PIECES_MAX);
	if (c->state == CONN_DEAD)
		return SENT_FAILED;
	return c->tls != NULL ? write_cipher(c, pieces, n) : write_plain(c, pieces, n);
}

enum sent conn_close_notify(struct conn *c)
{
	tls_close_notify(c->tls, &c->loop->cipher);
	return conn_send_cipher(c);
}
