/* describe_test.c: what is told about the declarations is well formed, and tells all of them. */
#include "base/json.h"
#include "base/test.h"
#include "base/utf8.h"
#include "record/decode.h"
#include "record/describe.h"

static struct str described(struct arena *a, void (*describe)(struct buf *b))
{
	struct buf b = BUF_IN(a);

	describe(&b);
	return buf_str(&b);
}

static void assert_json(struct arena *a, struct str text)
{
	struct json j = json_of(text, a);

	assert_true(json_skip(&j, NULL));
	assert_true(json_end(&j));
}

/* The value of a member of the object that is `text`; absent when it has none. */
static struct str member(struct arena *a, struct str text, struct str name)
{
	struct json j = json_of(text, a);
	struct str found = STR_ABSENT, key, value;

	for (bool first = true; json_member(&j, &key, &first) > 0;) {
		assert_true(json_skip(&j, &value));
		if (!str_eq(key, name))
			continue;
		assert_absent(found); /* once */
		found = value;
	}
	return found;
}

static struct str schemas(struct arena *a)
{
	struct str text = described(a, describe_schemas);

	return arena_printf(a, "{%.*s}", PRI_STR(text));
}

/* Whether the schema of that name describes the field. */
static bool says(struct arena *a, struct str all, const char *type, const char *field)
{
	const struct str schema = member(a, all, str_of(type));

	if (str_absent(schema))
		fail_msg("there is no schema %s", type);
	return !str_absent(member(a, member(a, schema, S("properties")), str_of(field)));
}

static void schemas_say_what_may_be_sent(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str all = schemas(&a);

	(void) state;
	assert_json(&a, all);
	assert_true(says(&a, all, "Contact", "id"));
	assert_true(says(&a, all, "Contact", "unread"));
	assert_true(says(&a, all, "Contact", "identities"));
	assert_true(says(&a, all, "Contact", "custom"));
	assert_false(says(&a, all, "Contact", "run_id"));
	assert_true(says(&a, all, "ContactCreate", "id"));
	assert_true(says(&a, all, "ContactCreate", "tags"));
	assert_false(says(&a, all, "ContactCreate", "unread"));
	assert_false(says(&a, all, "ContactCreate", "base_version"));
	assert_true(says(&a, all, "ContactPatch", "base_version"));
	assert_true(says(&a, all, "ContactPatch", "custom"));
	assert_false(says(&a, all, "ContactPatch", "source"));
	assert_false(says(&a, all, "ContactPatch", "tags"));
	assert_true(says(&a, all, "ContactIdentityPart", "value"));
	assert_false(says(&a, all, "ContactIdentityPart", "contact_id"));
	assert_true(says(&a, all, "ContactResolve", "identities"));
	assert_true(says(&a, all, "SignIn", "password"));
	assert_absent(member(&a, all, S("ContactTagPatch")));
	assert_absent(member(&a, all, S("MemberCreate")));
	assert_absent(member(&a, all, S("Setting")));
	assert_str(member(&a, member(&a, all, S("ContactIdentityCreate")), S("required")),
	           "[\"contact_id\",\"kind\",\"value\"]");
	assert_str(member(&a, member(&a, all, S("ContactIdentityPart")), S("required")),
	           "[\"kind\",\"value\"]");
	assert_absent(member(&a, member(&a, all, S("ContactPatch")), S("required")));
	assert_str(member(&a, member(&a, all, S("ContactPatch")), S("additionalProperties")),
	           "false");
	arena_release(&a);
}

static void a_field_is_described_to_the_letter(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str all = schemas(&a);
	const struct str props = member(&a, member(&a, all, S("TagCreate")), S("properties"));
	const struct str marks =
		member(&a, member(&a, member(&a, all, S("Message")), S("properties")), S("marks"));

	(void) state;
	assert_str(member(&a, props, S("colour")),
	           "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,\"maximum\":11,"
	           "\"description\":\"Number of its hue.\",\"x-data-class\":\"none\","
	           "\"x-purpose\":\"operate\"}");
	assert_str(
		marks,
		"{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"string\",\"enum\":"
		"[\"edited\",\"revoked\",\"media_omitted\",\"view_once\",\"pushname\"]},"
		"\"description\":\"What became of it.\",\"x-data-class\":\"metadata\","
		"\"x-purpose\":\"converse\"}");
	arena_release(&a);
}

static void a_filter_is_described_as_its_field(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);

	(void) state;
	describe_filter(&b, &contact_record, F_contact_lead_status);
	describe_filter(&b, &contact_record, F_contact_last_message_at);
	assert_str(buf_str(&b),
	           "{\"type\":\"string\",\"enum\":[\"none\",\"fresh\",\"working\",\"qualified\","
	           "\"lost\"]},{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,"
	           "\"maximum\":9007199254740991}");
	arena_release(&a);
}

static void each_reference_leads_to_a_schema(void **state)
{
	static const struct str prefix = STR("\"$ref\":\"#/components/schemas/");
	struct arena a = ARENA_INIT;
	const struct str all = schemas(&a);
	struct str rest = all;
	unsigned n = 0;
	size_t at;

	(void) state;
	for (; str_find(rest, prefix, &at); n++) {
		rest = str_from(rest, at + prefix.len);
		assert_false(str_absent(member(&a, all, str_cut(&rest, '"'))));
	}
	assert_true(n >= 3);
	arena_release(&a);
}

/* member() fails on a name that stands twice. */
static void each_type_has_a_name_of_its_own(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str all = schemas(&a);
	struct json j = json_of(all, &a);
	struct str name;

	(void) state;
	for (bool first = true; json_member(&j, &name, &first) > 0;) {
		assert_true(json_skip(&j, NULL));
		assert_false(str_absent(member(&a, all, name)));
	}
	assert_str(describe_type_name(&a, &contact_identity_record), "ContactIdentity");
	arena_release(&a);
}

static void meta_tells_how_fields_can_be_used(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str meta = described(&a, describe_meta);
	const struct str contacts = member(&a, meta, S("contacts"));
	const struct str fields = member(&a, contacts, S("fields"));

	(void) state;
	assert_json(&a, meta);
	assert_str(member(&a, contacts, S("name")), "\"contact\"");
	assert_str(
		member(&a, fields, S("name")),
		"{\"kind\":\"text\",\"max\":200,\"required\":true,\"sort\":true,\"search\":true}");
	assert_str(member(&a, fields, S("owner_id")),
	           "{\"kind\":\"uuid\",\"record\":\"members\",\"nullable\":true,\"filter\":true}");
	assert_str(member(&a, fields, S("last_message_at")),
	           "{\"kind\":\"time\",\"nullable\":true,\"read_only\":true,\"derived\":true,"
	           "\"sort\":true}");
	assert_absent(member(&a, fields, S("search_key")));
	assert_str(member(&a, contacts, S("parts")), "[\"identities\",\"tags\"]");
	assert_str(member(&a, contacts, S("actions")), "[\"resolve\"]");
	assert_str(member(&a, contacts, S("custom")), "true");
	assert_absent(member(&a, meta, S("settings")));
	arena_release(&a);
}

/* -- the data map -- */

static void map_holds_every_column(struct arena *a, struct str map, const struct record *rec)
{
	struct json j = json_of(member(a, map, S("records")), a);
	struct str record, found = STR_ABSENT;

	for (bool first = true; json_element(&j, &first) > 0;) {
		assert_true(json_skip(&j, &record));
		if (str_eq(member(a, record, S("plural")),
		           arena_printf(a, "\"%.*s\"", PRI_STR(rec->plural))))
			found = record;
	}
	assert_false(str_absent(found));
	for (unsigned i = 0; i < rec->n; i++)
		assert_true(str_find(found,
		                     arena_printf(a, "{\"name\":\"%.*s\",\"doc\":",
		                                  PRI_STR(rec->fields[i].name)),
		                     NULL));
}

static void the_map_holds_every_column_of_both_stores(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str map = described(&a, describe_data_map_json);

	(void) state;
	assert_json(&a, map);
	for (unsigned i = 0; i < cell_record_count; i++)
		map_holds_every_column(&a, map, cell_records[i]);
	for (unsigned i = 0; i < control_record_count; i++)
		map_holds_every_column(&a, map, control_records[i]);
	arena_release(&a);
}

/* What a policy's columns say is explained in the map itself. */
static void the_map_explains_its_words(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str map = described(&a, describe_data_map_json);
	const struct str classes = member(&a, map, S("classes"));
	const struct str policies_told = member(&a, map, S("policies"));

	(void) state;
	for (unsigned i = 0; i < CLASS_N; i++)
		assert_true(member(&a, classes, class_words[i]).len > 10);
	for (unsigned i = PRIVACY_undeclared + 1; i < PRIVACY_N; i++)
		assert_false(str_absent(member(&a, policies_told, policies[i].name)));
	assert_str(
		member(&a, member(&a, policies_told, S("credential")), S("treated")),
		"\"Credentials: what lets somebody in or opens a store. Needed to keep accounts "
		"and data safe, kept as long as the account. Seen by nobody: it never leaves the "
		"program. Stored only as a hash, from which it cannot be read back. Left out on "
		"export, removed with its row on erasure, hidden under restriction.\"");
	arena_release(&a);
}

static void the_text_fits_a_terminal_and_tells_all(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str text = described(&a, describe_data_map_text);
	struct str rest = text;

	(void) state;
	while (!str_absent(rest)) {
		const struct str line = str_cut(&rest, '\n');

		assert_true(utf8_count(line) <= 100);
		assert_false(str_ends(line, S(" ")));
	}
	for (unsigned i = 0; i < cell_record_count; i++)
		assert_true(str_find(
			text, arena_printf(&a, "\n%.*s\n---", PRI_STR(cell_records[i]->plural)),
			NULL));
	assert_true(str_find(text, S("      password_hash       argon2id.\n"), NULL));
	assert_true(str_find(text,
	                     S("About the person behind chat_id, and the person behind sender_id."),
	                     NULL));
	arena_release(&a);
}

/* Every element that is opened is closed, in turn; nothing is loaded and nothing runs. */
static void the_page_stands_alone(void **state)
{
	struct arena a = ARENA_INIT;
	const struct str page = described(&a, describe_data_map_html);
	struct str rest = page, open[16];
	unsigned depth = 0, n = 0;

	(void) state;
	for (size_t at; str_find_byte(rest, '<', &at); n++) {
		struct str tag, name;

		rest = str_from(rest, at + 1);
		tag = str_cut(&rest, '>');
		name = str_cut(&tag, ' ');
		if (str_eq(name, S("!doctype")) || str_eq(name, S("meta")))
			continue;
		if (str_starts(name, S("/"))) {
			assert_true(depth > 0);
			assert_str_is(str_from(name, 1), open[--depth]);
			continue;
		}
		assert_true(depth < COUNT(open));
		open[depth++] = name;
	}
	assert_int_equal(depth, 0);
	assert_true(n > 500);
	assert_false(str_find(page, S("<script"), NULL));
	assert_false(str_find(page, S("src="), NULL));
	assert_false(str_find(page, S("://"), NULL));
	assert_true(str_find(page, S("<dt>password_hash</dt>"), NULL));
	arena_release(&a);
}

static void documents_are_the_same_each_time(void **state)
{
	static void (*const documents[])(struct buf *) = {
		describe_schemas,       describe_data_map_json, describe_data_map_text,
		describe_data_map_html, describe_lock,          describe_meta,
	};
	struct arena a = ARENA_INIT;

	(void) state;
	for (size_t i = 0; i < COUNT(documents); i++) {
		const struct str once = described(&a, documents[i]);

		assert_true(once.len > 1000);
		assert_true(str_eq(once, described(&a, documents[i])));
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schemas_say_what_may_be_sent),
		cmocka_unit_test(a_field_is_described_to_the_letter),
		cmocka_unit_test(a_filter_is_described_as_its_field),
		cmocka_unit_test(each_reference_leads_to_a_schema),
		cmocka_unit_test(each_type_has_a_name_of_its_own),
		cmocka_unit_test(meta_tells_how_fields_can_be_used),
		cmocka_unit_test(the_map_holds_every_column_of_both_stores),
		cmocka_unit_test(the_map_explains_its_words),
		cmocka_unit_test(the_text_fits_a_terminal_and_tells_all),
		cmocka_unit_test(the_page_stands_alone),
		cmocka_unit_test(documents_are_the_same_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
