/* marks.c: invisible characters and odd spaces. See marks.h. */
#include "core/marks.h"

#include "base/utf8.h"

bool mark_is(uint32_t cp)
{
	return cp == 0x200e || cp == 0x200f || cp == 0x61c || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

bool blank_is(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0xa0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200a) || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

/* All marks and all blanks beyond ASCII begin with one of these bytes. */
static bool may_be_special(char c)
{
	return (unsigned char) c >= 0xc2;
}

size_t mark_wide_at(struct str s, size_t at)
{
	size_t end = at;

	return mark_is(utf8_next(s, &end)) ? end - at : 0;
}

size_t blank_wide_at(struct str s, size_t at)
{
	size_t end = at;

	return blank_is(utf8_next(s, &end)) ? end - at : 0;
}

bool direction_mark_at(struct str s, size_t at)
{
	return at + 3 <= s.len && s.ptr[at] == '\xe2' && s.ptr[at + 1] == '\x80' &&
	       (s.ptr[at + 2] == '\x8e' || s.ptr[at + 2] == '\x8f');
}

static bool space_is(uint32_t cp)
{
	return blank_is(cp) || (cp >= '\n' && cp <= '\r');
}

static struct str trim_end(struct str s)
{
	size_t at = s.len, keep = s.len;

	while (at != 0) {
		size_t start = at;
		uint32_t cp;

		if ((signed char) s.ptr[at - 1] > ' ')
			break;
		cp = utf8_prev(s, &start);
		if (space_is(cp))
			keep = start;
		else if (!mark_is(cp))
			break;
		at = start;
	}
	/* Nothing but marks and space is nothing. */
	return str_head(s, at == 0 ? 0 : keep);
}

static struct str trim_start(struct str s, size_t *marks_end)
{
	size_t at = 0, keep = 0;

	while (at < s.len && (signed char) s.ptr[at] <= ' ') {
		size_t end = at;
		const uint32_t cp = utf8_next(s, &end);

		if (space_is(cp))
			keep = end;
		else if (!mark_is(cp))
			break;
		at = end;
	}
	*marks_end = at;
	return str_from(s, keep);
}

struct str text_trim(struct str s)
{
	size_t ignored;

	return trim_start(trim_end(s), &ignored);
}

struct str text_trim_marks(struct str s)
{
	size_t marks_end;

	s = trim_end(s);
	trim_start(s, &marks_end);
	return str_from(s, marks_end);
}

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (may_be_special(s.ptr[i]) || (unsigned char) s.ptr[i] < ' ')
			return false;
	}
	return true;
}

struct str text_clean(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);

	s = text_trim_marks(s);
	if (is_plain(s))
		return s;
	for (size_t at = 0; at < s.len;) {
		const size_t start = at;
		const uint32_t cp = utf8_next(s, &at);

		if (blank_is(cp))
			put_char(&b, ' ');
		else if (!mark_is(cp))
			put(&b, (struct str) { s.ptr + start, at - start });
	}
	return text_trim(buf_str(&b));
}

struct str text_squeeze(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);
	bool gap = false;

	s = text_trim_marks(s);
	if (is_plain(s) && !str_find(s, S("  "), NULL))
		return s;
	for (size_t at = 0; at < s.len;) {
		const size_t start = at;
		const uint32_t cp = utf8_next(s, &at);

		if (mark_is(cp))
			continue;
		if (space_is(cp)) {
			gap = b.len != 0;
			continue;
		}
		if (gap)
			put_char(&b, ' ');
		gap = false;
		put(&b, (struct str) { s.ptr + start, at - start });
	}
	return buf_str(&b);
}

struct str text_unmark(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);
	size_t from = 0;

	for (size_t at = 0; at < s.len;) {
		const size_t mark = mark_at(s, at);

		if (mark != 0) {
			put(&b, (struct str) { s.ptr + from, at - from });
			from = at + mark;
		}
		at += mark != 0 ? mark : 1;
		while (at < s.len && ((unsigned char) s.ptr[at] & 0xc0) == 0x80)
			at++;
	}
	if (from == 0)
		return s;
	put(&b, str_from(s, from));
	return buf_str(&b);
}

struct str text_lf(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);
	size_t at;

	if (!str_find_byte(s, '\r', &at))
		return s;
	do {
		put(&b, str_head(s, at));
		put_char(&b, '\n');
		s = str_from(s, at + 1);
		if (s.len != 0 && s.ptr[0] == '\n')
			s = str_from(s, 1);
	} while (str_find_byte(s, '\r', &at));
	put(&b, s);
	return buf_str(&b);
}
