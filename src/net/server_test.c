/* server_test.c: a server inside the test: replies from other threads, letters to loops, frames
 * shared between loops, the drain. ThreadSanitizer runs this too; what needs no threads is tested
 * over real connections in tests/net. */
#include "net/loop.h"
#include "net/server.h"
#include "net/ws.h"

#include "plat/thread.h"

#include "base/test.h"

#include <arpa/inet.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 4, REQUESTS = 200, SOCKETS = 6, POSTS = 500 };

static struct {
	struct server *server;
	struct mutex lock; /* guards queue, n and stop */
	struct cond more;
	struct request *queue[CLIENTS * 2];
	size_t n;
	bool stop;
	struct ws *sockets[2][SOCKETS];
	unsigned n_sockets[2]; /* of each loop, its own */
	atomic_uint open, done, ran, closed;
} t;

/* ---- the server's side ---- */

/* Answers whatever has queued as one batch. */
static void writer_main(void *arg)
{
	struct reply_batch batch = REPLY_BATCH_INIT;

	(void) arg;
	mutex_lock(&t.lock);
	while (!t.stop || t.n != 0) {
		if (t.n == 0) {
			cond_wait(&t.more, &t.lock);
			continue;
		}
		for (size_t i = 0; i < t.n; i++) {
			struct request *r = t.queue[i];
			const struct str body = arena_join(&r->arena, S("written "), r->path);

			reply_batch_add(&batch, r, &(struct reply) { .status = 201, .body = body });
		}
		t.n = 0;
		reply_batch_post(&batch);
	}
	mutex_unlock(&t.lock);
}

static void queue(struct request *r)
{
	mutex_lock(&t.lock);
	ENSURE(t.n < COUNT(t.queue));
	t.queue[t.n++] = r;
	cond_signal(&t.more);
	mutex_unlock(&t.lock);
}

static void on_text(struct ws *ws, struct str text)
{
	ws_send_text(ws, text);
}

static void on_close(struct ws *ws, unsigned code)
{
	(void) ws;
	(void) code;
	atomic_fetch_add(&t.closed, 1);
}

static const struct ws_callbacks callbacks = { .on_text = on_text, .on_close = on_close };

static void on_request(struct request *r)
{
	const unsigned i = r->loop_index;
	struct ws *ws;

	if (str_eq(r->path, S("/socket"))) {
		ENSURE(ws_accept(r, STR_ABSENT, &callbacks, NULL, &ws) == OK);
		t.sockets[i][t.n_sockets[i]++] = ws;
		atomic_fetch_add(&t.open, 1);
	} else if (r->method == METHOD_POST) {
		queue(r);
	} else {
		request_reply(r, &(struct reply) { .status = 200, .body = S("read") });
	}
}

static void on_done(struct request *r, const struct outcome *o)
{
	(void) r;
	(void) o;
	atomic_fetch_add(&t.done, 1);
}

/* ---- the client's side ---- */

static int dial(void)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
		                  .sin_port = htons(server_port(t.server, 0)) };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ENSURE(fd >= 0 && connect(fd, (struct sockaddr *) &sa, sizeof(sa)) == 0);
	return fd;
}

static void send_text(int fd, struct str s)
{
	ENSURE(write(fd, s.ptr, s.len) == (ssize_t) s.len);
}

/* Reads until what has come ends with `end`; false when the connection ended. */
static bool read_until(int fd, struct str end, char *buf, size_t room)
{
	size_t n = 0;

	for (;;) {
		const ssize_t got = read(fd, buf + n, room - n);

		if (got <= 0)
			return false;
		n += (size_t) got;
		if (str_ends((struct str) { buf, n }, end))
			return true;
		ENSURE(n < room);
	}
}

static void client_main(void *arg)
{
	char buf[1000];
	const int fd = dial();

	(void) arg;
	for (int i = 0; i < REQUESTS; i++) {
		send_text(fd, S("POST /it HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"));
		ENSURE(read_until(fd, S("written /it"), buf, sizeof(buf)));
		send_text(fd, S("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
		ENSURE(read_until(fd, S("read"), buf, sizeof(buf)));
	}
	close(fd);
}

static int start(void **state)
{
	static const struct str listen[] = { STR("127.0.0.1:0") };
	const struct server_config config = {
		.listen = listen,
		.n_listen = 1,
		.handler = { .on_request = on_request, .on_done = on_done },
	};

	(void) state;
	memset(&t, 0, sizeof(t));
	mutex_init(&t.lock);
	cond_init(&t.more);
	return server_start(&config, &t.server) == OK ? 0 : -1;
}

static void stop(void)
{
	server_drain(t.server);
	server_drain(t.server); /* changes nothing */
	server_join(t.server);
}

/* ---- the tests ---- */

static void replies_come_from_any_thread(void **state)
{
	struct thread writer, clients[CLIENTS];
	struct net_counts counts;

	(void) state;
	thread_start(&writer, "writer", writer_main, NULL);
	for (int i = 0; i < CLIENTS; i++)
		thread_start(&clients[i], "client", client_main, NULL);
	for (int i = 0; i < CLIENTS; i++)
		thread_join(&clients[i]);
	server_counts(t.server, &counts);
	assert_int_equal(counts.v[NET_requests_total], 2 * CLIENTS * REQUESTS);
	assert_int_equal(counts.v[NET_replies_2xx], 2 * CLIENTS * REQUESTS);
	stop();
	mutex_lock(&t.lock);
	t.stop = true;
	cond_signal(&t.more);
	mutex_unlock(&t.lock);
	thread_join(&writer);
	assert_int_equal(atomic_load(&t.done), 2 * CLIENTS * REQUESTS);
}

static void a_dead_client_leaves_its_request_valid(void **state)
{
	struct thread writer;

	(void) state;
	for (int i = 0; i < CLIENTS; i++) {
		const int fd = dial();
		struct linger hard = { .l_onoff = 1 };

		send_text(fd, S("POST /gone HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"));
		assert_true(setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard)) == 0);
		mutex_lock(&t.lock);
		size_t n = t.n;
		mutex_unlock(&t.lock);
		while (n <= (size_t) i) {
			mutex_lock(&t.lock);
			n = t.n;
			mutex_unlock(&t.lock);
		}
		close(fd); /* with a reset */
	}
	server_drain(t.server); /* does not end before the requests are answered */
	t.stop = true;
	thread_start(&writer, "writer", writer_main, NULL);
	server_join(t.server);
	thread_join(&writer);
	assert_int_equal(atomic_load(&t.done), CLIENTS);
}

static void count_run(struct loop *l, void *arg)
{
	ENSURE(loop_is_current(l) && arg == &t);
	atomic_fetch_add(&t.ran, 1);
}

static void post_main(void *arg)
{
	for (int i = 0; i < POSTS; i++)
		ENSURE(loop_post(arg, count_run, &t));
}

static void letters_are_opened_on_the_loop(void **state)
{
	struct thread posters[4];

	(void) state;
	assert_int_equal(server_loops(t.server), 2);
	for (unsigned i = 0; i < 4; i++)
		thread_start(&posters[i], "poster", post_main, server_loop(t.server, i % 2));
	for (unsigned i = 0; i < 4; i++)
		thread_join(&posters[i]);
	stop(); /* opens what is left before it ends */
	assert_int_equal(atomic_load(&t.ran), 4 * POSTS);
}

static void push_here(struct loop *l, void *arg)
{
	const unsigned i = loop_index(l);

	for (unsigned k = 0; k < t.n_sockets[i]; k++)
		ws_push(t.sockets[i][k], arg);
	frame_release(arg);
}

static void broadcast(struct str text)
{
	struct frame *f = frame_text(text);

	for (unsigned i = 0; i < 2; i++)
		assert_true(loop_post(server_loop(t.server, i), push_here, frame_retain(f)));
	frame_release(f);
}

static void frames_are_shared_between_loops(void **state)
{
	int fds[SOCKETS];
	char buf[4000];

	(void) state;
	for (int i = 0; i < SOCKETS; i++) {
		fds[i] = dial();
		send_text(fds[i], S("GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
		                    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
		assert_true(read_until(fds[i], S("\r\n\r\n"), buf, sizeof(buf)));
	}
	while (atomic_load(&t.open) < SOCKETS)
		;
	for (int i = 0; i < 50; i++)
		broadcast(S("something changed"));
	broadcast(S("the last of them"));
	for (int i = 0; i < SOCKETS; i++)
		assert_true(read_until(fds[i], S("\x81\x10the last of them"), buf, sizeof(buf)));
	server_drain(t.server);
	for (int i = 0; i < SOCKETS; i++) {
		assert_true(read_until(fds[i], S("\x88\x02\x03\xe9"), buf, sizeof(buf)));
		close(fds[i]);
	}
	server_join(t.server);
	assert_int_equal(atomic_load(&t.closed), SOCKETS);
}

static void a_port_in_use_is_told(void **state)
{
	char text[32];
	struct buf b = { .ptr = text, .cap = sizeof(text) };
	struct server *second;

	(void) state;
	put(&b, S("127.0.0.1:"));
	put_int(&b, server_port(t.server, 0));
	const struct str listen = buf_str(&b);
	const struct server_config config = {
		.listen = &listen,
		.n_listen = 1,
		.handler = { .on_request = on_request },
	};
	assert_int_equal(server_start(&config, &second), ERR_IO);
	stop();
}

static void bad_configs_are_refused(void **state)
{
	const struct str listen = S("127.0.0.1:0"), nonsense = S("nonsense");
	const struct server_config good = { .listen = &listen,
		                            .n_listen = 1,
		                            .handler = { .on_request = on_request } };
	struct server_config bad[6] = { good, good, good, good, good, good };
	struct server *s;

	(void) state;
	bad[0].listen = &nonsense;
	bad[1].trusted_proxies = &nonsense;
	bad[1].n_trusted_proxies = 1;
	bad[2].loops = LOOPS_MAX + 1;
	bad[3].n_listen = 0;
	bad[4].gzip_level = 10;
	bad[5].tls_certificate = S("/nowhere/cert.pem");
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(server_start(&bad[i], &s), ERR_INVALID);
	bad[5].tls_key = S("/nowhere/key.pem");
	assert_int_equal(server_start(&bad[5], &s), ERR_KEY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(replies_come_from_any_thread, start),
		cmocka_unit_test_setup(a_dead_client_leaves_its_request_valid, start),
		cmocka_unit_test_setup(letters_are_opened_on_the_loop, start),
		cmocka_unit_test_setup(frames_are_shared_between_loops, start),
		cmocka_unit_test_setup(a_port_in_use_is_told, start),
		cmocka_unit_test(bad_configs_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
