/* recount.c: see doctor.h. */
#include "cell/cell_impl.h"
#include "cell/doctor.h"

enum { NAMED_MAX = 100 };

/* What decides who sees a row is worked out when it comes back from the bin. */
static void put_statement(struct buf *b, const struct derived *d)
{
	struct str plural = d->rec->plural, name = d->rec->fields[d->field].name;
	putf(b, "SELECT id FROM %.*s WHERE %.*s.%.*s IS DISTINCT FROM ", PRI_STR(plural),
	     PRI_STR(plural), PRI_STR(name));
	derive_definition(b, d);
	if (derive_rule_of(d)->how == DERIVE_own_or)
		put(b, S(" AND deleted_at IS NULL"));
	putf(b, " ORDER BY id LIMIT %d", NAMED_MAX);
}

static enum err recount_column(struct db *db, struct arena *a, const struct derived *d,
                               struct buf *report)
{
	struct buf sql = BUF_IN(a);
	bool row;
	put_statement(&sql, d);
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&sql), &s));
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		putf(report, "%.*s.%.*s of ", PRI_STR(d->rec->plural),
		     PRI_STR(d->rec->fields[d->field].name));
		put_uuid(report, col_uuid(s, 0));
		put_char(report, '\n');
	}
}

enum err cell_recount(struct db *db, struct arena *a, struct str *report)
{
	struct buf b = BUF_IN(a);
	for (unsigned i = 0; i < derived_count; i++)
		TRY(recount_column(db, a, &deriveds[i], &b));
	*report = buf_str(&b);
	return OK;
}
