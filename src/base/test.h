/* test.h: what every unit test includes: cmocka with what it needs, and asserts for struct str. */
#ifndef BASE_TEST_H
#define BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

static inline void assert_str_at(struct str s, struct str want, const char *file, int line)
{
	if (str_absent(s) == str_absent(want) && str_eq(s, want))
		return;
	print_error("%s:%d: \"%.*s\" is not \"%.*s\"\n", file, line, PRI_STR(s), PRI_STR(want));
	_fail(file, line);
}

/* s is exactly the literal; assert_absent is for the one that is not even empty. */
#define assert_str(s, literal) assert_str_at((s), S(literal), __FILE__, __LINE__)
#define assert_str_is(s, want) assert_str_at((s), (want), __FILE__, __LINE__)
#define assert_absent(s) assert_true(str_absent(s))

#endif
