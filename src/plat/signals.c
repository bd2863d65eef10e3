/* signals.c: one mask for all threads, one place that waits. See signals.h. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/err.h"
#include "plat/signals.h"

static sigset_t waited(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	return set;
}

void signals_block(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	const sigset_t set = waited();

	ENSURE(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	ENSURE(sigaction(SIGPIPE, &ignore, NULL) == 0);
}

int signals_wait(int64_t timeout_ms)
{
	const struct timespec limit = {
		.tv_sec = timeout_ms / 1000,
		.tv_nsec = timeout_ms % 1000 * 1000000,
	};
	const sigset_t set = waited();
	int sig;

	do
		sig = timeout_ms < 0 ? sigwaitinfo(&set, NULL) : sigtimedwait(&set, NULL, &limit);
	while (sig < 0 && errno == EINTR);
	ENSURE(sig > 0 || errno == EAGAIN);
	return sig > 0 ? sig : 0;
}
