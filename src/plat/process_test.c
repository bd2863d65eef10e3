/* process_test.c: what the kernel was asked for holds; what it says is plausible. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"
#include "plat/process.h"

/* In a child, so that the test itself stays debuggable. Its exit code says what did not hold. */
static int hardened(void)
{
	char path[] = "/tmp/kontor-process-XXXXXX";
	struct rlimit core;
	struct stat st;
	int fd;

	process_harden();
	if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || core.rlim_max != 0)
		return 1;
	if (prctl(PR_GET_DUMPABLE) != 0)
		return 2;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) != 1)
		return 3;
	fd = mkstemp(path);
	if (fd < 0 || unlink(path) != 0 || close(fd) != 0)
		return 4;
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0666);
	if (fd < 0 || fstat(fd, &st) != 0 || unlink(path) != 0)
		return 5;
	return (st.st_mode & 077) == 0 ? 0 : 6;
}

static void hardening_holds(void **state)
{
	const pid_t child = fork();
	int status;

	(void) state;
	if (child == 0)
		_exit(hardened());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void resident_memory_follows_use(void **state)
{
	enum { BYTES = 32 << 20 };
	const int64_t before = process_rss_bytes();
	char *p;

	(void) state;
	assert_true(before > 100000);
	p = mem_alloc(BYTES);
	memset(p, 1, BYTES);
	assert_true(process_rss_bytes() > before + BYTES / 2);
	mem_free(p);
}

static void files_are_raised_to_the_hard_limit(void **state)
{
	struct rlimit limit;
	int64_t raised;

	(void) state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = 64;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	raised = process_raise_files();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_true(raised == (int64_t) limit.rlim_cur);
	assert_true(limit.rlim_cur == limit.rlim_max);
}

static void the_process_knows_itself(void **state)
{
	(void) state;
	assert_int_equal(process_id(), getpid());
	assert_in_range(process_cpus(), 1, 4096);
	assert_true(process_memory_bytes() > process_rss_bytes());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hardening_holds),
		cmocka_unit_test(resident_memory_follows_use),
		cmocka_unit_test(files_are_raised_to_the_hard_limit),
		cmocka_unit_test(the_process_knows_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
