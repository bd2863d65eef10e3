/* proxy.c: the client behind trusted proxies. See proxy.h. */
#include "net/proxy.h"

static bool is_trusted(struct net_addr a, const struct net_prefix *trusted, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (prefix_holds(trusted[i], a))
			return true;
	}
	return false;
}

/* "192.0.2.1", "192.0.2.1:4711", "[2001:db8::1]:4711", "2001:db8::1". */
static bool forwarded_addr(struct str s, struct net_addr *out)
{
	size_t end;

	if (s.len != 0 && s.ptr[0] == '[') {
		if (!str_find_byte(s, ']', &end))
			return false;
		return addr_parse((struct str) { s.ptr + 1, end - 1 }, out);
	}
	if (str_find_byte(s, ':', &end) && !str_find_byte(str_from(s, end + 1), ':', NULL))
		s = str_head(s, end);
	return addr_parse(s, out);
}

/* Cuts the last element of a comma-separated list off *list; absent when none is left. */
static struct str last_of(struct str *list)
{
	const struct str all = *list;
	size_t at = all.len;

	if (str_absent(all))
		return all;
	while (at > 0 && all.ptr[at - 1] != ',')
		at--;
	*list = at == 0 ? STR_ABSENT : str_head(all, at - 1);
	return str_trim(str_from(all, at));
}

/* Walks one header line from its end; false when the walk is over. */
static bool walk_line(struct str line, struct net_addr *client, const struct net_prefix *trusted,
                      size_t n_trusted)
{
	struct net_addr hop;

	while (!str_absent(line)) {
		if (!forwarded_addr(last_of(&line), &hop))
			return false;
		*client = hop;
		if (!is_trusted(hop, trusted, n_trusted))
			return false;
	}
	return true;
}

struct proxy_facts proxy_resolve(const struct head *h, struct net_addr peer,
                                 const struct net_prefix *trusted, size_t n_trusted)
{
	struct proxy_facts f = { .client = peer };
	struct str proto = STR_ABSENT;
	bool walking = true;

	if (peer.family != 0 && !is_trusted(peer, trusted, n_trusted))
		return f;
	for (size_t i = h->n; i-- > 0;) {
		const struct str name = head_name(h, i), value = head_value(h, i);

		if (walking && str_ieq(name, S("x-forwarded-for")))
			walking = walk_line(value, &f.client, trusted, n_trusted);
		if (str_absent(proto) && str_ieq(name, S("x-forwarded-proto")))
			proto = value;
	}
	f.is_tls = str_ieq(last_of(&proto), S("https"));
	return f;
}
