/* parser.h: one request out of a stream of bytes, in whatever pieces they come. No sockets.
 *
 * The head is gathered, judged by head.c, and read a second time by llhttp (strict automaton); when
 * the two disagree the request is refused. The body is llhttp's, with chunk extensions and trailers
 * refused: nobody needs them and they are where parsers differ. */
#ifndef NET_PARSER_H
#define NET_PARSER_H

#include "base/buf.h"
#include "net/head.h"

#include <llhttp/llhttp.h>

struct parser_limits {
	size_t head_bytes, headers;  /* ≤ HEAD_BYTES_MAX, ≤ HEADERS_MAX */
};

enum parse {
	PARSE_MORE,                  /* all input is consumed; more is needed */
	PARSE_HEAD,                  /* the head is complete: parser.head holds it */
	PARSE_END,                   /* the body is complete; the next request may follow */
	PARSE_BAD,                   /* refused: parser.fault and parser.why */
};

struct parser {
	llhttp_t ll;
	struct buf text;             /* the head as received */
	struct head head;
	uint64_t body_max, body_bytes;
	void (*on_body)(void *user, struct str piece);
	void *user;
	enum err fault;
	const char *why;
	size_t line_bytes;           /* of the head line being gathered */
	unsigned fields_seen;        /* by llhttp */
	bool last_was_cr, lead_seen, no_body, complete;
	bool hold;                   /* set by on_body: parser_body stops behind this piece */
};

/* Ready for a new request; keeps the memory of text. */
void parser_begin(struct parser *p);
void parser_release(struct parser *p);
/* Some byte of a request has arrived. */
static inline bool parser_started(const struct parser *p)
{
	return p->text.len != 0 || p->lead_seen;
}

/* Takes from *in up to the end of the head. MORE, HEAD or BAD. After HEAD: no_body says whether the
 * request is complete; otherwise body_max, on_body and user want to be set before parser_body. */
enum parse parser_head(struct parser *p, const struct parser_limits *limits, struct str *in);
/* Takes from *in up to the end of the body. MORE, END or BAD. After a hold, MORE may leave some of
 * *in; the next call goes on, even when it brings nothing new. */
enum parse parser_body(struct parser *p, struct str *in);

#endif
