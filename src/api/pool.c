/* pool.c: see pool.h. */
#include "api/pool.h"

#include "plat/thread.h"

enum { POOL_THREADS_MAX = 16 };

struct pool {
	struct mutex lock;
	struct cond work;
	struct call *head, **tail;
	unsigned queued, max, n;
	int64_t refused;
	const char *name;
	bool stopping;
	struct thread threads[POOL_THREADS_MAX];
};

static void serve(void *arg)
{
	struct pool *p = arg;
	mutex_lock(&p->lock);
	for (;;) {
		while (p->head == NULL && !p->stopping)
			cond_wait(&p->work, &p->lock);
		struct call *c = p->head;
		if (c == NULL)
			break;
		p->head = c->next;
		if (p->head == NULL)
			p->tail = &p->head;
		p->queued--;
		mutex_unlock(&p->lock);
		c->run(c);
		mutex_lock(&p->lock);
	}
	mutex_unlock(&p->lock);
}

struct pool *pool_start(const char *name, unsigned threads, unsigned queue_max)
{
	ENSURE(threads >= 1 && threads <= POOL_THREADS_MAX);
	struct pool *p = mem_alloc(sizeof *p);
	p->tail = &p->head;
	p->max = queue_max;
	p->name = name;
	mutex_init(&p->lock);
	cond_init(&p->work);
	for (; p->n < threads; p->n++)
		thread_start(&p->threads[p->n], name, serve, p);
	return p;
}

bool pool_submit(struct pool *p, struct call *c)
{
	mutex_lock(&p->lock);
	bool room = p->queued < p->max && !p->stopping;
	if (room) {
		c->next = NULL;
		*p->tail = c;
		p->tail = &c->next;
		p->queued++;
		cond_signal(&p->work);
	} else {
		p->refused++;
	}
	mutex_unlock(&p->lock);
	return room;
}

struct str pool_name(const struct pool *p)
{
	return str_of(p->name);
}

int64_t pool_queue(struct pool *p)
{
	mutex_lock(&p->lock);
	int64_t n = p->queued;
	mutex_unlock(&p->lock);
	return n;
}

int64_t pool_refused(struct pool *p)
{
	mutex_lock(&p->lock);
	int64_t n = p->refused;
	mutex_unlock(&p->lock);
	return n;
}

void pool_stop(struct pool *p)
{
	if (p == NULL)
		return;
	mutex_lock(&p->lock);
	p->stopping = true;
	cond_broadcast(&p->work);
	mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->n; i++)
		thread_join(&p->threads[i]);
	cond_release(&p->work);
	mutex_release(&p->lock);
	mem_free(p);
}
