/* keyring_test.c: which keys open the server's store, and that nothing is begun anew beside it. */
#include "control/keyring.h"
#include "control/test_place.h"
#include "plat/files.h"

static const char *file_of(struct place *p, const char *name)
{
	return path_join(&p->a, p->folder, str_of(name));
}

static struct key *other_key(void)
{
	uint8_t bytes[KEY_BYTES];
	memset(bytes, 0x5a, sizeof bytes);
	return key_of(bytes);
}

static void K28_another_key_is_told_which_one_is_needed(void **state)
{
	struct place *p = *state;
	struct key *right = key_of(master), *wrong = other_key();
	struct keyring ring;
	struct keyring_masters needed;
	struct control *c;

	assert_int_equal(keyring_read(p->folder, right, &ring), OK);
	keyring_release(&ring);
	assert_int_equal(keyring_read(p->folder, wrong, &ring), ERR_KEY);
	assert_int_equal(keyring_needs(p->folder, &needed), OK);
	assert_str_is(keyring_needs_text(&p->a, &needed), str_of(key_fingerprint(right).text));
	assert_int_equal(place_open_with(p, wrong->b, &c), ERR_KEY);
	key_free(right);
	key_free(wrong);
}

static void either_of_two_master_keys_opens_it(void **state)
{
	struct place *p = *state;
	struct key *one = key_of(master), *two = other_key();
	const struct key *const both[] = { one, two };
	struct keyring ring, again;
	struct keyring_masters needed;

	assert_int_equal(keyring_read(p->folder, one, &ring), OK);
	assert_int_equal(keyring_write(p->folder, &ring, both, 2), OK);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(keyring_read(p->folder, both[i], &again), OK);
		assert_memory_equal(again.store->b, ring.store->b, KEY_BYTES);
		keyring_release(&again);
	}
	assert_int_equal(keyring_needs(p->folder, &needed), OK);
	assert_int_equal(needed.n, 2);
	keyring_release(&ring);
	key_free(one);
	key_free(two);
}

static void a_changed_byte_is_refused(void **state)
{
	struct place *p = *state;
	struct key *right = key_of(master);
	struct keyring ring;
	struct str text;

	assert_int_equal(file_read(&p->a, file_of(p, KEYRING_FILE), 4096, &text), OK);
	for (size_t at = 0; at < text.len; at++) {
		struct str broken = arena_str(&p->a, text);
		((char *) broken.ptr)[at] ^= 1;
		assert_int_equal(file_write(file_of(p, KEYRING_FILE), broken), OK);
		enum err e = keyring_read(p->folder, right, &ring);
		assert_true(e == ERR_STORAGE || e == ERR_KEY);
	}
	assert_int_equal(file_write(file_of(p, KEYRING_FILE), text), OK);
	key_free(right);
}

static void K28_no_new_store_where_workspaces_lie(void **state)
{
	struct place *p = *state;
	struct control *c;

	control_close(p->c);
	assert_int_equal(file_remove(file_of(p, "control.db")), OK);
	assert_int_equal(folder_make(file_of(p, "cells")), OK);
	assert_int_equal(file_write(file_of(p, "cells/x.db"), S("kept")), OK);
	assert_int_equal(place_open_with(p, master, &c), ERR_NOT_FOUND);
	assert_false(file_exists(file_of(p, "control.db")));
	assert_int_equal(file_remove(file_of(p, "cells/x.db")), OK);
	assert_int_equal(place_open_with(p, master, &p->c), OK);
}

static void a_folder_without_a_ring_gets_one(void **state)
{
	struct place *p = *state;
	struct key *right = key_of(master);
	const struct key *const masters[] = { right };
	struct keyring ring, found;

	/* As a version without rings left it: keys derived from the master key, no such file. */
	control_close(p->c);
	assert_int_equal(file_remove(file_of(p, "control.db")), OK);
	keyring_of_master(&ring, right);
	assert_int_equal(keyring_write(p->folder, &ring, masters, 1), OK);
	assert_int_equal(place_open_with(p, master, &p->c), OK);
	struct uuid who = add_user(p, &ada);
	control_close(p->c);
	assert_int_equal(file_remove(file_of(p, KEYRING_FILE)), OK);

	assert_int_equal(place_open_with(p, master, &p->c), OK);
	struct account account;
	assert_int_equal(control_user_get(p->c, &p->a, who, &account), OK);
	assert_int_equal(keyring_read(p->folder, right, &found), OK);
	assert_memory_equal(found.store->b, ring.store->b, KEY_BYTES);
	keyring_release(&found);
	keyring_release(&ring);
	key_free(right);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(K28_another_key_is_told_which_one_is_needed),
		PLACE_CASE(either_of_two_master_keys_opens_it),
		PLACE_CASE(a_changed_byte_is_refused),
		PLACE_CASE(K28_no_new_store_where_workspaces_lie),
		PLACE_CASE(a_folder_without_a_ring_gets_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
