/* thread.h: threads, mutexes and conditions whose errors are bugs, so that nobody has to look. */
#ifndef PLAT_THREAD_H
#define PLAT_THREAD_H

#include <pthread.h>

#include "base/str.h"

struct mutex {
	pthread_mutex_t m;
};

void mutex_init(struct mutex *m);
void mutex_release(struct mutex *m);
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);

/* Waits go by the monotonic clock: a step of the wall clock wakes and delays nobody. */
struct cond {
	pthread_cond_t c;
};

void cond_init(struct cond *c);
void cond_release(struct cond *c);
void cond_wait(struct cond *c, struct mutex *m);
/* Until woken or the deadline (clock_mono_ms) has passed; false when it has. May wake for no
 * reason: look again at what you wait for. */
bool cond_wait_until(struct cond *c, struct mutex *m, int64_t deadline_ms);
void cond_signal(struct cond *c);
void cond_broadcast(struct cond *c);

struct thread {
	pthread_t id;
	void (*run)(void *arg);
	void *arg;
	char name[16];
};

/* Starts run(arg) in a thread of that name (at most 15 bytes), with 2 MB of stack and all signals
 * blocked (signals.h). *t must stay where it is until thread_join. */
void thread_start(struct thread *t, const char *name, void (*run)(void *arg), void *arg);
void thread_join(struct thread *t);
/* The calling thread runs when others leave the CPU something to do; for good. */
void thread_yield_to_others(void);

#endif
