/* import_people_add.c: what a row adds to the contact it means: addresses and tags are united,
 * empty fields filled, and what a person wrote stays. Decides only; import_people_store.c
 * writes. */
#include "app/import_people.h"
#include "app/tidy.h"
#include "base/utf8.h"
#include "cell/values.h"
#include "core/marks.h"

enum { TAG_POINTS = 60, NOTE_POINTS = 20000 };

static void fill(struct import *im, struct subject *s, struct contact *row, int field,
                 struct str text)
{
	const struct field *f = &contact_record.fields[field];

	text = text_trim_marks(import_cut(text, (size_t) f->max));
	if (text.len == 0 || s->settled & BIT(field))
		return;
	*(struct str *) member_of(f, row) = arena_str(im->u->arena, text);
	row->has |= BIT(field);
	s->settled |= BIT(field);
}

static struct str birthday_text(struct arena *a, const struct birthday *b)
{
	struct str s;

	if (b->month == 0)
		return STR_ABSENT;
	s = b->year == 0 ? arena_printf(a, "--%02d-%02d", b->month, b->day)
	                 : arena_printf(a, "%04d-%02d-%02d", b->year, b->month, b->day);
	return partial_date_valid(s) ? s : STR_ABSENT;
}

static void add_fields(struct import *im, struct subject *s, const struct person *person,
                       struct addition *x)
{
	fill(im, s, &x->fields, F_contact_name, person->name);
	fill(im, s, &x->fields, F_contact_company, person->company);
	fill(im, s, &x->fields, F_contact_job_title, person->job_title);
	fill(im, s, &x->fields, F_contact_birthday, birthday_text(im->u->arena, &person->birthday));
}

/* An address that belongs to another contact stays there. */
static enum err add_addresses(struct import *im, struct people *p, uint32_t subject, int64_t line,
                              const struct address *v, size_t n, struct addition *x)
{
	x->addresses = arena_array(im->u->arena, struct address, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *kind = identity_kind_choices.words[v[i].kind].ptr;
		struct uuid owner;
		enum err e;

		if (people_knows(im, p, subject, kind, v[i].form.match_key))
			continue;
		e = people_find_stored(im, &v[i], &owner);
		if (e == OK && !uuid_eq(owner, p->subjects[subject].id)) {
			import_note(im, line, import_reason_refused,
			            arena_printf(&im->notes_arena,
			                         "%.*s belongs to another contact",
			                         PRI_STR(v[i].form.value)));
			continue;
		}
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
		people_learn(im, p, subject, kind, v[i].form.match_key);
		x->addresses[x->address_n++] = v[i];
	}
	return OK;
}

static enum err add_tags(struct import *im, struct people *p, uint32_t subject,
                         const struct person *person, struct addition *x)
{
	x->tags = arena_array(im->u->arena, uint32_t, person->tags.n + 1);
	for (size_t i = 0; i < person->tags.n; i++) {
		const struct str name = import_cut(person->tags.v[i], TAG_POINTS);
		const struct str key = tidy_fold(im->u->arena, name);

		if (key.len == 0 || !people_learn(im, p, subject, "tag", key))
			continue;
		TRY(people_tag(im, p, name, key, &x->tags[x->tag_n]));
		x->tag_n++;
	}
	return OK;
}

static void add_note(struct import *im, struct people *p, uint32_t subject, struct str notes,
                     struct addition *x)
{
	const struct str text = import_cut(notes, NOTE_POINTS);

	if (!str_absent(text) && !text_blank(text) && people_learn(im, p, subject, "note", text))
		x->note = text;
}

static enum err make_field(struct import *im, struct own_field *f)
{
	struct custom_field row = f->row; /* the hook's words for it die with the unit */

	TRY(unit_insert(im->u, &custom_field_record, &row));
	set(&f->row, custom_field, id, row.id);
	return OK;
}

/* Once a chunk it is looked at whether somebody has deleted it since: then it is not made anew. */
static enum err see_field(struct import *im, struct own_field *f, bool *there)
{
	enum err e = OK;

	*there = true;
	if (im->dry || f->chunk == im->chunk)
		return OK;
	if (uuid_zero(f->row.id))
		e = make_field(im, f);
	else
		e = row_visible(im->u->db, &im->u->actor, &custom_field_record, f->row.id);
	*there = e == OK;
	if (e == OK)
		f->chunk = im->chunk;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The value in the form in which the field takes it. False: it is none of this field's. */
static bool shape_value(struct import *im, const struct custom_field *f, struct str text,
                        struct custom_in *out)
{
	struct arena *a = im->u->arena;

	*out = (struct custom_in) { .field_id = f->id, .kind = CUSTOM_IN_text };
	if (f->kind != custom_kind_multi_select) {
		if (f->kind == custom_kind_number || f->kind == custom_kind_money)
			out->kind = CUSTOM_IN_number;
		if (f->kind == custom_kind_checkbox)
			out->kind = CUSTOM_IN_flag;
		return custom_canonical(im->u, f, S(""), text, &out->text) && out->text.len != 0;
	}
	out->kind = CUSTOM_IN_list;
	out->list = arena_array(a, struct str, text.len + 1);
	for (struct str rest = text; !str_absent(rest);) {
		struct str *option = &out->list[out->n];

		if (!custom_canonical(im->u, f, S(""), str_cut(&rest, ','), option))
			return false;
		out->n += option->len != 0;
	}
	return out->n != 0;
}

static enum err add_values(struct import *im, struct people *p, uint32_t subject, int64_t line,
                           const struct person *person, struct addition *x)
{
	x->values = arena_array(im->u->arena, struct custom_in, person->custom_n + 1);
	for (size_t i = 0; i < person->custom_n; i++) {
		const struct person_custom *c = &person->custom[i];
		struct own_field *f = people_field(p, im->u->arena, c->name);
		struct custom_in *value = &x->values[x->value_n];
		bool there;

		if (f == NULL || text_blank(c->value) ||
		    people_knows(im, p, subject, "value", f->fold_key))
			continue;
		if (!shape_value(im, &f->row, c->value, value)) {
			import_forgive(im);
			import_note(im, line, import_reason_refused, c->value);
			continue;
		}
		people_learn(im, p, subject, "value", f->fold_key);
		TRY(see_field(im, f, &there));
		value->field_id = f->row.id;
		x->value_n += there;
	}
	return OK;
}

enum err people_addition(struct import *im, struct people *p, uint32_t subject,
                         const struct person_row *row, const struct address *v, size_t n,
                         struct addition *x)
{
	const int64_t line = (int64_t) row->line;

	add_fields(im, &p->subjects[subject], &row->person, x);
	TRY(add_addresses(im, p, subject, line, v, n, x));
	TRY(add_tags(im, p, subject, &row->person, x));
	add_note(im, p, subject, row->person.notes, x);
	return add_values(im, p, subject, line, &row->person, x);
}
