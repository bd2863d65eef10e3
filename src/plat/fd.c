/* fd.c: see fd.h. */
#include "plat/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "plat/fault.h"

int fd_open(const char *path, int flags)
{
	int fd;

	do
		fd = fault_strikes(FAULT_open) ? -1 : open(path, flags | O_CLOEXEC, 0600);
	while (fd < 0 && errno == EINTR);
	return fd;
}

void fd_close_quietly(int fd)
{
	const int before = errno;

	close(fd);
	errno = before;
}
