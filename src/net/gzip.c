/* gzip.c: compression of replies. See gzip.h. */
#include "net/gzip.h"

#include "base/err.h"

#include <assert.h>
#include <limits.h>

static_assert(GZIP_BELOW < UINT_MAX, "zlib counts in unsigned int");

enum { WINDOW_GZIP = 15 + 16, MEMORY = 8 };

struct str gzip_body(struct gzip *g, int level, struct arena *a, struct str body)
{
	/* A body that does not shrink by a tenth is sent as it is. */
	const size_t room = body.len - body.len / 10;

	ENSURE(body.len < GZIP_BELOW);
	if (!g->ready) {
		if (deflateInit2(&g->z, level, Z_DEFLATED, WINDOW_GZIP, MEMORY,
		                 Z_DEFAULT_STRATEGY) != Z_OK)
			return STR_ABSENT; /* out of memory: the reply goes out uncompressed */
		g->ready = true;
	}
	ENSURE(deflateReset(&g->z) == Z_OK);
	char *out = arena_raw(a, room);
	g->z.next_in = (z_const Bytef *) body.ptr;
	g->z.avail_in = (unsigned) body.len;
	g->z.next_out = (Bytef *) out;
	g->z.avail_out = (unsigned) room;
	if (deflate(&g->z, Z_FINISH) != Z_STREAM_END)
		return STR_ABSENT;
	return (struct str) { out, room - g->z.avail_out };
}

void gzip_release(struct gzip *g)
{
	if (g->ready)
		(void) deflateEnd(&g->z);
	*g = (struct gzip) { 0 };
}

bool gzip_worth(struct str content_type)
{
	static const struct str kinds[] = {
		STR("text/"),
		STR("application/json"),
		STR("application/problem+json"),
		STR("application/x-ndjson"),
		STR("application/javascript"),
		STR("image/svg+xml"),
		STR("application/manifest+json"),
	};

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (str_starts(content_type, kinds[i]))
			return true;
	}
	return false;
}
