/* snippet.h: the part of a text that shows why it was found. */
#ifndef CORE_SNIPPET_H
#define CORE_SNIPPET_H

#include "core/query.h"

enum {
	SNIPPET_CHARS_MAX = 160,   /* code points, without the marks */
	SNIPPET_BEFORE = 40,       /* of them before the first hit, at most */
	SNIPPET_HIT = 2,           /* U+0002 stands before what was found, */
	SNIPPET_HIT_END = 3,       /* U+0003 behind it */
};

/* Appends at most SNIPPET_CHARS_MAX code points of text around the first hit, cut at words where
 * one is near, with "…" where something was cut. What the query found stands between the two
 * marks, as letters of the original ("silh" marks Šilh of Šilhavý, "4321" the end of +55 11
 * 98765-4321); marks never nest and always close. Control characters and line breaks of the text
 * become spaces. Without a hit: the start of the text. text: valid UTF-8. */
void snippet_put(struct buf *b, struct arena *scratch, struct str text, const struct text_query *q);

#endif
