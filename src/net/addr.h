/* addr.h: network addresses as values: parsing, text, prefixes. No sockets, no name look-ups. */
#ifndef NET_ADDR_H
#define NET_ADDR_H

#include "base/str.h"

/* IPv4 and IPv6; an IPv4-mapped IPv6 address is the IPv4 one. Comparable with addr_eq only. */
struct net_addr {
	uint8_t family;              /* 4, 6, or 0: none (unix socket) */
	uint8_t b[16];               /* network order; the first 4 for IPv4, the rest zero */
};

struct net_prefix {
	struct net_addr addr;
	uint8_t bits;                /* 0–32 or 0–128 */
};

enum { ADDR_TEXT = 46 };

bool addr_parse(struct str s, struct net_addr *out);             /* "192.0.2.1", "2001:db8::1" */
struct str addr_text(struct net_addr a, char out[ADDR_TEXT]);    /* "" for none */
struct net_addr addr_unmapped(struct net_addr a);              /* ::ffff:192.0.2.1 as 192.0.2.1 */
bool addr_eq(struct net_addr a, struct net_addr b);
bool addr_is_loopback(struct net_addr a);
/* "10.0.0.0/8", "::1/128", or an address alone; bits after the prefix must be zero. */
bool prefix_parse(struct str s, struct net_prefix *out);
bool prefix_holds(struct net_prefix p, struct net_addr a);
/* "127.0.0.1:8080", "[::1]:8080"; the address may be left out (":8080"): every address, family
 * 6. */
bool listen_parse(struct str s, struct net_addr *addr, uint16_t *port);

#endif
