/* gzip.h: compresses one small body at a time, with memory that is kept between them. */
#ifndef NET_GZIP_H
#define NET_GZIP_H

#include "base/arena.h"
#include "base/str.h"

#include <zlib.h>

enum { GZIP_FROM = 1024, GZIP_BELOW = 64 * 1024 };  /* bodies worth it on an event loop */

struct gzip {
	z_stream z;
	bool ready;
};

/* The compressed body, in the arena; absent when it did not get smaller. level 1–9, always the
 * same. */
struct str gzip_body(struct gzip *g, int level, struct arena *a, struct str body);
void gzip_release(struct gzip *g);
bool gzip_worth(struct str content_type);          /* text of some kind */

#endif
