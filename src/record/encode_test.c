/* encode_test.c: rows become exactly the JSON and text that the API promises, and come back. */
#include "base/test.h"
#include "record/encode.h"
#include "record/rows_test.h"

static struct contact *sample(struct arena *a)
{
	struct contact *c = row_new(a, &contact_record);
	const uint8_t random[10] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

	set(c, contact, id, uuid_v7(1764000000000, random));
	set(c, contact, version, 3);
	set(c, contact, name, S("Ana \"Nan\" Ávila"));
	set(c, contact, birthday, S("--02-29"));
	set(c, contact, source, contact_source_whatsapp);
	set(c, contact, search_key, 4711);
	set(c, contact, last_message_at, 0);
	set(c, contact, unread, 2);
	return c;
}

static struct str encoded(struct arena *a, const struct record *rec, const void *row,
                          uint64_t fields)
{
	struct buf b = BUF_IN(a);

	record_encode(&b, rec, row, fields);
	return buf_str(&b);
}

static void a_row_is_written_field_by_field(void **state)
{
	struct arena a = ARENA_INIT;
	const struct contact *c = sample(&a);

	(void) state;
	assert_str(encoded(&a, &contact_record, c, UINT64_MAX),
	           "{\"id\":\"019ab697-e800-7102-8304-05060708090a\",\"version\":3,"
	           "\"created_at\":null,\"updated_at\":null,\"deleted_at\":null,"
	           "\"name\":\"Ana \\\"Nan\\\" Ávila\",\"push_name\":null,\"company\":null,"
	           "\"job_title\":null,\"language\":null,\"birthday\":\"--02-29\","
	           "\"source\":\"whatsapp\",\"owner_id\":null,\"lead_status\":null,"
	           "\"restricted_at\":null,\"merged_into\":null,\"display_phone\":null,"
	           "\"last_message_at\":null,\"unread\":2}");
	assert_str(encoded(&a, &contact_record, c, BIT(F_contact_unread) | BIT(F_contact_version)),
	           "{\"version\":3,\"unread\":2}");
	assert_str(encoded(&a, &contact_record, c, BIT(F_contact_search_key)), "{}");
	assert_str(encoded(&a, &contact_record, c, BIT(PARTS_BIT) | BIT(CUSTOM_BIT)), "{}");
	arena_release(&a);
}

static void members_place_their_comma(void **state)
{
	struct arena a = ARENA_INIT;
	const struct contact *c = sample(&a);
	struct buf b = BUF_IN(&a);

	(void) state;
	put(&b, S("[{"));
	record_encode_members(&b, &contact_record, c, BIT(F_contact_search_key));
	assert_str(buf_str(&b), "[{");
	record_encode_members(&b, &contact_record, c, BIT(F_contact_version));
	assert_str(buf_str(&b), "[{\"version\":3");
	record_encode_members(&b, &contact_record, c, 0);
	record_encode_members(&b, &contact_record, c, BIT(F_contact_unread));
	assert_str(buf_str(&b), "[{\"version\":3,\"unread\":2");
	arena_release(&a);
}

static struct str value_json(struct arena *a, const struct record *rec, int field, const void *row)
{
	struct buf b = BUF_IN(a);

	value_encode(&b, rec, field, row);
	return buf_str(&b);
}

static void each_kind_has_its_form(void **state)
{
	struct arena a = ARENA_INIT;
	struct message *m = row_new(&a, &message_record);
	struct change *c = row_new(&a, &change_record);
	struct audit_entry *e = row_new(&a, &audit_entry_record);
	struct job *j = row_new(&a, &job_record);

	(void) state;
	set(m, message, marks, 1 << message_mark_edited | 1 << message_mark_pushname);
	assert_str(value_json(&a, &message_record, F_message_marks, m),
	           "[\"edited\",\"pushname\"]");
	assert_str(value_text(&a, &message_record, F_message_marks, m), "edited,pushname");
	set(m, message, marks, 0);
	assert_str(value_json(&a, &message_record, F_message_marks, m), "[]");
	set(m, message, at, 1764032047123);
	assert_str(value_json(&a, &message_record, F_message_at, m), "1764032047123");
	assert_str(value_text(&a, &message_record, F_message_at, m), "2025-11-25T00:54:07.123Z");
	set(m, message, at, MAX53);
	assert_str(value_text(&a, &message_record, F_message_at, m), "9007199254740991");
	set(c, change, record, contact_record.number);
	assert_str(value_json(&a, &change_record, F_change_record, c), "\"contacts\"");
	set(c, change, scope_before, AUDIENCE_NOBODY);
	set(c, change, scope_after, AUDIENCE_EVERYONE);
	assert_str(value_json(&a, &change_record, F_change_scope_before, c), "\"nobody\"");
	assert_str(value_text(&a, &change_record, F_change_scope_after, c), "everyone");
	set(c, change, mask, INT64_MAX);
	assert_str(value_json(&a, &change_record, F_change_mask, c), "9223372036854775807");
	set(e, audit_entry, digest, S("\xfb\xff"));
	assert_str(value_json(&a, &audit_entry_record, F_audit_entry_digest, e), "\"-_8\"");
	set(j, job, lease_until, 0);
	assert_str(value_json(&a, &job_record, F_job_lease_until, j), "null");
	assert_absent(value_text(&a, &job_record, F_job_lease_until, j));
	assert_absent(value_text(&a, &job_record, F_job_problem, j));
	arena_release(&a);
}

/* A later release may have written them; the API must still be JSON. */
static void words_that_are_not_known_are_null(void **state)
{
	struct arena a = ARENA_INIT;
	struct chat *c = row_new(&a, &chat_record);
	struct change *x = row_new(&a, &change_record);

	(void) state;
	field_set_int(&chat_record, F_chat_sync, c, sync_level_N);
	field_set_int(&chat_record, F_chat_peer_kind, c, 0);
	set(x, change, record, 200);
	assert_str(value_json(&a, &chat_record, F_chat_sync, c), "null");
	assert_str(value_json(&a, &chat_record, F_chat_peer_kind, c), "null");
	assert_absent(value_text(&a, &chat_record, F_chat_sync, c));
	assert_str(value_json(&a, &change_record, F_change_record, x), "null");
	arena_release(&a);
}

/* -- both ways, over every record of both stores and every form -- */

static void for_every_record(void (*hold)(struct rng *, struct arena *, const struct record *))
{
	struct rng r = { 20261125 };

	for (enum home home = HOME_cell; home < HOME_N; home++) {
		unsigned n;
		const struct record *const *list = records_of(home, &n);

		for (unsigned i = 0; i < n; i++) {
			struct arena a = ARENA_INIT;

			hold(&r, &a, list[i]);
			arena_release(&a);
		}
	}
}

static void value_comes_back(struct arena *a, const struct record *rec, int field, const void *row)
{
	void *back = row_new(a, rec);
	struct json j = json_of(value_json(a, rec, field, row), a);
	const struct str text = value_text(a, rec, field, row);

	assert_true(value_check(rec, field, row, NULL));
	assert_int_equal(value_decode(rec, field, &j, back, NULL), OK);
	assert_true(json_end(&j));
	assert_true(field_same(rec, field, row, back));
	/* The one loss, as documented: in text, empty is null. */
	if (text.len == 0 && !rec->fields[field].set && !not_null(&rec->fields[field]))
		return;
	if (text.len == 0 && rec->fields[field].kind == KIND_bytes)
		return;
	back = row_new(a, rec);
	assert_true(value_from_text(rec, field, text, back, a, NULL));
	assert_true(field_same(rec, field, row, back));
}

static void values_come_back(struct rng *r, struct arena *a, const struct record *rec)
{
	for (unsigned field = 0; field < rec->n; field++) {
		for (int i = 0; i < 60; i++) {
			void *row = row_new(a, rec);

			random_value(r, a, rec, (int) field, row);
			value_comes_back(a, rec, (int) field, row);
		}
	}
}

static void every_value_comes_back_from_json_and_text(void **state)
{
	(void) state;
	for_every_record(values_come_back);
}

static void rows_come_back(struct rng *r, struct arena *a, const struct record *rec)
{
	const enum op op = rec->shape == SHAPE_form ? OP_form : OP_create;
	const uint64_t barred = fields_with(rec, READ_ONLY | HIDDEN), all = BIT(rec->n) - 1;

	for (int i = 0; i < 100; i++) {
		const void *row = random_row(r, a, rec, all & ~barred);
		/* Fields that are filled in are never null: left out where they are. */
		const uint64_t named = *(const uint64_t *) row |
		                       (all & ~barred & ~fields_with(rec, FILLED));
		struct problems ps;
		struct decoded d;

		problems_init(&ps, a);
		assert_int_equal(record_decode(rec, op, encoded(a, rec, row, named), a, &d, &ps),
		                 OK);
		assert_int_equal(ps.n, 0);
		assert_true(row_diff(rec, row, d.row) == 0);
		assert_true(d.sent == named);
	}
}

static void every_row_comes_back(void **state)
{
	(void) state;
	for_every_record(rows_come_back);
}

static void nothing_hidden_gets_out(struct rng *r, struct arena *a, const struct record *rec)
{
	const uint64_t hidden = fields_with(rec, HIDDEN);
	const struct str json = encoded(a, rec, random_row(r, a, rec, BIT(rec->n) - 1), UINT64_MAX);

	assert_true((readable_fields(rec) & hidden) == 0);
	assert_true((readable_fields(rec) | hidden) == BIT(rec->n) - 1);
	for (unsigned i = 0; i < rec->n; i++) {
		const struct str name = rec->fields[i].key;

		assert_true(str_find(json, str_from(name, 1), NULL) == ((hidden & BIT(i)) == 0));
	}
}

static void hidden_fields_never_get_out(void **state)
{
	(void) state;
	for_every_record(nothing_hidden_gets_out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_written_field_by_field),
		cmocka_unit_test(members_place_their_comma),
		cmocka_unit_test(each_kind_has_its_form),
		cmocka_unit_test(words_that_are_not_known_are_null),
		cmocka_unit_test(every_value_comes_back_from_json_and_text),
		cmocka_unit_test(every_row_comes_back),
		cmocka_unit_test(hidden_fields_never_get_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
