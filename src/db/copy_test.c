/* copy_test.c: copying a store while it is in use. */
#include "base/test.h"
#include "db/test_db.h"
#include "plat/files.h"

enum { ROWS = 2000 };

static const uint8_t other[DB_KEY_BYTES] = { 9, 9 };

static void fill(struct db *db, int rows)
{
	STMT_AUTO s = NULL;
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(db_sql(db, S("INSERT INTO t (a) VALUES (zeroblob(3000))"), &s), OK);
	for (int i = 0; i < rows; i++)
		assert_int_equal(stmt_run(s), OK);
	assert_int_equal(db_commit(db), OK);
}

static enum err copy(struct place *p, struct db *from, const char *name, const uint8_t *key,
                     struct db_copy o)
{
	o.path = in_place(p, name);
	o.key = key;
	return db_copy(from, &o);
}

static void assert_rows(struct place *p, const char *name, const uint8_t *key, int rows)
{
	struct db *db;
	struct str report;
	assert_int_equal(open_as(p, name, DB_read, key, &db), OK);
	assert_int_equal(ask_int(db, "SELECT count(*) FROM t"), rows);
	assert_int_equal(db_integrity(db, &p->a, &report), OK);
	assert_true(str_eq(report, S("ok")));
	db_close(db);
}

static void a_copy_opens_under_its_key_alone(void **state)
{
	struct place *p = *state;
	struct db *db, *reader;
	fill(p->db, ROWS);
	assert_int_equal(open_as(p, "test.db", DB_read, p->key, &reader), OK);
	assert_int_equal(copy(p, reader, "same.db", p->key, (struct db_copy) { 0 }), OK);
	assert_int_equal(copy(p, reader, "other.db", other, (struct db_copy) { 0 }), OK);
	db_close(reader);
	assert_rows(p, "same.db", p->key, ROWS);
	assert_rows(p, "other.db", other, ROWS);
	assert_int_equal(open_as(p, "other.db", DB_read, p->key, &db), ERR_KEY);
	assert_false(file_exists(in_place(p, "other.db-wal")));
}

static bool write_more(void *ctx, int64_t done, int64_t all)
{
	struct place *p = ctx;
	assert_true(done <= all);
	fill(p->db, 10);
	return true;
}

static void what_is_written_meanwhile_is_not_in_it(void **state)
{
	struct place *p = *state;
	struct db *reader;
	fill(p->db, ROWS);
	assert_int_equal(open_as(p, "test.db", DB_read, p->key, &reader), OK);
	assert_int_equal(copy(p, reader, "copy.db", p->key,
	                      (struct db_copy) { .goes_on = write_more, .ctx = p }),
	                 OK);
	assert_true(ask_int(reader, "SELECT count(*) FROM t") > ROWS);
	db_close(reader);
	assert_rows(p, "copy.db", p->key, ROWS);
}

static bool stop(void *ctx, int64_t done, int64_t all)
{
	(void) ctx, (void) all;
	return done == 0;
}

static void a_copy_that_was_stopped_leaves_nothing(void **state)
{
	struct place *p = *state;
	fill(p->db, ROWS);
	assert_int_equal(copy(p, p->db, "copy.db", p->key, (struct db_copy) { .goes_on = stop }),
	                 ERR_CANCELLED);
	assert_false(file_exists(in_place(p, "copy.db")));
	fill(p->db, 1); /* and the store is as before */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_copy_opens_under_its_key_alone),
		PLACE_CASE(what_is_written_meanwhile_is_not_in_it),
		PLACE_CASE(a_copy_that_was_stopped_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
