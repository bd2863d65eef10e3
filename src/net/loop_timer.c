/* loop_timer.c: timers that other rooms run on a loop. See loop.h. */
#include "net/loop_impl.h"

static void on_closed(uv_handle_t *handle)
{
	mem_free(CONTAINER_OF((uv_timer_t *) (void *) handle, struct loop_timer, uv));
}

static void close_timer(struct loop_timer *t)
{
	if (!link_listed(&t->in_loop))
		return;
	link_remove(&t->in_loop);
	uv_close((uv_handle_t *) &t->uv, on_closed);
}

static void on_time(uv_timer_t *uv)
{
	struct loop_timer *t = CONTAINER_OF(uv, struct loop_timer, uv);
	void (*fn)(void *arg) = t->fn;
	void *arg = t->arg;

	if (!t->repeats)
		close_timer(t);
	fn(arg);
}

struct loop_timer *loop_timer_start(struct loop *l, uint64_t first_ms, uint64_t repeat_ms,
                                    void (*fn)(void *arg), void *arg)
{
	struct loop_timer *t = mem_alloc(sizeof(*t));

	ENSURE(loop_is_current(l) && !l->ending);
	t->fn = fn;
	t->arg = arg;
	t->repeats = repeat_ms != 0;
	list_append(&l->timers, &t->in_loop);
	(void) uv_timer_init(&l->uv, &t->uv);
	ENSURE(uv_timer_start(&t->uv, on_time, first_ms, repeat_ms) == 0);
	return t;
}

void loop_timer_stop(struct loop_timer *t)
{
	close_timer(t);
}

void loop_close_timers(struct loop *l)
{
	while (!list_empty(&l->timers))
		close_timer(CONTAINER_OF(l->timers.next, struct loop_timer, in_loop));
}
