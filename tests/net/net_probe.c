/* net_probe.c: a server with one small handler per thing the network room promises, for the scripts
 * in this folder. Arguments are name=value; it prints "ready PORT" and ends on SIGTERM.
 *
 * length: one handler for each promise, and a probe is one file.
 *
 * What each path does stands at its function; the table of paths is near the end. */
#define _GNU_SOURCE 1 /* memfd_create */
#include "net/loop.h"
#include "net/query.h"
#include "net/server.h"
#include "net/ws.h"

#include "base/json.h"
#include "plat/thread.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WORK_MAX = 4096, SOCKETS_MAX = 4096 };

struct work { /* for the other thread */
	void (*run)(struct request *r);
	struct request *request;
};

static struct probe {
	struct server *server;
	struct mutex lock; /* guards the rest, down to held */
	struct cond more;
	struct work work[WORK_MAX];
	size_t n_work;
	bool stopping;
	struct request *held[WORK_MAX];
	size_t n_held;
	atomic_long aborts, dones, complete, chunks, overflows, closes;
	char *big;                                  /* 4 MB of text that never goes away */
	struct ws *sockets[LOOPS_MAX][SOCKETS_MAX]; /* of each loop, for that loop */
	size_t n_sockets[LOOPS_MAX];
} probe;

enum { BIG_BYTES = 4 << 20 };

static struct str text_reply_type(void)
{
	return S("text/plain; charset=utf-8");
}

static void reply_text(struct request *r, struct str body)
{
	request_reply(r, &(struct reply) {
				 .status = 200, .content_type = text_reply_type(), .body = body });
}

static int64_t number(struct request *r, struct str name, int64_t otherwise)
{
	const struct str value = request_query(r, name);
	int64_t n;

	return !str_absent(value) && str_to_int(value, &n) ? n : otherwise;
}

/* ---- the other thread ---- */

static void hand_over(struct request *r, void (*run)(struct request *r))
{
	mutex_lock(&probe.lock);
	ENSURE(probe.n_work < WORK_MAX);
	probe.work[probe.n_work++] = (struct work) { run, r };
	cond_signal(&probe.more);
	mutex_unlock(&probe.lock);
}

static void worker_main(void *arg)
{
	static struct work taken[WORK_MAX];

	(void) arg;
	mutex_lock(&probe.lock);
	while (!probe.stopping || probe.n_work != 0) {
		const size_t n = probe.n_work;

		memcpy(taken, probe.work, n * sizeof(*taken));
		probe.n_work = 0;
		if (n == 0) {
			cond_wait(&probe.more, &probe.lock);
			continue;
		}
		mutex_unlock(&probe.lock);
		for (size_t i = 0; i < n; i++)
			taken[i].run(taken[i].request);
		mutex_lock(&probe.lock);
	}
	mutex_unlock(&probe.lock);
}

/* ---- simple answers ---- */

static void hello(struct request *r)
{
	reply_text(r, S("hello\n"));
}

static void facts(struct request *r)
{
	struct buf b = BUF_IN(&r->arena);

	json_open(&b, '{');
	json_key(&b, S("method"));
	json_put_str(&b, method_name(r->method));
	json_key(&b, S("path"));
	json_put_str(&b, r->path);
	json_key(&b, S("query"));
	json_put_str(&b, r->query);
	json_key(&b, S("q"));
	json_put_str(&b, request_query(r, S("q")));
	json_key(&b, S("host"));
	json_put_str(&b, r->host);
	json_key(&b, S("client"));
	json_put_str(&b, r->client);
	json_key(&b, S("tls"));
	json_put_bool(&b, r->is_tls);
	json_key(&b, S("admin"));
	json_put_bool(&b, r->from_admin_socket);
	json_key(&b, S("id"));
	json_put_str(&b, r->id);
	json_key(&b, S("cookie"));
	json_put_str(&b, request_cookie(r, S("session")));
	json_key(&b, S("origin"));
	json_put_int(&b, request_origin(r));
	json_key(&b, S("loop"));
	json_put_int(&b, r->loop_index);
	json_close(&b, '}');
	request_reply(r, &(struct reply) { .status = 200,
	                                   .content_type = S("application/json"),
	                                   .body = buf_str(&b) });
}

static void echo(struct request *r)
{
	reply_text(r, r->body);
}

/* Answers from another thread. */
static void later(struct request *r)
{
	hand_over(r, echo);
}

/* Kept until /release, which answers all that are kept as one batch. */
static void hold(struct request *r)
{
	mutex_lock(&probe.lock);
	probe.held[probe.n_held++] = r;
	mutex_unlock(&probe.lock);
}

static void release_held(struct request *r)
{
	struct reply_batch batch = REPLY_BATCH_INIT;
	size_t gone = 0;

	mutex_lock(&probe.lock);
	const size_t n = probe.n_held;
	for (size_t i = 0; i < n; i++) {
		gone += request_gone(probe.held[i]);
		reply_batch_add(&batch, probe.held[i],
		                &(struct reply) { .status = 200, .body = S("held") });
	}
	probe.n_held = 0;
	mutex_unlock(&probe.lock);
	reply_batch_post(&batch);
	reply_text(r, arena_printf(&r->arena, "%zu %zu\n", n, gone));
}

static void release_elsewhere(struct request *r)
{
	hand_over(r, release_held);
}

static void held_count(struct request *r)
{
	mutex_lock(&probe.lock);
	const size_t n = probe.n_held;
	mutex_unlock(&probe.lock);
	reply_text(r, arena_printf(&r->arena, "%zu", n));
}

static struct str lines(struct request *r, int64_t n)
{
	struct buf b = BUF_IN(&r->arena);

	for (int64_t i = 0; i < n; i++)
		putf(&b, "{\"line\":%lld}\n", (long long) i);
	return buf_str(&b);
}

static void text(struct request *r)
{
	reply_text(r, lines(r, number(r, S("lines"), 200)));
}

static void secret(struct request *r)
{
	request_reply(r, &(struct reply) { .status = 200,
	                                   .content_type = text_reply_type(),
	                                   .compress = COMPRESS_NEVER,
	                                   .body = lines(r, 200) });
}

/* Compressed long before, as the files of the web app are. */
static void packed(struct request *r)
{
	request_reply(r, &(struct reply) { .status = 200,
	                                   .content_type = text_reply_type(),
	                                   .encoding = S("br"),
	                                   .body = lines(r, 200) });
}

/* A body of that many bytes, with a header that holds what a person typed. */
static void big(struct request *r)
{
	const int64_t n = number(r, S("bytes"), BIG_BYTES);
	struct header *h = arena_new(&r->arena, struct header);

	*h = (struct header) { S("X-Name"), S("a\r\nSet-Cookie: b\x01") };
	request_reply(r, &(struct reply) { .status = 200,
	                                   .headers = h,
	                                   .n_headers = 1,
	                                   .body = { probe.big, (size_t) n } });
}

/* ---- bodies that are made while they are sent ---- */

struct making {
	struct request *request;
	int64_t left, slice;
	bool later, waited;
};

static enum pull make(void *user, struct buf *out)
{
	struct making *m = user;
	const size_t n = (size_t) (m->left < m->slice ? m->left : m->slice);

	if (m->later && !m->waited) {
		m->waited = true;
		hand_over(m->request, request_source_ready);
		return PULL_LATER;
	}
	m->waited = false;
	put(out, (struct str) { probe.big, n });
	m->left -= (int64_t) n;
	return m->left == 0 ? PULL_END : PULL_MORE;
}

/* bytes, slice; promise: the announced length, -1 chunked; later: waits for another thread. */
static void source(struct request *r)
{
	struct making *m = arena_new(&r->arena, struct making);
	struct body_source *s = arena_new(&r->arena, struct body_source);

	*m = (struct making) { .request = r,
		               .left = number(r, S("bytes"), 100000),
		               .slice = number(r, S("slice"), 16384),
		               .later = number(r, S("later"), 0) != 0 };
	*s = (struct body_source) { .bytes = number(r, S("promise"), -1), .pull = make, .user = m };
	request_reply(r, &(struct reply) { .status = 200, .source = s });
}

static void file(struct request *r)
{
	const int fd = memfd_create("net_probe", MFD_CLOEXEC);
	const uint64_t from = (uint64_t) number(r, S("from"), 0);

	ENSURE(fd >= 0 && write(fd, probe.big, 300000) == 300000);
	request_reply(r, &(struct reply) { .status = 200,
	                                   .source = file_source(r, fd, from, 300000 - from) });
}

/* ---- streamed bodies ---- */

struct stream {
	uint64_t bytes, pieces;
	unsigned sum;
};

static void on_body(struct request *r, struct str piece)
{
	struct stream *s = r->user;

	atomic_fetch_add(&probe.chunks, 1);
	s->bytes += piece.len;
	s->pieces++;
	for (size_t i = 0; i < piece.len; i++)
		s->sum = s->sum * 31 + (unsigned char) piece.ptr[i];
	if (number(r, S("refuse"), -1) == (int64_t) s->pieces) {
		request_refuse(r, ERR_INVALID, S("enough"));
	} else if (number(r, S("pause"), 0) != 0) {
		request_pause(r);
		hand_over(r, request_resume);
	}
}

static void stream(struct request *r)
{
	const struct stream *s = r->user;

	reply_text(r, arena_printf(&r->arena, "%llu %u\n", (unsigned long long) s->bytes, s->sum));
}

/* ---- sockets ---- */

static void on_text(struct ws *ws, struct str message);

static void on_overflow(struct ws *ws)
{
	atomic_fetch_add(&probe.overflows, 1);
	ws_send_text(ws, S("reload"));
}

static void on_close(struct ws *ws, unsigned code)
{
	const unsigned i = loop_index(ws_loop(ws));

	atomic_fetch_add(&probe.closes, 1);
	for (size_t k = 0; k < probe.n_sockets[i]; k++) {
		if (probe.sockets[i][k] == ws) {
			probe.sockets[i][k] = probe.sockets[i][--probe.n_sockets[i]];
			break;
		}
	}
	fprintf(stderr, "closed %u\n", code);
}

static const struct ws_callbacks sockets = {
	.on_text = on_text,
	.on_overflow = on_overflow,
	.on_close = on_close,
};

static void push_here(struct loop *l, void *arg)
{
	const unsigned i = loop_index(l);
	struct frame *f = arg;

	for (size_t k = 0; k < probe.n_sockets[i]; k++)
		ws_push(probe.sockets[i][k], f);
	frame_release(f);
}

static void tick(void *arg)
{
	ws_send_text(arg, S("tick"));
}

/* push N: N frames to this socket. all TEXT: one frame to every socket of every loop.
 * close CODE, tick, echo TEXT, anything else is echoed. */
static void on_text(struct ws *ws, struct str message)
{
	struct str rest = message;
	const struct str word = str_cut(&rest, ' ');
	int64_t n = 0;

	(void) str_to_int(str_absent(rest) ? S("") : rest, &n);
	if (str_eq(word, S("push"))) {
		for (int64_t i = 0; i < n; i++) {
			struct arena a = ARENA_INIT;
			struct frame *f = frame_text(arena_printf(&a, "frame %lld", (long long) i));

			ws_push(ws, f);
			frame_release(f);
			arena_release(&a);
		}
	} else if (str_eq(word, S("fill"))) {
		struct frame *f = frame_text((struct str) { probe.big, 60000 });

		for (int64_t i = 0; i < n; i++)
			ws_push(ws, f);
		frame_release(f);
	} else if (str_eq(word, S("all"))) {
		struct frame *f = frame_text(rest);

		for (unsigned i = 0; i < server_loops(probe.server); i++)
			ENSURE(loop_post(server_loop(probe.server, i), push_here, frame_retain(f)));
		frame_release(f);
	} else if (str_eq(word, S("close"))) {
		ws_close(ws, (unsigned) n, S("as you like"));
		ws_send_text(ws, S("too late"));
	} else if (str_eq(word, S("tick"))) {
		(void) loop_timer_start(ws_loop(ws), 1, 0, tick, ws);
	} else {
		ws_send_text(ws, message);
	}
}

static void web_socket(struct request *r)
{
	const struct str wanted = request_header(r, S("sec-websocket-protocol"));
	struct str rest = wanted, first = STR_ABSENT;
	const unsigned i = r->loop_index;
	struct ws *ws;

	(void) ws_offered(&rest, &first);
	const enum err e = ws_accept(r, first, &sockets, NULL, &ws);
	if (e != OK) {
		request_refuse(r, e, STR_ABSENT);
		return;
	}
	ENSURE(probe.n_sockets[i] < SOCKETS_MAX);
	probe.sockets[i][probe.n_sockets[i]++] = ws;
}

/* ---- the handler ---- */

static void counts(struct request *r)
{
	struct net_counts c;
	struct buf b = BUF_IN(&r->arena);

	server_counts(probe.server, &c);
	json_open(&b, '{');
	for (enum net_metric m = 0; m < NET_METRIC_N; m++) {
		json_key(&b, net_metric_info[m].name);
		json_put_int(&b, c.v[m]);
	}
#define OWN(name)                                                                                  \
	json_key(&b, S(#name));                                                                    \
	json_put_int(&b, atomic_load(&probe.name))
	OWN(aborts);
	OWN(dones);
	OWN(complete);
	OWN(chunks);
	OWN(overflows);
	OWN(closes);
#undef OWN
	json_close(&b, '}');
	reply_text(r, buf_str(&b));
}

static const struct path {
	struct str path;
	void (*run)(struct request *r);
} paths[] = {
	{ STR("/hello"), hello },     { STR("/facts"), facts },
	{ STR("/echo"), echo },       { STR("/later"), later },
	{ STR("/hold"), hold },       { STR("/release"), release_elsewhere },
	{ STR("/held"), held_count }, { STR("/text"), text },
	{ STR("/secret"), secret },   { STR("/packed"), packed },
	{ STR("/big"), big },         { STR("/source"), source },
	{ STR("/file"), file },       { STR("/stream"), stream },
	{ STR("/counts"), counts },   { STR("/socket"), web_socket },
};

static const struct path *path_of(const struct request *r)
{
	for (size_t i = 0; i < COUNT(paths); i++) {
		if (str_eq(paths[i].path, r->path))
			return &paths[i];
	}
	return NULL;
}

static void on_head(struct request *r, struct intake *intake)
{
	if (str_eq(r->path, S("/unwanted"))) {
		request_refuse(r, ERR_UNAUTHORIZED, S("no body is read for this"));
	} else if (str_eq(r->path, S("/stream"))) {
		*intake = (struct intake) { INTAKE_STREAM, (uint64_t) 64 << 20 };
		r->user = arena_new(&r->arena, struct stream);
	}
}

static void on_request(struct request *r)
{
	const struct path *p = path_of(r);

	if (p == NULL)
		request_refuse(r, ERR_NOT_FOUND, STR_ABSENT);
	else
		p->run(r);
}

static void on_abort(struct request *r)
{
	atomic_fetch_add(&probe.aborts, 1);
	if (str_eq(r->path, S("/stream")))
		hand_over(r, echo); /* goes nowhere, but lets it go */
}

static void on_done(struct request *r, const struct outcome *o)
{
	(void) r;
	atomic_fetch_add(&probe.dones, 1);
	atomic_fetch_add(&probe.complete, o->complete);
}

static struct str allow(struct request *r)
{
	return path_of(r) != NULL ? S("GET, HEAD, POST") : STR_ABSENT;
}

/* ---- starting ---- */

static unsigned *number_option(struct server_config *c, struct str name)
{
	const struct {
		struct str name;
		unsigned *to;
	} options[] = {
		{ STR("loops"), &c->loops },
		{ STR("connections"), &c->limits.connections },
		{ STR("head"), &c->timeouts.head },
		{ STR("body"), &c->timeouts.body },
		{ STR("idle"), &c->timeouts.idle },
		{ STR("write"), &c->timeouts.write },
		{ STR("linger"), &c->timeouts.linger },
		{ STR("ws_ping"), &c->timeouts.ws_ping },
		{ STR("drain"), &c->timeouts.drain },
	};

	for (size_t i = 0; i < COUNT(options); i++) {
		if (str_eq(options[i].name, name))
			return options[i].to;
	}
	return NULL;
}

static bool read_option(struct server_config *c, struct str value)
{
	static struct str listen, trusted;
	static int inherited;
	const struct str name = str_cut(&value, '=');
	unsigned *to = number_option(c, name);
	int64_t n = 0;

	if (str_absent(value))
		return false;
	(void) str_to_int(value, &n);
	if (to != NULL) {
		*to = (unsigned) n;
	} else if (str_eq(name, S("listen"))) {
		listen = value;
		c->listen = &listen;
		c->n_listen = 1;
	} else if (str_eq(name, S("trusted"))) {
		trusted = value;
		c->trusted_proxies = &trusted;
		c->n_trusted_proxies = 1;
	} else if (str_eq(name, S("inherited"))) {
		inherited = (int) n;
		c->inherited = &inherited;
		c->n_inherited = 1;
	} else if (str_eq(name, S("buffered"))) {
		c->limits.buffered_bytes = (size_t) n;
	} else if (str_eq(name, S("admin"))) {
		c->admin_socket = value;
	} else if (str_eq(name, S("cert"))) {
		c->tls_certificate = value;
	} else if (str_eq(name, S("key"))) {
		c->tls_key = value;
	} else {
		return false;
	}
	return true;
}

static void wait_for_signals(void)
{
	sigset_t set;
	int got = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	while (got != SIGTERM) {
		ENSURE(sigwait(&set, &got) == 0);
		if (got == SIGHUP) {
			const enum err e = server_reload_tls(probe.server);

			fprintf(stderr, "reloaded %d\n", (int) e);
		}
	}
}

int main(int argc, char **argv)
{
	struct thread worker;
	sigset_t all;
	struct server_config config = {
		.handler = { .on_head = on_head,
		             .on_body = on_body,
		             .on_request = on_request,
		             .on_abort = on_abort,
		             .allow = allow,
		             .on_done = on_done },
	};

	for (int i = 1; i < argc; i++) {
		if (!read_option(&config, str_of(argv[i])))
			BUG("no option like %s", argv[i]);
	}
	sigfillset(&all);
	ENSURE(pthread_sigmask(SIG_BLOCK, &all, NULL) == 0);
	mutex_init(&probe.lock);
	cond_init(&probe.more);
	probe.big = mem_alloc(BIG_BYTES);
	for (size_t i = 0; i < BIG_BYTES; i++)
		probe.big[i] = (char) ('a' + i % 26);
	const enum err e = server_start(&config, &probe.server);
	if (e != OK) {
		printf("failed %.*s\n", PRI_STR(err_info(e)->code));
		mem_free(probe.big);
		return 1;
	}
	thread_start(&worker, "worker", worker_main, NULL);
	printf("ready %u\n", config.n_listen != 0 ? server_port(probe.server, 0) : 0);
	fflush(stdout);
	wait_for_signals();
	server_drain(probe.server);
	server_join(probe.server);
	mutex_lock(&probe.lock);
	probe.stopping = true;
	cond_signal(&probe.more);
	mutex_unlock(&probe.lock);
	thread_join(&worker);
	mem_free(probe.big);
	return 0;
}
