/* migrate.c: runs the migrations that a store lacks. The texts come from schema/migrations,
 * built in by tools/embed-sql. */
#include "store/migrate.h"

#include "plat/log.h"
#include "plat/seal.h"

enum { SUM_BYTES = 32 };

struct steps {
	const struct migration_text *v;
	unsigned n;
	struct str table;
};

static struct steps steps_of(enum home home)
{
	if (home == HOME_cell)
		return (struct steps) { cell_migrations, cell_migration_count,
			                migration_record.plural };
	return (struct steps) { control_migrations, control_migration_count,
		                control_migration_record.plural };
}

static struct str checksum(const struct migration_text *m, uint8_t out[SUM_BYTES])
{
	seal_hash(NULL, S("migration"), m->text, out, SUM_BYTES);
	return (struct str) { (const char *) out, SUM_BYTES };
}

static enum err table_exists(struct db *db, struct str name, bool *yes)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1"), &s));
	bind_text(s, 1, name);
	return stmt_step(s, yes);
}

static bool is_ours(struct stmt *s, const struct steps *st, unsigned i)
{
	uint8_t sum[SUM_BYTES];
	return i < st->n && col_int(s, 0) == st->v[i].number &&
	       str_eq(col_blob(s, 1), checksum(&st->v[i], sum));
}

/* Steps that ran must be ours, unchanged. *done: how many of ours have run. */
static enum err check_history(struct db *db, struct arena *a, const struct steps *st,
                              unsigned *done)
{
	bool exists, row;
	*done = 0;
	TRY(table_exists(db, st->table, &exists));
	if (!exists)
		return OK;
	STMT_AUTO s = NULL;
	TRY(db_sql(db,
	           arena_printf(a, "SELECT number, checksum FROM %.*s ORDER BY number",
	                        PRI_STR(st->table)),
	           &s));
	for (;; ++*done) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		if (!is_ours(s, st, *done)) {
			log_event(LOG_ERROR, "store.unknown-migration",
			          LOG_INT("number", col_int(s, 0)));
			return ERR_SCHEMA;
		}
	}
}

static enum err note_step(struct db *db, struct arena *a, const struct steps *st,
                          const struct migration_text *m, int64_t now_ms)
{
	uint8_t sum[SUM_BYTES];
	STMT_AUTO s = NULL;
	TRY(db_sql(db,
	           arena_printf(a, "INSERT INTO %.*s (number, checksum, at) VALUES (?1, ?2, ?3)",
	                        PRI_STR(st->table)),
	           &s));
	bind_int(s, 1, m->number);
	bind_blob(s, 2, checksum(m, sum));
	bind_int(s, 3, now_ms);
	return stmt_run(s);
}

static enum err run_step(struct db *db, struct arena *a, const struct steps *st,
                         const struct migration_text *m, int64_t now_ms)
{
	struct buf b = BUF_IN(a);
	sql_translate(&b, DIALECT_sqlite, m->text);
	put_char(&b, '\0');
	TRY(db_begin(db));
	enum err e = db_exec(db, b.ptr);
	if (e == OK)
		e = note_step(db, a, st, m, now_ms);
	if (e == OK)
		e = db_commit(db);
	if (e != OK) {
		db_rollback(db);
		log_event(LOG_ERROR, "store.migration-failed", LOG_INT("number", m->number),
		          LOG_ERR(e));
	}
	return e;
}

static enum err run_missing(struct db *db, struct arena *a, const struct steps *st, int64_t now_ms)
{
	unsigned done;
	TRY(check_history(db, a, st, &done));
	for (; done < st->n; done++)
		TRY(run_step(db, a, st, &st->v[done], now_ms));
	return OK;
}

enum err store_pending(struct db *db, enum home home, unsigned *n)
{
	struct arena a = ARENA_INIT;
	struct steps st = steps_of(home);
	unsigned done = 0;
	enum err e = check_history(db, &a, &st, &done);
	*n = st.n - done;
	arena_release(&a);
	return e;
}

enum err store_migrate(struct db *db, enum home home, int64_t now_ms)
{
	struct arena a = ARENA_INIT;
	struct steps st = steps_of(home);
	enum err e = run_missing(db, &a, &st, now_ms);
	arena_release(&a);
	return e;
}
