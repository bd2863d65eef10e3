/* thread_test.c: mutexes exclude, conditions wake and time out, threads run, named and quiet. */
#define _GNU_SOURCE 1 /* pthread_getname_np */
#include <signal.h>

#include "base/test.h"
#include "plat/clock.h"
#include "plat/thread.h"

enum { THREADS = 4, ROUNDS = 20000 };

struct shared {
	struct mutex m;
	struct cond c;
	int value;
};

static void shared_init(struct shared *s)
{
	mutex_init(&s->m);
	cond_init(&s->c);
	s->value = 0;
}

static void shared_release(struct shared *s)
{
	cond_release(&s->c);
	mutex_release(&s->m);
}

static void count_up(void *arg)
{
	struct shared *s = arg;

	for (int i = 0; i < ROUNDS; i++) {
		mutex_lock(&s->m);
		s->value++;
		mutex_unlock(&s->m);
	}
}

static void a_mutex_loses_no_count(void **state)
{
	struct thread threads[THREADS];
	struct shared s;

	(void) state;
	shared_init(&s);
	for (int i = 0; i < THREADS; i++)
		thread_start(&threads[i], "count", count_up, &s);
	for (int i = 0; i < THREADS; i++)
		thread_join(&threads[i]);
	assert_int_equal(s.value, THREADS * ROUNDS);
	shared_release(&s);
}

static void answer(void *arg)
{
	struct shared *s = arg;

	mutex_lock(&s->m);
	while (s->value != 1)
		cond_wait(&s->c, &s->m);
	s->value = 2;
	cond_broadcast(&s->c);
	mutex_unlock(&s->m);
}

static void a_condition_wakes_both_ways(void **state)
{
	struct thread t;
	struct shared s;

	(void) state;
	shared_init(&s);
	thread_start(&t, "answer", answer, &s);
	mutex_lock(&s.m);
	s.value = 1;
	cond_signal(&s.c);
	while (s.value != 2) /* far off: only a bug runs into it */
		assert_true(cond_wait_until(&s.c, &s.m, clock_mono_ms(&clock_system) + 20000));
	mutex_unlock(&s.m);
	thread_join(&t);
	shared_release(&s);
}

static void a_deadline_passes(void **state)
{
	const int64_t start_ms = clock_mono_ms(&clock_system);
	struct shared s;

	(void) state;
	shared_init(&s);
	mutex_lock(&s.m);
	while (cond_wait_until(&s.c, &s.m, start_ms + 30))
		continue; /* woken for no reason */
	assert_true(clock_mono_ms(&clock_system) >= start_ms + 30);
	assert_false(cond_wait_until(&s.c, &s.m, 0)); /* long ago */
	mutex_unlock(&s.m);
	shared_release(&s);
}

struct seen {
	char name[16];
	sigset_t blocked;
};

static void look(void *arg)
{
	struct seen *s = arg;

	pthread_getname_np(pthread_self(), s->name, sizeof s->name);
	pthread_sigmask(SIG_SETMASK, NULL, &s->blocked);
}

static void a_thread_has_its_name_and_no_signals(void **state)
{
	struct seen short_name, long_name;
	struct thread a, b;
	sigset_t ours;

	(void) state;
	thread_start(&a, "writer-1", look, &short_name);
	thread_start(&b, "a-name-beyond-fifteen", look, &long_name);
	thread_join(&a);
	thread_join(&b);
	assert_string_equal(short_name.name, "writer-1");
	assert_string_equal(long_name.name, "a-name-beyond-f");
	assert_int_equal(sigismember(&short_name.blocked, SIGTERM), 1);
	assert_int_equal(sigismember(&short_name.blocked, SIGHUP), 1);
	pthread_sigmask(SIG_SETMASK, NULL, &ours);
	assert_int_equal(sigismember(&ours, SIGTERM), 0); /* the starter keeps its own */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mutex_loses_no_count),
		cmocka_unit_test(a_condition_wakes_both_ways),
		cmocka_unit_test(a_deadline_passes),
		cmocka_unit_test(a_thread_has_its_name_and_no_signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
