/* record_test.c: looking declarations up, and rows copied, compared, read field by field. */
#include "base/test.h"
#include "record/describe.h"
#include "record/rows_test.h"

/* Every record of the cell, then of control; NULL at the end. */
static const struct record *stored(unsigned i)
{
	if (i < cell_record_count)
		return cell_records[i];
	i -= cell_record_count;
	return i < control_record_count ? control_records[i] : NULL;
}

static void names_lead_to_what_they_name(void **state)
{
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		assert_true(record_by_plural(rec->home, rec->plural) == rec);
		assert_true(record_numbered(rec->home, rec->number) == rec);
		for (unsigned k = 0; k < rec->n; k++)
			assert_int_equal(field_named(rec, rec->fields[k].name), k);
	}
	assert_null(record_by_plural(HOME_control, S("contacts")));
	assert_null(record_by_plural(HOME_none, S("")));
	assert_null(record_numbered(HOME_cell, 0));
	assert_null(record_numbered(HOME_cell, cell_record_count + 1));
	assert_null(record_numbered(HOME_cell, -1));
	assert_int_equal(field_named(&contact_record, S("nam")), -1);
	assert_int_equal(choice_named(&lead_status_choices, S("qualified")), lead_status_qualified);
	assert_int_equal(choice_named(&lead_status_choices, S("")), 0);
	assert_non_null(part_named(&contact_record, S("tags")));
	assert_null(part_named(&note_record, S("tags")));
	assert_int_equal(search_key_of(&contact_record), F_contact_search_key);
	assert_int_equal(sources_of(&tag_record), -1);
}

static void a_copy_stands_on_its_own(void **state)
{
	struct rng r = { 7 };
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		struct arena a = ARENA_INIT, b = ARENA_INIT;
		const void *row = random_row(&r, &a, rec, BIT(rec->n) - 1);
		void *copy = row_copy(&b, rec, row);

		assert_true(row_diff(rec, row, copy) == 0);
		for (unsigned k = 0; k < rec->n; k++) {
			const struct str *text = peek(&rec->fields[k], copy);
			const struct str *was = peek(&rec->fields[k], row);

			if (rec->fields[k].kind != KIND_text && rec->fields[k].kind != KIND_bytes)
				continue;
			assert_true(has(row, (int) k) ? text->ptr != was->ptr : str_absent(*text));
		}
		arena_release(&a);
		arena_release(&b);
	}
}

static void rows_differ_in_the_fields_that_differ(void **state)
{
	struct rng r = { 8 };
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		struct arena a = ARENA_INIT;
		const void *row = random_row(&r, &a, rec, BIT(rec->n) - 1);

		for (unsigned k = 0; k < rec->n; k++) {
			void *other = row_copy(&a, rec, row);

			*has_of(other) ^= BIT(k);
			assert_true(row_diff(rec, row, other) == BIT(k));
		}
		arena_release(&a);
	}
}

static void numbers_are_read_and_set_in_every_kind(void **state)
{
	struct arena a = ARENA_INIT;
	struct note *n = row_new(&a, &note_record);
	struct chat *c = row_new(&a, &chat_record);

	(void) state;
	field_set_int(&note_record, F_note_pinned, n, 1);
	field_set_int(&note_record, F_note_version, n, 9);
	field_set_int(&chat_record, F_chat_sync, c, sync_level_messages);
	assert_true(n->pinned && n->version == 9 && c->sync == sync_level_messages);
	assert_true(n->has == (BIT(F_note_pinned) | BIT(F_note_version)));
	assert_int_equal(field_int(&note_record.fields[F_note_pinned], n), 1);
	assert_int_equal(field_int(&chat_record.fields[F_chat_sync], c), sync_level_messages);
	unset(n, note, version);
	assert_int_equal(field_int(&note_record.fields[F_note_version], n), 0);
	set(n, note, author_id, AUDIENCE_EVERYONE);
	assert_true(
		uuid_eq(field_uuid(&note_record.fields[F_note_author_id], n), AUDIENCE_EVERYONE));
	unset(n, note, author_id);
	assert_true(uuid_zero(field_uuid(&note_record.fields[F_note_author_id], n)));
	arena_release(&a);
}

static void the_lock_holds_what_was(void **state)
{
	static const char locked[] = "record cell 1 a\nfield a 0 id\nfield a 1 x\nchoice c 1 w\n";
	static const struct {
		const char *now, *gone;
	} list[] = {
		{ locked, NULL },
		{ "record cell 1 a\nfield a 0 id\nfield a 1 x\nfield a 2 y\nrecord cell 2 b\n"
		  "choice c 1 w\nchoice c 2 v\n",
		  NULL },
		{ "record cell 1 a\nfield a 0 id\nfield a 1 y\nfield a 2 x\nchoice c 1 w\n",
		  "field a 1 x" },
		{ "record cell 1 a\nfield a 0 id\nchoice c 1 w\n", "field a 1 x" },
		{ "record cell 1 a\nfield a 0 id\nfield a 1 x\nchoice c 1 v\nchoice c 2 w\n",
		  "choice c 1 w" },
		{ "", "record cell 1 a" },
	};

	(void) state;
	for (size_t i = 0; i < COUNT(list); i++) {
		struct str gone = STR_ABSENT;

		assert_true(lock_kept(str_of(locked), str_of(list[i].now), &gone) ==
		            (list[i].gone == NULL));
		if (list[i].gone != NULL)
			assert_str_is(gone, str_of(list[i].gone));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_lead_to_what_they_name),
		cmocka_unit_test(a_copy_stands_on_its_own),
		cmocka_unit_test(rows_differ_in_the_fields_that_differ),
		cmocka_unit_test(numbers_are_read_and_set_in_every_kind),
		cmocka_unit_test(the_lock_holds_what_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
