/* custom_value.c: one value of a field of the workspace's own, brought into canonical text (numbers
 * without needless zeros, dates YYYY-MM-DD), so that equal values are equal bytes. */
#include "cell/custom.h"

#include "core/address.h"
#include "core/phone.h"

enum { VALUE_MAX = 1000, DIGITS_MAX = 40 };

static bool refuse(struct unit *u, struct str name, const char *why)
{
	complain(u->problems, name, FLAW_malformed, "%s", why);
	return false;
}

/* -- numbers -- */

/* Digits with at most one point, which stands between two of them. */
static bool is_decimal(struct str s)
{
	bool point = false;
	for (size_t i = 0; i < s.len; i++) {
		bool dot = s.ptr[i] == '.';
		if (dot && (point || i == 0 || i + 1 == s.len))
			return false;
		if (!dot && (s.ptr[i] < '0' || s.ptr[i] > '9'))
			return false;
		point |= dot;
	}
	return s.len != 0;
}

/* 007.50 → 7.5 */
static struct str trim_zeros(struct str s)
{
	while (s.len > 1 && s.ptr[0] == '0' && s.ptr[1] != '.')
		s = str_from(s, 1);
	if (!str_find_byte(s, '.', NULL))
		return s;
	while (s.ptr[s.len - 1] == '0')
		s.len--;
	if (s.ptr[s.len - 1] == '.')
		s.len--;
	return s;
}

/* -0 is 0; exponents are for machines, so they are refused. */
static bool canonical_number(struct unit *u, struct str name, struct str in, struct str *out)
{
	bool minus = in.len != 0 && in.ptr[0] == '-';
	struct str digits = str_from(in, minus);
	if (!is_decimal(digits))
		return refuse(u, name,
		              "A number is written with digits and one point, such as 12.5.");
	if (digits.len > DIGITS_MAX)
		return refuse(u, name, "A number has 1 to 40 digits.");
	digits = trim_zeros(digits);
	minus &= !str_eq(digits, S("0"));
	*out = minus ? arena_join(u->arena, S("-"), digits) : digits;
	return true;
}

/* -- the others -- */

static bool canonical_phone(struct unit *u, struct str name, struct str in, struct str *out)
{
	struct phone p;
	struct cell_facts facts = cell_facts(u->cell);
	enum phone_reason r = phone_parse(in, str_of(facts.country), &p);
	if (r == PHONE_OK)
		*out = arena_str(u->arena, phone_e164(&p));
	else
		complain(u->problems, name, FLAW_malformed, "%.*s",
		         PRI_STR(phone_reason_sentence(r)));
	return r == PHONE_OK;
}

static bool is_option(const struct custom_field *f, struct str value)
{
	struct str rest = f->options;
	while (!str_absent(rest))
		if (str_eq(str_trim(str_cut(&rest, '\n')), value))
			return true;
	return false;
}

static bool by_kind(struct unit *u, const struct custom_field *f, struct str name, struct str in,
                    struct str *out)
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
		return address_is_web(in) ||
		       refuse(u, name,
		              "The address of a page is written https://example.com/page.");
	case custom_kind_email:
		return address_is_email(in) || refuse(u, name, "This is not an e-mail address.");
	case custom_kind_text:
		return true;
	case custom_kind_unset:
	case custom_kind_N:
		break;
	}
	BUG("kind of a custom field");
}

bool custom_canonical(struct unit *u, const struct custom_field *f, struct str name, struct str in,
                      struct str *out)
{
	struct str value = str_trim(in);
	*out = STR_ABSENT;
	if (value.len == 0)
		return true;
	if (value.len > VALUE_MAX) {
		complain(u->problems, name, FLAW_too_long, "A value has at most %d bytes.",
		         VALUE_MAX);
		return false;
	}
	return by_kind(u, f, name, value, out);
}

/* -- the form on the wire -- */

static bool is_numeric(enum custom_kind kind)
{
	return kind == custom_kind_number || kind == custom_kind_money;
}

static bool takes_text(struct unit *u, const struct custom_field *f, struct str name)
{
	if (is_numeric(f->kind))
		return refuse(u, name, "This field takes a number, not text.");
	if (f->kind == custom_kind_checkbox)
		return refuse(u, name, "This field takes true or false, not text.");
	return f->kind != custom_kind_multi_select ||
	       refuse(u, name, "This field takes a list of texts.");
}

bool custom_form_fits(struct unit *u, const struct custom_field *f, struct str name,
                      const struct custom_in *in)
{
	switch (in->kind) {
	case CUSTOM_IN_null:
		return true;
	case CUSTOM_IN_number:
		return is_numeric(f->kind) || refuse(u, name, "This field does not take a number.");
	case CUSTOM_IN_flag:
		return f->kind == custom_kind_checkbox ||
		       refuse(u, name, "This field does not take true or false.");
	case CUSTOM_IN_list:
		return f->kind == custom_kind_multi_select ||
		       refuse(u, name, "This field takes one value.");
	case CUSTOM_IN_text:
		return takes_text(u, f, name);
	}
	BUG("form of a custom value");
}

void custom_put_json(struct buf *b, enum custom_kind kind, struct str value)
{
	if (is_numeric(kind) || kind == custom_kind_checkbox)
		json_put_raw(b, value);
	else
		json_put_str(b, value);
}
