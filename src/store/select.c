/* select.c: the one builder of lists: filters, scope, order, cursor. Which index walks them is
 * chosen in choose.c. A narrowed list of owned rows is one arm per visible owner, joined by
 * UNION ALL under one ORDER BY, which SQLite merges without sorting. */
#include "store/select.h"

#include "store/choose.h"
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

/* -- values -- */

static struct bind_value of_uuid(struct uuid u)
{
	return (struct bind_value) { BIND_uuid, .u = u };
}

static struct bind_value of_text(struct str s)
{
	return (struct bind_value) { BIND_text, .s = s };
}

static struct bind_value of_int(int64_t i)
{
	return (struct bind_value) { BIND_int, .i = i };
}

static struct bind_value of_field(const struct field *f, const void *row)
{
	switch (f->kind) {
	case KIND_uuid:
		return of_uuid(field_uuid(f, row));
	case KIND_text:
		return of_text(*(const struct str *) peek(f, row));
	case KIND_bytes:
		return (struct bind_value) { BIND_blob, .s = *(const struct str *) peek(f, row) };
	case KIND_int:
	case KIND_flag:
	case KIND_choice:
		return of_int(field_int(f, row));
	case KIND_N:
		break;
	}
	BUG("kind of %.*s", PRI_STR(f->name));
}

static void bind_filters(struct select *s)
{
	const struct query *q = s->q;
	for (unsigned i = 0; i < q->filter_n; i++) {
		const struct filter *f = &q->filters[i];
		if (f->op != FILTER_null)
			s->filter[i] =
				bind_add(&s->binds, of_field(&q->rec->fields[f->field], f->value));
	}
	for (unsigned i = 0; i < q->part_n; i++)
		s->part[i] = bind_add(&s->binds, of_uuid(q->with_part[i].id));
	for (unsigned i = 0; i < q->custom_n; i++) {
		s->custom_field[i] = bind_add(&s->binds, of_uuid(q->custom[i].field_id));
		s->custom_value[i] = bind_add(&s->binds, of_text(q->custom[i].value));
	}
}

static void bind_cursor(struct select *s, const struct cursor *from)
{
	const struct query *q = s->q;
	s->id = bind_add(&s->binds, of_uuid(from->id));
	if (q->sort == F_id)
		return;
	switch (q->rec->fields[q->sort].kind) {
	case KIND_text:
		s->sort = bind_add(&s->binds, of_text(from->text));
		return;
	case KIND_uuid:
		s->sort = bind_add(&s->binds, of_uuid(from->uuid));
		return;
	case KIND_int:
	case KIND_flag:
	case KIND_choice:
		s->sort = bind_add(&s->binds, of_int(from->number));
		return;
	case KIND_bytes:
	case KIND_N:
		break;
	}
	BUG("%.*s cannot be sorted by", PRI_STR(q->rec->fields[q->sort].name));
}

struct select select_new(struct arena *a, enum dialect d, const struct query *q)
{
	struct select s = {
		.q = q,
		.dialect = d,
		.driving_part = -1,
		.driving_custom = -1,
		.sql = BUF_IN(a),
	};
	bind_filters(&s);
	return s;
}

/* -- conditions -- */

static void put_place(struct select *s, unsigned at)
{
	sql_place(&s->sql, s->dialect, at);
}

/* Bound when first named: PostgreSQL wants each value of a statement to be used. */
static void put_member(struct select *s)
{
	if (s->member == 0)
		s->member = bind_add(&s->binds, of_uuid(s->q->actor->member_id));
	put_place(s, s->member);
}

static void put_filter(struct select *s, unsigned i)
{
	static const struct str words[] = {
		[FILTER_eq] = STR(" = "),
		[FILTER_ge] = STR(" >= "),
		[FILTER_lt] = STR(" < "),
	};
	const struct filter *f = &s->q->filters[i];
	const struct field *field = &s->q->rec->fields[f->field];
	put(&s->sql, S(" AND t."));
	put(&s->sql, field->name);
	if (f->op == FILTER_null) {
		put(&s->sql, field->zero_is_null ? S(" = 0") : S(" IS NULL"));
		return;
	}
	put(&s->sql, words[f->op]);
	put_place(s, s->filter[i]);
	if (f->op == FILTER_lt && field->zero_is_null) { /* never is not long ago */
		put(&s->sql, S(" AND t."));
		put(&s->sql, field->name);
		put(&s->sql, S(" <> 0"));
	}
}

static void put_part_filter(struct select *s, unsigned i)
{
	const struct part *p = s->q->with_part[i].part;
	putf(&s->sql, " AND EXISTS (SELECT 1 FROM %.*s x WHERE x.%.*s = t.id AND x.%.*s = ",
	     PRI_STR(p->part->plural), PRI_STR(p->part->fields[p->link].name),
	     PRI_STR(p->part->fields[p->id].name));
	put_place(s, s->part[i]);
	put(&s->sql, S(" AND x.deleted_at IS NULL)"));
}

static void put_custom_filter(struct select *s, unsigned i)
{
	put(&s->sql, S(" AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id"
	               " AND v.field_id = "));
	put_place(s, s->custom_field[i]);
	put(&s->sql, S(" AND v.value = "));
	put_place(s, s->custom_value[i]);
	put_char(&s->sql, ')');
}

static void put_cursor(struct select *s)
{
	const struct query *q = s->q;
	struct str than = q->descending ? S("< ") : S("> ");
	if (q->sort == F_id) {
		putf(&s->sql, " AND t.id %.*s", PRI_STR(than));
		put_place(s, s->id);
		return;
	}
	putf(&s->sql, " AND (t.%.*s, t.id) %.*s(", PRI_STR(q->rec->fields[q->sort].name),
	     PRI_STR(than));
	put_place(s, s->sort);
	put(&s->sql, S(", "));
	put_place(s, s->id);
	put_char(&s->sql, ')');
}

bool select_names_parent(const struct record *rec, int field)
{
	return rec->scope.kind == SCOPE_via
	               ? field == rec->scope.field
	               : rec->scope.kind == SCOPE_parent && rec->fields[field].owned;
}

bool select_parent_fixed(const struct query *q)
{
	for (unsigned i = 0; i < q->filter_n; i++)
		if (q->filters[i].op == FILTER_eq &&
		    select_names_parent(q->rec, q->filters[i].field))
			return true;
	return false;
}

static void put_scope(struct select *s, enum arm arm)
{
	const struct query *q = s->q;
	if (arm == ARM_only) {
		unsigned at = s->member != 0 ? s->member : s->binds.n + 1;
		if (!select_parent_fixed(q) &&
		    scope_sql(&s->sql, s->dialect, q->rec, q->actor, S("t"), at) && s->member == 0)
			s->member = bind_add(&s->binds, of_uuid(q->actor->member_id));
		return;
	}
	put(&s->sql, S(" AND t."));
	put(&s->sql, q->rec->fields[q->rec->scope.field].name);
	if (arm == ARM_mine) {
		put(&s->sql, S(" = "));
		put_member(s);
	} else {
		put(&s->sql, S(" IS NULL"));
	}
}

static void put_conditions(struct select *s, enum arm arm)
{
	put(&s->sql, S(" t.deleted_at IS NULL"));
	put_scope(s, arm);
	for (unsigned i = 0; i < s->q->filter_n; i++)
		put_filter(s, i);
	/* Values first: their key holds all that is asked, a link's index leads to its row. */
	for (unsigned i = 0; i < s->q->custom_n; i++)
		if ((int) i != s->driving_custom)
			put_custom_filter(s, i);
	for (unsigned i = 0; i < s->q->part_n; i++)
		if ((int) i != s->driving_part)
			put_part_filter(s, i);
}

/* -- where rows come from -- */

static bool is_driven(const struct select *s)
{
	return s->driving_part >= 0 || s->driving_custom >= 0;
}

/* CROSS JOIN is an order to SQLite: first the postings. */
static void put_driver(struct select *s)
{
	struct str plural = s->q->rec->plural;
	if (s->driving_part >= 0) {
		const struct part *p = s->q->with_part[s->driving_part].part;
		const struct record *link = p->part;
		putf(&s->sql,
		     " FROM %.*s x CROSS JOIN %.*s t WHERE x.%.*s = ", PRI_STR(link->plural),
		     PRI_STR(plural), PRI_STR(link->fields[p->id].name));
		put_place(s, s->part[s->driving_part]);
		putf(&s->sql, " AND x.deleted_at IS NULL AND t.id = x.%.*s AND",
		     PRI_STR(link->fields[p->link].name));
	} else {
		putf(&s->sql, " FROM custom_values x CROSS JOIN %.*s t WHERE x.field_id = ",
		     PRI_STR(plural));
		put_place(s, s->custom_field[s->driving_custom]);
		put(&s->sql, S(" AND x.value = "));
		put_place(s, s->custom_value[s->driving_custom]);
		put(&s->sql, S(" AND t.id = x.row_id AND"));
	}
}

static void put_from(struct select *s)
{
	putf(&s->sql, " FROM %.*s t", PRI_STR(s->q->rec->plural));
}

static void put_walk(struct select *s, enum arm arm)
{
	const struct record *rec = s->q->rec;
	const struct index *ix = choose_index(s->q, arm);
	put_from(s);
	if (ix != NULL)
		sql_hint(&s->sql, s->dialect, ix);
	else if (s->q->sort == F_id && rec->key_n != 0 && s->dialect == DIALECT_sqlite)
		putf(&s->sql, " INDEXED BY %.*s_one_id", PRI_STR(rec->plural));
	put(&s->sql, S(" WHERE"));
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
	put_place(s, s->limit);
}

/* -- lists -- */

static void put_page_arm(struct select *s, enum arm arm)
{
	put(&s->sql, S("SELECT "));
	sql_columns(&s->sql, s->q->rec, S("t"));
	if (is_driven(s))
		put_driver(s);
	else
		put_walk(s, arm);
	put_conditions(s, arm);
	put_cursor(s);
}

void select_page_sql(struct select *s, const struct cursor *from)
{
	bind_cursor(s, from);
	s->limit = bind_add(&s->binds, of_int((int64_t) s->q->limit + 1));
	if (!is_driven(s) && choose_first_arm(s->q) == ARM_mine) {
		put_page_arm(s, ARM_mine);
		put(&s->sql, S(" UNION ALL "));
		put_page_arm(s, ARM_nobodys);
		put_order(s, S(""));
	} else {
		put_page_arm(s, ARM_only);
		put_order(s, S("t."));
	}
}

static void put_count_arm(struct select *s, enum arm arm)
{
	put(&s->sql, S("SELECT 1"));
	if (is_driven(s)) {
		put_driver(s);
	} else {
		put_from(s);
		put(&s->sql, S(" WHERE"));
	}
	put_conditions(s, arm);
}

void select_count_sql(struct select *s, int64_t max)
{
	s->limit = bind_add(&s->binds, of_int(max + 1));
	put(&s->sql, S("SELECT count(*) FROM ("));
	if (!is_driven(s) && choose_first_arm(s->q) == ARM_mine) {
		put_count_arm(s, ARM_mine);
		put(&s->sql, S(" UNION ALL "));
		put_count_arm(s, ARM_nobodys);
	} else {
		put_count_arm(s, ARM_only);
	}
	put(&s->sql, S(" LIMIT "));
	put_place(s, s->limit);
	put(&s->sql, S(") n"));
}

/* -- how many rows a filter has -- */

void select_part_postings_sql(struct buf *b, enum dialect d, const struct part *part)
{
	putf(b, "SELECT count(*) FROM (SELECT 1 FROM %.*s x WHERE x.%.*s = ",
	     PRI_STR(part->part->plural), PRI_STR(part->part->fields[part->id].name));
	sql_place(b, d, 1);
	putf(b, " AND x.deleted_at IS NULL LIMIT %d) n", POSTINGS_CAP + 1);
}

void select_custom_postings_sql(struct buf *b, enum dialect d)
{
	put(b, S("SELECT count(*) FROM (SELECT 1 FROM custom_values x WHERE x.field_id = "));
	sql_place(b, d, 1);
	put(b, S(" AND x.value = "));
	sql_place(b, d, 2);
	putf(b, " LIMIT %d) n", POSTINGS_CAP + 1);
}
