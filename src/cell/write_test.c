/* write_test.c: creating and changing rows: what is stored, what is refused, what follows. */
#include "cell/test_cell.h"

#include "plat/random.h"

#define SEQ "SELECT max(seq) FROM changes"

/* -- creating -- */

static void parts_come_with_their_owner_in_one_event(void **state)
{
	struct place *p = *state;
	struct tag vip;
	struct contact c;
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'VIP'}"), &vip), OK);
	int64_t seq = ask_int(p, SEQ), audit = ask_int(p, "SELECT max(seq) FROM audit_entries");
	assert_int_equal(
		place_create(
			p, &p->owner, &contact_record,
			JSON("{'name':' Ana ','tags':['%U'],'identities':[{'kind':'email','value':"
	                     "'ana@x.org'},{'kind':'phone','value':'+5511987654321'},{'kind':"
	                     "'phone','value':'+5511912345678'}]}",
	                     &vip.id),
			&c),
		OK);
	assert_str(c.name, "Ana");
	assert_str(c.display_phone, "+5511987654321");
	assert_int_equal(c.version, 1);
	assert_int_equal(c.last_message_at, 0);
	assert_false(has(&c, F_contact_last_message_at));
	assert_int_equal(c.source, contact_source_manual);
	/* The contact with its parts, and the tag, which counts one more. */
	assert_int_equal(ask_int(p, SEQ), seq + 2);
	assert_int_equal(ask_int(p, "SELECT mask >> 62 & 1 FROM changes WHERE record = 5"), 1);
	assert_int_equal(ask_int(p, "SELECT contact_count FROM tags"), 1);
	assert_int_equal(ask_int(p, "SELECT max(seq) FROM audit_entries"), audit + 1);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM timeline"), 1);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM histories"), 0);
	assert_int_equal(found(p, &p->owner, &contact_record, "ana@x.org"), 1);
	assert_int_equal(found(p, &p->owner, &contact_record, "98765-4321"), 1);
	assert_sound(p);
}

static void what_stands_twice_is_one_part(void **state)
{
	struct place *p = *state;
	struct tag t;
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'a'}"), &t), OK);
	assert_int_equal(
		place_create(p, &p->owner, &contact_record,
	                     JSON("{'name':'Bo','identities':[{'kind':'email','value':'B@x'},"
	                          "{'kind':'email','value':' b@x '}]}"),
	                     NULL),
		OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contact_identities"), 1);
	assert_sound(p);
}

static void complaints_about_parts_point_to_what_was_sent(void **state)
{
	struct place *p = *state;
	struct uuid none = uuid_new(place_now());
	assert_int_equal(
		place_create(p, &p->owner, &contact_record,
	                     JSON("{'name':'Bo','identities':[{'kind':'email','value':'b@x'},"
	                          "{'kind':'email','value':'b@x'},"
	                          "{'kind':'email','value':'bad'}]}"),
	                     NULL),
		ERR_INVALID);
	assert_flaw(&p->problems, "/identities/2/value", malformed);
	assert_int_equal(place_create(p, &p->owner, &contact_record,
	                              JSON("{'name':'Bo','tags':['%U']}", &none), NULL),
	                 ERR_INVALID);
	assert_flaw(&p->problems, "/tags/0", no_such_record);
	assert_int_equal(
		place_create(p, &p->owner, &contact_record,
	                     JSON("{'name':'Bo','identities':[{'kind':'email','value':'b@x'}]}"),
	                     NULL),
		OK);
	assert_int_equal(
		place_create(p, &p->owner, &contact_record,
	                     JSON("{'name':'Cy','identities':[{'kind':'email','value':'c@x'},"
	                          "{'kind':'email','value':'b@x'}]}"),
	                     NULL),
		ERR_CONFLICT);
	assert_flaw(&p->problems, "/identities/1/value", not_unique);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts"), 1);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contact_identities"), 1);
	assert_int_equal(found(p, &p->owner, &contact_record, "cy"), 0);
}

static void creating_again_under_the_same_id_is_harmless(void **state)
{
	struct place *p = *state;
	struct uuid id = uuid_new(place_now());
	struct tag t;
	struct custom_field f;
	struct contact c;
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'a'}"), &t), OK);
	assert_int_equal(place_create(p, &p->owner, &custom_field_record,
	                              JSON("{'name':'Size','kind':'number','data_class':'none'}"),
	                              &f),
	                 OK);
	struct str json =
		JSON("{'id':'%U','name':' Ana ','tags':['%U'],'custom':{'%U':1.50},"
	             "'identities':[{'kind':'email','value':' a@x '}]}",
	             &id, &t.id, &f.id);
	assert_int_equal(place_create(p, &p->owner, &contact_record, json, &c), OK);
	int64_t seq = ask_int(p, SEQ);
	assert_int_equal(place_create(p, &p->owner, &contact_record, json, &c), OK);
	assert_true(uuid_eq(c.id, id));
	assert_int_equal(c.version, 1);
	assert_int_equal(ask_int(p, SEQ), seq);
	const struct str others[] = {
		JSON("{'id':'%U','name':'Bo'}", &id),
		JSON("{'id':'%U','name':'Ana','custom':{'%U':2}}", &id, &f.id),
		JSON("{'id':'%U','name':'Ana','identities':[{'kind':'email','value':'z@x'}]}", &id),
		JSON("{'id':'%U','name':'Ana','company':'X'}", &id),
	};
	for (size_t i = 0; i < COUNT(others); i++) {
		assert_int_equal(place_create(p, &p->owner, &contact_record, others[i], &c),
		                 ERR_CONFLICT);
		assert_flaw(&p->problems, "/id", not_unique);
	}
	assert_int_equal(ask_int(p, SEQ), seq);
	assert_str(ask_text(p, "SELECT value FROM custom_values"), "1.5");
}

static void ids_are_of_version_7_and_of_today(void **state)
{
	struct place *p = *state;
	struct uuid ahead = uuid_new(place_now() + 25 * 60 * 60 * 1000),
		    near = uuid_new(place_now() + 23 * 60 * 60 * 1000);
	assert_int_equal(place_create(p, &p->owner, &tag_record,
	                              JSON("{'id':'%U','name':'a'}", &ahead), NULL),
	                 ERR_INVALID);
	assert_flaw(&p->problems, "/id", out_of_range);
	assert_int_equal(place_create(p, &p->owner, &tag_record,
	                              JSON("{'id':'%U','name':'a'}", &near), NULL),
	                 OK);
	assert_int_equal(
		place_create(p, &p->owner, &tag_record,
	                     JSON("{'id':'9b2f3a52-0d1c-4c55-9f0e-0123456789ab','name':'b'}"),
	                     NULL),
		ERR_INVALID);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM tags"), 1);
}

/* -- changing -- */

static struct contact contact(struct place *p, const char *json)
{
	struct contact c;
	assert_int_equal(place_create(p, &p->owner, &contact_record, JSON(json), &c), OK);
	return c;
}

static void saying_the_same_again_changes_nothing(void **state)
{
	struct place *p = *state;
	struct custom_field f;
	assert_int_equal(
		place_create(p, &p->owner, &custom_field_record,
	                     JSON("{'name':'Size','kind':'multi_select','data_class':'none',"
	                          "'options':'S\\nM\\nL'}"),
	                     &f),
		OK);
	struct contact c = contact(p, "{'name':'Ana','company':'X'}"), now;
	struct str json = JSON("{'name':'Ana','company':'X','custom':{'%U':['M','S','M']}}", &f.id);
	assert_int_equal(place_patch(p, &p->owner, &contact_record, c.id, json, &now), OK);
	assert_int_equal(now.version, 2);
	int64_t seq = ask_int(p, SEQ);
	assert_int_equal(place_patch(p, &p->owner, &contact_record, c.id, json, &now), OK);
	assert_int_equal(now.version, 2);
	assert_int_equal(ask_int(p, SEQ), seq);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM histories"), 1);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM custom_values"), 2);
}

static void a_patch_is_one_version_and_leaves_what_was(void **state)
{
	struct place *p = *state;
	struct custom_field f;
	assert_int_equal(place_create(p, &p->owner, &custom_field_record,
	                              JSON("{'name':'Size','kind':'number','data_class':'none'}"),
	                              &f),
	                 OK);
	struct contact c = contact(p, "{'name':'Ana'}"), now;
	int64_t seq = ask_int(p, SEQ), audit = ask_int(p, "SELECT max(seq) FROM audit_entries");
	place_pass(1000);
	assert_int_equal(place_patch(p, &p->owner, &contact_record, c.id,
	                             JSON("{'name':'Eva','company':'X','custom':{'%U':7}}", &f.id),
	                             &now),
	                 OK);
	assert_int_equal(now.version, 2);
	assert_int_equal(now.updated_at, place_now());
	assert_int_equal(now.created_at, c.created_at);
	assert_int_equal(ask_int(p, SEQ), seq + 1);
	assert_int_equal(ask_int(p, "SELECT max(seq) FROM audit_entries"), audit + 1);
	assert_true(ask_int(p, "SELECT mask FROM changes ORDER BY seq DESC LIMIT 1") <
	            0); /* bit 63 */
	assert_int_equal(ask_int(p, "SELECT count(*) FROM histories WHERE version = 2"), 3);
	assert_str(ask_text(p, "SELECT old_value FROM histories ORDER BY field LIMIT 1"),
	           "\"Ana\"");
	assert_str_is(ask_text(p, "SELECT old_value FROM histories WHERE field = 63"),
	              JSON("{'%U':null}", &f.id));
	assert_int_equal(place_patch(p, &p->owner, &contact_record, c.id,
	                             JSON("{'custom':{'%U':null}}", &f.id), &now),
	                 OK);
	assert_int_equal(now.version, 3);
	assert_str_is(ask_text(p, "SELECT old_value FROM histories WHERE version = 3"),
	              JSON("{'%U':7}", &f.id));
	assert_sound(p);
}

/* A message is about whom its chat is with, or else about who wrote it. */
static void history_knows_whom_it_is_about(void **state)
{
	struct place *p = *state;
	struct wa_account account;
	struct chat chat;
	struct message m;
	struct contact c = contact(p, "{'name':'Ana'}");
	struct contact_identity i;
	assert_int_equal(
		place_create(p, &p->owner, &contact_identity_record,
	                     JSON("{'contact_id':'%U','kind':'wa_id','value':'1@c.us'}", &c.id),
	                     &i),
		OK);
	assert_int_equal(
		place_create(p, &p->owner, &wa_account_record, JSON("{'name':'Shop'}"), &account),
		OK);
	for (int group = 0; group < 2; group++) {
		struct str with = group ? S("null") : JSON("'%U'", &c.id);
		assert_int_equal(
			place_create(
				p, &p->owner, &chat_record,
				JSON("{'account_id':'%U','peer_kind':'%s','peer_key':'%d@g.us',"
		                     "'contact_id':%s}",
		                     &account.id, group ? "group" : "person", group, with.ptr),
				&chat),
			OK);
		assert_int_equal(
			place_create(p, &p->owner, &message_record,
		                     JSON("{'chat_id':'%U','at':5000,'direction':'in','kind':"
		                          "'text','text':'hi','sender_id':'%U'}",
		                          &chat.id, &i.id),
		                     &m),
			OK);
		assert_int_equal(place_patch(p, &p->owner, &message_record, m.id,
		                             JSON("{'text':'ho'}"), NULL),
		                 OK);
	}
	assert_int_equal(ask_int(p,
	                         "SELECT count(*) FROM histories WHERE old_value = '\"hi\"' AND"
	                         " subject = (SELECT id FROM contacts)"),
	                 2);
}

static void a_patch_says_what_was_changed_since(void **state)
{
	struct place *p = *state;
	struct contact c = contact(p, "{'name':'Ana'}");
	struct step *s;
	assert_int_equal(
		place_patch(p, &p->owner, &contact_record, c.id, JSON("{'company':'X'}"), NULL),
		OK);
	s = step_new(p, &p->owner, step_patch, &contact_record, c.id,
	             JSON("{'name':'Eva','base_version':1}"));
	run_group(p, &s, 1);
	assert_int_equal(s->result, OK);
	assert_int_equal(s->others, BIT(F_contact_company));
	step_free(s);
	s = step_new(p, &p->owner, step_patch, &contact_record, c.id, JSON("{'name':'Ida'}"));
	s->if_version = 2;
	assert_int_equal(run_step(p, s), ERR_STALE);
	s = step_new(p, &p->owner, step_delete, &contact_record, c.id, STR_ABSENT);
	s->if_version = 2;
	assert_int_equal(run_step(p, s), ERR_STALE);
}

/* -- whose word it is -- */

struct engine_change {
	struct contact before, after;
	uint64_t mask;
	enum source_rank source;
};

static enum err change_as(struct step *s, struct unit *u)
{
	struct engine_change *e = s->arg;
	struct contact *after = row_copy(u->arena, &contact_record, &e->after);
	u->source = e->source;
	TRY(unit_change(u, &contact_record, &e->before, after, e->mask));
	memcpy(s->row, after, sizeof *after);
	return OK;
}

static enum err engine_change(struct place *p, struct engine_change *e, struct contact *out)
{
	struct step *s =
		step_new(p, &p->owner, change_as, &contact_record, e->before.id, STR_ABSENT);
	s->arg = e;
	enum err err = cell_task_run(&s->task);
	if (err == OK)
		*out = *(struct contact *) row_copy(&p->arena, &contact_record, s->row);
	step_free(s);
	return err;
}

static void a_lower_source_overwrites_no_higher_one(void **state)
{
	struct place *p = *state;
	struct contact now, c = contact(p, "{'name':'Ana'}");
	struct engine_change e = { c, c, BIT(F_contact_name) | BIT(F_contact_company),
		                   SOURCE_import };
	set(&e.after, contact, name, S("Ana Maria"));
	set(&e.after, contact, company, S("Imported"));
	assert_int_equal(engine_change(p, &e, &now), OK);
	assert_str(now.name, "Ana");
	assert_str(now.company, "Imported");
	e.before = e.after = now;
	e.source = SOURCE_push_name;
	set(&e.after, contact, company, S("Pushed"));
	assert_int_equal(engine_change(p, &e, &now), OK);
	assert_str(now.company, "Imported");
	assert_int_equal(now.version, 2);
	assert_int_equal(
		place_patch(p, &p->owner, &contact_record, c.id, JSON("{'company':null}"), &now),
		OK);
	e.before = e.after = now;
	e.source = SOURCE_import;
	set(&e.after, contact, company, S("Imported"));
	assert_int_equal(engine_change(p, &e, &now), OK);
	assert_false(has(&now, F_contact_company)); /* a person said: none */
}

static void the_engine_writes_what_its_mask_names_and_hooks_complete(void **state)
{
	struct place *p = *state;
	struct contact now, c = contact(p, "{'name':'Ana'}");
	struct engine_change e = { c, c, BIT(F_contact_name), SOURCE_person };
	set(&e.after, contact, name, S(" Eva "));
	set(&e.after, contact, company, S("not in the mask"));
	assert_int_equal(engine_change(p, &e, &now), OK);
	assert_str(now.name, "Eva");
	assert_false(has(&now, F_contact_company));
	assert_int_equal(place_get(p, &p->owner, &contact_record, c.id, &now), OK);
	assert_str(now.name, "Eva");
	assert_false(has(&now, F_contact_company));
	e.before = e.after = now;
	set(&e.after, contact, name, S("refused"));
	assert_int_equal(engine_change(p, &e, &now), ERR_INVALID);
}

/* -- nobody reads the complaints -- */

static enum err dangle(struct cell_task *t, struct unit *u)
{
	struct note n = { 0 };
	(void) t;
	set(&n, note, contact_id, uuid_new(u->now_ms));
	set(&n, note, text, S("to nobody"));
	enum err e = unit_insert(u, &note_record, &n);
	return e == ERR_INVALID ? OK : e; /* a careless body */
}

static void what_is_complained_about_is_not_written(void **state)
{
	struct place *p = *state;
	struct cell_task t;
	cell_task_init(&t, p->cell, &p->owner, &p->arena, NULL);
	t.body = dangle;
	assert_int_equal(cell_task_run(&t), ERR_INVALID);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM notes"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(parts_come_with_their_owner_in_one_event),
		PLACE_CASE(what_stands_twice_is_one_part),
		PLACE_CASE(complaints_about_parts_point_to_what_was_sent),
		PLACE_CASE(creating_again_under_the_same_id_is_harmless),
		PLACE_CASE(ids_are_of_version_7_and_of_today),
		PLACE_CASE(saying_the_same_again_changes_nothing),
		PLACE_CASE(a_patch_is_one_version_and_leaves_what_was),
		PLACE_CASE(history_knows_whom_it_is_about),
		PLACE_CASE(a_patch_says_what_was_changed_since),
		PLACE_CASE(a_lower_source_overwrites_no_higher_one),
		PLACE_CASE(the_engine_writes_what_its_mask_names_and_hooks_complete),
		PLACE_CASE(what_is_complained_about_is_not_written),
	};
	return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
