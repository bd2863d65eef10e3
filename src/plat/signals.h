/* signals.h: signals arrive where the main thread waits for them, and nowhere else. */
#ifndef PLAT_SIGNALS_H
#define PLAT_SIGNALS_H

#include <signal.h>

#include "base/str.h"

/* Before the first thread: blocks SIGTERM, SIGINT, SIGHUP, SIGUSR1 and SIGUSR2 for all of them and
 * ignores SIGPIPE (a closed socket is an error of its write). */
void signals_block(void);
/* The next of those signals, or 0 when none came within the time; negative: waits for ever. */
int signals_wait(int64_t timeout_ms);

#endif
