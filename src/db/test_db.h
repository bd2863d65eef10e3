/* test_db.h: what the tests of the driver share: an encrypted store with a table t (a) in a folder
 * of its own. */
#ifndef DB_TEST_DB_H
#define DB_TEST_DB_H

#include "base/test.h"
#include "db/db.h"

struct place {
	struct arena a;
	char folder[40];
	uint8_t key[DB_KEY_BYTES];
	struct db *db;                 /* test.db, to write */
};

int place_setup(void **state);
int place_teardown(void **state);
#define PLACE_CASE(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

const char *in_place(struct place *p, const char *name);
enum err open_as(struct place *p, const char *name, enum db_mode mode, const uint8_t *key,
                 struct db **out);
void reopen(struct place *p, enum db_mode mode);
int64_t ask_int(struct db *db, const char *sql);

#endif
