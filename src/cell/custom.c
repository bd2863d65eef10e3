/* custom.c: values of the workspace's own fields: typed by their custom_field, kept as canonical text
 * (numbers without needless zeros, dates YYYY-MM-DD), so that equal values are equal bytes. */
#include "cell/cell_impl.h"

#include "core/phone.h"

enum { VALUE_MAX = 1000 };

static bool refuse(struct unit *u, struct str name, const char *why)
{
	complain(u->problems, name, FLAW_malformed, "%s", why);
	return false;
}

/* 007.50 → 7.5, -0 → 0; the text of a JSON number without exponent is taken. */
static bool canonical_number(struct unit *u, struct str name, struct str in, struct str *out)
{
	bool minus = in.len != 0 && in.ptr[0] == '-', point = false;
	struct str digits = str_from(in, minus);
	for (size_t i = 0; i < digits.len; i++) {
		bool dot = digits.ptr[i] == '.';
		if ((!dot && (digits.ptr[i] < '0' || digits.ptr[i] > '9')) || (dot && point) ||
		    (dot && i + 1 == digits.len))
			return refuse(
				u, name,
				"A number is written with digits and one point, such as 12.5.");
		point |= dot;
	}
	if (digits.len == 0 || digits.len > 40)
		return refuse(u, name, "A number has 1 to 40 digits.");
	while (digits.len > 1 && digits.ptr[0] == '0' && digits.ptr[1] != '.')
		digits = str_from(digits, 1);
	while (point && digits.ptr[digits.len - 1] == '0')
		digits.len--;
	if (point && digits.ptr[digits.len - 1] == '.')
		digits.len--;
	bool zero = str_eq(digits, S("0")) || digits.len == 0;
	*out = zero ? S("0") : minus ? arena_join(u->arena, S("-"), digits) : digits;
	return true;
}

static bool canonical_phone(struct unit *u, struct str name, struct str in, struct str *out)
{
	struct phone p;
	struct cell_facts facts = cell_facts(u->cell);
	enum phone_reason r = phone_parse(in, str_of(facts.country), &p);
	if (r != PHONE_OK)
		return refuse(u, name, phone_reason_sentence(r).ptr);
	*out = arena_str(u->arena, phone_e164(&p));
	return true;
}

static bool is_option(const struct custom_field *f, struct str value)
{
	struct str rest = f->options;
	while (!str_absent(rest))
		if (str_eq(str_trim(str_cut(&rest, '\n')), value))
			return true;
	return false;
}

static bool canonical_text(struct unit *u, const struct custom_field *f, struct str name,
                           struct str in, struct str *out)
{
	*out = in;
	switch (f->kind) {
	case custom_kind_number:
	case custom_kind_money:
		return canonical_number(u, name, in, out);
	case custom_kind_phone:
		return canonical_phone(u, name, in, out);
	case custom_kind_date:
		return (in.len == 10 && partial_date_valid(in)) ||
		       refuse(u, name, "A date is written YYYY-MM-DD.");
	case custom_kind_select:
	case custom_kind_multi_select:
		return is_option(f, in) || refuse(u, name, "This is none of the field's options.");
	case custom_kind_checkbox:
		return str_eq(in, S("true")) || str_eq(in, S("false")) ||
		       refuse(u, name, "It is true or false.");
	case custom_kind_url:
		return str_starts(in, S("https://")) || str_starts(in, S("http://")) ||
		       refuse(u, name, "An address begins with https:// or http://.");
	case custom_kind_email:
		return str_find_byte(in, '@', NULL) ||
		       refuse(u, name, "An e-mail address has an @.");
	case custom_kind_text:
		return true;
	case custom_kind_unset:
	case custom_kind_N:
		break;
	}
	BUG("kind of a custom field");
}

/* Which form on the wire suits which kind. */
static bool form_fits(struct unit *u, const struct custom_field *f, struct str name,
                      const struct custom_in *in)
{
	bool number = f->kind == custom_kind_number || f->kind == custom_kind_money;
	switch (in->kind) {
	case CUSTOM_IN_null:
		return true;
	case CUSTOM_IN_number:
		return number || refuse(u, name, "This field does not take a number.");
	case CUSTOM_IN_flag:
		return f->kind == custom_kind_checkbox ||
		       refuse(u, name, "This field does not take true or false.");
	case CUSTOM_IN_list:
		return f->kind == custom_kind_multi_select ||
		       refuse(u, name, "This field takes one value.");
	case CUSTOM_IN_text:
		return (!number && f->kind != custom_kind_checkbox) ||
		       refuse(u, name, "This field takes a number or true and false, not text.");
	}
	return false;
}

static enum err clear_values(struct unit *u, struct uuid row_id, struct uuid field_id)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("DELETE FROM custom_values WHERE row_id = ?1 AND field_id = ?2"), &s));
	bind_uuid(s, 1, &row_id);
	bind_uuid(s, 2, &field_id);
	return stmt_run(s);
}

static enum err add_value(struct unit *u, struct uuid row_id, const struct custom_field *f,
                          struct str name, struct str text)
{
	struct custom_value row = { 0 };
	struct str value;
	if (!canonical_text(u, f, name, str_trim(text), &value))
		return OK;
	if (value.len == 0 || value.len > VALUE_MAX) {
		complain(u->problems, name, FLAW_too_long, "A value has 1 to %d bytes.", VALUE_MAX);
		return OK;
	}
	set(&row, custom_value, row_id, row_id);
	set(&row, custom_value, field_id, f->id);
	set(&row, custom_value, value, value);
	enum err e = row_insert(u->db, &custom_value_record, &row);
	return e == ERR_CONFLICT ? OK : e; /* the same option twice */
}

static enum err put_one(struct unit *u, struct uuid row_id, const struct custom_in *in)
{
	char text[UUID_TEXT];
	uuid_text(in->field_id, text);
	struct str name = arena_str(u->arena, (struct str) { text, UUID_TEXT });
	struct custom_field *f = arena_new(u->arena, struct custom_field);
	enum err e = unit_get(u, &custom_field_record, in->field_id, f);
	if (e == ERR_NOT_FOUND) {
		complain(u->problems, name, FLAW_no_such_record, "There is no such custom field.");
		return OK;
	}
	TRY(e);
	if (!form_fits(u, f, name, in))
		return OK;
	TRY(clear_values(u, row_id, f->id));
	if (in->kind == CUSTOM_IN_null)
		return OK;
	if (in->kind != CUSTOM_IN_list)
		return add_value(u, row_id, f, name, in->text);
	for (size_t i = 0; i < in->n; i++)
		TRY(add_value(u, row_id, f, name, in->list[i]));
	return OK;
}

enum err custom_put(struct unit *u, struct uuid row_id, const struct custom_in *v, size_t n)
{
	size_t mark = problems_enter(u->problems, S("custom"), -1);
	enum err e = OK;
	for (size_t i = 0; i < n && e == OK; i++)
		e = put_one(u, row_id, &v[i]);
	problems_leave(u->problems, mark);
	return e;
}
