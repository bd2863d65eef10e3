/* tls_ends.c: until when a certificate is good. */
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <time.h>

#include "net/tls.h"

enum { SECOND_MS = 1000 };

/* ASN.1 knows years, not seconds since 1970: OpenSSL counts from there. */
static enum err read_end(const X509 *certificate, int64_t *ends_at)
{
	ASN1_TIME *start = ASN1_TIME_set(NULL, 0);
	int days, seconds;
	bool right = start != NULL &&
	             ASN1_TIME_diff(&days, &seconds, start, X509_get0_notAfter(certificate)) == 1;

	ASN1_TIME_free(start);
	if (right)
		*ends_at = ((int64_t) days * 24 * 60 * 60 + seconds) * SECOND_MS;
	return right ? OK : ERR_KEY;
}

enum err tls_certificate_ends(const char *path, int64_t *ends_at)
{
	BIO *file = BIO_new_file(path, "r");
	X509 *certificate;
	enum err e;

	if (file == NULL)
		return ERR_IO;
	certificate = PEM_read_bio_X509(file, NULL, NULL, NULL);
	e = certificate == NULL ? ERR_KEY : read_end(certificate, ends_at);
	X509_free(certificate);
	BIO_free(file);
	return e;
}
