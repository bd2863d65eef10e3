/* encode.c: rows to JSON and to text. See encode.h.
 *
 * This is the reply path: keys are ready-made, and nothing is formatted by printf. */
#include "record/encode.h"

#include "base/date.h"
#include "base/json.h"

static void put_quoted(struct buf *b, struct str plain)
{
	char *to = buf_room(b, plain.len + 2);

	to[0] = '"';
	memcpy(to + 1, plain.ptr, plain.len);
	to[plain.len + 1] = '"';
	b->len += plain.len + 2;
}

static void put_quoted_uuid(struct buf *b, struct uuid id)
{
	char *to = buf_room(b, UUID_TEXT + 2);

	to[0] = '"';
	uuid_text(id, to + 1);
	to[UUID_TEXT + 1] = '"';
	b->len += UUID_TEXT + 2;
}

/* What stands for an audience that is no member; absent for a member. */
static struct str audience_word(struct uuid who)
{
	if (uuid_eq(who, AUDIENCE_NOBODY))
		return S("nobody");
	return uuid_eq(who, AUDIENCE_EVERYONE) ? S("everyone") : STR_ABSENT;
}

static void put_id(struct buf *b, const struct field *f, struct uuid id)
{
	const struct str word = f->format == FORMAT_audience ? audience_word(id) : STR_ABSENT;

	if (str_absent(word))
		put_quoted_uuid(b, id);
	else
		put_quoted(b, word);
}

static void put_set(struct buf *b, const struct choices *c, int64_t set)
{
	char before = '[';

	for (unsigned w = 1; w < c->n; w++) {
		if ((set >> w & 1) == 0)
			continue;
		put_char(b, before);
		put_quoted(b, c->words[w]);
		before = ',';
	}
	if (before == '[')
		put_char(b, '[');
	put_char(b, ']');
}

/* Absent for a word that a later release added: nothing stands for it here. */
static struct str choice_word(const struct choices *c, unsigned v)
{
	return v == 0 || v >= c->n ? STR_ABSENT : c->words[v];
}

static struct str record_word(const struct record *rec, int64_t number)
{
	const struct record *named = record_numbered(rec->home, number);

	return named == NULL ? STR_ABSENT : named->plural;
}

static void put_word(struct buf *b, struct str word)
{
	if (str_absent(word))
		put(b, S("null"));
	else
		put_quoted(b, word);
}

static void put_whole(struct buf *b, const struct record *rec, const struct field *f, int64_t v)
{
	if (f->set)
		put_set(b, f->choices, v);
	else if (f->format == FORMAT_record)
		put_word(b, record_word(rec, v));
	else if (f->zero_is_null && v == 0)
		put(b, S("null"));
	else
		put_int(b, v);
}

/* The row's value is not null. */
static void put_value(struct buf *b, const struct record *rec, const struct field *f, const void *v)
{
	switch (f->kind) {
	case KIND_uuid:
		put_id(b, f, *(const struct uuid *) v);
		return;
	case KIND_text:
		json_escape(b, *(const struct str *) v);
		return;
	case KIND_int:
		put_whole(b, rec, f, *(const int64_t *) v);
		return;
	case KIND_flag:
		put(b, *(const bool *) v ? S("true") : S("false"));
		return;
	case KIND_choice:
		put_word(b, choice_word(f->choices, *(const unsigned *) v));
		return;
	case KIND_bytes:
		put_char(b, '"');
		put_base64url(b, ((const struct str *) v)->ptr, ((const struct str *) v)->len);
		put_char(b, '"');
		return;
	case KIND_N:
		break;
	}
	BUG("%s has no kind", f->name.ptr);
}

void value_encode(struct buf *b, const struct record *rec, int field, const void *row)
{
	const struct field *f = &rec->fields[field];

	if (has(row, field))
		put_value(b, rec, f, peek(f, row));
	else
		put(b, S("null"));
}

/* Each member with a comma in front. */
static void put_members(struct buf *b, const struct record *rec, const void *row, uint64_t fields)
{
	const uint64_t given = *(const uint64_t *) row;

	for (; fields != 0; fields &= fields - 1) {
		const struct field *f = &rec->fields[__builtin_ctzll(fields)];

		put(b, f->key);
		if ((given & BIT(f->number)) != 0)
			put_value(b, rec, f, peek(f, row));
		else
			put(b, S("null"));
	}
}

void record_encode(struct buf *b, const struct record *rec, const void *row, uint64_t fields)
{
	const size_t start = b->len;

	put_members(b, rec, row, fields & readable_fields(rec));
	if (b->len == start)
		put_char(b, '{');
	else
		b->ptr[start] = '{'; /* in place of the first comma */
	put_char(b, '}');
}

void record_encode_members(struct buf *b, const struct record *rec, const void *row,
                           uint64_t fields)
{
	const bool first = b->len != 0 && b->ptr[b->len - 1] == '{';
	const size_t start = b->len - first;

	b->len = start; /* the first member's comma falls on the brace, which is put back */
	put_members(b, rec, row, fields & readable_fields(rec));
	if (!first)
		return;
	b->ptr[start] = '{';
	b->len = b->len == start ? start + 1 : b->len;
}

/* The last millisecond that RFC 3339 can say. */
static const int64_t year_9999_end = INT64_C(253402300799999);

static struct str set_text(struct arena *a, const struct choices *c, int64_t set)
{
	struct buf b = BUF_IN(a);

	for (unsigned w = 1; w < c->n; w++) {
		if ((set >> w & 1) == 0)
			continue;
		if (b.len != 0)
			put_char(&b, ',');
		put(&b, c->words[w]);
	}
	return buf_str(&b);
}

static struct str whole_text(struct arena *a, const struct record *rec, const struct field *f,
                             int64_t v)
{
	struct buf b = BUF_IN(a);

	if (f->set)
		return set_text(a, f->choices, v);
	if (f->format == FORMAT_record)
		return record_word(rec, v);
	if (f->zero_is_null && v == 0)
		return STR_ABSENT;
	if (f->format == FORMAT_time && v <= year_9999_end)
		put_iso(&b, v);
	else
		put_int(&b, v);
	return buf_str(&b);
}

static struct str id_text(struct arena *a, const struct field *f, struct uuid id)
{
	struct buf b = BUF_IN(a);

	if (f->format == FORMAT_audience && !str_absent(audience_word(id)))
		return audience_word(id);
	put_uuid(&b, id);
	return buf_str(&b);
}

struct str value_text(struct arena *a, const struct record *rec, int field, const void *row)
{
	const struct field *f = &rec->fields[field];
	const void *v = peek(f, row);
	struct buf b = BUF_IN(a);

	if (!has(row, field))
		return STR_ABSENT;
	switch (f->kind) {
	case KIND_uuid:
		return id_text(a, f, *(const struct uuid *) v);
	case KIND_text:
		return *(const struct str *) v;
	case KIND_int:
		return whole_text(a, rec, f, *(const int64_t *) v);
	case KIND_flag:
		return *(const bool *) v ? S("true") : S("false");
	case KIND_choice:
		return choice_word(f->choices, *(const unsigned *) v);
	case KIND_bytes:
		put_base64url(&b, ((const struct str *) v)->ptr, ((const struct str *) v)->len);
		return buf_str(&b);
	case KIND_N:
		break;
	}
	BUG("%s has no kind", f->name.ptr);
}
