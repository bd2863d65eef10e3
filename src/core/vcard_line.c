/* vcard_line.c: unfolding, taking apart, decoding. See vcard_line.h. */
#include "core/vcard_line.h"

#include "core/encoding.h"
#include "core/marks.h"

/* ---- lines ---- */

static bool is_folded(struct str line)
{
	return line.len != 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
}

/* The line that follows, without going there. */
static bool peek(const struct lines *lines, struct str *line)
{
	struct lines copy = *lines;

	return lines_next(&copy, line);
}

static struct str unfold(struct lines *lines, struct arena *a, struct str line)
{
	struct buf b = BUF_IN(a);
	struct str next;

	while (peek(lines, &next) && is_folded(next)) {
		if (b.len == 0)
			put(&b, line);
		put(&b, str_from(next, 1));
		lines_next(lines, &next);
	}
	return b.len == 0 ? line : buf_str(&b);
}

/* The colon that ends name and parameters: the first outside quotes. */
static bool find_colon(struct str line, size_t *at_r)
{
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '"')
			quoted = !quoted;
		if (line.ptr[i] == ':' && !quoted) {
			*at_r = i;
			return true;
		}
	}
	/* A quote that never closes hides nothing. */
	return str_find_byte(line, ':', at_r);
}

static bool take_apart(struct str line, struct vcard_line *out)
{
	size_t colon, semicolon, dot;
	struct str head;

	if (!find_colon(line, &colon))
		return false;
	out->value = str_from(line, colon + 1);
	head = text_trim_marks(str_head(line, colon));
	if (!str_find_byte(head, ';', &semicolon))
		semicolon = head.len;
	out->params = str_from(head, semicolon);
	out->name = text_trim(str_head(head, semicolon));
	out->group = (struct str) { "", 0 };
	if (str_find_byte(out->name, '.', &dot)) {
		out->group = str_head(out->name, dot);
		out->name = str_from(out->name, dot + 1);
	}
	return out->name.len != 0 && !str_find_byte(out->name, ' ', NULL);
}

static bool is_quoted_printable(const struct vcard_line *l)
{
	return str_ieq(vcard_param(l, S("ENCODING")), S("QUOTED-PRINTABLE")) ||
	       vcard_has_type(l, S("QUOTED-PRINTABLE"));
}

static void join_soft_breaks(struct lines *lines, struct arena *a, struct vcard_line *l)
{
	struct buf b = BUF_IN(a);
	struct str next;

	if (!str_ends(l->value, S("=")) || !is_quoted_printable(l))
		return;
	put(&b, str_head(l->value, l->value.len - 1));
	while (lines_next(lines, &next)) {
		if (!str_ends(next, S("="))) {
			put(&b, next);
			break;
		}
		put(&b, str_head(next, next.len - 1));
	}
	l->value = buf_str(&b);
}

bool vcard_line_next(struct lines *lines, struct arena *a, struct vcard_line *out)
{
	struct str line;

	for (;;) {
		if (!lines_next(lines, &line))
			return false;
		out->number = lines->number;
		if (!take_apart(unfold(lines, a, line), out))
			continue;
		join_soft_breaks(lines, a, out);
		return true;
	}
}

/* ---- parameters ---- */

static struct str unquoted(struct str s)
{
	s = text_trim(s);
	if (s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"')
		return (struct str) { s.ptr + 1, s.len - 2 };
	return s;
}

bool vcard_param_next(struct str *rest, struct str *name_r, struct str *value_r)
{
	bool quoted = false;
	size_t end = 1, equals;
	struct str one;

	if (rest->len == 0)
		return false;
	while (end < rest->len && (quoted || rest->ptr[end] != ';')) {
		quoted = quoted != (rest->ptr[end] == '"');
		end++;
	}
	one = str_from(str_head(*rest, end), 1);
	*rest = str_from(*rest, end);
	if (!str_find_byte(one, '=', &equals)) {
		*name_r = (struct str) { "", 0 };
		*value_r = unquoted(one);
		return true;
	}
	*name_r = text_trim(str_head(one, equals));
	*value_r = unquoted(str_from(one, equals + 1));
	return true;
}

struct str vcard_param(const struct vcard_line *l, struct str name)
{
	struct str rest = l->params, key, value;

	while (vcard_param_next(&rest, &key, &value)) {
		if (str_ieq(key, name))
			return value;
	}
	return STR_ABSENT;
}

bool vcard_has_type(const struct vcard_line *l, struct str type)
{
	struct str rest = l->params, key, value;

	while (vcard_param_next(&rest, &key, &value)) {
		if (key.len != 0 && !str_ieq(key, S("TYPE")))
			continue;
		while (!str_absent(value)) {
			if (str_ieq(text_trim(str_cut(&value, ',')), type))
				return true;
		}
	}
	return false;
}

/* ---- values ---- */

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'                     ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
	                                                : -1;
}

/* The decoded bytes are in the named charset, or in what they look like. */
static struct str decode_quoted_printable(struct str s, struct arena *a)
{
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < s.len; i++) {
		const int high = s.ptr[i] == '=' && i + 2 < s.len ? hex_digit(s.ptr[i + 1]) : -1;
		const int low = high >= 0 ? hex_digit(s.ptr[i + 2]) : -1;

		if (low < 0) {
			put_char(&b, s.ptr[i]);
			continue;
		}
		put_char(&b, (char) (high * 16 + low));
		i += 2;
	}
	return encoding_text(buf_str(&b), a);
}

static struct str unescape(struct str s, struct arena *a)
{
	struct buf b = BUF_IN(a);

	if (!str_find_byte(s, '\\', NULL))
		return s;
	for (size_t i = 0; i < s.len; i++) {
		const char next = s.ptr[i] == '\\' && i + 1 < s.len ? s.ptr[i + 1] : '\0';

		if (next == 'n' || next == 'N')
			put_char(&b, '\n');
		else if (next == ',' || next == ';' || next == ':' || next == '\\')
			put_char(&b, next);
		else
			put_char(&b, s.ptr[i]);
		i += next == 'n' || next == 'N' || next == ',' || next == ';' || next == ':' ||
		     next == '\\';
	}
	return buf_str(&b);
}

/* The end of the part that begins at `from`: an unescaped separator, or the value's end. */
static size_t part_end(struct str s, size_t from, char separator)
{
	size_t i = from;

	while (i < s.len && (separator == '\0' || s.ptr[i] != separator))
		i += s.ptr[i] == '\\' && i + 1 < s.len ? 2 : 1;
	return i < s.len ? i : s.len;
}

bool vcard_part_next(const struct vcard_line *l, char separator, size_t *at, struct arena *a,
                     struct str *part)
{
	size_t end;

	if (*at > l->value.len)
		return false;
	end = part_end(l->value, *at, separator);
	*part = (struct str) { l->value.ptr + *at, end - *at };
	*at = end + 1;
	if (is_quoted_printable(l))
		*part = decode_quoted_printable(*part, a);
	*part = unescape(*part, a);
	return true;
}

struct str vcard_part(const struct vcard_line *l, char separator, size_t i, struct arena *a)
{
	struct str part;
	size_t at = 0;

	do {
		if (!vcard_part_next(l, separator, &at, a, &part))
			return STR_ABSENT;
	} while (i-- > 0);
	return part;
}
