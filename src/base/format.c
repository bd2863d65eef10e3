/* format.c: printf into an arena or a buffer.
 *
 * Alone in its file: the rest of base stays free of stdio, which the wasm build does not have. */
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct str arena_printf(struct arena *a, const char *format, ...)
{
	va_list args, again;
	char *text;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	ENSURE(n >= 0);
	text = arena_raw(a, (size_t) n + 1);
	vsnprintf(text, (size_t) n + 1, format, again);
	va_end(again);
	return (struct str) { text, (size_t) n };
}

void putf(struct buf *b, const char *format, ...)
{
	char *at = buf_room(b, 64);
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(at, b->cap - b->len, format, args);
	va_end(args);
	ENSURE(n >= 0);
	if ((size_t) n >= b->cap - b->len)
		vsnprintf(buf_room(b, (size_t) n + 1), (size_t) n + 1, format, again);
	va_end(again);
	b->len += (size_t) n;
}
