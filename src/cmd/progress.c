/* progress.c: see progress.h. */
#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "plat/clock.h"

enum { WATCHED_EVERY_MS = 100, TENTH = 10 };

static int percent_of(int64_t done, int64_t total)
{
	if (total <= 0 || done <= 0)
		return 0;
	return done >= total ? 100 : (int) ((double) done * 100 / (double) total);
}

void progress_show(struct progress *p, const char *what, int64_t done, int64_t total)
{
	int64_t now_ms = clock_mono_ms(&clock_system);
	int percent = percent_of(done, total);
	bool watched = isatty(2), fresh = what != p->what;
	if (fresh)
		progress_end(p);
	if (watched ? !fresh && now_ms < p->shown_ms + WATCHED_EVERY_MS
	            : !fresh && percent / TENTH <= p->shown / TENTH)
		return;
	fprintf(stderr, watched ? "\r%s … %d %%" : "%s … %d %%\n", what, percent);
	*p = (struct progress) { now_ms, percent, what, watched };
}

void progress_end(struct progress *p)
{
	if (p->open)
		fputc('\n', stderr);
	p->open = false;
}
