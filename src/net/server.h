/* server.h: listeners and event loops of one HTTP server. Start, drain, join. */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "base/err.h"
#include "base/str.h"
#include "net/metrics.h"
#include "net/request.h"

struct server;

struct server_limits {               /* 0: the default */
	unsigned connections;        /* 10,000 in all; idle and stuck ones make room */
	size_t head_bytes;           /* 16 kB; never more */
	size_t headers;              /* 64; never more */
	uint64_t body_bytes;         /* 1 MB: preset of struct intake */
	size_t buffered_bytes;       /* 64 MB of heads and bodies, in all; beyond it 503 */
};

struct server_timeouts {             /* milliseconds; 0: the default */
	unsigned head;               /* 10,000: from the first byte, or connecting, to its end */
	unsigned body;               /* 10,000: in which body_min_bytes arrive, or the end */
	unsigned idle;               /* 60,000: between requests */
	unsigned write;              /* 20,000: in which the peer takes at least write_min_bytes */
	unsigned linger;             /* 2,000: for the peer to close after us */
	unsigned ws_ping;            /* 30,000: of silence; the third ends the connection */
	unsigned drain;              /* 10,000: for requests in progress; then they are cut */
	size_t body_min_bytes;       /* 16 kB */
	size_t write_min_bytes;      /* 16 kB */
};

struct server_config {
	const struct str *listen;    /* each as listen_parse takes it; port 0: any free one */
	size_t n_listen;
	const int *inherited;        /* listening sockets (systemd), the server's from here on */
	size_t n_inherited;
	struct str admin_socket;     /* path of a unix socket, made 0600; absent: none */
	unsigned loops;              /* threads; 0: 2 */
	struct server_limits limits;
	struct server_timeouts timeouts;
	int gzip_level;              /* 1–9; 0: 1; negative: never */
	struct str tls_certificate;  /* PEM files; absent: no TLS. Never on the admin socket. */
	struct str tls_key;
	const struct str *trusted_proxies; /* each as prefix_parse takes it */
	size_t n_trusted_proxies;
	struct handler handler;
};

/* Binds, then starts the loops; *out_r is set before the first callback. When it fails nothing is
 * left running and the log says why: ERR_INVALID (a value in the config), ERR_IO (a socket or
 * file), ERR_KEY (certificate or key). */
NODISCARD enum err server_start(const struct server_config *config, struct server **out_r);

/* Stops accepting, ends idle connections, closes WebSockets with 1001, lets requests finish until
 * the drain timeout. Any thread, signal handlers excepted; calling it again changes nothing. */
void server_drain(struct server *s);
/* Waits until all loops have ended and frees the server. Requests that were handed out must still
 * be replied to: a loop does not end before. */
void server_join(struct server *s);

/* Looks at the certificate files now; they are also looked at every few seconds. Open connections
 * go on; a pair that does not load leaves the old one in use (logged). ERR_KEY then. Any thread. */
NODISCARD enum err server_reload_tls(struct server *s);

unsigned server_loops(const struct server *s);
struct loop *server_loop(struct server *s, unsigned index);
uint16_t server_port(const struct server *s, size_t nth_listen);
void server_counts(const struct server *s, struct net_counts *out);

#endif
