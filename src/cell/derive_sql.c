/* derive_sql.c: what DERIVED columns say, as SQL: the one definition that the tail computes, a
 * reply shows, and a recount holds the stored values against. */
#include "cell/cell_impl.h"

static void put_own_or(struct buf *b, const struct derived *d)
{
	const struct derive_rule *r = derive_rule_of(d);
	struct str table = d->rec->plural;
	putf(b, "coalesce(%.*s.%.*s, (SELECT o.%.*s FROM %.*s o WHERE o.id = %.*s.%.*s))",
	     PRI_STR(table), PRI_STR(d->rec->fields[r->when].name),
	     PRI_STR(r->from->fields[r->of].name), PRI_STR(r->from->plural), PRI_STR(table),
	     PRI_STR(d->rec->fields[r->by].name));
}

/* Only live rows count. */
static void put_source(struct buf *b, const struct derived *d)
{
	const struct derive_rule *r = derive_rule_of(d);
	putf(b, " FROM %.*s o WHERE o.%.*s = %.*s.id AND o.deleted_at IS NULL",
	     PRI_STR(r->from->plural), PRI_STR(r->from->fields[r->by].name),
	     PRI_STR(d->rec->plural));
}

void derive_definition(struct buf *b, const struct derived *d)
{
	const struct derive_rule *r = derive_rule_of(d);
	struct str of = r->from->fields[r->of].name;
	switch (r->how) {
	case DERIVE_own_or:
		put_own_or(b, d);
		return;
	case DERIVE_count:
		put(b, S("(SELECT count(*)"));
		break;
	case DERIVE_sum:
		putf(b, "(SELECT coalesce(sum(o.%.*s), 0)", PRI_STR(of));
		break;
	case DERIVE_newest:
		putf(b, "(SELECT coalesce(max(o.%.*s), 0)", PRI_STR(of));
		break;
	case DERIVE_first:
		putf(b, "(SELECT o.%.*s", PRI_STR(of));
		break;
	case DERIVE_none:
		BUG("no derivation");
	}
	put_source(b, d);
	if (r->how == DERIVE_first)
		putf(b, " AND o.%.*s = %d ORDER BY o.id LIMIT 1",
		     PRI_STR(r->from->fields[r->when].name), r->is);
	put_char(b, ')');
}
