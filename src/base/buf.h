/* buf.h: growing output. With an arena the bytes live there; without one they are malloc'd and
 * buf_release gives them back. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/str.h"

struct buf {
	struct arena *arena; /* may be NULL */
	char *ptr;
	size_t len, cap;
};

#define BUF_IN(a) ((struct buf) { .arena = (a) })

char *buf_grow(struct buf *b, size_t more);        /* room for `more` bytes after len: where */
static inline char *buf_room(struct buf *b, size_t more)
{
	return b->cap - b->len < more ? buf_grow(b, more) : b->ptr + b->len;
}
static inline void put(struct buf *b, struct str s)
{
	if (s.len != 0)
		memcpy(buf_room(b, s.len), s.ptr, s.len);
	b->len += s.len;
}
static inline void put_char(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->len++;
}
void put_int(struct buf *b, int64_t v);            /* decimal */
void put_hex(struct buf *b, const void *bytes, size_t n);        /* lower case */
void put_base64url(struct buf *b, const void *bytes, size_t n);  /* RFC 4648 §5, no padding */
void putf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline struct str buf_str(const struct buf *b)
{
	return (struct str) { b->ptr != NULL ? b->ptr : "", b->len };
}
void buf_clear(struct buf *b);                     /* empty, memory kept */
void buf_release(struct buf *b);                   /* gives malloc'd memory back; empty then */

/* Both false when the text is not exactly that encoding of exactly n (hex) or at most max bytes:
 * one text per value. *n (base64url) is set only on success; out may be written in any case. */
bool hex_decode(struct str text, void *out, size_t n);
bool base64url_decode(struct str text, void *out, size_t max, size_t *n);

#endif
