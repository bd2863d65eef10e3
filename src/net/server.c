/* server.c: puts listeners and loops together from a config. See server.h. */
#include "net/server.h"

#include "net/listen.h"
#include "net/loop_impl.h"

#include "plat/log.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct bound { /* one entry of the config, before it is given to the loops */
	enum listener_kind kind;
	struct net_addr addr;
	uint16_t port;
	int fd; /* of an inherited or unix one */
};

struct server {
	struct shared shared;
	struct loop **loops;
	unsigned n_loops;
	struct bound *bound; /* the config's listen entries, the inherited ones, the admin socket */
	size_t n_bound, n_listen;
	const char *admin_path; /* removed in the end; NULL: none */
};

/* ---- the config ---- */

static unsigned or_default(unsigned v, unsigned otherwise)
{
	return v != 0 ? v : otherwise;
}

static size_t or_default_size(size_t v, size_t otherwise)
{
	return v != 0 ? v : otherwise;
}

static void fill_limits(struct shared *s, const struct server_limits *given, unsigned loops)
{
	const size_t head = or_default_size(given->head_bytes, HEAD_BYTES_MAX);
	const size_t headers = or_default_size(given->headers, HEADERS_MAX);
	const unsigned connections = or_default(given->connections, 10000);
	const size_t buffered = or_default_size(given->buffered_bytes, (size_t) 64 << 20);

	s->parser.head_bytes = head < HEAD_BYTES_MAX ? head : HEAD_BYTES_MAX;
	s->parser.headers = headers < HEADERS_MAX ? headers : HEADERS_MAX;
	s->limits.body_bytes = given->body_bytes != 0 ? given->body_bytes : (uint64_t) 1 << 20;
	s->limits.connections = (connections + loops - 1) / loops;
	s->limits.buffered_bytes = buffered / loops;
}

static void fill_timeouts(struct server_timeouts *t, const struct server_timeouts *given)
{
	*t = (struct server_timeouts) {
		.head = or_default(given->head, 10000),
		.body = or_default(given->body, 10000),
		.idle = or_default(given->idle, 60000),
		.write = or_default(given->write, 20000),
		.linger = or_default(given->linger, 2000),
		.ws_ping = or_default(given->ws_ping, 30000),
		.drain = or_default(given->drain, 10000),
		.body_min_bytes = or_default_size(given->body_min_bytes, 16 * 1024),
		.write_min_bytes = or_default_size(given->write_min_bytes, 16 * 1024),
	};
}

static enum err invalid(const char *what)
{
	log_event(LOG_ERROR, "net.config_invalid", LOG_TEXT("value", what));
	return ERR_INVALID;
}

static enum err fill_trusted(struct shared *s, const struct server_config *config)
{
	s->trusted = mem_alloc(config->n_trusted_proxies * sizeof(struct net_prefix) + 1);
	for (size_t i = 0; i < config->n_trusted_proxies; i++) {
		if (!prefix_parse(config->trusted_proxies[i], &s->trusted[i]))
			return invalid("trusted proxy");
		s->n_trusted++;
	}
	return OK;
}

static enum err fill_shared(struct shared *s, const struct server_config *config, unsigned loops)
{
	const bool tls = !str_absent(config->tls_certificate);

	ENSURE(config->handler.on_request != NULL);
	fill_limits(s, &config->limits, loops);
	fill_timeouts(&s->timeouts, &config->timeouts);
	s->handler = config->handler;
	s->gzip_level = config->gzip_level == 0  ? 1
	                : config->gzip_level < 0 ? 0
	                                         : config->gzip_level;
	if (s->gzip_level > 9)
		return invalid("gzip level");
	TRY(fill_trusted(s, config));
	if (tls != !str_absent(config->tls_key))
		return invalid("certificate without key, or key without certificate");
	return tls ? tls_store_open(config->tls_certificate, config->tls_key, &s->tls) : OK;
}

/* ---- binding ---- */

static enum err no_socket(const char *what, int error)
{
	log_event(LOG_ERROR, "net.listen_failed", LOG_TEXT("what", what), LOG_ERRNO(-error));
	return ERR_IO;
}

static enum err bind_listen(struct server *s, const struct server_config *config)
{
	for (size_t i = 0; i < config->n_listen; i++) {
		struct bound *b = &s->bound[s->n_bound];

		*b = (struct bound) { .kind = LISTEN_TCP, .fd = -1 };
		if (!listen_parse(config->listen[i], &b->addr, &b->port))
			return invalid("listen address");
		const int e = listen_probe(b->addr, b->port);
		if (e < 0)
			return no_socket("address", e);
		s->n_bound++;
	}
	s->n_listen = config->n_listen;
	return OK;
}

static enum err bind_inherited(struct server *s, const struct server_config *config)
{
	for (size_t i = 0; i < config->n_inherited; i++) {
		struct bound *b = &s->bound[s->n_bound];
		bool is_unix = false;

		*b = (struct bound) { .fd = config->inherited[i] };
		s->n_bound++;
		if (!listen_inherited(b->fd, &is_unix, &b->port))
			return invalid("inherited socket");
		b->kind = is_unix ? LISTEN_UNIX : LISTEN_TCP;
	}
	return OK;
}

static enum err bind_admin(struct server *s, const struct server_config *config)
{
	const struct str path = config->admin_socket;

	if (str_absent(path))
		return OK;
	const int fd = listen_unix(path);
	if (fd < 0)
		return no_socket("admin socket", fd);
	s->bound[s->n_bound++] = (struct bound) { .kind = LISTEN_ADMIN, .fd = fd };
	char *copy = mem_alloc(path.len + 1);
	memcpy(copy, path.ptr, path.len);
	s->admin_path = copy;
	return OK;
}

static enum err bind_all(struct server *s, const struct server_config *config)
{
	s->bound = mem_alloc((config->n_listen + config->n_inherited + 1) * sizeof(struct bound));
	TRY(bind_listen(s, config));
	TRY(bind_inherited(s, config));
	TRY(bind_admin(s, config));
	return s->n_bound != 0 ? OK : invalid("nothing to listen on");
}

/* A descriptor of this listener for one more loop; -errno. */
static int fd_for(struct bound *b)
{
	if (b->fd < 0)
		return listen_tcp(b->addr, &b->port);
	const int fd = fcntl(b->fd, F_DUPFD_CLOEXEC, 0);
	return fd >= 0 ? fd : -errno;
}

static int open_handle(struct loop *l, struct listener *to, int fd)
{
	int e;

	if (to->kind == LISTEN_TCP) {
		e = uv_tcp_init(&l->uv, &to->uv.tcp);
		return e != 0 ? e : uv_tcp_open(&to->uv.tcp, fd);
	}
	e = uv_pipe_init(&l->uv, &to->uv.pipe, 0);
	return e != 0 ? e : uv_pipe_open(&to->uv.pipe, fd);
}

static enum err give_listeners(struct server *s, struct loop *l)
{
	l->listeners = mem_alloc(s->n_bound * sizeof(struct listener));
	for (size_t i = 0; i < s->n_bound; i++) {
		struct bound *b = &s->bound[i];
		struct listener *to = &l->listeners[l->n_listeners];

		if (b->kind == LISTEN_ADMIN && l->index != 0)
			continue;
		const int fd = fd_for(b);
		if (fd < 0)
			return no_socket("address", fd);
		to->loop = l;
		to->kind = b->kind;
		const int e = open_handle(l, to, fd);
		if (e != 0) {
			(void) close(fd);
			return no_socket("address", e);
		}
		l->n_listeners++;
	}
	const int e = loop_listen(l);
	return e == 0 ? OK : no_socket("address", e);
}

/* ---- starting and stopping ---- */

static void close_bound(struct server *s)
{
	for (size_t i = 0; i < s->n_bound; i++) {
		if (s->bound[i].fd >= 0)
			(void) close(s->bound[i].fd);
		s->bound[i].fd = -1;
	}
}

static void server_free(struct server *s)
{
	for (unsigned i = 0; i < s->n_loops; i++)
		loop_release(s->loops[i]);
	close_bound(s);
	if (s->admin_path != NULL)
		(void) unlink(s->admin_path);
	tls_store_free(s->shared.tls);
	mem_free(s->shared.trusted);
	mem_free((void *) (uintptr_t) s->admin_path);
	mem_free(s->bound);
	mem_free(s->loops);
	mem_free(s);
}

static enum err make_loops(struct server *s, unsigned n)
{
	s->loops = mem_alloc(n * sizeof(struct loop *));
	for (unsigned i = 0; i < n; i++) {
		struct loop *l = mem_alloc(sizeof(*l));

		const enum err e = loop_init(l, &s->shared, i);
		if (e != OK) {
			mem_free(l);
			return e;
		}
		s->loops[s->n_loops++] = l;
		TRY(give_listeners(s, l));
	}
	return OK;
}

static enum err prepare(struct server *s, const struct server_config *config, unsigned loops)
{
	if (loops > LOOPS_MAX)
		return invalid("number of loops");
	TRY(fill_shared(&s->shared, config, loops));
	TRY(bind_all(s, config));
	return make_loops(s, loops);
}

enum err server_start(const struct server_config *config, struct server **out_r)
{
	const unsigned loops = config->loops != 0 ? config->loops : 2;
	struct server *s = mem_alloc(sizeof(*s));

	const enum err e = prepare(s, config, loops);
	if (e != OK) {
		server_free(s);
		return e;
	}
	close_bound(s); /* each loop has its own descriptor */
	*out_r = s;     /* the first request may come before this returns */
	for (unsigned i = 0; i < s->n_loops; i++)
		loop_start(s->loops[i]);
	return OK;
}

void server_drain(struct server *s)
{
	for (unsigned i = 0; i < s->n_loops; i++)
		loop_drain(s->loops[i]);
}

void server_join(struct server *s)
{
	for (unsigned i = 0; i < s->n_loops; i++)
		loop_join(s->loops[i]);
	server_free(s);
}

enum err server_reload_tls(struct server *s)
{
	return s->shared.tls != NULL ? tls_store_refresh(s->shared.tls) : OK;
}

/* ---- looking ---- */

unsigned server_loops(const struct server *s)
{
	return s->n_loops;
}

struct loop *server_loop(struct server *s, unsigned index)
{
	ENSURE(index < s->n_loops);
	return s->loops[index];
}

uint16_t server_port(const struct server *s, size_t nth_listen)
{
	ENSURE(nth_listen < s->n_listen);
	return s->bound[nth_listen].port;
}

static void add_counts(const struct loop *l, struct net_counts *to)
{
	for (enum net_metric m = 0; m < NET_METRIC_N; m++)
		to->v[m] += atomic_load_explicit(&l->counts[m], memory_order_relaxed);
	for (unsigned i = 0; i < NET_TOOK_N; i++)
		to->took[i] += atomic_load_explicit(&l->took[i], memory_order_relaxed);
	to->took_us += atomic_load_explicit(&l->took_us, memory_order_relaxed);
}

void server_counts(const struct server *s, struct net_counts *out)
{
	*out = (struct net_counts) { 0 };
	for (unsigned i = 0; i < s->n_loops; i++)
		add_counts(s->loops[i], out);
}
