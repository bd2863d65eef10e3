/* folders_test.c: folders are private, listed in order, removed without leaving; locks exclude. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"
#include "plat/files.h"

struct place {
	struct arena a;
	char folder[32];
};

static int setup(void **state)
{
	struct place *p = mem_alloc(sizeof *p);

	memcpy(p->folder, "/tmp/kontor-folders-XXXXXX", sizeof "/tmp/kontor-folders-XXXXXX");
	*state = p;
	return mkdtemp(p->folder) == NULL ? -1 : 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	const enum err e = folder_remove(p->folder);

	arena_release(&p->a);
	mem_free(p);
	return e == OK ? 0 : -1;
}

static const char *in(struct place *p, const char *name)
{
	return path_join(&p->a, p->folder, str_of(name));
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void folders_are_made_private_with_their_parents(void **state)
{
	struct place *p = *state;

	assert_int_equal(folder_make(in(p, "a/b/c")), OK);
	assert_int_equal(mode_of(in(p, "a")), 0700);
	assert_int_equal(mode_of(in(p, "a/b/c")), 0700);
	assert_int_equal(folder_make(in(p, "a/b/c/")), OK); /* there already */
	assert_int_equal(chmod(in(p, "a/b/c"), 0755), 0);
	assert_int_equal(folder_make(in(p, "a/b/c")), OK);
	assert_int_equal(mode_of(in(p, "a/b/c")), 0700); /* rights of others are taken */
	assert_int_equal(folder_make(""), ERR_NOT_FOUND);
}

static void a_file_in_the_way_is_a_conflict(void **state)
{
	struct place *p = *state;

	assert_int_equal(file_write(in(p, "a"), S("x")), OK);
	assert_int_equal(folder_make(in(p, "a")), ERR_CONFLICT);
	assert_int_equal(folder_make(in(p, "a/b")), ERR_CONFLICT);
}

static void a_list_is_complete_and_in_order(void **state)
{
	struct place *p = *state;
	struct file_entry *list;
	size_t n;

	assert_int_equal(folder_list(&p->a, p->folder, &list, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(file_write(in(p, "b"), S("12345")), OK);
	assert_int_equal(file_write(in(p, "a.txt"), S("")), OK);
	assert_int_equal(file_write(in(p, ".hidden"), S("x")), OK);
	assert_int_equal(folder_make(in(p, "Z")), OK);
	assert_int_equal(symlink("/", in(p, "link")), 0);
	assert_int_equal(folder_list(&p->a, p->folder, &list, &n), OK);
	assert_int_equal(n, 5);
	assert_str(list[0].name, ".hidden");
	assert_str(list[1].name, "Z");
	assert_int_equal(list[1].kind, FILE_FOLDER);
	assert_str(list[2].name, "a.txt");
	assert_int_equal(list[2].kind, FILE_REGULAR);
	assert_str(list[3].name, "b");
	assert_int_equal(list[3].bytes, 5);
	assert_true(list[3].changed_ms > 1735689600000);
	assert_str(list[4].name, "link");
	assert_int_equal(list[4].kind, FILE_OTHER);
	assert_int_equal(folder_list(&p->a, in(p, "none"), &list, &n), ERR_NOT_FOUND);
}

static void many_entries_are_all_listed(void **state)
{
	struct place *p = *state;
	struct file_entry *list;
	size_t n;

	for (int i = 0; i < 500; i++) {
		const struct str name = arena_printf(&p->a, "%03d", i);
		const int fd = open(in(p, name.ptr), O_CREAT | O_WRONLY, 0600);

		assert_true(fd >= 0);
		close(fd);
	}
	assert_int_equal(folder_list(&p->a, p->folder, &list, &n), OK);
	assert_int_equal(n, 500);
	for (int i = 0; i < 500; i++)
		assert_str_is(list[i].name, arena_printf(&p->a, "%03d", i));
}

static void trees_are_measured_and_removed(void **state)
{
	struct place *p = *state;
	int64_t bytes;

	assert_int_equal(folder_make(in(p, "tree/a/b")), OK);
	assert_int_equal(folder_make(in(p, "kept")), OK);
	assert_int_equal(file_write(in(p, "kept/file"), S("1234")), OK);
	assert_int_equal(file_write(in(p, "tree/one"), S("12")), OK);
	assert_int_equal(file_write(in(p, "tree/a/b/two"), S("123")), OK);
	assert_int_equal(symlink(in(p, "kept"), in(p, "tree/link")), 0);
	assert_int_equal(symlink(in(p, "kept/file"), in(p, "tree/a/link")), 0);
	assert_int_equal(folder_bytes(in(p, "tree"), &bytes), OK);
	assert_int_equal(bytes, 5); /* links are not followed */
	assert_int_equal(folder_remove(in(p, "tree")), OK);
	assert_false(file_exists(in(p, "tree")));
	assert_true(file_exists(in(p, "kept/file")));
	assert_int_equal(folder_remove(in(p, "tree")), ERR_NOT_FOUND);
	assert_int_equal(folder_remove(in(p, "kept/file")), ERR_CONFLICT);
	assert_int_equal(symlink(in(p, "kept"), in(p, "link")), 0);
	assert_int_equal(folder_remove(in(p, "link")), ERR_CONFLICT);
	assert_true(file_exists(in(p, "kept/file")));
	assert_int_equal(folder_bytes(in(p, "none"), &bytes), ERR_NOT_FOUND);
}

static void a_disk_has_room(void **state)
{
	struct place *p = *state;
	int64_t bytes = -1;

	assert_int_equal(disk_free(p->folder, &bytes), OK);
	assert_true(bytes >= 0);
	assert_int_equal(disk_free(in(p, "none"), &bytes), ERR_NOT_FOUND);
	assert_int_equal(folder_sync(p->folder), OK);
	assert_int_equal(folder_sync(in(p, "none")), ERR_NOT_FOUND);
}

/* What another process gets when it wants the lock. */
static enum err lock_elsewhere(const char *path)
{
	const pid_t child = fork();
	struct file_lock lock;
	int status;

	if (child == 0)
		_exit((int) file_lock(path, &lock));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return (enum err) WEXITSTATUS(status);
}

static void a_lock_has_one_holder(void **state)
{
	struct place *p = *state;
	const char *path = in(p, "lock");
	struct file_lock lock, second;
	struct str text;

	assert_int_equal(file_lock(path, &lock), OK);
	assert_int_equal(file_lock(path, &second), ERR_BUSY); /* in this process too */
	assert_int_equal(lock_elsewhere(path), ERR_BUSY);
	assert_int_equal(file_read(&p->a, path, 100, &text), OK);
	assert_str_is(text, arena_printf(&p->a, "%d\n", getpid()));
	assert_int_equal(lock_elsewhere(path), ERR_BUSY); /* reading it did not drop it */
	file_unlock(&lock);
	assert_int_equal(lock_elsewhere(path), OK);
	assert_int_equal(file_lock(path, &lock), OK); /* its end freed it */
	file_unlock(&lock);
	assert_int_equal(file_lock(in(p, "none/lock"), &lock), ERR_NOT_FOUND);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(folders_are_made_private_with_their_parents),
		TEST(a_file_in_the_way_is_a_conflict),
		TEST(a_list_is_complete_and_in_order),
		TEST(many_entries_are_all_listed),
		TEST(trees_are_measured_and_removed),
		TEST(a_disk_has_room),
		TEST(a_lock_has_one_holder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
