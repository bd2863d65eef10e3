/* schema_sound_test.c: what the compiler cannot tell about the declarations, because it concerns
 * more than one row. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/test.h"
#include "record/describe.h"

static const char *source_path(struct arena *a, const char *path)
{
	const char *root = getenv("KONTOR_SOURCE");

	if (root == NULL)
		fail_msg("KONTOR_SOURCE must name the source folder");
	return arena_printf(a, "%s/%s", root, path).ptr;
}

static struct str file_text(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = BUF_IN(a);
	size_t n;

	if (f == NULL)
		fail_msg("%s cannot be read", path);
	do {
		n = fread(buf_room(&b, 65536), 1, 65536, f);
		b.len += n;
	} while (n != 0);
	fclose(f);
	return buf_str(&b);
}

/* Every record of the cell, then of control; NULL at the end. */
static const struct record *stored(unsigned i)
{
	if (i < cell_record_count)
		return cell_records[i];
	i -= cell_record_count;
	return i < control_record_count ? control_records[i] : NULL;
}

static void every_record_begins_with_the_head(void **state)
{
	static const struct {
		const char *name;
		size_t offset;
	} head[N_head] = {
		{ "id", offsetof(struct head, id) },
		{ "version", offsetof(struct head, version) },
		{ "created_at", offsetof(struct head, created_at) },
		{ "updated_at", offsetof(struct head, updated_at) },
		{ "deleted_at", offsetof(struct head, deleted_at) },
		{ "run_id", offsetof(struct head, run_id) },
	};
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		for (unsigned k = 0; k < N_head && rec->shape == SHAPE_record; k++) {
			assert_str_is(rec->fields[k].name, str_of(head[k].name));
			assert_int_equal(rec->fields[k].offset, head[k].offset);
		}
	}
}

static bool field_leads_index(const struct record *rec, int field)
{
	if (rec->key_n != 0 && rec->key[0] == field)
		return true;
	for (unsigned i = 0; i < index_count; i++) {
		if (indexes[i].rec == rec && indexes[i].fields[0] == field)
			return true;
	}
	return false;
}

static void an_index_stands_behind_each_derived_field(void **state)
{
	(void) state;
	assert_true(derived_count > 0);
	for (unsigned i = 0; i < derived_count; i++) {
		const struct record *rec = deriveds[i].rec;
		const struct derive_rule *d = &rec->fields[deriveds[i].field].derive;

		/* Of own_or, our own rows are looked for when the fallback changes. */
		if (!field_leads_index(d->how == DERIVE_own_or ? rec : d->from, d->by))
			fail_msg("no index leads to %s.%s", rec->name.ptr,
			         rec->fields[deriveds[i].field].name.ptr);
	}
}

static void derived_fields_are_of_the_kind_they_come_from(void **state)
{
	(void) state;
	for (unsigned i = 0; i < derived_count; i++) {
		const struct record *rec = deriveds[i].rec;
		const struct field *f = &rec->fields[deriveds[i].field];
		const struct derive_rule *d = &f->derive;
		const struct field *by = d->how == DERIVE_own_or ? &rec->fields[d->by]
		                                                 : &d->from->fields[d->by];

		assert_true(by->ref == (d->how == DERIVE_own_or ? d->from : rec));
		if (d->how == DERIVE_count)
			assert_int_equal(f->kind, KIND_int);
		else
			assert_int_equal(f->kind, d->from->fields[d->of].kind);
		if (d->how == DERIVE_own_or)
			assert_true(f->ref == rec->fields[d->when].ref);
		if (d->how == DERIVE_first)
			assert_true(d->is >= 1 &&
			            (unsigned) d->is < d->from->fields[d->when].choices->n);
	}
}

static void parts_go_with_their_owner(void **state)
{
	(void) state;
	assert_true(part_count > 0);
	for (unsigned i = 0; i < part_count; i++) {
		const struct part *p = &parts[i];
		const struct field *link = &p->part->fields[p->link];
		unsigned same = 0;

		assert_true(link->owned);
		/* A form brings the parts of the record that it makes. */
		assert_true(link->ref == p->rec || p->rec->shape == SHAPE_form);
		assert_true(p->id < 0 || p->part->fields[p->id].kind == KIND_uuid);
		assert_int_equal(field_named(p->rec, p->name), -1);
		for (unsigned k = 0; k < part_count; k++) {
			same += parts[k].rec == p->rec;
			/* Its rows lie behind one link, or it belongs to one of several. */
			assert_true(parts[k].part != p->part || parts[k].link == p->link ||
			            p->part->scope.kind == SCOPE_parent);
		}
		assert_true(same <= PARTS_MAX);
	}
}

static void scopes_lead_somewhere(void **state)
{
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		unsigned steps = 0;

		assert_true(rec->scope.kind != SCOPE_undeclared);
		for (const struct record *at = rec; at->scope.kind == SCOPE_via; steps++) {
			const struct field *f = &at->fields[at->scope.field];

			assert_int_equal(f->kind, KIND_uuid);
			assert_non_null(f->ref);
			assert_int_equal(f->ref->home, at->home);
			if (steps > 8)
				fail_msg("the scope of %s goes round in a circle", rec->name.ptr);
			at = f->ref;
		}
		if (rec->scope.kind == SCOPE_own || rec->scope.kind == SCOPE_owner)
			assert_int_equal(rec->fields[rec->scope.field].kind, KIND_uuid);
	}
}

static void what_lists_sort_by_has_an_index(void **state)
{
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		for (unsigned k = N_head; k < rec->n && rec->shape == SHAPE_record; k++) {
			if ((rec->fields[k].rules & SORT) != 0 && !record_sortable(rec, (int) k))
				fail_msg("%s.%s is SORT, and no index orders by it", rec->name.ptr,
				         rec->fields[k].name.ptr);
		}
	}
	assert_true(record_sortable(&contact_record, F_contact_name));
	assert_true(record_sortable(&contact_record, F_contact_last_message_at));
	assert_true(record_sortable(&contact_record, F_contact_id));
	assert_true(record_sortable(&message_record, F_message_at));
	assert_true(record_sortable(&note_record, F_note_created_at));
	assert_false(record_sortable(&contact_record, F_contact_created_at));
	assert_false(record_sortable(&contact_record, F_contact_company));
	/* UNIQUE holds for live rows only, and may be null. */
	assert_false(record_sortable(&tag_record, F_tag_fold_key));
	/* Rows of these lie by another key; their ids have an index of their own. */
	assert_true(record_sortable(&message_record, F_message_id));
}

static void indexes_and_keys_are_of_fields_that_are_there(void **state)
{
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; i < index_count; i++) {
		assert_true(indexes[i].n >= 1 && indexes[i].n <= INDEX_FIELDS_MAX);
		for (unsigned k = 0; k < indexes[i].n; k++)
			assert_true(indexes[i].fields[k] < indexes[i].rec->n);
	}
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		if (rec->shape == SHAPE_table && rec->key_n == 0)
			fail_msg("%s has no KEY", rec->name.ptr);
		for (unsigned k = 0; k < rec->key_n && rec->shape == SHAPE_table; k++) {
			if ((rec->fields[rec->key[k]].rules & REQUIRED) == 0)
				fail_msg("the key %s.%s may be null", rec->name.ptr,
				         rec->fields[rec->key[k]].name.ptr);
		}
	}
}

static void rules_of_one_field_go_together(void **state)
{
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		bool sourced = false;

		for (unsigned k = 0; k < rec->n; k++) {
			const struct field *f = &rec->fields[k];

			assert_int_equal(f->number, k);
			assert_false(f->kind == KIND_flag && (f->rules & SORT) != 0);
			/* What must be sent must be sendable. */
			assert_false((f->rules & REQUIRED) != 0 && (f->rules & HIDDEN) != 0);
			assert_false((f->rules & SEARCH) != 0 && f->kind != KIND_text);
			assert_false((f->rules & FILTER) != 0 && (f->rules & HIDDEN) != 0);
			assert_true(f->choices == NULL ||
			            f->choices->n <= COUNT(f->choices->words));
			sourced |= (f->rules & SOURCED) != 0;
			assert_true(!f->owned || f->ref->home == rec->home);
		}
		assert_true(sourced == (sources_of(rec) >= 0));
		/* 4 bits each */
		assert_true(__builtin_popcountll(fields_with(rec, SOURCED)) <= 15);
	}
}

static bool searched(const struct record *rec)
{
	return fields_with(rec, SEARCH) != 0;
}

/* A part's words stand in its owner's index row. */
static void what_is_searched_has_a_key(void **state)
{
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		bool part = false;

		for (unsigned k = 0; k < part_count; k++)
			part |= parts[k].part == rec && parts[k].rec->shape == SHAPE_record;
		if (searched(rec) && !part && search_key_of(rec) < 0)
			fail_msg("%s is searched, and has no search_key", rec->name.ptr);
	}
}

static void persons_are_found_from_every_row_about_them(void **state)
{
	(void) state;
	for (unsigned i = 0; i < about_count; i++) {
		const struct record *at = abouts[i].rec;
		int field = abouts[i].field;

		/* Along references, each followed by the first ABOUT there, to a contact. */
		for (unsigned steps = 0; at != &contact_record; steps++) {
			unsigned k = 0;

			assert_true(steps < 5);
			assert_non_null(at->fields[field].ref);
			at = at->fields[field].ref;
			while (k < about_count && abouts[k].rec != at)
				k++;
			assert_true(k < about_count);
			field = abouts[k].field;
		}
	}
}

static void names_are_said_once(void **state)
{
	(void) state;
	for (unsigned i = 0; stored(i) != NULL; i++) {
		for (unsigned k = 0; k < i; k++) {
			assert_false(str_eq(stored(i)->name, stored(k)->name));
			assert_false(str_eq(stored(i)->plural, stored(k)->plural));
			if (stored(i)->check != NULL && stored(k)->check != NULL)
				assert_false(strcmp(stored(i)->check, stored(k)->check) == 0 &&
				             strcmp(stored(i)->check, "no_hook") != 0);
		}
	}
	for (unsigned i = 0; i < action_count; i++) {
		for (unsigned k = 0; k < i; k++)
			assert_false(actions[i].rec == actions[k].rec &&
			             str_eq(actions[i].name, actions[k].name));
	}
	for (unsigned i = 0; i < choice_count; i++) {
		for (unsigned w = 1; w < all_choices[i]->n; w++)
			assert_int_equal(choice_named(all_choices[i], all_choices[i]->words[w]), w);
	}
}

/* Of a contact, too, every field must have been thought about: see privacy.def. */
static void secrets_are_treated_as_such(void **state)
{
	const struct record *rec;

	(void) state;
	for (unsigned i = 0; (rec = stored(i)) != NULL; i++) {
		for (unsigned k = 0; k < rec->n; k++) {
			const struct policy *p = policy_of(&rec->fields[k]);
			const bool secret = p->class == CLASS_credential;

			if (secret && p->at_rest == AT_REST_encrypted)
				fail_msg("%s.%s lies there readable", rec->name.ptr,
				         rec->fields[k].name.ptr);
			if (secret && rec->read != ROLE_nobody &&
			    (rec->fields[k].rules & HIDDEN) == 0)
				fail_msg("%s.%s can be read", rec->name.ptr,
				         rec->fields[k].name.ptr);
			if (p->class != CLASS_none && p->in_log == LOG_show)
				assert_true(p->class == CLASS_metadata || p->class == CLASS_usage);
		}
	}
}

/* -- size of the engine -- */

static unsigned lines_of(struct str text)
{
	unsigned n = 0;

	while (text.len != 0) {
		str_cut(&text, '\n');
		n++;
	}
	return n;
}

static bool engine_file(struct str name)
{
	static const struct str others[] = { STR("_test.c"), STR("_test.h"), STR("_fuzz.c"),
		                             STR("_probe.c") };

	for (size_t i = 0; i < COUNT(others); i++) {
		if (str_ends(name, others[i]))
			return false;
	}
	return str_ends(name, S(".c")) || str_ends(name, S(".h"));
}

static void the_engine_stays_small(void **state)
{
	struct arena a = ARENA_INIT;
	DIR *folder = opendir(source_path(&a, "src/record"));
	unsigned lines = 0, files = 0;

	(void) state;
	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		if (!engine_file(str_of(entry->d_name)))
			continue;
		files++;
		lines += lines_of(file_text(
			&a, source_path(&a, arena_printf(&a, "src/record/%s", entry->d_name).ptr)));
	}
	closedir(folder);
	assert_true(files > 10);
	if (lines > 4000)
		fail_msg("%u lines: the engine has learnt too much about single records", lines);
	arena_release(&a);
}

static void there_are_at_most_sixteen_kinds_of_rows(void **state)
{
	/* The shapes and the end of a record are no rows. */
	static const struct str none[] = { STR("RECORD"), STR("TABLE"), STR("FORM"), STR("END") };
	struct arena a = ARENA_INIT;
	struct str text = file_text(&a, source_path(&a, "src/schema/record_kinds.def"));
	unsigned kinds = 0;

	(void) state;
	while (text.len != 0) {
		const struct str line = str_cut(&text, '\n');
		bool row = str_starts(line, S("#ifndef "));

		for (size_t i = 0; i < COUNT(none); i++)
			row = row && !str_eq(str_from(line, 8), none[i]);
		kinds += row;
	}
	assert_true(kinds > 8 && kinds <= 16);
	arena_release(&a);
}

/* -- the lock -- */

static void numbers_are_those_of_the_lock(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str locked = file_text(&a, source_path(&a, "src/schema/fields.lock"));
	struct buf now = BUF_IN(&a);
	struct str gone;

	(void) state;
	describe_lock(&now);
	if (!lock_kept(locked, buf_str(&now), &gone))
		fail_msg("src/schema/fields.lock has \"%.*s\": rows hold it, new ones go last",
		         PRI_STR(gone));
	if (!str_eq(locked, buf_str(&now)))
		fail_msg("src/schema/fields.lock lacks what is new; run make generate");
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_begins_with_the_head),
		cmocka_unit_test(an_index_stands_behind_each_derived_field),
		cmocka_unit_test(derived_fields_are_of_the_kind_they_come_from),
		cmocka_unit_test(parts_go_with_their_owner),
		cmocka_unit_test(scopes_lead_somewhere),
		cmocka_unit_test(what_lists_sort_by_has_an_index),
		cmocka_unit_test(indexes_and_keys_are_of_fields_that_are_there),
		cmocka_unit_test(rules_of_one_field_go_together),
		cmocka_unit_test(what_is_searched_has_a_key),
		cmocka_unit_test(persons_are_found_from_every_row_about_them),
		cmocka_unit_test(names_are_said_once),
		cmocka_unit_test(secrets_are_treated_as_such),
		cmocka_unit_test(the_engine_stays_small),
		cmocka_unit_test(there_are_at_most_sixteen_kinds_of_rows),
		cmocka_unit_test(numbers_are_those_of_the_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
