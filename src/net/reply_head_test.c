/* reply_head_test.c: the head of a reply, and that nobody's text can break out of it. */
#include "net/reply_head.h"

#include "base/test.h"

static const struct reply_facts plain = {
	.date = STR("Sun, 06 Nov 1994 08:49:37 GMT"),
	.request_id = STR("0123456789abcdef"),
	.length = 5,
	.keep = true,
};

static void head_is(const struct reply_facts *f, struct str want)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);

	put_reply_head(&b, f);
	assert_str_is(buf_str(&b), want);
	arena_release(&a);
}

static void a_plain_reply(void **state)
{
	struct reply_facts f = plain;

	(void) state;
	f.reply = &(struct reply) { .status = 200, .content_type = S("text/plain") };
	head_is(&f, S("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	              "X-Request-Id: 0123456789abcdef\r\nContent-Type: text/plain\r\n"
	              "Content-Length: 5\r\n\r\n"));
}

static void all_its_parts(void **state)
{
	const struct header headers[] = { { S("ETag"), S("\"x\"") }, { S("Vary"), S("Cookie") } };
	struct reply_facts f = plain;

	(void) state;
	f.reply = &(struct reply) { .status = 201, .headers = headers, .n_headers = 2 };
	f.encoding = S("gzip");
	f.varies = true;
	f.framing = FRAMING_CHUNKED;
	f.keep = false;
	head_is(&f, S("HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	              "X-Request-Id: 0123456789abcdef\r\nContent-Encoding: gzip\r\n"
	              "Vary: Accept-Encoding\r\nETag: \"x\"\r\nVary: Cookie\r\n"
	              "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"));
}

static void a_reply_without_a_body_has_no_length(void **state)
{
	struct reply_facts f = plain;

	(void) state;
	f.reply = &(struct reply) { .status = 304 };
	f.framing = FRAMING_NONE;
	head_is(&f, S("HTTP/1.1 304 Not Modified\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	              "X-Request-Id: 0123456789abcdef\r\n\r\n"));
}

static void values_cannot_end_their_line(void **state)
{
	const struct header h = { S("Content-Disposition"),
		                  S("a\r\nSet-Cookie: x\n\0\x7f\xc3\xa9") };
	struct reply_facts f = plain;

	(void) state;
	f.reply = &(struct reply) { .status = 499, .headers = &h, .n_headers = 1 };
	head_is(&f,
	        S("HTTP/1.1 499 Unknown\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	          "X-Request-Id: 0123456789abcdef\r\n"
	          "Content-Disposition: a  Set-Cookie: x   \xc3\xa9\r\nContent-Length: 5\r\n\r\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_reply),
		cmocka_unit_test(all_its_parts),
		cmocka_unit_test(a_reply_without_a_body_has_no_length),
		cmocka_unit_test(values_cannot_end_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
