/* parser_test.c: requests out of a stream, however it is cut, and the refusals of a body. */
#include "net/parser.h"

#include "base/test.h"

static const struct parser_limits limits = { HEAD_BYTES_MAX, HEADERS_MAX };

struct run {
	struct parser parser;
	struct buf bodies; /* of all requests, '|' after each */
	unsigned requests;
	uint64_t body_max;
};

static void on_body(void *user, struct str piece)
{
	put(&((struct run *) user)->bodies, piece);
}

static void got_request(struct run *r)
{
	put_char(&r->bodies, '|');
	r->requests++;
	parser_begin(&r->parser);
}

/* Feeds one piece; false when the parser refused. */
static bool feed(struct run *r, struct str in, bool *in_body)
{
	while (in.len != 0) {
		const enum parse got = *in_body ? parser_body(&r->parser, &in)
		                                : parser_head(&r->parser, &limits, &in);
		switch (got) {
		case PARSE_MORE:
			assert_int_equal(in.len, 0);
			return true;
		case PARSE_HEAD:
			r->parser.body_max = r->body_max;
			r->parser.on_body = on_body;
			r->parser.user = r;
			*in_body = !r->parser.no_body;
			if (r->parser.no_body)
				got_request(r);
			break;
		case PARSE_END:
			*in_body = false;
			got_request(r);
			break;
		case PARSE_BAD:
			return false;
		}
	}
	return true;
}

/* Runs a stream in pieces of `cut` bytes (0: as a whole). OK, or the fault. */
static enum err run(struct run *r, struct str stream, size_t cut)
{
	bool in_body = false;

	*r = (struct run) { .body_max = 1000 };
	parser_begin(&r->parser);
	for (size_t at = 0; at < stream.len; at += cut) {
		cut = cut == 0 ? stream.len : cut;
		if (!feed(r, str_head(str_from(stream, at), cut), &in_body))
			return r->parser.fault;
	}
	return OK;
}

static void end(struct run *r)
{
	parser_release(&r->parser);
	buf_release(&r->bodies);
}

static void every_cut(struct str stream, enum err want, unsigned requests, const char *bodies)
{
	struct run r;

	for (size_t cut = 0; cut <= 40; cut++) {
		assert_int_equal(run(&r, stream, cut), want);
		assert_int_equal(r.requests, requests);
		if (want == OK)
			assert_str_is(buf_str(&r.bodies), str_of(bodies));
		else
			assert_non_null(r.parser.why);
		end(&r);
	}
}

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST "POST / HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

static void requests_in_a_row(void **state)
{
	(void) state;
	every_cut(S(GET GET GET), OK, 3, "|||");
	every_cut(S(POST "Content-Length: 5\r\n\r\nhello" GET), OK, 2, "hello||");
	every_cut(S(CHUNKED "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n" GET), OK, 2, "hello world||");
	every_cut(S(CHUNKED "0\r\n\r\n" POST "Content-Length: 0\r\n\r\n" GET), OK, 3, "|||");
	every_cut(S("\r\n" GET "\r\n" GET), OK, 2, "||");
	every_cut(S(CHUNKED "000A\r\n0123456789\r\n0\r\n\r\n"), OK, 1, "0123456789|");
}

static void an_unfinished_request_waits(void **state)
{
	(void) state;
	every_cut(S("GET / HTTP/1.1\r\nHost"), OK, 0, "");
	every_cut(S(POST "Content-Length: 5\r\n\r\nhell"), OK, 0, "hell");
	every_cut(S(CHUNKED "5\r\nhello\r\n0\r\n"), OK, 0, "hello");
}

static void what_is_no_http(void **state)
{
	(void) state;
	every_cut(S("\x16\x03\x01\x02"), ERR_BAD_REQUEST, 0, "");
	every_cut(S("\r\n\r\n" GET), ERR_BAD_REQUEST, 0, "");
	every_cut(S("\n" GET), ERR_BAD_REQUEST, 0, "");
	every_cut(S("\r" GET), ERR_BAD_REQUEST, 0, "");
	every_cut(S(" " GET), ERR_BAD_REQUEST, 0, "");
	every_cut(S("GET / HTTP/1.1\nHost: a\n\n"), ERR_BAD_REQUEST, 0, "");
	every_cut(S("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"), ERR_BAD_REQUEST, 0, "");
	every_cut(S(GET "\x16"), ERR_BAD_REQUEST, 1, "|");
}

static void chunks_are_exact(void **state)
{
	static const char *const bad[] = {
		"5\r\nhelloXX0\r\n\r\n",
		"5\nhello\r\n0\r\n\r\n",
		"5\r\nhello\n0\r\n\r\n",
		"5;a=b\r\nhello\r\n0\r\n\r\n",
		"5;\r\nhello\r\n0\r\n\r\n",
		"5 \r\nhello\r\n0\r\n\r\n",
		" 5\r\nhello\r\n0\r\n\r\n",
		"0x5\r\nhello\r\n0\r\n\r\n",
		"-5\r\nhello\r\n0\r\n\r\n",
		"+5\r\nhello\r\n0\r\n\r\n",
		"\r\nhello\r\n0\r\n\r\n",
		"g\r\nhello\r\n0\r\n\r\n",
		"5\r\nhello\r\r\n0\r\n\r\n",
		"5\rhello\r\n0\r\n\r\n",
		"fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
		"0\r\nX: y\r\n\r\n",
		"0\r\nContent-Length: 5\r\n\r\n",
		"0\r\n\rX",
		"0\r\nX\r\n\r\n",
	};
	char text[300];

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct buf b = { .ptr = text, .cap = sizeof(text) };
		struct run r;

		put(&b, S(CHUNKED));
		put(&b, str_of(bad[i]));
		for (size_t cut = 0; cut <= 20; cut++) {
			if (run(&r, buf_str(&b), cut) == OK || r.requests != 0)
				fail_msg("taken: %s (cut %zu)", bad[i], cut);
			end(&r);
		}
	}
}

static void bodies_have_a_limit(void **state)
{
	(void) state;
	every_cut(S(POST "Content-Length: 1001\r\n\r\nhello"), ERR_TOO_LARGE, 0, "");
	every_cut(S(CHUNKED "3e9\r\nhello"), ERR_TOO_LARGE, 0, "");
	every_cut(S(CHUNKED "5\r\nhello\r\n3e4\r\n"), ERR_TOO_LARGE, 0, "");
	every_cut(S(CHUNKED "ffffffffffffffff\r\nhello"), ERR_TOO_LARGE, 0, "");
}

static void heads_have_a_limit(void **state)
{
	struct buf b = { 0 };
	struct run r;

	(void) state;
	put(&b, S("GET / HTTP/1.1\r\nHost: a\r\nX: "));
	while (b.len < HEAD_BYTES_MAX - 4)
		put_char(&b, 'y');
	put(&b, S("\r\n\r\n"));
	assert_int_equal(run(&r, buf_str(&b), 0), OK);
	assert_int_equal(r.requests, 1);
	end(&r);
	b.len -= 4;
	put(&b, S("y\r\n\r\n"));
	for (size_t cut = 0; cut < 3000; cut += 999) {
		assert_int_equal(run(&r, buf_str(&b), cut), ERR_HEAD_TOO_LARGE);
		end(&r);
	}
	buf_release(&b);
}

static void hold_each(void *user, struct str piece)
{
	struct run *r = user;

	on_body(user, piece);
	put_char(&r->bodies, '.');
	r->parser.hold = true;
}

/* A handler that holds after every piece gets each piece once, and the end by itself. */
static void a_held_body_goes_on_where_it_stood(void **state)
{
	static const struct str streams[] = {
		STR(POST "Content-Length: 5\r\n\r\nhello" GET),
		STR(CHUNKED "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n" GET),
	};
	static const char *const pieces[] = { "hello.", "he.llo." };

	(void) state;
	for (size_t i = 0; i < COUNT(streams); i++) {
		struct run r = { 0 };
		struct str in = streams[i];
		enum parse got;
		int calls = 0;

		parser_begin(&r.parser);
		assert_int_equal(parser_head(&r.parser, &limits, &in), PARSE_HEAD);
		r.parser.body_max = 1000;
		r.parser.on_body = hold_each;
		r.parser.user = &r;
		/* As it is called: what is there is offered again after each hold, or nothing. */
		while ((got = parser_body(&r.parser, &in)) == PARSE_MORE && ++calls < 10)
			;
		assert_int_equal(got, PARSE_END);
		assert_str_is(buf_str(&r.bodies), str_of(pieces[i]));
		assert_str(in, GET);
		end(&r);
	}
}

static void the_end_needs_no_new_input(void **state)
{
	struct run r = { 0 };
	struct str in = S(POST "Content-Length: 5\r\n\r\nhel"), rest = S("lo");

	(void) state;
	parser_begin(&r.parser);
	assert_int_equal(parser_head(&r.parser, &limits, &in), PARSE_HEAD);
	r.parser.body_max = 1000;
	r.parser.on_body = hold_each;
	r.parser.user = &r;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(parser_body(&r.parser, &in), PARSE_MORE);
		assert_int_equal(in.len, 0);
		assert_str(buf_str(&r.bodies), "hel.");
	}
	assert_int_equal(parser_body(&r.parser, &rest), PARSE_MORE);
	assert_str(buf_str(&r.bodies), "hel.lo.");
	assert_int_equal(parser_body(&r.parser, &rest), PARSE_END);
	end(&r);
}

static void upgrades_are_offers_only(void **state)
{
	(void) state;
	every_cut(S("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n" GET),
	          OK, 2, "||");
	every_cut(S(POST "Upgrade: websocket\r\nConnection: Upgrade\r\n"
	                 "Content-Length: 5\r\n\r\nhello" GET),
	          OK, 2, "hello||");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_in_a_row),
		cmocka_unit_test(an_unfinished_request_waits),
		cmocka_unit_test(what_is_no_http),
		cmocka_unit_test(chunks_are_exact),
		cmocka_unit_test(bodies_have_a_limit),
		cmocka_unit_test(heads_have_a_limit),
		cmocka_unit_test(a_held_body_goes_on_where_it_stood),
		cmocka_unit_test(the_end_needs_no_new_input),
		cmocka_unit_test(upgrades_are_offers_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
