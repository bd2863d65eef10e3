/* params.c: a list's query string: filters, order, cursor, fields. Every flaw is named. */
#include "api/params.h"
#include "api/api_impl.h"

#include "cell/expand.h"
#include "net/query.h"
#include "record/decode.h"

struct parse {
	struct call *c;
	struct query *q;
	unsigned *with;
	uint64_t *fields;
};

static struct str as_param(struct parse *p, struct str name)
{
	return arena_join(p->c->arena, S("?"), name);
}

static void flaw(struct parse *p, struct str name, enum flaw f, const char *text)
{
	complain(&p->c->problems, as_param(p, name), f, "%s", text);
}

static void take_limit(struct parse *p, struct str value)
{
	int64_t n;
	if (!str_to_int(value, &n) || n < 1 || n > LIMIT_MAX)
		flaw(p, S("limit"), FLAW_out_of_range, "A limit is a number from 1 to 200.");
	else
		p->q->limit = (unsigned) n;
}

static void take_sort(struct parse *p, struct str value)
{
	bool descending = value.len != 0 && value.ptr[0] == '-';
	int field = field_named(p->q->rec, str_from(value, descending));
	if (field < 0 || (p->q->rec->fields[field].rules & HIDDEN)) {
		flaw(p, S("sort"), FLAW_not_a_choice, "This record has no such field to sort by.");
		return;
	}
	p->q->sort = field;
	p->q->descending = descending;
}

static void take_fields(struct parse *p, struct str value)
{
	uint64_t mask = BIT(F_id);
	while (!str_absent(value)) {
		struct str name = str_trim(str_cut(&value, ','));
		int field = field_named(p->q->rec, name);
		unsigned part = expand_named(p->q->rec, name);
		if (part != 0)
			*p->with |= part;
		else if (field < 0 || (p->q->rec->fields[field].rules & HIDDEN))
			flaw(p, S("fields"), FLAW_unknown_field, "This record has no such field.");
		else
			mask |= BIT(field);
	}
	*p->fields = mask & fields_shown(&p->c->actor, p->q->rec);
}

static void take_with(struct parse *p, struct str value)
{
	while (!str_absent(value)) {
		unsigned part = expand_named(p->q->rec, str_trim(str_cut(&value, ',')));
		if (part == 0)
			flaw(p, S("with"), FLAW_not_a_choice, "This record has no such part.");
		*p->with |= part;
	}
}

static bool room(struct parse *p, struct str name, unsigned n)
{
	if (n < FILTERS_MAX)
		return true;
	flaw(p, name, FLAW_too_long, "Too many filters in one request.");
	return false;
}

static void take_filter(struct parse *p, struct str name, int field, enum filter_op op,
                        struct str value)
{
	struct query *q = p->q;
	void *row = row_new(p->c->arena, q->rec);
	if (!room(p, name, q->filter_n))
		return;
	if (value.len == 0 && op == FILTER_eq) {
		q->filters[q->filter_n++] = (struct filter) { FILTER_null, field, row };
		return;
	}
	if (value.len == 0)
		flaw(p, name, FLAW_malformed, "A bound needs a value.");
	else if (value_from_query(q->rec, field, name, value, row, p->c->arena, &p->c->problems))
		q->filters[q->filter_n++] = (struct filter) { op, field, row };
}

static void take_part(struct parse *p, struct str name, const struct part *part, struct str value)
{
	struct query *q = p->q;
	struct uuid id;
	if (part->id < 0 || !uuid_parse(value, &id))
		flaw(p, name, FLAW_malformed, "This filter takes an id.");
	else if (room(p, name, q->part_n))
		q->with_part[q->part_n++] = (struct part_filter) { part, id };
}

static void take_custom(struct parse *p, struct str name, struct str value)
{
	struct query *q = p->q;
	struct uuid id;
	if (!q->rec->custom || !uuid_parse(str_from(name, 7), &id))
		flaw(p, name, FLAW_malformed,
		     "This filter is custom. and the id of a custom field.");
	else if (room(p, name, q->custom_n))
		q->custom[q->custom_n++] = (struct custom_filter) { id, value };
}

bool param_takes(const struct record *rec, int field, enum filter_op op)
{
	unsigned rules = rec->fields[field].rules;
	bool ordered = rules & SORT || record_sortable(rec, field);
	return !(rules & HIDDEN) && (ordered || (op == FILTER_eq && rules & FILTER));
}

static void take_field(struct parse *p, struct str name, struct str value)
{
	const struct record *rec = p->q->rec;
	enum filter_op op = str_ends(name, S(".gte"))  ? FILTER_ge
	                    : str_ends(name, S(".lt")) ? FILTER_lt
	                                               : FILTER_eq;
	struct str base = op == FILTER_ge   ? str_head(name, name.len - 4)
	                  : op == FILTER_lt ? str_head(name, name.len - 3)
	                                    : name;
	int field = field_named(rec, base);
	const struct part *part = part_named(rec, base);
	if (part != NULL && op == FILTER_eq) {
		take_part(p, name, part, value);
		return;
	}
	if (field < 0 || !param_takes(rec, field, op))
		flaw(p, name, FLAW_unknown_field, "This list has no such parameter.");
	else
		take_filter(p, name, field, op, value);
}

static void take(struct parse *p, struct str name, struct str value)
{
	if (str_eq(name, S("limit")))
		take_limit(p, value);
	else if (str_eq(name, S("after")))
		p->q->cursor = value;
	else if (str_eq(name, S("sort")))
		take_sort(p, value);
	else if (str_eq(name, S("fields")))
		take_fields(p, value);
	else if (str_eq(name, S("with")))
		take_with(p, value);
	else if (str_starts(name, S("custom.")))
		take_custom(p, name, value);
	else
		take_field(p, name, value);
}

enum err parse_list_query(struct call *c, struct query *q, unsigned *with, uint64_t *fields)
{
	struct parse p = { c, q, with, fields };
	struct str rest = c->request->query, name, value;
	*q = (struct query) {
		.rec = c->rec, .actor = &c->actor, .limit = LIMIT_DEFAULT, .sort = -1
	};
	*with = 0;
	*fields = fields_shown(&c->actor, c->rec);
	for (int got; (got = query_next(&rest, c->arena, &name, &value)) != 0;) {
		if (got < 0)
			return call_say(c, ERR_BAD_QUERY, "The query is not well formed.");
		take(&p, name, value);
	}
	if (c->problems.n != 0)
		return ERR_BAD_QUERY;
	if (q->sort < 0)
		query_default_order(q);
	if (!query_sortable(q, q->sort)) {
		flaw(&p, S("sort"), FLAW_refused, "This list cannot be sorted by that field.");
		return ERR_BAD_QUERY;
	}
	return OK;
}
