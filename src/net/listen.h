/* listen.h: sockets that listen: opened, bound, taken over. For server.c. */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include "base/err.h"
#include "base/str.h"
#include "net/addr.h"

/* A bound, non-blocking TCP socket with SO_REUSEPORT, so that each loop has its own queue of new
 * connections. *port 0: any free one, and which. -errno on failure. */
int listen_tcp(struct net_addr addr, uint16_t *port);
/* 0, or -EADDRINUSE when another server already listens there: SO_REUSEPORT alone would let two
 * programs share a port without anybody noticing. */
int listen_probe(struct net_addr addr, uint16_t port);
/* A bound unix socket that only our own user can open. A socket file left by a dead process is
 * replaced; one that answers is not: -EADDRINUSE. */
int listen_unix(struct str path);
/* Whether a descriptor somebody handed us is a listening stream socket. *unix: of the unix kind;
 * *port: of the other. */
bool listen_inherited(int fd, bool *is_unix, uint16_t *port);

#endif
