/* head_test.c: which heads are taken, what they mean, and why the others are refused. */
#include "net/head.h"

#include "base/test.h"

static struct head head;
static const char *why;

static enum err split(const char *text)
{
	return head_split(str_of(text), HEADERS_MAX, &head, &why);
}

static void taken(const char *text)
{
	const enum err e = split(text);

	if (e != OK)
		fail_msg("refused (%s): %s", why, text);
}

static void refused(enum err e, const char *text)
{
	if (split(text) != e)
		fail_msg("taken, or refused otherwise: %s", text);
	assert_non_null(why);
}

static void a_plain_request(void **state)
{
	(void) state;
	taken("GET /a/b%20c?x=1&y HTTP/1.1\r\nHost: example.com:8080\r\nX-Two:\t two words \t\r\n"
	      "X-Empty:\r\n\r\n");
	assert_str(head.method, "GET");
	assert_str(head.path, "/a/b%20c");
	assert_str(head.query, "x=1&y");
	assert_str(head.host, "example.com:8080");
	assert_int_equal(head.minor, 1);
	assert_int_equal(head.n, 3);
	assert_int_equal(head.connection, HEAD_KEEP);
	assert_false(head.has_length || head.chunked || head.expects_continue);
	assert_str(head_find(&head, S("x-two")), "two words");
	assert_str(head_find(&head, S("X-EMPTY")), "");
	assert_absent(head_find(&head, S("x-tw")));
}

static void query_absent_differs_from_empty(void **state)
{
	(void) state;
	taken("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_absent(head.query);
	taken("GET /? HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_str(head.query, "");
	taken("GET /?a?b HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_str(head.query, "a?b");
}

static void bodies_are_announced_in_two_ways(void **state)
{
	(void) state;
	taken("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0012\r\n\r\n");
	assert_true(head.has_length && head.length == 12);
	taken("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n");
	assert_true(head.chunked && !head.has_length);
	taken("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n");
	assert_true(head.expects_continue);
	taken("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
	assert_true(head.has_length && head.length == 0);
}

static void connections_are_kept_or_closed(void **state)
{
	(void) state;
	taken("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n");
	assert_int_equal(head.connection, HEAD_CLOSE);
	taken("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n");
	assert_int_equal(head.connection, HEAD_CLOSE);
	taken("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	assert_int_equal(head.connection, HEAD_CLOSE);
	assert_absent(head.host);
	taken("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n\r\n");
	assert_int_equal(head.connection, HEAD_KEEP);
	assert_true(head.offers_upgrade);
}

static void absolute_targets_must_name_the_host(void **state)
{
	(void) state;
	taken("GET http://a.example:80/x?y HTTP/1.1\r\nHost: A.example:80\r\n\r\n");
	assert_str(head.path, "/x");
	assert_str(head.query, "y");
	taken("GET HTTPS://a/ HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET http://a@b/x HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET ftp://a/x HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET http://a/x HTTP/1.0\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET a HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET * HTTP/1.1\r\nHost: a\r\n\r\n");
	taken("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
}

static void request_lines_are_exact(void **state)
{
	static const char *const bad[] = {
		"GET  / HTTP/1.1",
		"GET /  HTTP/1.1",
		" GET / HTTP/1.1",
		"GET\t/ HTTP/1.1",
		"GET /\tHTTP/1.1",
		"GET / HTTP/1.1 ",
		"GET / http/1.1",
		"GET / HTTP/1.2",
		"GET / HTTP/2.0",
		"GET / HTTP/0.9",
		"GET / HTTP/01.1",
		"GET / HTTP/1.10",
		"GET / HTTP/1,1",
		"GET /",
		"GET",
		"/ HTTP/1.1",
		"GET /#f HTTP/1.1",
		"GET /a b HTTP/1.1",
		"GET /\xc3\xa9 HTTP/1.1",
		"GET /<x> HTTP/1.1",
		"G\x01T / HTTP/1.1",
		"GET / HTTP/1.1\x0b",
		"G(T / HTTP/1.1",
		"GET /a%2 HTTP/1.1",
		"GET /%zz HTTP/1.1",
		"GET /%00 HTTP/1.1",
		"GET /\x7f HTTP/1.1",
	};
	char text[200];

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct buf b = { .ptr = text, .cap = sizeof(text) };

		put(&b, str_of(bad[i]));
		put(&b, S("\r\nHost: a\r\n\r\n"));
		put_char(&b, '\0');
		refused(ERR_BAD_REQUEST, text);
	}
}

static void header_lines_are_exact(void **state)
{
	static const char *const bad[] = {
		"X : a",     ": a",    " X: a",       "X",           "X a: b",      "X\t: a",
		"X(: a",     "X: a\n", "X: a\rb",     "X: \x01",     "X: a\x7f",    "X: a\r\n b",
		"X:\r\n\tb", "X@Y: a", "\xc3\xa9: a", "X: \xff\xfe", "Hos\x00t: a", "X: a\r",
	};
	char text[200];

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct buf b = { .ptr = text, .cap = sizeof(text) };

		put(&b, S("GET / HTTP/1.1\r\nHost: a\r\n"));
		put(&b, str_of(bad[i]));
		put(&b, S("\r\n\r\n"));
		put_char(&b, '\0');
		refused(ERR_BAD_REQUEST, text);
	}
	assert_int_equal(
		head_split(S("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"), 64, &head, &why),
		ERR_BAD_REQUEST);
	refused(ERR_BAD_REQUEST, "GET / HTTP/1.1\nHost: a\n\n");
	refused(ERR_BAD_REQUEST, "GET / HTTP/1.1\r\nHost: a\r\n\r\nX: y\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET / HTTP/1.1\r\nHost: a\r\n");
}

static void hosts(void **state)
{
	static const char *const good[] = {
		"a",     "a.example",         "a.example.:80", "192.0.2.1:65535",
		"[::1]", "[2001:db8::1]:443", "my_host",       "xn--bcher-kva.example"
	};
	static const char *const bad[] = { "",         "a b",    "a,b",     "a/b",      "a@b",
		                           "a:",       "a:b",    "a:65536", "a:-1",     "[::1",
		                           "[]",       "[::1]x", "[g::1]",  ":80",      "a:80:80",
		                           "http://a", "a\\b",   "a?b",     "a%41",     ".a",
		                           "a#b",      "::1",    "a;b",     "b\xc3\xbc" };

	(void) state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(host_valid(str_of(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(host_valid(str_of(bad[i])));
	refused(ERR_BAD_REQUEST, "GET / HTTP/1.1\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET / HTTP/1.0\r\nHost: a b\r\n\r\n");
}

static void lengths_and_codings_that_may_be_read_twice(void **state)
{
	static const char *const bad[] = {
		"Content-Length: +5",
		"Content-Length: -5",
		"Content-Length: 5 5",
		"Content-Length: 5, 5",
		"Content-Length: 0x5",
		"Content-Length: 5a",
		"Content-Length:",
		"Content-Length: 1e3",
		"Content-Length: 99999999999999999999",
		"Content-Length: 5\r\nContent-Length: 5",
		"Content-Length: 5\r\ncontent-length: 6",
		"Transfer-Encoding: identity",
		"Transfer-Encoding: gzip, chunked",
		"Transfer-Encoding: chunked, chunked",
		"Transfer-Encoding: xchunked",
		"Transfer-Encoding: chunked;q=1",
		"Transfer-Encoding: \"chunked\"",
		"Transfer-Encoding:",
		"Transfer-Encoding: chunked,",
		"Transfer-Encoding: ,chunked",
		"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
		"Transfer-Encoding: chunked\r\nContent-Length: 5",
		"Content-Length: 0\r\nTransfer-Encoding: chunked",
		"Expect: 200-ok",
		"Expect:",
	};
	char text[300];

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct buf b = { .ptr = text, .cap = sizeof(text) };

		put(&b, S("POST / HTTP/1.1\r\nHost: a\r\n"));
		put(&b, str_of(bad[i]));
		put(&b, S("\r\n\r\n"));
		put_char(&b, '\0');
		refused(ERR_BAD_REQUEST, text);
	}
	refused(ERR_BAD_REQUEST, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
	refused(ERR_BAD_REQUEST, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
	refused(ERR_BAD_REQUEST,
	        "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
}

static void headers_that_come_once(void **state)
{
	static const char *const names[] = { "Authorization",    "Cookie",   "Content-Type",
		                             "Origin",           "If-Match", "Range",
		                             "Idempotency-Key",  "Upgrade",  "Kontor-Workspace",
		                             "sec-websocket-KEY" };
	char text[300];

	(void) state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct buf b = { .ptr = text, .cap = sizeof(text) };

		put(&b, S("GET / HTTP/1.1\r\nHost: a\r\n"));
		for (int twice = 0; twice < 2; twice++) {
			put(&b, str_of(names[i]));
			put(&b, S(": x\r\n"));
		}
		put(&b, S("\r\n"));
		put_char(&b, '\0');
		refused(ERR_BAD_REQUEST, text);
	}
	taken("GET / HTTP/1.1\r\nHost: a\r\nAccept: x\r\nAccept: y\r\n\r\n");
}

static void refusals_of_other_kinds(void **state)
{
	(void) state;
	refused(ERR_METHOD, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_METHOD, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_METHOD, "get / HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_METHOD, "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n");
	refused(ERR_MEDIA_TYPE,
	        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"
	        "Content-Encoding: gzip\r\n\r\n");
	taken("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"
	      "Content-Encoding: identity\r\n\r\n");
	assert_int_equal(
		head_split(S("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nC: d\r\n\r\n"), 2, &head, &why),
		ERR_HEAD_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_request),
		cmocka_unit_test(query_absent_differs_from_empty),
		cmocka_unit_test(bodies_are_announced_in_two_ways),
		cmocka_unit_test(connections_are_kept_or_closed),
		cmocka_unit_test(absolute_targets_must_name_the_host),
		cmocka_unit_test(request_lines_are_exact),
		cmocka_unit_test(header_lines_are_exact),
		cmocka_unit_test(hosts),
		cmocka_unit_test(lengths_and_codings_that_may_be_read_twice),
		cmocka_unit_test(headers_that_come_once),
		cmocka_unit_test(refusals_of_other_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
