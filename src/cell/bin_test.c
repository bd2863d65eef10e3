/* bin_test.c: what deletion takes along, what restoring brings back, and what purging leaves. */
#include "cell/test_cell.h"

#include "cell/purge.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static struct tag tag(struct place *p, const char *name)
{
	struct tag t;
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'%s'}", name), &t),
	                 OK);
	return t;
}

static struct contact contact(struct place *p, struct str json)
{
	struct contact c;
	assert_int_equal(place_create(p, &p->owner, &contact_record, json, &c), OK);
	return c;
}

static struct uuid identity_of(struct place *p, const struct contact *c, const char *value)
{
	struct contact_identity i;
	assert_int_equal(
		place_create(p, &p->owner, &contact_identity_record,
	                     JSON("{'contact_id':'%U','kind':'email','value':'%s'}", &c->id, value),
	                     &i),
		OK);
	return i.id;
}

/* -- deleting and restoring -- */

static void a_deleted_contact_frees_its_addresses_and_counts(void **state)
{
	struct place *p = *state;
	struct tag t = tag(p, "vip");
	struct contact now, c = contact(p, JSON("{'name':'Ana','tags':['%U'],'identities':[{'kind':"
	                                        "'email','value':'ana@x'}]}",
	                                        &t.id));
	assert_int_equal(place_delete(p, &p->owner, &contact_record, c.id), OK);
	assert_int_equal(place_get(p, &p->owner, &contact_record, c.id, &now), ERR_NOT_FOUND);
	assert_int_equal(ask_int(p, "SELECT contact_count FROM tags"), 0);
	assert_int_equal(found(p, &p->owner, &contact_record, "ana"), 0);
	assert_int_equal(
		ask_int(p, "SELECT op FROM changes WHERE record = 5 ORDER BY seq DESC LIMIT 1"),
		change_op_gone);
	assert_sound(p);
	struct contact twin = contact(p, JSON("{'name':'Eva','identities':[{'kind':'email','value':"
	                                      "'ana@x'}]}"));
	assert_int_equal(place_restore(p, &p->owner, &contact_record, c.id, &now), ERR_CONFLICT);
	assert_flaw(&p->problems, "/value", not_unique);
	assert_true(str_find(p->problems.v[0].detail, S("Its id is "), NULL)); /* and names it */
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts WHERE deleted_at IS NULL"), 1);
	assert_int_equal(place_delete(p, &p->owner, &contact_record, twin.id), OK);
	assert_int_equal(place_restore(p, &p->owner, &contact_record, c.id, &now), OK);
	assert_int_equal(now.version, 3);
	assert_int_equal(ask_int(p, "SELECT contact_count FROM tags"), 1);
	assert_int_equal(found(p, &p->owner, &contact_record, "ana"), 1);
	assert_int_equal(place_restore(p, &p->owner, &contact_record, c.id, &now), OK);
	assert_int_equal(now.version, 3);
	assert_sound(p);
}

/* Deleted in the same millisecond, the identity by itself. */
static void restoring_lifts_exactly_the_stamps_of_one_deletion(void **state)
{
	struct place *p = *state;
	struct contact c = contact(p, JSON("{'name':'Ana'}"));
	struct uuid gone = identity_of(p, &c, "old@x"), kept = identity_of(p, &c, "new@x");
	struct contact_identity row;
	assert_int_equal(place_delete(p, &p->owner, &contact_identity_record, gone), OK);
	assert_int_equal(place_delete(p, &p->owner, &contact_record, c.id), OK);
	assert_int_equal(place_restore(p, &p->owner, &contact_identity_record, kept, &row),
	                 ERR_NOT_FOUND); /* hidden with its contact */
	assert_int_equal(place_restore(p, &p->owner, &contact_record, c.id, NULL), OK);
	assert_int_equal(place_get(p, &p->owner, &contact_identity_record, kept, &row), OK);
	assert_int_equal(place_get(p, &p->owner, &contact_identity_record, gone, &row),
	                 ERR_NOT_FOUND);
	assert_int_equal(place_restore(p, &p->owner, &contact_identity_record, gone, &row), OK);
	assert_int_equal(found(p, &p->owner, &contact_record, "old@x"), 1);
}

static void notes_are_hidden_with_their_contact(void **state)
{
	struct place *p = *state;
	struct contact c = contact(p, JSON("{'name':'Ana'}"));
	struct note n;
	assert_int_equal(place_create(p, &p->owner, &note_record,
	                              JSON("{'contact_id':'%U','text':'likes blue'}", &c.id), &n),
	                 OK);
	/* Changed and hidden in one transaction: its words stay for when it is seen again. */
	struct step *steps[] = {
		step_new(p, &p->owner, step_patch, &note_record, n.id,
		         JSON("{'text':'likes red'}")),
		step_new(p, &p->owner, step_delete, &contact_record, c.id, STR_ABSENT),
	};
	run_group(p, steps, 2);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(steps[i]->result, OK);
		step_free(steps[i]);
	}
	assert_int_equal(place_get(p, &p->owner, &note_record, n.id, &n), ERR_NOT_FOUND);
	assert_int_equal(found(p, &p->owner, &note_record, "red"), 0);
	assert_int_equal(place_restore(p, &p->owner, &contact_record, c.id, NULL), OK);
	assert_int_equal(found(p, &p->owner, &note_record, "red"), 1);
	assert_int_equal(found(p, &p->owner, &note_record, "blue"), 0);
}

static void restoring_asks_for_what_the_row_cannot_be_without(void **state)
{
	struct place *p = *state;
	struct tag t = tag(p, "vip");
	struct contact c = contact(p, JSON("{'name':'Ana'}"));
	struct contact_tag link;
	assert_int_equal(place_create(p, &p->owner, &contact_tag_record,
	                              JSON("{'contact_id':'%U','tag_id':'%U'}", &c.id, &t.id),
	                              &link),
	                 OK);
	assert_int_equal(place_delete(p, &p->owner, &contact_tag_record, link.id), OK);
	assert_int_equal(place_delete(p, &p->owner, &tag_record, t.id), OK);
	assert_int_equal(place_restore(p, &p->owner, &contact_tag_record, link.id, NULL),
	                 ERR_CONFLICT);
	assert_flaw(&p->problems, "/tag_id", no_such_record);
	assert_int_equal(place_restore(p, &p->owner, &tag_record, t.id, NULL), OK);
	assert_int_equal(place_restore(p, &p->owner, &contact_tag_record, link.id, NULL), OK);
	assert_sound(p);
}

static void whoever_carries_a_tag_hears_that_it_is_back(void **state)
{
	struct place *p = *state;
	struct tag t = tag(p, "vip");
	contact(p, JSON("{'name':'Ana','tags':['%U']}", &t.id));
	contact(p, JSON("{'name':'Bo'}"));
	assert_int_equal(place_delete(p, &p->owner, &tag_record, t.id), OK);
	int64_t seq = ask_int(p, "SELECT max(seq) FROM changes");
	assert_int_equal(place_restore(p, &p->owner, &tag_record, t.id, NULL), OK);
	assert_int_equal(ask_int(p, "SELECT max(seq) FROM changes"),
	                 seq + 2); /* the tag, and Ana */
	assert_int_equal(ask_int(p, "SELECT contact_count FROM tags"), 1);
	assert_sound(p);
}

static void the_bin_is_emptied_after_30_days(void **state)
{
	struct place *p = *state;
	struct tag t = tag(p, "vip");
	assert_int_equal(place_delete(p, &p->owner, &tag_record, t.id), OK);
	place_pass(30 * DAY_MS - 1);
	assert_int_equal(place_restore(p, &p->owner, &tag_record, t.id, NULL), OK);
	assert_int_equal(place_delete(p, &p->owner, &tag_record, t.id), OK);
	place_pass(30 * DAY_MS + 1);
	assert_int_equal(place_restore(p, &p->owner, &tag_record, t.id, NULL), ERR_NOT_FOUND);
}

/* -- for good -- */

static enum err empty(struct step *s, struct unit *u)
{
	bool *more = s->arg;
	return purge_bin(u, u->now_ms - BIN_KEPT_MS, more);
}

/* How many units it takes. */
static unsigned empty_bin(struct place *p)
{
	bool more = true;
	for (unsigned n = 0;; n++) {
		struct step *s = step_new(p, &(struct actor) { .role = ROLE_owner }, empty,
		                          &tag_record, AUDIENCE_NOBODY, STR_ABSENT);
		if (!more) {
			step_free(s);
			return n;
		}
		s->arg = &more;
		assert_int_equal(run_step(p, s), OK);
	}
}

struct life {
	struct tag tag;
	struct custom_field field;
	struct contact ana;
	struct note note;
	struct wa_account account;
	struct chat chat;
	struct message message;
};

static struct life live(struct place *p)
{
	struct life l = { .tag = tag(p, "vip") };
	struct uuid *ids[] = { &l.tag.id, &l.field.id };
	assert_int_equal(place_create(p, &p->owner, &custom_field_record,
	                              JSON("{'name':'Size','kind':'text','data_class':'none'}"),
	                              &l.field),
	                 OK);
	l.ana = contact(p, JSON("{'name':'Ana','owner_id':'%U','tags':['%U'],'custom':{'%U':'XL'},"
	                        "'identities':[{'kind':'phone','value':'+551'}]}",
	                        &p->owner_id, ids[0], ids[1]));
	assert_int_equal(place_create(p, &p->owner, &note_record,
	                              JSON("{'contact_id':'%U','text':'blue'}", &l.ana.id),
	                              &l.note),
	                 OK);
	assert_int_equal(
		place_patch(p, &p->owner, &note_record, l.note.id, JSON("{'text':'red'}"), NULL),
		OK);
	assert_int_equal(
		place_create(p, &p->owner, &wa_account_record, JSON("{'name':'Shop'}"), &l.account),
		OK);
	assert_int_equal(
		place_create(p, &p->owner, &chat_record,
	                     JSON("{'account_id':'%U','peer_kind':'person','peer_key':'1@c.us',"
	                          "'contact_id':'%U'}",
	                          &l.account.id, &l.ana.id),
	                     &l.chat),
		OK);
	struct uuid identity;
	assert_true(uuid_parse(ask_text(p,
	                                "SELECT lower(substr(h,1,8)||'-'||substr(h,9,4)||'-'||"
	                                "substr(h,13,4)||'-'||substr(h,17,4)||'-'||substr(h,21))"
	                                " FROM (SELECT hex(id) AS h FROM contact_identities)"),
	                       &identity));
	assert_int_equal(
		place_create(p, &p->owner, &message_record,
	                     JSON("{'chat_id':'%U','at':5000,'direction':'in','kind':'text',"
	                          "'text':'hello','sender_id':'%U'}",
	                          &l.chat.id, &identity),
	                     &l.message),
		OK);
	return l;
}

static void a_purged_contact_leaves_nothing_but_its_chats(void **state)
{
	static const char *const empty_tables[] = {
		"SELECT count(*) FROM contacts",
		"SELECT count(*) FROM contact_identities",
		"SELECT count(*) FROM contact_tags",
		"SELECT count(*) FROM notes",
		"SELECT count(*) FROM custom_values",
		"SELECT count(*) FROM timeline",
		"SELECT count(*) FROM histories WHERE record <> 9",
		"SELECT count(*) FROM chats WHERE contact_id IS NOT NULL",
		"SELECT count(*) FROM messages WHERE sender_id IS NOT NULL",
		"SELECT count(*) FROM contacts_index_terms",
		"SELECT count(*) FROM notes_index_terms",
	};
	struct place *p = *state;
	struct life l = live(p);
	struct chat chat;
	assert_int_equal(place_delete(p, &p->owner, &contact_record, l.ana.id), OK);
	assert_int_equal(place_get(p, &p->agent, &chat_record, l.chat.id, &chat), ERR_NOT_FOUND);
	place_pass(BIN_KEPT_MS + 1);
	empty_bin(p);
	for (size_t i = 0; i < COUNT(empty_tables); i++)
		assert_int_equal(ask_int(p, empty_tables[i]), 0);
	/* The chat was its owner's through the contact: nobody's now, so the agent sees it. */
	assert_int_equal(place_get(p, &p->agent, &chat_record, l.chat.id, &chat), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM messages"), 1);
	assert_int_equal(found(p, &p->owner, &message_record, "hello"), 1);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM tags"), 1);
	assert_sound(p);
}

static void a_purged_chat_takes_its_messages_in_chunks(void **state)
{
	enum { MESSAGES = 300, AT_ONCE = 100 };
	struct place *p = *state;
	struct life l = live(p);
	for (unsigned i = 0; i < MESSAGES; i += AT_ONCE) {
		struct step *steps[AT_ONCE];
		for (unsigned k = 0; k < AT_ONCE; k++)
			steps[k] = step_new(
				p, &p->owner, step_create, &message_record, AUDIENCE_NOBODY,
				JSON("{'chat_id':'%U','at':%d,'direction':'in','kind':'text',"
			             "'text':'word'}",
			             &l.chat.id, (int) (6000 + i + k)));
		run_group(p, steps, AT_ONCE);
		for (unsigned k = 0; k < AT_ONCE; k++) {
			assert_int_equal(steps[k]->result, OK);
			step_free(steps[k]);
		}
	}
	assert_int_equal(ask_int(p, "SELECT message_count FROM chats"), MESSAGES + 1);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM messages_index_terms"), MESSAGES + 1);
	assert_int_equal(place_delete(p, &p->owner, &chat_record, l.chat.id), OK);
	place_pass(BIN_KEPT_MS + 1);
	int64_t seq = ask_int(p, "SELECT max(seq) FROM changes");
	assert_int_equal(empty_bin(p), 2);
	assert_int_equal(ask_int(p, "SELECT max(seq) FROM changes"), seq); /* old news */
	assert_int_equal(ask_int(p, "SELECT count(*) FROM messages"), 0);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM chats"), 0);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM messages_index_terms"), 0);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts"), 1);
	assert_sound(p);
}

static enum err purge_it(struct step *s, struct unit *u)
{
	TRY(unit_get(u, s->rec, s->id, s->row));
	return unit_purge(u, s->rec, s->row);
}

/* Erasure does not wait for the bin. */
static void a_live_contact_can_be_purged_at_once(void **state)
{
	struct place *p = *state;
	struct life l = live(p);
	struct uuid spare = identity_of(p, &l.ana, "spare@x");
	assert_int_equal(place_delete(p, &p->owner, &contact_identity_record, spare), OK);
	assert_int_equal(run_step(p, step_new(p, &p->owner, purge_it, &contact_record, l.ana.id,
	                                      STR_ABSENT)),
	                 OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contact_identities"), 0);
	assert_int_equal(ask_int(p, "SELECT contact_count FROM tags"), 0);
	assert_int_equal(found(p, &p->owner, &contact_record, "ana"), 0);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts_index('ana')"), 0);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM changes WHERE op = 2 AND record = 5"), 1);
	assert_sound(p);
}

/* A purge must not walk tables; owned rows must come after their owners among the records. */
static void purging_finds_its_rows_by_indexes(void **state)
{
	struct place *p = *state;
	static const char *const plans[] = {
		"EXPLAIN QUERY PLAN SELECT id FROM messages INDEXED BY messages_by_deleted_at"
		" WHERE deleted_at < 5 ORDER BY deleted_at LIMIT 2",
		"EXPLAIN QUERY PLAN SELECT id FROM messages"
		" WHERE chat_id = 5 AND deleted_at IS NULL",
		"EXPLAIN QUERY PLAN SELECT id FROM messages"
		" WHERE sender_id = 5 AND deleted_at IS NULL",
		"EXPLAIN QUERY PLAN DELETE FROM custom_values WHERE (row_id, field_id, value) IN"
		" (SELECT row_id, field_id, value FROM custom_values WHERE row_id = 5 LIMIT 9)",
		"EXPLAIN QUERY PLAN DELETE FROM histories WHERE record = 5 AND row_id = 5",
	};
	for (size_t i = 0; i < COUNT(plans); i++) {
		struct db *db;
		struct stmt *s;
		bool row;
		assert_int_equal(cell_reader(p->cell, &db), OK);
		assert_int_equal(db_sql(db, str_of(plans[i]), &s), OK);
		for (;;) {
			assert_int_equal(stmt_step(s, &row), OK);
			if (!row)
				break;
			assert_false(str_starts(col_text(s, 3), S("SCAN ")));
		}
		stmt_reset(&s);
		cell_reader_give(p->cell, db);
	}
	for (unsigned i = 0; i < cell_record_count; i++)
		for (unsigned k = 0; k < cell_records[i]->n; k++)
			if (cell_records[i]->fields[k].owned)
				assert_true(cell_records[i]->fields[k].ref->number <
				            cell_records[i]->number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_deleted_contact_frees_its_addresses_and_counts),
		PLACE_CASE(restoring_lifts_exactly_the_stamps_of_one_deletion),
		PLACE_CASE(notes_are_hidden_with_their_contact),
		PLACE_CASE(restoring_asks_for_what_the_row_cannot_be_without),
		PLACE_CASE(whoever_carries_a_tag_hears_that_it_is_back),
		PLACE_CASE(the_bin_is_emptied_after_30_days),
		PLACE_CASE(a_purged_contact_leaves_nothing_but_its_chats),
		PLACE_CASE(a_purged_chat_takes_its_messages_in_chunks),
		PLACE_CASE(a_live_contact_can_be_purged_at_once),
		PLACE_CASE(purging_finds_its_rows_by_indexes),
	};
	return cmocka_run_group_tests_name("bin", tests, NULL, NULL);
}
