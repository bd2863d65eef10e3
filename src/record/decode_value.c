/* decode_value.c: one value from JSON or text into a row. See decode.h and value.h. */
#include "base/date.h"
#include "base/utf8.h"
#include "record/value.h"

static bool flawed(const struct spot *at, enum flaw flaw, const char *detail)
{
	complain(at->ps, at->name, flaw, "%s", detail);
	return false;
}

/* Keeps the value that stands in the row if it obeys the field's rules. */
static bool settle(const struct spot *at)
{
	*has_of(at->row) |= BIT(at->f->number);
	if (spot_check(at))
		return true;
	*has_of(at->row) &= ~BIT(at->f->number);
	return false;
}

bool spot_null(const struct spot *at)
{
	*has_of(at->row) &= ~BIT(at->f->number);
	if (at->f->zero_is_null) {
		*(int64_t *) member_of(at->f, at->row) = 0;
		return settle(at);
	}
	return spot_check(at);
}

static bool from_id(const struct spot *at, struct str s)
{
	struct uuid *id = member_of(at->f, at->row);

	if (at->f->format == FORMAT_audience && str_eq(s, S("nobody")))
		*id = AUDIENCE_NOBODY;
	else if (at->f->format == FORMAT_audience && str_eq(s, S("everyone")))
		*id = AUDIENCE_EVERYONE;
	else if (!uuid_parse(s, id))
		return flawed(at, FLAW_malformed, "Must be a UUID.");
	return settle(at);
}

static bool not_a_choice(const struct spot *at, struct str name)
{
	const struct choices *c = at->f->choices;
	struct buf words = BUF_IN(at->arena);

	for (unsigned w = 1; w < c->n && at->ps != NULL; w++) {
		put(&words, w == 1 ? S("") : S(", "));
		put(&words, c->words[w]);
	}
	complain(at->ps, name, FLAW_not_a_choice, "Must be one of %.*s.", PRI_STR(buf_str(&words)));
	return false;
}

static bool from_word(const struct spot *at, struct str s)
{
	const int w = choice_named(at->f->choices, s);

	if (w == 0)
		return not_a_choice(at, at->name);
	*(unsigned *) member_of(at->f, at->row) = (unsigned) w;
	return settle(at);
}

static bool from_record_name(const struct spot *at, struct str s)
{
	const struct record *named = record_by_plural(at->rec->home, s);

	if (named == NULL)
		return flawed(at, FLAW_not_a_choice,
		              "Must be the plural of a record, such as contacts.");
	*(int64_t *) member_of(at->f, at->row) = named->number;
	return settle(at);
}

static bool from_base64url(const struct spot *at, struct str s)
{
	const size_t most = (s.len + 3) / 4 * 3;
	char *bytes = arena_raw(at->arena, most);
	size_t n;

	if (!base64url_decode(s, bytes, most, &n))
		return flawed(at, FLAW_malformed, "Must be base64url without padding.");
	*(struct str *) member_of(at->f, at->row) = (struct str) { bytes, n };
	return settle(at);
}

bool spot_from_string(const struct spot *at, struct str s)
{
	switch (at->f->kind) {
	case KIND_uuid:
		return from_id(at, s);
	case KIND_choice:
		return from_word(at, s);
	case KIND_bytes:
		return from_base64url(at, s);
	case KIND_text:
		*(struct str *) member_of(at->f, at->row) = s;
		return settle(at);
	case KIND_int:
		ENSURE(at->f->format == FORMAT_record);
		return from_record_name(at, s);
	case KIND_flag:
	case KIND_N:
		break;
	}
	BUG("%s is no string", at->f->name.ptr);
}

bool spot_from_whole(const struct spot *at, int64_t v, bool whole)
{
	const struct field *f = at->f;
	const int64_t least = f->zero_is_null && f->min == 0 ? 1 : f->min;

	/* Never is said by null alone: one text per value. */
	if (!whole || v < least || v > f->max) {
		complain(at->ps, at->name, FLAW_out_of_range,
		         "Must be a whole number from %lld to %lld.", (long long) least,
		         (long long) f->max);
		return false;
	}
	*(int64_t *) member_of(f, at->row) = v;
	return settle(at);
}

bool spot_from_bool(const struct spot *at, bool v)
{
	*(bool *) member_of(at->f, at->row) = v;
	return settle(at);
}

bool spot_add_word(const struct spot *at, struct str word, size_t n)
{
	int64_t *set = member_of(at->f, at->row);
	const int w = choice_named(at->f->choices, word);
	struct buf name = BUF_IN(at->arena);
	size_t mark;

	if (w != 0 && (*set >> w & 1) == 0) {
		*set |= INT64_C(1) << w;
		return true;
	}
	/* "/marks/2" in a body; a query parameter is one place. */
	if (str_starts(at->name, S("?"))) {
		if (w == 0)
			return not_a_choice(at, at->name);
		return flawed(at, FLAW_repeated_field, "Names a word twice.");
	}
	put_int(&name, (int64_t) n);
	mark = problems_enter(at->ps, at->name, -1);
	if (w == 0)
		not_a_choice(at, buf_str(&name));
	else
		complain(at->ps, buf_str(&name), FLAW_repeated_field, "Appears twice.");
	problems_leave(at->ps, mark);
	return false;
}

/* -- from JSON -- */

static enum json_type json_type_of(const struct field *f)
{
	if (f->set)
		return JSON_ARRAY;
	switch (f->kind) {
	case KIND_uuid:
	case KIND_text:
	case KIND_choice:
	case KIND_bytes:
		return JSON_STRING;
	case KIND_int:
		return f->format == FORMAT_record ? JSON_STRING : JSON_NUMBER;
	case KIND_flag:
		return JSON_BOOL;
	case KIND_N:
		break;
	}
	BUG("%s has no kind", f->name.ptr);
}

static enum err wrong_type(const struct spot *at, struct json *j)
{
	const char *wanted = "a string";

	if (at->f->set)
		wanted = "an array of words";
	else if (at->f->kind == KIND_flag)
		wanted = "true or false";
	else if (at->f->kind == KIND_int && at->f->format != FORMAT_record)
		wanted = "a whole number";
	complain(at->ps, at->name, FLAW_wrong_type, "Must be %s.", wanted);
	return json_skip(j, NULL) ? ERR_INVALID : ERR_BAD_JSON;
}

/* One word of an array. */
static enum err read_word(const struct spot *at, struct json *j, size_t n)
{
	struct buf name = BUF_IN(at->arena);
	struct str word;
	size_t mark;

	if (json_peek(j) == JSON_STRING) {
		if (!json_string(j, &word))
			return ERR_BAD_JSON;
		return spot_add_word(at, word, n) ? OK : ERR_INVALID;
	}
	put_int(&name, (int64_t) n);
	mark = problems_enter(at->ps, at->name, -1);
	complain(at->ps, buf_str(&name), FLAW_wrong_type, "Must be a string.");
	problems_leave(at->ps, mark);
	return json_skip(j, NULL) ? ERR_INVALID : ERR_BAD_JSON;
}

static enum err read_set(const struct spot *at, struct json *j)
{
	enum err result = OK;
	size_t n = 0;
	int more;

	*(int64_t *) member_of(at->f, at->row) = 0;
	for (bool first = true; (more = json_element(j, &first)) > 0; n++) {
		const enum err e = read_word(at, j, n);

		if (e == ERR_BAD_JSON)
			return e;
		result = e != OK ? e : result;
	}
	if (more < 0)
		return ERR_BAD_JSON;
	if (result == OK)
		return settle(at) ? OK : ERR_INVALID;
	return result;
}

static enum err read_scalar(const struct spot *at, struct json *j, enum json_type type)
{
	struct str s;
	int64_t v = 0;
	bool truth, ok;

	if (type == JSON_STRING) {
		if (!json_string(j, &s))
			return ERR_BAD_JSON;
		ok = spot_from_string(at, s);
	} else if (type == JSON_NUMBER) {
		if (!json_int(j, &v, &truth))
			return ERR_BAD_JSON;
		ok = spot_from_whole(at, v, truth);
	} else {
		if (!json_bool(j, &truth))
			return ERR_BAD_JSON;
		ok = spot_from_bool(at, truth);
	}
	return ok ? OK : ERR_INVALID;
}

enum err value_decode(const struct record *rec, int field, struct json *j, void *row,
                      struct problems *ps)
{
	const struct spot at = spot_of(rec, field, row, j->arena, ps);
	const enum json_type type = json_peek(j);

	if (type == JSON_NULL) {
		if (!json_null(j))
			return ERR_BAD_JSON;
		return spot_null(&at) ? OK : ERR_INVALID;
	}
	if (type != json_type_of(at.f))
		return wrong_type(&at, j);
	return type == JSON_ARRAY ? read_set(&at, j) : read_scalar(&at, j, type);
}

/* -- from text -- */

static bool words_from_text(const struct spot *at, struct str text)
{
	struct str rest = text;
	bool ok = true;

	*(int64_t *) member_of(at->f, at->row) = 0;
	for (size_t n = 0; text.len != 0 && !str_absent(rest); n++)
		ok &= spot_add_word(at, str_trim(str_cut(&rest, ',')), n);
	return ok && settle(at);
}

static bool whole_from_text(const struct spot *at, struct str text)
{
	int64_t v = 0;
	const bool whole = str_to_int(text, &v);

	if (at->f->format == FORMAT_time && !whole && !iso_parse(text, &v))
		return flawed(at, FLAW_malformed,
		              "Must be milliseconds since 1970 or a time such as "
		              "2026-11-25T00:54:07Z.");
	return spot_from_whole(at, v, whole || at->f->format == FORMAT_time);
}

static bool from_text(const struct spot *at, struct str text)
{
	if (at->f->set)
		return words_from_text(at, text);
	if (text.len == 0)
		return spot_null(at);
	switch (at->f->kind) {
	case KIND_uuid:
	case KIND_text:
	case KIND_choice:
	case KIND_bytes:
		return spot_from_string(at, text);
	case KIND_int:
		if (at->f->format == FORMAT_record)
			return spot_from_string(at, text);
		return whole_from_text(at, text);
	case KIND_flag:
		if (str_eq(text, S("true")) || str_eq(text, S("false")))
			return spot_from_bool(at, text.len == 4);
		return flawed(at, FLAW_malformed, "Must be true or false.");
	case KIND_N:
		break;
	}
	BUG("%s has no kind", at->f->name.ptr);
}

bool value_from_text(const struct record *rec, int field, struct str text, void *row,
                     struct arena *arena, struct problems *ps)
{
	const struct spot at = spot_of(rec, field, row, arena, ps);

	return from_text(&at, text);
}

bool value_from_query(const struct record *rec, int field, struct str name, struct str text,
                      void *row, struct arena *arena, struct problems *ps)
{
	struct spot at = spot_of(rec, field, row, arena, ps);

	at.name = arena_join(arena, S("?"), name);
	return from_text(&at, text);
}
