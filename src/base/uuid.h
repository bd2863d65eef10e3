/* uuid.h: ids. Text is the 36-character lower-case form; parsing takes upper case too. */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include "base/buf.h"
#include "base/str.h"

struct uuid {
	uint8_t b[16];
};

enum { UUID_TEXT = 36 };

static inline bool uuid_eq(struct uuid a, struct uuid b) { return memcmp(&a, &b, sizeof a) == 0; }
static inline bool uuid_zero(struct uuid u)
{
	return uuid_eq(u, (struct uuid) { { 0 } });
}
bool uuid_parse(struct str s, struct uuid *out);
void uuid_text(struct uuid u, char out[UUID_TEXT]);
static inline void put_uuid(struct buf *b, struct uuid u)
{
	uuid_text(u, buf_room(b, UUID_TEXT));
	b->len += UUID_TEXT;
}
/* RFC 9562 version 7 from a time and 10 random bytes. */
struct uuid uuid_v7(int64_t at_ms, const uint8_t random[10]);
int64_t uuid_v7_ms(struct uuid u);                 /* its time; meaningless for other versions */
int uuid_version(struct uuid u);

#endif
