/* page_cache_test.c: the caches of all connections keep to one budget, and pages behind the end of
 * a file are never believed. */
#include <stdlib.h>

#include "base/test.h"
#include "db/test_db.h"

enum { ROW_BYTES = 1000, BUDGET = 4 << 20, SLACK = 1 << 20 };

static void allow_pages(struct db *db)
{
	assert_int_equal(db_exec(db, "PRAGMA cache_size=-16384"), OK);
}

static void fill(struct db *db, int rows)
{
	STMT_AUTO s = NULL;
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(db_sql(db,
	                        S("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
	                          " i < ?1) INSERT INTO t SELECT randomblob(?2) FROM n"),
	                        &s),
	                 OK);
	bind_int(s, 1, rows);
	bind_int(s, 2, ROW_BYTES);
	assert_int_equal(stmt_run(s), OK);
	stmt_reset(&s);
	assert_int_equal(db_commit(db), OK);
}

static void assert_sound(struct place *p)
{
	struct str report;
	assert_int_equal(db_integrity(p->db, &p->a, &report), OK);
	assert_true(str_eq(report, S("ok")));
}

static void all_connections_keep_to_one_budget(void **state)
{
	struct place *p = *state;
	struct db *readers[3];
	allow_pages(p->db);
	fill(p->db, 20000); /* 20 MB */
	assert_true(db_cache_bytes() > 2 * BUDGET);
	db_cache_limit(BUDGET);
	assert_int_equal(ask_int(p->db, "SELECT sum(length(a)) FROM t"), 20000 * ROW_BYTES);
	for (unsigned i = 0; i < COUNT(readers); i++) {
		assert_int_equal(open_as(p, "test.db", DB_read, p->key, &readers[i]), OK);
		allow_pages(readers[i]);
		assert_int_equal(ask_int(readers[i], "SELECT sum(length(a)) FROM t"),
		                 20000 * ROW_BYTES);
	}
	assert_true(db_cache_bytes() < BUDGET + SLACK);
	for (unsigned i = 0; i < COUNT(readers); i++)
		db_close(readers[i]);
	db_cache_limit(0);
	assert_int_equal(ask_int(p->db, "SELECT sum(length(a)) FROM t"), 20000 * ROW_BYTES);
	assert_true(db_cache_bytes() > BUDGET + SLACK);
}

static void who_rests_gives_pages_back(void **state)
{
	struct place *p = *state;
	int64_t before;
	allow_pages(p->db);
	fill(p->db, 4000);
	before = db_cache_bytes();
	assert_true(before > 2 << 20);
	db_shrink(p->db);
	assert_true(db_cache_bytes() < before / 4);
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM t"), 4000);
	db_close(p->db);
	p->db = NULL;
	assert_int_equal(db_cache_bytes(), 0);
}

static void a_file_that_shrank_grows_soundly(void **state)
{
	struct place *p = *state;
	allow_pages(p->db);
	for (int round = 0; round < 3; round++) {
		fill(p->db, 2000);
		assert_int_equal(db_exec(p->db, "DELETE FROM t; VACUUM"), OK);
		assert_int_equal(ask_int(p->db, "SELECT count(*) FROM t"), 0);
		fill(p->db, 1000 + 500 * round);
		assert_int_equal(ask_int(p->db, "SELECT sum(length(a)) FROM t"),
		                 (1000 + 500 * round) * ROW_BYTES);
		assert_sound(p);
		assert_int_equal(db_exec(p->db, "DELETE FROM t"), OK);
	}
}

/* Keys all over the place split pages, which swaps their numbers; every other unit is undone. */
static void split_pages_stay_sound(void **state)
{
	struct place *p = *state;
	int kept = 0;
	assert_int_equal(db_exec(p->db, "CREATE TABLE k (a PRIMARY KEY, b) WITHOUT ROWID"), OK);
	for (int group = 0; group < 60; group++) {
		assert_int_equal(db_begin(p->db), OK);
		for (int unit = 0; unit < 16; unit++) {
			assert_int_equal(db_savepoint(p->db), OK);
			assert_int_equal(db_exec(p->db,
			                         "INSERT INTO k VALUES (randomblob(16),"
			                         " randomblob(300)), (randomblob(16),"
			                         " randomblob(300))"),
			                 OK);
			kept += unit % 2 == 0 ? 2 : 0;
			assert_int_equal(unit % 2 == 0 ? db_release(p->db) : db_rollback_to(p->db),
			                 OK);
		}
		assert_int_equal(db_commit(p->db), OK);
	}
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM k"), kept);
	assert_sound(p);
	reopen(p, DB_write);
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM k"), kept);
	assert_sound(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(all_connections_keep_to_one_budget),
		PLACE_CASE(who_rests_gives_pages_back),
		PLACE_CASE(a_file_that_shrank_grows_soundly),
		PLACE_CASE(split_pages_stay_sound),
	};
	if (db_start(0) != OK)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
