/* str.h: byte views. Absent (ptr NULL) differs from empty (ptr set, len 0). Never NUL-terminated
 * unless a function says so. Knows nothing about encodings: see utf8.h. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NODISCARD __attribute__((warn_unused_result))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define COUNT(array) (sizeof(array) / sizeof *(array))

struct str {
	const char *ptr;
	size_t len;
};

#define STR(lit) { "" lit, sizeof(lit) - 1 }       /* in initialisers of constants */
#define S(lit) ((struct str) STR(lit))             /* in expressions */
#define STR_ABSENT ((struct str) { NULL, 0 })
#define PRI_STR(s) (int) (s).len, (s).ptr          /* printf("%.*s", PRI_STR(s)) */

static inline struct str str_of(const char *c) { return (struct str) { c, strlen(c) }; }
static inline bool str_absent(struct str s) { return s.ptr == NULL; }
static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline struct str str_from(struct str s, size_t at)      /* s without its first `at` bytes */
{
	if (s.ptr == NULL) /* adding even 0 to NULL is undefined */
		return s;
	at = at < s.len ? at : s.len;
	return (struct str) { s.ptr + at, s.len - at };
}
static inline struct str str_head(struct str s, size_t n)       /* its first n bytes */
{
	return (struct str) { s.ptr, n < s.len ? n : s.len };
}

int str_cmp(struct str a, struct str b);           /* bytes, shorter first: SQLite's BINARY order */
bool str_ieq(struct str a, struct str b);          /* ASCII letters in either case */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_find(struct str s, struct str needle, size_t *at);     /* first place; at may be NULL */
bool str_find_byte(struct str s, char byte, size_t *at);
struct str str_trim(struct str s);                 /* without ASCII white space at both ends */
/* Cuts *rest at the first `byte`: returns what stands before it, *rest becomes what stands after.
 * Without one: returns all, *rest becomes absent. Walk: while (!str_absent(rest)). */
struct str str_cut(struct str *rest, char byte);
/* The whole of s as a decimal number with optional '-'; false for anything else or overflow. */
bool str_to_int(struct str s, int64_t *out);

#endif
