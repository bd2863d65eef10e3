/* resolve_test.c: POST /contacts:resolve gives one contact per person, whoever asks at the same
 * time. */
#include <stdio.h>

#include "app/fixture.h"
#include "app/hooks.h"
#include "plat/thread.h"

static int setup(void **state)
{
	static struct fixture f;

	fixture_open(&f, "BR", "America/Sao_Paulo");
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	fixture_close(*state);
	return 0;
}

static enum err resolve(struct fixture *f, const char *json, struct action_call *call)
{
	return fixture_act(f, "contact:resolve", AUDIENCE_NOBODY, json, call);
}

static const struct contact *row_of(const struct action_call *call)
{
	return call->row;
}

static void who_is_not_there_is_made_once(void **state)
{
	struct fixture *f = *state;
	struct action_call first, again;

	assert_int_equal(
		resolve(f,
	                "{'name':'Ana','identities':[{'kind':'phone','value':'11 98765-4321'}"
	                ",{'kind':'email','value':'Ana@Example.test'}]}",
	                &first),
		OK);
	assert_true(first.made);
	assert_str(row_of(&first)->name, "Ana");
	assert_str(row_of(&first)->display_phone, "+5511987654321");
	assert_int_equal(resolve(f,
	                         "{'name':'Other','identities':[{'kind':'email','value':"
	                         "'ana@example.test'}]}",
	                         &again),
	                 OK);
	assert_false(again.made);
	assert_true(uuid_eq(row_of(&again)->id, row_of(&first)->id));
	assert_str(row_of(&again)->name, "Ana");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 1);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_identities"), 2);
}

static void new_addresses_are_added(void **state)
{
	struct fixture *f = *state;
	struct action_call call;

	assert_int_equal(
		resolve(f, "{'identities':[{'kind':'lid','value':'900000000000017@lid'}]}", &call),
		OK);
	assert_str(row_of(&call)->name, "900000000000017@lid");
	assert_int_equal(resolve(f,
	                         "{'identities':[{'kind':'phone','value':'+5511987654321'},"
	                         "{'kind':'phone','value':'11987654321'},"
	                         "{'kind':'wa_id','value':'551187654321'},"
	                         "{'kind':'lid','value':'900000000000017'}]}",
	                         &call),
	                 OK);
	assert_false(call.made);
	assert_str(row_of(&call)->display_phone, "+5511987654321");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 1);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_identities"), 3);
	assert_str(fixture_text(f, "SELECT display_phone FROM contacts"), "+5511987654321");
}

/* WhatsApp may know the line without the ninth digit. */
static void a_line_is_found_by_its_whatsapp_id_too(void **state)
{
	struct fixture *f = *state;
	struct action_call a, b;

	assert_int_equal(
		resolve(f, "{'identities':[{'kind':'phone','value':'+5511987654321'}]}", &a), OK);
	assert_str(row_of(&a)->name, "+55 11 98765-4321");
	assert_int_equal(
		resolve(f, "{'identities':[{'kind':'wa_id','value':'551187654321@c.us'}]}", &b),
		OK);
	assert_true(uuid_eq(row_of(&a)->id, row_of(&b)->id));
}

/* K05: a name that is only a number takes the better one, a typed one stays. */
static void a_number_for_a_name_ranks_lowest(void **state)
{
	struct fixture *f = *state;
	struct action_call call;

	assert_int_equal(
		resolve(f, "{'identities':[{'kind':'phone','value':'+5511987654321'}]}", &call),
		OK);
	assert_int_equal(row_of(&call)->sources & 15, SOURCE_none);
	assert_int_equal(resolve(f,
	                         "{'name':'Bia','identities':[{'kind':'phone','value':"
	                         "'+5511987654322'}]}",
	                         &call),
	                 OK);
	assert_int_equal(row_of(&call)->sources & 15, SOURCE_person);
}

static void two_people_at_once_are_refused_by_name(void **state)
{
	struct fixture *f = *state;
	struct action_call a, b, c;
	char id[UUID_TEXT];

	assert_int_equal(resolve(f, "{'identities':[{'kind':'email','value':'a@x.test'}]}", &a),
	                 OK);
	assert_int_equal(resolve(f, "{'identities':[{'kind':'email','value':'b@x.test'}]}", &b),
	                 OK);
	assert_int_equal(resolve(f,
	                         "{'identities':[{'kind':'email','value':'a@x.test'},"
	                         "{'kind':'email','value':'b@x.test'},{'kind':'email','value':"
	                         "'c@x.test'}]}",
	                         &c),
	                 ERR_CONFLICT);
	assert_flaw(f, "/identities", not_unique);
	uuid_text(row_of(&a)->id, id);
	assert_true(str_find(f->problems.v[0].detail, (struct str) { id, UUID_TEXT }, NULL));
	uuid_text(row_of(&b)->id, id);
	assert_true(str_find(f->problems.v[0].detail, (struct str) { id, UUID_TEXT }, NULL));
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_identities"), 2);
}

static void what_is_wrong_is_said_for_each(void **state)
{
	struct fixture *f = *state;
	struct action_call call;

	assert_int_equal(resolve(f, "{'name':'Ana'}", &call), ERR_INVALID);
	assert_flaw(f, "/identities", required);
	assert_int_equal(resolve(f, "{'identities':[]}", &call), ERR_INVALID);
	assert_int_equal(
		resolve(f,
	                "{'identities':[{'kind':'phone','value':'900000000000017@lid'},"
	                "{'kind':'email','value':'a@x.test'},{'kind':'email','value':'no'}]}",
	                &call),
		ERR_INVALID);
	assert_flaw(f, "/identities/0/value", malformed);
	assert_str(f->problems.v[1].pointer, "/identities/2/value");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 0);
}

/* Narrowed agents learn neither name nor id of others' contacts. */
static void unseen_contacts_stay_unseen(void **state)
{
	struct fixture *f = *state;
	struct action_call call;
	struct workspace w;
	struct contact c;
	char id[UUID_TEXT], json[100];

	assert_int_equal(resolve(f, "{'identities':[{'kind':'email','value':'a@x.test'}]}", &call),
	                 OK);
	uuid_text(f->member_id, id);
	snprintf(json, sizeof json, "{'owner_id':'%.*s'}", UUID_TEXT, id);
	assert_int_equal(fixture_patch(f, &contact_record, row_of(&call)->id, json, &c), OK);
	assert_int_equal(fixture_patch(f, &workspace_record, f->cell_id, "{'narrow':true}", &w),
	                 OK);
	fixture_become(f, member_role_agent);
	assert_int_equal(resolve(f, "{'identities':[{'kind':'email','value':'a@x.test'}]}", &call),
	                 ERR_CONFLICT);
	assert_flaw(f, "/identities", not_unique);
	uuid_text(c.id, id);
	assert_false(str_find(f->problems.v[0].detail, (struct str) { id, UUID_TEXT }, NULL));
}

/* -- many at once -- */

enum { ASKERS = 8, ROUNDS = 25 };

struct asker {
	struct fixture *f;
	struct thread thread;
	struct arena arena;
	struct problems problems;
	struct {
		struct cell_task task;
		struct decoded form;
		struct action_call call;
	} ask;
	struct uuid got[ROUNDS];
	unsigned made, failed;
};

static enum err ask_body(struct cell_task *t, struct unit *u)
{
	struct asker *a = (struct asker *) ((char *) t - offsetof(struct asker, ask));

	a->ask.call.form = &a->ask.form;
	a->ask.call.made = false;
	return app_actions[a->ask.call.action - actions](u, &a->ask.call);
}

static void ask(void *arg)
{
	struct asker *a = arg;

	for (unsigned i = 0; i < ROUNDS; i++) {
		const struct str body = arena_printf(
			&a->arena,
			"{\"name\":\"P %u\",\"identities\":[{\"kind\":\"phone\",\"value\":"
			"\"+551198765%04u\"}]}",
			i, i);

		problems_init(&a->problems, &a->arena);
		a->failed += record_decode(&contact_resolve_record, OP_form, body, &a->arena,
		                           &a->ask.form, &a->problems) != OK;
		cell_task_init(&a->ask.task, a->f->cell, &a->f->actor, &a->arena, &a->problems);
		a->ask.task.body = ask_body;
		a->failed += cell_task_run(&a->ask.task) != OK;
		a->got[i] = head_of(a->ask.call.row)->id;
		a->made += a->ask.call.made;
	}
}

static void everybody_gets_the_same_contact(void **state)
{
	static struct asker askers[ASKERS];
	struct fixture *f = *state;
	unsigned made = 0;

	for (size_t i = 0; i < ASKERS; i++) {
		askers[i] = (struct asker) { .f = f, .ask.call.action = &actions[0] };
		while (!str_eq(askers[i].ask.call.action->name, S("resolve")))
			askers[i].ask.call.action++;
		thread_start(&askers[i].thread, "asker", ask, &askers[i]);
	}
	for (size_t i = 0; i < ASKERS; i++) {
		thread_join(&askers[i].thread);
		made += askers[i].made;
		assert_int_equal(askers[i].failed, 0);
		for (size_t k = 0; k < ROUNDS; k++)
			assert_true(uuid_eq(askers[i].got[k], askers[0].got[k]));
		arena_release(&askers[i].arena);
	}
	assert_int_equal(made, ROUNDS);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), ROUNDS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(who_is_not_there_is_made_once),
		TEST(new_addresses_are_added),
		TEST(a_line_is_found_by_its_whatsapp_id_too),
		TEST(a_number_for_a_name_ranks_lowest),
		TEST(two_people_at_once_are_refused_by_name),
		TEST(what_is_wrong_is_said_for_each),
		TEST(unseen_contacts_stay_unseen),
		TEST(everybody_gets_the_same_contact),
	};

	return cmocka_run_group_tests_name("resolve", tests, NULL, NULL);
}
