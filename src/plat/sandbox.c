/* sandbox.c: see sandbox.h. The kernel's own interface, without a library: the filter is a list of
 * numbers, and Debian 12's libseccomp knows no Landlock. */
#define _GNU_SOURCE 1 /* O_PATH */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plat/sandbox.h"

/* -- calls -- */

#if defined(__x86_64__)
enum { HAS_FILTER = 1 };
static const uint32_t our_arch = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
enum { HAS_FILTER = 1 };
static const uint32_t our_arch = AUDIT_ARCH_AARCH64;
#else
enum { HAS_FILTER = 0 };
static const uint32_t our_arch = 0;
#endif

static const uint32_t refused[] = {
	/* other programs, other processes */
	SYS_execve,
	SYS_execveat,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_kcmp,
	SYS_pidfd_getfd,
#ifndef KONTOR_FAULTS /* the leak checker of sanitized builds traces */
	SYS_ptrace,
#endif
	/* the system as a whole */
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot,
	SYS_move_mount,
	SYS_open_tree,
	SYS_fsopen,
	SYS_fsmount,
	SYS_fspick,
	SYS_setns,
	SYS_unshare,
	SYS_swapon,
	SYS_swapoff,
	SYS_reboot,
	SYS_sethostname,
	SYS_setdomainname,
	SYS_settimeofday,
	SYS_clock_settime,
	SYS_clock_adjtime,
	SYS_adjtimex,
	SYS_acct,
	SYS_quotactl,
	SYS_syslog,
	SYS_vhangup,
	/* the kernel's insides */
	SYS_init_module,
	SYS_finit_module,
	SYS_delete_module,
	SYS_kexec_load,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_add_key,
	SYS_request_key,
	SYS_keyctl,
	SYS_open_by_handle_at,
	SYS_name_to_handle_at,
	SYS_personality,
	SYS_io_uring_setup,
};

/* X32_BIT: the same processor under other numbers. */
enum { X32_BIT = 0x40000000, HEAD = 5, TAIL = 2 };

/* For each number: the same as one of the list → refused. A call of another architecture, whose
 * numbers mean other things, ends the process. */
static unsigned write_filter(struct sock_filter *f)
{
	const uint32_t n = COUNT(refused), arch = offsetof(struct seccomp_data, arch),
		       nr = offsetof(struct seccomp_data, nr);
	unsigned at = 0;

	f[at++] = (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arch);
	f[at++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, our_arch, 1, 0);
	f[at++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	f[at++] = (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, nr);
	f[at++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT,
	                                        (uint8_t) (n + 1), 0);
	for (uint32_t i = 0; i < n; i++)
		f[at++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, refused[i],
		                                        (uint8_t) (n - i), 0);
	f[at++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	f[at++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	return at;
}

enum sandbox_got sandbox_calls(void)
{
	struct sock_filter filter[HEAD + COUNT(refused) + TAIL];
	struct sock_fprog program = { .filter = filter };

	if (!HAS_FILTER || prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) != 0)
		return SANDBOX_NOT_HERE;
	program.len = (unsigned short) write_filter(filter);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) ==
	                       0
	               ? SANDBOX_DONE
	               : SANDBOX_NOT_HERE;
}

/* -- files -- */

enum {
	READS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
	WRITES = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
	         LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
	         LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
	         LANDLOCK_ACCESS_FS_MAKE_SYM,
	NEVER = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
	        LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO,
	RENAMES = 1 << 13,   /* LANDLOCK_ACCESS_FS_REFER, from version 2 on */
	TRUNCATES = 1 << 14, /* LANDLOCK_ACCESS_FS_TRUNCATE, from version 3 on */
};

static uint64_t writes_of(long version)
{
	return WRITES | (version >= 2 ? RENAMES : 0) | (version >= 3 ? TRUNCATES : 0);
}

static bool allow(int rules, const char *path, uint64_t what)
{
	struct landlock_path_beneath_attr below = { .allowed_access = what };
	long done;

	below.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (below.parent_fd < 0)
		return errno == ENOENT;
	done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0U);
	close(below.parent_fd);
	return done == 0;
}

enum sandbox_got sandbox_files(const char *const *write, size_t n_write, const char *const *read,
                               size_t n_read)
{
	const long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t) 0,
	                             LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr all = { 0 };
	int rules;
	bool done;

	if (version < 1)
		return SANDBOX_NOT_HERE;
	all.handled_access_fs = READS | NEVER | writes_of(version);
	rules = (int) syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0U);
	done = rules >= 0;
	for (size_t i = 0; i < n_write && done; i++)
		done = allow(rules, write[i], READS | writes_of(version));
	for (size_t i = 0; i < n_read && done; i++)
		done = allow(rules, read[i], READS);
	done = done && prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0 &&
	       syscall(SYS_landlock_restrict_self, rules, 0U) == 0;
	if (rules >= 0)
		close(rules);
	return done ? SANDBOX_DONE : SANDBOX_NOT_HERE;
}
