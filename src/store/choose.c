/* choose.c: which index walks a list. No store holds statistics, so it is chosen by the
 * declarations alone: the same list always walks the same way.
 *
 * An index of a table that is clustered by id goes on in the order of id after its last field,
 * since that is how its entries point to rows; so (contact_id) also serves as (contact_id, id). */
#include "store/choose.h"

#include "store/sql.h"

static bool is_filtered(const struct query *q, int field, enum filter_op most)
{
	for (unsigned i = 0; i < q->filter_n; i++)
		if (q->filters[i].field == field && q->filters[i].op <= most)
			return true;
	return false;
}

static bool is_fixed(const struct query *q, enum arm arm, int field)
{
	return (arm != ARM_only && field == q->rec->scope.field) ||
	       is_filtered(q, field, FILTER_null);
}

static int field_at(const struct index *ix, unsigned k)
{
	if (k < ix->n)
		return ix->fields[k];
	return k == ix->n && ix->rec->key_n == 0 ? F_id : -1;
}

static unsigned count_fixed(const struct query *q, enum arm arm, const struct index *ix, int sort)
{
	unsigned k = 0;
	if (sql_lacks_null(ix) && !is_filtered(q, ix->fields[0], FILTER_eq))
		return 0;
	while (k < ix->n && ix->fields[k] != sort && is_fixed(q, arm, ix->fields[k]))
		k++;
	return k;
}

/* How many leading fields the filters fix, if the index then runs in the wanted order; -1: it
 * does not. */
static int fit(const struct query *q, enum arm arm, const struct index *ix, int sort)
{
	unsigned k = count_fixed(q, arm, ix, sort);
	bool runs = field_at(ix, k) == sort && (sort == F_id || field_at(ix, k + 1) == F_id);
	return runs ? (int) k : -1;
}

static const struct index *best_index(const struct query *q, enum arm arm, int sort)
{
	const struct index *best = NULL;
	int most = -1;
	for (unsigned i = 0; i < index_count; i++) {
		int k = indexes[i].rec == q->rec && !indexes[i].unique
		                ? fit(q, arm, &indexes[i], sort)
		                : -1;
		if (k > most) {
			most = k;
			best = &indexes[i];
		}
	}
	return best;
}

/* An index that the filters use up, as (contact_id) of chats: the few rows it leaves are sorted.
 * One that also ran in the order would cost a page of it for every message of every chat. */
static const struct index *few_index(const struct query *q)
{
	for (unsigned i = 0; i < index_count; i++) {
		const struct index *ix = &indexes[i];
		unsigned k = 0;
		while (k < ix->n && is_filtered(q, ix->fields[k], FILTER_eq))
			k++;
		if (ix->rec == q->rec && !ix->unique && k == ix->n)
			return ix;
	}
	return NULL;
}

const struct index *choose_index(const struct query *q, enum arm arm)
{
	const struct index *ordered = best_index(q, arm, q->sort), *few = few_index(q);
	bool helps = few != NULL && ordered != NULL &&
	             !is_filtered(q, ordered->fields[0], FILTER_null);
	return helps ? few : ordered;
}

enum arm choose_first_arm(const struct query *q)
{
	return q->actor->narrowed && q->rec->scope.kind == SCOPE_owner ? ARM_mine : ARM_only;
}

bool query_sortable(const struct query *q, int field)
{
	return field == F_id || best_index(q, choose_first_arm(q), field) != NULL;
}

/* An index that begins with a fixed field may end with the one to sort by. */
void query_default_order(struct query *q)
{
	q->sort = F_id;
	q->descending = false;
	for (unsigned i = 0; i < index_count; i++) {
		const struct index *ix = &indexes[i];
		if (ix->rec != q->rec || ix->unique)
			continue;
		unsigned k = count_fixed(q, ARM_only, ix, -1);
		bool own_id = k + 1 < ix->n && ix->fields[k + 1] == F_id;
		bool implied = k > 0 && k + 1 == ix->n && field_at(ix, k + 1) == F_id;
		if (own_id || implied) {
			q->sort = ix->fields[k];
			q->descending = q->rec->fields[q->sort].format == FORMAT_time;
			return;
		}
	}
}
