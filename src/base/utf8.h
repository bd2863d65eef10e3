/* utf8.h: UTF-8 as bytes; validated once at the door. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"
#include "base/str.h"

bool utf8_valid(struct str s);                     /* RFC 3629: not overlong, no surrogates */
size_t utf8_count(struct str s);                   /* code points of valid UTF-8 */
/* The code point at byte *at of valid UTF-8; *at moves past it. Undefined at the end. */
uint32_t utf8_next(struct str s, size_t *at);
uint32_t utf8_prev(struct str s, size_t *at);      /* the one before *at; *at moves to its start */
size_t utf8_encode(uint32_t cp, char out[4]);      /* bytes written */
static inline void put_utf8(struct buf *b, uint32_t cp)
{
	b->len += utf8_encode(cp, buf_room(b, 4));
}
/* At most n bytes of s, cut back to a code point border. */
struct str utf8_head(struct str s, size_t n);

#endif
