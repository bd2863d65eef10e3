/* identity.c: see identity.h. The digits of a LID or a group are never read as a number. */
#include "app/identity.h"

#include "app/tidy.h"
#include "core/address.h"
#include "core/marks.h"

enum { USERNAME_MAX = 64, WA_DIGITS_MIN = 5, WA_DIGITS_MAX = 20, SCOPED_MAX = 131 };

static const struct str lid_end = STR("@lid");

static bool is_digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	}
	return s.len >= WA_DIGITS_MIN && s.len <= WA_DIGITS_MAX;
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

struct identity_form identity_of_phone(struct arena *a, const struct phone *p)
{
	const struct phone_key key = phone_match_key(p);

	return (struct identity_form) {
		.value = arena_str(a, phone_e164(p)),
		.match_key = arena_str(a, (struct str) { key.text, key.len }),
	};
}

static struct str shape_phone(struct arena *a, struct str text, struct str country,
                              enum identity_trust trust, struct identity_form *out)
{
	struct phone p;
	enum phone_reason r = phone_parse(text, country, &p);

	if (r != PHONE_OK && trust == IDENTITY_KNOWN)
		r = phone_trusted(text, &p);
	if (r != PHONE_OK)
		return phone_reason_sentence(r);
	*out = identity_of_phone(a, &p);
	return STR_ABSENT;
}

static struct str shape_email(struct arena *a, struct str text, struct identity_form *out)
{
	const struct str lower = tidy_lower(a, text);

	if (!address_is_email(lower))
		return S("This is not an e-mail address.");
	if (str_ends(lower, S("@s.whatsapp.net")) || str_ends(lower, S("@c.us")) ||
	    str_ends(lower, S("@g.us")) || str_ends(lower, lid_end))
		return S("This is a WhatsApp address, not an e-mail address.");
	out->value = out->match_key = lower;
	return STR_ABSENT;
}

/* A device number (":12") says on which of their devices; it is no part of who they are. */
static struct str without_device(struct str s)
{
	size_t at;

	return str_find_byte(s, ':', &at) ? str_head(s, at) : s;
}

static struct str shape_lid(struct arena *a, struct str text, struct identity_form *out)
{
	struct str digits = tidy_lower(a, text);

	if (str_ends(digits, lid_end))
		digits = str_head(digits, digits.len - lid_end.len);
	digits = without_device(digits);
	if (!is_digits(digits))
		return S("A LID is written with digits, such as 900000000000017@lid.");
	out->value = out->match_key = arena_join(a, digits, lid_end);
	return STR_ABSENT;
}

/* US.13491208655302741918: what a business is told instead of a number. */
static bool is_scoped_id(struct str s)
{
	if (s.len < 4 || s.len > SCOPED_MAX || s.ptr[2] != '.' ||
	    !phone_region_known(str_head(s, 2)))
		return false;
	for (size_t i = 3; i < s.len; i++) {
		if (!is_word_char(s.ptr[i]))
			return false;
	}
	return true;
}

static struct str shape_wa_id(struct arena *a, struct str text, struct identity_form *out)
{
	struct str digits = text;
	struct phone p;

	if (is_scoped_id(text)) {
		out->value = out->match_key = text;
		return STR_ABSENT;
	}
	if (str_ends(digits, S("@s.whatsapp.net")) || str_ends(digits, S("@c.us")))
		digits = str_head(digits, digits.len - (str_ends(digits, S("@c.us")) ? 5 : 15));
	digits = without_device(digits);
	if (digits.len != 0 && digits.ptr[0] == '+')
		digits = str_from(digits, 1);
	if (!is_digits(digits))
		return S("A WhatsApp id is the full number in digits, or an id such as US.1349.");
	out->value = out->match_key = digits;
	if (phone_from_wa(arena_join(a, digits, S("@s.whatsapp.net")), &p) == PHONE_OK)
		out->match_key = identity_of_phone(a, &p).match_key;
	return STR_ABSENT;
}

static struct str shape_username(struct arena *a, struct str text, struct identity_form *out)
{
	struct str name = tidy_lower(a, text);
	bool good;

	if (name.len != 0 && name.ptr[0] == '@')
		name = str_from(name, 1);
	good = name.len >= 1 && name.len <= USERNAME_MAX;
	for (size_t i = 0; i < name.len; i++)
		good &= is_word_char(name.ptr[i]) || name.ptr[i] == '.' || name.ptr[i] == '_';
	if (!good)
		return S("A username has letters, digits, points and underscores only.");
	out->value = out->match_key = name;
	return STR_ABSENT;
}

struct str identity_shape(struct arena *a, enum identity_kind kind, struct str text,
                          struct str country, enum identity_trust trust, struct identity_form *out)
{
	text = text_clean(a, text);
	switch (kind) {
	case identity_kind_phone:
		return shape_phone(a, text, country, trust, out);
	case identity_kind_email:
		return shape_email(a, text, out);
	case identity_kind_lid:
		return shape_lid(a, text, out);
	case identity_kind_wa_id:
		return shape_wa_id(a, text, out);
	case identity_kind_username:
		return shape_username(a, text, out);
	case identity_kind_unset:
	case identity_kind_N:
		break;
	}
	BUG("kind of an identity");
}

enum identity_kind identity_twin(enum identity_kind kind)
{
	if (kind == identity_kind_phone)
		return identity_kind_wa_id;
	return kind == identity_kind_wa_id ? identity_kind_phone : identity_kind_unset;
}
