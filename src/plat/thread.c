/* thread.c: pthreads with every error made a bug. See thread.h. */
#define _GNU_SOURCE 1 /* pthread_setname_np */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "plat/thread.h"

enum { STACK_BYTES = 2 * 1024 * 1024 };

void mutex_init(struct mutex *m)
{
	ENSURE(pthread_mutex_init(&m->m, NULL) == 0);
}

void mutex_release(struct mutex *m)
{
	ENSURE(pthread_mutex_destroy(&m->m) == 0);
}

void mutex_lock(struct mutex *m)
{
	ENSURE(pthread_mutex_lock(&m->m) == 0);
}

void mutex_unlock(struct mutex *m)
{
	ENSURE(pthread_mutex_unlock(&m->m) == 0);
}

void cond_init(struct cond *c)
{
	pthread_condattr_t attr;

	ENSURE(pthread_condattr_init(&attr) == 0);
	ENSURE(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
	ENSURE(pthread_cond_init(&c->c, &attr) == 0);
	ENSURE(pthread_condattr_destroy(&attr) == 0);
}

void cond_release(struct cond *c)
{
	ENSURE(pthread_cond_destroy(&c->c) == 0);
}

void cond_wait(struct cond *c, struct mutex *m)
{
	ENSURE(pthread_cond_wait(&c->c, &m->m) == 0);
}

bool cond_wait_until(struct cond *c, struct mutex *m, int64_t deadline_ms)
{
	const struct timespec until = {
		.tv_sec = deadline_ms / 1000,
		.tv_nsec = deadline_ms % 1000 * 1000000,
	};
	const int rc = pthread_cond_timedwait(&c->c, &m->m, &until);

	ENSURE(rc == 0 || rc == ETIMEDOUT);
	return rc == 0;
}

void cond_signal(struct cond *c)
{
	ENSURE(pthread_cond_signal(&c->c) == 0);
}

void cond_broadcast(struct cond *c)
{
	ENSURE(pthread_cond_broadcast(&c->c) == 0);
}

static void *run(void *self)
{
	struct thread *t = self;

	pthread_setname_np(pthread_self(), t->name);
	t->run(t->arg);
	return NULL;
}

void thread_start(struct thread *t, const char *name, void (*fn)(void *arg), void *arg)
{
	const struct str s = str_head(str_of(name), sizeof t->name - 1);
	sigset_t all, before;
	pthread_attr_t attr;

	*t = (struct thread) { .run = fn, .arg = arg };
	memcpy(t->name, s.ptr, s.len);
	sigfillset(&all);
	ENSURE(pthread_attr_init(&attr) == 0);
	ENSURE(pthread_attr_setstacksize(&attr, STACK_BYTES) == 0);
	/* A thread inherits the mask: blocked from its first instruction on. */
	ENSURE(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
	ENSURE(pthread_create(&t->id, &attr, run, t) == 0);
	ENSURE(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
	ENSURE(pthread_attr_destroy(&attr) == 0);
}

void thread_join(struct thread *t)
{
	ENSURE(pthread_join(t->id, NULL) == 0);
}

/* On Linux a thread has a niceness of its own, under its own id. Without it all is done as well. */
void thread_yield_to_others(void)
{
	enum { NICENESS = 10 };

	(void) setpriority(PRIO_PROCESS, (id_t) gettid(), NICENESS);
}
