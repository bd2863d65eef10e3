/* lines.c: walking lines. See lines.h. */
#include "core/lines.h"

static size_t find_from(struct str s, size_t from, char byte)
{
	const char *found = from >= s.len ? NULL : memchr(s.ptr + from, byte, s.len - from);

	return found == NULL ? s.len : (size_t) (found - s.ptr);
}

struct lines lines_of(struct str text)
{
	return (struct lines) {
		.text = text,
		.lf = find_from(text, 0, '\n'),
		.cr = find_from(text, 0, '\r'),
	};
}

static void refresh(struct lines *l)
{
	if (l->lf < l->at)
		l->lf = find_from(l->text, l->at, '\n');
	if (l->cr < l->at)
		l->cr = find_from(l->text, l->at, '\r');
}

bool lines_next(struct lines *l, struct str *line)
{
	const size_t start = l->at;
	size_t end;

	if (start >= l->text.len)
		return false;
	end = l->lf < l->cr ? l->lf : l->cr;
	*line = (struct str) { l->text.ptr + start, end - start };
	l->at = end + (end < l->text.len);
	if (end == l->cr && l->lf == end + 1 && l->lf < l->text.len)
		l->at++;
	refresh(l);
	l->number++;
	return true;
}
