/* addr_test.c: what addr.h promises about addresses, prefixes and listen entries. */
#include "net/addr.h"

#include "base/test.h"

static struct net_addr addr(const char *text)
{
	struct net_addr a;

	assert_true(addr_parse(str_of(text), &a));
	return a;
}

static struct net_prefix prefix(const char *text)
{
	struct net_prefix p;

	assert_true(prefix_parse(str_of(text), &p));
	return p;
}

static void addresses_come_back_as_text(void **state)
{
	static const char *const same[] = { "192.0.2.1", "0.0.0.0",     "255.255.255.255", "::",
		                            "::1",       "2001:db8::1", "fe80::1:2" };
	char out[ADDR_TEXT];

	(void) state;
	for (size_t i = 0; i < COUNT(same); i++)
		assert_str_is(addr_text(addr(same[i]), out), str_of(same[i]));
	assert_str(addr_text(addr("2001:DB8:0:0::1"), out), "2001:db8::1");
	assert_str(addr_text((struct net_addr) { 0 }, out), "");
}

static void other_texts_are_no_addresses(void **state)
{
	static const char *const bad[] = {
		"",
		"1",
		"1.2.3",
		"1.2.3.4.5",
		"256.1.1.1",
		"01.2.3.4",
		"0x7f.0.0.1",
		"1.2.3.4 ",
		" 1.2.3.4",
		"1.2.3.4:80",
		"[::1]",
		"::1%eth0",
		":::",
		"2001:db8::1::2",
		"localhost",
		"1.2.3.4/24",
		"12345:1::",
		"2130706433",
		"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
	};
	struct net_addr a;

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(addr_parse(str_of(bad[i]), &a));
	assert_false(addr_parse(S("1.2.3.4\0"), &a));
	assert_false(addr_parse(STR_ABSENT, &a));
}

static void mapped_addresses_are_ipv4(void **state)
{
	char out[ADDR_TEXT];

	(void) state;
	assert_true(addr_eq(addr("::ffff:192.0.2.1"), addr("192.0.2.1")));
	assert_str(addr_text(addr("::ffff:c000:201"), out), "192.0.2.1");
	assert_false(addr_eq(addr("::192.0.2.1"), addr("192.0.2.1")));
	assert_false(addr_eq(addr("::1"), addr("0.0.0.1")));
}

static void loopback_is_known(void **state)
{
	(void) state;
	assert_true(addr_is_loopback(addr("127.0.0.1")));
	assert_true(addr_is_loopback(addr("127.255.0.9")));
	assert_true(addr_is_loopback(addr("::1")));
	assert_true(addr_is_loopback(addr("::ffff:127.0.0.1")));
	assert_false(addr_is_loopback(addr("128.0.0.1")));
	assert_false(addr_is_loopback(addr("::2")));
	assert_false(addr_is_loopback((struct net_addr) { 0 }));
}

static void prefixes_hold_what_begins_like_them(void **state)
{
	(void) state;
	assert_true(prefix_holds(prefix("10.0.0.0/8"), addr("10.255.1.2")));
	assert_false(prefix_holds(prefix("10.0.0.0/8"), addr("11.0.0.0")));
	assert_true(prefix_holds(prefix("172.16.0.0/12"), addr("172.31.255.255")));
	assert_false(prefix_holds(prefix("172.16.0.0/12"), addr("172.32.0.0")));
	assert_true(prefix_holds(prefix("192.0.2.1"), addr("192.0.2.1")));
	assert_false(prefix_holds(prefix("192.0.2.1"), addr("192.0.2.2")));
	assert_true(prefix_holds(prefix("0.0.0.0/0"), addr("203.0.113.9")));
	assert_false(prefix_holds(prefix("0.0.0.0/0"), addr("::1")));
	assert_true(prefix_holds(prefix("2001:db8::/33"), addr("2001:db8:7fff::1")));
	assert_false(prefix_holds(prefix("2001:db8::/33"), addr("2001:db8:8000::1")));
	assert_true(prefix_holds(prefix("::1/128"), addr("::1")));
	assert_false(prefix_holds(prefix("0.0.0.0/0"), (struct net_addr) { 0 }));
}

static void bad_prefixes_are_refused(void **state)
{
	static const char *const bad[] = { "",
		                           "/8",
		                           "10.0.0.0/",
		                           "10.0.0.0/33",
		                           "::/129",
		                           "10.0.0.1/8",
		                           "10.0.0.0/-1",
		                           "10.0.0.0/8/8",
		                           "10.0.0.0/0x8",
		                           "10.0.0.0/ 8",
		                           "2001:db8::1/64",
		                           "10.0.0.0/0008" };
	struct net_prefix p;

	(void) state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(prefix_parse(str_of(bad[i]), &p));
}

static void listen_entries(void **state)
{
	static const char *const bad[] = { "",
		                           "8080",
		                           "127.0.0.1",
		                           "127.0.0.1:",
		                           "::1:80",
		                           "localhost:80",
		                           "127.0.0.1:65536",
		                           "[]:80",
		                           "127.0.0.1:-1",
		                           "[::1]",
		                           "[::1:80",
		                           "127.0.0.1:0x50",
		                           "127.0.0.1:000080" };
	struct net_addr a;
	uint16_t port;

	(void) state;
	assert_true(listen_parse(S("127.0.0.1:8080"), &a, &port));
	assert_true(addr_eq(a, addr("127.0.0.1")) && port == 8080);
	assert_true(listen_parse(S("[::1]:443"), &a, &port));
	assert_true(addr_eq(a, addr("::1")) && port == 443);
	assert_true(listen_parse(S(":0"), &a, &port));
	assert_true(addr_eq(a, addr("::")) && port == 0);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(listen_parse(str_of(bad[i]), &a, &port));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_come_back_as_text),
		cmocka_unit_test(other_texts_are_no_addresses),
		cmocka_unit_test(mapped_addresses_are_ipv4),
		cmocka_unit_test(loopback_is_known),
		cmocka_unit_test(prefixes_hold_what_begins_like_them),
		cmocka_unit_test(bad_prefixes_are_refused),
		cmocka_unit_test(listen_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
