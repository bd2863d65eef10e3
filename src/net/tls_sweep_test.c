/* tls_sweep_test.c: every allocation of OpenSSL on the server's side fails in turn: while a pair is
 * loaded, in the handshake, while data goes both ways. The connection ends or goes on; what arrives
 * is what was sent; nothing is lost of memory (AddressSanitizer looks), and the next connection is
 * served. Needs the option `faults`.
 *
 * libuv is left out: it ends the process by itself when its table of watchers cannot grow, which is
 * the clean end that running out of memory has everywhere else. */
#define _GNU_SOURCE 1 /* mkdtemp */
#include "net/tls_store.h"

#include "base/test.h"
#include "plat/fault.h"
#include "plat/files.h"
#include "plat/log.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

enum { ROUNDS_MAX = 20, TEXT_ROOM = 4096 };

/* The client's side lives in the same process, but not in the same trouble. */
static bool spared = true;

static bool strikes(void)
{
	return !spared && fault_strikes(FAULT_alloc);
}

static void *ssl_alloc(size_t n, const char *file, int line)
{
	(void) file, (void) line;
	return strikes() ? NULL : mem_grow(NULL, n);
}

static void *ssl_grow(void *p, size_t n, const char *file, int line)
{
	(void) file, (void) line;
	if (n == 0) {
		mem_free(p);
		return NULL;
	}
	return strikes() ? NULL : mem_grow(p, n);
}

static void ssl_free(void *p, const char *file, int line)
{
	(void) file, (void) line;
	mem_free(p);
}

/* -- a pair of our own -- */

struct pair {
	char folder[40];
	struct arena a;
	struct str certificate, key;
};

static X509 *self_signed(EVP_PKEY *key)
{
	X509 *x = X509_new();
	X509_NAME *name = X509_get_subject_name(x);

	assert_int_equal(X509_set_version(x, 2), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x), 1), 1);
	assert_non_null(X509_gmtime_adj(X509_getm_notBefore(x), 0));
	assert_non_null(X509_gmtime_adj(X509_getm_notAfter(x), 3600));
	assert_int_equal(X509_set_pubkey(x, key), 1);
	assert_int_equal(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	                                            (const unsigned char *) "shop", -1, -1, 0),
	                 1);
	assert_int_equal(X509_set_issuer_name(x, name), 1);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	return x;
}

static struct str write_pem(struct pair *p, const char *name, BIO *from)
{
	char *text;
	const long n = BIO_get_mem_data(from, &text);
	const char *path = path_join(&p->a, p->folder, str_of(name));

	assert_int_equal(file_write(path, (struct str) { text, (size_t) n }), OK);
	BIO_free(from);
	return str_of(path);
}

static int make_pair(void **state)
{
	static const char folder[] = "/tmp/kontor-tls-XXXXXX";
	struct pair *p = mem_alloc(sizeof *p);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = self_signed(key);
	BIO *certificate = BIO_new(BIO_s_mem()), *secret = BIO_new(BIO_s_mem());

	log_to(-1, LOG_ERROR);
	memcpy(p->folder, folder, sizeof folder);
	if (mkdtemp(p->folder) == NULL)
		return -1;
	assert_int_equal(PEM_write_bio_X509(certificate, x), 1);
	assert_int_equal(PEM_write_bio_PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL), 1);
	p->certificate = write_pem(p, "certificate.pem", certificate);
	p->key = write_pem(p, "key.pem", secret);
	X509_free(x);
	EVP_PKEY_free(key);
	*state = p;
	return 0;
}

static int drop_pair(void **state)
{
	struct pair *p = *state;
	const enum err e = folder_remove(p->folder);

	arena_release(&p->a);
	mem_free(p);
	return e == OK ? 0 : -1;
}

/* -- one conversation -- */

struct talk {
	SSL *client;
	BIO *to_client, *from_client;
	struct tls *server;
	struct buf out; /* the server's, not yet delivered */
	bool asked, answered, broken;
};

static void deliver(struct talk *t)
{
	if (t->out.len != 0)
		assert_int_equal(BIO_write(t->to_client, t->out.ptr, (int) t->out.len),
		                 (int) t->out.len);
	buf_clear(&t->out);
}

/* The client shakes hands, asks once, and reads the answer. */
static void client_turn(struct talk *t)
{
	char text[TEXT_ROOM];

	if (!SSL_is_init_finished(t->client) && SSL_do_handshake(t->client) != 1) {
		ERR_clear_error();
		return;
	}
	if (!t->asked)
		t->asked = SSL_write(t->client, "ask", 3) == 3;
	const int n = SSL_read(t->client, text, sizeof text);
	ERR_clear_error();
	if (n <= 0)
		return;
	assert_int_equal(n, 6);
	assert_memory_equal(text, "answer", 6);
	t->answered = true;
}

static void server_reads(struct talk *t)
{
	char text[TEXT_ROOM];
	size_t n;

	for (;;) {
		const enum tls_got got = tls_read(t->server, text, sizeof text, &n, &t->out);

		if (got == TLS_BROKEN || got == TLS_ENDED)
			t->broken = true;
		if (got != TLS_PLAIN)
			return;
		assert_int_equal(n, 3);
		assert_memory_equal(text, "ask", 3);
		t->broken |= !tls_write(t->server, S("answer"), &t->out);
	}
}

static void server_turn(struct talk *t)
{
	char *cipher;
	const long n = BIO_get_mem_data(t->from_client, &cipher);

	spared = false;
	tls_feed(t->server, (struct str) { cipher, (size_t) n });
	server_reads(t);
	spared = true;
	(void) BIO_reset(t->from_client);
	deliver(t);
}

static struct talk talk_of(SSL_CTX *context)
{
	struct talk t = { .client = SSL_new(context),
		          .to_client = BIO_new(BIO_s_mem()),
		          .from_client = BIO_new(BIO_s_mem()) };

	BIO_set_mem_eof_return(t.to_client, -1);
	SSL_set_bio(t.client, t.to_client, t.from_client);
	SSL_set_connect_state(t.client);
	return t;
}

/* Whether the answer came. */
static bool converse(struct tls_store *store, SSL_CTX *context)
{
	struct talk t = talk_of(context);

	spared = false;
	t.server = tls_new(store);
	spared = true;
	for (unsigned i = 0; t.server != NULL && !t.broken && !t.answered && i < ROUNDS_MAX; i++) {
		client_turn(&t);
		server_turn(&t);
	}
	spared = false;
	if (t.server != NULL && !t.broken)
		tls_close_notify(t.server, &t.out);
	tls_free(t.server);
	spared = true;
	buf_release(&t.out);
	SSL_free(t.client);
	return t.answered;
}

static void each_allocation_of_a_connection_fails_in_turn(void **state)
{
	const struct pair *p = *state;
	struct tls_store *store;
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	unsigned ended = 0;

	assert_int_equal(tls_store_open(p->certificate, p->key, &store), OK);
	assert_true(converse(store, context));
	for (int64_t nth = 1, calls = nth; calls >= nth; nth++) {
		fault_arm(FAULT_alloc, nth, 1, ENOMEM);
		ended += !converse(store, context);
		calls = fault_calls(FAULT_alloc);
		fault_disarm();
		assert_true(converse(store, context));
	}
	assert_true(ended > 10);
	SSL_CTX_free(context);
	tls_store_free(store);
}

static void each_allocation_of_loading_fails_in_turn(void **state)
{
	const struct pair *p = *state;
	unsigned refused = 0;

	for (int64_t nth = 1, calls = nth; calls >= nth; nth++) {
		struct tls_store *store = NULL;

		fault_arm(FAULT_alloc, nth, 1, ENOMEM);
		spared = false;
		const enum err e = tls_store_open(p->certificate, p->key, &store);
		spared = true;
		calls = fault_calls(FAULT_alloc);
		fault_disarm();
		assert_true(e == OK || e == ERR_KEY || e == ERR_IO);
		refused += e != OK;
		if (e == OK)
			tls_store_free(store);
	}
	assert_true(refused > 10);
}

/* Written anew, as a renewal does it: another file of that name. */
static void renew(struct pair *p)
{
	struct str text;

	assert_int_equal(file_read(&p->a, p->certificate.ptr, 1 << 16, &text), OK);
	assert_int_equal(file_write(p->certificate.ptr, text), OK);
}

static const SSL_CTX *in_use(struct tls_store *store)
{
	SSL_CTX *context = tls_store_context(store);

	SSL_CTX_free(context);
	return context;
}

static void a_reload_without_memory_is_tried_again(void **state)
{
	struct pair *p = *state;
	struct tls_store *store;
	unsigned refused = 0;

	assert_int_equal(tls_store_open(p->certificate, p->key, &store), OK);
	for (int64_t nth = 1, calls = nth; calls >= nth; nth++) {
		const SSL_CTX *old = in_use(store);

		renew(p);
		fault_arm(FAULT_alloc, nth, 1, ENOMEM);
		spared = false;
		const enum err e = tls_store_refresh(store);
		spared = true;
		calls = fault_calls(FAULT_alloc);
		fault_disarm();
		assert_true((e == OK) == (in_use(store) != old)); /* the old one serves on */
		refused += e != OK;
		assert_int_equal(tls_store_refresh(store), OK);
		assert_true(in_use(store) != old);
	}
	assert_true(refused > 10);
	tls_store_free(store);
}

static void a_half_written_pair_is_tried_again(void **state)
{
	struct pair *p = *state;
	struct tls_store *store;
	struct str whole;

	assert_int_equal(tls_store_open(p->certificate, p->key, &store), OK);
	const SSL_CTX *old = in_use(store);
	assert_int_equal(file_read(&p->a, p->certificate.ptr, 1 << 16, &whole), OK);
	assert_int_equal(file_write(p->certificate.ptr, str_head(whole, whole.len / 2)), OK);
	assert_int_equal(tls_store_refresh(store), ERR_KEY);
	assert_int_equal(tls_store_refresh(store),
	                 ERR_KEY); /* looked at again, not taken as seen */
	assert_ptr_equal(in_use(store), old);
	assert_int_equal(file_write(p->certificate.ptr, whole), OK);
	assert_int_equal(tls_store_refresh(store), OK);
	assert_ptr_not_equal(in_use(store), old);
	tls_store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_allocation_of_a_connection_fails_in_turn,
		                                make_pair, drop_pair),
		cmocka_unit_test_setup_teardown(each_allocation_of_loading_fails_in_turn, make_pair,
		                                drop_pair),
		cmocka_unit_test_setup_teardown(a_reload_without_memory_is_tried_again, make_pair,
		                                drop_pair),
		cmocka_unit_test_setup_teardown(a_half_written_pair_is_tried_again, make_pair,
		                                drop_pair),
	};

	if (CRYPTO_set_mem_functions(ssl_alloc, ssl_grow, ssl_free) != 1)
		return 1;
	return cmocka_run_group_tests_name("tls_sweep", tests, NULL, NULL);
}
