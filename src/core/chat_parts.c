/* chat_parts.c: attachments, titles, places. See chat_parts.h; polls are in chat_poll.c. */
#include "core/chat_parts.h"

enum { TAIL_MAX = 300, LABEL_MAX = 60, EXTENSION_MAX = 5, SERIAL_DIGITS = 8 };

static const struct str bullet = STR("\xe2\x80\xa2");

static bool last_byte(struct str s, char byte, size_t *at_r)
{
	for (size_t i = s.len; i-- > 0;) {
		if (s.ptr[i] == byte) {
			*at_r = i;
			return true;
		}
	}
	return false;
}

/* Where the marks that end at byte `at` begin. */
static size_t before_marks(struct str s, size_t at)
{
	while (at >= 3 && mark_at(s, at - 3) == 3)
		at -= 3;
	return at;
}

static bool starts_marked(struct str s)
{
	size_t at = 0, mark;

	for (; (mark = mark_at(s, at)) != 0; at += mark) {
		if (direction_mark_at(s, at))
			return true;
	}
	return false;
}

bool chat_tail_of(struct str text, struct chat_tail *t)
{
	const struct str s = text_trim(text);
	size_t open, cut = s.len > TAIL_MAX ? s.len - TAIL_MAX : 0;

	if (!str_ends(s, S(">")) || !last_byte(str_from(s, cut), '<', &open))
		return false;
	open += cut;
	t->inner = (struct str) { s.ptr + open + 1, s.len - open - 2 };
	if (str_find_byte(t->inner, '\n', NULL))
		return false;
	cut = before_marks(s, open);
	t->marked = starts_marked(str_from(s, cut)) || starts_marked(t->inner);
	t->before = text_trim(str_head(s, cut));
	t->inner = text_trim_marks(t->inner);
	return t->inner.len != 0;
}

/* ---- attachments ---- */

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool chat_has_extension(struct str name)
{
	size_t dot;

	if (!last_byte(name, '.', &dot) || dot == 0 || dot + 1 == name.len ||
	    name.len - dot - 1 > EXTENSION_MAX || str_find_byte(name, '\n', NULL))
		return false;
	for (size_t i = dot + 1; i < name.len; i++) {
		if (!is_alnum(name.ptr[i]))
			return false;
	}
	return true;
}

static size_t count_digits(struct str s, size_t from)
{
	size_t n = 0;

	while (from + n < s.len && s.ptr[from + n] >= '0' && s.ptr[from + n] <= '9')
		n++;
	return n;
}

/* iOS numbers its files: 00000007-Quote 2026-014.pdf. */
static bool has_serial(struct str name)
{
	return count_digits(name, 0) == SERIAL_DIGITS && name.len > SERIAL_DIGITS &&
	       name.ptr[SERIAL_DIGITS] == '-';
}

bool chat_is_own_file_name(struct str name)
{
	size_t dash;

	return str_find(name, S("-WA"), &dash) && dash >= 9 && count_digits(name, dash + 3) != 0 &&
	       count_digits(name, dash - 8) == 8 && name.ptr[dash - 9] == '-';
}

/* What follows the first colon, of either width. */
static struct str after_colon(struct str s)
{
	size_t at, wide;
	const bool found = str_find_byte(s, ':', &at), found_wide = str_find(s, S("："), &wide);

	if (found_wide && (!found || wide < at))
		return text_trim_marks(str_from(s, wide + 3));
	return found ? text_trim_marks(str_from(s, at + 1)) : (struct str) { s.ptr, 0 };
}

bool chat_attached(struct str inner, struct str *name_r)
{
	size_t dot, end;

	*name_r = after_colon(inner);
	if (name_r->len != 0)
		return chat_has_extension(*name_r) || has_serial(*name_r);
	/* "NAME eklendi" */
	if (!has_serial(inner) || !last_byte(inner, '.', &dot))
		return false;
	for (end = dot + 1; end < inner.len && is_alnum(inner.ptr[end]);)
		end++;
	*name_r = str_head(inner, end);
	return true;
}

bool chat_file_note(struct str line, struct str *name_r, struct str *words_r)
{
	const struct str s = text_trim_marks(line);
	size_t open;

	if (!str_ends(s, S(")")) || !last_byte(s, '(', &open) || open < 2 || open + 2 >= s.len)
		return false;
	*name_r = text_trim_marks(str_head(s, open));
	*words_r = text_trim_marks((struct str) { s.ptr + open + 1, s.len - open - 2 });
	return name_r->len < open && chat_has_extension(*name_r);
}

/* ---- titles ---- */

static struct str first_line(struct str s, struct str *rest_r)
{
	size_t end;

	if (!str_find_byte(s, '\n', &end))
		end = s.len;
	*rest_r = str_from(s, end + 1);
	return str_head(s, end);
}

static bool is_file(struct str title, struct str file)
{
	if (has_serial(file))
		file = str_from(file, SERIAL_DIGITS + 1);
	return str_eq(title, file);
}

bool chat_title(struct str before, struct str file, struct arena *a, struct str *title_r,
                struct str *caption_r)
{
	struct str rest, title = text_clean(a, first_line(before, &rest));
	size_t at;

	*caption_r = before;
	if (str_find(title, bullet, &at) && chat_has_extension(text_trim(str_head(title, at))))
		title = text_trim(str_head(title, at));
	else if (str_absent(file) ? !chat_has_extension(title)
	                          : !is_file(title, text_clean(a, file)))
		return false;
	*title_r = title;
	*caption_r = text_trim(rest);
	return true;
}

/* ---- places ---- */

/* A decimal number at the start of *s; *s moves behind it. */
static bool cut_degrees(struct str *s, struct str *number_r)
{
	size_t n = s->len != 0 && s->ptr[0] == '-';
	const size_t whole = count_digits(*s, n);

	n += whole;
	if (n < s->len && s->ptr[n] == '.')
		n += 1 + count_digits(*s, n + 1);
	*number_r = str_head(*s, n);
	*s = str_from(*s, n);
	return whole >= 1 && whole <= 3;
}

bool chat_place(struct str text, struct str *latitude_r, struct str *longitude_r)
{
	static const struct str link = STR("https://maps.google.com/?q=");
	const struct str s = text_trim_marks(text);
	struct str label, rest;
	size_t at;

	if (!str_find(str_head(s, LABEL_MAX + link.len), link, &at))
		return false;
	label = text_trim(str_head(s, at));
	if (!(str_ends(label, S(":")) || str_ends(label, S("："))) ||
	    str_find_byte(label, '\n', NULL))
		return false;
	rest = str_from(s, at + link.len);
	if (!cut_degrees(&rest, latitude_r) || !str_starts(rest, S(",")))
		return false;
	rest = str_from(rest, 1);
	return cut_degrees(&rest, longitude_r) && text_trim_marks(rest).len == 0;
}
