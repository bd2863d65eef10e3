/* http_date.h: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7). */
#ifndef NET_HTTP_DATE_H
#define NET_HTTP_DATE_H

#include "base/str.h"

enum { HTTP_DATE_BYTES = 29 };

void http_date(int64_t at_ms, char out[HTTP_DATE_BYTES + 1]);    /* years 1–9999; NUL after it */
/* That form alone, to the second: what If-Modified-Since gets back from our Last-Modified. */
bool http_date_parse(struct str s, int64_t *at_ms);

#endif
