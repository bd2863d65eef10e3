/* loop.c: an event loop: its thread, its tick, its end. See loop.h and loop_impl.h. */
#include "net/loop_impl.h"

#include "net/http_date.h"
#include "net/ws_impl.h"

#include "base/err.h"
#include "plat/clock.h"
#include "plat/log.h"
#include "plat/random.h"

#include <assert.h>

enum { BACKLOG = 4096, TLS_TICKS = 5000 / TICK_MS };

/* ---- the end ---- */

static void each_conn(struct loop *l, void (*fn)(struct conn *c))
{
	for (enum timeout t = 0; t < TIMEOUT_N; t++) {
		struct link *head = &l->deadlines[t];

		/* fn may move this connection to another list. A list gets new ones at its end
		 * only. */
		for (struct link *n = head->next, *next; n != head; n = next) {
			next = n->next;
			fn(CONTAINER_OF(n, struct conn, by_deadline));
		}
	}
}

void loop_end_if_done(struct loop *l)
{
	if (!l->draining || l->ending || l->conns != 0 || l->detached != 0)
		return;
	if (!mailbox_close(&l->mail))
		return; /* its letters are read first */
	l->ending = true;
	uv_close((uv_handle_t *) &l->tick, NULL);
	uv_close((uv_handle_t *) &l->flush, NULL);
	loop_close_timers(l);
}

static void begin_drain(struct loop *l, void *arg)
{
	(void) arg;
	if (l->draining)
		return;
	l->draining = true;
	l->drain_until_ms = uv_now(&l->uv) + l->shared->timeouts.drain;
	for (size_t i = 0; i < l->n_listeners; i++)
		uv_close(&l->listeners[i].uv.handle, NULL);
	each_conn(l, conn_drain);
	loop_end_if_done(l);
}

void loop_drain(struct loop *l)
{
	(void) loop_post(l, begin_drain, NULL); /* false: it has ended already */
}

/* ---- the tick: one timer per loop instead of one per connection ---- */

static void set_date(struct loop *l)
{
	const int64_t now_s = clock_now_ms(&clock_system) / 1000;

	if (now_s == l->date_s)
		return;
	l->date_s = now_s;
	http_date(now_s * 1000, l->date);
}

static void expire(struct loop *l, enum timeout t)
{
	struct link *head = &l->deadlines[t];

	while (!list_empty(head)) {
		struct conn *c = CONTAINER_OF(head->next, struct conn, by_deadline);

		if (c->deadline > uv_now(&l->uv))
			return;
		conn_expired(c); /* moves it to the end or to another list */
	}
}

static void on_tick(uv_timer_t *timer)
{
	struct loop *l = CONTAINER_OF(timer, struct loop, tick);

	set_date(l);
	for (enum timeout t = TIMEOUT_NONE + 1; t < TIMEOUT_N; t++)
		expire(l, t);
	if (l->index == 0 && l->shared->tls != NULL && ++l->ticks % TLS_TICKS == 0)
		(void) tls_store_refresh(l->shared->tls); /* it logs what is wrong */
	if (l->draining && uv_now(&l->uv) >= l->drain_until_ms)
		each_conn(l, conn_abort);
	loop_end_if_done(l);
}

static void on_flush(uv_timer_t *timer)
{
	struct loop *l = CONTAINER_OF(timer, struct loop, flush);

	l->flushed_ms = uv_now(&l->uv);
	ws_flush_all(l);
}

void loop_schedule_flush(struct loop *l)
{
	const uint64_t due = l->flushed_ms + WS_FLUSH_MS, now = uv_now(&l->uv);

	if (!l->ending && !uv_is_active((uv_handle_t *) &l->flush))
		ENSURE(uv_timer_start(&l->flush, on_flush, due > now ? due - now : 0, 0) == 0);
}

/* ---- work from elsewhere ---- */

struct task {
	struct mail mail;
	struct loop *loop;
	void (*fn)(struct loop *l, void *arg);
	void *arg;
};

static void run_task(struct mail *m)
{
	const struct task t = *CONTAINER_OF(m, struct task, mail);

	mem_free(CONTAINER_OF(m, struct task, mail));
	t.fn(t.loop, t.arg);
}

bool loop_post(struct loop *l, void (*fn)(struct loop *l, void *arg), void *arg)
{
	struct task *t = mem_alloc(sizeof(*t));

	*t = (struct task) { .mail.open = run_task, .loop = l, .fn = fn, .arg = arg };
	if (mailbox_put(&l->mail, &t->mail, &t->mail))
		return true;
	mem_free(t);
	return false;
}

unsigned loop_index(const struct loop *l)
{
	return l->index;
}

bool loop_is_current(const struct loop *l)
{
	return pthread_equal(l->self, pthread_self()) != 0;
}

bool loop_is_draining(const struct loop *l)
{
	return l->draining;
}

uint64_t loop_now_ms(const struct loop *l)
{
	return uv_now(&l->uv);
}

/* ---- request ids ---- */

void loop_request_id(struct loop *l, char out[16])
{
	static const char digits[] = "0123456789abcdef";

	if (l->ids_left == 0) {
		random_bytes(l->ids,
		             sizeof(l->ids)); /* many at once: a system call each would show */
		l->ids_left = sizeof(l->ids);
	}
	for (int i = 0; i < 16; i += 2) {
		const uint8_t b = l->ids[--l->ids_left];

		out[i] = digits[b >> 4];
		out[i + 1] = digits[b & 15];
	}
}

/* ---- the beginning ---- */

static void fill_timeouts(struct loop *l)
{
	const struct server_timeouts *t = &l->shared->timeouts;

	l->timeout_ms[TIMEOUT_HEAD] = t->head;
	l->timeout_ms[TIMEOUT_BODY] = t->body;
	l->timeout_ms[TIMEOUT_IDLE] = t->idle;
	l->timeout_ms[TIMEOUT_WRITE] = t->write;
	l->timeout_ms[TIMEOUT_WS] = t->ws_ping;
	l->timeout_ms[TIMEOUT_LINGER] = t->linger;
}

static int init_handles(struct loop *l)
{
	const int e = mailbox_init(&l->mail, &l->uv);

	if (e != 0) {
		ENSURE(uv_loop_close(&l->uv) == 0);
		return e;
	}
	(void) uv_timer_init(&l->uv, &l->tick); /* these two cannot fail */
	(void) uv_timer_init(&l->uv, &l->flush);
	return 0;
}

enum err loop_init(struct loop *l, const struct shared *shared, unsigned index)
{
	static_assert(IDS_BYTES % 8 == 0, "ids are cut from whole refills");

	l->shared = shared;
	l->index = index;
	for (enum timeout t = 0; t < TIMEOUT_N; t++)
		list_init(&l->deadlines[t]);
	list_init(&l->timers);
	list_init(&l->dirty);
	mutex_init(&l->lock);
	cond_init(&l->started);
	fill_timeouts(l);
	set_date(l);
	int e = uv_loop_init(&l->uv);
	if (e == 0)
		e = init_handles(l);
	if (e == 0)
		return OK;
	log_event(LOG_ERROR, "net.loop_failed", LOG_TEXT("reason", uv_err_name(e)));
	cond_release(&l->started);
	mutex_release(&l->lock);
	return ERR_IO;
}

static void on_connection(uv_stream_t *stream, int status)
{
	if (status == 0)
		conn_accept(CONTAINER_OF(stream, struct listener, uv.stream));
}

int loop_listen(struct loop *l)
{
	int e = 0;

	for (size_t i = 0; i < l->n_listeners && e == 0; i++)
		e = uv_listen(&l->listeners[i].uv.stream, BACKLOG, on_connection);
	return e;
}

static void loop_main(void *arg)
{
	struct loop *l = arg;

	l->self = pthread_self();
	mutex_lock(&l->lock);
	l->running = true;
	cond_signal(&l->started);
	mutex_unlock(&l->lock);

	uv_update_time(&l->uv);
	ENSURE(uv_timer_start(&l->tick, on_tick, TICK_MS, TICK_MS) == 0);
	(void) uv_run(&l->uv, UV_RUN_DEFAULT);
}

void loop_start(struct loop *l)
{
	const char name[] = {
		'n', 'e', 't', '-', (char) ('0' + l->index / 10), (char) ('0' + l->index % 10), '\0'
	};

	thread_start(&l->thread, name, loop_main, l);
	mutex_lock(&l->lock);
	while (!l->running)
		cond_wait(&l->started, &l->lock);
	mutex_unlock(&l->lock);
}

void loop_join(struct loop *l)
{
	thread_join(&l->thread);
}

static void close_handle(uv_handle_t *h, void *arg)
{
	(void) arg;
	if (!uv_is_closing(h))
		uv_close(h, NULL);
}

void loop_release(struct loop *l)
{
	/* Of a loop that ran nothing is left; of one that failed to start, its handles. */
	uv_walk(&l->uv, close_handle, NULL);
	(void) uv_run(&l->uv, UV_RUN_DEFAULT);
	ENSURE(uv_loop_close(&l->uv) == 0);
	mailbox_release(&l->mail);
	exchange_free_pool(l);
	gzip_release(&l->gzip);
	buf_release(&l->cipher);
	mem_free(l->listeners);
	cond_release(&l->started);
	mutex_release(&l->lock);
	mem_free(l);
}
