/* bench_text.h: made-up people and messages for measurements: the same in every run on every box.
 *
 * Words are drawn as people use them: few often, many once (Zipf over 30,000, the commonest from
 * real languages and scripts), so that an index built from them has the shape of a real one. */
#ifndef CMD_BENCH_TEXT_H
#define CMD_BENCH_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"

struct bench_rng { uint64_t state; };

/* Numbers of one thing: equal (what, nth) give equal numbers, whatever was drawn before. */
struct bench_rng bench_rng_of(uint64_t what, uint64_t nth);
uint64_t bench_below(struct bench_rng *r, uint64_t n);

enum bench_kind {
	BENCH_account = 1, BENCH_tag, BENCH_contact, BENCH_chat, BENCH_message, BENCH_field
};

/* The id of the nth row of a kind, which load scripts work out as well: UUIDv7, its time
 * BENCH_IDS_MS + nth, then 12 bits that say the kind, then variant and zeros and nth. */
#define BENCH_IDS_MS INT64_C(1700000000000)
struct uuid bench_id(enum bench_kind kind, int64_t nth);

struct str bench_person(struct arena *a, struct bench_rng *r);           /* "Ana Souza" */
struct str bench_company(struct arena *a, struct bench_rng *r);
struct str bench_phone(struct arena *a, int64_t nth);                    /* E.164, each once */
struct str bench_tag(unsigned nth);                                      /* BENCH_TAGS of them */
struct str bench_message(struct arena *a, struct bench_rng *r);          /* 1 to 30 words */

enum { BENCH_TAGS = 12 };

#endif
