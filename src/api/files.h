/* files.h: what the handlers of files share: ranges, names and tags as HTTP writes them. */
#ifndef API_FILES_H
#define API_FILES_H

#include "api/api_impl.h"
#include "cell/files.h"

struct byte_range { int64_t from, bytes; };
enum range {
	RANGE_all,           /* none was asked for, or none that means something (RFC 9110, 14.2) */
	RANGE_part,
	RANGE_none,          /* it lies outside: 416 */
};
/* "bytes=0-99", "bytes=100-", "bytes=-100" of so many bytes. Several ranges mean all. */
enum range range_read(struct str header, int64_t total, struct byte_range *out);

/* Whether the tag stands in an If-None-Match list, weak or not; "*" is any. */
bool tag_among(struct str list, struct str tag);

/* ; filename="…"; filename*=UTF-8''… (RFC 6266): nothing in it can end the header or the text. */
void put_file_name(struct buf *b, struct str name);

/* The file that the path names, when the caller sees it; through ?attachment=, if that is said. */
NODISCARD enum err call_see_file(struct call *c, struct db *db, struct file *f, struct str *name);

#endif
