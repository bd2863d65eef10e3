/* corpus_contacts_test.c: every list of contacts in the import corpus, CSV and vCard, is read as
 * expected.json says (K09–K13, B8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/corpus.h"
#include "core/csv_map.h"
#include "core/encoding.h"
#include "core/people.h"
#include "core/vcard.h"

struct contacts_case {
	struct arena *arena;
	struct str file;
	const struct node *expected;
	const struct node *rejected, *warning; /* the next ones to come */
	struct people *people;
};

static void check_list(const struct contacts_case *c, const char *what, size_t i,
                       const struct node *e, const struct strs *got)
{
	if (e == NULL)
		return;
	if (e->n != got->n)
		fail_msg("%.*s: %zu has %zu %s, not %zu", PRI_STR(c->file), i, got->n, what, e->n);
	for (const struct node *n = e->child; n != NULL; n = n->next) {
		if (!strs_has(got, n->text))
			fail_msg("%.*s: %zu lacks «%.*s» in %s", PRI_STR(c->file), i,
			         PRI_STR(n->text), what);
	}
}

static void check_text(const struct contacts_case *c, const char *what, size_t i,
                       const struct node *e, struct str got)
{
	if (corpus_get(e, what) != NULL)
		corpus_same(c->arena, c->file, what, i, corpus_text(e, what), got);
}

static void check_custom(const struct contacts_case *c, size_t i, const struct node *e,
                         const struct person *p)
{
	if (e == NULL)
		return;
	assert_int_equal(e->n, p->custom_n);
	for (const struct node *n = e->child; n != NULL; n = n->next) {
		struct str value = STR_ABSENT;

		for (size_t k = 0; k < p->custom_n; k++) {
			if (str_eq(p->custom[k].name, n->name))
				value = p->custom[k].value;
		}
		corpus_same(c->arena, c->file, "custom", i, n->text, value);
	}
}

static struct str birthday_text(struct arena *a, const struct birthday *b)
{
	if (b->month == 0)
		return STR_ABSENT;
	return b->year == 0 ? arena_printf(a, "--%02d-%02d", b->month, b->day)
	                    : arena_printf(a, "%04d-%02d-%02d", b->year, b->month, b->day);
}

static void check_person(const struct contacts_case *c, size_t i, const struct node *e,
                         const struct person *p)
{
	check_text(c, "name", i, e, p->name);
	check_text(c, "company", i, e, p->company);
	check_text(c, "job_title", i, e, p->job_title);
	check_text(c, "notes", i, e, p->notes);
	check_text(c, "birthday", i, e, birthday_text(c->arena, &p->birthday));
	check_list(c, "phones", i, corpus_get(e, "phones"), &p->phones);
	check_list(c, "emails", i, corpus_get(e, "emails"), &p->emails);
	check_list(c, "tags", i, corpus_get(e, "tags"), &p->tags);
	check_list(c, "wa_ids", i, corpus_get(e, "wa_ids"), &p->wa_ids);
	check_custom(c, i, corpus_get(e, "custom"), p);
	if (corpus_get(e, "has_photo") != NULL)
		assert_int_equal(corpus_truth(e, "has_photo"), p->has_photo);
}

static void check_reason(const struct contacts_case *c, const struct node *e, size_t line,
                         enum person_reason reason)
{
	if (e == NULL)
		fail_msg("%.*s: line %zu: %.*s was not expected", PRI_STR(c->file), line,
		         PRI_STR(person_reason_slug(reason)));
	corpus_same(c->arena, c->file, "line", line, corpus_text(e, "line"),
	            arena_printf(c->arena, "%zu", line));
	corpus_same(c->arena, c->file, "reason", line, corpus_text(e, "reason"),
	            person_reason_slug(reason));
}

static void check_row(struct contacts_case *c, const struct person_row *row)
{
	if (row->rejected != PERSON_OK) {
		check_reason(c, c->rejected, row->line, row->rejected);
		c->rejected = c->rejected->next;
		return;
	}
	for (size_t i = 0; i < row->warnings_n; i++) {
		check_reason(c, c->warning, row->line, row->warnings[i].reason);
		check_text(c, "value", row->line, c->warning, row->warnings[i].value);
		c->warning = c->warning->next;
	}
	people_add(c->people, row);
}

static void read_csv(struct contacts_case *c, struct str text, struct str region)
{
	const struct node *mapping = corpus_get(corpus_get(c->expected, "options"), "mapping");
	struct csv_options options = { .region = region,
		                       .choices_n = mapping == NULL ? 0 : mapping->n };
	struct csv_choice *choices =
		arena_array(c->arena, struct csv_choice, options.choices_n + 1);
	struct arena work = ARENA_INIT;
	struct person_row row;
	struct csv_map map;
	size_t i = 0;

	for (const struct node *n = mapping == NULL ? NULL : mapping->child; n != NULL;
	     n = n->next, i++) {
		choices[i].header = n->name;
		assert_true(csv_field_parse(n->text, &choices[i].field));
	}
	options.choices = choices;
	assert_true(csv_map_open(&map, text, &options, c->arena));
	while (csv_map_next(&map, &work, &row)) {
		check_row(c, &row);
		arena_clear(&work);
	}
	arena_release(&work);
}

static void read_vcards(struct contacts_case *c, struct str text, struct str region)
{
	struct vcard v = vcard_open(text, region);
	struct arena work = ARENA_INIT;
	struct person_row row;

	while (vcard_next(&v, &work, &row)) {
		check_row(c, &row);
		arena_clear(&work);
	}
	arena_release(&work);
}

static void check_contacts(struct contacts_case *c)
{
	const struct str region =
		corpus_text(corpus_get(c->expected, "options"), "default_country");
	const struct str text = encoding_text(corpus_file(c->arena, c->file), c->arena);
	const struct node *rejected = corpus_get(c->expected, "rejected");
	const struct node *warnings = corpus_get(c->expected, "warnings");
	const struct node *e = corpus_get(c->expected, "contacts")->child;
	const struct person *p;
	size_t at = 0, i = 0;

	c->rejected = rejected == NULL ? NULL : rejected->child;
	c->warning = warnings == NULL ? NULL : warnings->child;
	c->people = people_new(c->arena);
	if (str_ends(c->file, S(".vcf")))
		read_vcards(c, text, region);
	else
		read_csv(c, text, region);
	for (; (p = people_next(c->people, &at)) != NULL; i++, e = e->next) {
		if (e == NULL)
			fail_msg("%.*s: too many contacts", PRI_STR(c->file));
		check_person(c, i, e, p);
	}
	if (e != NULL || c->rejected != NULL || c->warning != NULL)
		fail_msg("%.*s: only %zu contacts, or something not reported", PRI_STR(c->file), i);
	assert_int_equal(i, people_count(c->people));
}

static void check_kind(struct str ending, size_t at_least)
{
	struct arena a = ARENA_INIT, work = ARENA_INIT;
	size_t seen = 0;

	for (const struct node *n = corpus_expected(&a)->child; n != NULL; n = n->next) {
		struct contacts_case c = { .arena = &work, .file = n->name, .expected = n };

		if (!str_eq(corpus_text(n, "kind"), S("contacts")) || !str_ends(n->name, ending))
			continue;
		check_contacts(&c);
		arena_clear(&work);
		seen++;
	}
	assert_true(seen >= at_least);
	arena_release(&work);
	arena_release(&a);
}

static void every_csv_of_the_corpus_is_read_right(void **state)
{
	(void) state;
	check_kind(S(".csv"), 14);
}

static void every_vcard_of_the_corpus_is_read_right(void **state)
{
	(void) state;
	check_kind(S(".vcf"), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_vcard_of_the_corpus_is_read_right),
		cmocka_unit_test(every_csv_of_the_corpus_is_read_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
