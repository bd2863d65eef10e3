/* tls_store.h: the inside of a certificate store, for tls.c. */
#ifndef NET_TLS_STORE_H
#define NET_TLS_STORE_H

#include "net/tls.h"

#include <openssl/ssl.h>

SSL_CTX *tls_store_context(struct tls_store *s);   /* the current one; the caller's reference */
BIO_METHOD *tls_store_method(struct tls_store *s);
BIO_METHOD *tls_bio_method(void);                  /* NULL when memory is short */

#endif
