/* peer.c: see peer.h. */
#include "app/peer.h"

#include "app/tidy.h"
#include "core/marks.h"

enum { DIGITS_MIN = 5, DIGITS_MAX = 25, FILE_KEY_MAX = 80 };

static const struct str person_end = STR("@s.whatsapp.net"), old_person_end = STR("@c.us");

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	}
	return s.len >= DIGITS_MIN && s.len <= DIGITS_MAX;
}

static bool digits_then(struct str s, struct str end)
{
	return str_ends(s, end) && all_digits(str_head(s, s.len - end.len));
}

/* Groups of old are named after who made them and when: digits-digits. */
static bool is_group(struct str s)
{
	const struct str end = S("@g.us");
	struct str rest = str_ends(s, end) ? str_head(s, s.len - end.len) : STR_ABSENT;
	const struct str first = str_absent(rest) ? rest : str_cut(&rest, '-');

	return all_digits(first) && (str_absent(rest) || all_digits(rest));
}

static bool is_file_key(struct str s)
{
	if (!str_starts(s, S("file:")) || s.len > FILE_KEY_MAX || s.len < 6)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char) s.ptr[i] <= ' ' || (unsigned char) s.ptr[i] >= 0x7f)
			return false;
	}
	return true;
}

struct str peer_of_phone(struct arena *a, const struct phone *p)
{
	return arena_join(a, phone_digits(p), person_end);
}

static struct str shape_person(struct arena *a, struct str s, struct str *out)
{
	struct phone p;

	if (str_ends(s, old_person_end))
		s = arena_join(a, str_head(s, s.len - old_person_end.len), person_end);
	if (s.len != 0 && s.ptr[0] == '+' && phone_trusted(s, &p) == PHONE_OK)
		s = peer_of_phone(a, &p);
	*out = s;
	if (digits_then(s, person_end) || digits_then(s, S("@lid")) || is_file_key(s))
		return STR_ABSENT;
	return S(
		"A person's address looks like 5511987654321@s.whatsapp.net or "
		"900000000000017@lid.");
}

struct str peer_shape(struct arena *a, enum peer_kind kind, struct str text, struct str *out)
{
	const struct str s = text_clean(a, text);

	*out = s;
	switch (kind) {
	case peer_kind_person:
		return shape_person(a, s, out);
	case peer_kind_group:
		return is_group(s) || is_file_key(s)
		               ? STR_ABSENT
		               : S("A group's address looks like 120363012345678901@g.us.");
	case peer_kind_status:
		return str_eq(s, S("status@broadcast"))
		               ? STR_ABSENT
		               : S("The address of status posts is status@broadcast.");
	case peer_kind_channel:
		return digits_then(s, S("@newsletter"))
		               ? STR_ABSENT
		               : S("A channel's address looks like 120363012345678901@newsletter.");
	case peer_kind_list:
		return digits_then(s, S("@broadcast"))
		               ? STR_ABSENT
		               : S("A list's address looks like 1400000000@broadcast.");
	case peer_kind_unset:
	case peer_kind_N:
		break;
	}
	BUG("kind of a peer");
}
