/* json_put.c: the JSON writer that places commas by itself. See json.h. */
#include "base/json.h"
#include "base/json_scan.h"

static void put_comma(struct buf *b)
{
	const char last = b->len == 0 ? '[' : b->ptr[b->len - 1];

	if (last != '{' && last != '[' && last != ':' && last != ',' && last != '\n')
		put_char(b, ',');
}

static void put_escape(struct buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char meant[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *const found = memchr(meant, c, sizeof meant - 1);

	put_char(b, '\\');
	if (found != NULL) {
		put_char(b, letters[found - meant]);
		return;
	}
	put(b, S("u00"));
	put_char(b, hex[c >> 4]);
	put_char(b, hex[c & 15]);
}

void json_escape(struct buf *b, struct str s)
{
	size_t done = s.len == 0 ? 0 : json_plain(s.ptr, s.len);
	char *to = buf_room(b, done + 2);

	to[0] = '"';
	if (done != 0)
		memcpy(to + 1, s.ptr, done);
	b->len += done + 1;
	while (done != s.len) {
		const size_t n = json_plain(s.ptr + done + 1, s.len - done - 1);

		put_escape(b, (unsigned char) s.ptr[done]);
		put(b, (struct str) { s.ptr + done + 1, n });
		done += 1 + n;
	}
	put_char(b, '"');
}

void json_open(struct buf *b, char bracket)
{
	put_comma(b);
	put_char(b, bracket);
}

void json_close(struct buf *b, char bracket)
{
	put_char(b, bracket);
}

void json_key(struct buf *b, struct str key)
{
	put_comma(b);
	json_escape(b, key);
	put_char(b, ':');
}

void json_put_str(struct buf *b, struct str s)
{
	put_comma(b);
	if (str_absent(s))
		put(b, S("null"));
	else
		json_escape(b, s);
}

void json_put_int(struct buf *b, int64_t v)
{
	put_comma(b);
	put_int(b, v);
}

void json_put_bool(struct buf *b, bool v)
{
	put_comma(b);
	put(b, v ? S("true") : S("false"));
}

void json_put_null(struct buf *b)
{
	put_comma(b);
	put(b, S("null"));
}

void json_put_raw(struct buf *b, struct str value)
{
	put_comma(b);
	put(b, value);
}
