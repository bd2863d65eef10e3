/* tls_store.c: certificate and key: loading, and replacing them while connections go on.
 *
 * Tools that renew certificates write two files one after the other, so a pair may not match for a
 * moment; memory may be short for another. Then the old pair stays, and every look that follows is
 * another chance: the files are not taken as seen before they are in use. */
#include "net/tls_store.h"

#include "plat/log.h"
#include "plat/thread.h"

#include <openssl/err.h>
#include <sys/stat.h>

struct stamp { /* what changes when somebody writes a file */
	struct timespec changed;
	off_t bytes;
	ino_t inode;
};

struct tls_store {
	const char *certificate, *key;
	BIO_METHOD *method;
	struct mutex lock; /* guards the rest */
	SSL_CTX *context;
	struct stamp stamps[2];     /* of the files in use */
	struct stamp complained[2]; /* of those that did not load, so that it is said once */
};

/* Clients offer a list; anything but HTTP/1.1 is not spoken here. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len,
                           const unsigned char *in, unsigned in_len, void *user)
{
	static const unsigned char spoken[] = "\x08http/1.1";
	unsigned char *hit;

	(void) ssl;
	(void) user;
	if (SSL_select_next_proto(&hit, out_len, spoken, sizeof(spoken) - 1, in, in_len) !=
	    OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = hit;
	return SSL_TLSEXT_ERR_OK;
}

/* A key behind a passphrase would make OpenSSL ask on the terminal. */
static int no_passphrase(char *buf, int size, int writing, void *user)
{
	(void) buf;
	(void) size;
	(void) writing;
	(void) user;
	return 0;
}

static bool load_pair(SSL_CTX *context, const char *certificate, const char *key)
{
	return SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
	       SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 &&
	       SSL_CTX_check_private_key(context) == 1;
}

static void configure(SSL_CTX *context)
{
	(void) SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	(void) SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	(void) SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
	                                            SSL_OP_CIPHER_SERVER_PREFERENCE);
	/* Tickets only: sessions kept here would be memory that strangers can fill. */
	(void) SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	(void) SSL_CTX_set_num_tickets(context, 1);
	SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
	SSL_CTX_set_default_passwd_cb(context, no_passphrase);
}

static enum err make_context(const struct tls_store *s, SSL_CTX **out, const char **why)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	*why = "no memory";
	if (context == NULL)
		return ERR_IO;
	configure(context);
	if (!load_pair(context, s->certificate, s->key)) {
		const char *reason = ERR_reason_error_string(ERR_peek_last_error());

		*why = reason != NULL ? reason : "unknown";
		ERR_clear_error();
		SSL_CTX_free(context);
		return ERR_KEY;
	}
	*out = context;
	return OK;
}

static void complain_of(const char *why)
{
	log_event(LOG_ERROR, "tls.load_failed", LOG_TEXT("reason", why));
}

static bool stamp_of(const char *path, struct stamp *out)
{
	struct stat st;

	*out = (struct stamp) { 0 };
	if (stat(path, &st) != 0)
		return false;
	*out = (struct stamp) { .changed = st.st_ctim, .bytes = st.st_size, .inode = st.st_ino };
	return true;
}

static bool stamp_eq(const struct stamp *a, const struct stamp *b)
{
	return a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec &&
	       a->bytes == b->bytes && a->inode == b->inode;
}

static const char *path_copy(struct str path)
{
	char *copy = mem_alloc(path.len + 1);

	memcpy(copy, path.ptr, path.len);
	return copy;
}

enum err tls_store_open(struct str certificate, struct str key, struct tls_store **out_r)
{
	struct tls_store *s = mem_alloc(sizeof(*s));

	s->certificate = path_copy(certificate);
	s->key = path_copy(key);
	s->method = tls_bio_method();
	mutex_init(&s->lock);
	/* Stamps first: a change while loading is then seen as one afterwards. */
	(void) stamp_of(s->certificate, &s->stamps[0]);
	(void) stamp_of(s->key, &s->stamps[1]);
	const char *why = "no memory";
	const enum err e = s->method == NULL ? ERR_IO : make_context(s, &s->context, &why);
	if (e != OK) {
		complain_of(why);
		tls_store_free(s);
		return e;
	}
	*out_r = s;
	return OK;
}

void tls_store_free(struct tls_store *s)
{
	if (s == NULL)
		return;
	SSL_CTX_free(s->context);
	BIO_meth_free(s->method);
	mutex_release(&s->lock);
	mem_free((void *) (uintptr_t) s->certificate);
	mem_free((void *) (uintptr_t) s->key);
	mem_free(s);
}

static bool stamps_eq(const struct stamp a[2], const struct stamp b[2])
{
	return stamp_eq(&a[0], &b[0]) && stamp_eq(&a[1], &b[1]);
}

/* Under the lock. */
static enum err refresh(struct tls_store *s)
{
	struct stamp now[2];
	const char *why;
	SSL_CTX *fresh;

	if (!stamp_of(s->certificate, &now[0]) || !stamp_of(s->key, &now[1]))
		return ERR_IO; /* between two renames; looked at again soon */
	if (stamps_eq(now, s->stamps))
		return OK;
	const enum err e = make_context(s, &fresh, &why);
	if (e != OK) {
		if (!stamps_eq(now, s->complained))
			complain_of(why);
		memcpy(s->complained, now, sizeof(now));
		return e;
	}
	memcpy(s->stamps, now, sizeof(now));
	SSL_CTX_free(s->context);
	s->context = fresh;
	log_event(LOG_INFO, "tls.reloaded");
	return OK;
}

enum err tls_store_refresh(struct tls_store *s)
{
	mutex_lock(&s->lock);
	const enum err e = refresh(s);
	mutex_unlock(&s->lock);
	return e;
}

SSL_CTX *tls_store_context(struct tls_store *s)
{
	mutex_lock(&s->lock);
	SSL_CTX *context = s->context;
	ENSURE(SSL_CTX_up_ref(context) == 1);
	mutex_unlock(&s->lock);
	return context;
}

BIO_METHOD *tls_store_method(struct tls_store *s)
{
	return s->method;
}
