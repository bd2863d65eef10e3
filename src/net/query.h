/* query.h: percent-encoding, query strings, cookie and Accept-Encoding headers, as pure
 * functions. */
#ifndef NET_QUERY_H
#define NET_QUERY_H

#include "base/arena.h"
#include "base/str.h"

/* Decodes %XX; absent when an escape is broken, decodes to NUL, or the result is not UTF-8.
 * For paths: '+' stays. A text without escapes is returned as it is. */
struct str percent_decode(struct arena *a, struct str s);

/* The next name=value of a query ('+' is a space, a missing '=' means an empty value, empty pieces
 * are skipped). Walk: struct str rest = r->query; while ((got = query_next(&rest, …)) > 0) …
 * 1: a pair, 0: the end, -1: broken escapes or not UTF-8 (name and value absent; one may go on). */
int query_next(struct str *rest, struct arena *a, struct str *name, struct str *value);

/* In a Cookie header; absent when there is none, or when two of that name differ. */
struct str cookie_find(struct str header, struct str name);

bool accepts_encoding(struct str header, struct str coding);     /* q=0 is a no; "*" counts */

#endif
