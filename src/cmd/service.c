/* service.c: see service.h. */
#include "cmd/service.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "plat/process.h"

enum { FIRST_SOCKET = 3 };

static bool number_of(const char *name, int64_t *out)
{
	const char *text = getenv(name);
	return text != NULL && str_to_int(str_of(text), out);
}

/* The address as `listen` would say it; absent: no TCP. */
static struct str address_of(struct arena *a, int fd)
{
	struct sockaddr_storage at = { 0 };
	const struct sockaddr_in *v4 = (const void *) &at;
	const struct sockaddr_in6 *v6 = (const void *) &at;
	socklen_t size = sizeof at;
	char text[INET6_ADDRSTRLEN];
	if (getsockname(fd, (struct sockaddr *) &at, &size) != 0)
		return STR_ABSENT;
	if (at.ss_family == AF_INET && inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text))
		return arena_printf(a, "%s:%u", text, ntohs(v4->sin_port));
	if (at.ss_family == AF_INET6 && inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text))
		return arena_printf(a, "[%s]:%u", text, ntohs(v6->sin6_port));
	return STR_ABSENT;
}

static bool listens(int fd)
{
	int yes = 0;
	socklen_t size = sizeof yes;
	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 && yes != 0;
}

static bool take_sockets(struct service *s, struct config *c, struct arena *a, int64_t n)
{
	if (n < 0 || n > CONFIG_LIST_MAX) {
		say(EXIT_failed, "at most %d sockets can be handed over.", CONFIG_LIST_MAX);
		return false;
	}
	c->listen.n = 0;
	for (int fd = FIRST_SOCKET; fd < FIRST_SOCKET + (int) n; fd++) {
		if (!listens(fd)) {
			say(EXIT_failed, "the socket %d that was handed over does not listen.", fd);
			return false;
		}
		struct str address = address_of(a, fd);
		s->sockets[s->n++] = fd;
		if (!str_absent(address))
			c->listen.v[c->listen.n++] = address;
	}
	return true;
}

bool service_take(struct service *s, struct config *c, struct arena *a)
{
	int64_t pid, n, us;
	const char *notify = getenv("NOTIFY_SOCKET");
	*s = (struct service) { .notify = notify != NULL ? arena_str(a, str_of(notify))
		                                         : STR_ABSENT };
	if (number_of("WATCHDOG_USEC", &us) && us > 0 &&
	    (!number_of("WATCHDOG_PID", &pid) || pid == process_id()))
		s->watchdog_ms = us / 1000;
	/* Meant for another process that only left them in the environment: not ours. */
	if (!number_of("LISTEN_PID", &pid) || pid != process_id() || !number_of("LISTEN_FDS", &n) ||
	    n == 0)
		return true;
	return take_sockets(s, c, a, n);
}

void service_tell(const struct service *s, struct str state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct str path = s->notify;
	if (str_absent(path) || path.len < 2 || path.len >= sizeof at.sun_path)
		return;
	memcpy(at.sun_path, path.ptr, path.len);
	if (path.ptr[0] == '@') /* a name that is no file begins with a NUL */
		at.sun_path[0] = 0;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	socklen_t size = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + path.len);
	(void) !sendto(fd, state.ptr, state.len, MSG_NOSIGNAL, (struct sockaddr *) &at, size);
	close(fd);
}
