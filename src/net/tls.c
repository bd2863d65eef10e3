/* tls.c: one TLS connection over OpenSSL. See tls.h; certificates are in tls_store.c. */
#include "net/tls.h"

#include "net/tls_store.h"

#include <assert.h>
#include <limits.h>
#include <openssl/err.h>

struct tls {
	SSL *ssl;
	struct str in;   /* not yet read by OpenSSL */
	struct buf *out; /* of the call in progress */
};

/* ---- the BIO between OpenSSL and the loop's buffers ---- */

static int bio_read(BIO *bio, char *p, int n)
{
	struct tls *t = BIO_get_data(bio);
	const struct str some = str_head(t->in, (size_t) n);

	BIO_clear_retry_flags(bio);
	if (some.len == 0) {
		BIO_set_retry_read(bio);
		return -1;
	}
	memcpy(p, some.ptr, some.len);
	t->in = str_from(t->in, some.len);
	return (int) some.len;
}

static int bio_write(BIO *bio, const char *p, int n)
{
	struct tls *t = BIO_get_data(bio);

	ENSURE(t->out != NULL);
	put(t->out, (struct str) { p, (size_t) n });
	return n;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
	(void) bio;
	(void) number;
	(void) pointer;
	return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *tls_bio_method(void)
{
	BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "loop");

	if (m == NULL || BIO_meth_set_read(m, bio_read) != 1 ||
	    BIO_meth_set_write(m, bio_write) != 1 || BIO_meth_set_ctrl(m, bio_ctrl) != 1) {
		BIO_meth_free(m);
		return NULL;
	}
	return m;
}

/* ---- a connection ---- */

struct tls *tls_new(struct tls_store *s)
{
	struct tls *t = mem_alloc(sizeof(*t));
	SSL_CTX *context = tls_store_context(s);
	BIO *bio = BIO_new(tls_store_method(s));

	t->ssl = SSL_new(context);
	SSL_CTX_free(context); /* the connection holds its own reference */
	if (bio == NULL || t->ssl == NULL) {
		BIO_free(bio);
		SSL_free(t->ssl);
		mem_free(t);
		ERR_clear_error();
		return NULL;
	}
	t->in = S("");
	BIO_set_data(bio, t);
	BIO_set_init(bio, 1);
	SSL_set_bio(t->ssl, bio, bio);
	SSL_set_accept_state(t->ssl);
	return t;
}

void tls_free(struct tls *t)
{
	if (t == NULL)
		return;
	SSL_free(t->ssl); /* and the BIO */
	mem_free(t);
}

void tls_feed(struct tls *t, struct str cipher)
{
	t->in = cipher;
}

static enum tls_got failed_read(struct tls *t, int result)
{
	const int e = SSL_get_error(t->ssl, result);

	ERR_clear_error();
	if (e == SSL_ERROR_WANT_READ)
		return TLS_MORE;
	return e == SSL_ERROR_ZERO_RETURN ? TLS_ENDED : TLS_BROKEN;
}

enum tls_got tls_read(struct tls *t, char *p, size_t n, size_t *got, struct buf *out)
{
	ENSURE(n <= INT_MAX);
	t->out = out;
	const int result = SSL_read(t->ssl, p, (int) n);
	t->out = NULL;
	*got = result > 0 ? (size_t) result : 0;
	return result > 0 ? TLS_PLAIN : failed_read(t, result);
}

bool tls_write(struct tls *t, struct str plain, struct buf *out)
{
	size_t written = 0;

	if (plain.len == 0)
		return true;
	t->out = out;
	/* The BIO takes everything, so a write is whole or the connection is broken. */
	const bool ok = SSL_write_ex(t->ssl, plain.ptr, plain.len, &written) == 1;
	t->out = NULL;
	if (!ok)
		ERR_clear_error();
	return ok;
}

void tls_close_notify(struct tls *t, struct buf *out)
{
	if (!SSL_is_init_finished(t->ssl))
		return;
	t->out = out;
	(void) SSL_shutdown(
		t->ssl); /* the peer's own is not waited for: the socket lingers anyway */
	t->out = NULL;
	ERR_clear_error();
}

bool tls_is_up(const struct tls *t)
{
	return SSL_is_init_finished(t->ssl) == 1;
}
