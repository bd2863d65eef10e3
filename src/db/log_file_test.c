/* log_file_test.c: when a commit returns, all of it is in the files, whatever its size; a
 * transaction reads back what it wrote; what was undone is nowhere. */
#include <stdlib.h>

#include "base/test.h"
#include "db/test_db.h"
#include "plat/files.h"

enum { ROW_BYTES = 1000 };

/* Pages that do not fit go to the log before the transaction ends. */
static void allow_few_pages(struct db *db)
{
	assert_int_equal(db_exec(db, "PRAGMA cache_size=20"), OK);
}

static void add_rows(struct db *db, int64_t n)
{
	STMT_AUTO s = NULL;
	assert_int_equal(db_sql(db,
	                        S("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
	                          " i < ?1) INSERT INTO t SELECT randomblob(?2) FROM n"),
	                        &s),
	                 OK);
	bind_int(s, 1, n);
	bind_int(s, 2, ROW_BYTES);
	assert_int_equal(stmt_run(s), OK);
}

static int64_t count_rows(struct db *db)
{
	return ask_int(db, "SELECT count(*) FROM t WHERE length(a) = 1000");
}

static void copy_file(struct place *p, const char *from, const char *to)
{
	struct str content;
	assert_int_equal(file_read(&p->a, in_place(p, from), 1 << 26, &content), OK);
	assert_int_equal(file_write(in_place(p, to), content), OK);
}

/* The store as it would be found had the process ended just now. */
static int64_t rows_after_a_crash(struct place *p)
{
	struct str report;
	struct db *db;
	copy_file(p, "test.db", "copy.db");
	copy_file(p, "test.db-wal", "copy.db-wal");
	assert_int_equal(open_as(p, "copy.db", DB_write, p->key, &db), OK);
	assert_int_equal(db_integrity(db, &p->a, &report), OK);
	assert_true(str_eq(report, S("ok")));
	int64_t n = count_rows(db);
	db_close(db);
	return n;
}

static void commits_of_every_size_are_in_the_files(void **state)
{
	static const int64_t sizes[] = { 1, 2, 14, 15, 16, 17, 58, 59, 60, 61, 62, 200, 2000 };
	struct place *p = *state;
	int64_t all = 0;
	for (int few = 0; few < 2; few++) {
		for (unsigned i = 0; i < COUNT(sizes); i++) {
			assert_int_equal(db_begin(p->db), OK);
			add_rows(p->db, sizes[i]);
			assert_int_equal(db_commit(p->db), OK);
			all += sizes[i];
			assert_int_equal(rows_after_a_crash(p), all);
		}
		allow_few_pages(p->db);
	}
}

static void others_see_each_commit_at_once(void **state)
{
	struct place *p = *state;
	struct db *reader;
	int64_t all = 0, left;
	assert_int_equal(open_as(p, "test.db", DB_read, p->key, &reader), OK);
	for (int i = 1; i < 200; i++) {
		add_rows(p->db, i % 40 + 1);
		all += i % 40 + 1;
		assert_int_equal(count_rows(reader), all);
		if (i % 50 == 0)
			assert_int_equal(db_checkpoint(p->db, false, &left), OK);
	}
	db_close(reader);
}

static void a_transaction_reads_back_what_it_wrote(void **state)
{
	struct place *p = *state;
	allow_few_pages(p->db);
	assert_int_equal(db_begin(p->db), OK);
	add_rows(p->db, 500);
	assert_int_equal(count_rows(p->db), 500);
	assert_int_equal(db_savepoint(p->db), OK);
	add_rows(p->db, 500);
	assert_int_equal(count_rows(p->db), 1000);
	assert_int_equal(db_rollback_to(p->db), OK);
	assert_int_equal(count_rows(p->db), 500);
	add_rows(p->db, 100);
	assert_int_equal(db_commit(p->db), OK);
	assert_int_equal(count_rows(p->db), 600);
	assert_int_equal(rows_after_a_crash(p), 600);
}

static void what_was_undone_is_nowhere(void **state)
{
	struct place *p = *state;
	allow_few_pages(p->db);
	add_rows(p->db, 10);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(db_begin(p->db), OK);
		add_rows(p->db, 500);
		db_rollback(p->db);
		assert_int_equal(count_rows(p->db), 10 + i);
		add_rows(p->db, 1); /* over the frames of the one that was undone */
		assert_int_equal(rows_after_a_crash(p), 11 + i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(commits_of_every_size_are_in_the_files),
		PLACE_CASE(others_see_each_commit_at_once),
		PLACE_CASE(a_transaction_reads_back_what_it_wrote),
		PLACE_CASE(what_was_undone_is_nowhere),
	};
	if (db_start(0) != OK)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
