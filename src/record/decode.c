/* decode.c: a JSON object into a row, member by member; the lists inside are decode_parts.c. */
#include "record/decode_object.h"

#include "record/value.h"

/* Clients tend to send members in our order: look from where the last one was found. */
static int field_from(const struct record *rec, unsigned guess, struct str name)
{
	for (unsigned i = 0; i < rec->n; i++) {
		const unsigned at = guess + i < rec->n ? guess + i : guess + i - rec->n;

		if (str_eq(rec->fields[at].name, name))
			return (int) at;
	}
	return -1;
}

static enum err refuse(struct object *o, struct str name, enum flaw flaw, const char *detail)
{
	complain(o->ps, name, flaw, "%s", detail);
	return json_skip(o->j, NULL) ? ERR_INVALID : ERR_BAD_JSON;
}

/* An id that a client chose sorts by the time in it, like ours. */
static enum err check_id(struct object *o, enum err e)
{
	const struct head *head = o->out->row;

	if (e != OK || o->rec->shape != SHAPE_record || !has(head, F_id))
		return e;
	if (uuid_version(head->id) == 7 && head->id.b[8] >> 6 == 2)
		return OK;
	complain(o->ps, S("id"), FLAW_malformed, "Must be a UUID of version 7.");
	return ERR_INVALID;
}

static enum err read_value(struct object *o, int field)
{
	const struct field *f = &o->rec->fields[field];
	enum err e;

	if ((o->out->sent & BIT(field)) != 0)
		return refuse(o, f->name, FLAW_repeated_field, "Appears twice.");
	o->out->sent |= BIT(field);
	if (field == o->link)
		return refuse(o, f->name, FLAW_read_only, "Follows from where it stands.");
	if ((f->rules & READ_ONLY) != 0)
		return refuse(o, f->name, FLAW_read_only, "Is set by the server.");
	if (o->op == OP_patch && (f->rules & CREATE_ONLY) != 0)
		return refuse(o, f->name, FLAW_create_only, "Cannot change any more.");
	e = value_decode(o->rec, field, o->j, o->out->row, o->ps);
	return field == F_id ? check_id(o, e) : e;
}

static enum err read_field(struct object *o, int field)
{
	const enum err e = read_value(o, field);

	if (e != OK)
		o->out->flawed |= BIT(field);
	return e;
}

static enum err read_base_version(struct object *o)
{
	const struct str name = S("base_version");
	int64_t v = 0;
	bool whole;

	if (o->base_version_sent)
		return refuse(o, name, FLAW_repeated_field, "Appears twice.");
	o->base_version_sent = true;
	if (json_peek(o->j) != JSON_NUMBER)
		return refuse(o, name, FLAW_wrong_type, "Must be a whole number.");
	if (!json_int(o->j, &v, &whole))
		return ERR_BAD_JSON;
	if (whole && v >= 1 && v <= MAX53) {
		o->out->base_version = v;
		return OK;
	}
	complain(o->ps, name, FLAW_out_of_range, "Must be a whole number from 1 to %lld.",
	         (long long) MAX53);
	return ERR_INVALID;
}

static enum err read_member(struct object *o, struct str name)
{
	const int field = field_from(o->rec, o->guess, name);
	const struct part *part;

	if (field >= 0 && (o->rec->fields[field].rules & HIDDEN) == 0) {
		o->guess = (unsigned) field + 1;
		return read_field(o, field);
	}
	if (o->op == OP_patch && str_eq(name, S("base_version")))
		return read_base_version(o);
	part = part_named(o->rec, name);
	if (part != NULL && o->op == OP_patch)
		return refuse(o, name, FLAW_create_only, "Has records of its own: change those.");
	if (part != NULL)
		return object_read_part(o, part);
	if (o->rec->custom && str_eq(name, S("custom")))
		return object_read_custom(o);
	return refuse(o, name, FLAW_unknown_field, "Is not known here.");
}

static enum err ask_for_missing(struct object *o)
{
	enum err result = OK;

	for (unsigned i = 0; i < o->rec->n && o->op != OP_patch; i++) {
		const struct field *f = &o->rec->fields[i];

		if ((f->rules & REQUIRED) == 0 || (f->rules & (READ_ONLY | HIDDEN)) != 0 ||
		    (int) i == o->link || (o->out->sent & BIT(i)) != 0)
			continue;
		complain(o->ps, f->name, FLAW_required, "Is required.");
		result = ERR_INVALID;
	}
	return result;
}

enum err object_read(struct object *o)
{
	enum err result = OK;
	struct str name;
	int more;

	*o->out = (struct decoded) { .row = row_new(o->j->arena, o->rec) };
	if (json_peek(o->j) != JSON_OBJECT)
		return refuse(o, S(""), FLAW_wrong_type, "Must be an object.");
	for (bool first = true; (more = json_member(o->j, &name, &first)) > 0;) {
		const enum err e = read_member(o, name);

		if (e == ERR_BAD_JSON)
			return e;
		result = e != OK ? e : result;
	}
	if (more < 0)
		return ERR_BAD_JSON;
	return ask_for_missing(o) != OK ? ERR_INVALID : result;
}

enum err record_decode_at(const struct record *rec, enum op op, struct json *j, struct decoded *out,
                          struct problems *ps)
{
	struct object o = { .rec = rec, .op = op, .link = -1, .j = j, .out = out, .ps = ps };
	const size_t before = ps->n, mark = ps->within_len;
	const enum err e = object_read(&o);

	if (e == ERR_BAD_JSON) { /* what was found before the text broke off means nothing */
		ps->n = before;
		problems_leave(ps, mark);
	}
	return e;
}

enum err record_decode(const struct record *rec, enum op op, struct str body, struct arena *arena,
                       struct decoded *out, struct problems *ps)
{
	struct json j = json_of(body, arena);
	const size_t before = ps->n;
	const enum err e = record_decode_at(rec, op, &j, out, ps);

	if (json_end(&j))
		return e;
	ps->n = before;
	return ERR_BAD_JSON;
}

bool record_takes(const struct record *rec, enum op op)
{
	unsigned barred = READ_ONLY | HIDDEN;

	if (rec->shape == SHAPE_form)
		return op == OP_form;
	if (rec->shape != SHAPE_record || rec->write == ROLE_nobody || op == OP_form)
		return false;
	if (op == OP_patch)
		barred |= CREATE_ONLY;
	for (unsigned i = N_head; i < rec->n; i++) {
		if (((unsigned) rec->fields[i].rules & barred) == 0)
			return true;
	}
	return rec->custom;
}
