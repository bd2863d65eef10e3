/* client.c: see client.h. */
#include "cmd/client.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/json.h"
#include "cmd/cmd.h"
#include "cmd/engine.h"

enum { HEAD_MAX = 16384, ANSWER_MAX = 64 << 20 };

struct client {
	int fd;
	struct engine *engine;
	struct str workspace, path;
};

static int connect_to(struct str path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	if (path.len >= sizeof at.sun_path)
		return -1;
	memcpy(at.sun_path, path.ptr, path.len);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *) &at, sizeof at) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

enum err client_open(const struct client_options *o, struct client **out)
{
	struct client *c = mem_alloc(sizeof *c);
	struct arena a = ARENA_INIT;
	struct str path = arena_join(&a, o->config.data, S("/kontor.sock"));
	c->workspace = o->workspace;
	c->fd = connect_to(path);
	enum err e = OK;
	if (c->fd < 0) {
		struct engine_options eo = { .config = &o->config, .quiet = true };
		e = engine_start(&eo, &c->engine);
		if (e == OK && (c->fd = connect_to(path)) < 0)
			e = ERR_IO;
	}
	arena_release(&a);
	if (e != OK) {
		client_close(c);
		return e;
	}
	*out = c;
	return OK;
}

void client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	if (c->engine != NULL) {
		engine_drain(c->engine);
		engine_stop(c->engine);
	}
	mem_free(c);
}

/* -- one request -- */

static enum err send_all(int fd, struct str s)
{
	while (s.len > 0) {
		ssize_t n = send(fd, s.ptr, s.len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		s = str_from(s, (size_t) n);
	}
	return OK;
}

static enum err receive(int fd, struct buf *b)
{
	char *room = buf_room(b, 65536);
	ssize_t n;
	do
		n = recv(fd, room, 65536, 0);
	while (n < 0 && errno == EINTR);
	if (n <= 0 || b->len > ANSWER_MAX)
		return ERR_IO;
	b->len += (size_t) n;
	return OK;
}

static int64_t content_length(struct str head)
{
	int64_t n = 0;
	while (!str_absent(head)) {
		struct str line = str_trim(str_cut(&head, '\n'));
		if (line.len > 15 && str_ieq(str_head(line, 15), S("content-length:")) &&
		    str_to_int(str_trim(str_from(line, 15)), &n))
			return n;
	}
	return 0;
}

static enum err read_answer(int fd, struct arena *a, struct answer_in *out)
{
	struct buf b = BUF_IN(a);
	size_t end;
	int64_t status;
	do
		TRY(receive(fd, &b));
	while (!str_find(buf_str(&b), S("\r\n\r\n"), &end));
	if (b.len < 12 || !str_to_int((struct str) { b.ptr + 9, 3 }, &status))
		return ERR_IO;
	int64_t length = content_length(str_head(buf_str(&b), end));
	while (b.len < end + 4 + (size_t) length)
		TRY(receive(fd, &b));
	*out = (struct answer_in) { (int) status, str_from(buf_str(&b), end + 4) };
	return OK;
}

enum err client_ask(struct client *c, struct arena *a, const char *method, struct str path,
                    struct str type, struct str body, struct answer_in *out)
{
	struct buf b = BUF_IN(a);
	putf(&b, "%s %.*s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n", method,
	     PRI_STR(path), body.len);
	if (!str_absent(type))
		putf(&b, "Content-Type: %.*s\r\n", PRI_STR(type));
	if (!str_absent(c->workspace))
		putf(&b, "Kontor-Workspace: %.*s\r\n", PRI_STR(c->workspace));
	put(&b, S("\r\n"));
	TRY(send_all(c->fd, buf_str(&b)));
	if (body.len != 0)
		TRY(send_all(c->fd, body));
	return read_answer(c->fd, a, out);
}

void client_pause(struct client *c, int ms)
{
	struct pollfd at = { .fd = c->fd, .events = POLLIN };
	(void) poll(&at, 1, ms);
}

/* -- reading answers -- */

struct str client_member(struct arena *a, struct str object, struct str name)
{
	struct json j = json_of(object, a);
	struct str key, value;
	bool first = true;
	if (json_peek(&j) != JSON_OBJECT)
		return STR_ABSENT;
	while (json_member(&j, &key, &first) > 0) {
		enum json_type type = json_peek(&j);
		bool ok = type == JSON_STRING ? json_string(&j, &value) : json_skip(&j, &value);
		if (!ok)
			return STR_ABSENT;
		if (str_eq(key, name))
			return type == JSON_NULL ? STR_ABSENT : value;
	}
	return STR_ABSENT;
}

/* What is said of the whole needs no title above it. */
static void put_flaws(struct arena *a, struct str title, struct str errors)
{
	struct json j = json_of(errors, a);
	bool first = true, titled = false;
	struct str one;
	while (json_element(&j, &first) > 0 && json_skip(&j, &one)) {
		struct str pointer = client_member(a, one, S("pointer")),
			   detail = client_member(a, one, S("detail"));
		if (pointer.len == 0) {
			fprintf(stderr, "%.*s\n", PRI_STR(detail));
			titled = true;
			continue;
		}
		if (!titled)
			fprintf(stderr, "%.*s\n", PRI_STR(title));
		titled = true;
		fprintf(stderr, "  %.*s: %.*s\n", PRI_STR(pointer), PRI_STR(detail));
	}
}

int client_refused_for(struct arena *a, struct str about, const struct answer_in *in)
{
	struct str title = client_member(a, in->body, S("title")),
		   detail = client_member(a, in->body, S("detail")),
		   errors = client_member(a, in->body, S("errors"));
	if (str_absent(title))
		title = S("The server refused.");
	fprintf(stderr, "kontor: ");
	if (!str_absent(about))
		fprintf(stderr, "%.*s: ", PRI_STR(about));
	if (!str_absent(errors))
		put_flaws(a, title, errors);
	else
		fprintf(stderr, "%.*s%s%.*s\n", PRI_STR(title), str_absent(detail) ? "" : " ",
		        PRI_STR(detail));
	return EXIT_failed;
}

int client_refused(struct arena *a, const struct answer_in *in)
{
	return client_refused_for(a, STR_ABSENT, in);
}
