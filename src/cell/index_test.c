/* index_test.c: rows are found by the words they have now, and by no others. */
#include "cell/test_cell.h"

#include <stdio.h>

#include "cell/search.h"
#include "cell/upkeep.h"
#include "plat/random.h"

static struct contact contact(struct place *p, struct str json)
{
	struct contact c;
	assert_int_equal(place_create(p, &p->owner, &contact_record, json, &c), OK);
	return c;
}

static unsigned contacts(struct place *p, const char *words)
{
	return found(p, &p->owner, &contact_record, words);
}

/* -- upkeep -- */

static void a_renamed_row_is_found_by_its_new_name_only(void **state)
{
	struct place *p = *state;
	struct contact c = contact(p, JSON("{'name':'Ana Lima','company':'Acme'}"));
	assert_int_equal(contacts(p, "lima"), 1);
	assert_int_equal(
		place_patch(p, &p->owner, &contact_record, c.id, JSON("{'name':'Eva Reis'}"), NULL),
		OK);
	assert_int_equal(contacts(p, "lima"), 0);
	assert_int_equal(contacts(p, "reis acme"), 1);
	assert_int_equal(place_patch(p, &p->owner, &contact_record, c.id,
	                             JSON("{'lead_status':'fresh'}"), NULL),
	                 OK);
	assert_int_equal(contacts(p, "reis acme"), 1);
}

static void a_contact_is_found_by_its_addresses(void **state)
{
	struct place *p = *state;
	struct contact a = contact(p, JSON("{'name':'Ana'}")),
		       b = contact(p, JSON("{'name':'Bo'}"));
	struct contact_identity i;
	assert_int_equal(
		place_create(
			p, &p->owner, &contact_identity_record,
			JSON("{'contact_id':'%U','kind':'phone','value':'+5511987654321'}", &a.id),
			&i),
		OK);
	assert_int_equal(contacts(p, "ana 11987"), 1);
	assert_int_equal(contacts(p, "4321"), 1);
	assert_int_equal(place_patch(p, &p->owner, &contact_identity_record, i.id,
	                             JSON("{'contact_id':'%U'}", &b.id), NULL),
	                 OK);
	assert_int_equal(contacts(p, "ana 11987"), 0);
	assert_int_equal(contacts(p, "bo 11987"), 1);
	assert_int_equal(place_delete(p, &p->owner, &contact_identity_record, i.id), OK);
	assert_int_equal(contacts(p, "11987"), 0);
	assert_int_equal(place_restore(p, &p->owner, &contact_identity_record, i.id, NULL), OK);
	assert_int_equal(contacts(p, "bo 11987"), 1);
}

/* Made, renamed, given an address, deleted and restored within one transaction. */
static void the_last_of_many_changes_in_a_group_counts(void **state)
{
	struct place *p = *state;
	struct contact there = contact(p, JSON("{'name':'Old'}"));
	struct uuid id = there.id, fresh = uuid_new(place_now());
	struct step *steps[] = {
		step_new(p, &p->owner, step_create, &contact_record, AUDIENCE_NOBODY,
		         JSON("{'id':'%U','name':'First'}", &fresh)),
		step_new(p, &p->owner, step_patch, &contact_record, fresh,
		         JSON("{'name':'Second'}")),
		step_new(p, &p->owner, step_create, &contact_identity_record, AUDIENCE_NOBODY,
		         JSON("{'contact_id':'%U','kind':'email','value':'s@x'}", &fresh)),
		step_new(p, &p->owner, step_delete, &contact_record, fresh, STR_ABSENT),
		step_new(p, &p->owner, step_patch, &contact_record, id, JSON("{'name':'Newer'}")),
		step_new(p, &p->owner, step_delete, &contact_record, id, STR_ABSENT),
		step_new(p, &p->owner, step_restore, &contact_record, id, STR_ABSENT),
	};
	run_group(p, steps, COUNT(steps));
	for (unsigned i = 0; i < COUNT(steps); i++) {
		assert_int_equal(steps[i]->result, OK);
		step_free(steps[i]);
	}
	assert_int_equal(contacts(p, "first") + contacts(p, "second") + contacts(p, "old"), 0);
	assert_int_equal(contacts(p, "newer"), 1);
	assert_int_equal(place_restore(p, &p->owner, &contact_record, fresh, NULL), OK);
	assert_int_equal(contacts(p, "second s@x"), 1);
	assert_int_equal(contacts(p, "first"), 0);
	assert_sound(p);
}

/* -- who finds what -- */

static void members_find_what_they_see(void **state)
{
	struct place *p = *state;
	struct contact theirs =
		contact(p, JSON("{'name':'Ana word','owner_id':'%U'}", &p->owner_id));
	struct contact mine = contact(p, JSON("{'name':'Bo word','owner_id':'%U'}", &p->agent_id));
	contact(p, JSON("{'name':'Cy word'}"));
	const struct uuid *of[] = { &theirs.id, &mine.id };
	for (unsigned i = 0; i < COUNT(of); i++)
		assert_int_equal(place_create(p, &p->owner, &note_record,
		                              JSON("{'contact_id':'%U','text':'word'}", of[i]),
		                              NULL),
		                 OK);
	assert_int_equal(contacts(p, "word"), 3);
	assert_int_equal(found(p, &p->agent, &contact_record, "word"), 2);
	assert_int_equal(found(p, &p->owner, &note_record, "word"), 2);
	assert_int_equal(found(p, &p->agent, &note_record, "word"), 1);
	assert_int_equal(place_patch(p, &p->owner, &contact_record, theirs.id,
	                             JSON("{'owner_id':null}"), NULL),
	                 OK);
	assert_int_equal(found(p, &p->agent, &note_record, "word"), 2);
	struct actor stranger = { .member_id = theirs.id, .role = ROLE_agent, .narrowed = true };
	assert_int_equal(found(p, &stranger, &note_record, "word"), 1);
}

/* Among so many that the newest hits alone do not do: each as often as it is theirs. */
static void members_find_theirs_among_many(void **state)
{
	enum { ALL = 300, ONE_IN = 7 };
	struct place *p = *state;
	unsigned theirs = 0;
	for (int i = 0; i < ALL; i++) {
		const bool mine = i % ONE_IN == 0;
		struct contact c = contact(p, JSON("{'name':'many n%dz','owner_id':'%U'}", i,
		                                   mine ? &p->agent_id : &p->owner_id));
		theirs += mine;
		assert_int_equal(place_create(p, &p->owner, &note_record,
		                              JSON("{'contact_id':'%U','text':'many'}", &c.id),
		                              NULL),
		                 OK);
	}
	assert_int_equal(found(p, &p->agent, &contact_record, "many"), theirs);
	assert_int_equal(found(p, &p->agent, &note_record, "many"), theirs);
	assert_int_equal(found(p, &p->agent, &contact_record, "n7z"), 1);
	assert_int_equal(found(p, &p->agent, &contact_record, "n8z"), 0);
	struct actor stranger = { .member_id = p->cell_id, .role = ROLE_agent, .narrowed = true };
	assert_int_equal(found(p, &stranger, &contact_record, "many"), 0);
	assert_int_equal(found(p, &stranger, &note_record, "many"), 0);
}

/* -- keys -- */

enum { MANY = 3 * 4096 + 10 };

static enum err take_keys(struct step *s, struct unit *u)
{
	int64_t *keys = s->arg;
	for (unsigned i = 0; i < MANY; i++)
		TRY(search_key_make(u->cell, u->db, &message_record, 7000, &keys[i]));
	return OK;
}

static void a_full_second_spills_into_the_next(void **state)
{
	struct place *p = *state;
	int64_t *keys = arena_array(&p->arena, int64_t, MANY);
	struct step *s =
		step_new(p, &p->owner, take_keys, &message_record, AUDIENCE_NOBODY, STR_ABSENT);
	s->arg = keys;
	assert_int_equal(run_step(p, s), OK);
	for (unsigned i = 0; i < MANY; i++)
		assert_int_equal(keys[i], (7 << 12) + (int) i);
	/* The way there is not walked again. */
	for (unsigned i = 0; i < KEY_SLOTS; i++)
		if (p->cell->keys[i].rec == &message_record && p->cell->keys[i].second == 7)
			assert_int_equal(p->cell->keys[i].open_second, 10);
}

static void records_with_words_lie_in_the_order_of_their_keys(void **state)
{
	(void) state;
	for (unsigned i = 0; i < cell_record_count; i++) {
		const struct record *rec = cell_records[i];
		if (search_key_of(rec) < 0)
			continue;
		assert_int_equal(rec->key_n, 1);
		assert_int_equal(rec->key[0], search_key_of(rec));
	}
}

/* -- built anew -- */

static void fill(struct place *p, unsigned n)
{
	for (unsigned i = 0; i < n; i += 100) {
		struct step *steps[100];
		for (unsigned k = 0; k < 100; k++)
			steps[k] = step_new(p, &p->owner, step_create, &contact_record,
			                    AUDIENCE_NOBODY,
			                    JSON("{'name':'word n%d','identities':[{'kind':'email',"
			                         "'value':'m%d@x'}]}",
			                         (int) (i + k), (int) (i + k)));
		run_group(p, steps, 100);
		for (unsigned k = 0; k < 100; k++) {
			assert_int_equal(steps[k]->result, OK);
			step_free(steps[k]);
		}
	}
}

static enum err lose_index(struct step *s, struct unit *u)
{
	(void) s;
	return db_exec(u->db, "INSERT INTO contacts_index (contacts_index) VALUES ('delete-all')");
}

static void an_index_that_was_lost_is_built_anew(void **state)
{
	struct place *p = *state;
	int64_t rows;
	fill(p, 300);
	struct contact gone = contact(p, JSON("{'name':'word gone'}"));
	assert_int_equal(place_delete(p, &p->owner, &contact_record, gone.id), OK);
	assert_int_equal(run_step(p, step_new(p, &p->owner, lose_index, &contact_record,
	                                      AUDIENCE_NOBODY, STR_ABSENT)),
	                 OK);
	assert_int_equal(contacts(p, "n7"), 0);
	assert_int_equal(cell_reindex(p->cell, &rows), OK);
	assert_int_equal(rows, 300);
	assert_int_equal(contacts(p, "n7 m7@x"), 1);
	assert_int_equal(contacts(p, "n299"), 1);
	assert_int_equal(contacts(p, "gone"), 0);
}

struct between {
	struct place *p;
	struct uuid first, last;
	unsigned n, stop_at;
};

/* Between two chunks people go on working. */
static bool work_on(void *ctx)
{
	struct between *b = ctx;
	struct place *p = b->p;
	if (b->n++ == b->stop_at)
		return false;
	assert_int_equal(place_patch(p, &p->owner, &contact_record, b->first,
	                             JSON("{'name':'first%d'}", (int) b->n), NULL),
	                 OK);
	assert_int_equal(place_patch(p, &p->owner, &contact_record, b->last,
	                             JSON("{'name':'last%d'}", (int) b->n), NULL),
	                 OK);
	return true;
}

static void an_index_is_built_while_people_write(void **state)
{
	struct place *p = *state;
	int64_t rows;
	struct between b = { .p = p, .stop_at = 1000 };
	b.first = contact(p, JSON("{'name':'oldest'}")).id;
	fill(p, 600);
	b.last = contact(p, JSON("{'name':'newest'}")).id;
	assert_int_equal(reindex_run(p->cell, work_on, &b, &rows), OK);
	assert_true(b.n > 3);
	assert_int_equal(contacts(p, "oldest") + contacts(p, "newest"), 0);
	for (unsigned i = 1; i <= b.n; i++) {
		char first[20], last[20];
		snprintf(first, sizeof first, "\"first%u\"", i);
		snprintf(last, sizeof last, "\"last%u\"", i);
		assert_int_equal(contacts(p, first), i == b.n);
		assert_int_equal(contacts(p, last), i == b.n);
	}
}

static void a_half_built_index_is_known_and_finished(void **state)
{
	struct place *p = *state;
	struct between b = { .p = p, .stop_at = 1 };
	int64_t rows;
	b.first = contact(p, JSON("{'name':'oldest'}")).id;
	fill(p, 300);
	b.last = contact(p, JSON("{'name':'newest'}")).id;
	assert_true(p->told_due_at > place_now());
	assert_int_equal(reindex_run(p->cell, work_on, &b, &rows), ERR_CANCELLED);
	assert_int_equal(contacts(p, "n299"), 1); /* the newest come first */
	assert_int_equal(contacts(p, "\"n1\""), 0);
	place_reopen(p);
	assert_int_equal(p->told_due_at, place_now());
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(contacts(p, "\"n1\""), 1);
	assert_int_equal(contacts(p, "first1"), 1);
	assert_sound(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_renamed_row_is_found_by_its_new_name_only),
		PLACE_CASE(a_contact_is_found_by_its_addresses),
		PLACE_CASE(the_last_of_many_changes_in_a_group_counts),
		PLACE_CASE(members_find_what_they_see),
		PLACE_CASE(members_find_theirs_among_many),
		PLACE_CASE(a_full_second_spills_into_the_next),
		cmocka_unit_test(records_with_words_lie_in_the_order_of_their_keys),
		PLACE_CASE(an_index_that_was_lost_is_built_anew),
		PLACE_CASE(an_index_is_built_while_people_write),
		PLACE_CASE(a_half_built_index_is_known_and_finished),
	};
	return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
