/* fault.c: counters of calls that tests make fail. See fault.h. */
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>

#include "plat/fault.h"

#ifdef KONTOR_FAULTS

struct fault_point {
	_Atomic int64_t calls;       /* so far */
	_Atomic int64_t first, past; /* fails from first on, before past; both 0: never */
	_Atomic int error;
};

static struct fault_point fault_points[FAULT_N];

bool fault_strikes(enum fault kind)
{
	struct fault_point *p = &fault_points[kind];
	const int64_t call = atomic_fetch_add(&p->calls, 1) + 1;

	if (call < atomic_load(&p->first) || call >= atomic_load(&p->past))
		return false;
	errno = atomic_load(&p->error);
	return true;
}

void fault_arm(enum fault kind, int64_t nth, int64_t times, int error)
{
	struct fault_point *p = &fault_points[kind];

	atomic_store(&p->past, 0); /* quiet while it changes */
	atomic_store(&p->calls, 0);
	atomic_store(&p->error, error);
	atomic_store(&p->first, nth);
	atomic_store(&p->past, nth + times);
}

void fault_disarm(void)
{
	for (int kind = 0; kind < FAULT_N; kind++)
		fault_arm((enum fault) kind, 0, 0, 0);
}

int64_t fault_calls(enum fault kind)
{
	return atomic_load(&fault_points[kind].calls);
}

static bool kind_of(struct str word, enum fault *kind)
{
	static const struct str words[FAULT_N] = {
#define FAULT(word) [FAULT_##word] = STR(#word),
#include "plat/fault.def"
#undef FAULT
	};

	for (int k = 0; k < FAULT_N; k++) {
		if (str_eq(words[k], word)) {
			*kind = (enum fault) k;
			return true;
		}
	}
	return false;
}

bool fault_arm_text(struct str text)
{
	const struct str word = str_cut(&text, ':');
	const struct str nth_text = str_cut(&text, ':');
	const struct str times_text = str_absent(text) ? S("1") : str_cut(&text, ':');
	const struct str error = str_absent(text) ? S("EIO") : text;
	enum fault kind;
	int64_t nth, times;

	if (!kind_of(word, &kind) || !str_to_int(nth_text, &nth) || !str_to_int(times_text, &times))
		return false;
	if (nth < 1 || times < 1 || nth > INT32_MAX || times > INT32_MAX)
		return false;
	if (!str_eq(error, S("EIO")) && !str_eq(error, S("ENOSPC")))
		return false;
	fault_arm(kind, nth, times, str_eq(error, S("EIO")) ? EIO : ENOSPC);
	return true;
}

void fault_dawdle(void)
{
	(void) !poll(NULL, 0, 5);
}

#endif
