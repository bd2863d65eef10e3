/* reply_head.c: writes the head of a reply. See reply_head.h. */
#include "net/reply_head.h"

struct status {
	int status;
	struct str reason;
};

static const struct status statuses[] = {
#define STATUS(number, text) { .status = number, .reason = STR(text) },
#include "net/status.def"
#undef STATUS
};

struct str status_reason(int status)
{
	for (size_t i = 0; i < COUNT(statuses); i++) {
		if (statuses[i].status == status)
			return statuses[i].reason;
	}
	return S("Unknown");
}

/* Values may hold what people typed (a file's name): whatever could end the line becomes a
 * space. */
static void put_value(struct buf *b, struct str value)
{
	char *p = buf_room(b, value.len);

	for (size_t i = 0; i < value.len; i++) {
		const unsigned char c = (unsigned char) value.ptr[i];

		p[i] = (char) (c < 0x20 || c == 0x7f ? ' ' : c);
	}
	b->len += value.len;
}

static void put_header(struct buf *b, struct str name, struct str value)
{
	put(b, name);
	put(b, S(": "));
	put_value(b, value);
	put(b, S("\r\n"));
}

static void put_status_line(struct buf *b, int status)
{
	if (status == 200) {
		put(b, S("HTTP/1.1 200 OK\r\n"));
		return;
	}
	put(b, S("HTTP/1.1 "));
	put_int(b, status);
	put_char(b, ' ');
	put(b, status_reason(status));
	put(b, S("\r\n"));
}

static void put_framing(struct buf *b, const struct reply_facts *f)
{
	switch (f->framing) {
	case FRAMING_LENGTH:
		put(b, S("Content-Length: "));
		put_int(b, (int64_t) f->length);
		put(b, S("\r\n"));
		break;
	case FRAMING_CHUNKED:
		put(b, S("Transfer-Encoding: chunked\r\n"));
		break;
	case FRAMING_NONE:
		break;
	}
}

void put_reply_head(struct buf *b, const struct reply_facts *f)
{
	const struct reply *r = f->reply;

	ENSURE(r->status >= 200 && r->status <= 599);
	put_status_line(b, r->status);
	put_header(b, S("Date"), f->date);
	put_header(b, S("X-Request-Id"), f->request_id);
	if (!str_absent(r->content_type))
		put_header(b, S("Content-Type"), r->content_type);
	if (!str_absent(f->encoding))
		put_header(b, S("Content-Encoding"), f->encoding);
	if (f->varies)
		put(b, S("Vary: Accept-Encoding\r\n"));
	for (size_t i = 0; i < r->n_headers; i++)
		put_header(b, r->headers[i].name, r->headers[i].value);
	put_framing(b, f);
	if (!f->keep)
		put(b, S("Connection: close\r\n"));
	put(b, S("\r\n"));
}
