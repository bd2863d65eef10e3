/* sandbox_test.c: each child gives its rights up and says what it can still do. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"
#include "plat/sandbox.h"
#include "plat/thread.h"

enum { NOT_HERE = 77 };

/* The exit code of fn, run in a process of its own. */
static int in_child(int (*fn)(void))
{
	int status;
	const pid_t pid = fork();

	if (pid == 0)
		_exit(fn());
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* 1, 2 …: the nth of what must be so is not. */
static int run_nothing(void)
{
	const char *const words[] = { "true", NULL }, *const none[] = { NULL };

	if (sandbox_calls() != SANDBOX_DONE)
		return NOT_HERE;
	if (syscall(SYS_execve, "/bin/true", words, none) != -1 || errno != EPERM)
		return 1;
	if (mount("none", "/", "tmpfs", 0, NULL) != -1 || errno != EPERM)
		return 2;
	if (unshare(CLONE_NEWNS) != -1 || errno != EPERM)
		return 3;
	return getpid() > 0 && access("/", F_OK) == 0 ? 0 : 4;
}

static void unshare_too(void *arg)
{
	*(int *) arg = unshare(CLONE_NEWNS) == -1 ? errno : 0;
}

static int wait_then_unshare(void)
{
	struct thread t;
	int got = 0;

	if (sandbox_calls() != SANDBOX_DONE)
		return NOT_HERE;
	thread_start(&t, "other", unshare_too, &got);
	thread_join(&t);
	return got == EPERM ? 0 : 1;
}

static int write_at(const char *folder, const char *name)
{
	char path[300];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	close(fd);
	return unlink(path) == 0 ? 0 : errno;
}

static int keep_to_folders(void)
{
	char ours[] = "/tmp/kontor-sandbox-XXXXXX", theirs[] = "/tmp/kontor-sandbox-XXXXXX";
	int at = 0;

	if (mkdtemp(ours) == NULL || mkdtemp(theirs) == NULL)
		return 20;
	const char *const write[] = { ours, "/nowhere/at/all" }, *const read[] = { "/usr" };
	if (sandbox_files(write, COUNT(write), read, COUNT(read)) != SANDBOX_DONE)
		at = NOT_HERE;
	else if (write_at(ours, "a") != 0)
		at = 1;
	else if (write_at(theirs, "a") != EACCES || write_at("/usr", "a") != EACCES)
		at = 2;
	else if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES)
		at = 3;
	else if (access("/usr/bin", R_OK) != 0 || open("/usr/bin", O_RDONLY | O_CLOEXEC) < 0)
		at = 4;
	(void) rmdir(ours); /* of folders below /tmp that is refused */
	return at;
}

static void no_other_program_runs(void **state)
{
	(void) state;
	assert_int_equal(in_child(run_nothing), 0);
}

static void threads_have_the_same_limits(void **state)
{
	(void) state;
	assert_int_equal(in_child(wait_then_unshare), 0);
}

/* Kernels without Landlock exist: then it says so, which is all that is promised. */
static void files_outside_are_out_of_reach(void **state)
{
	(void) state;
	const int got = in_child(keep_to_folders);
	if (got == NOT_HERE)
		print_message("this kernel has no Landlock\n");
	else
		assert_int_equal(got, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_other_program_runs),
		cmocka_unit_test(threads_have_the_same_limits),
		cmocka_unit_test(files_outside_are_out_of_reach),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
