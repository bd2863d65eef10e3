/* import_people_group.c: reading the rows of a list, and which of them are one person: those that
 * share an address, directly or through others. Found out by reading the whole file once before
 * anything is stored, so that a row in the middle cannot make two contacts of one person. */
#include "app/import_people.h"

static size_t add_address(struct arena *a, struct address *v, size_t n, enum identity_kind kind,
                          struct str text)
{
	const struct str wrong = identity_shape(a, kind, text, S(""), IDENTITY_KNOWN, &v[n].form);

	if (!str_absent(wrong))
		return n;
	v[n].kind = kind;
	for (size_t i = 0; i < n; i++) {
		if (v[i].kind == kind && str_eq(v[i].form.match_key, v[n].form.match_key))
			return n;
	}
	return n + 1;
}

size_t people_addresses(struct arena *a, const struct person *person, struct address **out)
{
	const size_t most = person->phones.n + person->emails.n + person->wa_ids.n;
	struct address *v = arena_array(a, struct address, most + 1);
	size_t n = 0;

	for (size_t i = 0; i < person->phones.n; i++)
		n = add_address(a, v, n, identity_kind_phone, person->phones.v[i]);
	for (size_t i = 0; i < person->emails.n; i++)
		n = add_address(a, v, n, identity_kind_email, person->emails.v[i]);
	for (size_t i = 0; i < person->wa_ids.n; i++)
		n = add_address(a, v, n, identity_kind_wa_id, person->wa_ids.v[i]);
	*out = v;
	return n;
}

/* A line and its WhatsApp id are one address. */
uint64_t people_address_key(const struct import *im, const struct address *at)
{
	return import_hash(im, at->kind == identity_kind_email ? "e-mail" : "line",
	                   at->form.match_key);
}

unsigned people_read_next(struct people *p, struct arena *a, struct person_row *row)
{
	return p->cards ? vcard_next(&p->vcard, a, row) : csv_map_next(&p->map, a, row);
}

/* -- groups: the row with the smallest number leads -- */

uint32_t people_first_of(const struct people *p, uint32_t row)
{
	while (p->groups[row].parent != row)
		row = p->groups[row].parent;
	return row;
}

static void join(struct people *p, uint32_t a, uint32_t b)
{
	a = people_first_of(p, a);
	b = people_first_of(p, b);
	if (a < b)
		p->groups[b].parent = a;
	else
		p->groups[a].parent = b;
}

/* Ways are cut short as rows come, so none is long. */
static uint32_t add_row(struct people *p, size_t line)
{
	if (p->group_n == p->group_cap) {
		p->group_cap = p->group_cap == 0 ? 1024 : p->group_cap * 2;
		p->groups = mem_grow(p->groups, mem_product(sizeof *p->groups, p->group_cap));
	}
	p->groups[p->group_n] = (struct group_row) { p->group_n, (uint32_t) line, 0 };
	return p->group_n++;
}

static void group_row(struct people *p, struct import *im, struct arena *a,
                      const struct person_row *row)
{
	const uint32_t number = add_row(p, row->line);
	struct address *v;
	const size_t n = people_addresses(a, &row->person, &v);

	for (size_t i = 0; i < n; i++) {
		const uint64_t key = people_address_key(im, &v[i]);

		if (!table_add(&p->addresses, key, number)) {
			uint32_t *other = table_find(&p->addresses, key);

			join(p, *other, number);
			*other = people_first_of(p, *other);
		}
	}
	p->groups[number].parent = people_first_of(p, number);
}

void people_group(struct people *p, struct import *im)
{
	struct arena a = ARENA_INIT;
	struct person_row row;

	while (people_read_next(p, &a, &row)) {
		if (row.rejected == PERSON_OK)
			group_row(p, im, &a, &row);
		arena_clear(&a);
	}
	arena_release(&a);
	if (p->cards)
		p->vcard = vcard_open(im->file.text, im->country);
	else
		csv_map_rewind(&p->map);
}
