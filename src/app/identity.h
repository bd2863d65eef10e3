/* identity.h: addresses that reach a person, in the one form in which they are stored, and the key
 * on which all spellings of one address agree. Pure but for the arena. */
#ifndef APP_IDENTITY_H
#define APP_IDENTITY_H

#include "core/phone.h"
#include "record/record.h"

/* Typed: judged by the numbering plans. Known: WhatsApp says that the line exists, our tables may
 * be older than it. */
enum identity_trust { IDENTITY_TYPED, IDENTITY_KNOWN };

struct identity_form {
	struct str value;              /* +5511987654321, a@example.test, 900000000000017@lid … */
	struct str match_key;          /* unique per kind */
};

/* text as somebody wrote it; country (ISO 3166, may be empty) for phones without "+". Returns
 * absent, or the sentence that says why this is no such address; then *out is not set. */
struct str identity_shape(struct arena *a, enum identity_kind kind, struct str text,
                          struct str country, enum identity_trust trust,
                          struct identity_form *out);

struct identity_form identity_of_phone(struct arena *a, const struct phone *p);

/* The other kind under which WhatsApp knows the same line with the same match_key: a phone's wa_id
 * and back; identity_kind_unset for all others. */
enum identity_kind identity_twin(enum identity_kind kind);

#endif
