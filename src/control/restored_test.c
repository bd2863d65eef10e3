/* restored_test.c: what a control that was brought back must not do or show again. */
#include <stdlib.h>

#include "base/test.h"
#include "control/restored.h"
#include "plat/files.h"
#include "plat/log.h"
#include "store/migrate.h"

struct place {
	struct arena a;
	char folder[40];
	struct db *old, *fresh; /* brought back; newer */
};

static struct db *open_control(struct place *p, const char *name)
{
	static const uint8_t key[DB_KEY_BYTES] = { 4 };
	struct db *db;
	assert_int_equal(
		db_open(&(struct db_options) { .path = path_join(&p->a, p->folder, str_of(name)),
	                                       .key = key,
	                                       .mode = DB_create,
	                                       .cache_bytes = 1 << 20 },
	                &db),
		OK);
	assert_int_equal(store_migrate(db, HOME_control, 1), OK);
	return db;
}

static int setup(void **state)
{
	static const char name[] = "/tmp/kontor-restored-XXXXXX";
	struct place *p = mem_alloc(sizeof *p);
	memcpy(p->folder, name, sizeof name);
	log_to(-1, LOG_ERROR);
	*state = p;
	if (mkdtemp(p->folder) == NULL)
		return -1;
	p->old = open_control(p, "old.db");
	p->fresh = open_control(p, "fresh.db");
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	db_close(p->old);
	db_close(p->fresh);
	enum err e = folder_remove(p->folder);
	arena_release(&p->a);
	mem_free(p);
	return e == OK ? 0 : -1;
}

static int64_t ask(struct db *db, const char *sql)
{
	int64_t n;
	STMT_AUTO s = NULL;
	assert_int_equal(db_sql(db, str_of(sql), &s), OK);
	assert_int_equal(stmt_int(s, INT64_MIN, &n), OK);
	return n;
}

#define ID(n) "x'0000000000000000000000000000000" #n "'"
#define HEAD "id, version, created_at, updated_at"
#define HEAD_OF(n) ID(n) ", 1, 1, 1"

static void add_rows(struct db *db)
{
	static const char *const sql[] = {
		"INSERT INTO users (" HEAD
		", email, name) VALUES (" HEAD_OF(1) ", 'a@b', 'A'), (" HEAD_OF(2) ", 'c@d', 'C')",
		"INSERT INTO cell_entries (" HEAD ", name, state, next_due_at) VALUES (" HEAD_OF(
			3) ", 'Kept', 2, 0), (" HEAD_OF(4) ", 'Gone', 2, 0)",
		"INSERT INTO cell_keys VALUES (" ID(3) ", x'01', 1), (" ID(4) ", x'02', 1)",
		"INSERT INTO mails (" HEAD
		", kind, address, words, due_at, expires_at, tries) VALUES"
		" (" HEAD_OF(5) ", 1, 'a@b', x'01', 1, 9, 0)",
	};
	for (size_t i = 0; i < COUNT(sql); i++)
		assert_int_equal(db_exec(db, sql[i]), OK);
}

static void what_was_destroyed_since_is_destroyed_again(void **state)
{
	struct place *p = *state;
	int64_t n;
	add_rows(p->old);
	assert_int_equal(db_exec(p->fresh,
	                         "INSERT INTO cell_receipts VALUES"
	                         " (" ID(4) ", NULL, 7, NULL);"
	                                    "INSERT INTO account_receipts VALUES (" ID(
						    2) ", 8);"
	                                               "INSERT INTO erasure_receipts VALUES"
	                                               " (" ID(3) ", x'0102', 9)"),
	                 OK);
	assert_int_equal(control_receipts_carry(p->fresh, p->old, &n), OK);
	assert_int_equal(n, 3);
	assert_int_equal(ask(p->old, "SELECT count(*) FROM cell_keys"), 1);
	assert_int_equal(ask(p->old, "SELECT state FROM cell_entries WHERE id = " ID(4)),
	                 cell_state_deleting);
	assert_int_equal(ask(p->old, "SELECT state FROM cell_entries WHERE id = " ID(3)),
	                 cell_state_ready);
	assert_int_equal(ask(p->old, "SELECT closes_at FROM users WHERE id = " ID(2)), 8);
	assert_int_equal(ask(p->old, "SELECT count(*) FROM users WHERE closes_at IS NULL"), 1);
	assert_int_equal(ask(p->old, "SELECT at FROM erasure_receipts"), 9);
	assert_int_equal(control_receipts_carry(p->fresh, p->old, &n), OK);
	assert_int_equal(ask(p->old, "SELECT count(*) FROM cell_receipts"), 1);
}

static void a_control_of_an_older_version_has_none(void **state)
{
	struct place *p = *state;
	int64_t n;
	add_rows(p->old);
	assert_int_equal(db_exec(p->fresh,
	                         "DROP TABLE erasure_receipts;"
	                         "DROP TABLE account_receipts;"
	                         "DROP TABLE cell_receipts"),
	                 OK);
	assert_int_equal(control_receipts_carry(p->fresh, p->old, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(ask(p->old, "SELECT count(*) FROM cell_keys"), 2);
}

static void mail_that_waited_is_not_sent_again(void **state)
{
	struct place *p = *state;
	const struct uuid gone = { { [15] = 4 } };
	add_rows(p->old);
	assert_int_equal(control_restored_note(p->old, &(struct restored_facts) { .now_ms = 20,
	                                                                          .made_at = 10,
	                                                                          .held_jobs = 3,
	                                                                          .gone = &gone,
	                                                                          .gone_n = 1 }),
	                 OK);
	assert_int_equal(ask(p->old, "SELECT count(*) FROM mails"), 0);
	assert_int_equal(ask(p->old,
	                     "SELECT value FROM control_settings WHERE name = "
	                     "'" SETTING_HELD_JOBS "'"),
	                 3);
	assert_int_equal(ask(p->old, "SELECT state FROM cell_entries WHERE id = " ID(4)),
	                 cell_state_deleting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_destroyed_since_is_destroyed_again, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_control_of_an_older_version_has_none, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(mail_that_waited_is_not_sent_again, setup,
		                                teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
