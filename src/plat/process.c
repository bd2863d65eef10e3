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

/* The start of a small file that the kernel makes; absent: it cannot be read. */
static struct str read_start(const char *path, char *room, size_t size)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return STR_ABSENT;
	n = read(fd, room, size);
	close(fd);
	return n > 0 ? (struct str) { room, (size_t) n } : STR_ABSENT;
}

int64_t process_rss_bytes(void)
{
	char room[128];
	struct str text = read_start("/proc/self/statm", room, sizeof room);
	int64_t pages;

	if (str_absent(text))
		return 0;
	str_cut(&text, ' '); /* proc(5): total, resident, … in pages */
	return str_to_int(str_cut(&text, ' '), &pages) ? pages * sysconf(_SC_PAGESIZE) : 0;
}

int64_t process_memory_bytes(void)
{
	char room[32];
	const struct str text = read_start("/sys/fs/cgroup/memory.max", room, sizeof room);
	const int64_t box = (int64_t) sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	int64_t ours;

	/* cgroups(7), version 2: a number, or "max" */
	return str_to_int(str_trim(text), &ours) && ours > 0 && ours < box ? ours : box;
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
