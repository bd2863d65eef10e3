/* marks.h: the invisible characters that WhatsApp and address books strew into text, and the white
 * space they use instead of spaces. Knows nothing about who wrote what.
 *
 * A mark is U+200E, U+200F, U+061C, U+202A–U+202E, U+2066–U+2069 or U+FEFF. U+200C and U+200D are
 * letters' business (Persian words, emoji) and never removed. */
#ifndef CORE_MARKS_H
#define CORE_MARKS_H

#include "base/arena.h"
#include "base/str.h"

bool mark_is(uint32_t cp);
/* White space within a line: space, tab, no-break and narrow spaces, the ideographic one. */
bool blank_is(uint32_t cp);

/* Length of the mark, or blank, that stands at byte `at` of valid UTF-8; 0: none there. Most bytes
 * are settled without a call. */
size_t mark_wide_at(struct str s, size_t at);
size_t blank_wide_at(struct str s, size_t at);
static inline size_t mark_at(struct str s, size_t at)
{
	return at >= s.len || (unsigned char) s.ptr[at] < 0xd8 ? 0 : mark_wide_at(s, at);
}
static inline size_t blank_at(struct str s, size_t at)
{
	if (at >= s.len)
		return 0;
	if ((unsigned char) s.ptr[at] < 0xc2)
		return s.ptr[at] == ' ' || s.ptr[at] == '\t';
	return blank_wide_at(s, at);
}
/* U+200E or U+200F at byte `at`: with these iOS says "these words are mine". */
bool direction_mark_at(struct str s, size_t at);

/* Without white space and line ends at both ends, nor the marks outside of it; marks that touch
 * the first or last word stay. */
struct str text_trim(struct str s);
/* The same, but also without marks before the first word. */
struct str text_trim_marks(struct str s);

/* A copy in one line's form: no marks, every blank a plain space, none at the ends. Views what
 * needs no change. */
struct str text_clean(struct arena *a, struct str s);
/* text_clean, and line ends and runs of spaces become one space. */
struct str text_squeeze(struct arena *a, struct str s);
/* A copy without marks that keeps line ends and spaces as they are; a view where there is no
 * mark. */
struct str text_unmark(struct arena *a, struct str s);
/* CRLF and CR become LF; a view where there is no CR. */
struct str text_lf(struct arena *a, struct str s);

#endif
