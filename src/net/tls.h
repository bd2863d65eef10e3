/* tls.h: TLS as a transformer of bytes: ciphertext in, plaintext out, and back. No sockets.
 *
 * One OpenSSL object per connection over a BIO that reads the bytes libuv has just delivered and
 * appends to a buffer of the caller's: no copies in between, and with released buffers an idle
 * connection keeps little. */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/buf.h"
#include "base/err.h"

struct tls;
struct tls_store;

/* A certificate with its key, shared by all loops and replaced as a whole. */
NODISCARD enum err tls_store_open(struct str certificate, struct str key, struct tls_store **out_r);
void tls_store_free(struct tls_store *s);
/* Loads the files again when they look changed. OK: unchanged or loaded. ERR_KEY, ERR_IO: they do
 * not load (logged once per change); the old pair stays in use, and the next call tries again. Any
 * thread. */
enum err tls_store_refresh(struct tls_store *s);

/* Until when the first certificate of a PEM file is good, ms UTC. ERR_IO, ERR_KEY: it is none. */
NODISCARD enum err tls_certificate_ends(const char *path, int64_t *ends_at);

/* A server's side of a connection with the pair that is current now; NULL when memory is short. */
struct tls *tls_new(struct tls_store *s);
void tls_free(struct tls *t);

/* Between tls_feed and the moment tls_read returns TLS_MORE, the ciphertext must stay where it
 * is. */
void tls_feed(struct tls *t, struct str cipher);
enum tls_got { TLS_PLAIN, TLS_MORE, TLS_ENDED, TLS_BROKEN };
/* Decrypts at most n bytes to p. Whatever OpenSSL wants to send goes to out, after every call. */
enum tls_got tls_read(struct tls *t, char *p, size_t n, size_t *got, struct buf *out);
NODISCARD bool tls_write(struct tls *t, struct str plain, struct buf *out);
void tls_close_notify(struct tls *t, struct buf *out);
bool tls_is_up(const struct tls *t);               /* the handshake is over */

#endif
