/* head_lines.c: cuts a head into lines and the lines into their parts. See head_lines.h.
 *
 * Every byte is looked at once and must be one that the grammar allows at its place: nothing is
 * skipped, repaired or guessed. */
#include "net/head_lines.h"

#include "base/utf8.h"

/* Bit 0: may stand in a token (RFC 9110, 5.6.2); bit 1: in a field's value; bit 2: in a target. */
enum { TOKEN = 1, VALUE = 2, TARGET = 4 };

#define T (TOKEN | VALUE | TARGET)
#define V (VALUE | TARGET)
static const uint8_t classes[256] = {
	['\t'] = VALUE,
	[' '] = VALUE,
	['!'] = T,
	['"'] = V,
	['#'] = VALUE | TOKEN,
	['$'] = T,
	['%'] = T,
	['&'] = T,
	['\''] = T,
	['('] = V,
	[')'] = V,
	['*'] = T,
	['+'] = T,
	[','] = V,
	['-'] = T,
	['.'] = T,
	['/'] = V,
	['0' ... '9'] = T,
	[':'] = V,
	[';'] = V,
	['<'] = VALUE,
	['='] = V,
	['>'] = VALUE,
	['?'] = V,
	['@'] = V,
	['A' ... 'Z'] = T,
	['['] = V,
	['\\'] = V,
	[']'] = V,
	['^'] = T,
	['_'] = T,
	['`'] = T,
	['a' ... 'z'] = T,
	['{'] = V,
	['|'] = T,
	['}'] = V,
	['~'] = T,
	[0x80 ... 0xff] = VALUE,
};
#undef T
#undef V

static enum err refuse(const char **why, const char *reason)
{
	*why = reason;
	return ERR_BAD_REQUEST;
}

/* How many bytes from s's start are of that class. */
static size_t span(struct str s, uint8_t class)
{
	size_t n = 0;

	while (n < s.len && (classes[(uint8_t) s.ptr[n]] & class) != 0)
		n++;
	return n;
}

/* Cuts the line before the next CRLF off *rest; false when a bare CR or LF comes first. */
static bool line_next(struct str *rest, struct str *line)
{
	const struct str all = *rest;
	size_t at;

	if (!str_find_byte(all, '\n', &at) || at == 0 || all.ptr[at - 1] != '\r')
		return false;
	*line = str_head(all, at - 1);
	*rest = str_from(all, at + 1);
	return !str_find_byte(*line, '\r', NULL);
}

static enum err request_line(struct str line, struct head *h, const char **why)
{
	struct str rest = line;

	h->method = str_cut(&rest, ' ');
	if (h->method.len == 0 || span(h->method, TOKEN) != h->method.len)
		return refuse(why, "The method is not a token.");
	if (str_absent(rest))
		return refuse(why, "The request line has no target.");
	h->target = str_cut(&rest, ' ');
	if (h->target.len == 0)
		return refuse(why, "There is more than one space in the request line.");
	if (span(h->target, TARGET) != h->target.len)
		return refuse(why, "The target holds bytes that must be escaped.");
	if (!str_eq(rest, S("HTTP/1.1")) && !str_eq(rest, S("HTTP/1.0")))
		return refuse(why, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
	h->minor = rest.ptr[rest.len - 1] - '0';
	return OK;
}

static struct str trim_blank(struct str s)
{
	while (s.len != 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
		s = str_from(s, 1);
	while (s.len != 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
		s.len--;
	return s;
}

static enum err field_line(struct str line, struct head *h, const char **why)
{
	const size_t name_len = span(line, TOKEN);
	const char *base = h->text.ptr;

	if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
		return refuse(why, "A header is folded over two lines.");
	if (name_len == 0 || name_len == line.len || line.ptr[name_len] != ':')
		return refuse(why, "A header's name is not a token followed by a colon.");
	const struct str raw = str_from(line, name_len + 1);
	if (span(raw, VALUE) != raw.len)
		return refuse(why, "A header's value holds control characters.");
	const struct str value = trim_blank(raw);
	h->fields[h->n++] = (struct head_field) {
		.name = (uint16_t) (line.ptr - base),
		.name_len = (uint16_t) name_len,
		.value = (uint16_t) (value.ptr - base),
		.value_len = (uint16_t) value.len,
	};
	return OK;
}

enum err head_lines(struct str text, size_t max_fields, struct head *h, const char **why)
{
	struct str rest = text, line;

	ENSURE(text.len <= HEAD_BYTES_MAX && max_fields <= HEADERS_MAX);
	h->text = text;
	h->n = 0;
	if (!line_next(&rest, &line))
		return refuse(why, "A line does not end with CR LF.");
	TRY(request_line(line, h, why));
	for (;;) {
		if (!line_next(&rest, &line))
			return refuse(why, "A line does not end with CR LF.");
		if (line.len == 0)
			break;
		if (h->n == max_fields) {
			*why = "There are too many headers.";
			return ERR_HEAD_TOO_LARGE;
		}
		TRY(field_line(line, h, why));
	}
	if (rest.len != 0)
		return refuse(why, "The head does not end with its first empty line.");
	return utf8_valid(text) ? OK : refuse(why, "The head is not UTF-8.");
}

bool list_next(struct str *rest, struct str *element)
{
	while (!str_absent(*rest)) {
		*element = trim_blank(str_cut(rest, ','));
		if (element->len != 0)
			return true;
	}
	return false;
}
