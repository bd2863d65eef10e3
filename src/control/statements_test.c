/* statements_test.c: PostgreSQL takes the statements that control has beside the generated ones. */
#include "control/statements.h"

#include "db/test_postgres.h"
#include "store/migrate.h"

static const struct statement *const all[] = {
	&attempts_recent, &attempts_old,  &sessions_over, &sessions_over_of,
	&any_workspace,   &recovery_left, &devices_old,   &codes_over,
	&accounts_over,   &egress_old,    &sessions_of,
};

static void they_prepare_on_postgres(void **state)
{
	struct postgres *pg = *state;
	struct buf b = BUF_IN(&pg->a);
	store_schema(&b, DIALECT_postgres, HOME_control);
	postgres_run(pg, buf_str(&b));
	for (unsigned i = 0; i < COUNT(all); i++)
		assert_absent(postgres_refusal(pg, all[i]->sql));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_prepare_on_postgres),
	};
	return cmocka_run_group_tests(tests, postgres_start, postgres_stop);
}
