/* parser.c: gathers a head, has it judged twice, then lets the body through. See parser.h. */
#include "net/parser.h"

/* ---- llhttp's side ---- */

static struct parser *parser_of(llhttp_t *ll)
{
	return ll->data;
}

static int refuse(struct parser *p, enum err fault, const char *why)
{
	p->fault = fault;
	p->why = why;
	return HPE_USER;
}

/* A field before the body is counted; one after it is a trailer. */
static int on_field_complete(llhttp_t *ll)
{
	struct parser *p = parser_of(ll);

	if ((ll->flags & F_TRAILING) != 0)
		return refuse(p, ERR_BAD_REQUEST, "Trailers are not accepted.");
	p->fields_seen++;
	return 0;
}

static int on_headers_complete(llhttp_t *ll)
{
	ll->upgrade = 0; /* whether to leave HTTP is decided after the request, by its handler */
	return 0;
}

static int too_large(struct parser *p)
{
	return refuse(p, ERR_TOO_LARGE, "The body is larger than this address accepts.");
}

static int on_chunk_header(llhttp_t *ll)
{
	struct parser *p = parser_of(ll);

	return ll->content_length > p->body_max - p->body_bytes ? too_large(p) : 0;
}

static int on_chunk_extension(llhttp_t *ll, const char *at, size_t n)
{
	(void) at;
	(void) n;
	return refuse(parser_of(ll), ERR_BAD_REQUEST, "Chunk extensions are not accepted.");
}

static int on_body(llhttp_t *ll, const char *at, size_t n)
{
	struct parser *p = parser_of(ll);

	if (n == 0)
		return 0; /* the middle of a piece, looked at without new input */
	if (n > p->body_max - p->body_bytes)
		return too_large(p);
	p->body_bytes += n;
	p->hold = false;
	p->on_body(p->user, (struct str) { at, n });
	return p->hold ? HPE_PAUSED : 0;
}

static int on_message_complete(llhttp_t *ll)
{
	parser_of(ll)->complete = true;
	return HPE_PAUSED; /* one request at a time */
}

static const llhttp_settings_t settings = {
	.on_header_field_complete = on_field_complete,
	.on_headers_complete = on_headers_complete,
	.on_chunk_header = on_chunk_header,
	.on_chunk_extension_name = on_chunk_extension,
	.on_chunk_extension_value = on_chunk_extension,
	.on_body = on_body,
	.on_message_complete = on_message_complete,
};

/* ---- the head ---- */

void parser_begin(struct parser *p)
{
	buf_clear(&p->text);
	p->body_max = p->body_bytes = 0;
	p->on_body = NULL;
	p->user = NULL;
	p->fault = OK;
	p->why = NULL;
	p->line_bytes = 0;
	p->fields_seen = 0;
	p->last_was_cr = p->lead_seen = p->no_body = p->complete = p->hold = false;
}

void parser_release(struct parser *p)
{
	buf_release(&p->text);
}

static enum parse bad(struct parser *p, enum err fault, const char *why)
{
	(void) refuse(p, fault, why);
	return PARSE_BAD;
}

/* One empty line may come before a request: some clients send it after a body (RFC 9112, 2.2). */
static bool skip_lead(struct parser *p, struct str *in)
{
	while (p->text.len == 0 && in->len != 0) {
		const char c = in->ptr[0];

		if (c == '\r' && !p->lead_seen) {
			p->lead_seen = p->last_was_cr = true;
		} else if (c == '\n' && p->last_was_cr) {
			p->last_was_cr = false;
		} else {
			/* A TLS greeting or other noise is told apart by its first byte. */
			return !p->last_was_cr && c >= 'A' && c <= 'Z';
		}
		*in = str_from(*in, 1);
	}
	return true;
}

/* Copies input up to and with the next LF. */
static enum parse gather_line(struct parser *p, size_t head_bytes, struct str *in, bool *line_ended)
{
	size_t n = in->len, at;

	*line_ended = str_find_byte(*in, '\n', &at);
	if (*line_ended)
		n = at + 1;
	if (n > head_bytes - p->text.len)
		return bad(p, ERR_HEAD_TOO_LARGE, "The head is too large.");
	for (const char *c = in->ptr, *end = c + n; c < end; c++) {
		if (p->last_was_cr != (*c == '\n'))
			return bad(p, ERR_BAD_REQUEST, "A line does not end with CR LF.");
		p->last_was_cr = *c == '\r';
	}
	put(&p->text, str_head(*in, n));
	p->line_bytes += n;
	*in = str_from(*in, n);
	return PARSE_MORE;
}

/* The second opinion: llhttp must read the same head in the same way. */
static enum parse second_opinion(struct parser *p)
{
	const struct head *h = &p->head;

	llhttp_init(&p->ll, HTTP_REQUEST, &settings);
	p->ll.data = p;
	const llhttp_errno_t e = llhttp_execute(&p->ll, h->text.ptr, h->text.len);
	const bool ended = e == HPE_PAUSED && p->complete &&
	                   llhttp_get_error_pos(&p->ll) == h->text.ptr + h->text.len;
	p->no_body = !h->chunked && h->length == 0;
	if (p->fault != OK)
		return PARSE_BAD;
	if (p->no_body ? !ended : e != HPE_OK || p->complete)
		return bad(p, ERR_BAD_REQUEST, "The head can be read in more than one way.");
	if (p->fields_seen != h->n || p->ll.http_major != 1 || p->ll.http_minor != h->minor)
		return bad(p, ERR_BAD_REQUEST, "The head can be read in more than one way.");
	/* After a complete message llhttp has cleared its flags; no body is then what both said. */
	if (!p->no_body && (((p->ll.flags & F_CHUNKED) != 0) != h->chunked ||
	                    (h->has_length && p->ll.content_length != h->length)))
		return bad(p, ERR_BAD_REQUEST, "The head can be read in more than one way.");
	return PARSE_HEAD;
}

enum parse parser_head(struct parser *p, const struct parser_limits *limits, struct str *in)
{
	bool line_ended = false;

	if (!skip_lead(p, in))
		return bad(p, ERR_BAD_REQUEST, "This is not an HTTP request.");
	while (in->len != 0) {
		if (gather_line(p, limits->head_bytes, in, &line_ended) == PARSE_BAD)
			return PARSE_BAD;
		if (!line_ended)
			return PARSE_MORE;
		const bool empty = p->line_bytes == 2;
		p->line_bytes = 0;
		if (!empty)
			continue;
		p->fault = head_split(buf_str(&p->text), limits->headers, &p->head, &p->why);
		return p->fault == OK ? second_opinion(p) : PARSE_BAD;
	}
	return PARSE_MORE;
}

/* ---- the body ---- */

enum parse parser_body(struct parser *p, struct str *in)
{
	if (p->head.has_length && p->head.length > p->body_max) {
		(void) too_large(p);
		return PARSE_BAD;
	}
	llhttp_resume(&p->ll);
	const llhttp_errno_t e = llhttp_execute(&p->ll, in->ptr, in->len);
	if (p->fault != OK)
		return PARSE_BAD;
	if (e == HPE_PAUSED) {
		const char *stop = llhttp_get_error_pos(&p->ll);

		*in = str_from(*in, (size_t) (stop - in->ptr));
		return p->complete ? PARSE_END : PARSE_MORE;
	}
	if (e != HPE_OK)
		return bad(p, ERR_BAD_REQUEST, "The body's chunks are malformed.");
	*in = str_from(*in, in->len);
	return PARSE_MORE;
}
