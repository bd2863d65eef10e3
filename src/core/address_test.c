/* Promise: what is kept as an address is one, and what people write is taken. */
#include "base/test.h"
#include "core/address.h"

static const char *const emails[] = {
	"ana@example.test",  "a.b+c@mail.example.test",
	"o'hara@example.co", "jürgen@münchen.example",
	"用户@例子.测试",    "x@a-b.example",
	"1@2.example",
};

static const char *const no_emails[] = {
	"",          "@",       "a@",           "@b.c",    "a@b",      "a@@b.c",        "a@b@c.d",
	"a b@c.d",   "a@b c.d", "a@.b.c",       "a@b.c.",  "a@b..c",   "a@b.c-",        "<a@b.c>",
	"a,b@c.d",   "a;b@c.d", "mailto:a@b.c", "a@b.c\n", "a\"b@c.d", "a@[127.0.0.1]", "a(b)@c.d",
	"a@b.c\x7f",
};

static const char *const pages[] = {
	"https://example.test",
	"http://example.test/",
	"https://example.test:8443/a?b=c#d",
	"https://localhost",
	"http://127.0.0.1:1",
	"https://[2001:db8::1]:443/x",
	"https://münchen.example/straße",
	"https://example.test.",
	"https://a_b.example?x=1@2",
	"https://example.test/a:b",
	"https://[::1]",
};

static const char *const no_pages[] = {
	"",
	"example.test",
	"https://",
	"https:///x",
	"https://?x",
	"HTTPS://example.test",
	"ftp://example.test",
	"javascript:alert(1)",
	"https://a b.example",
	"https://example.test/a b",
	"https://ana@example.test",
	"https://bank.example:443@evil.example/",
	"https://example.test:0",
	"https://example.test:65536",
	"https://example.test:",
	"https://example.test:x",
	"https://a..b",
	"https://.example.test",
	"https://-a.example",
	"https://a-.example",
	"https://example.test/<script>",
	"https://example.test/\"x",
	"https://exa\tmple.test",
	"https://[::1",
	"https://[]",
	"https://[g::x/y]",
	"https://a\\b",
	"https://example.test:123456",
	"https://.",
};

static void what_people_write_is_taken(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(emails); i++)
		assert_true(address_is_email(str_of(emails[i])));
	for (size_t i = 0; i < COUNT(pages); i++) {
		if (!address_is_web(str_of(pages[i])))
			fail_msg("%s", pages[i]);
	}
}

static void what_is_none_is_refused(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(no_emails); i++) {
		if (address_is_email(str_of(no_emails[i])))
			fail_msg("%s", no_emails[i]);
	}
	for (size_t i = 0; i < COUNT(no_pages); i++) {
		if (address_is_web(str_of(no_pages[i])))
			fail_msg("%s", no_pages[i]);
	}
	assert_false(address_is_web((struct str) { "https://a\0b", 11 }));
	assert_false(address_is_email((struct str) { "a\0b@c.d", 7 }));
}

static void an_address_has_a_longest(void **state)
{
	char text[400];
	(void) state;
	memset(text, 'a', sizeof text);
	memcpy(text + 100, "@b.c", 4);
	assert_true(address_is_email((struct str) { text, 320 }));
	assert_false(address_is_email((struct str) { text, 321 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_write_is_taken),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(an_address_has_a_longest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
