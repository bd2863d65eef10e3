/* cursor.c: see cursor.h. Bytes: version and store, record, field, direction, id, sort value. */
#include "store/cursor.h"

#include "base/utf8.h"

enum { CURSOR_VERSION = 1, CURSOR_HEAD = 4, CURSOR_MAX = 2048 };

enum sorted_by { BY_id, BY_number, BY_text, BY_uuid };

static enum sorted_by sorted_by(const struct query *q)
{
	if (q->sort == F_id)
		return BY_id;
	switch (q->rec->fields[q->sort].kind) {
	case KIND_text:
		return BY_text;
	case KIND_uuid:
		return BY_uuid;
	case KIND_int:
	case KIND_flag:
	case KIND_choice:
		return BY_number;
	case KIND_bytes:
	case KIND_N:
		break;
	}
	BUG("%.*s cannot be sorted by", PRI_STR(q->rec->fields[q->sort].name));
}

static void put_head(uint8_t head[CURSOR_HEAD], const struct query *q)
{
	head[0] = (uint8_t) (CURSOR_VERSION << 4 | q->rec->home);
	head[1] = (uint8_t) q->rec->number;
	head[2] = (uint8_t) q->sort;
	head[3] = q->descending;
}

static void put_bytes(struct buf *b, const void *p, size_t n)
{
	put(b, (struct str) { p, n });
}

static void put_number(struct buf *b, int64_t v)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		put_char(b, (char) (v >> shift & 0xff));
}

struct str cursor_write(struct arena *a, const struct query *q, const void *row)
{
	uint8_t head[CURSOR_HEAD];
	struct buf raw = BUF_IN(a), text = BUF_IN(a);
	const struct field *f = &q->rec->fields[q->sort];
	put_head(head, q);
	put_bytes(&raw, head, sizeof head);
	put_bytes(&raw, head_of(row)->id.b, sizeof head_of(row)->id.b);
	switch (sorted_by(q)) {
	case BY_id:
		break;
	case BY_number:
		put_number(&raw, field_int(f, row));
		break;
	case BY_text:
		put(&raw, *(const struct str *) peek(f, row));
		break;
	case BY_uuid:
		put_bytes(&raw, peek(f, row), sizeof(struct uuid));
		break;
	}
	put_base64url(&text, raw.ptr, raw.len);
	return buf_str(&text);
}

static bool read_number(struct str raw, int64_t *out)
{
	uint64_t v = 0;
	if (raw.len != 8)
		return false;
	for (size_t i = 0; i < 8; i++)
		v = v << 8 | (uint8_t) raw.ptr[i];
	*out = (int64_t) v;
	return true;
}

static bool read_uuid(struct str raw, struct uuid *out)
{
	if (raw.len != sizeof out->b)
		return false;
	memcpy(out->b, raw.ptr, sizeof out->b);
	return true;
}

static bool read_value(const struct query *q, struct str raw, struct cursor *out)
{
	switch (sorted_by(q)) {
	case BY_id:
		return raw.len == 0;
	case BY_number:
		return read_number(raw, &out->number);
	case BY_uuid:
		return read_uuid(raw, &out->uuid);
	case BY_text:
		out->text = raw;
		return utf8_valid(raw) && !str_find_byte(raw, '\0', NULL);
	}
	return false;
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
	struct str rest = str_from((struct str) { raw, n }, CURSOR_HEAD);
	read_uuid(str_head(rest, sizeof out->id.b), &out->id);
	return read_value(q, str_from(rest, sizeof out->id.b), out) ? OK : ERR_BAD_CURSOR;
}

/* One more of the greatest character than the field may have: behind every text. */
static struct str behind_all(struct arena *a, const struct field *f)
{
	struct buf b = BUF_IN(a);
	for (int64_t i = 0; i <= f->max; i++)
		put(&b, S("\xf4\x8f\xbf\xbf"));
	return buf_str(&b);
}

struct cursor cursor_start(struct arena *a, const struct query *q)
{
	struct cursor c = { .number = -1, .text = S("") };
	if (!q->descending)
		return c;
	c.number = INT64_MAX;
	memset(c.id.b, 0xff, sizeof c.id.b);
	memset(c.uuid.b, 0xff, sizeof c.uuid.b);
	if (sorted_by(q) == BY_text)
		c.text = behind_all(a, &q->rec->fields[q->sort]);
	return c;
}
