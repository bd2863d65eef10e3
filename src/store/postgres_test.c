/* postgres_test.c: what will once run on PostgreSQL runs there today: schema, migrations, and every
 * statement but those of the full-text index. */
#include "db/test_postgres.h"
#include "store/golden.h"
#include "store/migrate.h"

static void the_declared_schema_is_made(void **state)
{
	struct postgres *pg = *state;
	struct buf b = BUF_IN(&pg->a);
	put(&b, S("CREATE SCHEMA declared; SET search_path = declared;\n"));
	store_schema(&b, DIALECT_postgres, HOME_cell);
	store_schema(&b, DIALECT_postgres, HOME_control);
	postgres_run(pg, buf_str(&b));
}

static void put_migrations(struct buf *b, const struct migration_text *v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		sql_translate(b, DIALECT_postgres, v[i].text);
}

static const char columns[] =
	"SELECT table_name, column_name, data_type, is_nullable, collation_name"
	" FROM information_schema.columns WHERE table_schema = current_schema()"
	" ORDER BY table_name, column_name";
static const char index_texts[] =
	"SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes"
	" WHERE schemaname = current_schema() ORDER BY indexname";

/* Needs the schema that the test before made. */
static void migrations_make_the_same(void **state)
{
	struct postgres *pg = *state;
	struct buf b = BUF_IN(&pg->a);
	struct str want_columns = postgres_ask(pg, columns);
	struct str want_indexes = postgres_ask(pg, index_texts);
	assert_true(want_columns.len > 1000 && want_indexes.len > 1000);
	put(&b, S("CREATE SCHEMA migrated; SET search_path = migrated;\n"));
	put_migrations(&b, cell_migrations, cell_migration_count);
	put_migrations(&b, control_migrations, control_migration_count);
	postgres_run(pg, buf_str(&b));
	assert_str_is(postgres_ask(pg, columns), want_columns);
	assert_str_is(postgres_ask(pg, index_texts), want_indexes);
}

struct trying {
	struct postgres *pg;
	unsigned tried, refused;
};

static void try(void *ctx, struct str name, struct str sql)
{
	struct trying *t = ctx;
	struct str why = postgres_refusal(t->pg, sql);
	t->tried++;
	if (str_absent(why))
		return;
	t->refused++;
	print_error("%.*s: %.*s%.*s\n", PRI_STR(name), PRI_STR(why), PRI_STR(sql));
}

static void every_statement_prepares(void **state)
{
	struct trying t = { .pg = *state };
	store_each_statement(DIALECT_postgres, BREADTH_all, try, &t);
	assert_true(t.tried > 1000);
	assert_int_equal(t.refused, 0);
	/* What is wrong would be found: a name, a place too many. */
	assert_absent(postgres_refusal(t.pg, S("SELECT name FROM tags WHERE id = ?1")));
	assert_false(str_absent(postgres_refusal(t.pg, S("SELECT nick FROM tags"))));
	assert_false(str_absent(postgres_refusal(t.pg, S("SELECT name FROM tags WHERE id = ?2"))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_declared_schema_is_made),
		cmocka_unit_test(migrations_make_the_same),
		cmocka_unit_test(every_statement_prepares),
	};
	return cmocka_run_group_tests(tests, postgres_start, postgres_stop);
}
