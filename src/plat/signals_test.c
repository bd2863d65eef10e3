/* signals_test.c: signals wait until they are asked for, whichever thread is running. */
#include <errno.h>
#include <unistd.h>

#include "base/test.h"
#include "plat/clock.h"
#include "plat/signals.h"
#include "plat/thread.h"

static void send_hup(void *arg)
{
	(void) arg;
	kill(getpid(), SIGHUP);
}

static void a_blocked_signal_is_received_by_waiting(void **state)
{
	struct thread t;

	(void) state;
	kill(getpid(), SIGTERM); /* would have ended us */
	assert_int_equal(signals_wait(20000), SIGTERM);
	assert_int_equal(signals_wait(0), 0);
	thread_start(&t, "sender", send_hup, NULL);
	assert_int_equal(signals_wait(-1), SIGHUP);
	thread_join(&t);
}

static void waiting_ends_in_time(void **state)
{
	const int64_t start_ms = clock_mono_ms(&clock_system);

	(void) state;
	assert_int_equal(signals_wait(30), 0);
	assert_true(clock_mono_ms(&clock_system) >= start_ms + 29);
}

static void a_closed_pipe_is_an_error_not_the_end(void **state)
{
	int fds[2];

	(void) state;
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	assert_int_equal(write(fds[1], "x", 1), -1);
	assert_int_equal(errno, EPIPE);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_blocked_signal_is_received_by_waiting),
		cmocka_unit_test(waiting_ends_in_time),
		cmocka_unit_test(a_closed_pipe_is_an_error_not_the_end),
	};

	signals_block();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
