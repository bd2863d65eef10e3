/* files_test.c: files come back as written, are replaced whole and private, and leave nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
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

	memcpy(p->folder, "/tmp/kontor-files-XXXXXX", sizeof "/tmp/kontor-files-XXXXXX");
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

static size_t entries(struct place *p)
{
	struct file_entry *list;
	size_t n;

	assert_int_equal(folder_list(&p->a, p->folder, &list, &n), OK);
	return n;
}

static void written_is_read_back(void **state)
{
	struct place *p = *state;
	const char *path = in(p, "a");
	struct str text;
	struct stat st;
	int64_t bytes;

	assert_int_equal(file_write(path, S("one\0two")), OK);
	assert_int_equal(file_read(&p->a, path, 7, &text), OK);
	assert_str(text, "one\0two");
	assert_int_equal(text.ptr[text.len], '\0');
	assert_int_equal(file_write(path, S("")), OK);
	assert_int_equal(file_read(&p->a, path, 0, &text), OK);
	assert_str(text, "");
	assert_int_equal(file_size(path, &bytes), OK);
	assert_int_equal(bytes, 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(entries(p), 1); /* no draft is left */
}

static void large_files_are_whole(void **state)
{
	enum { BYTES = 3 * 1000 * 1000 };
	struct place *p = *state;
	char *data = arena_raw(&p->a, BYTES);
	struct str text;

	for (size_t i = 0; i < BYTES; i++)
		data[i] = (char) (i * 7 + i / 251);
	assert_int_equal(file_write(in(p, "large"), (struct str) { data, BYTES }), OK);
	assert_int_equal(file_read(&p->a, in(p, "large"), BYTES, &text), OK);
	assert_int_equal(text.len, BYTES);
	assert_memory_equal(text.ptr, data, BYTES);
}

static void a_file_over_the_limit_is_refused(void **state)
{
	struct place *p = *state;
	struct str text;

	assert_int_equal(file_write(in(p, "a"), S("12345")), OK);
	assert_int_equal(file_read(&p->a, in(p, "a"), 5, &text), OK);
	assert_int_equal(file_read(&p->a, in(p, "a"), 4, &text), ERR_TOO_LARGE);
}

/* A file of /proc has no size to go by. */
static void files_without_a_size_are_read(void **state)
{
	struct place *p = *state;
	struct str text;

	assert_int_equal(file_read(&p->a, "/proc/self/status", 1 << 20, &text), OK);
	assert_true(str_starts(text, S("Name:")));
	assert_int_equal(file_read(&p->a, "/proc/self/status", 20, &text), ERR_TOO_LARGE);
}

static void what_is_not_there_is_not_found(void **state)
{
	struct place *p = *state;
	struct str text;
	int64_t bytes;

	assert_int_equal(file_read(&p->a, in(p, "none"), 10, &text), ERR_NOT_FOUND);
	assert_int_equal(file_size(in(p, "none"), &bytes), ERR_NOT_FOUND);
	assert_int_equal(file_remove(in(p, "none")), ERR_NOT_FOUND);
	assert_false(file_exists(in(p, "none")));
	assert_int_equal(file_write(in(p, "none/below"), S("x")), ERR_NOT_FOUND);
	assert_int_equal(file_read(&p->a, p->folder, 10, &text), ERR_IO); /* a folder */
}

static void removed_is_gone(void **state)
{
	struct place *p = *state;

	assert_int_equal(file_write(in(p, "a"), S("x")), OK);
	assert_true(file_exists(in(p, "a")));
	assert_int_equal(file_remove(in(p, "a")), OK);
	assert_false(file_exists(in(p, "a")));
	assert_int_equal(symlink("nowhere", in(p, "dangling")), 0);
	assert_true(file_exists(in(p, "dangling")));
	assert_int_equal(file_remove(in(p, "dangling")), OK);
}

static void readers_see_the_old_file_until_it_is_replaced(void **state)
{
	struct place *p = *state;
	const char *path = in(p, "a");
	struct draft d;
	struct str text;

	assert_int_equal(file_write(path, S("old")), OK);
	assert_int_equal(draft_open(&d, path), OK);
	assert_int_equal(draft_put(&d, S("n")), OK);
	assert_int_equal(draft_put(&d, S("")), OK);
	assert_int_equal(draft_put(&d, S("ew")), OK);
	assert_int_equal(d.bytes, 3);
	assert_int_equal(file_read(&p->a, path, 10, &text), OK);
	assert_str(text, "old");
	assert_int_equal(draft_keep(&d, path), OK);
	assert_int_equal(file_read(&p->a, path, 10, &text), OK);
	assert_str(text, "new");
	assert_int_equal(entries(p), 1);
}

static void a_dropped_draft_leaves_nothing(void **state)
{
	struct place *p = *state;
	struct draft one, two;

	assert_int_equal(draft_open(&one, in(p, "a")), OK);
	assert_int_equal(draft_open(&two, in(p, "a")), OK); /* they do not meet */
	assert_int_equal(entries(p), 2);
	assert_int_equal(draft_put(&one, S("x")), OK);
	draft_drop(&one);
	draft_drop(&two);
	assert_int_equal(entries(p), 0);
}

static void a_draft_is_kept_under_another_name(void **state)
{
	struct place *p = *state;
	struct draft d;
	struct str text;

	assert_int_equal(folder_make(in(p, "sub")), OK);
	assert_int_equal(draft_open(&d, in(p, "upload")), OK);
	assert_int_equal(draft_put(&d, S("x")), OK);
	assert_int_equal(draft_keep(&d, in(p, "sub/final")), OK);
	assert_int_equal(file_read(&p->a, in(p, "sub/final"), 1, &text), OK);
	assert_str(text, "x");
	assert_int_equal(draft_open(&d, in(p, "upload")), OK);
	assert_int_equal(draft_keep(&d, in(p, "none/final")), ERR_NOT_FOUND);
	assert_int_equal(entries(p), 1); /* dropped */
}

static void a_full_disk_says_so(void **state)
{
	struct draft d = { .fd = open("/dev/full", O_WRONLY) };

	(void) state;
	assert_true(d.fd >= 0);
	assert_int_equal(draft_put(&d, S("x")), ERR_FULL);
	assert_int_equal(errno, ENOSPC);
	close(d.fd);
}

static void paths_are_joined_with_one_slash(void **state)
{
	struct place *p = *state;

	assert_string_equal(path_join(&p->a, "a", S("b")), "a/b");
	assert_string_equal(path_join(&p->a, "a/", S("b")), "a/b");
	assert_string_equal(path_join(&p->a, "a//", S("/b/c")), "a/b/c");
	assert_string_equal(path_join(&p->a, "/", S("b")), "/b");
	assert_string_equal(path_join(&p->a, "/a/b", str_head(S("name.txt"), 4)), "/a/b/name");
}

static void names_from_outside_cannot_climb(void **state)
{
	static const struct str good[] = { STR("a"), STR("a.b"), STR("a..b"), STR("-"),
		                           STR("\xc3\xa9 x") };
	static const struct str bad[] = {
		STR(""),   STR("."),  STR(".."),      STR("../x"), STR("a/b"),
		STR("/a"), STR("a/"), STR(".hidden"), STR("a\0b"),
	};
	char name[300];

	(void) state;
	memset(name, 'n', sizeof name);
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(file_name_ok(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(file_name_ok(bad[i]));
	assert_true(file_name_ok((struct str) { name, 255 }));
	assert_false(file_name_ok((struct str) { name, 256 }));
	assert_false(file_name_ok(STR_ABSENT));
}

static void reasons_become_errors(void **state)
{
	(void) state;
	assert_int_equal(files_err(0), OK);
	assert_int_equal(files_err(ENOENT), ERR_NOT_FOUND);
	assert_int_equal(files_err(EEXIST), ERR_CONFLICT);
	assert_int_equal(files_err(EACCES), ERR_FORBIDDEN);
	assert_int_equal(files_err(ENOSPC), ERR_FULL);
	assert_int_equal(files_err(EDQUOT), ERR_FULL);
	assert_int_equal(files_err(EIO), ERR_IO);
}

static void a_path_too_long_is_an_error(void **state)
{
	struct place *p = *state;
	char *path = arena_alloc(&p->a, 5001);

	memset(path, 'x', 5000);
	assert_int_equal(file_write(path, S("x")), ERR_IO);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(folder_make(path), ERR_IO);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(written_is_read_back),
		TEST(large_files_are_whole),
		TEST(a_file_over_the_limit_is_refused),
		TEST(files_without_a_size_are_read),
		TEST(what_is_not_there_is_not_found),
		TEST(removed_is_gone),
		TEST(readers_see_the_old_file_until_it_is_replaced),
		TEST(a_dropped_draft_leaves_nothing),
		TEST(a_draft_is_kept_under_another_name),
		TEST(a_full_disk_says_so),
		TEST(paths_are_joined_with_one_slash),
		TEST(names_from_outside_cannot_climb),
		TEST(reasons_become_errors),
		TEST(a_path_too_long_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
