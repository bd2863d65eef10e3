/* migrate.c: see migrate.h. The texts come from schema/migrations, built in by tools/embed-sql. */
#include "store/migrate.h"

#include <stdio.h>

#include "plat/seal.h"

struct steps {
	const struct migration_text *v;
	unsigned n;
	struct str table;
};

static struct steps steps_of(enum home home)
{
	return home == HOME_cell
	               ? (struct steps) { cell_migrations, cell_migration_count, S("migrations") }
	               : (struct steps) { control_migrations, control_migration_count,
		                          S("control_migrations") };
}

static struct str checksum(const struct migration_text *m, uint8_t out[32])
{
	seal_hash(NULL, S("migration"), m->text, out, 32);
	return (struct str) { (const char *) out, 32 };
}

static enum err table_exists(struct db *db, struct str name, bool *yes)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1"), &s));
	bind_text(s, 1, name);
	return stmt_step(s, yes);
}

/* Steps that ran must be ours, unchanged. *done: how many of ours have run. */
static enum err check_history(struct db *db, const struct steps *st, unsigned *done)
{
	char sql[100];
	bool exists, row;
	*done = 0;
	TRY(table_exists(db, st->table, &exists));
	if (!exists)
		return OK;
	snprintf(sql, sizeof sql, "SELECT number, checksum FROM %.*s ORDER BY number",
	         PRI_STR(st->table));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, str_of(sql), &s));
	for (;; ++*done) {
		uint8_t sum[32];
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		if (*done >= st->n || col_int(s, 0) != st->v[*done].number ||
		    !str_eq(col_blob(s, 1), checksum(&st->v[*done], sum)))
			return ERR_SCHEMA;
	}
}

static enum err note_step(struct db *db, const struct steps *st, const struct migration_text *m,
                          int64_t now_ms)
{
	char sql[120];
	uint8_t sum[32];
	snprintf(sql, sizeof sql, "INSERT INTO %.*s (number, checksum, at) VALUES (?1, ?2, ?3)",
	         PRI_STR(st->table));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, str_of(sql), &s));
	bind_int(s, 1, m->number);
	bind_blob(s, 2, checksum(m, sum));
	bind_int(s, 3, now_ms);
	return stmt_run(s);
}

static enum err run_step(struct db *db, const struct steps *st, const struct migration_text *m,
                         int64_t now_ms)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	sql_translate(&b, DIALECT_sqlite, m->text);
	put_char(&b, '\0');
	enum err e = db_begin(db);
	if (e == OK)
		e = db_exec(db, b.ptr);
	if (e == OK)
		e = note_step(db, st, m, now_ms);
	if (e == OK)
		e = db_commit(db);
	if (e != OK)
		db_rollback(db);
	arena_release(&a);
	return e;
}

enum err store_migrate(struct db *db, enum home home, int64_t now_ms)
{
	struct steps st = steps_of(home);
	unsigned done;
	TRY(check_history(db, &st, &done));
	for (; done < st.n; done++)
		TRY(run_step(db, &st, &st.v[done], now_ms));
	return OK;
}

/* -- the schema that the declarations ask for -- */

void store_schema(struct buf *b, enum dialect d, enum home home)
{
	unsigned n;
	const struct record *const *records = records_of(home, &n);
	for (unsigned i = 0; i < n; i++)
		sql_create(b, d, records[i]);
}

static bool is_searched(const struct record *rec)
{
	return search_key_of(rec) >= 0;
}

void store_search_schema(struct buf *b, enum home home)
{
	unsigned n;
	const struct record *const *records = records_of(home, &n);
	for (unsigned i = 0; i < n; i++)
		if (is_searched(records[i]))
			putf(b,
			     "CREATE VIRTUAL TABLE %.*s_index USING fts5(text, content='', contentless_delete=1,"
			     " tokenize='kontor');\n",
			     PRI_STR(records[i]->plural));
}

/* -- comparing -- */

static bool declared_table(enum home home, struct str name)
{
	unsigned n;
	const struct record *const *records = records_of(home, &n);
	for (unsigned i = 0; i < n; i++) {
		struct str plural = records[i]->plural;
		if (str_eq(plural, name))
			return true;
		/* the index's own tables: messages_index, messages_index_data … */
		if (is_searched(records[i]) && str_starts(name, plural) &&
		    str_starts(str_from(name, plural.len), S("_index")))
			return true;
	}
	return str_starts(name, S("sqlite_"));
}

static enum err compare_table(struct db *db, const struct record *rec, struct buf *report)
{
	uint64_t seen = 0;
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT name FROM pragma_table_xinfo(?1)"), &s));
	bind_text(s, 1, rec->plural);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		struct str name = col_text(s, 0);
		int f = field_named(rec, name);
		if (f < 0)
			putf(report, "%.*s.%.*s is not declared\n", PRI_STR(rec->plural),
			     PRI_STR(name));
		else
			seen |= BIT(f);
	}
	for (unsigned i = 0; i < rec->n; i++)
		if (!(seen & BIT(i)))
			putf(report, "%.*s.%.*s is missing in the store\n", PRI_STR(rec->plural),
			     PRI_STR(rec->fields[i].name));
	return OK;
}

static enum err compare_tables(struct db *db, enum home home, struct buf *report)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT name FROM sqlite_schema WHERE type = 'table'"), &s));
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		if (!declared_table(home, col_text(s, 0)))
			putf(report, "table %.*s is not declared\n", PRI_STR(col_text(s, 0)));
	}
}

enum err store_check_schema(struct db *db, enum home home, struct arena *a, struct str *report)
{
	unsigned n;
	const struct record *const *records = records_of(home, &n);
	struct buf b = BUF_IN(a);
	TRY(compare_tables(db, home, &b));
	for (unsigned i = 0; i < n; i++)
		TRY(compare_table(db, records[i], &b));
	*report = buf_str(&b);
	return b.len == 0 ? OK : ERR_SCHEMA;
}
