/* person.c: identities, tags and names of imported people. See person.h; dates are in
 * person_date.c. */
#include "core/person.h"

#include "base/utf8.h"
#include "core/address.h"
#include "core/marks.h"
#include "core/phone.h"

enum {
	LIST_FIRST = 4,
	LIST_MAX = 500,
	NUMBERS_BYTES_MAX = 16384, /* of a cell: more is no list of numbers, and slow to prove so */
	NUMBERS_SHOWN = 100,
};

static const struct {
	struct str slug, sentence;
} reasons[PERSON_REASON_N] = {
	[PERSON_OK] = { STR("ok"), STR("") },
#define REASON(name, slug, sentence) [PERSON_##name] = { STR(slug), STR(sentence) },
#include "core/person_reasons.def"
#undef REASON
};

struct str person_reason_slug(enum person_reason r)
{
	return reasons[r].slug;
}

struct str person_reason_sentence(enum person_reason r)
{
	return reasons[r].sentence;
}

/* ---- lists ---- */

static void *grown(struct arena *a, void *old, size_t n, size_t *cap, size_t size)
{
	char *now;

	if (n < *cap)
		return old;
	*cap = *cap == 0 ? LIST_FIRST : *cap * 2;
	now = arena_alloc(a, *cap * size);
	if (n != 0)
		memcpy(now, old, n * size);
	return now;
}

void strs_add(struct arena *a, struct strs *list, struct str s)
{
	list->v = grown(a, list->v, list->n, &list->cap, sizeof *list->v);
	list->v[list->n++] = s;
}

bool strs_has(const struct strs *list, struct str s)
{
	for (size_t i = 0; i < list->n; i++) {
		if (str_eq(list->v[i], s))
			return true;
	}
	return false;
}

static void add_new(struct arena *a, struct strs *list, struct str s)
{
	if (!strs_has(list, s))
		strs_add(a, list, arena_str(a, s));
}

static void warn(struct arena *a, struct person_row *r, enum person_reason reason, struct str value)
{
	r->warnings = grown(a, r->warnings, r->warnings_n, &r->warnings_cap, sizeof *r->warnings);
	r->warnings[r->warnings_n++] = (struct person_warning) {
		.reason = reason,
		.value = arena_str(a, text_trim_marks(value)),
	};
}

void person_row_init(struct person_row *r, size_t line)
{
	*r = (struct person_row) { .line = line };
}

void person_add_custom(struct arena *a, struct person *p, struct str name, struct str value)
{
	for (size_t i = 0; i < p->custom_n; i++) {
		if (str_eq(p->custom[i].name, name))
			return;
	}
	if (p->custom_n == LIST_MAX)
		return;
	p->custom = grown(a, p->custom, p->custom_n, &p->custom_cap, sizeof *p->custom);
	p->custom[p->custom_n++] =
		(struct person_custom) { arena_str(a, name), arena_str(a, value) };
}

void person_add_wa_id(struct arena *a, struct person *p, struct str digits)
{
	if (p->wa_ids.n < LIST_MAX)
		add_new(a, &p->wa_ids, digits);
}

/* ---- WhatsApp addresses ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct str digits_at(struct str s, size_t from)
{
	size_t n = 0;

	s = str_from(s, from);
	while (n < s.len && is_digit(s.ptr[n]))
		n++;
	return str_head(s, n);
}

/* WhatsApp's domains: of people, and of what is no person (@lid, groups, channels, status). */
enum address_kind { ADDRESS_OTHER, ADDRESS_PERSON, ADDRESS_NO_PERSON };

static enum address_kind address_kind(struct str address)
{
	static const struct str people[] = { STR("@s.whatsapp.net"), STR("@c.us") };
	static const struct str others[] = { STR("@lid"), STR("@g.us"), STR("@newsletter"),
		                             STR("@broadcast") };
	size_t at;

	if (!str_find_byte(address, '@', &at))
		return ADDRESS_OTHER;
	for (size_t i = 0; i < COUNT(people); i++) {
		if (str_ieq(str_from(address, at), people[i]))
			return ADDRESS_PERSON;
	}
	for (size_t i = 0; i < COUNT(others); i++) {
		if (str_ieq(str_from(address, at), others[i]))
			return ADDRESS_NO_PERSON;
	}
	return ADDRESS_OTHER;
}

bool person_add_whatsapp_id(struct arena *a, struct person_row *r, struct str digits)
{
	struct phone phone;

	if (phone_from_wa(digits, &phone) != PHONE_OK)
		return false;
	add_new(a, &r->person.phones, phone_e164(&phone));
	person_add_wa_id(a, &r->person, digits_at(digits, 0));
	return true;
}

/* The digits behind wa.me/ or phone= (api.whatsapp.com/send?phone=). */
static bool link_digits(struct str s, struct str *digits_r)
{
	size_t at;

	if (str_find(s, S("wa.me/"), &at))
		at += strlen("wa.me/");
	else if (str_find(s, S("whatsapp.com/"), NULL) && str_find(s, S("phone="), &at))
		at += strlen("phone=");
	else
		return false;
	at += at < s.len && s.ptr[at] == '+';
	*digits_r = digits_at(s, at);
	return digits_r->len != 0;
}

bool person_add_whatsapp(struct arena *a, struct person_row *r, struct str cell)
{
	const struct str s = text_clean(a, cell);
	struct str digits;

	if (address_kind(s) == ADDRESS_PERSON)
		return person_add_whatsapp_id(a, r, s);
	return link_digits(s, &digits) && person_add_whatsapp_id(a, r, digits);
}

/* ---- e-mail ---- */

static struct str small_letters(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		out[i] = (char) (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] | 0x20 : s.ptr[i]);
	return (struct str) { out, s.len };
}

static struct str unwrapped(struct str s)
{
	if (str_ieq(str_head(s, 7), S("mailto:")))
		s = str_from(s, 7);
	while (s.len != 0 && strchr("<'\"(.", s.ptr[0]) != NULL)
		s = str_from(s, 1);
	while (s.len != 0 && strchr(">'\").:", s.ptr[s.len - 1]) != NULL)
		s.len--;
	return s;
}

static bool add_email_word(struct arena *a, struct person_row *r, struct str word)
{
	const struct str s = unwrapped(word);
	const enum address_kind kind = address_kind(s);

	if (kind == ADDRESS_PERSON)
		return person_add_whatsapp(a, r, s);
	if (kind == ADDRESS_NO_PERSON || !address_is_email(s))
		return false;
	add_new(a, &r->person.emails, small_letters(a, s));
	return true;
}

/* Cuts the next word off: up to white space , ; | or, between two addresses, a slash. */
static struct str next_word(struct str *rest)
{
	size_t at = 0;
	bool has_at = false;
	struct str word;

	for (; at < rest->len; at++) {
		const char c = rest->ptr[at];

		if ((unsigned char) c <= ' ' || c == ',' || c == ';' || c == '|')
			break;
		if (c == '/' && has_at && str_find_byte(str_from(*rest, at), '@', NULL))
			break;
		has_at = has_at || c == '@';
	}
	word = str_head(*rest, at);
	*rest = str_from(*rest, at + 1);
	return word;
}

bool person_add_emails(struct arena *a, struct person_row *r, struct str cell)
{
	struct str rest = text_unmark(a, cell);
	bool any = false;

	while (rest.len != 0)
		any = add_email_word(a, r, next_word(&rest)) || any;
	return any;
}

/* ---- phones ---- */

static enum person_reason reason_of(enum phone_reason reason)
{
	if (reason == PHONE_LOSSY)
		return PERSON_LOSSY_PHONE;
	if (reason == PHONE_NO_COUNTRY)
		return PERSON_NO_COUNTRY;
	return reason == PHONE_BAD_COUNTRY ? PERSON_BAD_COUNTRY : PERSON_BAD_PHONE;
}

bool person_is_fax(struct str label)
{
	static const char *const words[] = { "fax",        "pager", "beeper", "telex",
		                             "fac-simile", "فاكس",  "फ़ैक्स",    "फैक्स",
		                             "факс",       "传真",  "傳真",   "ファックス",
		                             "ファクス",   "팩스" };

	for (size_t i = 0; i < COUNT(words); i++) {
		const struct str word = str_of(words[i]);

		for (size_t at = 0; at + word.len <= label.len; at++) {
			if (str_ieq((struct str) { label.ptr + at, word.len }, word))
				return true;
		}
	}
	return false;
}

void person_add_phones(struct arena *a, struct person_row *r, struct str cell, struct str region)
{
	struct str rest = cell, part;

	if (cell.len > NUMBERS_BYTES_MAX) {
		warn(a, r, PERSON_BAD_PHONE, utf8_head(cell, NUMBERS_SHOWN));
		return;
	}
	if (person_add_whatsapp(a, r, cell) ||
	    (str_find_byte(cell, '@', NULL) && person_add_emails(a, r, cell)))
		return;
	while (phone_split(&rest, &part)) {
		struct phone phone;
		enum phone_reason reason;

		if (person_is_fax(part))
			continue;
		reason = phone_parse(part, region, &phone);
		if (reason == PHONE_OK)
			add_new(a, &r->person.phones, phone_e164(&phone));
		else if (reason != PHONE_EMPTY)
			warn(a, r, reason_of(reason), part);
	}
}

/* ---- tags and names ---- */

static bool is_system_group(struct str tag)
{
	return str_starts(tag, S("* ")) || str_ieq(tag, S("myContacts")) ||
	       str_ieq(tag, S("My Contacts")) || str_ieq(tag, S("starred")) ||
	       str_ieq(tag, S("Starred in Android"));
}

void person_add_tag(struct arena *a, struct person *p, struct str tag)
{
	const struct str s = text_squeeze(a, tag);

	if (s.len == 0 || is_system_group(s) || p->tags.n == LIST_MAX)
		return;
	for (size_t i = 0; i < p->tags.n; i++) {
		if (str_ieq(p->tags.v[i], s))
			return;
	}
	strs_add(a, &p->tags, arena_str(a, s));
}

void person_add_tags(struct arena *a, struct person *p, struct str cell)
{
	size_t from = 0;

	for (size_t at = 0; at <= cell.len; at++) {
		const bool colons = str_starts(str_from(cell, at), S(":::"));

		if (at < cell.len && !colons && cell.ptr[at] != ',' && cell.ptr[at] != ';')
			continue;
		person_add_tag(a, p, (struct str) { cell.ptr + from, at - from });
		at += colons ? 2 : 0;
		from = at + 1;
	}
}

struct str person_join_name(struct arena *a, struct str first, struct str middle, struct str last)
{
	const struct str parts[] = { first, middle, last };
	struct str name = STR_ABSENT;

	for (size_t i = 0; i < COUNT(parts); i++) {
		const struct str part = text_squeeze(a, parts[i]);

		if (part.len == 0)
			continue;
		name = str_absent(name) ? part : arena_join(a, arena_join(a, name, S(" ")), part);
	}
	return name;
}

void person_finish(struct person_row *r)
{
	struct person *p = &r->person;

	if (str_absent(p->name))
		p->name = p->company;
	if (r->rejected != PERSON_OK || p->phones.n != 0 || p->emails.n != 0)
		return;
	r->rejected = PERSON_NO_IDENTITY;
	if (r->warnings_n == 0)
		return;
	/* Its only identity is broken: that is why. */
	r->rejected = r->warnings[0].reason;
	r->rejected_value = r->warnings[0].value;
	r->warnings_n = 0;
}
