/* json_put.c: the JSON writer that places commas by itself. See json.h. */
#include "base/date.h"
#include "base/json.h"
#include "base/json_scan.h"

static bool wants_comma(const struct buf *b)
{
	static const bool opening[256] = {
		['{'] = true, ['['] = true, [':'] = true, [','] = true, ['\n'] = true,
	};

	return b->len != 0 && !opening[(unsigned char) b->ptr[b->len - 1]];
}

/* Room for a comma, if one is due, and `more` bytes; puts the comma. */
static char *value_room(struct buf *b, size_t more)
{
	char *const to = buf_room(b, more + 1);
	const bool comma = wants_comma(b);

	/* Without a branch: whether a value is its container's first is hard to predict. */
	*to = ',';
	b->len += comma;
	return to + comma;
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

/* Copies up to eight bytes that stand for themselves; false when one does not. */
static bool copy_short(char *to, const char *p, size_t n)
{
	uint32_t first, last;

	if (n >= sizeof first) {
		memcpy(&first, p, sizeof first);
		memcpy(&last, p + n - sizeof last, sizeof last);
		memcpy(to, &first, sizeof first);
		memcpy(to + n - sizeof last, &last, sizeof last);
		return json_special((uint64_t) first << 32 | last) == 0;
	}
	for (size_t i = 0; i < n; i++)
		to[i] = p[i];
	return json_plain(p, n) == n;
}

/* The same for any number. Names and ids are short: one pass that copies while it looks. */
static bool copy_plain(char *to, const char *p, size_t n)
{
	uint64_t word;

	if (n < sizeof word)
		return copy_short(to, p, n);
	for (size_t i = 0; n - i > sizeof word; i += sizeof word) {
		memcpy(&word, p + i, sizeof word);
		memcpy(to + i, &word, sizeof word);
		if (json_special(word) != 0)
			return false;
	}
	memcpy(&word, p + n - sizeof word, sizeof word); /* may overlap what was copied */
	memcpy(to + n - sizeof word, &word, sizeof word);
	return json_special(word) == 0;
}

static void escape_all(struct buf *b, struct str s)
{
	for (size_t done = 0; done != s.len;) {
		const size_t n = json_plain(s.ptr + done, s.len - done);

		put(b, str_head(str_from(s, done), n));
		done += n;
		if (done != s.len)
			put_escape(b, (unsigned char) s.ptr[done++]);
	}
}

/* The quoted string at `to`, which has room for s.len + 2 bytes after b->len. */
static void put_quoted(struct buf *b, char *to, struct str s)
{
	*to = '"';
	b->len++;
	if (copy_plain(to + 1, s.ptr, s.len))
		b->len += s.len;
	else
		escape_all(b, s);
	put_char(b, '"');
}

void json_escape(struct buf *b, struct str s)
{
	put_quoted(b, buf_room(b, s.len + 2), s);
}

void json_open(struct buf *b, char bracket)
{
	*value_room(b, 1) = bracket;
	b->len++;
}

void json_close(struct buf *b, char bracket)
{
	put_char(b, bracket);
}

void json_key(struct buf *b, struct str key)
{
	put_quoted(b, value_room(b, key.len + 3), key);
	put_char(b, ':');
}

void json_put_str(struct buf *b, struct str s)
{
	if (str_absent(s))
		json_put_null(b);
	else
		put_quoted(b, value_room(b, s.len + 2), s);
}

void json_put_int(struct buf *b, int64_t v)
{
	value_room(b, 0);
	put_int(b, v);
}

void json_put_uuid(struct buf *b, struct uuid u)
{
	char *const to = value_room(b, UUID_TEXT + 2);

	to[0] = '"';
	uuid_text(u, to + 1);
	to[UUID_TEXT + 1] = '"';
	b->len += UUID_TEXT + 2;
}

void json_put_iso(struct buf *b, int64_t ms)
{
	*value_room(b, ISO_TEXT + 2) = '"';
	b->len++;
	put_iso(b, ms);
	put_char(b, '"');
}

void json_put_bool(struct buf *b, bool v)
{
	json_put_raw(b, v ? S("true") : S("false"));
}

void json_put_null(struct buf *b)
{
	json_put_raw(b, S("null"));
}

void json_put_raw(struct buf *b, struct str value)
{
	value_room(b, value.len);
	put(b, value);
}
