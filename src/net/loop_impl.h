/* loop_impl.h: the inside of an event loop, for the files of this room. See loop.h for the outside.
 *
 * All of it belongs to the loop's thread, except the mailbox and the counters. */
#ifndef NET_LOOP_IMPL_H
#define NET_LOOP_IMPL_H

#include "net/conn.h"
#include "net/exchange.h"
#include "net/gzip.h"
#include "net/loop.h"
#include "net/server.h"

enum {
	INPUT_BYTES = 64 * 1024,     /* one read; used up before the next */
	PLAIN_BYTES = 16 * 1024,     /* one TLS record */
	TICK_MS = 250,
	IDS_BYTES = 512,
};

enum listener_kind {
	LISTEN_TCP,
	LISTEN_UNIX,                 /* from outside: whoever may open it is a trusted proxy */
	LISTEN_ADMIN,
};

struct listener {
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} uv;
	struct loop *loop;
	enum listener_kind kind;
};

/* What all loops of a server share and none changes, except tls_store behind its own lock. */
struct shared {
	struct server_limits limits; /* per loop: connections, buffered_bytes */
	struct parser_limits parser;
	struct server_timeouts timeouts;
	struct handler handler;
	struct net_prefix *trusted;
	size_t n_trusted;
	int gzip_level;              /* 0: never */
	struct tls_store *tls;       /* NULL: plain */
};

struct loop_timer {
	uv_timer_t uv;
	struct link in_loop;
	void (*fn)(void *arg);
	void *arg;
	bool repeats;
};

struct loop {
	uv_loop_t uv;
	uv_timer_t tick, flush;
	struct mailbox mail;
	const struct shared *shared;
	unsigned index;
	struct thread thread;
	pthread_t self;              /* written before running is */
	struct listener *listeners;
	size_t n_listeners;

	struct link deadlines[TIMEOUT_N]; /* every connection is in one */
	uint64_t timeout_ms[TIMEOUT_N];
	unsigned conns;              /* all that libuv still holds */
	unsigned live;               /* those that are not on their way out */
	unsigned detached;           /* exchanges that a handler still holds without a connection */
	size_t buffered;
	struct exchange *pool;
	unsigned pooled;
	struct link timers;
	struct link dirty;           /* WebSockets with frames to send */
	uint64_t flushed_ms;
	uint64_t drain_until_ms;
	bool draining, ending;
	unsigned ticks;
	struct mutex lock;           /* guards running */
	struct cond started;
	bool running;

	struct gzip gzip;
	struct buf cipher;           /* TLS output of the write in progress */
	_Atomic int64_t counts[NET_METRIC_N], took[NET_TOOK_N], took_us;
	char date[30];               /* for the Date header: "Sun, 06 Nov 1994 08:49:37 GMT" */
	int64_t date_s;
	size_t ids_left;
	uint8_t ids[IDS_BYTES];      /* random bytes for request ids */
	char gather[PLAIN_BYTES];    /* small pieces joined into one record */
	char plain[PLAIN_BYTES];     /* one decrypted record */
	char input[INPUT_BYTES];
};

/* One writer, so a load and a store do; readers may be anywhere. */
static inline void loop_add(_Atomic int64_t *to, int64_t by)
{
	const int64_t v = atomic_load_explicit(to, memory_order_relaxed);

	atomic_store_explicit(to, v + by, memory_order_relaxed);
}

static inline void loop_count(struct loop *l, enum net_metric m, int64_t by)
{
	loop_add(&l->counts[m], by);
}

static inline void loop_took(struct loop *l, int64_t us)
{
	loop_add(&l->took[net_took_class(us)], 1);
	loop_add(&l->took_us, us);
}

NODISCARD enum err loop_init(struct loop *l, const struct shared *shared, unsigned index);
/* Listens on every listener (each opened, bound, with loop and kind set). 0 or a libuv error. */
int loop_listen(struct loop *l);
/* Starts the thread; when this returns the loop is running. */
void loop_start(struct loop *l);
void loop_join(struct loop *l);
void loop_drain(struct loop *l);                   /* any thread */
void loop_release(struct loop *l);                 /* after loop_join, or never started */
void loop_end_if_done(struct loop *l);
void loop_request_id(struct loop *l, char out[16]);
void loop_schedule_flush(struct loop *l);          /* of the dirty WebSockets, when it is time */
void loop_close_timers(struct loop *l);

#endif
