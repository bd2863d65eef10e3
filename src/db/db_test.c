/* db_test.c: the driver: keys, values, statements, transactions, limits, upkeep. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/test.h"
#include "db/sqlite.h"
#include "db/test_db.h"
#include "plat/files.h"
#include "plat/thread.h"

/* -- opening -- */

static void a_store_is_found_again(void **state)
{
	struct place *p = *state;
	struct db *db;
	assert_int_equal(open_as(p, "none.db", DB_write, p->key, &db), ERR_NOT_FOUND);
	assert_null(db);
	assert_int_equal(open_as(p, "none.db", DB_read, p->key, &db), ERR_NOT_FOUND);
	assert_false(file_exists(in_place(p, "none.db")));
	assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES ('x')"), OK);
	reopen(p, DB_write);
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM t"), 1);
	reopen(p, DB_read);
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM t"), 1);
	assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES ('y')"), ERR_STORAGE);
}

static void nobody_else_may_read_the_files(void **state)
{
	static const char *const names[] = { "test.db", "test.db-wal" };
	struct place *p = *state;
	assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES ('x')"), OK);
	for (unsigned i = 0; i < COUNT(names); i++) {
		struct stat st;
		assert_int_equal(stat(in_place(p, names[i]), &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
	assert_false(file_exists(in_place(p, "test.db-shm"))); /* the log's index is in memory */
}

static void words_are_not_found_in_the_files(void **state)
{
	struct place *p = *state;
	struct str file, log;
	assert_int_equal(db_exec(p->db,
	                         "CREATE TABLE canary_table (a);"
	                         "INSERT INTO t (a) VALUES ('canary in words')"),
	                 OK);
	assert_int_equal(file_read(&p->a, in_place(p, "test.db-wal"), 1 << 20, &log), OK);
	assert_true(log.len > 4096);
	assert_false(str_find(log, S("canary"), NULL));
	reopen(p, DB_write);
	assert_int_equal(file_read(&p->a, in_place(p, "test.db"), 1 << 20, &file), OK);
	assert_true(file.len > 4096);
	assert_false(str_find(file, S("canary"), NULL));
	assert_false(str_find(file, S("SQLite format"), NULL));
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM t WHERE a = 'canary in words'"), 1);
}

/* A store as a crash leaves it: the log still holds what was committed. */
static void copy_as_crashed(struct place *p, const char *to)
{
	static const char *const ends[] = { "", "-wal" };
	for (unsigned i = 0; i < COUNT(ends); i++) {
		struct str content, from = arena_printf(&p->a, "test.db%s", ends[i]);
		assert_int_equal(file_read(&p->a, in_place(p, from.ptr), 1 << 24, &content), OK);
		assert_int_equal(
			file_write(in_place(p, arena_printf(&p->a, "%s%s", to, ends[i]).ptr),
		                   content),
			OK);
	}
}

static struct str content_of(struct place *p, const char *name)
{
	struct str s;
	assert_int_equal(file_read(&p->a, in_place(p, name), 1 << 24, &s), OK);
	return s;
}

static void another_key_opens_and_changes_nothing(void **state)
{
	struct place *p = *state;
	struct db *db;
	uint8_t other[DB_KEY_BYTES];
	memcpy(other, p->key, sizeof other);
	assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES ('x')"), OK);
	copy_as_crashed(p, "copy.db");
	struct str file = content_of(p, "copy.db"), log = content_of(p, "copy.db-wal");
	assert_true(log.len > 0);
	for (int byte = 0; byte < DB_KEY_BYTES; byte += 31) { /* every byte counts, zeros too */
		other[byte] ^= 1;
		for (int mode = DB_read; mode <= DB_create; mode++) {
			assert_int_equal(open_as(p, "copy.db", (enum db_mode) mode, other, &db),
			                 ERR_KEY);
			assert_null(db);
		}
		other[byte] ^= 1;
	}
	assert_str_is(content_of(p, "copy.db"), file);
	assert_str_is(content_of(p, "copy.db-wal"), log);
	assert_int_equal(open_as(p, "copy.db", DB_write, p->key, &db), OK);
	assert_int_equal(ask_int(db, "SELECT count(*) FROM t WHERE a = 'x'"), 1);
	db_close(db);
}

static void a_flipped_byte_is_refused(void **state)
{
	struct place *p = *state;
	int64_t pages_left;
	assert_int_equal(db_exec(p->db,
	                         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
	                         " FROM n WHERE i < 500) INSERT INTO t (a) SELECT"
	                         " hex(randomblob(20)) FROM n"),
	                 OK);
	assert_int_equal(db_checkpoint(p->db, true, &pages_left), OK);
	struct str good = content_of(p, "test.db");
	for (size_t at = 20; at < good.len; at += 1777) {
		char *bad = arena_raw(&p->a, good.len);
		struct str report;
		struct db *db;
		memcpy(bad, good.ptr, good.len);
		bad[at] ^= 4;
		assert_int_equal(file_write(in_place(p, "bad.db"), (struct str) { bad, good.len }),
		                 OK);
		enum err e = open_as(p, "bad.db", DB_write, p->key, &db);
		if (e == OK)
			e = db_integrity(db, &p->a, &report);
		if (e == OK && str_eq(report, S("ok")))
			fail_msg("byte %zu of %zu", at, good.len);
		db_close(db);
	}
}

/* -- values -- */

static void values_come_back_as_bound(void **state)
{
	struct place *p = *state;
	const struct uuid id = { { 1, 0, 255 } };
	bool row;
	STMT_AUTO s = NULL;
	assert_int_equal(db_sql(p->db, S("SELECT ?1 AS x, ?2, ?3, ?4, ?5, ?6, ?7, ?8"), &s), OK);
	bind_int(s, 1, INT64_MIN);
	bind_text(s, 2, S("a\0b"));
	bind_text(s, 3, S(""));
	bind_text(s, 4, STR_ABSENT);
	bind_blob(s, 5, S(""));
	bind_blob(s, 6, STR_ABSENT);
	bind_uuid(s, 7, &id);
	bind_uuid(s, 8, NULL);
	bind_int(s, 9, 1); /* no such place: ignored */
	assert_int_equal(stmt_step(s, &row), OK);
	assert_true(row);
	assert_int_equal(col_count(s), 8);
	assert_str(col_name(s, 0), "x");
	assert_int_equal(col_int(s, 0), INT64_MIN);
	assert_str(col_text(s, 1), "a\0b");
	assert_str(col_text(s, 2), "");
	assert_absent(col_text(s, 3));
	assert_true(col_null(s, 3));
	assert_str(col_blob(s, 4), "");
	assert_absent(col_blob(s, 5));
	assert_true(uuid_eq(col_uuid(s, 6), id));
	assert_true(uuid_zero(col_uuid(s, 7)));
	assert_int_equal(stmt_step(s, &row), OK);
	assert_false(row);
}

static void a_cached_statement_forgets_its_values(void **state)
{
	static const struct stmt_key key = { &key, 1, 2 };
	struct place *p = *state;
	int64_t got;
	struct stmt *s;
	assert_null(db_cached(p->db, &key));
	assert_int_equal(db_prepare(p->db, &key, S("SELECT ?1"), &s), OK);
	bind_int(s, 1, 5);
	assert_int_equal(stmt_int(s, -1, &got), OK);
	assert_int_equal(got, 5);
	stmt_reset(&s);
	assert_null(s);
	s = db_cached(p->db, &key);
	assert_non_null(s);
	assert_int_equal(stmt_int(s, -1, &got), OK);
	assert_int_equal(got, -1);
	stmt_reset(&s);
}

static void constraints_tell_whose_fault_it_is(void **state)
{
	struct place *p = *state;
	assert_int_equal(db_exec(p->db,
	                         "CREATE TABLE u (a TEXT PRIMARY KEY, b INTEGER NOT NULL,"
	                         " c INTEGER UNIQUE) STRICT;"
	                         "INSERT INTO u VALUES ('x', 1, 1)"),
	                 OK);
	assert_int_equal(db_exec(p->db, "INSERT INTO u VALUES ('x', 1, 2)"), ERR_CONFLICT);
	assert_int_equal(db_exec(p->db, "INSERT INTO u VALUES ('y', 1, 1)"), ERR_CONFLICT);
	assert_int_equal(db_exec(p->db, "INSERT INTO u VALUES ('y', NULL, 2)"), ERR_INTERNAL);
	assert_int_equal(db_exec(p->db, "INSERT INTO u VALUES ('y', 'one', 2)"), ERR_INTERNAL);
	assert_int_equal(db_exec(p->db, "UPDATE u SET b = 2"), OK);
	assert_int_equal(db_changed(p->db), 1);
	assert_int_equal(db_exec(p->db, "INSERT INTO u VALUES ('x', 1, 2) ON CONFLICT DO NOTHING"),
	                 OK);
	assert_int_equal(db_changed(p->db), 0);
}

/* -- statements -- */

static int64_t ask_number(struct db *db, int n)
{
	struct arena a = ARENA_INIT;
	int64_t got = ask_int(db, arena_printf(&a, "SELECT %d", n).ptr);
	arena_release(&a);
	return got;
}

static void more_statements_than_are_kept(void **state)
{
	struct place *p = *state;
	for (int round = 0; round < 3; round++)
		for (int n = 0; n < 700; n++)
			assert_int_equal(ask_number(p->db, n), n);
	for (uint64_t n = 0; n < 700; n++) {
		struct stmt_key key = { p, n, 7 };
		int64_t got;
		STMT_AUTO s = db_cached(p->db, &key);
		if (s == NULL)
			assert_int_equal(db_prepare(p->db, &key, S("SELECT 9"), &s), OK);
		assert_int_equal(stmt_int(s, 0, &got), OK);
		assert_int_equal(got, 9);
	}
}

/* What is used all the time is not prepared anew each time the rest is dropped. */
static void what_is_used_stays(void **state)
{
	static const struct stmt_key key = { &key, 0, 0 };
	struct place *p = *state;
	struct stmt *first;
	assert_int_equal(db_prepare(p->db, &key, S("SELECT 1"), &first), OK);
	struct stmt *s = first;
	stmt_reset(&s);
	for (int n = 0; n < 2000; n++) {
		ask_number(p->db, n);
		s = db_cached(p->db, &key);
		assert_ptr_equal(s, first);
		stmt_reset(&s);
	}
}

/* The same text four times inside itself, with room being made on the innermost level. */
static int64_t nest(struct db *db, int depth)
{
	int64_t sum = 0;
	bool row;
	STMT_AUTO s = NULL;
	assert_int_equal(db_sql(db, S("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"), &s), OK);
	for (;;) {
		assert_int_equal(stmt_step(s, &row), OK);
		if (!row)
			return sum;
		sum += col_int(s, 0);
		if (depth > 0)
			sum += nest(db, depth - 1);
		else
			for (int n = 0; n < 170; n++)
				ask_number(db, n);
	}
}

static void statements_may_nest(void **state)
{
	struct place *p = *state;
	assert_int_equal(nest(p->db, 3), 6 + 3 * (6 + 3 * (6 + 3 * 6)));
}

static void sql_that_is_wrong_is_our_fault(void **state)
{
	struct place *p = *state;
	struct stmt *s = NULL;
	assert_int_not_equal(db_sql(p->db, S("SELECT no_such_column FROM t"), &s), OK);
	assert_null(s);
	/* A double-quoted word is a name, never a text. */
	assert_int_not_equal(db_sql(p->db, S("SELECT \"word\" FROM t"), &s), OK);
	assert_int_equal(ask_int(p->db, "SELECT 1"), 1);
}

/* -- transactions -- */

static void savepoints_undo_what_came_since(void **state)
{
	struct place *p = *state;
	assert_int_equal(db_begin(p->db), OK);
	assert_true(db_in_transaction(p->db));
	for (int i = 0; i < 4; i++) {
		assert_int_equal(db_savepoint(p->db), OK);
		assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES ('x')"), OK);
		assert_int_equal(i % 2 ? db_rollback_to(p->db) : db_release(p->db), OK);
	}
	assert_int_equal(db_commit(p->db), OK);
	assert_false(db_in_transaction(p->db));
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM t"), 2);
	assert_int_equal(db_begin(p->db), OK);
	assert_int_equal(db_exec(p->db, "DELETE FROM t"), OK);
	db_rollback(p->db);
	db_rollback(p->db); /* harmless */
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM t"), 2);
}

/* A plan that depended on the value would be made anew each time. */
static void a_bound_limit_keeps_its_plan(void **state)
{
	struct place *p = *state;
	struct stmt *s;
	bool row;
	assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES (1), (2), (3)"), OK);
	assert_int_equal(db_sql(p->db, S("SELECT a FROM t ORDER BY a LIMIT ?1"), &s), OK);
	for (int64_t limit = 1; limit <= 3; limit++) {
		bind_int(s, 1, limit);
		for (int64_t n = 0; n < limit; n++) {
			assert_int_equal(stmt_step(s, &row), OK);
			assert_true(row);
		}
		assert_int_equal(stmt_step(s, &row), OK);
		assert_false(row);
		sqlite3_clear_bindings(s->h);
	}
	assert_int_equal(sqlite3_stmt_status(s->h, SQLITE_STMTSTATUS_REPREPARE, 0), 0);
	stmt_reset(&s);
}

static void a_reader_keeps_its_snapshot(void **state)
{
	struct place *p = *state;
	struct db *reader;
	int64_t left;
	assert_int_equal(open_as(p, "test.db", DB_read, p->key, &reader), OK);
	assert_int_equal(db_begin_read(reader), OK);
	assert_int_equal(ask_int(reader, "SELECT count(*) FROM t"), 0);
	assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES ('x')"), OK);
	assert_true(db_log_pages(p->db) > 0);
	assert_int_equal(db_checkpoint(p->db, false, &left), OK);
	assert_true(left > 0);
	assert_int_equal(ask_int(reader, "SELECT count(*) FROM t"), 0);
	assert_int_equal(db_commit(reader), OK);
	assert_int_equal(ask_int(reader, "SELECT count(*) FROM t"), 1);
	assert_int_equal(db_checkpoint(p->db, false, &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(db_log_pages(p->db), 0);
	db_close(reader);
}

/* -- limits -- */

static const char endless[] =
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	" WHERE i < 100000000) SELECT count(*) FROM n";

static enum err run_endless(struct db *db)
{
	int64_t n;
	STMT_AUTO s = NULL;
	TRY(db_sql(db, str_of(endless), &s));
	return stmt_int(s, 0, &n);
}

static void a_budget_ends_what_is_slow(void **state)
{
	struct place *p = *state;
	db_budget(p->db, 200000);
	assert_int_equal(ask_int(p->db, "SELECT 1"), 1);
	assert_false(db_over_budget(p->db));
	assert_int_equal(run_endless(p->db), ERR_BUSY);
	assert_true(db_over_budget(p->db));
	db_budget(p->db, 0);
	assert_false(db_over_budget(p->db));
	assert_int_equal(ask_int(p->db,
	                         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
	                         " FROM n WHERE i < 100000) SELECT count(*) FROM n"),
	                 100000);
}

static void cancel(void *db)
{
	db_cancel(db);
}

static void another_thread_cancels(void **state)
{
	struct place *p = *state;
	struct thread t;
	thread_start(&t, "cancel", cancel, p->db);
	assert_int_equal(run_endless(p->db), ERR_CANCELLED);
	thread_join(&t);
	assert_int_equal(run_endless(p->db), ERR_CANCELLED); /* what is run next, too */
	db_budget(p->db, 100000);
	assert_int_equal(run_endless(p->db), ERR_BUSY);
}

static void a_full_store_says_so_and_recovers(void **state)
{
	struct place *p = *state;
	enum err e = OK;
	assert_int_equal(db_exec(p->db, "PRAGMA max_page_count=20"), OK);
	for (int i = 0; i < 100 && e == OK; i++)
		e = db_exec(p->db, "INSERT INTO t (a) VALUES (zeroblob(3000))");
	assert_int_equal(e, ERR_FULL);
	assert_true(ask_int(p->db, "SELECT count(*) FROM t") > 3);
	assert_int_equal(db_exec(p->db, "DELETE FROM t"), OK);
	assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES (zeroblob(3000))"), OK);
}

/* -- upkeep -- */

static void integrity_is_reported(void **state)
{
	struct place *p = *state;
	struct str report;
	int64_t left;
	assert_int_equal(db_integrity(p->db, &p->a, &report), OK);
	assert_str(report, "ok");
	assert_int_equal(db_exec(p->db, "INSERT INTO t (a) VALUES ('x')"), OK);
	assert_int_equal(db_checkpoint(p->db, true, &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(content_of(p, "test.db-wal").len, 0);
}

static void the_tokeniser_cuts_what_is_indexed_and_asked(void **state)
{
	struct place *p = *state;
	struct db *db;
	assert_int_equal(db_exec(p->db,
	                         "CREATE VIRTUAL TABLE f USING fts5(x, tokenize='kontor');"
	                         "INSERT INTO f (x) VALUES ('one-two three'), ('one')"),
	                 OK);
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM f('\"one-two\"')"), 1);
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM f('one')"), 1);
	assert_int_equal(ask_int(p->db, "SELECT count(*) FROM f('on*')"), 2);
	/* A store that is opened without one has no such index. */
	assert_int_equal(db_open(&(struct db_options) { .path = in_place(p, "test.db"),
	                                                .key = p->key,
	                                                .mode = DB_read },
	                         &db),
	                 OK);
	assert_int_not_equal(db_exec(db, "SELECT count(*) FROM f('one')"), OK);
	assert_int_equal(ask_int(db, "SELECT count(*) FROM t"), 0);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_store_is_found_again),
		PLACE_CASE(nobody_else_may_read_the_files),
		PLACE_CASE(words_are_not_found_in_the_files),
		PLACE_CASE(another_key_opens_and_changes_nothing),
		PLACE_CASE(a_flipped_byte_is_refused),
		PLACE_CASE(values_come_back_as_bound),
		PLACE_CASE(a_cached_statement_forgets_its_values),
		PLACE_CASE(constraints_tell_whose_fault_it_is),
		PLACE_CASE(more_statements_than_are_kept),
		PLACE_CASE(what_is_used_stays),
		PLACE_CASE(statements_may_nest),
		PLACE_CASE(sql_that_is_wrong_is_our_fault),
		PLACE_CASE(savepoints_undo_what_came_since),
		PLACE_CASE(a_bound_limit_keeps_its_plan),
		PLACE_CASE(a_reader_keeps_its_snapshot),
		PLACE_CASE(a_budget_ends_what_is_slow),
		PLACE_CASE(another_thread_cancels),
		PLACE_CASE(a_full_store_says_so_and_recovers),
		PLACE_CASE(integrity_is_reported),
		PLACE_CASE(the_tokeniser_cuts_what_is_indexed_and_asked),
	};
	if (db_start(0) != OK)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
