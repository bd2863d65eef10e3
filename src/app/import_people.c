/* import_people.c: rows of a list become contacts, or add to those that are there. Here: whom a row
 * means and what became of it. */
#include "app/import_people.h"
#include "app/resolve.h"
#include "app/tidy.h"

static bool is_empty(const struct addition *x)
{
	return x->fields.has == 0 && x->address_n == 0 && x->tag_n == 0 && str_absent(x->note) &&
	       x->value_n == 0;
}

/* -- opening and reading -- */

static enum err people_open(struct import *im, struct db *db)
{
	struct people *p = im->state = mem_alloc(sizeof *p);

	p->cards = im->file.kind == import_kind_vcard;
	if (p->cards)
		p->vcard = vcard_open(im->file.text, im->country);
	else
		TRY(people_columns(im, db, p));
	people_group(p, im);
	return OK;
}

static unsigned people_read(struct import *im, struct arena *a)
{
	struct people *p = im->state;
	unsigned n = 0;

	for (; n < BATCH_ROWS && people_read_next(p, a, &p->rows[n]); n++) {
		if (p->rows[n].rejected == PERSON_OK)
			p->row_numbers[n] = p->next_row++;
	}
	return n;
}

/* -- what was wrong -- */

static enum import_reason reason_of(enum person_reason r)
{
	const int word = choice_named(&import_reason_choices, person_reason_slug(r));

	return word != 0 ? (enum import_reason) word : import_reason_bad_phone;
}

/* A number without country is a bad one that could be a good one: say what it lacks. */
static struct str value_of(struct import *im, enum person_reason reason, struct str value)
{
	if (reason != PERSON_NO_COUNTRY && reason != PERSON_BAD_COUNTRY)
		return value;
	return arena_printf(&im->notes_arena, "%.*s: %.*s", PRI_STR(value),
	                    PRI_STR(person_reason_sentence(reason)));
}

static void note_warnings(struct import *im, const struct person_row *row)
{
	for (size_t i = 0; i < row->warnings_n; i++) {
		const struct person_warning *w = &row->warnings[i];

		import_note(im, (int64_t) row->line, reason_of(w->reason),
		            value_of(im, w->reason, w->value));
	}
}

static void put_rejected(struct import *im, const struct person_row *row)
{
	const bool on_purpose = row->rejected == PERSON_NO_IDENTITY ||
	                        row->rejected == PERSON_NOT_A_PERSON;

	if (on_purpose)
		im->run.skipped++;
	else
		im->run.failed++;
	import_note(im, (int64_t) row->line, reason_of(row->rejected),
	            str_absent(row->rejected_value)
	                    ? row->person.name
	                    : value_of(im, row->rejected, row->rejected_value));
	note_warnings(im, row);
}

/* -- whom a row means -- */

enum err people_find_stored(struct import *im, const struct address *at, struct uuid *contact_id)
{
	struct contact_identity row;

	TRY(identity_find(im->u->db, im->u->arena, at->kind, at->form.match_key, &row));
	*contact_id = row.contact_id;
	return OK;
}

/* The contact that one of the addresses reaches. */
static enum err look_up(struct import *im, struct people *p, const struct address *v, size_t n,
                        uint32_t *subject, enum meaning *out)
{
	*out = MEANS_new;
	for (size_t i = 0; i < n; i++) {
		struct uuid id;
		enum err e = people_find_stored(im, &v[i], &id);

		if (e == ERR_NOT_FOUND)
			continue;
		TRY(e);
		e = row_visible(im->u->db, &im->u->actor, &contact_record, id);
		if (e == ERR_NOT_FOUND) {
			*out = MEANS_unseen;
			continue;
		}
		TRY(e);
		*out = MEANS_known;
		return people_subject_of(im, p, id, subject);
	}
	return OK;
}

static enum err meaning_of(struct import *im, struct people *p, uint32_t number,
                           const struct address *v, size_t n, uint32_t *subject, enum meaning *out)
{
	struct group_row *first = &p->groups[people_first_of(p, number)];

	*out = MEANS_known;
	if (first->subject != 0) {
		*subject = first->subject - 1;
		return OK;
	}
	TRY(look_up(im, p, v, n, subject, out));
	if (*out == MEANS_new)
		people_subject_new(p, subject);
	if (*out != MEANS_unseen)
		first->subject = *subject + 1;
	return OK;
}

/* -- a row -- */

static void note_same(struct import *im, struct people *p, uint32_t number, const struct address *v,
                      size_t n)
{
	const uint32_t first = people_first_of(p, number);
	bool line = false;

	if (first == number)
		return;
	for (size_t i = 0; i < n; i++)
		line |= v[i].kind != identity_kind_email;
	import_note(im, p->groups[number].line, import_reason_duplicate,
	            arena_printf(&im->notes_arena, "same %s as row %u",
	                         line ? "number" : "e-mail address", p->groups[first].line));
}

static enum err put_person(struct import *im, struct people *p, uint32_t number,
                           const struct person_row *row)
{
	struct addition x = { 0 };
	struct address *v;
	const size_t n = people_addresses(im->u->arena, &row->person, &v);
	uint32_t subject;
	enum meaning means;
	bool stored;

	note_warnings(im, row);
	TRY(meaning_of(im, p, number, v, n, &subject, &means));
	if (means == MEANS_unseen) {
		im->run.failed++;
		import_note(im, (int64_t) row->line, import_reason_refused,
		            S("somebody else's contact has this address"));
		return OK;
	}
	note_same(im, p, number, v, n);
	TRY(people_addition(im, p, subject, row, v, n, &x));
	if (means == MEANS_known && is_empty(&x)) {
		im->run.unchanged++;
		return OK;
	}
	TRY(people_store(im, p, subject, means, &x, &stored));
	if (!stored) {
		im->run.failed++;
		import_note(im, (int64_t) row->line, import_reason_refused,
		            S("it changed while the import ran"));
	} else if (means == MEANS_new) {
		im->run.new ++;
	} else {
		im->run.merged++;
	}
	return OK;
}

static enum err people_put(struct import *im, unsigned i)
{
	struct people *p = im->state;
	const struct person_row *row = &p->rows[i];

	if (row->rejected == PERSON_OK)
		return put_person(im, p, p->row_numbers[i], row);
	put_rejected(im, row);
	return OK;
}

/* What an earlier attempt stored is found again by its addresses. */
static enum err people_recall(struct import *im, unsigned i)
{
	struct people *p = im->state;
	const struct person_row *row = &p->rows[i];
	struct address *v;
	uint32_t subject;
	enum meaning means;
	struct group_row *first;
	size_t n;

	if (row->rejected != PERSON_OK)
		return OK;
	n = people_addresses(im->u->arena, &row->person, &v);
	first = &p->groups[people_first_of(p, p->row_numbers[i])];
	if (first->subject != 0)
		return OK;
	TRY(look_up(im, p, v, n, &subject, &means));
	if (means == MEANS_known)
		first->subject = subject + 1;
	return OK;
}

static enum err people_close(struct import *im)
{
	(void) im;
	return OK;
}

static void people_release(struct import *im)
{
	struct people *p = im->state;

	mem_free(p->groups);
	mem_free(p->subjects);
	mem_free(p->tags);
	table_release(&p->addresses);
	table_release(&p->by_contact);
	table_release(&p->facts);
	table_release(&p->tags_by_name);
	mem_free(p);
	im->state = NULL;
}

const struct importer people_importer = {
	.open = people_open,
	.read = people_read,
	.put = people_put,
	.recall = people_recall,
	.close = people_close,
	.release = people_release,
};
