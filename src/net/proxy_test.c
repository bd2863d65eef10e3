/* proxy_test.c: who the client is, and whom to believe about it. */
#include "net/proxy.h"

#include "base/test.h"

static const char *const trusted_texts[] = { "127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48" };

/* The client's address as text, "https " before it when the client spoke TLS. */
static struct str resolve(const char *peer, const char *headers)
{
	static char out[16 + ADDR_TEXT], request[1000];
	char text[ADDR_TEXT];
	struct net_prefix trusted[COUNT(trusted_texts)];
	struct net_addr from = { 0 };
	struct head h;
	const char *why;
	struct buf b = { .ptr = request, .cap = sizeof(request) };
	struct buf o = { .ptr = out, .cap = sizeof(out) };

	put(&b, S("GET / HTTP/1.1\r\nHost: a\r\n"));
	put(&b, str_of(headers));
	put(&b, S("\r\n"));
	assert_int_equal(head_split(buf_str(&b), HEADERS_MAX, &h, &why), OK);
	for (size_t i = 0; i < COUNT(trusted); i++)
		assert_true(prefix_parse(str_of(trusted_texts[i]), &trusted[i]));
	assert_true(*peer == '\0' || addr_parse(str_of(peer), &from));
	const struct proxy_facts f = proxy_resolve(&h, from, trusted, COUNT(trusted));
	if (f.is_tls)
		put(&o, S("https "));
	put(&o, addr_text(f.client, text));
	return buf_str(&o);
}

static void strangers_are_not_believed(void **state)
{
	(void) state;
	assert_str(resolve("203.0.113.9",
	                   "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"),
	           "203.0.113.9");
	assert_str(resolve("203.0.113.9", ""), "203.0.113.9");
}

static void a_trusted_proxy_names_its_client(void **state)
{
	(void) state;
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: 192.0.2.1\r\n"), "192.0.2.1");
	assert_str(resolve("127.0.0.1", "x-forwarded-for: 2001:db8::9\r\n"), "2001:db8::9");
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: [2001:db8::9]:4711\r\n"), "2001:db8::9");
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: 192.0.2.1:4711\r\n"), "192.0.2.1");
	assert_str(resolve("127.0.0.1", ""), "127.0.0.1");
	assert_str(resolve("", "X-Forwarded-For: 192.0.2.1\r\n"), "192.0.2.1");
}

static void what_the_client_wrote_itself_is_not_reached(void **state)
{
	(void) state;
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: 1.1.1.1, 192.0.2.1\r\n"), "192.0.2.1");
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: 1.1.1.1, 192.0.2.1, 10.1.2.3\r\n"),
	           "192.0.2.1");
	assert_str(resolve("127.0.0.1",
	                   "X-Forwarded-For: 1.1.1.1, 192.0.2.1\r\nX-Forwarded-For: 10.1.2.3\r\n"),
	           "192.0.2.1");
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: 10.9.9.9, 10.1.2.3\r\n"), "10.9.9.9");
}

static void nonsense_ends_the_walk(void **state)
{
	(void) state;
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: 192.0.2.1, nonsense, 10.1.2.3\r\n"),
	           "10.1.2.3");
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: unknown\r\n"), "127.0.0.1");
	assert_str(resolve("127.0.0.1", "X-Forwarded-For:\r\n"), "127.0.0.1");
	assert_str(resolve("127.0.0.1", "X-Forwarded-For: [::1\r\n"), "127.0.0.1");
}

static void the_nearest_proxy_says_whether_it_was_tls(void **state)
{
	(void) state;
	assert_str(resolve("127.0.0.1", "X-Forwarded-Proto: https\r\n"), "https 127.0.0.1");
	assert_str(resolve("127.0.0.1", "X-Forwarded-Proto: http, https\r\n"), "https 127.0.0.1");
	assert_str(resolve("127.0.0.1", "X-Forwarded-Proto: https, http\r\n"), "127.0.0.1");
	assert_str(resolve("127.0.0.1", "X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n"),
	           "127.0.0.1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strangers_are_not_believed),
		cmocka_unit_test(a_trusted_proxy_names_its_client),
		cmocka_unit_test(what_the_client_wrote_itself_is_not_reached),
		cmocka_unit_test(nonsense_ends_the_walk),
		cmocka_unit_test(the_nearest_proxy_says_whether_it_was_tls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
