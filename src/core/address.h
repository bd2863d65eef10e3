/* address.h: what reads as an e-mail address or as the address of a web page.
 *
 * As much as tells an address from other text and keeps what is dangerous out, not all that
 * RFC 5321 and RFC 3986 say: whether somebody is there, only asking there shows. Bytes over 0x7f
 * are taken as they are: names of people and hosts are written in every script. */
#ifndef CORE_ADDRESS_H
#define CORE_ADDRESS_H

#include "base/str.h"

/* One @ with something before it and a host with a dot behind it; up to 320 bytes, without white
 * space, quotes, brackets, commas, colons. */
bool address_is_email(struct str s);
/* http:// or https:// in small letters, a host of labels or [an IPv6 address], perhaps a port; no
 * name or password before the host, which only ever hides where a link leads. */
bool address_is_web(struct str s);

#endif
