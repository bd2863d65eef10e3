/* derive_test.c: DERIVED columns follow whatever they derive from, and say so in the feed. */
#include "cell/test_cell.h"

#define SEQ "SELECT max(seq) FROM changes"

struct talk {
	struct place *p;
	struct wa_account account;
	struct contact ana, bo;
};

static struct talk talk_of(struct place *p)
{
	struct talk t = { .p = p };
	assert_int_equal(
		place_create(p, &p->owner, &wa_account_record, JSON("{'name':'Shop'}"), &t.account),
		OK);
	assert_int_equal(
		place_create(p, &p->owner, &contact_record, JSON("{'name':'Ana'}"), &t.ana), OK);
	assert_int_equal(place_create(p, &p->owner, &contact_record, JSON("{'name':'Bo'}"), &t.bo),
	                 OK);
	return t;
}

static struct chat chat_with(struct talk *t, const struct contact *c, const char *key)
{
	struct place *p = t->p;
	struct chat chat;
	struct str json = c == NULL
	                          ? JSON("{'account_id':'%U','peer_kind':'person','peer_key':'%s'}",
	                                 &t->account.id, key)
	                          : JSON("{'account_id':'%U','peer_kind':'person','peer_key':'%s',"
	                                 "'contact_id':'%U'}",
	                                 &t->account.id, key, &c->id);
	assert_int_equal(place_create(p, &p->owner, &chat_record, json, &chat), OK);
	return chat;
}

static struct str message_json(struct place *p, struct uuid chat_id, int64_t at)
{
	return JSON("{'chat_id':'%U','at':%l,'direction':'in','kind':'text','text':'hi'}", &chat_id,
	            at);
}

static struct message message(struct place *p, const struct chat *chat, int64_t at)
{
	struct message m;
	assert_int_equal(
		place_create(p, &p->owner, &message_record, message_json(p, chat->id, at), &m), OK);
	return m;
}

static struct contact reread(struct place *p, const struct contact *c)
{
	struct contact now;
	assert_int_equal(place_get(p, &p->owner, &contact_record, c->id, &now), OK);
	return now;
}

static struct chat reread_chat(struct place *p, const struct chat *c)
{
	struct chat now;
	assert_int_equal(place_get(p, &p->owner, &chat_record, c->id, &now), OK);
	return now;
}

/* -- message → chat → contact -- */

static void messages_date_their_chat_and_its_contact(void **state)
{
	struct talk t = talk_of(*state);
	struct chat chat = chat_with(&t, &t.ana, "1@c.us");
	struct message late = message(t.p, &chat, 5000);
	int64_t seq = ask_int(t.p, SEQ);
	message(t.p, &chat, 3000);
	/* The message, and its chat, which counts it; the contact's newest is what it was. */
	assert_int_equal(ask_int(t.p, SEQ), seq + 2);
	assert_int_equal(reread_chat(t.p, &chat).message_count, 2);
	assert_int_equal(reread_chat(t.p, &chat).last_message_at, 5000);
	assert_int_equal(reread(t.p, &t.ana).last_message_at, 5000);
	assert_int_equal(reread(t.p, &t.ana).version, 1);
	assert_int_equal(place_delete(t.p, &t.p->owner, &message_record, late.id), OK);
	assert_int_equal(reread_chat(t.p, &chat).last_message_at, 3000);
	assert_int_equal(reread(t.p, &t.ana).last_message_at, 3000);
	assert_int_equal(place_restore(t.p, &t.p->owner, &message_record, late.id, NULL), OK);
	assert_int_equal(reread(t.p, &t.ana).last_message_at, 5000);
	assert_sound(t.p);
}

static void a_chat_takes_its_messages_and_unread_along(void **state)
{
	struct talk t = talk_of(*state);
	struct place *p = t.p;
	struct chat a = chat_with(&t, &t.ana, "1@c.us"), b = chat_with(&t, &t.ana, "2@c.us");
	message(p, &a, 5000);
	message(p, &b, 4000);
	assert_int_equal(place_patch(p, &p->owner, &chat_record, a.id,
	                             JSON("{'contact_id':'%U'}", &t.bo.id), NULL),
	                 OK);
	assert_int_equal(reread(p, &t.ana).last_message_at, 4000);
	assert_int_equal(reread(p, &t.bo).last_message_at, 5000);
	assert_int_equal(place_delete(p, &p->owner, &chat_record, a.id), OK);
	assert_int_equal(reread(p, &t.bo).last_message_at, 0);
	assert_int_equal(place_restore(p, &p->owner, &chat_record, a.id, NULL), OK);
	assert_int_equal(reread(p, &t.bo).last_message_at, 5000);
	assert_sound(p);
}

/* A message that comes, and its chat that goes, in one transaction. */
static void a_deleted_chat_dates_nobody(void **state)
{
	struct talk t = talk_of(*state);
	struct place *p = t.p;
	struct chat chat = chat_with(&t, &t.ana, "1@c.us");
	struct step *steps[] = {
		step_new(p, &p->owner, step_create, &message_record, AUDIENCE_NOBODY,
		         message_json(p, chat.id, 5000)),
		step_new(p, &p->owner, step_delete, &chat_record, chat.id, STR_ABSENT),
	};
	run_group(p, steps, 2);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(steps[i]->result, OK);
		step_free(steps[i]);
	}
	assert_int_equal(reread(p, &t.ana).last_message_at, 0);
	assert_sound(p);
}

/* TRANSIENT: what WhatsApp reports makes no version. */
static enum err set_unread(struct step *s, struct unit *u)
{
	struct chat before, after;
	TRY(unit_get(u, &chat_record, s->id, &before));
	after = before;
	set(&after, chat, unread, s->if_version);
	return unit_change(u, &chat_record, &before, &after, BIT(F_chat_unread));
}

static void unread(struct place *p, const struct chat *c, int64_t n)
{
	struct step *s = step_new(p, &p->owner, set_unread, &chat_record, c->id, STR_ABSENT);
	s->if_version = n;
	assert_int_equal(run_step(p, s), OK);
}

static void unread_is_summed_and_makes_no_version(void **state)
{
	struct talk t = talk_of(*state);
	struct place *p = t.p;
	struct chat a = chat_with(&t, &t.ana, "1@c.us"), b = chat_with(&t, &t.ana, "2@c.us");
	int64_t histories = ask_int(p, "SELECT count(*) FROM histories"),
		audits = ask_int(p, "SELECT max(seq) FROM audit_entries");
	unread(p, &a, 3);
	unread(p, &b, 4);
	unread(p, &a, 1);
	assert_int_equal(reread(p, &t.ana).unread, 5);
	assert_int_equal(reread_chat(p, &a).version, 1);
	assert_int_equal(reread_chat(p, &a).updated_at, a.updated_at);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM histories"), histories);
	assert_int_equal(ask_int(p, "SELECT max(seq) FROM audit_entries"), audits);
	assert_int_equal(place_patch(p, &p->owner, &chat_record, a.id,
	                             JSON("{'contact_id':'%U'}", &t.bo.id), NULL),
	                 OK);
	assert_int_equal(reread(p, &t.ana).unread, 4);
	assert_int_equal(reread(p, &t.bo).unread, 1);
	int64_t seq = ask_int(p, SEQ);
	unread(p, &a, 1);
	assert_int_equal(ask_int(p, SEQ), seq);
	assert_sound(p);
}

/* -- who sees a chat -- */

struct looks {
	struct uuid chat_id;
	enum err before, after;
};

/* Hands the contact over and looks at its chat in the same unit. */
static enum err hand_over(struct step *s, struct unit *u)
{
	struct looks *l = s->arg;
	struct contact before, after;
	struct actor agent = u->actor;
	l->before = row_visible(u->db, &agent, &chat_record, l->chat_id);
	TRY(unit_get(u, &contact_record, s->id, &before));
	after = before;
	set(&after, contact, owner_id, *(struct uuid *) s->row);
	TRY(unit_change(u, &contact_record, &before, &after, BIT(F_contact_owner_id)));
	l->after = row_visible(u->db, &agent, &chat_record, l->chat_id);
	return OK;
}

static void a_chat_follows_its_contacts_owner_at_once(void **state)
{
	struct talk t = talk_of(*state);
	struct place *p = t.p;
	struct chat chat = chat_with(&t, &t.ana, "1@c.us"), own = chat_with(&t, &t.ana, "2@c.us");
	struct looks l = { .chat_id = chat.id };
	assert_int_equal(place_patch(p, &p->owner, &chat_record, own.id,
	                             JSON("{'assignee_id':'%U'}", &p->agent_id), NULL),
	                 OK);
	int64_t seq = ask_int(p, SEQ);
	struct step *s = step_new(p, &p->agent, hand_over, &contact_record, t.ana.id, STR_ABSENT);
	s->arg = &l;
	memcpy(s->row, &p->owner_id, sizeof p->owner_id);
	assert_int_equal(run_step(p, s), OK);
	assert_int_equal(l.before, OK);
	assert_int_equal(l.after, ERR_NOT_FOUND);
	/* Contact and chat: who saw them, and who sees them now. The assigned chat stays. */
	assert_int_equal(ask_int(p, SEQ), seq + 2);
	assert_int_equal(
		ask_int(p,
	                "SELECT count(*) FROM changes WHERE scope_before = zeroblob(16) AND"
	                " scope_after = (SELECT id FROM members WHERE role = 4)"),
		2);
	struct chat now = reread_chat(p, &chat);
	assert_true(uuid_eq(now.owner_id, p->owner_id));
	assert_int_equal(now.version, 1);
	now = reread_chat(p, &own);
	assert_true(uuid_eq(now.owner_id, p->agent_id));
	assert_sound(p);
}

static void the_reply_of_an_assignment_says_whose_chat_it_is(void **state)
{
	struct talk t = talk_of(*state);
	struct place *p = t.p;
	struct chat now, chat = chat_with(&t, &t.ana, "1@c.us");
	assert_int_equal(place_patch(p, &p->owner, &contact_record, t.ana.id,
	                             JSON("{'owner_id':'%U'}", &p->owner_id), NULL),
	                 OK);
	assert_int_equal(place_patch(p, &p->owner, &chat_record, chat.id,
	                             JSON("{'assignee_id':'%U'}", &p->agent_id), &now),
	                 OK);
	assert_true(uuid_eq(now.owner_id, p->agent_id));
	assert_int_equal(place_patch(p, &p->owner, &chat_record, chat.id,
	                             JSON("{'assignee_id':null}"), &now),
	                 OK);
	assert_true(uuid_eq(now.owner_id, p->owner_id));
	assert_int_equal(
		place_patch(p, &p->owner, &chat_record, chat.id, JSON("{'contact_id':null}"), &now),
		OK);
	assert_false(has(&now, F_chat_owner_id));
	assert_sound(p);
}

/* While the chat lay in the bin its contact changed hands. */
static void a_restored_chat_is_whose_its_contact_is_now(void **state)
{
	struct talk t = talk_of(*state);
	struct place *p = t.p;
	struct chat now, chat = chat_with(&t, &t.ana, "1@c.us");
	assert_int_equal(place_delete(p, &p->owner, &chat_record, chat.id), OK);
	assert_int_equal(place_patch(p, &p->owner, &contact_record, t.ana.id,
	                             JSON("{'owner_id':'%U'}", &p->owner_id), NULL),
	                 OK);
	assert_sound(p);
	assert_int_equal(place_restore(p, &p->owner, &chat_record, chat.id, &now), OK);
	assert_true(uuid_eq(now.owner_id, p->owner_id));
	assert_int_equal(place_get(p, &p->agent, &chat_record, chat.id, &now), ERR_NOT_FOUND);
	assert_sound(p);
}

/* -- the first phone -- */

static void the_first_phone_is_shown(void **state)
{
	struct talk t = talk_of(*state);
	struct place *p = t.p;
	struct contact_identity one, two;
	struct contact now;
	assert_int_equal(
		place_create(p, &p->owner, &contact_identity_record,
	                     JSON("{'contact_id':'%U','kind':'phone','value':'+551'}", &t.ana.id),
	                     &one),
		OK);
	place_pass(10);
	assert_int_equal(
		place_create(p, &p->owner, &contact_identity_record,
	                     JSON("{'contact_id':'%U','kind':'phone','value':'+552'}", &t.ana.id),
	                     &two),
		OK);
	assert_str(reread(p, &t.ana).display_phone, "+551");
	assert_int_equal(place_patch(p, &p->owner, &contact_identity_record, one.id,
	                             JSON("{'contact_id':'%U'}", &t.bo.id), NULL),
	                 OK);
	assert_str(reread(p, &t.ana).display_phone, "+552");
	assert_str(reread(p, &t.bo).display_phone, "+551");
	assert_int_equal(place_delete(p, &p->owner, &contact_record, t.bo.id), OK);
	assert_int_equal(place_restore(p, &p->owner, &contact_record, t.bo.id, &now), OK);
	assert_str(now.display_phone, "+551"); /* the reply knows it before the tail */
	assert_int_equal(place_delete(p, &p->owner, &contact_identity_record, two.id), OK);
	now = reread(p, &t.ana);
	assert_false(has(&now, F_contact_display_phone));
	assert_sound(p);
}

/* -- the rules that the engine counts on -- */

static void columns_derive_as_the_engine_can(void **state)
{
	(void) state;
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derived *d = &deriveds[i];
		const struct derive_rule *r = derive_rule_of(d);
		const struct field *of = &r->from->fields[r->of];
		assert_true(d->rec->scope.kind == SCOPE_owner ||
		            d->rec->scope.kind == SCOPE_everyone);
		/* Only newest follows a column that is itself derived. */
		if (r->how != DERIVE_newest && r->how != DERIVE_count)
			assert_int_equal(of->derive.how, DERIVE_none);
		if (d->rec->scope.kind == SCOPE_owner && d->rec->scope.field == d->field)
			assert_int_equal(r->how, DERIVE_own_or);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(messages_date_their_chat_and_its_contact),
		PLACE_CASE(a_chat_takes_its_messages_and_unread_along),
		PLACE_CASE(a_deleted_chat_dates_nobody),
		PLACE_CASE(unread_is_summed_and_makes_no_version),
		PLACE_CASE(a_chat_follows_its_contacts_owner_at_once),
		PLACE_CASE(the_reply_of_an_assignment_says_whose_chat_it_is),
		PLACE_CASE(a_restored_chat_is_whose_its_contact_is_now),
		PLACE_CASE(the_first_phone_is_shown),
		cmocka_unit_test(columns_derive_as_the_engine_can),
	};
	return cmocka_run_group_tests_name("derive", tests, NULL, NULL);
}
