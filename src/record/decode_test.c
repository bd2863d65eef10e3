/* decode_test.c: what the API takes, and what it refuses, under which code and at which pointer. */
#include "base/test.h"
#include "record/decode.h"
#include "record/flaws_test.h"

#define ID1 "019ab66b-e400-7102-8304-05060708090a"
#define ID2 "019ab66b-e400-7102-8304-05060708090b"
#define A_NAME "\"name\":\"Ana\""

struct refusal {
	const struct record *rec;
	enum op op;
	const char *body, *flaws;
};

static void refused(const struct refusal *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena a = ARENA_INIT;
		struct problems ps;
		struct decoded d;

		problems_init(&ps, &a);
		assert_int_equal(
			record_decode(list[i].rec, list[i].op, str_of(list[i].body), &a, &d, &ps),
			ERR_INVALID);
		assert_str_is(flaws_of(&a, &ps), str_of(list[i].flaws));
		assert_int_equal(ps.within_len, 0);
		arena_release(&a);
	}
}

static void members_that_may_not_be_sent(void **state)
{
	static const struct refusal list[] = {
		{ &contact_record, OP_create, "{" A_NAME ",\"nmae\":1}", "/nmae unknown_field" },
		{ &contact_record, OP_create, "{" A_NAME ",\"a/b~\":{}}", "/a~1b~0 unknown_field" },
		{ &contact_record, OP_create, "{" A_NAME "," A_NAME "}", "/name repeated_field" },
		{ &contact_record, OP_create, "{\"version\":1," A_NAME "}", "/version read_only" },
		{ &contact_record, OP_create, "{" A_NAME ",\"unread\":\"x\"}",
		  "/unread read_only" },
		/* As if it did not exist. */
		{ &contact_record, OP_create, "{" A_NAME ",\"run_id\":null}",
		  "/run_id unknown_field" },
		{ &contact_record, OP_create, "{" A_NAME ",\"base_version\":1}",
		  "/base_version unknown_field" },
		{ &contact_record, OP_patch, "{\"source\":\"api\"}", "/source create_only" },
		{ &contact_record, OP_patch, "{\"id\":\"" ID1 "\"}", "/id create_only" },
		{ &contact_record, OP_patch, "{\"tags\":[]}", "/tags create_only" },
		{ &sign_in_record, OP_form, "{\"email\":\"a\",\"password\":\"b\",\"otp\":1}",
		  "/otp unknown_field" },
	};

	(void) state;
	refused(list, COUNT(list));
}

static void members_that_are_missing(void **state)
{
	static const struct refusal list[] = {
		{ &contact_record, OP_create, "{}", "/name required" },
		{ &contact_record, OP_create, "{\"name\":null}", "/name required" },
		{ &contact_record, OP_create, "{" A_NAME ",\"lead_status\":null}",
		  "/lead_status required" },
		{ &contact_record, OP_patch, "{\"name\":null}", "/name required" },
		{ &contact_identity_record, OP_create, "{}",
		  "/contact_id required, /kind required, /value required" },
		{ &sign_in_record, OP_form, "{\"email\":\"a\"}", "/password required" },
	};

	(void) state;
	refused(list, COUNT(list));
}

static void values_of_the_wrong_type(void **state)
{
	static const struct refusal list[] = {
		{ &contact_record, OP_create, "[]", " wrong_type" },
		{ &contact_record, OP_create, "\"x\"", " wrong_type" },
		{ &contact_record, OP_patch, "{\"name\":1}", "/name wrong_type" },
		{ &contact_record, OP_patch, "{\"name\":[\"a\"]}", "/name wrong_type" },
		{ &contact_record, OP_patch, "{\"lead_status\":1}", "/lead_status wrong_type" },
		{ &contact_record, OP_patch, "{\"owner_id\":true}", "/owner_id wrong_type" },
		{ &note_record, OP_patch, "{\"pinned\":\"true\"}", "/pinned wrong_type" },
		{ &note_record, OP_patch, "{\"pinned\":0}", "/pinned wrong_type" },
		{ &tag_record, OP_patch, "{\"colour\":\"1\"}", "/colour wrong_type" },
		{ &message_record, OP_patch, "{\"marks\":\"edited\"}", "/marks wrong_type" },
		{ &message_record, OP_patch, "{\"marks\":[\"edited\",1]}", "/marks/1 wrong_type" },
		{ &contact_record, OP_patch, "{\"custom\":[]}", "/custom wrong_type" },
		{ &contact_record, OP_create, "{" A_NAME ",\"tags\":{}}", "/tags wrong_type" },
		{ &contact_record, OP_create, "{" A_NAME ",\"tags\":[1]}", "/tags/0 wrong_type" },
		{ &contact_record, OP_create, "{" A_NAME ",\"identities\":[[]]}",
		  "/identities/0 wrong_type" },
		{ &contact_record, OP_patch, "{\"base_version\":\"1\"}",
		  "/base_version wrong_type" },
		{ &contact_record, OP_patch, "{\"base_version\":null}",
		  "/base_version wrong_type" },
	};

	(void) state;
	refused(list, COUNT(list));
}

static void values_in_the_wrong_form(void **state)
{
	static const struct refusal list[] = {
		{ &contact_record, OP_patch, "{\"owner_id\":\"x\"}", "/owner_id malformed" },
		{ &contact_record, OP_patch, "{\"birthday\":\"2023-02-29\"}",
		  "/birthday malformed" },
		{ &contact_record, OP_patch, "{\"birthday\":\"\"}", "/birthday malformed" },
		{ &contact_record, OP_patch, "{\"language\":\"de_DE\"}", "/language malformed" },
		{ &workspace_record, OP_patch, "{\"country\":\"br\"}", "/country malformed" },
		{ &workspace_record, OP_patch, "{\"currency\":\"EU\"}", "/currency malformed" },
		{ &workspace_record, OP_patch, "{\"time_zone\":\"../etc\"}",
		  "/time_zone malformed" },
		{ &contact_record, OP_patch, "{\"lead_status\":\"hot\"}",
		  "/lead_status not_a_choice" },
		{ &contact_record, OP_patch, "{\"lead_status\":\"\"}",
		  "/lead_status not_a_choice" },
		{ &message_record, OP_patch, "{\"marks\":[\"edited\",\"x\"]}",
		  "/marks/1 not_a_choice" },
		{ &message_record, OP_patch, "{\"marks\":[\"edited\",\"edited\"]}",
		  "/marks/1 repeated_field" },
		{ &contact_record, OP_patch, "{\"name\":\"\"}", "/name too_short" },
		{ &contact_record, OP_patch, "{\"name\":\" \\u00a0\\t\\u3000\"}",
		  "/name too_short" },
		{ &tag_record, OP_patch, "{\"colour\":12}", "/colour out_of_range" },
		{ &tag_record, OP_patch, "{\"colour\":-1}", "/colour out_of_range" },
		{ &tag_record, OP_patch, "{\"colour\":1.5}", "/colour out_of_range" },
		{ &tag_record, OP_patch, "{\"colour\":1e400}", "/colour out_of_range" },
		{ &tag_record, OP_patch, "{\"position\":9007199254740992}",
		  "/position out_of_range" },
		{ &contact_record, OP_patch, "{\"base_version\":0}", "/base_version out_of_range" },
		/* Chosen ids carry their time, as ours do. */
		{ &contact_record, OP_create,
		  "{" A_NAME ",\"id\":\"019ab66b-e400-4102-8304-05060708090a\"}", "/id malformed" },
		{ &contact_record, OP_create,
		  "{" A_NAME ",\"id\":\"019ab66b-e400-7102-c304-05060708090a\"}", "/id malformed" },
	};

	(void) state;
	refused(list, COUNT(list));
}

static void parts_and_custom_values_are_held_to_rules(void **state)
{
	static const struct refusal list[] = {
		{ &contact_record, OP_create, "{" A_NAME ",\"tags\":[\"" ID1 "\",\"" ID1 "\"]}",
		  "/tags/1 repeated_field" },
		{ &contact_record, OP_create, "{" A_NAME ",\"tags\":[\"" ID1 "\",\"x\"]}",
		  "/tags/1 malformed" },
		{ &contact_record, OP_create, "{" A_NAME ",\"tags\":[],\"tags\":[]}",
		  "/tags repeated_field" },
		{ &contact_record, OP_create, "{" A_NAME ",\"identities\":[{}]}",
		  "/identities/0/kind required, /identities/0/value required" },
		{ &contact_record, OP_create,
		  "{" A_NAME
		  ",\"identities\":[{\"kind\":\"phone\",\"value\":\"1\"},{\"kind\":\"fax\","
		  "\"value\":\"\",\"contact_id\":\"" ID1 "\",\"x\":1}]}",
		  "/identities/1/kind not_a_choice, /identities/1/value too_short, "
		  "/identities/1/contact_id read_only, /identities/1/x unknown_field" },
		{ &contact_record, OP_patch, "{\"custom\":{\"x\":1}}", "/custom/x unknown_field" },
		{ &contact_record, OP_patch, "{\"custom\":{\"" ID1 "\":{}}}",
		  "/custom/" ID1 " wrong_type" },
		{ &contact_record, OP_patch, "{\"custom\":{\"" ID1 "\":[\"a\",null,1]}}",
		  "/custom/" ID1 " wrong_type" },
		{ &contact_record, OP_patch, "{\"custom\":{\"" ID1 "\":1,\"" ID1 "\":2}}",
		  "/custom/" ID1 " repeated_field" },
		{ &contact_record, OP_patch, "{\"custom\":{},\"custom\":{}}",
		  "/custom repeated_field" },
		{ &note_record, OP_patch, "{\"custom\":{}}", "/custom unknown_field" },
	};

	(void) state;
	refused(list, COUNT(list));
}

static void every_flaw_is_told_at_once(void **state)
{
	static const struct refusal list[] = {
		{ &contact_record, OP_create,
		  "{\"birthday\":\"x\",\"custom\":{\"x\":[]},\"language\":4,\"owner_id\":\"\","
		  "\"unread\":1}",
		  "/birthday malformed, /custom/x unknown_field, /language wrong_type, "
		  "/owner_id malformed, /unread read_only, /name required" },
	};

	(void) state;
	refused(list, COUNT(list));
}

static struct str repeat(struct arena *a, const char *what, size_t n, const char *between)
{
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < n; i++)
		putf(&b, "%s%s", i == 0 ? "" : between, what);
	return buf_str(&b);
}

static enum err decode(struct arena *a, const struct record *rec, enum op op, struct str body,
                       struct decoded *d, struct problems *ps)
{
	problems_init(ps, a);
	return record_decode(rec, op, body, a, d, ps);
}

static void lengths_are_counted_in_code_points(void **state)
{
	static const struct {
		const char *what;
		size_t most;
	} texts[] = {
		{ "x", 200 },
		{ "é", 200 },
		{ "𝔛", 200 },
		{ "\\ud835\\udd1b", 200 },
	};
	struct arena a = ARENA_INIT;
	struct problems ps;
	struct decoded d;

	(void) state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		for (size_t more = 0; more < 2; more++) {
			const struct str text = repeat(&a, texts[i].what, texts[i].most + more, "");
			const struct str body =
				arena_printf(&a, "{\"name\":\"%.*s\"}", PRI_STR(text));

			assert_int_equal(decode(&a, &contact_record, OP_create, body, &d, &ps),
			                 more == 0 ? OK : ERR_INVALID);
			if (more != 0)
				assert_str(flaws_of(&a, &ps), "/name too_long");
		}
	}
	arena_release(&a);
}

static void lists_have_an_end(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems ps;
	struct decoded d;
	struct str body;

	(void) state;
	for (size_t n = PART_ROWS_MAX; n <= PART_ROWS_MAX + 1; n++) {
		body = arena_printf(
			&a, "{" A_NAME ",\"identities\":[%.*s]}",
			PRI_STR(repeat(&a, "{\"kind\":\"lid\",\"value\":\"1\"}", n, ",")));
		assert_int_equal(decode(&a, &contact_record, OP_create, body, &d, &ps),
		                 n == PART_ROWS_MAX ? OK : ERR_INVALID);
	}
	assert_str(flaws_of(&a, &ps), "/identities too_long");
	for (size_t n = CUSTOM_LIST_MAX; n <= CUSTOM_LIST_MAX + 1; n++) {
		body = arena_printf(&a, "{\"custom\":{\"" ID1 "\":[%.*s]}}",
		                    PRI_STR(repeat(&a, "\"\"", n, ",")));
		assert_int_equal(decode(&a, &contact_record, OP_patch, body, &d, &ps),
		                 n == CUSTOM_LIST_MAX ? OK : ERR_INVALID);
	}
	assert_str(flaws_of(&a, &ps), "/custom/" ID1 " too_long");
	body = arena_printf(&a, "{\"custom\":{%.*s}}",
	                    PRI_STR(repeat(&a, "\"x\":1", CUSTOM_IN_MAX + 1, ",")));
	assert_int_equal(decode(&a, &contact_record, OP_patch, body, &d, &ps), ERR_INVALID);
	assert_str(flaws_of(&a, &ps), "/custom too_long");
	arena_release(&a);
}

static void broken_text_is_only_that(void **state)
{
	static const char *const bodies[] = {
		"",
		" ",
		"{",
		"{\"name\"}",
		"{" A_NAME ",}",
		"{" A_NAME "}x",
		"{\"nmae\":tru}",
		"{\"nmae\":1,\"tags\":[1,",
		"{\"tags\":[x]}",
		"{\"identities\":[{\"kind\":\"x\"},",
		"{\"custom\":{\"x\":1",
		"{\"custom\":{\"" ID1 "\":[1,}}",
		"{\"name\":\"\\u0000\"}",
		"{\"name\":\"\\ud800\"}",
		"{\"name\":\"\xff\"}",
		"{\"marks\":[\"x\"",
		"[1",
	};
	struct arena a = ARENA_INIT;
	struct problems ps;
	struct decoded d;

	(void) state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		assert_int_equal(decode(&a, &contact_record, OP_create, str_of(bodies[i]), &d, &ps),
		                 ERR_BAD_JSON);
		assert_int_equal(ps.n, 0);
		assert_int_equal(ps.within_len, 0);
	}
	arena_release(&a);
}

static void what_is_sent_arrives(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems ps;
	struct decoded d;
	const struct contact *c;
	const struct contact_identity *first;
	struct uuid id1;

	(void) state;
	assert_true(uuid_parse(S(ID1), &id1));
	assert_int_equal(decode(&a, &contact_record, OP_create,
	                        S("{\"tags\":[\"" ID1 "\",\"" ID2 "\"],\"company\":null," A_NAME
	                          ",\"identities\":[{\"kind\":\"phone\",\"value\":\"+55\"}],"
	                          "\"custom\":{\"" ID1 "\":\"a\",\"" ID2 "\":-1.50e3}}"),
	                        &d, &ps),
	                 OK);
	c = d.row;
	assert_str(c->name, "Ana");
	assert_true(c->has == BIT(F_contact_name));
	assert_true(d.sent == (BIT(F_contact_name) | BIT(F_contact_company) | BIT(PARTS_BIT) |
	                       BIT(CUSTOM_BIT)));
	assert_int_equal(d.part_n, 2);
	assert_str(d.parts[0].part->name, "tags");
	assert_int_equal(d.parts[0].n, 2);
	assert_true(uuid_eq(d.parts[0].ids[0], id1));
	assert_null(d.parts[0].rows);
	assert_int_equal(d.parts[1].n, 1);
	first = d.parts[1].rows[0];
	assert_int_equal(first->kind, identity_kind_phone);
	assert_str(first->value, "+55");
	assert_true(d.parts[1].sent[0] ==
	            (BIT(F_contact_identity_kind) | BIT(F_contact_identity_value)));
	assert_int_equal(d.custom_n, 2);
	assert_true(uuid_eq(d.custom[0].field_id, id1));
	assert_int_equal(d.custom[0].kind, CUSTOM_IN_text);
	assert_int_equal(d.custom[1].kind, CUSTOM_IN_number);
	assert_str(d.custom[1].text, "-1.50e3");
	arena_release(&a);
}

static void a_patch_says_what_it_is_based_on(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems ps;
	struct decoded d;

	(void) state;
	assert_int_equal(decode(&a, &contact_record, OP_patch,
	                        S("{\"company\":null,\"base_version\":7,\"custom\":{\"" ID1
	                          "\":[\"a\",\"b\"],\"" ID2 "\":false}}"),
	                        &d, &ps),
	                 OK);
	assert_true(d.base_version == 7);
	assert_true(d.sent == (BIT(F_contact_company) | BIT(CUSTOM_BIT)));
	assert_int_equal(d.custom[0].kind, CUSTOM_IN_list);
	assert_int_equal(d.custom[0].n, 2);
	assert_str(d.custom[0].list[1], "b");
	assert_int_equal(d.custom[1].kind, CUSTOM_IN_flag);
	assert_str(d.custom[1].text, "false");
	assert_int_equal(decode(&a, &contact_record, OP_patch, S("{}"), &d, &ps), OK);
	assert_true(d.base_version == 0 && d.sent == 0 && d.part_n == 0);
	arena_release(&a);
}

static void only_what_can_be_said_is_taken(void **state)
{
	(void) state;
	assert_true(record_takes(&contact_record, OP_create));
	assert_true(record_takes(&contact_record, OP_patch));
	assert_true(record_takes(&contact_tag_record, OP_create));
	assert_false(record_takes(&contact_tag_record, OP_patch));
	assert_false(record_takes(&member_record, OP_create));
	assert_false(record_takes(&timeline_record, OP_create));
	assert_false(record_takes(&contact_record, OP_form));
	assert_true(record_takes(&sign_in_record, OP_form));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_that_may_not_be_sent),
		cmocka_unit_test(members_that_are_missing),
		cmocka_unit_test(values_of_the_wrong_type),
		cmocka_unit_test(values_in_the_wrong_form),
		cmocka_unit_test(parts_and_custom_values_are_held_to_rules),
		cmocka_unit_test(every_flaw_is_told_at_once),
		cmocka_unit_test(lengths_are_counted_in_code_points),
		cmocka_unit_test(lists_have_an_end),
		cmocka_unit_test(broken_text_is_only_that),
		cmocka_unit_test(what_is_sent_arrives),
		cmocka_unit_test(a_patch_says_what_it_is_based_on),
		cmocka_unit_test(only_what_can_be_said_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
