/* host.c: by which names this server may be called, and whether a page is one of ours.
 *
 * A page of another site can point a name of its own at our address (DNS rebinding). The browser
 * then takes both for one site, and neither cookies nor Origin tell them apart; but the name is
 * still the foreign one, and stands in Host. Numbers cannot be pointed elsewhere. */
#include "api/api_impl.h"

static bool ends_alike(struct str s, struct str end)
{
	return s.len >= end.len && str_ieq(str_from(s, s.len - end.len), end);
}

/* "[::1]:8080", "localhost:8080", "kontor.example." → the name alone. */
static struct str name_of(struct str host)
{
	size_t at;
	if (host.len != 0 && host.ptr[0] == '[')
		return str_find_byte(host, ']', &at) ? (struct str) { host.ptr + 1, at - 1 } : host;
	if (str_find_byte(host, ':', &at))
		host = str_head(host, at);
	return str_ends(host, S(".")) ? str_head(host, host.len - 1) : host;
}

static bool is_every(struct net_addr a)
{
	static const uint8_t zero[sizeof a.b];
	return memcmp(a.b, zero, sizeof zero) == 0;
}

static bool is_listened_on(const struct api *api, struct net_addr a)
{
	struct net_addr ours;
	uint16_t port;
	for (unsigned i = 0; i < api->o.listen_n; i++)
		if (listen_parse(api->o.listen[i], &ours, &port) &&
		    (is_every(ours) || addr_eq(ours, a)))
			return true;
	return false;
}

static bool is_public_name(const struct api *api, struct str host)
{
	return !str_absent(api->public_name) && !str_absent(host) &&
	       str_ieq(name_of(host), api->public_name);
}

bool host_is_ours(const struct api *api, struct str host)
{
	struct str name = name_of(host);
	struct net_addr a;
	if (str_absent(host)) /* HTTP/1.0: no browser */
		return true;
	if (addr_parse(name, &a) && (addr_is_loopback(a) || is_listened_on(api, a)))
		return true;
	return str_ieq(name, S("localhost")) || ends_alike(name, S(".localhost")) ||
	       is_public_name(api, host);
}

/* -- the address that the operator says -- */

static struct str without_port(struct str origin, struct str port)
{
	return str_ends(origin, port) ? str_head(origin, origin.len - port.len) : origin;
}

/* A name, a number, a port: nothing that would make it a path or an account. */
static bool is_host(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr("/?#@\\ ", s.ptr[i]) != NULL)
			return false;
	return s.len != 0;
}

/* Browsers leave the usual port out, and so do we. */
static bool split(struct str url, struct str *origin, struct str *host)
{
	bool tls = str_starts(url, S("https://"));
	if (!tls && !str_starts(url, S("http://")))
		return false;
	if (str_ends(url, S("/")))
		url = str_head(url, url.len - 1);
	*origin = without_port(url, tls ? S(":443") : S(":80"));
	*host = str_from(*origin, tls ? 8 : 7);
	return is_host(*host);
}

bool public_url_valid(struct str url)
{
	struct str origin, host;
	return split(url, &origin, &host);
}

void public_url_take(struct api *api)
{
	struct str host;
	api->public_origin = api->public_name = STR_ABSENT;
	if (split(api->o.public_url, &api->public_origin, &host))
		api->public_name = name_of(host);
}

struct str call_public_url(struct call *c)
{
	const struct request *r = c->request;
	if (!str_absent(c->api->public_origin))
		return c->api->public_origin;
	return arena_printf(c->arena, "%s://%.*s", r->is_tls ? "https" : "http",
	                    PRI_STR(str_absent(r->host) ? S("localhost") : r->host));
}

bool is_always_tls(const struct api *api)
{
	return str_starts(api->public_origin, S("https://"));
}

/* Behind a proxy that calls us by another name, our own pages are those of the public address; and
 * where that is one of https, a page that came plain is nobody's. */
enum origin call_origin(const struct call *c)
{
	const struct api *api = c->api;
	struct str said = request_header(c->request, S("Origin"));
	if (str_absent(said))
		return ORIGIN_ABSENT;
	if (!str_absent(api->public_origin) && str_ieq(said, api->public_origin))
		return ORIGIN_OWN;
	if (is_always_tls(api) && is_public_name(api, c->request->host) &&
	    !str_starts(said, S("https://")))
		return ORIGIN_FOREIGN;
	return request_origin(c->request);
}
