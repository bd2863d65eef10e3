/* process.c: rlimits, prctl and /proc. See process.h. */
#define _GNU_SOURCE 1 /* sched_getaffinity, CPU_COUNT */
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plat/process.h"

void process_harden(void)
{
	const struct rlimit none = { .rlim_cur = 0, .rlim_max = 0 };

	ENSURE(setrlimit(RLIMIT_CORE, &none) == 0);
	ENSURE(prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0);
	ENSURE(prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0);
	umask(077);
}

int64_t process_raise_files(void)
{
	struct rlimit limit;

	ENSURE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	limit.rlim_cur = limit.rlim_max;
	/* Some containers name a hard limit they do not grant: then the old one stays. */
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		ENSURE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t) limit.rlim_cur;
}

int64_t process_rss_bytes(void)
{
	const int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	char text[128];
	struct str rest;
	int64_t pages;
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof text);
	close(fd);
	if (n <= 0)
		return 0;
	rest = (struct str) { text, (size_t) n }; /* proc(5): total, resident, … in pages */
	str_cut(&rest, ' ');
	return str_to_int(str_cut(&rest, ' '), &pages) ? pages * sysconf(_SC_PAGESIZE) : 0;
}

int64_t process_id(void)
{
	return getpid();
}

int process_cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}
