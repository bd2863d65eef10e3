/* ws_reader_test.c: frames out of a stream, however it is cut, and what ends it. */
#include "net/ws_reader.h"

#include "net/ws.h"

#include "base/test.h"

enum { FIN = 0x80, MASK = 0x80 };

/* A client's frame: masked, with the shortest length. */
static void put_frame(struct buf *b, int first, struct str payload)
{
	static const char mask[4] = { 'm', 'a', 's', 'k' };

	put_char(b, (char) first);
	if (payload.len < 126) {
		put_char(b, (char) (MASK | payload.len));
	} else if (payload.len <= UINT16_MAX) {
		put_char(b, (char) (MASK | 126));
		put_char(b, (char) (payload.len >> 8));
		put_char(b, (char) payload.len);
	} else {
		put_char(b, (char) (MASK | 127));
		for (int shift = 56; shift >= 0; shift -= 8)
			put_char(b, (char) ((uint64_t) payload.len >> shift));
	}
	put(b, (struct str) { mask, 4 });
	for (size_t i = 0; i < payload.len; i++)
		put_char(b, (char) (payload.ptr[i] ^ mask[i % 4]));
}

static void on_text(void *user, struct str text)
{
	put(user, text);
	put_char(user, '|');
}

struct result {
	struct buf texts, out;
	enum ws_read got;
	unsigned code;
	bool idle; /* keeps no state */
};

static struct result read_in_pieces(struct str stream, size_t cut)
{
	struct ws_reader reader = { 0 };
	struct result r = { .got = WS_READ_ON };
	const struct ws_sink sink = { .on_text = on_text, .user = &r.texts };

	cut = cut == 0 ? stream.len : cut;
	for (size_t at = 0; at < stream.len && r.got == WS_READ_ON; at += cut)
		r.got = ws_reader_feed(&reader, str_head(str_from(stream, at), cut), &sink, &r.out,
		                       &r.code);
	r.idle = reader.ctx == NULL;
	ws_reader_release(&reader);
	return r;
}

static void release(struct result *r)
{
	buf_release(&r->texts);
	buf_release(&r->out);
}

static void messages_are(const struct buf *stream, const char *texts, struct str out)
{
	for (size_t cut = 0; cut < 30; cut++) {
		struct result r = read_in_pieces(buf_str(stream), cut);

		assert_int_equal(r.got, WS_READ_ON);
		assert_str_is(buf_str(&r.texts), str_of(texts));
		assert_str_is(buf_str(&r.out), out);
		assert_true(r.idle);
		release(&r);
	}
}

/* Ends with a close frame that carries our code. */
static void ends_with(const struct buf *stream, unsigned code)
{
	for (size_t cut = 0; cut < 30; cut++) {
		struct result r = read_in_pieces(buf_str(stream), cut);
		const unsigned char *end = (const unsigned char *) r.out.ptr + r.out.len;

		assert_int_equal(r.got, WS_READ_CLOSED);
		assert_int_equal(r.code, code);
		assert_true(r.out.len >= 4);
		assert_int_equal(end[-2] << 8 | end[-1], code);
		release(&r);
	}
}

static void messages_and_pings(void **state)
{
	struct buf b = { 0 };

	(void) state;
	put_frame(&b, FIN | 1, S("hello"));
	put_frame(&b, FIN | 9, S("are you there"));
	put_frame(&b, FIN | 1, S(""));
	put_frame(&b, FIN | 10, S("unasked pong"));
	put_frame(&b, FIN | 1, S("\xf0\x9f\x98\x80"));
	messages_are(&b, "hello||\xf0\x9f\x98\x80|",
	             S("\x8a\x0d"
	               "are you there"));
	buf_release(&b);
}

static void fragments_are_joined(void **state)
{
	struct buf b = { 0 };

	(void) state;
	put_frame(&b, 1, S("caf\xc3"));
	put_frame(&b, FIN | 9, S("p"));
	put_frame(&b, 0, S("\xa9 "));
	put_frame(&b, FIN | 0, S("au lait"));
	messages_are(&b, "caf\xc3\xa9 au lait|", S("\x8a\x01p"));
	buf_release(&b);
}

static void long_messages_up_to_the_limit(void **state)
{
	struct buf text = { 0 }, b = { 0 };

	(void) state;
	while (text.len < WS_MESSAGE_MAX)
		put_char(&text, 'x');
	put_frame(&b, FIN | 1, buf_str(&text));
	struct result r = read_in_pieces(buf_str(&b), 4096);
	assert_int_equal(r.got, WS_READ_ON);
	assert_int_equal(r.texts.len, WS_MESSAGE_MAX + 1);
	release(&r);

	buf_clear(&b);
	put_char(&text, 'x');
	put_frame(&b, FIN | 1, buf_str(&text));
	ends_with(&b, WS_TOO_BIG);
	buf_clear(&b);
	put_frame(&b, 1, str_head(buf_str(&text), 40000));
	put_frame(&b, FIN | 0, str_head(buf_str(&text), 40000));
	ends_with(&b, WS_TOO_BIG);
	buf_release(&b);
	buf_release(&text);
}

static void mistakes_have_their_codes(void **state)
{
	static const struct {
		int first;
		struct str payload;
		unsigned code;
	} bad[] = {
		{ FIN | 2, STR("binary"), WS_NOT_TEXT },
		{ FIN | 1, STR("\xff\xfe"), WS_BAD_UTF8 },
		{ FIN | 1, STR("\xed\xa0\x80"), WS_BAD_UTF8 },
		{ FIN | 0, STR("nothing to go on with"), WS_PROTOCOL },
		{ FIN | 3, STR("reserved"), WS_PROTOCOL },
		{ FIN | 11, STR("reserved"), WS_PROTOCOL },
		{ FIN | 0x40 | 1, STR("compressed"), WS_PROTOCOL },
		{ 9, STR("a ping in parts"), WS_PROTOCOL },
		{ FIN | 8, STR("\x03\xec"), WS_PROTOCOL },
	};
	struct buf b = { 0 };

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		buf_clear(&b);
		put_frame(&b, bad[i].first, bad[i].payload);
		ends_with(&b, bad[i].code);
	}
	buf_clear(&b);
	put(&b, S("\x81\x03"
	          "abc")); /* not masked */
	ends_with(&b, WS_PROTOCOL);
	buf_clear(&b);
	put(&b, S("\x81\xfe\x00\x05"
	          "mask.....")); /* a longer form of a length than needed */
	ends_with(&b, WS_PROTOCOL);
	buf_release(&b);
}

static void broken_control_frames_end_it(void **state)
{
	struct buf b = { 0 };

	(void) state;
	for (int i = 0; i < 4; i++) {
		buf_clear(&b);
		if (i == 0)
			put_frame(&b, 9, S("a ping in parts"));
		else if (i == 1)
			put_frame(&b, FIN | 8, S("\x03"));
		else if (i == 2)
			put_frame(&b, FIN | 8, S("\x03\xe8\xff")); /* a reason that is not UTF-8 */
		else
			put(&b, S("\x89\xfe\x00\x80mask")); /* a ping of 128 bytes */
		put_frame(&b, FIN | 1, S("after"));
		for (size_t cut = 0; cut < 30; cut++) {
			struct result r = read_in_pieces(buf_str(&b), cut);

			assert_int_not_equal(r.got, WS_READ_ON);
			assert_int_equal(r.texts.len, 0);
			release(&r);
		}
	}
	buf_release(&b);
}

static void a_close_is_answered_with_its_code(void **state)
{
	struct buf b = { 0 };

	(void) state;
	put_frame(&b, FIN | 1, S("last"));
	put_frame(&b, FIN | 8,
	          S("\x03\xe8"
	            "done"));
	put_frame(&b, FIN | 1, S("after"));
	for (size_t cut = 0; cut < 30; cut++) {
		struct result r = read_in_pieces(buf_str(&b), cut);

		assert_int_equal(r.got, WS_READ_CLOSED);
		assert_int_equal(r.code, WS_NORMAL);
		assert_str(buf_str(&r.texts), "last|");
		assert_true(str_starts(buf_str(&r.out), S("\x88")));
		release(&r);
	}
	buf_clear(&b);
	put_frame(&b, FIN | 8, S(""));
	struct result r = read_in_pieces(buf_str(&b), 0);
	assert_int_equal(r.got, WS_READ_CLOSED);
	assert_int_equal(r.code, WS_NO_CODE);
	release(&r);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_and_pings),
		cmocka_unit_test(fragments_are_joined),
		cmocka_unit_test(long_messages_up_to_the_limit),
		cmocka_unit_test(mistakes_have_their_codes),
		cmocka_unit_test(broken_control_frames_end_it),
		cmocka_unit_test(a_close_is_answered_with_its_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
