/* migrate_test.c: what the migrations make is what the declarations ask for, and only that. */
#include "store/test_store.h"

/* The schema in words: every statement that made something, white space aside. */
static struct str schema_of(struct place *p, struct db *db)
{
	struct buf b = BUF_IN(&p->a);
	bool row, gap = false;
	STMT_AUTO s = NULL;
	assert_int_equal(
		db_sql(db, S("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"),
	               &s),
		OK);
	for (;;) {
		assert_int_equal(stmt_step(s, &row), OK);
		if (!row)
			return buf_str(&b);
		struct str sql = col_text(s, 0);
		for (size_t i = 0; i < sql.len; i++) {
			bool white = sql.ptr[i] == ' ' || sql.ptr[i] == '\t' || sql.ptr[i] == '\n';
			if (gap && !white)
				put_char(&b, ' ');
			gap = white;
			if (!white)
				put_char(&b, sql.ptr[i]);
		}
		put_char(&b, '\n');
	}
}

static void a_migrated_store_is_what_is_declared(void **state)
{
	struct place *p = *state;
	for (int home = HOME_cell; home <= HOME_control; home++) {
		struct buf declared = BUF_IN(&p->a);
		struct db *migrated = open_home(p, (enum home) home), *fresh;
		struct str report;
		assert_int_equal(open_db(p, home == HOME_cell ? "a.db" : "b.db", DB_create, &fresh),
		                 OK);
		store_schema(&declared, DIALECT_sqlite, (enum home) home);
		store_search_schema(&declared, (enum home) home);
		assert_int_equal(exec_text(p, fresh, buf_str(&declared)), OK);
		assert_str_is(schema_of(p, migrated), schema_of(p, fresh));
		assert_int_equal(store_check_schema(migrated, (enum home) home, &p->a, &report),
		                 OK);
		assert_int_equal(store_check_schema(fresh, (enum home) home, &p->a, &report), OK);
		assert_str(report, "");
		db_close(fresh);
	}
}

static void a_second_time_changes_nothing(void **state)
{
	struct place *p = *state;
	struct db *db = open_home(p, HOME_cell);
	int64_t version = ask_int(db, "PRAGMA schema_version");
	assert_int_equal(store_migrate(db, HOME_cell, 2), OK);
	assert_int_equal(ask_int(db, "PRAGMA schema_version"), version);
	assert_int_equal(ask_int(db, "SELECT count(*) FROM migrations"), cell_migration_count);
	assert_int_equal(ask_int(db, "SELECT max(at) FROM migrations"), 1);
}

static void a_migration_that_reads_differently_is_refused(void **state)
{
	static const char *const damage[] = {
		"UPDATE migrations SET checksum = randomblob(32)",
		"UPDATE migrations SET checksum = zeroblob(31)",
		"UPDATE migrations SET number = number + 1000",
		"INSERT INTO migrations (number, checksum, at) VALUES (9999, zeroblob(32), 1)",
	};
	struct place *p = *state;
	struct db *db = open_home(p, HOME_cell);
	for (unsigned i = 0; i < COUNT(damage); i++) {
		assert_int_equal(db_begin(db), OK);
		assert_int_equal(db_exec(db, damage[i]), OK);
		assert_int_equal(store_migrate(db, HOME_cell, 2), ERR_SCHEMA);
		db_rollback(db);
		assert_int_equal(store_migrate(db, HOME_cell, 2), OK);
	}
}

/* Half a migration is none. */
static void a_migration_that_fails_leaves_nothing(void **state)
{
	struct place *p = *state;
	assert_int_equal(open_db(p, "x.db", DB_create, &p->cell), OK);
	assert_int_equal(db_exec(p->cell, "CREATE TABLE settings (x INTEGER) STRICT"), OK);
	assert_int_not_equal(store_migrate(p->cell, HOME_cell, 1), OK);
	assert_false(db_in_transaction(p->cell));
	assert_int_equal(ask_int(p->cell, "SELECT count(*) FROM sqlite_schema"), 1);
	assert_int_equal(db_exec(p->cell, "DROP TABLE settings"), OK);
	assert_int_equal(store_migrate(p->cell, HOME_cell, 1), OK);
}

static void every_difference_is_named(void **state)
{
	static const struct {
		const char *change, *report;
	} cases[] = {
		{ "ALTER TABLE tags ADD COLUMN secret TEXT", "tags.secret is not declared\n" },
		{ "DROP INDEX tags_by_name_id; ALTER TABLE tags DROP COLUMN name",
		  "tags.name is missing in the store\n"
		  "missing in the store: CREATE INDEX tags_by_name_id ON tags (name, id) WHERE"
		  " deleted_at IS NULL\n" },
		{ "ALTER TABLE tags ADD COLUMN x INTEGER; ALTER TABLE tags DROP COLUMN colour;"
		  "ALTER TABLE tags RENAME COLUMN x TO colour",
		  "tags.colour should not be null\n" },
		{ "ALTER TABLE tags DROP COLUMN colour;"
		  "ALTER TABLE tags ADD COLUMN colour TEXT NOT NULL DEFAULT ''",
		  "tags.colour is TEXT instead of INTEGER\n" },
		{ "CREATE TABLE copies (x)", "table copies is not declared\n" },
		{ "CREATE VIEW peek AS SELECT 1", "view peek is not declared\n" },
		{ "CREATE TRIGGER spy AFTER INSERT ON tags BEGIN SELECT 1; END",
		  "trigger spy is not declared\n" },
		{ "DROP INDEX tags_by_name_id; CREATE INDEX tags_by_name_id ON tags (id)",
		  "not declared: CREATE INDEX tags_by_name_id ON tags (id)\n"
		  "missing in the store: CREATE INDEX tags_by_name_id ON tags (name, id) WHERE"
		  " deleted_at IS NULL\n" },
		{ "DROP TABLE notes_index_terms; DROP TABLE notes_index",
		  "notes_index is missing in the store\n"
		  "notes_index_terms is missing in the store\n" },
	};
	struct place *p = *state;
	struct db *db = open_home(p, HOME_cell);
	for (unsigned i = 0; i < COUNT(cases); i++) {
		struct str report;
		assert_int_equal(db_begin(db), OK);
		assert_int_equal(db_exec(db, cases[i].change), OK);
		assert_int_equal(store_check_schema(db, HOME_cell, &p->a, &report), ERR_SCHEMA);
		assert_str_is(report, str_of(cases[i].report));
		db_rollback(db);
	}
}

/* One name a thing, short enough for PostgreSQL to tell them apart. */
static void names_are_short_enough(void **state)
{
	struct place *p = *state;
	for (unsigned i = 0; i < index_count; i++) {
		struct buf b = BUF_IN(&p->a);
		sql_index_name(&b, &indexes[i]);
		assert_in_range(b.len, 1, 63);
	}
}

static void a_migration_speaks_both_dialects(void **state)
{
	struct place *p = *state;
	struct buf lite = BUF_IN(&p->a), post = BUF_IN(&p->a);
	struct str text =
		S("-- words\nCREATE TABLE t (\n\ta {uuid},\n\tb {int},\n\tc {text},\n"
	          "\td {bytes}\n) {clustered};\n{sqlite}CREATE VIRTUAL TABLE v;\n"
	          "CREATE TABLE u (\n\te {int}\n) {rows};\n");
	sql_translate(&lite, DIALECT_sqlite, text);
	sql_translate(&post, DIALECT_postgres, text);
	assert_str(buf_str(&lite),
	           "-- words\nCREATE TABLE t (\n\ta BLOB,\n\tb INTEGER,\n\tc TEXT,\n\td BLOB\n)"
	           " STRICT, WITHOUT ROWID;\nCREATE VIRTUAL TABLE v;\n"
	           "CREATE TABLE u (\n\te INTEGER\n) STRICT;\n");
	assert_str(buf_str(&post),
	           "-- words\nCREATE TABLE t (\n\ta uuid,\n\tb bigint,\n\tc text COLLATE \"C\",\n"
	           "\td bytea\n) ;\nCREATE TABLE u (\n\te bigint\n) ;\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_migrated_store_is_what_is_declared),
		PLACE_CASE(a_second_time_changes_nothing),
		PLACE_CASE(a_migration_that_reads_differently_is_refused),
		PLACE_CASE(a_migration_that_fails_leaves_nothing),
		PLACE_CASE(every_difference_is_named),
		PLACE_CASE(names_are_short_enough),
		PLACE_CASE(a_migration_speaks_both_dialects),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
