/* select.c: the one builder of lists: filters, scope, order, cursor, and which index walks them.
 *
 * No store holds statistics, so the index is chosen here, by the declarations alone (queries.md has
 * what each choice costs). A narrowed list of owned rows is one arm per visible owner, joined by
 * UNION ALL under one ORDER BY, which SQLite merges without sorting. */
#include "store/select.h"

#include "store/cursor.h"

unsigned bind_add(struct binder *b, struct bind_value v)
{
	ENSURE(b->n < COUNT(b->v));
	b->v[b->n] = v;
	return ++b->n;
}

void bind_all(struct stmt *s, const struct binder *b)
{
	for (unsigned i = 0; i < b->n; i++) {
		const struct bind_value *v = &b->v[i];
		switch (v->kind) {
		case BIND_int:
			bind_int(s, (int) i + 1, v->i);
			break;
		case BIND_text:
			bind_text(s, (int) i + 1, v->s);
			break;
		case BIND_blob:
			bind_blob(s, (int) i + 1, v->s);
			break;
		case BIND_uuid:
			bind_uuid(s, (int) i + 1, &v->u);
			break;
		}
	}
}

/* -- which index -- */

static bool is_fixed(const struct query *q, enum arm arm, int field)
{
	if (arm != ARM_only && field == q->rec->scope.field)
		return true;
	for (unsigned i = 0; i < q->filter_n; i++)
		if (q->filters[i].field == field && q->filters[i].op <= FILTER_null)
			return true;
	return false;
}

static bool clustered_by_id(const struct record *rec)
{
	return rec->key_n == 0;
}

/* How many leading fields of the index the filters fix, if it then runs in the wanted order; -1: it does not. */
static int index_fit(const struct query *q, enum arm arm, const struct index *ix, int sort)
{
	unsigned k = 0;
	while (k < ix->n && is_fixed(q, arm, ix->fields[k]) && ix->fields[k] != sort)
		k++;
	bool ends = k == ix->n;
	if (sort == F_id)
		return (ends && clustered_by_id(q->rec)) || (!ends && ix->fields[k] == F_id)
		               ? (int) k
		               : -1;
	return !ends && ix->fields[k] == sort && k + 1 < ix->n && ix->fields[k + 1] == F_id
	               ? (int) k
	               : -1;
}

static const struct index *best_index(const struct query *q, enum arm arm, int sort, int *fit)
{
	const struct index *best = NULL;
	*fit = -1;
	for (unsigned i = 0; i < index_count; i++) {
		if (indexes[i].rec != q->rec || indexes[i].unique)
			continue;
		int k = index_fit(q, arm, &indexes[i], sort);
		if (k > *fit) {
			*fit = k;
			best = &indexes[i];
		}
	}
	return best;
}

static enum arm first_arm(const struct query *q)
{
	return q->actor->narrowed && q->rec->scope.kind == SCOPE_owner ? ARM_mine : ARM_only;
}

bool query_sortable(const struct query *q, int field)
{
	int fit;
	return field == F_id || best_index(q, first_arm(q), field, &fit) != NULL;
}

void query_default_order(struct query *q)
{
	q->sort = F_id;
	q->descending = false;
	for (unsigned i = 0; i < index_count; i++) {
		const struct index *ix = &indexes[i];
		if (ix->rec != q->rec || ix->unique)
			continue;
		unsigned k = 0;
		while (k < ix->n && is_fixed(q, ARM_only, ix->fields[k]))
			k++;
		if (k + 1 < ix->n && ix->fields[k + 1] == F_id) {
			q->sort = ix->fields[k];
			q->descending = q->rec->fields[q->sort].format == FORMAT_time;
			return;
		}
	}
}

/* -- text -- */

static unsigned bind_field(struct binder *binds, const struct record *rec, int field,
                           const void *row)
{
	const struct field *f = &rec->fields[field];
	switch (f->kind) {
	case KIND_uuid:
		return bind_add(binds, (struct bind_value) { BIND_uuid, .u = field_uuid(f, row) });
	case KIND_text:
		return bind_add(
			binds,
			(struct bind_value) { BIND_text, .s = *(const struct str *) peek(f, row) });
	case KIND_bytes:
		return bind_add(
			binds,
			(struct bind_value) { BIND_blob, .s = *(const struct str *) peek(f, row) });
	case KIND_int:
	case KIND_flag:
	case KIND_choice:
		return bind_add(binds, (struct bind_value) { BIND_int, .i = field_int(f, row) });
	case KIND_N:
		break;
	}
	BUG("kind of %.*s", PRI_STR(f->name));
}

static void put_filter(struct select *s, const struct filter *f)
{
	static const struct str words[] = {
		[FILTER_eq] = STR(" = "),
		[FILTER_null] = STR(" IS NULL"),
		[FILTER_ge] = STR(" >= "),
		[FILTER_lt] = STR(" < "),
	};
	put(&s->sql, S(" AND t."));
	put(&s->sql, s->q->rec->fields[f->field].name);
	put(&s->sql, words[f->op]);
	if (f->op != FILTER_null)
		sql_place(&s->sql, s->dialect,
		          bind_field(&s->binds, s->q->rec, f->field, f->value));
}

static void put_part_filter(struct select *s, const struct part_filter *f)
{
	const struct record *link = f->part->part;
	putf(&s->sql, " AND EXISTS (SELECT 1 FROM %.*s x WHERE x.%.*s = t.id AND x.%.*s = ",
	     PRI_STR(link->plural), PRI_STR(link->fields[f->part->link].name),
	     PRI_STR(link->fields[f->part->id].name));
	sql_place(&s->sql, s->dialect,
	          bind_add(&s->binds, (struct bind_value) { BIND_uuid, .u = f->id }));
	put(&s->sql, S(" AND x.deleted_at IS NULL)"));
}

static void put_custom_filter(struct select *s, const struct custom_filter *f)
{
	put(&s->sql,
	    S(" AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = "));
	sql_place(&s->sql, s->dialect,
	          bind_add(&s->binds, (struct bind_value) { BIND_uuid, .u = f->field_id }));
	put(&s->sql, S(" AND v.value = "));
	sql_place(&s->sql, s->dialect,
	          bind_add(&s->binds, (struct bind_value) { BIND_text, .s = f->value }));
	put_char(&s->sql, ')');
}

static void put_cursor(struct select *s)
{
	const struct query *q = s->q;
	const struct field *f = &q->rec->fields[q->sort];
	put(&s->sql, q->sort == F_id ? S(" AND t.id ") : S(" AND (t."));
	if (q->sort != F_id) {
		put(&s->sql, f->name);
		put(&s->sql, S(", t.id) "));
	}
	put(&s->sql, q->descending ? S("< ") : S("> "));
	if (q->sort != F_id) {
		put_char(&s->sql, '(');
		sql_place(&s->sql, s->dialect, s->place_sort);
		put(&s->sql, S(", "));
	}
	sql_place(&s->sql, s->dialect, s->place_id);
	if (q->sort != F_id)
		put_char(&s->sql, ')');
}

/* A list whose via-parent is fixed by a filter asks for the parent once, beforehand. */
bool select_parent_fixed(const struct query *q)
{
	if (q->rec->scope.kind != SCOPE_via)
		return false;
	for (unsigned i = 0; i < q->filter_n; i++)
		if (q->filters[i].op == FILTER_eq && q->filters[i].field == q->rec->scope.field)
			return true;
	return false;
}

static void put_conditions(struct select *s, enum arm arm)
{
	const struct query *q = s->q;
	put(&s->sql, S(" t.deleted_at IS NULL"));
	if (arm != ARM_only) {
		put(&s->sql, S(" AND t."));
		put(&s->sql, q->rec->fields[q->rec->scope.field].name);
		if (arm == ARM_mine) {
			put(&s->sql, S(" = "));
			sql_place(&s->sql, s->dialect, s->place_member);
		} else {
			put(&s->sql, S(" IS NULL"));
		}
	} else if (!select_parent_fixed(q)) {
		scope_sql(&s->sql, s->dialect, q->rec, q->actor, S("t"), s->place_member);
	}
	for (unsigned i = 0; i < q->filter_n; i++)
		put_filter(s, &q->filters[i]);
	for (unsigned i = 0; i < q->part_n; i++)
		if ((int) i != s->driving_part)
			put_part_filter(s, &q->with_part[i]);
	for (unsigned i = 0; i < q->custom_n; i++)
		if ((int) i != s->driving_custom)
			put_custom_filter(s, &q->custom[i]);
}

static void put_from(struct select *s, enum arm arm)
{
	const struct query *q = s->q;
	if (s->driving_part >= 0) {
		const struct part_filter *f = &q->with_part[s->driving_part];
		const struct record *link = f->part->part;
		putf(&s->sql,
		     " FROM %.*s x CROSS JOIN %.*s t WHERE x.%.*s = ", PRI_STR(link->plural),
		     PRI_STR(q->rec->plural), PRI_STR(link->fields[f->part->id].name));
		sql_place(&s->sql, s->dialect,
		          bind_add(&s->binds, (struct bind_value) { BIND_uuid, .u = f->id }));
		putf(&s->sql, " AND x.deleted_at IS NULL AND t.id = x.%.*s AND",
		     PRI_STR(link->fields[f->part->link].name));
	} else if (s->driving_custom >= 0) {
		const struct custom_filter *f = &q->custom[s->driving_custom];
		putf(&s->sql, " FROM custom_values x CROSS JOIN %.*s t WHERE x.field_id = ",
		     PRI_STR(q->rec->plural));
		sql_place(&s->sql, s->dialect,
		          bind_add(&s->binds, (struct bind_value) { BIND_uuid, .u = f->field_id }));
		put(&s->sql, S(" AND x.value = "));
		sql_place(&s->sql, s->dialect,
		          bind_add(&s->binds, (struct bind_value) { BIND_text, .s = f->value }));
		put(&s->sql, S(" AND t.id = x.row_id AND"));
	} else {
		int fit;
		const struct index *ix = best_index(q, arm, q->sort, &fit);
		putf(&s->sql, " FROM %.*s t", PRI_STR(q->rec->plural));
		if (ix != NULL)
			sql_hint(&s->sql, s->dialect, ix);
		else if (q->sort == F_id && !clustered_by_id(q->rec) &&
		         s->dialect == DIALECT_sqlite)
			putf(&s->sql, " INDEXED BY %.*s_one_id", PRI_STR(q->rec->plural));
		put(&s->sql, S(" WHERE"));
	}
}

static void put_order(struct select *s, struct str alias)
{
	const struct query *q = s->q;
	struct str way = q->descending ? S(" DESC") : S("");
	put(&s->sql, S(" ORDER BY "));
	if (q->sort != F_id)
		putf(&s->sql, "%.*s%.*s%.*s, ", PRI_STR(alias),
		     PRI_STR(q->rec->fields[q->sort].name), PRI_STR(way));
	putf(&s->sql, "%.*sid%.*s LIMIT ", PRI_STR(alias), PRI_STR(way));
	sql_place(&s->sql, s->dialect, s->place_limit);
}

static void put_arm(struct select *s, enum arm arm)
{
	put(&s->sql, S("SELECT "));
	sql_columns(&s->sql, s->q->rec, S("t"));
	put_from(s, arm);
	put_conditions(s, arm);
	put_cursor(s);
}

void select_page_sql(struct select *s, const struct cursor *from)
{
	const struct query *q = s->q;
	s->place_member =
		bind_add(&s->binds, (struct bind_value) { BIND_uuid, .u = q->actor->member_id });
	s->place_limit =
		bind_add(&s->binds, (struct bind_value) { BIND_int, .i = (int64_t) q->limit + 1 });
	s->place_id = bind_add(&s->binds, (struct bind_value) { BIND_uuid, .u = from->id });
	if (q->sort != F_id)
		s->place_sort = bind_add(
			&s->binds, q->rec->fields[q->sort].kind == KIND_text
					   ? (struct bind_value) { BIND_text, .s = from->text }
					   : (struct bind_value) { BIND_int, .i = from->number });
	enum arm arm = s->driving_part >= 0 || s->driving_custom >= 0 ? ARM_only : first_arm(q);
	put_arm(s, arm);
	if (arm == ARM_mine) {
		put(&s->sql, S(" UNION ALL "));
		put_arm(s, ARM_nobodys);
		put_order(s, S(""));
	} else {
		put_order(s, S("t."));
	}
}

void select_count_sql(struct select *s, int64_t max)
{
	s->place_member =
		bind_add(&s->binds, (struct bind_value) { BIND_uuid, .u = s->q->actor->member_id });
	s->place_limit = bind_add(&s->binds, (struct bind_value) { BIND_int, .i = max + 1 });
	put(&s->sql, S("SELECT count(*) FROM (SELECT 1"));
	if (s->driving_part >= 0 || s->driving_custom >= 0)
		put_from(s, ARM_only);
	else
		putf(&s->sql, " FROM %.*s t WHERE", PRI_STR(s->q->rec->plural));
	put_conditions(s, ARM_only);
	put(&s->sql, S(" LIMIT "));
	sql_place(&s->sql, s->dialect, s->place_limit);
	put(&s->sql, S(") n"));
}
