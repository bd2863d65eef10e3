/* progress.h: how far a long command is, on stderr: one line that is written over where people
 * watch, a line every tenth where a file or another program does. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "base/str.h"

struct progress {
	int64_t shown_ms;
	int shown;                     /* percent; -1: nothing yet */
	const char *what;
	bool open;                     /* the line has no end yet */
};
#define PROGRESS_INIT { .shown = -1 }

/* what: a few words that stay in memory. total 0: not known yet. */
void progress_show(struct progress *p, const char *what, int64_t done, int64_t total);
void progress_end(struct progress *p);

#endif
