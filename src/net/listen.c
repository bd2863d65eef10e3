/* listen.c: opening, binding and judging listening sockets. See listen.h. */
#include "net/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

union sockaddr_any {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un un;
	struct sockaddr_storage storage;
};

static int fail(int fd)
{
	const int e = errno;

	if (fd >= 0)
		(void) close(fd);
	return -e;
}

static socklen_t fill(union sockaddr_any *sa, struct net_addr a, uint16_t port)
{
	*sa = (union sockaddr_any) { 0 };
	if (a.family == 4) {
		sa->v4.sin_family = AF_INET;
		sa->v4.sin_port = htons(port);
		memcpy(&sa->v4.sin_addr, a.b, 4);
		return sizeof(sa->v4);
	}
	sa->v6.sin6_family = AF_INET6;
	sa->v6.sin6_port = htons(port);
	memcpy(&sa->v6.sin6_addr, a.b, 16);
	return sizeof(sa->v6);
}

static bool is_any(struct net_addr a)
{
	static const uint8_t zero[16];

	return memcmp(a.b, zero, sizeof(zero)) == 0;
}

static int set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value));
}

enum sharing { ALONE, SHARED };

static int open_bound(struct net_addr a, uint16_t port, enum sharing sharing)
{
	union sockaddr_any sa;
	const int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(a.family == 4 ? AF_INET : AF_INET6, kind, 0);

	/* "Every address" of a box without IPv6 is every IPv4 one. */
	if (fd < 0 && errno == EAFNOSUPPORT && is_any(a)) {
		a = (struct net_addr) { .family = 4 };
		fd = socket(AF_INET, kind, 0);
	}
	if (fd < 0)
		return -errno;
	if (set(fd, SOL_SOCKET, SO_REUSEADDR, 1) != 0 ||
	    (sharing == SHARED && set(fd, SOL_SOCKET, SO_REUSEPORT, 1) != 0) ||
	    (a.family == 6 && set(fd, IPPROTO_IPV6, IPV6_V6ONLY, !is_any(a)) != 0))
		return fail(fd);
	const socklen_t size = fill(&sa, a, port);
	return bind(fd, &sa.any, size) == 0 ? fd : fail(fd);
}

static bool port_of(int fd, uint16_t *port)
{
	union sockaddr_any sa = { 0 };
	socklen_t size = sizeof(sa);

	if (getsockname(fd, &sa.any, &size) != 0)
		return false;
	*port = ntohs(sa.any.sa_family == AF_INET ? sa.v4.sin_port : sa.v6.sin6_port);
	return true;
}

int listen_tcp(struct net_addr addr, uint16_t *port)
{
	const int fd = open_bound(addr, *port, SHARED);

	if (fd >= 0 && *port == 0 && !port_of(fd, port))
		return fail(fd);
	return fd;
}

int listen_probe(struct net_addr addr, uint16_t port)
{
	int fd;

	if (port == 0)
		return 0;
	fd = open_bound(addr, port, ALONE);
	if (fd < 0)
		return fd;
	(void) close(fd);
	return 0;
}

static bool answers(const union sockaddr_any *sa)
{
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return true; /* cannot tell: leave the file alone */
	const bool yes = connect(fd, &sa->any, sizeof(sa->un)) == 0 || errno != ECONNREFUSED;
	(void) close(fd);
	return yes;
}

int listen_unix(struct str path)
{
	union sockaddr_any sa = { .un = { .sun_family = AF_UNIX } };
	struct stat st;

	if (path.len == 0 || path.len >= sizeof(sa.un.sun_path))
		return -ENAMETOOLONG;
	memcpy(sa.un.sun_path, path.ptr, path.len);
	if (lstat(sa.un.sun_path, &st) == 0) {
		if (!S_ISSOCK(st.st_mode) || answers(&sa))
			return -EADDRINUSE;
		if (unlink(sa.un.sun_path) != 0)
			return -errno;
	}
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	/* Before bind, so that the file never exists with wider rights; then looked at, because
	 * only Linux promises that. */
	if (fchmod(fd, S_IRUSR | S_IWUSR) != 0 || bind(fd, &sa.any, sizeof(sa.un)) != 0)
		return fail(fd);
	if (lstat(sa.un.sun_path, &st) == 0 && (st.st_mode & 0777) == (S_IRUSR | S_IWUSR))
		return fd;
	(void) unlink(sa.un.sun_path);
	errno = EPERM;
	return fail(fd);
}

bool listen_inherited(int fd, bool *is_unix, uint16_t *port)
{
	union sockaddr_any sa = { 0 };
	socklen_t size = sizeof(sa), int_size = sizeof(int);
	int type = 0, listening = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &int_size) != 0 || type != SOCK_STREAM)
		return false;
	int_size = sizeof(int);
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &int_size) != 0 || listening == 0)
		return false;
	if (getsockname(fd, &sa.any, &size) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return false;
	*is_unix = sa.any.sa_family == AF_UNIX;
	if (*is_unix)
		return true;
	return (sa.any.sa_family == AF_INET || sa.any.sa_family == AF_INET6) && port_of(fd, port);
}
