/* head_lines.h: the grammar of a head's lines, without their meaning. For head.c. */
#ifndef NET_HEAD_LINES_H
#define NET_HEAD_LINES_H

#include "net/head.h"

/* Fills text, method, target, minor, n and fields. */
NODISCARD enum err head_lines(struct str text, size_t max_fields, struct head *h, const char **why);

/* Walks the elements of a comma-separated value; empty ones are skipped. */
bool list_next(struct str *rest, struct str *element);

#endif
