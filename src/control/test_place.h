/* test_place.h: what the tests of control share: a store in a folder of its own, a clock that
 * stands still, people and workspaces in it. */
#ifndef CONTROL_TEST_PLACE_H
#define CONTROL_TEST_PLACE_H

#include "base/test.h"
#include "control/control_impl.h"
#include "control/team.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };
#define START_MS INT64_C(1795564800000)

struct place {
	struct arena a;
	char folder[40];
	struct writers *writers;
	struct control *c;
	struct problems ps;
};

/* control_options takes a plain function for the time, so the clock is a global of the test. */
extern _Atomic int64_t now_ms;
extern const uint8_t master[32];
extern const struct uuid nobody;
extern const struct new_user ada;

/* For each test: setup opens control, teardown checks that all can be removed. */
int place_setup(void **state);
int place_teardown(void **state);
enum err place_open_with(struct place *p, const uint8_t key[32], struct control **out);
void reopen(struct place *p);

struct uuid add_user(struct place *p, const struct new_user *u);
struct uuid add_other(struct place *p);
struct uuid add_cell(struct place *p, struct uuid owner);      /* ready */
/* In, or in another role. What comes of it. */
enum err join(struct place *p, struct uuid user, struct uuid cell, enum member_role role,
              struct uuid *member);
enum err token_for(struct place *p, struct uuid user, struct uuid cell, enum token_scope scope,
                   struct str name, char out[TOKEN_TEXT]);
enum err revoke_of(struct place *p, struct uuid user, struct uuid cell, struct uuid token);
enum err rename_to(struct place *p, struct uuid cell, struct str name);
struct str secret_of(const char text[SECRET_TEXT]);
struct str token_of(const char text[TOKEN_TEXT]);
int64_t count_rows(struct place *p, struct str sql);

#define PLACE_CASE(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

#endif
