/* proxy.h: who the client is when trusted proxies stand in front. Pure. */
#ifndef NET_PROXY_H
#define NET_PROXY_H

#include "net/addr.h"
#include "net/head.h"

struct proxy_facts {
	struct net_addr client;
	bool is_tls;                 /* between the client and the proxy it spoke to */
};

/* From X-Forwarded-For and X-Forwarded-Proto of h, believed only when the peer is trusted (or
 * local: a unix socket, family 0). X-Forwarded-For is read from its end: each trusted address
 * vouches for the one before it; the first that is not trusted, or cannot be read, ends the walk.
 * Clients can write what they like to the left of that. */
struct proxy_facts proxy_resolve(const struct head *h, struct net_addr peer,
                                 const struct net_prefix *trusted, size_t n_trusted);

#endif
