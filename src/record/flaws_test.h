/* flaws_test.h: the flaws that were found, as one line; for the tests of this room only. */
#ifndef RECORD_FLAWS_TEST_H
#define RECORD_FLAWS_TEST_H

#include "base/err.h"
#include "base/test.h"

/* "pointer code" of every flaw, in order, with a blank between. */
static inline struct str flaws_of(struct arena *a, const struct problems *ps)
{
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < ps->n && i < PROBLEMS_MAX; i++) {
		const struct problem *p = &ps->v[i];

		assert_true(p->detail.len > 3 && p->detail.ptr[p->detail.len - 1] == '.');
		putf(&b, "%s%.*s %.*s", i == 0 ? "" : ", ", PRI_STR(p->pointer),
		     PRI_STR(flaw_word(p->flaw)));
	}
	return buf_str(&b);
}

#endif
