/* random.c: getrandom(2). See random.h. */
#include <errno.h>
#include <sys/random.h>

#include "base/err.h"
#include "plat/random.h"

void random_bytes(void *out, size_t n)
{
	uint8_t *to = out;

	while (n != 0) {
		const ssize_t got = getrandom(to, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		ENSURE(got > 0);
		to += got;
		n -= (size_t) got;
	}
}

uint64_t random_below(uint64_t n)
{
	/* The top of the range that is no whole multiple of n would favour small results. */
	const uint64_t excess = (UINT64_MAX % n + 1) % n;
	uint64_t v;

	do
		random_bytes(&v, sizeof v);
	while (v > UINT64_MAX - excess);
	return v % n;
}

struct uuid uuid_new(int64_t now_ms)
{
	uint8_t random[10];

	random_bytes(random, sizeof random);
	return uuid_v7(now_ms, random);
}
