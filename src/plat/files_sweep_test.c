/* files_sweep_test.c: whichever call fails, a file is the old one or the new one, and nothing lies
 * around. Needs the option `faults`. */
#include <errno.h>
#include <stdlib.h>

#include "base/test.h"
#include "plat/fault.h"
#include "plat/files.h"

static void check_after(const char *folder, struct str expect_old, struct str expect_new)
{
	struct arena a = ARENA_INIT;
	struct file_entry *list;
	struct str text;
	size_t n;

	assert_int_equal(folder_list(&a, folder, &list, &n), OK);
	assert_int_equal(n, 1);
	assert_str(list[0].name, "file");
	assert_int_equal(file_read(&a, path_join(&a, folder, S("file")), 100, &text), OK);
	assert_true(str_eq(text, expect_old) || str_eq(text, expect_new));
	arena_release(&a);
}

/* Fails the 1st, 2nd, … call of a kind until none is left to fail; says how many there were. */
static int sweep(const char *folder, enum fault kind, int error, enum err expected)
{
	struct arena a = ARENA_INIT;
	const char *path = path_join(&a, folder, S("file"));
	enum err e = ERR_INTERNAL;
	int nth = 0;

	while (e != OK) {
		assert_int_equal(file_write(path, S("old content")), OK);
		fault_arm(kind, ++nth, 1, error);
		e = file_write(path, S("new"));
		if (e != OK) {
			assert_int_equal(e, expected);
			assert_int_equal(errno, error); /* still the reason */
		}
		fault_disarm();
		check_after(folder, e == OK ? S("new") : S("old content"), S("new"));
		assert_true(nth < 20);
	}
	arena_release(&a);
	return nth - 1;
}

static void every_failing_call_leaves_old_or_new(void **state)
{
	char folder[] = "/tmp/kontor-sweep-XXXXXX";

	(void) state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(sweep(folder, FAULT_open, EMFILE, ERR_IO), 2); /* draft, folder */
	assert_int_equal(sweep(folder, FAULT_write, ENOSPC, ERR_FULL), 1);
	assert_int_equal(sweep(folder, FAULT_write, EIO, ERR_IO), 1);
	assert_int_equal(sweep(folder, FAULT_sync, EIO, ERR_IO), 2); /* file, folder */
	assert_int_equal(sweep(folder, FAULT_rename, EIO, ERR_IO), 1);
	assert_int_equal(folder_remove(folder), OK);
}

static void an_interrupted_write_goes_on(void **state)
{
	char folder[] = "/tmp/kontor-sweep-XXXXXX";
	struct arena a = ARENA_INIT;
	struct str text;

	(void) state;
	assert_non_null(mkdtemp(folder));
	fault_arm(FAULT_write, 1, 3, EINTR);
	fault_arm(FAULT_read, 1, 3, EINTR);
	fault_arm(FAULT_open, 1, 3, EINTR);
	assert_int_equal(file_write(path_join(&a, folder, S("file")), S("x")), OK);
	assert_int_equal(file_read(&a, path_join(&a, folder, S("file")), 1, &text), OK);
	assert_str(text, "x");
	fault_arm(FAULT_read, 1, 1, EIO);
	assert_int_equal(file_read(&a, path_join(&a, folder, S("file")), 1, &text), ERR_IO);
	fault_disarm();
	assert_int_equal(folder_remove(folder), OK);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_failing_call_leaves_old_or_new),
		cmocka_unit_test(an_interrupted_write_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
