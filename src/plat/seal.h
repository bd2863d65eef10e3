/* seal.h: keys, sealed blobs, keyed hashes and passwords; the only file that knows libsodium.
 *
 * Sealing is XChaCha20-Poly1305 (IETF) with a random nonce, hashing BLAKE2b, passwords Argon2id. */
#ifndef PLAT_SEAL_H
#define PLAT_SEAL_H

#include "base/err.h"

enum {
	KEY_BYTES = 32,
	SEAL_EXTRA = 24 + 16,       /* bytes that sealing adds: nonce, tag */
	SEAL_HASH_MIN = 16,
	SEAL_HASH_MAX = 64,
	FINGERPRINT_TEXT = 19,
	SEAL_SUM_BYTES = 384,
	PASSWORD_HASH_TEXT = 128,   /* room for a stored password hash with its NUL */
};

/* Lives in memory of its own: locked (never swapped), not in core files, between guard pages, wiped
 * when freed. */
struct key {
	uint8_t b[KEY_BYTES];
};

struct key *key_new(void);                         /* random */
struct key *key_of(const uint8_t bytes[KEY_BYTES]);              /* the caller wipes its copy */
/* Another key for another purpose: the same one for the same parent, purpose and id. */
struct key *key_derive(const struct key *parent, struct str purpose, struct str id);
void key_free(struct key *k);                      /* NULL is fine */
/* What a key is called where people must tell keys apart: 16 hex digits, "1a2b-3c4d-5e6f-7081". It
 * says nothing else about the key. */
struct fingerprint { char text[FINGERPRINT_TEXT + 1]; };
struct fingerprint key_fingerprint(const struct key *k);

/* Appends nonce, ciphertext, tag. `bound` is not stored but must be the same when it is opened: say
 * there what the blob belongs to, so that it opens nowhere else. */
void seal(struct buf *out, const struct key *k, struct str bound, struct str plain);
/* ERR_KEY: another key, other bound text, or a changed byte. *plain lies in the arena. */
NODISCARD enum err seal_open(struct arena *a, const struct key *k, struct str bound,
                             struct str sealed, struct str *plain);

/* n (16 … 64) bytes that stand for data under this key. context keeps hashes of different purposes
 * apart (at most 255 bytes). k NULL: without a key, for what is no secret or has full entropy. */
void seal_hash(const struct key *k, struct str context, struct str data, void *out, size_t n);

/* The same for data that comes in pieces: begin, add …, end. */
struct seal_sum { _Alignas(64) unsigned char state[SEAL_SUM_BYTES]; };
void seal_sum_begin(struct seal_sum *s, const struct key *k, struct str context, size_t n);
void seal_sum_add(struct seal_sum *s, struct str data);
void seal_sum_end(struct seal_sum *s, void *out, size_t n);

bool seal_equal(const void *a, const void *b, size_t n);         /* in constant time */
void wipe(void *p, size_t n);                      /* not optimised away */

/* Argon2id with 19 MiB and 3 passes: some 20 ms and that much memory. False: no memory was to be
 * had. */
NODISCARD bool password_hash(struct str password, char out[PASSWORD_HASH_TEXT]);
/* stored absent (no such account) costs the same time and is false: nobody learns who exists. */
bool password_verify(struct str stored, struct str password);
bool password_outdated(struct str stored);         /* made with other parameters: hash anew */

#endif
