/* cursor_test.c: a cursor goes on in its own list, and nothing else passes for one. */
#include "store/cursor.h"
#include "store/test_store.h"

static const struct actor engine = { .role = ROLE_owner };

static struct query list(const struct record *rec, int sort, bool descending)
{
	return (struct query) {
		.rec = rec, .actor = &engine, .sort = sort, .descending = descending, .limit = 1
	};
}

static void a_cursor_comes_back_as_it_was_written(void **state)
{
	static const struct {
		const struct record *rec;
		int sort;
	} lists[] = {
		{ &contact_record, F_id },
		{ &contact_record, F_contact_name },
		{ &contact_record, F_contact_last_message_at },
		{ &contact_tag_record, F_contact_tag_contact_id },
		{ &tag_record, F_tag_position },
		{ &session_record, F_id },
	};
	struct place *p = *state;
	struct rng r = { 9 };
	for (unsigned i = 0; i < 600; i++) {
		struct query q =
			list(lists[i % COUNT(lists)].rec, lists[i % COUNT(lists)].sort, i & 1);
		const struct field *f = &q.rec->fields[q.sort];
		const void *row = random_row(&r, &p->a, q.rec);
		struct cursor got;
		q.cursor = cursor_write(&p->a, &q, row);
		assert_int_equal(cursor_read(&p->a, &q, &got), OK);
		assert_true(uuid_eq(got.id, head_of(row)->id));
		if (q.sort == F_id)
			continue;
		if (f->kind == KIND_text)
			assert_str_is(got.text, *(const struct str *) peek(f, row));
		else if (f->kind == KIND_uuid)
			assert_true(uuid_eq(got.uuid, field_uuid(f, row)));
		else
			assert_int_equal(got.number, field_int(f, row));
	}
}

static void another_list_refuses_it(void **state)
{
	struct place *p = *state;
	struct rng r = { 10 };
	struct query q = list(&contact_record, F_contact_name, false);
	const struct query others[] = {
		list(&contact_record, F_contact_name, true),
		list(&contact_record, F_contact_last_message_at, false),
		list(&contact_record, F_id, false),
		list(&tag_record, F_contact_name, false),
	};
	struct cursor got;
	q.cursor = cursor_write(&p->a, &q, random_row(&r, &p->a, &contact_record));
	for (unsigned i = 0; i < COUNT(others); i++) {
		struct query other = others[i];
		other.cursor = q.cursor;
		assert_int_equal(cursor_read(&p->a, &other, &got), ERR_BAD_CURSOR);
	}
}

/* Records of the two stores have the same numbers. */
static void another_store_refuses_it(void **state)
{
	struct place *p = *state;
	struct rng r = { 11 };
	struct query q = list(cell_records[0], F_id, false);
	struct query other = list(control_records[0], F_id, false);
	struct cursor got;
	assert_int_equal(q.rec->number, other.rec->number);
	other.cursor = cursor_write(&p->a, &q, random_row(&r, &p->a, q.rec));
	assert_int_equal(cursor_read(&p->a, &other, &got), ERR_BAD_CURSOR);
}

static void nonsense_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "A", "AAAA", "====", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "\xff\xff", "EAUGAA"
	};
	struct place *p = *state;
	struct rng r = { 12 };
	struct query q = list(&contact_record, F_contact_last_message_at, true);
	struct cursor got;
	for (unsigned i = 0; i < COUNT(bad); i++) {
		q.cursor = str_of(bad[i]);
		assert_int_equal(cursor_read(&p->a, &q, &got), ERR_BAD_CURSOR);
	}
	struct str good = cursor_write(&p->a, &q, random_row(&r, &p->a, &contact_record));
	for (size_t n = 0; n < good.len; n++) { /* cut off, and longer */
		q.cursor = str_head(good, n);
		assert_int_equal(cursor_read(&p->a, &q, &got), ERR_BAD_CURSOR);
	}
	q.cursor = arena_join(&p->a, good, S("AAAA"));
	assert_int_equal(cursor_read(&p->a, &q, &got), ERR_BAD_CURSOR);
	q.cursor = good;
	assert_int_equal(cursor_read(&p->a, &q, &got), OK);
}

static void text_in_it_must_be_text(void **state)
{
	struct place *p = *state;
	struct query q = list(&contact_record, F_contact_name, false);
	struct contact c = { 0 };
	struct cursor got;
	set(&c, contact, name, S("a\0b"));
	q.cursor = cursor_write(&p->a, &q, &c);
	assert_int_equal(cursor_read(&p->a, &q, &got), ERR_BAD_CURSOR);
	set(&c, contact, name, S("\xc3"));
	q.cursor = cursor_write(&p->a, &q, &c);
	assert_int_equal(cursor_read(&p->a, &q, &got), ERR_BAD_CURSOR);
}

/* Rows with the smallest and the greatest values there can be. */
static void the_start_lies_before_every_row(void **state)
{
	struct place *p = *state;
	struct rng r = { 13 };
	struct db *db = open_home(p, HOME_cell);
	struct buf longest = BUF_IN(&p->a);
	struct page page;
	for (int i = 0; i < 200; i++)
		put(&longest, S("\xf4\x8f\xbf\xbf"));
	for (int i = 0; i < 2; i++) {
		struct contact *c = random_row(&r, &p->a, &contact_record);
		unset(c, contact, deleted_at);
		set(c, contact, name, i == 0 ? S("") : buf_str(&longest));
		set(c, contact, last_message_at, i == 0 ? 0 : MAX53);
		set(c, contact, search_key, i);
		assert_int_equal(row_insert(db, &contact_record, c), OK);
	}
	for (int i = 0; i < 6; i++) {
		static const int sorts[] = { F_id, F_contact_name, F_contact_last_message_at };
		struct query q = list(&contact_record, sorts[i / 2], i & 1);
		q.limit = 10;
		assert_int_equal(query_page(db, &p->a, &q, &page), OK);
		assert_int_equal(page.n, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_cursor_comes_back_as_it_was_written),
		PLACE_CASE(another_list_refuses_it),
		PLACE_CASE(another_store_refuses_it),
		PLACE_CASE(nonsense_is_refused),
		PLACE_CASE(text_in_it_must_be_text),
		PLACE_CASE(the_start_lies_before_every_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
