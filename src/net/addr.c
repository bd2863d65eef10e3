/* addr.c: network addresses as values. See addr.h. */
#include "net/addr.h"

#include "base/err.h"

#include <arpa/inet.h>

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

bool addr_parse(struct str s, struct net_addr *out)
{
	char text[ADDR_TEXT];
	struct net_addr a = { 0 };

	if (s.len == 0 || s.len >= sizeof(text) || memchr(s.ptr, '\0', s.len) != NULL)
		return false;
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	if (inet_pton(AF_INET, text, a.b) == 1) {
		a.family = 4;
	} else if (inet_pton(AF_INET6, text, a.b) == 1) {
		a.family = 6;
	} else {
		return false;
	}
	*out = addr_unmapped(a);
	return true;
}

struct net_addr addr_unmapped(struct net_addr a)
{
	struct net_addr v4 = { .family = 4 };

	if (a.family != 6 || memcmp(a.b, mapped, sizeof(mapped)) != 0)
		return a;
	memcpy(v4.b, a.b + sizeof(mapped), 4);
	return v4;
}

struct str addr_text(struct net_addr a, char out[ADDR_TEXT])
{
	if (a.family == 0)
		return S("");
	ENSURE(inet_ntop(a.family == 4 ? AF_INET : AF_INET6, a.b, out, ADDR_TEXT) != NULL);
	return str_of(out);
}

bool addr_eq(struct net_addr a, struct net_addr b)
{
	return a.family == b.family && memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

bool addr_is_loopback(struct net_addr a)
{
	static const uint8_t one[16] = { [15] = 1 };

	return a.family == 4 ? a.b[0] == 127 : a.family == 6 && memcmp(a.b, one, sizeof(one)) == 0;
}

static bool bit_of(const struct net_addr *a, unsigned i)
{
	return (a->b[i / 8] >> (7 - i % 8) & 1) != 0;
}

bool prefix_parse(struct str s, struct net_prefix *out)
{
	struct str rest = s;
	const struct str text = str_cut(&rest, '/');
	struct net_prefix p = { 0 };
	int64_t bits;

	if (!addr_parse(text, &p.addr))
		return false;
	const unsigned width = p.addr.family == 4 ? 32 : 128;
	p.bits = (uint8_t) width;
	if (!str_absent(rest)) {
		if (rest.len == 0 || rest.len > 3 || !str_to_int(rest, &bits))
			return false;
		if (bits < 0 || bits > (int64_t) width)
			return false;
		p.bits = (uint8_t) bits;
	}
	/* "10.1.2.3/8" is more often a slip than a wish. */
	for (unsigned i = p.bits; i < width; i++) {
		if (bit_of(&p.addr, i))
			return false;
	}
	*out = p;
	return true;
}

bool prefix_holds(struct net_prefix p, struct net_addr a)
{
	const unsigned whole = p.bits / 8, part = p.bits % 8;

	if (p.addr.family != a.family || a.family == 0 || memcmp(p.addr.b, a.b, whole) != 0)
		return false;
	return part == 0 || (p.addr.b[whole] ^ a.b[whole]) >> (8 - part) == 0;
}

bool listen_parse(struct str s, struct net_addr *addr, uint16_t *port)
{
	struct net_addr a = { .family = 6 };
	int64_t n;
	size_t at = s.len;

	while (at > 0 && s.ptr[at - 1] != ':')
		at--;
	if (at == 0)
		return false;
	struct str host = str_head(s, at - 1);
	const struct str digits = str_from(s, at);
	if (digits.len == 0 || digits.len > 5 || digits.ptr[0] == '-' || !str_to_int(digits, &n))
		return false;
	if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
		host = (struct str) { host.ptr + 1, host.len - 2 };
	else if (str_find_byte(host, ':', NULL))
		return false; /* an IPv6 address wants its brackets */
	if (n > UINT16_MAX || (at > 1 && !addr_parse(host, &a)))
		return false;
	*addr = a;
	*port = (uint16_t) n;
	return true;
}
