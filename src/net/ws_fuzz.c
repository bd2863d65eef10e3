/* ws_fuzz.c: no bytes break the reader of WebSocket frames, and how they are cut into reads does
 * not change the messages. The first byte says how to cut. (It may change the moment of the end:
 * wslay looks at the reason in a close frame as it comes, and finds fault with it sooner or
 * later.) */
#include "net/ws.h"
#include "net/ws_reader.h"

#include "base/err.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
	struct buf texts, out;
	enum ws_read got;
	unsigned code;
};

static void on_text(void *user, struct str text)
{
	struct run *r = user;

	ENSURE(text.len <= WS_MESSAGE_MAX && utf8_valid(text));
	put_int(&r->texts, (int64_t) text.len);
	put_char(&r->texts, ':');
	put(&r->texts, text);
}

/* An exact copy, so that reading beyond it is caught. */
static void feed(struct ws_reader *reader, struct run *r, struct str piece)
{
	const struct ws_sink sink = { .on_text = on_text, .user = r };
	char *copy = mem_alloc(piece.len);

	memcpy(copy, piece.ptr, piece.len);
	r->got = ws_reader_feed(reader, (struct str) { copy, piece.len }, &sink, &r->out, &r->code);
	mem_free(copy);
}

static void run(struct run *r, struct str stream, size_t cut)
{
	struct ws_reader reader = { 0 };

	*r = (struct run) { .got = WS_READ_ON };
	for (size_t at = 0; at < stream.len && r->got == WS_READ_ON; at += cut) {
		cut = cut == 0 ? stream.len : cut;
		feed(&reader, r, str_head(str_from(stream, at), cut));
	}
	/* What we send is never masked, and an end is told. */
	ENSURE(r->got != WS_READ_CLOSED || r->out.len >= 2);
	ENSURE(r->out.len == 0 || ((uint8_t) r->out.ptr[0] & 0xf8) == 0x88);
	ws_reader_release(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run whole, cut;

	if (size < 2)
		return 0;
	const struct str stream = { (const char *) data + 1, size - 1 };
	run(&whole, stream, 0);
	run(&cut, stream, 1 + data[0] % 64);
	ENSURE(str_eq(buf_str(&whole.texts), buf_str(&cut.texts)));
	buf_release(&whole.texts);
	buf_release(&whole.out);
	buf_release(&cut.texts);
	buf_release(&cut.out);
	return 0;
}
