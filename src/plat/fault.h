/* fault.h: makes the Nth write, fsync, … of the process fail, so that tests can sweep all of them.
 *
 * Compiled in only with the meson option `faults` (KONTOR_FAULTS); otherwise fault_strikes() is the
 * constant false and costs nothing. The counters belong to the process: the call that is to fail
 * runs in whatever thread does the work. Whoever makes such a call asks first:
 *
 *	n = fault_strikes(FAULT_write) ? -1 : write(fd, ptr, len);
 */
#ifndef PLAT_FAULT_H
#define PLAT_FAULT_H

#include "base/str.h"

enum fault {
#define FAULT(word) FAULT_##word,
#include "plat/fault.def"
#undef FAULT
	FAULT_N
};

#ifdef KONTOR_FAULTS

/* Counts the call; true, with errno set, when it is to fail. */
bool fault_strikes(enum fault kind);

/* From now on the calls nth … nth + times - 1 (the next one is the first) fail with this errno. */
void fault_arm(enum fault kind, int64_t nth, int64_t times, int error);
void fault_disarm(void);                           /* all kinds; counters start again */
int64_t fault_calls(enum fault kind);              /* since armed or disarmed */
/* Arms from "sync:12", "write:3:2" or "write:3:2:ENOSPC" (kind, nth, times = 1, EIO or ENOSPC):
 * what the environment variable KONTOR_FAULT holds. False for anything else. */
bool fault_arm_text(struct str text);
/* A while in which a kill may come between two things that must not be apart. */
void fault_dawdle(void);

#else

static inline bool fault_strikes(enum fault kind)
{
	(void) kind;
	return false;
}
static inline void fault_dawdle(void) { }

#endif
#endif
