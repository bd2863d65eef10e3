/* service.h: what a service manager hands over and wants to be told, as systemd does it
 * (sd_listen_fds(3), sd_notify(3)). Two environment variables and a datagram: libsystemd would
 * bring four libraries into a process that holds keys.
 *
 * These are the only things that Kontor takes from its environment. */
#ifndef CMD_SERVICE_H
#define CMD_SERVICE_H

#include "cmd/config.h"

struct service {
	int sockets[CONFIG_LIST_MAX]; /* that listen already */
	unsigned n;
	struct str notify;            /* where to tell; absent: nobody wants to know */
	int64_t watchdog_ms;          /* it wants a sign of life at least so often; 0: none */
};

/* Sockets of TCP are in c->listen afterwards, in place of what stood there, so that what follows
 * from an address (who can reach it, by which names) follows here, too. False: it handed over
 * what is no listening socket, or too many; said on stderr. */
bool service_take(struct service *s, struct config *c, struct arena *a);
/* "READY=1", "STOPPING=1", "WATCHDOG=1". That nobody listens changes nothing. */
void service_tell(const struct service *s, struct str state);

#endif
