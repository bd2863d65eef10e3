/* notify_probe.c: what a service manager hears: a datagram socket at the path that it is given, and
 * each message a line. */
#define _GNU_SOURCE 1
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char text[512];
	if (argc != 2 || strlen(argv[1]) >= sizeof at.sun_path)
		return 2;
	memcpy(at.sun_path, argv[1], strlen(argv[1]));
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *) &at, sizeof at) != 0)
		return 1;
	puts("ready");
	fflush(stdout);
	for (ssize_t n; (n = recv(fd, text, sizeof text, 0)) > 0; fflush(stdout))
		printf("%.*s\n", (int) n, text);
	return 0;
}
