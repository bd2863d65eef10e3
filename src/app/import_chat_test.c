/* import_chat_test.c: exported chats through a real encrypted cell: whose they are, when what was
 * said, that later exports of a chat find it again and add only what is new. */
#include <stdio.h>

#include "app/import_fixture.h"
#include "app/import_title.h"

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

static const struct str two =
	STR("28/11/2026 09:10 - Messages and calls are end-to-end encrypted.\n"
            "28/11/2026 09:10 - Maria Lopes: Bom dia\n"
            "28/11/2026 09:11 - Rosa Prado: Bom dia!\nTudo bem?\n"
            "28/11/2026 09:11 - Maria Lopes: Bom dia\n"
            "28/11/2026 09:11 - Maria Lopes: Bom dia\n");

/* messages_new messages_known; the counts of the rehearsal and of the run. */
static struct import_run bring_chat(struct fixture *f, const char *name, struct str text,
                                    const char *options, int new, int known)
{
	struct import_run run;
	const int64_t before = fixture_int(f, "SELECT count(*) FROM messages");
	int64_t contacts;

	assert_int_equal(bring(f, name, text, &run), OK);
	assert_int_equal(run.total_rows, new + known);
	assert_int_equal(rehearse(f, &run, options), OK);
	assert_int_equal(run.state, import_state_planned);
	assert_int_equal(run.messages_new, new);
	assert_int_equal(run.messages_known, known);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM messages"), before);
	contacts = run.new;
	assert_int_equal(import(f, &run, options), OK);
	assert_int_equal(run.state, import_state_done);
	assert_int_equal(run.messages_new, new);
	assert_int_equal(run.messages_known, known);
	assert_int_equal(run.new, contacts);
	assert_int_equal(run.done_rows, new + known);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM messages"), before + new);
	return run;
}

static struct chat only_chat(struct fixture *f, const struct import_run *run)
{
	struct chat c;

	assert_true(has(run, F_import_run_chat_id));
	assert_int_equal(fixture_get(f, &chat_record, run->chat_id, &c), OK);
	return c;
}

static void a_chat_of_two_becomes_a_chat_with_a_contact(void **state)
{
	struct fixture *f = *state;
	const struct import_run run =
		bring_chat(f, "WhatsApp Chat with Maria Lopes.txt", two, "{}", 5, 0);
	const struct chat c = only_chat(f, &run);
	struct contact who;

	assert_int_equal(c.peer_kind, peer_kind_person);
	assert_true(str_starts(c.peer_key, S("file:")));
	assert_str(c.title, "Maria Lopes");
	assert_int_equal(c.sync, sync_level_off);
	assert_int_equal(c.message_count, 5);
	assert_int_equal(c.last_message_at, INT64_C(1795867860000)); /* 12:11 UTC */
	assert_int_equal(run.new, 1);
	assert_int_equal(fixture_get(f, &contact_record, c.contact_id, &who), OK);
	assert_str(who.name, "Maria Lopes");
	assert_int_equal(who.source, contact_source_import);
	assert_int_equal(who.last_message_at, c.last_message_at);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_identities"), 0);
	/* Rosa Prado is a member of the workspace, and the file is named after the other. */
	assert_str(fixture_text(f,
	                        "SELECT group_concat(direction, '') FROM "
	                        "(SELECT direction FROM messages ORDER BY search_key)"),
	           "31211");
	assert_str(fixture_text(f, "SELECT name FROM wa_accounts"), "My WhatsApp");
	assert_str(fixture_text(f, "SELECT my_name FROM wa_accounts"), "Rosa Prado");
	assert_str(fixture_text(f, "SELECT text FROM messages WHERE direction = 2"),
	           "Bom dia!\nTudo bem?");
}

static void the_same_again_adds_nothing(void **state)
{
	struct fixture *f = *state;
	const struct import_run first =
		bring_chat(f, "WhatsApp Chat with Maria Lopes.txt", two, "{}", 5, 0);
	const struct import_run again =
		bring_chat(f, "WhatsApp Chat with Maria Lopes (1).txt", two, "{}", 0, 5);
	const struct str more = arena_join(&f->arena, two,
	                                   S("28/11/2026 09:11 - Maria Lopes: Bom dia\n"
	                                     "29/11/2026 10:00 - Rosa Prado: Até logo\n"));

	assert_true(uuid_eq(first.chat_id, again.chat_id));
	assert_int_equal(again.new, 0);
	bring_chat(f, "WhatsApp Chat with Maria Lopes (2).txt", more, "{}", 2, 5);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM chats"), 1);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 1);
	assert_int_equal(fixture_int(f, "SELECT message_count FROM chats"), 7);
}

static void wall_clocks_are_those_of_the_chosen_zone(void **state)
{
	struct fixture *f = *state;
	struct import_run run;

	assert_int_equal(bring(f, "a.txt", two, &run), OK);
	assert_int_equal(rehearse(f, &run, "{'zone':'Asia/Atlantis'}"), ERR_INVALID);
	assert_flaw(f, "/zone", malformed);
	bring_chat(f, "b.txt", two, "{'zone':'Asia/Calcutta'}", 5, 0);
	assert_int_equal(fixture_int(f, "SELECT max(at) FROM messages"),
	                 INT64_C(1795867860000) - (3 * 60 + 5 * 60 + 30) * INT64_C(60000));
	assert_str(fixture_text(f, "SELECT zone FROM import_runs WHERE zone IS NOT NULL"),
	           "Asia/Kolkata");
}

/* K14 */
static void ambiguous_dates_are_asked_for(void **state)
{
	struct fixture *f = *state;
	struct import_run run;

	assert_int_equal(bring_corpus(f, "chat-ambiguous-24h.txt", &run), OK);
	assert_true(str_find(preview_of(f, &run), S("\"ambiguous\":true"), NULL));
	assert_int_equal(rehearse(f, &run, "{}"), OK);
	assert_int_equal(run.state, import_state_choice_needed);
	assert_true(run.problem.len > 20);
	assert_int_equal(import(f, &run, "{}"), OK);
	assert_int_equal(run.state, import_state_choice_needed);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM messages"), 0);
	assert_int_equal(import(f, &run, "{'date_order':'mdy'}"), OK);
	assert_int_equal(run.state, import_state_done);
	assert_false(has(&run, F_import_run_problem));
	/* 5/3/26 … 7/3/26 */
	assert_int_equal(fixture_int(f, "SELECT min(at) / 86400000 FROM messages"), 20576);
	assert_int_equal(run.messages_new, 4);
}

static void a_number_for_a_name_is_the_chats_address(void **state)
{
	struct fixture *f = *state;
	const struct str text =
		S("28/11/2026 09:10 - +55 11 98765-4321: Oi\n"
	          "28/11/2026 09:11 - Rosa Prado: Oi!\n");
	const struct import_run run = bring_chat(f, "x.txt", text, "{'me':'Rosa Prado'}", 2, 0);
	const struct chat c = only_chat(f, &run);
	struct contact who;

	assert_str(c.peer_key, "5511987654321@s.whatsapp.net");
	assert_int_equal(fixture_get(f, &contact_record, c.contact_id, &who), OK);
	assert_str(who.display_phone, "+5511987654321");
	assert_str(who.name, "+55 11 98765-4321");
	assert_int_equal(who.sources & 15, SOURCE_none);
	assert_int_equal(fixture_int(f,
	                             "SELECT count(*) FROM messages m JOIN contact_identities i "
	                             "ON i.id = m.sender_id"),
	                 1);
}

/* The contact is there already, and so is the chat, under the address without the ninth digit. */
static void a_known_chat_and_contact_are_used(void **state)
{
	struct fixture *f = *state;
	struct wa_account a;
	struct contact who;
	struct chat c;
	char id[UUID_TEXT], json[200];
	struct import_run run;

	assert_int_equal(fixture_create(f, &wa_account_record, "{'name':'Loja'}", &a), OK);
	assert_int_equal(fixture_create(f, &contact_record,
	                                "{'name':'Maria','identities':[{'kind':'phone','value':"
	                                "'11987654321'}]}",
	                                &who),
	                 OK);
	uuid_text(a.id, id);
	snprintf(json, sizeof json,
	         "{'account_id':'%.*s','peer_kind':'person','peer_key':'551187654321@c.us'}",
	         UUID_TEXT, id);
	assert_int_equal(fixture_create(f, &chat_record, json, &c), OK);
	run = bring_chat(f, "x.txt", S("28/11/2026 09:10 - +55 11 98765-4321: Oi\n"), "{'me':''}",
	                 1, 0);
	assert_true(uuid_eq(run.chat_id, c.id));
	assert_int_equal(run.new, 0);
	c = only_chat(f, &run);
	assert_true(uuid_eq(c.contact_id, who.id));
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 1);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM wa_accounts"), 1);
}

/* K08, B12 */
static void a_group_makes_nobody_a_contact(void **state)
{
	struct fixture *f = *state;
	const struct str text =
		S("28/11/2026 09:09 - Ana criou o grupo \"Obra\"\n"
	          "28/11/2026 09:10 - +55 11 98765-4321: Oi\n"
	          "28/11/2026 09:11 - Beto: Oi!\n28/11/2026 09:12 - Rosa Prado: Oi\n");
	const struct import_run run = bring_chat(f, "Conversa do WhatsApp com Obra.txt", text,
	                                         "{'me':'Rosa Prado'}", 4, 0);
	const struct chat c = only_chat(f, &run);

	assert_int_equal(c.peer_kind, peer_kind_group);
	assert_str(c.title, "Obra");
	assert_false(has(&c, F_chat_contact_id));
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 0);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contact_identities"), 0);
	bring_chat(f, "Conversa do WhatsApp com Obra (1).txt", text, "{'me':'Rosa Prado'}", 0, 4);
}

/* K02: a name that an import brought links, one that a person typed does not, nor one of two. */
static void contacts_are_linked_by_name_only_when_imported(void **state)
{
	struct fixture *f = *state;
	struct contact typed;
	struct import_run run;

	assert_int_equal(fixture_create(f, &contact_record, "{'name':'Maria Lopes'}", &typed), OK);
	run = bring_chat(f, "WhatsApp Chat with Maria Lopes.txt", two, "{}", 5, 0);
	assert_int_equal(run.new, 1);
	assert_int_equal(bring(f, "l.csv", S("name,phone\nJoana Reis,11987654321\n"), &run), OK);
	assert_int_equal(import(f, &run, "{}"), OK);
	run = bring_chat(
		f, "WhatsApp Chat with Joana Reis.txt",
		S("28/11/2026 09:10 - Joana Reis: Oi\n28/11/2026 09:11 - Rosa Prado: Oi\n"), "{}",
		2, 0);
	assert_int_equal(run.new, 0);
	assert_str(fixture_text(f,
	                        "SELECT display_phone FROM contacts WHERE id = "
	                        "(SELECT contact_id FROM chats WHERE title = 'Joana Reis')"),
	           "+5511987654321");
}

/* An export without media first, one that names the files later. */
static void a_later_export_names_the_files(void **state)
{
	struct fixture *f = *state;

	bring_chat(f, "WhatsApp Chat with Maria Lopes.txt",
	           S("28/11/2026 09:10 - Maria Lopes: <Media omitted>\n"
	             "28/11/2026 09:11 - Rosa Prado: Ok\n"),
	           "{}", 2, 0);
	assert_int_equal(
		fixture_int(f, "SELECT count(*) FROM messages WHERE media_name IS NOT NULL"), 0);
	bring_chat(f, "WhatsApp Chat with Maria Lopes.txt",
	           S("28/11/2026 09:10 - Maria Lopes: IMG-20261128-WA0001.jpg (file attached)\n"
	             "28/11/2026 09:11 - Rosa Prado: Ok\n"),
	           "{}", 0, 2);
	assert_str(fixture_text(f, "SELECT media_name FROM messages WHERE kind = 2"),
	           "IMG-20261128-WA0001.jpg");
	assert_int_equal(fixture_int(f, "SELECT marks FROM messages WHERE kind = 2"), 0);
}

/* Nobody said who we are; later somebody does. */
static void directions_are_mended_once_we_are_known(void **state)
{
	struct fixture *f = *state;
	const struct str text = S("28/11/2026 09:10 - Beto: Oi\n28/11/2026 09:11 - Lia: Oi!\n");
	const struct import_run first = bring_chat(f, "x.txt", text, "{}", 2, 0);

	assert_int_equal(fixture_int(f, "SELECT count(*) FROM messages WHERE direction = 1"), 2);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM contacts"), 0);
	const struct import_run again = bring_chat(f, "x.txt", text, "{'me':'Lia'}", 0, 2);

	assert_true(uuid_eq(first.chat_id, again.chat_id));
	assert_str(fixture_text(f, "SELECT sender_name FROM messages WHERE direction = 2"), "Lia");
	assert_str(fixture_text(f, "SELECT name FROM contacts"), "Beto");
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM chats WHERE contact_id IS NOT NULL"),
	                 1);
}

static struct str long_chat(struct fixture *f, int n)
{
	struct buf b = BUF_IN(&f->arena);

	for (int i = 0; i < n; i++)
		putf(&b, "%02d/11/2026 %02d:%02d - %s: Mensagem %d\n", 13 + i / 1440, i / 60 % 24,
		     i % 60, i % 3 == 0 ? "Rosa Prado" : "Maria Lopes", i % 100);
	return buf_str(&b);
}

static void a_chat_broken_off_goes_on_where_it_was(void **state)
{
	struct fixture *f = *state;
	struct import_run run;
	int64_t before;

	assert_int_equal(bring(f, "WhatsApp Chat with Maria Lopes.txt", long_chat(f, 3000), &run),
	                 OK);
	assert_int_equal(import_broken_off(f, &run, "{}", 3), ERR_CANCELLED);
	before = fixture_int(f, "SELECT count(*) FROM messages");
	assert_true(before > 0 && before < 3000);
	assert_int_equal(run.done_rows, before);
	fixture_reopen(f);
	assert_int_equal(import_goes_on(f, &run), OK);
	assert_int_equal(run.state, import_state_done);
	assert_int_equal(run.messages_new, 3000);
	assert_int_equal(run.messages_known, 0);
	assert_int_equal(run.new, 1);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM messages"), 3000);
	assert_int_equal(fixture_int(f, "SELECT message_count FROM chats"), 3000);
	assert_int_equal(fixture_int(f, "SELECT count(*) FROM chats"), 1);
}

static void messages_are_found(void **state)
{
	struct fixture *f = *state;

	bring_chat(f, "WhatsApp Chat with Maria Lopes.txt", two, "{}", 5, 0);
	assert_int_equal(fixture_int(f,
	                             "SELECT count(*) FROM messages_index WHERE messages_index "
	                             "MATCH '\"tudo\"'"),
	                 1);
}

/* More than is remembered at a time, the same words in every minute and twice in each: all of them
 * are messages, and all are found again; also when one line in the end runs back. */
static void equal_messages_are_counted_by_the_minute(void **state)
{
	enum { MINUTES = 6000 };
	struct fixture *f = *state;
	struct buf b = BUF_IN(&f->arena);
	struct import_run run;

	for (int i = 0; i < MINUTES; i++) {
		const int day = 13 + i / 1440, hour = i / 60 % 24;

		for (int k = 0; k < 2; k++)
			putf(&b, "%02d/12/2026 %02d:%02d - Ana Lima: ok\n", day, hour, i % 60);
	}
	run = bring_chat(f, "Chat with Ana Lima.txt", buf_str(&b), "{}", 2 * MINUTES, 0);
	put(&b, S("13/12/2026 00:00 - Ana Lima: ok\n"));
	run = bring_chat(f, "Chat with Ana Lima.txt", buf_str(&b), "{}", 1, 2 * MINUTES);
	assert_int_equal(run.messages_known, 2 * MINUTES);
}

static void titles_are_found_in_file_names(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *file, *title;
	} names[] = {
		{ "WhatsApp Chat with Maria.txt", "Maria" },
		{ "WhatsApp Chat - Maria (2).zip", "Maria" },
		{ "Conversa do WhatsApp com Reforma (Casa).txt", "Reforma (Casa)" },
		{ "WhatsApp Chat mit +49 1511 2345678.txt", "+49 1511 2345678" },
		{ "مح.txt", NULL },
		{ "Maria के साथ WhatsApp चैट.txt", "Maria" },
		{ "_chat.txt", NULL },
		{ "WhatsApp Chat with .txt", NULL },
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct str title = import_title(&f->arena, str_of(names[i].file));

		if (names[i].title == NULL)
			assert_absent(title);
		else
			assert_str_is(title, str_of(names[i].title));
	}
	assert_str(import_stem(&f->arena, S("Contatos (3).csv")), "Contatos");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_chat_of_two_becomes_a_chat_with_a_contact),
		TEST(the_same_again_adds_nothing),
		TEST(wall_clocks_are_those_of_the_chosen_zone),
		TEST(ambiguous_dates_are_asked_for),
		TEST(a_number_for_a_name_is_the_chats_address),
		TEST(a_known_chat_and_contact_are_used),
		TEST(a_group_makes_nobody_a_contact),
		TEST(contacts_are_linked_by_name_only_when_imported),
		TEST(a_later_export_names_the_files),
		TEST(directions_are_mended_once_we_are_known),
		TEST(a_chat_broken_off_goes_on_where_it_was),
		TEST(messages_are_found),
		TEST(equal_messages_are_counted_by_the_minute),
		TEST(titles_are_found_in_file_names),
	};

	return cmocka_run_group_tests_name("import_chat", tests, NULL, NULL);
}
