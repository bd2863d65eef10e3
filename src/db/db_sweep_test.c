/* db_sweep_test.c: each write, sync, open and allocation of a story fails in turn. Whatever was
 * acknowledged is there afterwards, whatever was not is there whole or not at all. Needs the option
 * `faults`. */
#include <errno.h>

#include "base/test.h"
#include "db/test_db.h"
#include "plat/fault.h"

enum { ROWS = 40, COMMITS = 3 };

/* One commit: the rows with this number. */
static enum err add_rows(struct db *db, int number)
{
	enum err e = OK;
	TRY(db_begin(db));
	for (int i = 0; i < ROWS && e == OK; i++) {
		STMT_AUTO s = NULL;
		e = db_sql(db, S("INSERT INTO t (a) VALUES (?1)"), &s);
		if (e == OK) {
			bind_int(s, 1, number);
			e = stmt_run(s);
		}
	}
	if (e == OK)
		e = db_exec(db, "INSERT INTO f (x) VALUES ('some words to index')");
	if (e == OK)
		e = db_commit(db);
	if (e != OK)
		db_rollback(db);
	return e;
}

struct story {
	bool acked[COMMITS];
	enum err first; /* the first thing that went wrong */
};

static void note(struct story *st, enum err e)
{
	if (st->first == OK)
		st->first = e;
}

/* What fails in a story: the nth call of a kind. */
struct blow {
	enum fault kind;
	int64_t nth;
	int error;
};

/* The engine does not survive a failed allocation while it opens (see db_open): of those, what
 * comes after is swept. */
static struct story tell(struct place *p, const struct blow *blow)
{
	struct story st = { .first = OK };
	struct db *db;
	int64_t left;
	if (blow->kind != FAULT_alloc)
		fault_arm(blow->kind, blow->nth, 1, blow->error);
	enum err e = open_as(p, "test.db", DB_write, p->key, &db);
	note(&st, e);
	if (e != OK)
		return st;
	if (blow->kind == FAULT_alloc)
		fault_arm(blow->kind, blow->nth, 1, blow->error);
	for (int i = 0; i < COMMITS; i++) {
		e = add_rows(db, i);
		st.acked[i] = e == OK;
		note(&st, e);
		if (i == 1)
			note(&st, db_checkpoint(db, false, &left));
	}
	db_close(db);
	return st;
}

static void check_rows(struct place *p, const struct story *st)
{
	struct db *db;
	struct str report;
	assert_int_equal(open_as(p, "test.db", DB_write, p->key, &db), OK);
	for (int i = 0; i < COMMITS; i++) {
		const char *sql = arena_printf(&p->a, "SELECT count(*) FROM t WHERE a = %d", i).ptr;
		int64_t n = ask_int(db, sql);
		assert_true(n == ROWS || (n == 0 && !st->acked[i]));
	}
	assert_int_equal(ask_int(db, "SELECT count(*) FROM f('words')"),
	                 ask_int(db, "SELECT count(DISTINCT a) FROM t"));
	assert_int_equal(db_integrity(db, &p->a, &report), OK);
	assert_str(report, "ok");
	assert_int_equal(db_exec(db, "DELETE FROM t; DELETE FROM f"), OK);
	db_close(db);
}

static bool is_one_of(enum err e, const enum err *errs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (errs[i] == e)
			return true;
	return false;
}

/* Says how many calls the story has. */
static int64_t sweep(struct place *p, enum fault kind, int error, int64_t stride,
                     const enum err *errs, size_t n)
{
	for (int64_t nth = 1;; nth += stride) {
		struct story st = tell(p, &(struct blow) { kind, nth, error });
		int64_t calls = fault_calls(kind);
		fault_disarm();
		check_rows(p, &st);
		if (calls < nth)
			return calls;
		/* A failure that nobody heard of: of what can be done later, too. */
		if (st.first != OK)
			assert_true(is_one_of(st.first, errs, n));
	}
}

static int start(void **state)
{
	struct place *p;
	if (db_start(0) != OK || place_setup(state) != 0)
		return -1;
	p = *state;
	if (db_exec(p->db, "CREATE VIRTUAL TABLE f USING fts5(x, tokenize='kontor')") != OK)
		return -1;
	db_close(p->db);
	p->db = NULL;
	return 0;
}

static void every_write_and_sync_fails_in_turn(void **state)
{
	static const enum err storage[] = { ERR_STORAGE }, full[] = { ERR_FULL, ERR_STORAGE };
	struct place *p = *state;
	assert_true(sweep(p, FAULT_write, EIO, 1, storage, 1) > 10);
	assert_true(sweep(p, FAULT_write, ENOSPC, 1, full, 2) > 10);
	assert_true(sweep(p, FAULT_sync, EIO, 1, storage, 1) > 3);
}

static void every_open_and_read_fails_in_turn(void **state)
{
	static const enum err storage[] = { ERR_STORAGE };
	struct place *p = *state;
	assert_true(sweep(p, FAULT_open, EMFILE, 1, storage, 1) >= 2);
	assert_true(sweep(p, FAULT_read, EIO, 1, storage, 1) > 3);
}

/* A commit that is acknowledged without the disk having said so is none. */
static void every_commit_is_synced(void **state)
{
	struct place *p = *state;
	assert_int_equal(open_as(p, "test.db", DB_write, p->key, &p->db), OK);
	for (int i = 0; i < COMMITS; i++) {
		fault_disarm();
		assert_int_equal(add_rows(p->db, i), OK);
		assert_true(fault_calls(FAULT_sync) > 0);
	}
}

/* A disk that gives nothing out is not a wrong key. */
static void an_unreadable_store(void **state)
{
	struct place *p = *state;
	struct db *db;
	fault_arm(FAULT_read, 1, INT64_MAX / 2, EIO);
	assert_int_equal(open_as(p, "test.db", DB_write, p->key, &db), ERR_STORAGE);
	fault_disarm();
}

static void allocations_fail_in_turn(void **state)
{
	static const enum err storage[] = { ERR_STORAGE };
	struct place *p = *state;
	assert_true(sweep(p, FAULT_alloc, ENOMEM, 1, storage, 1) > 100);
}

/* A disk that stays full refuses writes, lets read, and all is well when there is room again. */
static void a_full_disk(void **state)
{
	struct place *p = *state;
	struct story st = { .first = OK };
	assert_int_equal(open_as(p, "test.db", DB_write, p->key, &p->db), OK);
	st.acked[0] = add_rows(p->db, 0) == OK;
	assert_true(st.acked[0]);
	fault_arm(FAULT_write, 1, INT64_MAX / 2, ENOSPC);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(add_rows(p->db, 1), ERR_FULL);
		assert_int_equal(ask_int(p->db, "SELECT count(*) FROM t"), ROWS);
	}
	fault_disarm();
	st.acked[2] = add_rows(p->db, 2) == OK;
	assert_true(st.acked[2]);
	db_close(p->db);
	p->db = NULL;
	check_rows(p, &st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_write_and_sync_fails_in_turn, start,
		                                place_teardown),
		cmocka_unit_test_setup_teardown(every_open_and_read_fails_in_turn, start,
		                                place_teardown),
		cmocka_unit_test_setup_teardown(every_commit_is_synced, start, place_teardown),
		cmocka_unit_test_setup_teardown(an_unreadable_store, start, place_teardown),
		cmocka_unit_test_setup_teardown(allocations_fail_in_turn, start, place_teardown),
		cmocka_unit_test_setup_teardown(a_full_disk, start, place_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
