/* head.h: the head of a request, split and judged. Pure: bytes in, facts or a refusal out.
 *
 * This is the strict half of our defence against request smuggling: whatever another parser in the
 * chain could read in a second way is refused here (RFC 9112 allows a server to be this strict),
 * and parser.c then lets llhttp read the same bytes and refuses when the two disagree. */
#ifndef NET_HEAD_H
#define NET_HEAD_H

#include "base/err.h"
#include "base/str.h"

enum { HEAD_BYTES_MAX = 16 * 1024, HEADERS_MAX = 64 };

struct head_field {                  /* offsets into the text */
	uint16_t name, name_len, value, value_len;
};

enum head_connection { HEAD_KEEP, HEAD_CLOSE };

struct head {
	struct str text;             /* request line to the empty line, both included */
	struct str method, target;
	struct str path;             /* begins with '/', or is "*" */
	struct str query;            /* absent without '?' */
	struct str host;             /* absent in HTTP/1.0 without one */
	int minor;                   /* 0 or 1 of HTTP/1.x */
	size_t n;
	bool has_length, chunked;
	uint64_t length;             /* of the body, when has_length */
	enum head_connection connection;
	bool expects_continue;
	bool offers_upgrade;         /* Connection says so */
	struct head_field fields[HEADERS_MAX];
};

/* Splits and judges a complete head: CRLF lines, the empty one last. Views into text. max_fields ≤
 * HEADERS_MAX. ERR_BAD_REQUEST, ERR_HEAD_TOO_LARGE (too many fields), ERR_METHOD (not one we
 * serve), ERR_MEDIA_TYPE (the body is compressed). *why: what is wrong, for the log and the
 * reply. */
NODISCARD enum err head_split(struct str text, size_t max_fields, struct head *out,
                              const char **why);

static inline struct str head_name(const struct head *h, size_t i)
{
	return (struct str) { h->text.ptr + h->fields[i].name, h->fields[i].name_len };
}
static inline struct str head_value(const struct head *h, size_t i)
{
	return (struct str) { h->text.ptr + h->fields[i].value, h->fields[i].value_len };
}
/* The value of the first field of that name; absent when there is none. */
struct str head_find(const struct head *h, struct str name);

/* "name", "name:port", "192.0.2.1:80", "[2001:db8::1]:443": letters, digits and - . _ only. */
bool host_valid(struct str s);

#endif
