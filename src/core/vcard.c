/* vcard.c: what a card says about a person. See vcard.h. */
#include "core/vcard.h"

#include "core/marks.h"
#include "core/vcard_line.h"

/* A card has not more numbers and labels; further ones are left out. */
enum { HELD_MAX = 64 };

struct card {
	struct str region;
	struct arena *arena;
	struct person_row *row;
	struct str full, given, organisation, business, nick, role;
	/* Numbers wait for their labels, which may come later. */
	struct vcard_line phone[HELD_MAX], label[HELD_MAX];
	size_t phones, labels;
	bool is_group;
};

struct vcard vcard_open(struct str text, struct str region)
{
	return (struct vcard) { .lines = lines_of(text), .region = region };
}

static struct str text_of(const struct card *c, const struct vcard_line *l)
{
	return vcard_part(l, '\0', 0, c->arena);
}

static void set_once(struct str *field, struct str value)
{
	if (str_absent(*field) && value.len != 0)
		*field = value;
}

static void read_name(struct card *c, const struct vcard_line *l)
{
	set_once(&c->given, person_join_name(c->arena, vcard_part(l, ';', 1, c->arena),
	                                     vcard_part(l, ';', 2, c->arena),
	                                     vcard_part(l, ';', 0, c->arena)));
}

static void read_categories(struct card *c, const struct vcard_line *l)
{
	struct str part;
	size_t at = 0;

	while (vcard_part_next(l, ',', &at, c->arena, &part))
		person_add_tag(c->arena, &c->row->person, part);
}

static void read_note(struct card *c, const struct vcard_line *l)
{
	const struct str note = text_trim(text_lf(c->arena, text_of(c, l)));
	struct str *notes = &c->row->person.notes;

	if (note.len == 0)
		return;
	*notes = str_absent(*notes)
	                 ? note
	                 : arena_join(c->arena, arena_join(c->arena, *notes, S("\n")), note);
}

static void read_birthday(struct card *c, const struct vcard_line *l)
{
	if (c->row->person.birthday.month == 0)
		person_read_birthday(vcard_part(l, ';', 0, c->arena), DATE_FIRST_UNKNOWN,
		                     &c->row->person.birthday);
}

static bool mentions_whatsapp(struct str s)
{
	for (size_t i = 0; i + strlen("whatsapp") <= s.len; i++) {
		if (str_ieq((struct str) { s.ptr + i, strlen("whatsapp") }, S("whatsapp")))
			return true;
	}
	return false;
}

/* "whatsapp:5521999000091", "5521999000091@s.whatsapp.net", X-SERVICE-TYPE=WhatsApp. */
static void read_messenger(struct card *c, const struct vcard_line *l)
{
	struct str s = text_clean(c->arena, text_of(c, l));
	size_t colon;

	if (!mentions_whatsapp(s) && !mentions_whatsapp(l->params) && !mentions_whatsapp(l->name))
		return;
	if (!person_add_whatsapp(c->arena, c->row, s)) {
		while (str_find_byte(s, ':', &colon))
			s = str_from(s, colon + 1);
		while (str_starts(s, S("+")) || str_starts(s, S("/")))
			s = str_from(s, 1);
		person_add_whatsapp_id(c->arena, c->row, s);
	}
}

static void hold(const struct vcard_line *l, struct vcard_line *list, size_t *n)
{
	if (*n < HELD_MAX)
		list[(*n)++] = *l;
}

static void read_kind(struct card *c, const struct vcard_line *l)
{
	c->is_group = c->is_group || str_ieq(text_clean(c->arena, l->value), S("group"));
}

static void read_email(struct card *c, const struct vcard_line *l)
{
	person_add_emails(c->arena, c->row, text_of(c, l));
}

static void read_photo(struct card *c, const struct vcard_line *l)
{
	c->row->person.has_photo = c->row->person.has_photo || text_trim(l->value).len != 0;
}

static void read_property(struct card *c, const struct vcard_line *l)
{
	static const struct {
		struct str name;
		void (*read)(struct card *, const struct vcard_line *);
	} readers[] = {
		{ STR("N"), read_name },         { STR("CATEGORIES"), read_categories },
		{ STR("NOTE"), read_note },      { STR("BDAY"), read_birthday },
		{ STR("IMPP"), read_messenger }, { STR("X-WHATSAPP"), read_messenger },
		{ STR("EMAIL"), read_email },    { STR("PHOTO"), read_photo },
		{ STR("KIND"), read_kind },      { STR("X-ADDRESSBOOKSERVER-KIND"), read_kind },
	};

	for (size_t i = 0; i < COUNT(readers); i++) {
		if (str_ieq(readers[i].name, l->name)) {
			readers[i].read(c, l);
			return;
		}
	}
	if (str_ieq(l->name, S("FN")))
		set_once(&c->full, text_squeeze(c->arena, text_of(c, l)));
	else if (str_ieq(l->name, S("ORG")))
		set_once(&c->organisation, text_squeeze(c->arena, vcard_part(l, ';', 0, c->arena)));
	else if (str_ieq(l->name, S("X-WA-BIZ-NAME")))
		set_once(&c->business, text_squeeze(c->arena, text_of(c, l)));
	else if (str_ieq(l->name, S("NICKNAME")))
		set_once(&c->nick, text_squeeze(c->arena, vcard_part(l, ',', 0, c->arena)));
	else if (str_ieq(l->name, S("TITLE")))
		set_once(&c->row->person.job_title, text_squeeze(c->arena, text_of(c, l)));
	else if (str_ieq(l->name, S("ROLE")))
		set_once(&c->role, text_squeeze(c->arena, text_of(c, l)));
	else if (str_ieq(l->name, S("TEL")))
		hold(l, c->phone, &c->phones);
	else if (str_ieq(l->name, S("X-ABLabel")))
		hold(l, c->label, &c->labels);
}

/* Whether type or label say that this is no telephone line. */
static bool is_fax(const struct card *c, const struct vcard_line *phone)
{
	struct str rest = phone->params, name, value;

	while (vcard_param_next(&rest, &name, &value)) {
		if ((name.len == 0 || str_ieq(name, S("TYPE"))) && person_is_fax(value))
			return true;
	}
	for (size_t i = 0; i < c->labels && phone->group.len != 0; i++) {
		if (str_ieq(c->label[i].group, phone->group) &&
		    person_is_fax(text_of(c, &c->label[i])))
			return true;
	}
	return false;
}

static void read_phone(struct card *c, const struct vcard_line *l)
{
	const struct str printed = text_of(c, l), waid = vcard_param(l, S("waid"));
	struct person_row *row = c->row;
	const size_t warnings = row->warnings_n;

	if (is_fax(c, l))
		return;
	if (str_absent(waid) || !person_add_whatsapp_id(c->arena, row, waid)) {
		person_add_phones(c->arena, row, printed, c->region);
		return;
	}
	/* WhatsApp's id is the number; an incomplete printed one is nothing to warn about. */
	person_add_phones(c->arena, row, printed, c->region);
	row->warnings_n = warnings;
}

static void finish(struct card *c)
{
	struct person *p = &c->row->person;

	for (size_t i = 0; i < c->phones; i++)
		read_phone(c, &c->phone[i]);
	set_once(&p->company, c->organisation);
	set_once(&p->company, c->business);
	set_once(&p->job_title, c->role);
	set_once(&p->name, c->full);
	set_once(&p->name, c->given);
	set_once(&p->name, p->company);
	set_once(&p->name, c->nick);
	if (c->is_group)
		c->row->rejected = PERSON_NOT_A_PERSON;
	person_finish(c->row);
}

static bool is_edge(const struct vcard_line *l, struct str name)
{
	return str_ieq(l->name, name) && str_ieq(text_trim_marks(l->value), S("VCARD"));
}

bool vcard_next(struct vcard *v, struct arena *a, struct person_row *row)
{
	struct card *c = arena_new(a, struct card);
	struct vcard_line l;

	do {
		if (!vcard_line_next(&v->lines, a, &l))
			return false;
	} while (!is_edge(&l, S("BEGIN")));
	person_row_init(row, l.number);
	c->region = v->region;
	c->arena = a;
	c->row = row;
	for (struct lines before = v->lines; vcard_line_next(&v->lines, a, &l); before = v->lines) {
		if (is_edge(&l, S("END"))) {
			finish(c);
			return true;
		}
		if (is_edge(&l, S("BEGIN"))) {
			v->lines = before;
			break;
		}
		read_property(c, &l);
	}
	/* Nothing of a card without end can be trusted to be whole. */
	person_row_init(row, row->line);
	row->rejected = PERSON_BROKEN_CARD;
	return true;
}
