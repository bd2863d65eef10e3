/* cursor.c: see cursor.h. Bytes: version, record, field, direction, id, value. */
#include "store/cursor.h"

enum { CURSOR_VERSION = 1, CURSOR_HEAD = 4, CURSOR_MAX = 1200 };

static bool sorts_text(const struct query *q)
{
	return q->rec->fields[q->sort].kind == KIND_text;
}

static void put_head(uint8_t head[CURSOR_HEAD], const struct query *q)
{
	head[0] = CURSOR_VERSION;
	head[1] = (uint8_t) q->rec->number;
	head[2] = (uint8_t) q->sort;
	head[3] = q->descending;
}

struct str cursor_write(struct arena *a, const struct query *q, const void *row)
{
	uint8_t head[CURSOR_HEAD];
	struct buf raw = BUF_IN(a), text = BUF_IN(a);
	const struct field *f = &q->rec->fields[q->sort];
	put_head(head, q);
	put(&raw, (struct str) { (char *) head, sizeof head });
	put(&raw, (struct str) { (const char *) head_of(row)->id.b, 16 });
	if (sorts_text(q)) {
		put(&raw, *(const struct str *) peek(f, row));
	} else if (q->sort != F_id) {
		int64_t v = field_int(f, row);
		for (int shift = 56; shift >= 0; shift -= 8)
			put_char(&raw, (char) (v >> shift & 0xff));
	}
	put_base64url(&text, raw.ptr, raw.len);
	return buf_str(&text);
}

static bool read_value(const struct query *q, struct str raw, struct cursor *out)
{
	if (sorts_text(q)) {
		out->text = raw;
		return utf8_valid(raw);
	}
	if (q->sort == F_id)
		return raw.len == 0;
	if (raw.len != 8)
		return false;
	uint64_t v = 0;
	for (size_t i = 0; i < 8; i++)
		v = v << 8 | (uint8_t) raw.ptr[i];
	out->number = (int64_t) v;
	return true;
}

enum err cursor_read(struct arena *a, const struct query *q, struct cursor *out)
{
	uint8_t head[CURSOR_HEAD];
	char *raw = arena_raw(a, CURSOR_MAX);
	size_t n;
	*out = (struct cursor) { 0 };
	put_head(head, q);
	if (!base64url_decode(q->cursor, raw, CURSOR_MAX, &n) || n < CURSOR_HEAD + 16 ||
	    memcmp(raw, head, sizeof head) != 0)
		return ERR_BAD_CURSOR;
	memcpy(out->id.b, raw + CURSOR_HEAD, 16);
	struct str rest = { raw + CURSOR_HEAD + 16, n - CURSOR_HEAD - 16 };
	return read_value(q, rest, out) ? OK : ERR_BAD_CURSOR;
}

struct cursor cursor_start(const struct query *q)
{
	struct cursor c = { .number = -1, .text = S("") };
	if (q->descending) {
		c.number = INT64_MAX;
		c.text = S("\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf"); /* no name begins so */
		memset(c.id.b, 0xff, sizeof c.id.b);
	}
	return c;
}
