/* decode_parts.c: what stands inside a record's object: its parts and custom values. */
#include "record/decode_object.h"

static enum err worse(enum err a, enum err b)
{
	return a == OK ? b : a;
}

static enum err refuse(struct object *o, struct str name, enum flaw flaw, const char *detail)
{
	complain(o->ps, name, flaw, "%s", detail);
	return json_skip(o->j, NULL) ? ERR_INVALID : ERR_BAD_JSON;
}

/* How many elements follow; -1 when the text is broken. Read from a copy, so that each list is
 * allocated once, at its size. */
static int64_t count_elements(struct json j)
{
	int64_t n = 0;
	int more;

	for (bool first = true; (more = json_element(&j, &first)) > 0; n++) {
		if (!json_skip(&j, NULL))
			return -1;
	}
	return more < 0 ? -1 : n;
}

static int64_t count_members(struct json j)
{
	int64_t n = 0;
	int more;

	for (bool first = true; (more = json_member(&j, NULL, &first)) > 0; n++) {
		if (!json_skip(&j, NULL))
			return -1;
	}
	return more < 0 ? -1 : n;
}

static enum err too_many(struct object *o, struct str name, int most)
{
	complain(o->ps, name, FLAW_too_long, "Must have at most %d elements.", most);
	return json_skip(o->j, NULL) ? ERR_INVALID : ERR_BAD_JSON;
}

/* -- parts -- */

static enum err read_part_row(struct object *o, struct part_rows *rows, size_t n)
{
	struct decoded inner;
	struct object part = {
		.rec = rows->part->part,
		.op = OP_create,
		.link = rows->part->link,
		.j = o->j,
		.out = &inner,
		.ps = o->ps,
	};
	const size_t mark = problems_enter(o->ps, rows->part->name, (int) n);
	const enum err e = object_read(&part);

	problems_leave(o->ps, mark);
	rows->rows[n] = inner.row;
	rows->sent[n] = inner.sent;
	return e;
}

static bool id_among(const struct uuid *ids, size_t n, struct uuid id)
{
	for (size_t i = 0; i < n; i++) {
		if (uuid_eq(ids[i], id))
			return true;
	}
	return false;
}

static enum err read_part_id(struct object *o, struct part_rows *rows, size_t n)
{
	const size_t mark = problems_enter(o->ps, rows->part->name, (int) n);
	struct uuid *id = &rows->ids[n];
	enum err result = ERR_INVALID;
	struct str s;

	if (json_peek(o->j) != JSON_STRING)
		result = refuse(o, S(""), FLAW_wrong_type, "Must be a string.");
	else if (!json_string(o->j, &s))
		result = ERR_BAD_JSON;
	else if (!uuid_parse(s, id))
		complain(o->ps, S(""), FLAW_malformed, "Must be a UUID.");
	else if (id_among(rows->ids, n, *id))
		complain(o->ps, S(""), FLAW_repeated_field, "Appears twice.");
	else
		result = OK;
	if (result != OK)
		*id = (struct uuid) { 0 };
	problems_leave(o->ps, mark);
	return result;
}

static enum err read_part_rows(struct object *o, struct part_rows *rows)
{
	enum err result = OK;
	size_t n = 0;
	int more;

	for (bool first = true; (more = json_element(o->j, &first)) > 0; n++) {
		enum err e;

		ENSURE(n < rows->n);
		e = rows->ids != NULL ? read_part_id(o, rows, n) : read_part_row(o, rows, n);
		if (e == ERR_BAD_JSON)
			return e;
		result = worse(result, e);
	}
	return more < 0 ? ERR_BAD_JSON : result;
}

enum err object_read_part(struct object *o, const struct part *part)
{
	struct part_rows *rows = &o->out->parts[o->out->part_n];
	struct arena *arena = o->j->arena;
	int64_t n;

	for (size_t i = 0; i < o->out->part_n; i++) {
		if (o->out->parts[i].part == part)
			return refuse(o, part->name, FLAW_repeated_field, "Appears twice.");
	}
	if (json_peek(o->j) != JSON_ARRAY)
		return refuse(o, part->name, FLAW_wrong_type, "Must be an array.");
	n = count_elements(*o->j);
	if (n < 0)
		return ERR_BAD_JSON;
	if (n > PART_ROWS_MAX)
		return too_many(o, part->name, PART_ROWS_MAX);
	ENSURE(o->out->part_n < PARTS_MAX);
	o->out->part_n++;
	o->out->sent |= BIT(PARTS_BIT);
	*rows = (struct part_rows) { .part = part, .n = (size_t) n };
	if (part->id >= 0) {
		rows->ids = arena_array(arena, struct uuid, n);
	} else {
		rows->rows = arena_array(arena, void *, n);
		rows->sent = arena_array(arena, uint64_t, n);
	}
	return read_part_rows(o, rows);
}

/* -- custom values -- */

static enum err read_texts(struct object *o, struct str name, struct custom_in *in)
{
	const int64_t n = count_elements(*o->j);
	enum err result = OK;
	int more;

	if (n < 0)
		return ERR_BAD_JSON;
	if (n > CUSTOM_LIST_MAX)
		return too_many(o, name, CUSTOM_LIST_MAX);
	in->kind = CUSTOM_IN_list;
	in->list = arena_array(o->j->arena, struct str, n);
	for (bool first = true; (more = json_element(o->j, &first)) > 0;) {
		if (json_string(o->j, &in->list[in->n])) {
			in->n++;
			continue;
		}
		/* Once for the list: its elements have no names. */
		if (result == OK)
			complain(o->ps, name, FLAW_wrong_type, "Must be an array of strings.");
		result = ERR_INVALID;
		if (!json_skip(o->j, NULL))
			return ERR_BAD_JSON;
	}
	return more < 0 ? ERR_BAD_JSON : result;
}

static enum err read_custom_value(struct object *o, struct str name, struct custom_in *in)
{
	bool truth;

	switch (json_peek(o->j)) {
	case JSON_NULL:
		in->kind = CUSTOM_IN_null;
		return json_null(o->j) ? OK : ERR_BAD_JSON;
	case JSON_STRING:
		in->kind = CUSTOM_IN_text;
		return json_string(o->j, &in->text) ? OK : ERR_BAD_JSON;
	case JSON_NUMBER:
		in->kind = CUSTOM_IN_number;
		return json_number(o->j, &in->text) ? OK : ERR_BAD_JSON;
	case JSON_BOOL:
		in->kind = CUSTOM_IN_flag;
		if (!json_bool(o->j, &truth))
			return ERR_BAD_JSON;
		in->text = truth ? S("true") : S("false");
		return OK;
	case JSON_ARRAY:
		return read_texts(o, name, in);
	case JSON_OBJECT:
	case JSON_BAD:
		break;
	}
	return refuse(o, name, FLAW_wrong_type,
	              "Must be a string, a number, true, false, null or an array of strings.");
}

static bool custom_among(const struct decoded *d, struct uuid field_id)
{
	for (size_t i = 0; i < d->custom_n; i++) {
		if (uuid_eq(d->custom[i].field_id, field_id))
			return true;
	}
	return false;
}

static enum err read_custom_member(struct object *o, struct str name)
{
	struct custom_in in = { .kind = CUSTOM_IN_null };
	enum err e;

	if (!uuid_parse(name, &in.field_id))
		return refuse(o, name, FLAW_unknown_field, "Must be the id of a custom field.");
	if (custom_among(o->out, in.field_id))
		return refuse(o, name, FLAW_repeated_field, "Appears twice.");
	e = read_custom_value(o, name, &in);
	if (e != OK) /* nothing is left to judge */
		in.kind = CUSTOM_IN_null;
	o->out->custom[o->out->custom_n++] = in;
	return e;
}

enum err object_read_custom(struct object *o)
{
	const struct str name = S("custom");
	enum err result = OK;
	struct str member;
	size_t mark;
	int64_t n;
	int more;

	if ((o->out->sent & BIT(CUSTOM_BIT)) != 0)
		return refuse(o, name, FLAW_repeated_field, "Appears twice.");
	o->out->sent |= BIT(CUSTOM_BIT);
	if (json_peek(o->j) != JSON_OBJECT)
		return refuse(o, name, FLAW_wrong_type, "Must be an object.");
	n = count_members(*o->j);
	if (n < 0)
		return ERR_BAD_JSON;
	if (n > CUSTOM_IN_MAX)
		return too_many(o, name, CUSTOM_IN_MAX);
	o->out->custom = arena_array(o->j->arena, struct custom_in, n);
	mark = problems_enter(o->ps, name, -1);
	for (bool first = true; (more = json_member(o->j, &member, &first)) > 0;) {
		const enum err e = read_custom_member(o, member);

		if (e == ERR_BAD_JSON)
			return e;
		result = worse(result, e);
	}
	problems_leave(o->ps, mark);
	return more < 0 ? ERR_BAD_JSON : result;
}
