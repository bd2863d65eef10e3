/* files_test.c: the same bytes are kept once; what nothing holds goes after a day, unless a copy is
 * being made. */
#include "cell/files_impl.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "cell/test_cell.h"
#include "cell/upkeep.h"
#include "plat/files.h"

enum { DAY_MS = FILE_CLAIM_MS };

static const struct file_limits limits = { .file_bytes = 1 << 20, .total_bytes = 1 << 20 };

static enum err bring(struct place *p, const char *text, struct file *row, bool *made)
{
	struct file_intake *f;
	assert_int_equal(file_begin(p->cell, &limits, &f), OK);
	assert_int_equal(file_put(f, str_of(text)), OK);
	return file_end(f, &p->owner, &p->arena, row, made);
}

static struct file brought(struct place *p, const char *text)
{
	struct file row;
	bool made;
	assert_int_equal(bring(p, text, &row, &made), OK);
	assert_true(made);
	return row;
}

static const char *bytes_of(struct place *p, const struct file *row)
{
	const char *path;
	assert_int_equal(file_path(p->cell, row->place, &p->arena, &path), OK);
	return path;
}

/* The disk has its own clock: what was written just now was written at the test's now. */
static void date(struct place *p, const struct file *row)
{
	const time_t s = (time_t) (place_now() / 1000);
	const struct timespec times[2] = { { .tv_sec = s }, { .tv_sec = s } };
	assert_int_equal(utimensat(AT_FDCWD, bytes_of(p, row), times, 0), 0);
}

static enum err attach(struct place *p, const struct file *row, struct uuid *id)
{
	struct contact c;
	struct attachment a;
	enum err e = place_create(p, &p->owner, &contact_record, JSON("{'name':'Ana'}"), &c);
	if (e == OK)
		e = place_create(
			p, &p->owner, &attachment_record,
			JSON("{'contact_id':'%U','file_id':'%U','name':'a.txt'}", &c.id, &row->id),
			&a);
	*id = a.id;
	return e;
}

static int64_t rows(struct place *p)
{
	return ask_int(p, "SELECT count(*) FROM files");
}

static void the_same_bytes_are_kept_once(void **state)
{
	struct place *p = *state;
	struct file first = brought(p, "words"), again;
	struct kept_file *k;
	char read[5];
	bool made = true;
	assert_int_equal(bring(p, "words", &again, &made), OK);
	assert_false(made);
	assert_true(uuid_eq(first.id, again.id));
	assert_int_equal(rows(p), 1);
	assert_int_equal(kept_open(p->cell, &first, &k), OK);
	assert_int_equal(kept_bytes(k), 5);
	assert_int_equal(kept_read(k, 0, read, 5), OK);
	assert_memory_equal(read, "words", 5);
	kept_close(k);
}

static void bytes_that_were_lost_are_made_good(void **state)
{
	struct place *p = *state;
	struct file first = brought(p, "words"), again;
	struct kept_file *k;
	bool made;
	assert_int_equal(file_remove(bytes_of(p, &first)), OK);
	assert_int_equal(kept_open(p->cell, &first, &k), ERR_NOT_FOUND);
	assert_int_equal(bring(p, "words", &again, &made), OK);
	assert_false(made);
	assert_int_equal(kept_open(p->cell, &again, &k), OK);
	kept_close(k);
}

static void what_is_too_much_leaves_nothing(void **state)
{
	struct place *p = *state;
	char much[(1 << 20) - 2] = { 0 };
	struct file_intake *f;
	struct file row;
	bool made;
	brought(p, "words");
	assert_int_equal(file_begin(p->cell, &limits, &f), OK);
	assert_int_equal(file_put(f, (struct str) { much, sizeof much }), OK);
	assert_int_equal(file_put(f, S("abc")), ERR_TOO_LARGE);
	assert_int_equal(file_end(f, &p->owner, &p->arena, &row, &made), ERR_QUOTA);
	assert_int_equal(rows(p), 1);
}

static void what_nobody_attached_goes_after_a_day(void **state)
{
	struct place *p = *state;
	struct file row = brought(p, "words");
	const char *path = bytes_of(p, &row);
	date(p, &row);
	place_pass(DAY_MS - 1000);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(rows(p), 1);
	place_pass(2000);
	cells_keep_files(p->cells);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(rows(p), 0);
	assert_true(file_exists(path)); /* a backup that is being made may need it */
	cells_let_files_go(p->cells);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_false(file_exists(path));
}

/* In the bin it can come back, and its file with it. */
static void what_is_attached_stays(void **state)
{
	struct place *p = *state;
	struct file row = brought(p, "words");
	struct uuid id;
	date(p, &row);
	assert_int_equal(attach(p, &row, &id), OK);
	assert_int_equal(place_delete(p, &p->owner, &attachment_record, id), OK);
	place_pass(DAY_MS * 2);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(rows(p), 1);
	place_pass(DAY_MS * INT64_C(40)); /* out of the bin, too */
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(cell_tidy(p->cell), OK);
	assert_int_equal(rows(p), 0);
	assert_false(file_exists(bytes_of(p, &row)));
	assert_sound(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(the_same_bytes_are_kept_once),
		PLACE_CASE(bytes_that_were_lost_are_made_good),
		PLACE_CASE(what_is_too_much_leaves_nothing),
		PLACE_CASE(what_nobody_attached_goes_after_a_day),
		PLACE_CASE(what_is_attached_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
