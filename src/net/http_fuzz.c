/* http_fuzz.c: no bytes break the HTTP reader, and how they are cut into reads changes nothing.
 * What was taken, written anew in the plainest form, is taken again with the same meaning: a
 * request that the next reader could understand otherwise shows here. The first byte says how to
 * cut. */
#include "net/parser.h"
#include "net/proxy.h"
#include "net/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BODY_MAX = 4096 };

static const struct parser_limits limits = { HEAD_BYTES_MAX, HEADERS_MAX };

struct run {
	struct parser parser;
	struct buf seen; /* all requests, in the plainest form */
	struct buf body; /* of the one in progress */
	bool refused;
	unsigned requests;
};

/* ---- what handlers do with a request must not break either ---- */

static void use_query(struct str query, struct arena *a)
{
	struct str rest = query, name, value;
	int got;

	while ((got = query_next(&rest, a, &name, &value)) != 0)
		ENSURE(str_absent(name) == (got < 0) && str_absent(value) == (got < 0));
}

static void use(const struct head *h)
{
	static const struct net_prefix anyone = { .addr = { .family = 4 } };
	const struct net_addr peer = { .family = 4, .b = { 127, 0, 0, 1 } };
	struct arena a = ARENA_INIT;
	char text[ADDR_TEXT];

	ENSURE(h->path.len != 0 && (h->path.ptr[0] == '/' || str_eq(h->path, S("*"))));
	ENSURE(str_absent(h->host) ? h->minor == 0 : host_valid(h->host));
	ENSURE(!h->chunked || !h->has_length);
	use_query(h->query, &a);
	(void) percent_decode(&a, h->path);
	(void) cookie_find(head_find(h, S("cookie")), S("session"));
	(void) accepts_encoding(head_find(h, S("accept-encoding")), S("gzip"));
	(void) addr_text(proxy_resolve(h, peer, &anyone, 1).client, text);
	arena_release(&a);
}

/* ---- writing it anew ---- */

static void put_anew(struct buf *b, const struct head *h, struct str body)
{
	put(b, h->method);
	put_char(b, ' ');
	put(b, h->path);
	if (!str_absent(h->query)) {
		put_char(b, '?');
		put(b, h->query);
	}
	put(b, h->minor == 1 ? S(" HTTP/1.1\r\n") : S(" HTTP/1.0\r\n"));
	for (size_t i = 0; i < h->n; i++) {
		const struct str name = head_name(h, i);

		if (str_ieq(name, S("content-length")) || str_ieq(name, S("transfer-encoding")) ||
		    str_ieq(name, S("expect")))
			continue;
		put(b, name);
		put(b, S(": "));
		put(b, head_value(h, i));
		put(b, S("\r\n"));
	}
	put(b, S("Content-Length: "));
	put_int(b, (int64_t) body.len);
	put(b, S("\r\n\r\n"));
	put(b, body);
}

/* ---- reading ---- */

static void on_body(void *user, struct str piece)
{
	put(&((struct run *) user)->body, piece);
}

static void got_request(struct run *r)
{
	ENSURE(r->parser.head.chunked || r->body.len == r->parser.head.length);
	ENSURE(r->body.len == r->parser.body_bytes);
	put_anew(&r->seen, &r->parser.head, buf_str(&r->body));
	buf_clear(&r->body);
	r->requests++;
	parser_begin(&r->parser);
}

static enum parse step(struct run *r, struct str *in, bool *in_body)
{
	enum parse got;

	if (*in_body) {
		got = parser_body(&r->parser, in);
	} else {
		got = parser_head(&r->parser, &limits, in);
		if (got == PARSE_HEAD) {
			use(&r->parser.head);
			r->parser.body_max = BODY_MAX;
			r->parser.on_body = on_body;
			r->parser.user = r;
			*in_body = !r->parser.no_body;
		}
	}
	if (got == PARSE_END || (got == PARSE_HEAD && r->parser.no_body)) {
		*in_body = false;
		got_request(r);
	}
	return got;
}

/* An exact copy, so that reading beyond it is caught. */
static bool feed(struct run *r, struct str piece, bool *in_body)
{
	char *copy = mem_alloc(piece.len);
	struct str in = { copy, piece.len };
	enum parse got = PARSE_MORE;

	memcpy(copy, piece.ptr, piece.len);
	while (in.len != 0 && got != PARSE_BAD)
		got = step(r, &in, in_body);
	mem_free(copy);
	return got != PARSE_BAD;
}

static void run(struct run *r, struct str stream, size_t cut)
{
	bool in_body = false;

	*r = (struct run) { 0 };
	parser_begin(&r->parser);
	for (size_t at = 0; at < stream.len && !r->refused; at += cut) {
		cut = cut == 0 ? stream.len : cut;
		r->refused = !feed(r, str_head(str_from(stream, at), cut), &in_body);
	}
	ENSURE(!r->refused || (r->parser.fault != OK && r->parser.why != NULL));
}

static void release(struct run *r)
{
	parser_release(&r->parser);
	buf_release(&r->seen);
	buf_release(&r->body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run whole, cut, again;

	if (size < 2)
		return 0;
	const struct str stream = { (const char *) data + 1, size - 1 };
	run(&whole, stream, 0);
	run(&cut, stream, 1 + data[0] % 64);
	ENSURE(whole.refused == cut.refused && whole.requests == cut.requests);
	ENSURE(str_eq(buf_str(&whole.seen), buf_str(&cut.seen)));
	run(&again, buf_str(&whole.seen), 0);
	/* Writing adds a header, so a full head may be one too many the second time. */
	if (!again.refused || again.parser.fault != ERR_HEAD_TOO_LARGE) {
		ENSURE(!again.refused && again.requests == whole.requests);
		ENSURE(str_eq(buf_str(&again.seen), buf_str(&whole.seen)));
	}
	release(&whole);
	release(&cut);
	release(&again);
	return 0;
}
