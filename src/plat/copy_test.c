/* copy_test.c: files copied whole, or not at all. */
#include <stdlib.h>

#include "base/test.h"
#include "plat/copy.h"

enum { BYTES = 3 * 1024 * 1024 + 17 };

struct place {
	struct arena a;
	char folder[40];
	const char *from, *to;
	struct key *key;
	struct str content;
};

static int setup(void **state)
{
	static const char name[] = "/tmp/kontor-copy-XXXXXX";
	struct place *p = mem_alloc(sizeof *p);
	char *bytes = arena_alloc(&p->a, BYTES);

	memcpy(p->folder, name, sizeof name);
	*state = p;
	if (mkdtemp(p->folder) == NULL)
		return -1;
	for (size_t i = 0; i < BYTES; i++)
		bytes[i] = (char) (i * 31 >> 3);
	p->content = (struct str) { bytes, BYTES };
	p->from = path_join(&p->a, p->folder, S("from"));
	p->to = path_join(&p->a, p->folder, S("to"));
	p->key = key_new();
	return file_write(p->from, p->content) == OK ? 0 : -1;
}

static int teardown(void **state)
{
	struct place *p = *state;
	enum err e = folder_remove(p->folder);

	key_free(p->key);
	arena_release(&p->a);
	mem_free(p);
	return e == OK ? 0 : -1;
}

static bool stop_at_once(void *ctx, int64_t bytes)
{
	(void) ctx, (void) bytes;
	return false;
}

static void a_copy_is_the_same_and_has_the_same_sum(void **state)
{
	struct place *p = *state;
	const struct copy_options o = { .key = p->key, .context = S("test") };
	uint8_t sum[FILE_SUM_BYTES], again[FILE_SUM_BYTES], all[FILE_SUM_BYTES];
	struct str there;
	int64_t bytes, read;

	assert_int_equal(file_copy(p->from, p->to, &o, sum, &bytes), OK);
	assert_int_equal(bytes, BYTES);
	assert_int_equal(file_read(&p->a, p->to, BYTES, &there), OK);
	assert_true(str_eq(there, p->content));
	assert_int_equal(file_sum(p->to, &o, again, &read), OK);
	assert_memory_equal(sum, again, sizeof sum);
	seal_hash(p->key, S("test"), p->content, all, sizeof all);
	assert_memory_equal(sum, all, sizeof sum);
	assert_int_equal(file_copy(p->from, p->to, &o, sum, &bytes), ERR_CONFLICT);
}

static void a_copy_that_ends_early_leaves_nothing(void **state)
{
	struct place *p = *state;
	const struct copy_options o = { .key = p->key,
		                        .context = S("test"),
		                        .goes_on = stop_at_once };
	uint8_t sum[FILE_SUM_BYTES];
	int64_t bytes;

	assert_int_equal(file_copy(p->from, p->to, &o, sum, &bytes), ERR_CANCELLED);
	assert_false(file_exists(p->to));
	assert_int_equal(file_copy(p->to, p->from, &o, sum, &bytes), ERR_NOT_FOUND);
	assert_true(file_exists(p->from));
}

static void moving_makes_room_only_of_nothing(void **state)
{
	struct place *p = *state;
	const char *full = path_join(&p->a, p->folder, S("full")),
		   *empty = path_join(&p->a, p->folder, S("empty"));
	bool yes;

	assert_int_equal(folder_make(full), OK);
	assert_int_equal(folder_make(empty), OK);
	assert_int_equal(file_link(p->from, path_join(&p->a, full, S("x"))), OK);
	assert_int_equal(folder_is_empty(full, &yes), OK);
	assert_false(yes);
	assert_int_equal(folder_is_empty(empty, &yes), OK);
	assert_true(yes);
	assert_int_equal(path_move(empty, full), ERR_CONFLICT);
	assert_int_equal(path_move(full, empty), OK);
	assert_true(file_exists(path_join(&p->a, empty, S("x"))));
	assert_int_equal(folder_is_empty(full, &yes), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_copy_is_the_same_and_has_the_same_sum, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_copy_that_ends_early_leaves_nothing, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(moving_makes_room_only_of_nothing, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
