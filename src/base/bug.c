/* bug.c: the end of the process when an invariant of ours is broken.
 *
 * Alone in its file, so that the wasm build can bring its own without stdio. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

_Noreturn void bug(const char *file, int line, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	/* stderr is unbuffered: one write, before anything else can go wrong. */
	fprintf(stderr, "kontor: BUG %s:%d: %s\n", file, line, text);
	abort();
}
