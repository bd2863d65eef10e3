/* setup_code.c: see setup_code.h. */
#include "cmd/setup_code.h"

#include "base/buf.h"
#include "plat/random.h"

enum { GROUPS = 3, GROUP = 4 };

struct str setup_code_new(struct arena *a)
{
	static const char signs[] = "23456789abcdefghijkmnpqrstuvwxyz";
	struct buf b = BUF_IN(a);
	for (unsigned i = 0; i < GROUPS * GROUP; i++) {
		if (i != 0 && i % GROUP == 0)
			put_char(&b, '-');
		put_char(&b, signs[random_below(sizeof signs - 1)]);
	}
	return buf_str(&b);
}
