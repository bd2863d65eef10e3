/* nouns_test.c: what is held against a contact, tag, note, chat, message, number, field or
 * workspace before it is stored, through a real encrypted cell. */
#include <stdio.h>

#include "app/fixture.h"

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

static const char *text_of(struct fixture *f, const char *format, struct uuid id)
{
	struct buf b = BUF_IN(&f->arena);
	char text[UUID_TEXT + 1] = "";

	uuid_text(id, text);
	putf(&b, format, text);
	put_char(&b, '\0');
	return b.ptr;
}

static void a_contact_is_tidied_and_has_a_source(void **state)
{
	struct fixture *f = *state;
	struct contact c;

	assert_int_equal(fixture_create(f, &contact_record,
	                                "{'name':' \\u200eAna  Prado\\n','company':' \\u200f'}",
	                                &c),
	                 OK);
	assert_str(c.name, "Ana  Prado");
	assert_false(has(&c, F_contact_company));
	assert_int_equal(c.source, contact_source_manual);
	assert_int_equal(fixture_create(f, &contact_record, "{'name':'Ana','source':'form'}", &c),
	                 OK);
	assert_int_equal(c.source, contact_source_form);
	assert_int_equal(fixture_create(f, &contact_record, "{'name':'\\u200e\\u200f'}", &c),
	                 ERR_INVALID);
	assert_flaw(f, "/name", too_short);
	assert_int_equal(fixture_patch(f, &contact_record, c.id, "{'name':'\\ufeff'}", &c),
	                 ERR_INVALID);
	assert_flaw(f, "/name", too_short);
}

static void languages_are_written_one_way(void **state)
{
	struct fixture *f = *state;
	struct contact c;
	struct workspace w;

	assert_int_equal(
		fixture_create(f, &contact_record, "{'name':'Ana','language':'PT-br'}", &c), OK);
	assert_str(c.language, "pt-BR");
	assert_int_equal(fixture_patch(f, &contact_record, c.id, "{'language':'zh-hANT-tw'}", &c),
	                 OK);
	assert_str(c.language, "zh-Hant-TW");
	assert_int_equal(fixture_patch(f, &contact_record, c.id, "{'language':'DE-ch-1996'}", &c),
	                 OK);
	assert_str(c.language, "de-CH-1996");
	assert_int_equal(fixture_patch(f, &workspace_record, f->cell_id, "{'locale':'EN'}", &w),
	                 OK);
	assert_str(w.locale, "en");
}

static void an_owner_works_here_and_may_write(void **state)
{
	struct fixture *f = *state;
	struct contact c;
	struct uuid viewer = fixture_become(f, member_role_viewer);

	f->actor = (struct actor) { .member_id = f->member_id, .role = ROLE_owner };
	assert_int_equal(fixture_create(f, &contact_record,
	                                text_of(f, "{'name':'Bia','owner_id':'%s'}", viewer), &c),
	                 ERR_INVALID);
	assert_flaw(f, "/owner_id", refused);
	assert_int_equal(fixture_create(f, &contact_record,
	                                text_of(f, "{'name':'Bia','owner_id':'%s'}", f->member_id),
	                                &c),
	                 OK);
}

static struct str identity(struct fixture *f, const char *kind, const char *value)
{
	struct contact_identity row;
	struct contact c;
	struct buf b = BUF_IN(&f->arena);
	char id[UUID_TEXT + 1] = "";

	assert_int_equal(fixture_create(f, &contact_record, "{'name':'Carla'}", &c), OK);
	uuid_text(c.id, id);
	putf(&b, "{'contact_id':'%s','kind':'%s','value':'%s'}", id, kind, value);
	put_char(&b, '\0');
	return fixture_create(f, &contact_identity_record, b.ptr, &row) == OK ? row.value
	                                                                      : STR_ABSENT;
}

/* K01 */
static void numbers_without_plus_are_the_workspaces_countrys(void **state)
{
	struct fixture *f = *state;
	struct fixture nowhere;

	assert_str(identity(f, "phone", "(51) 98765-4321"), "+5551987654321");
	assert_absent(identity(f, "phone", "51987654321")); /* the same line again */
	assert_flaw(f, "/value", not_unique);
	assert_str(identity(f, "phone", "+51 987 654 321"), "+51987654321");
	assert_absent(identity(f, "phone", "123"));
	assert_flaw(f, "/value", malformed);
	fixture_open(&nowhere, "", "");
	assert_absent(identity(&nowhere, "phone", "51987654321"));
	assert_flaw(&nowhere, "/value", malformed);
	assert_true(str_find(nowhere.problems.v[0].detail, S("country"), NULL));
	assert_str(identity(&nowhere, "phone", "+5551987654321"), "+5551987654321");
	fixture_close(&nowhere);
}

static void addresses_have_one_form(void **state)
{
	struct fixture *f = *state;

	assert_str(identity(f, "email", " Mara.Lind@Example.TEST "), "mara.lind@example.test");
	assert_absent(identity(f, "email", "mara.lind@example.test"));
	assert_flaw(f, "/value", not_unique);
	assert_absent(identity(f, "email", "5511987654321@s.whatsapp.net"));
	assert_flaw(f, "/value", malformed);
	assert_absent(identity(f, "email", "a@b"));
	assert_absent(identity(f, "email", "a b@example.test"));
	assert_str(identity(f, "lid", "900000000000017"), "900000000000017@lid");
	assert_absent(identity(f, "lid", "900000000000017:3@lid"));
	assert_flaw(f, "/value", not_unique);
	assert_str(identity(f, "wa_id", "551187654321@c.us"), "551187654321");
	assert_absent(identity(f, "wa_id", "5511987654321")); /* the ninth digit */
	assert_flaw(f, "/value", not_unique);
	assert_str(identity(f, "wa_id", "US.13491208655302741918"), "US.13491208655302741918");
	assert_str(identity(f, "username", "@Mara.Lind"), "mara.lind");
	assert_absent(identity(f, "username", "mara lind"));
}

/* K02 */
static void the_digits_of_a_lid_are_no_phone(void **state)
{
	struct fixture *f = *state;

	assert_absent(identity(f, "phone", "900000000000017@lid"));
	assert_flaw(f, "/value", malformed);
	assert_absent(identity(f, "wa_id", "900000000000017@lid"));
	assert_flaw(f, "/value", malformed);
	assert_absent(identity(f, "phone", "120363012345678901@g.us"));
	assert_flaw(f, "/value", malformed);
}

/* K06 */
static void a_tag_keeps_its_spelling_and_has_no_twin(void **state)
{
	struct fixture *f = *state;
	struct tag vip, t, hot;

	assert_int_equal(fixture_create(f, &tag_record, "{'name':' VIP '}", &vip), OK);
	assert_str(vip.name, "VIP");
	assert_int_equal(fixture_create(f, &tag_record, "{'name':'vip'}", &t), ERR_CONFLICT);
	assert_flaw(f, "/name", not_unique);
	assert_true(str_find(f->problems.v[0].detail, str_of(text_of(f, "%s", vip.id)), NULL));
	assert_int_equal(fixture_create(f, &tag_record, "{'name':'Crème brûlée'}", &t), OK);
	assert_str(t.name, "Crème brûlée");
	assert_int_equal(fixture_create(f, &tag_record, "{'name':'CREME BRULEE'}", &t),
	                 ERR_CONFLICT);
	assert_int_equal(fixture_create(f, &tag_record, "{'name':'🔥 hot lead'}", &hot), OK);
	assert_str(hot.name, "🔥 hot lead");
	/* A rename to another's name is refused too; to another spelling of its own it is not. */
	assert_int_equal(fixture_patch(f, &tag_record, hot.id, "{'name':'Vip'}", &t), ERR_CONFLICT);
	assert_int_equal(fixture_patch(f, &tag_record, vip.id, "{'name':'Vip'}", &t), OK);
	/* A deleted one stands in nobody's way, until it is to come back. */
	assert_int_equal(fixture_delete(f, &tag_record, vip.id), OK);
	assert_int_equal(fixture_create(f, &tag_record, "{'name':'VIP'}", &t), OK);
	assert_int_equal(fixture_restore(f, &tag_record, vip.id), ERR_CONFLICT);
}

static void a_tag_without_colour_gets_the_rarest_and_the_last_place(void **state)
{
	struct fixture *f = *state;
	struct tag t;

	for (int i = 0; i < 14; i++) {
		char json[40];

		snprintf(json, sizeof json, "{'name':'tag %d'}", i);
		assert_int_equal(fixture_create(f, &tag_record, json, &t), OK);
		assert_int_equal(t.colour, i % 12);
		assert_int_equal(t.position, i);
	}
	assert_int_equal(fixture_create(f, &tag_record, "{'name':'x','colour':7}", &t), OK);
	assert_int_equal(t.colour, 7);
}

static void a_note_remembers_its_author(void **state)
{
	struct fixture *f = *state;
	struct contact c;
	struct note n;
	struct uuid davi = fixture_become(f, member_role_agent);

	assert_int_equal(fixture_create(f, &contact_record, "{'name':'Davi'}", &c), OK);
	assert_int_equal(
		fixture_create(f, &note_record,
	                       text_of(f, "{'contact_id':'%s','text':'- likes blue'}", c.id), &n),
		OK);
	assert_true(uuid_eq(n.author_id, davi));
	f->actor = (struct actor) { .member_id = f->member_id, .role = ROLE_owner };
	assert_int_equal(fixture_patch(f, &note_record, n.id, "{'pinned':true}", &n), OK);
	assert_true(uuid_eq(n.author_id, davi));
}

static void zones_are_known_and_of_today(void **state)
{
	struct fixture *f = *state;
	struct workspace w;

	assert_int_equal(fixture_patch(f, &workspace_record, f->cell_id,
	                               "{'time_zone':'Asia/Calcutta'}", &w),
	                 OK);
	assert_str(w.time_zone, "Asia/Kolkata");
	assert_int_equal(fixture_patch(f, &workspace_record, f->cell_id,
	                               "{'time_zone':'Europe/Atlantis'}", &w),
	                 ERR_INVALID);
	assert_flaw(f, "/time_zone", malformed);
	assert_int_equal(fixture_patch(f, &workspace_record, f->cell_id, "{'country':'XX'}", &w),
	                 ERR_INVALID);
	assert_flaw(f, "/country", malformed);
	assert_str(str_of(cell_facts(f->cell).zone), "Asia/Kolkata");
}

static void only_fields_to_choose_from_have_options(void **state)
{
	struct fixture *f = *state;
	struct custom_field c;

	assert_int_equal(fixture_create(f, &custom_field_record,
	                                "{'name':'Size','kind':'select','data_class':'none',"
	                                "'options':' S \\nM\\n\\nM\\n L'}",
	                                &c),
	                 OK);
	assert_str(c.options, "S\nM\nL");
	assert_int_equal(fixture_create(f, &custom_field_record,
	                                "{'name':'SIZE','kind':'text','data_class':'none'}", &c),
	                 ERR_CONFLICT);
	assert_flaw(f, "/name", not_unique);
	assert_int_equal(fixture_create(f, &custom_field_record,
	                                "{'name':'Hat','kind':'select','data_class':'none'}", &c),
	                 ERR_INVALID);
	assert_flaw(f, "/options", required);
	assert_int_equal(
		fixture_create(f, &custom_field_record,
	                       "{'name':'Hat','kind':'date','data_class':'none','options':'a'}",
	                       &c),
		ERR_INVALID);
	assert_flaw(f, "/options", refused);
}

static struct wa_account account(struct fixture *f)
{
	struct wa_account a;

	assert_int_equal(fixture_create(f, &wa_account_record,
	                                "{'name':'Loja','phone':'(11) 98765-4321'}", &a),
	                 OK);
	assert_str(a.phone, "+5511987654321");
	return a;
}

static enum err chat(struct fixture *f, struct uuid account_id, const char *rest, struct chat *out)
{
	struct buf b = BUF_IN(&f->arena);
	char id[UUID_TEXT + 1] = "";

	uuid_text(account_id, id);
	putf(&b, "{'account_id':'%s',%s}", id, rest);
	put_char(&b, '\0');
	return fixture_create(f, &chat_record, b.ptr, out);
}

/* K08 */
static void a_peers_address_fits_its_kind(void **state)
{
	static const char *const good[] = {
		"'peer_kind':'person','peer_key':'5511912345678@s.whatsapp.net'",
		"'peer_kind':'person','peer_key':'900000000000017@lid'",
		"'peer_kind':'group','peer_key':'120363012345678901@g.us'",
		"'peer_kind':'group','peer_key':'5511912345678-1400000000@g.us'",
		"'peer_kind':'status','peer_key':'status@broadcast'",
		"'peer_kind':'channel','peer_key':'120363012345678901@newsletter'",
		"'peer_kind':'list','peer_key':'1400000000@broadcast'",
		"'peer_kind':'group','peer_key':'file:abcdef'",
	};
	static const char *const bad[] = {
		"'peer_kind':'person','peer_key':'120363012345678901@g.us'",
		"'peer_kind':'person','peer_key':'status@broadcast'",
		"'peer_kind':'person','peer_key':'Maria'",
		"'peer_kind':'group','peer_key':'5511912345678@s.whatsapp.net'",
		"'peer_kind':'status','peer_key':'120363012345678901@newsletter'",
		"'peer_kind':'channel','peer_key':'120363012345678901@g.us'",
		"'peer_kind':'list','peer_key':'status@broadcast'",
	};
	struct fixture *f = *state;
	const struct wa_account a = account(f);
	struct chat c;

	for (size_t i = 0; i < COUNT(good); i++)
		assert_int_equal(chat(f, a.id, good[i], &c), OK);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(chat(f, a.id, bad[i], &c), ERR_INVALID);
		assert_flaw(f, "/peer_key", malformed);
	}
	assert_int_equal(chat(f, a.id, "'peer_kind':'person','peer_key':'5511912345678@c.us'", &c),
	                 ERR_CONFLICT);
	assert_int_equal(chat(f, a.id, "'peer_kind':'person','peer_key':'+5511912345678'", &c),
	                 ERR_CONFLICT);
}

/* K08, decisions.md "Who may see a row" */
static void only_persons_have_a_contact_and_its_owner_sees_it(void **state)
{
	struct fixture *f = *state;
	const struct wa_account a = account(f);
	struct contact mine;
	struct workspace w;
	struct chat group, person, now;
	struct uuid agent;

	assert_int_equal(fixture_create(f, &contact_record,
	                                text_of(f, "{'name':'Eva','owner_id':'%s'}", f->member_id),
	                                &mine),
	                 OK);
	assert_int_equal(
		chat(f, a.id, "'peer_kind':'group','peer_key':'120363012345678901@g.us'", &group),
		OK);
	assert_int_equal(fixture_patch(f, &chat_record, group.id,
	                               text_of(f, "{'contact_id':'%s'}", mine.id), &now),
	                 ERR_INVALID);
	assert_flaw(f, "/contact_id", refused);
	assert_int_equal(chat(f, a.id,
	                      text_of(f,
	                              "'peer_kind':'person','peer_key':'900000000000017@lid',"
	                              "'contact_id':'%s'",
	                              mine.id),
	                      &person),
	                 OK);
	agent = fixture_become(f, member_role_agent);
	f->actor = (struct actor) { .member_id = f->member_id, .role = ROLE_owner };
	assert_int_equal(fixture_patch(f, &workspace_record, f->cell_id, "{'narrow':true}", &w),
	                 OK);
	assert_int_equal(fixture_patch(f, &chat_record, person.id,
	                               text_of(f, "{'assignee_id':'%s'}", agent), &now),
	                 ERR_INVALID);
	assert_flaw(f, "/assignee_id", refused);
	assert_int_equal(fixture_patch(f, &contact_record, mine.id,
	                               text_of(f, "{'owner_id':'%s'}", agent), &mine),
	                 OK);
	assert_int_equal(fixture_patch(f, &chat_record, person.id,
	                               text_of(f, "{'assignee_id':'%s'}", agent), &now),
	                 OK);
}

static void a_number_with_chats_stays(void **state)
{
	struct fixture *f = *state;
	const struct wa_account a = account(f);
	struct chat c;

	assert_int_equal(chat(f, a.id, "'peer_kind':'status','peer_key':'status@broadcast'", &c),
	                 OK);
	assert_int_equal(fixture_delete(f, &wa_account_record, a.id), ERR_CONFLICT);
	assert_int_equal(fixture_delete(f, &chat_record, c.id), OK);
	assert_int_equal(fixture_delete(f, &wa_account_record, a.id), OK);
}

static enum err message(struct fixture *f, struct uuid chat_id, const char *rest)
{
	struct buf b = BUF_IN(&f->arena);
	struct message m;
	char id[UUID_TEXT + 1] = "";

	uuid_text(chat_id, id);
	putf(&b, "{'chat_id':'%s',%s}", id, rest);
	put_char(&b, '\0');
	return fixture_create(f, &message_record, b.ptr, &m);
}

static void a_message_went_one_way_at_some_time(void **state)
{
	struct fixture *f = *state;
	const struct wa_account a = account(f);
	struct chat c, now;

	assert_int_equal(chat(f, a.id, "'peer_kind':'person','peer_key':'900000000000017@lid'", &c),
	                 OK);
	assert_int_equal(
		message(f, c.id, "'at':1795860000000,'direction':'in','kind':'text','text':'a'"),
		OK);
	assert_int_equal(message(f, c.id, "'at':1795860000000,'direction':'none','kind':'system'"),
	                 OK);
	assert_int_equal(message(f, c.id, "'at':1795860000000,'direction':'none','kind':'call'"),
	                 OK);
	assert_int_equal(message(f, c.id, "'at':1000,'direction':'in','kind':'text'"), ERR_INVALID);
	assert_flaw(f, "/at", out_of_range);
	assert_int_equal(message(f, c.id, "'at':1796000000000,'direction':'in','kind':'text'"),
	                 ERR_INVALID);
	assert_flaw(f, "/at", out_of_range);
	assert_int_equal(message(f, c.id,
	                         "'at':1795860000000,'direction':'in','kind':'text','text':'b',"
	                         "'origin':'sync'"),
	                 OK);
	assert_int_equal(fixture_get(f, &chat_record, c.id, &now), OK);
	assert_int_equal(now.message_count, 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_contact_is_tidied_and_has_a_source),
		TEST(languages_are_written_one_way),
		TEST(an_owner_works_here_and_may_write),
		TEST(numbers_without_plus_are_the_workspaces_countrys),
		TEST(addresses_have_one_form),
		TEST(the_digits_of_a_lid_are_no_phone),
		TEST(a_tag_keeps_its_spelling_and_has_no_twin),
		TEST(a_tag_without_colour_gets_the_rarest_and_the_last_place),
		TEST(a_note_remembers_its_author),
		TEST(zones_are_known_and_of_today),
		TEST(only_fields_to_choose_from_have_options),
		TEST(a_peers_address_fits_its_kind),
		TEST(only_persons_have_a_contact_and_its_owner_sees_it),
		TEST(a_number_with_chats_stays),
		TEST(a_message_went_one_way_at_some_time),
	};

	return cmocka_run_group_tests_name("nouns", tests, NULL, NULL);
}
