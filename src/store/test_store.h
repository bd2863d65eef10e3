/* test_store.h: what the tests of the store share: encrypted stores in a folder of their own, and
 * random rows of any record. */
#ifndef STORE_TEST_STORE_H
#define STORE_TEST_STORE_H

#include "base/test.h"
#include "store/migrate.h"
#include "store/store.h"

struct place {
	struct arena a;
	char folder[40];
	struct db *cell, *control;     /* migrated, to write; NULL until asked for */
};

/* For each test; a place without stores. */
int place_setup(void **state);
int place_teardown(void **state);
#define PLACE_CASE(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

enum err open_db(struct place *p, const char *name, enum db_mode mode, struct db **out);
struct db *open_home(struct place *p, enum home home);           /* once a test */
/* Every statement of the text, which need not end in NUL. */
enum err exec_text(struct place *p, struct db *db, struct str text);
/* Every word between blanks is a token. */
int blank_tokens(void *sink, struct str text, bool query, db_token_fn *emit);
int64_t ask_int(struct db *db, const char *sql);

/* The same numbers in every run. */
struct rng { uint64_t state; };
uint64_t rng_next(struct rng *r);
static inline unsigned rng_below(struct rng *r, unsigned n)
{
	return (unsigned) (rng_next(r) % n);
}
struct uuid rng_uuid(struct rng *r);
/* Every field, in every form that the store must give back: empty and long texts, bytes with zeros,
 * the ends of ranges, null where that may be. */
void random_field(struct rng *r, struct arena *a, const struct record *rec, int field, void *row);
void *random_row(struct rng *r, struct arena *a, const struct record *rec);

#endif
