/* seal.c: what we use of libsodium. See seal.h. */
#include <assert.h>
#include <sodium.h>

#include "plat/seal.h"

enum {
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	PASSES = 3,
	MEMORY_BYTES = 19 * 1024 * 1024,
};

static_assert(NONCE + TAG == SEAL_EXTRA, "what seal.h says");
static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one size of key");
static_assert(KEY_BYTES <= crypto_generichash_KEYBYTES_MAX, "it also hashes");
static_assert(PASSWORD_HASH_TEXT == crypto_pwhash_STRBYTES, "what seal.h says");

/* A hash in today's form that no password has: its digest is all zeros. */
static const char nobody[] =
	"$argon2id$v=19$m=19456,t=3,p=1$"
	"AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* Every way to a key or a hash leads through here. Cheap after the first time. */
static void start(void)
{
	ENSURE(sodium_init() >= 0);
}

static struct key *key_room(void)
{
	struct key *k;

	start();
	k = sodium_malloc(sizeof *k);
	if (k == NULL)
		BUG("out of memory for a key");
	return k;
}

struct key *key_new(void)
{
	struct key *k = key_room();

	randombytes_buf(k->b, sizeof k->b);
	return k;
}

struct key *key_of(const uint8_t bytes[KEY_BYTES])
{
	struct key *k = key_room();

	memcpy(k->b, bytes, sizeof k->b);
	return k;
}

struct key *key_derive(const struct key *parent, struct str purpose, struct str id)
{
	struct key *k = key_room();

	seal_hash(parent, purpose, id, k->b, sizeof k->b);
	return k;
}

struct fingerprint key_fingerprint(const struct key *k)
{
	uint8_t hash[SEAL_HASH_MIN];
	struct fingerprint f = { { 0 } };
	struct buf b = { 0 };

	seal_hash(k, S("fingerprint"), S(""), hash, sizeof hash);
	for (size_t i = 0; i < 8; i += 2) {
		if (i != 0)
			put_char(&b, '-');
		put_hex(&b, hash + i, 2);
	}
	memcpy(f.text, b.ptr, FINGERPRINT_TEXT);
	buf_release(&b);
	return f;
}

void key_free(struct key *k)
{
	sodium_free(k);
}

static const uint8_t *bytes_of(struct str s)
{
	return (const uint8_t *) s.ptr;
}

void seal(struct buf *out, const struct key *k, struct str bound, struct str plain)
{
	uint8_t *nonce = (uint8_t *) buf_room(out, plain.len + SEAL_EXTRA);

	randombytes_buf(nonce, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE, NULL, bytes_of(plain), plain.len,
	                                           bytes_of(bound), bound.len, NULL, nonce, k->b);
	out->len += plain.len + SEAL_EXTRA;
}

enum err seal_open(struct arena *a, const struct key *k, struct str bound, struct str sealed,
                   struct str *plain)
{
	uint8_t *out;
	int rc;

	if (sealed.len < SEAL_EXTRA)
		return ERR_KEY;
	out = arena_raw(a, sealed.len - SEAL_EXTRA + 1);
	rc = crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, bytes_of(sealed) + NONCE,
	                                                sealed.len - NONCE, bytes_of(bound),
	                                                bound.len, bytes_of(sealed), k->b);
	if (rc != 0)
		return ERR_KEY;
	out[sealed.len - SEAL_EXTRA] = '\0';
	*plain = (struct str) { (const char *) out, sealed.len - SEAL_EXTRA };
	return OK;
}

static_assert(SEAL_SUM_BYTES >= sizeof(crypto_generichash_state), "what seal.h says");

static crypto_generichash_state *state_of(struct seal_sum *s)
{
	return (crypto_generichash_state *) (void *) s->state;
}

void seal_sum_begin(struct seal_sum *s, const struct key *k, struct str context, size_t n)
{
	const uint8_t context_len = (uint8_t) context.len;

	ENSURE(context.len <= UINT8_MAX && n >= SEAL_HASH_MIN && n <= SEAL_HASH_MAX);
	start();
	crypto_generichash_init(state_of(s), k == NULL ? NULL : k->b, k == NULL ? 0 : KEY_BYTES, n);
	/* With its length in front, no context with data looks like another one with other data. */
	crypto_generichash_update(state_of(s), &context_len, 1);
	crypto_generichash_update(state_of(s), bytes_of(context), context.len);
}

void seal_sum_add(struct seal_sum *s, struct str data)
{
	crypto_generichash_update(state_of(s), bytes_of(data), data.len);
}

void seal_sum_end(struct seal_sum *s, void *out, size_t n)
{
	crypto_generichash_final(state_of(s), out, n);
	wipe(s, sizeof *s);
}

void seal_hash(const struct key *k, struct str context, struct str data, void *out, size_t n)
{
	struct seal_sum sum;

	seal_sum_begin(&sum, k, context, n);
	seal_sum_add(&sum, data);
	seal_sum_end(&sum, out, n);
}

bool seal_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

/* The empty password too is a text. */
static const char *text_of(struct str password)
{
	return password.len == 0 ? "" : password.ptr;
}

bool password_hash(struct str password, char out[PASSWORD_HASH_TEXT])
{
	start();
	return crypto_pwhash_str_alg(out, text_of(password), password.len, PASSES, MEMORY_BYTES,
	                             crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* libsodium wants the stored text in its full room. */
static bool stored_text(struct str stored, char out[PASSWORD_HASH_TEXT])
{
	if (stored.len == 0 || stored.len >= PASSWORD_HASH_TEXT)
		return false;
	memset(out, 0, PASSWORD_HASH_TEXT);
	memcpy(out, stored.ptr, stored.len);
	return true;
}

bool password_verify(struct str stored, struct str password)
{
	char text[PASSWORD_HASH_TEXT];

	start();
	ENSURE(stored_text(str_of(nobody), text));
	if (!str_absent(stored) && !stored_text(stored, text))
		return false;
	return crypto_pwhash_str_verify(text, text_of(password), password.len) == 0 &&
	       !str_absent(stored);
}

bool password_outdated(struct str stored)
{
	char text[PASSWORD_HASH_TEXT];

	start();
	return !stored_text(stored, text) ||
	       crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY_BYTES) != 0;
}
