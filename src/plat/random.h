/* random.h: bytes nobody can guess, from the kernel. Never fails: without them we must not run. */
#ifndef PLAT_RANDOM_H
#define PLAT_RANDOM_H

#include "base/uuid.h"

void random_bytes(void *out, size_t n);
uint64_t random_below(uint64_t n);                 /* 0 … n - 1, each as likely; n > 0 */
struct uuid uuid_new(int64_t now_ms);              /* version 7 */

#endif
