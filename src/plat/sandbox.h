/* sandbox.h: what this process gives up once it has started: kernel calls that it never makes, and
 * the files that it never touches. An attacker who runs code in it has these limits, too.
 *
 * Neither can be taken back. Linux: seccomp(2), landlock(7). */
#ifndef PLAT_SANDBOX_H
#define PLAT_SANDBOX_H

#include "base/err.h"

enum sandbox_got { SANDBOX_DONE, SANDBOX_NOT_HERE };

/* From now on no thread of the process, present or future, runs another program, traces another
 * process, mounts, loads into the kernel or makes namespaces: EPERM. NOT_HERE: the kernel, or the
 * processor, does not know how. */
enum sandbox_got sandbox_calls(void);

/* From now on this thread and those that it starts write only below the first n_write folders, read
 * there and below the others, and run nothing; what is open stays open. Before the first thread.
 * A folder that is not there is left out. NOT_HERE: the kernel does not know how. */
enum sandbox_got sandbox_files(const char *const *write, size_t n_write, const char *const *read,
                               size_t n_read);

#endif
