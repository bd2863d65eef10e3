/* import_people_store.c: writes what a row adds: a new contact with all that is its own, or links
 * and fields of one that is there. */
#include "app/import_people.h"
#include "app/tidy.h"

enum { NAME_POINTS = 200 };

static enum err store_note(struct import *im, struct uuid contact_id, struct str text)
{
	struct note row = { 0 };

	if (str_absent(text))
		return OK;
	set(&row, note, contact_id, contact_id);
	set(&row, note, text, text);
	return unit_insert(im->u, &note_record, &row);
}

static void address_row(struct contact_identity *row, const struct address *at)
{
	set(row, contact_identity, kind, at->kind);
	set(row, contact_identity, value, at->form.value);
}

static struct decoded parts_of(struct import *im, const struct people *p, const struct addition *x,
                               struct contact *row)
{
	struct arena *a = im->u->arena;
	struct decoded d = { .row = row, .sent = row->has, .part_n = 2 };
	struct part_rows *identities = &d.parts[0], *tags = &d.parts[1];

	*identities = (struct part_rows) {
		.part = part_named(&contact_record, S("identities")),
		.n = x->address_n,
		.rows = arena_array(a, void *, x->address_n + 1),
		.sent = arena_array(a, uint64_t, x->address_n + 1),
	};
	for (size_t i = 0; i < x->address_n; i++) {
		struct contact_identity *identity = row_new(a, &contact_identity_record);

		address_row(identity, &x->addresses[i]);
		identities->rows[i] = identity;
		identities->sent[i] = identity->has;
	}
	*tags = (struct part_rows) {
		.part = part_named(&contact_record, S("tags")),
		.n = x->tag_n,
		.ids = arena_array(a, struct uuid, x->tag_n + 1),
	};
	for (size_t i = 0; i < x->tag_n; i++)
		tags->ids[i] = p->tags[x->tags[i]].id;
	d.custom = x->values;
	d.custom_n = x->value_n;
	return d;
}

/* Named by its number, the contact takes any better name later: the lowest rank. */
static enum err create_unnamed(struct import *im, struct decoded *d, struct contact *row)
{
	struct contact *all = d->row, before;
	const struct contact_identity *first = d->parts[0].rows[0];
	struct contact bare = { 0 };
	struct buf b = BUF_IN(im->u->arena);
	struct phone number;
	enum err e;

	if (phone_trusted(first->value, &number) == PHONE_OK)
		phone_put_international(&b, &number);
	else
		put(&b, import_cut(first->value, NAME_POINTS));
	set(&bare, contact, name, buf_str(&b));
	d->row = &bare;
	d->sent = bare.has;
	im->u->source = SOURCE_none;
	e = unit_create(im->u, &contact_record, d, row);
	im->u->source = SOURCE_import;
	TRY(e);
	before = *row;
	for (unsigned i = 0; i < contact_record.n; i++) {
		if (has(all, (int) i))
			field_copy(&contact_record, (int) i, row, all);
	}
	return unit_change(im->u, &contact_record, &before, row, all->has);
}

static enum err create(struct import *im, struct people *p, uint32_t subject, struct addition *x)
{
	struct decoded d = parts_of(im, p, x, &x->fields);
	struct contact *row = row_new(im->u->arena, &contact_record);

	if (has(&x->fields, F_contact_name))
		TRY(unit_create(im->u, &contact_record, &d, row));
	else
		TRY(create_unnamed(im, &d, row));
	p->subjects[subject].id = row->id;
	table_add(&p->by_contact,
	          import_hash(im, "contact", (struct str) { (const char *) &row->id, 16 }),
	          subject);
	return store_note(im, row->id, x->note);
}

static enum err change_fields(struct import *im, struct contact *row, const struct addition *x)
{
	const struct contact before = *row;

	for (unsigned i = 0; i < contact_record.n; i++) {
		if (has(&x->fields, (int) i))
			field_copy(&contact_record, (int) i, row, &x->fields);
	}
	return unit_change(im->u, &contact_record, &before, row, x->fields.has);
}

static enum err add_links(struct import *im, const struct people *p, struct uuid contact_id,
                          const struct addition *x)
{
	for (size_t i = 0; i < x->address_n; i++) {
		struct contact_identity row = { 0 };

		set(&row, contact_identity, contact_id, contact_id);
		address_row(&row, &x->addresses[i]);
		TRY(unit_insert(im->u, &contact_identity_record, &row));
	}
	for (size_t i = 0; i < x->tag_n; i++) {
		struct contact_tag row = { 0 };

		set(&row, contact_tag, contact_id, contact_id);
		set(&row, contact_tag, tag_id, p->tags[x->tags[i]].id);
		TRY(unit_insert(im->u, &contact_tag_record, &row));
	}
	return store_note(im, contact_id, x->note);
}

static enum err extend(struct import *im, struct people *p, uint32_t subject, struct addition *x)
{
	const struct uuid id = p->subjects[subject].id;
	struct contact *row = row_new(im->u->arena, &contact_record), *empty;
	struct decoded d = { .custom = x->values, .custom_n = x->value_n };

	TRY(unit_get(im->u, &contact_record, id, row));
	if (x->fields.has != 0)
		TRY(change_fields(im, row, x));
	TRY(add_links(im, p, id, x));
	if (x->value_n == 0)
		return OK;
	d.row = empty = row_new(im->u->arena, &contact_record);
	return unit_patch(im->u, &contact_record, id, &d, 0, row, NULL);
}

/* A new contact needs no way back: whatever could stand in its way was looked up in this unit. The
 * contact that a row adds to may have changed since, and then the row is all or nothing. */
enum err people_store(struct import *im, struct people *p, uint32_t subject, enum meaning means,
                      struct addition *x, bool *stored)
{
	struct unit_mark mark;
	enum err e;

	*stored = true;
	if (im->dry)
		return OK;
	if (means == MEANS_new)
		return create(im, p, subject, x);
	TRY(unit_part_begin(im->u, &mark));
	e = extend(im, p, subject, x);
	TRY(unit_part_end(im->u, &mark, e));
	*stored = e == OK;
	import_forgive(im);
	return e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_NOT_FOUND ? OK : e;
}
