/* test_world.c: see test_world.h. The rules are written once more here, row by row, from what
 * store.h and the SCOPE rows say. */
#define _GNU_SOURCE 1 /* qsort_r */
#include "store/test_world.h"

#include <stdlib.h>

/* -- filling -- */

struct table *table_of(struct world *w, const struct record *rec)
{
	for (unsigned i = 0; i < w->n; i++)
		if (w->tables[i].rec == rec)
			return &w->tables[i];
	return NULL;
}

void *any_row(struct world *w, const struct record *rec)
{
	const struct table *t = table_of(w, rec);
	return t->rows[rng_below(&w->rng, t->n)];
}

static bool is_unique(const struct record *rec, int field)
{
	int key[INDEX_FIELDS_MAX];
	unsigned n = record_key(rec, key);
	for (unsigned i = 0; i < n; i++)
		if (key[i] == field && rec->fields[field].ref == NULL)
			return true;
	for (unsigned i = 0; i < index_count; i++)
		for (unsigned k = 0; indexes[i].rec == rec && k < indexes[i].n; k++)
			if (indexes[i].unique && indexes[i].fields[k] == field)
				return rec->fields[field].kind != KIND_choice;
	return false;
}

/* One of a handful. */
static void common_value(struct world *w, const struct record *rec, int field, void *row)
{
	static const struct str words[] = {
		STR(""), STR("a"), STR("aa"), STR("B"), STR("ß"), STR("क"), STR("\xf4\x8f\xbf\xbf")
	};
	const struct field *f = &rec->fields[field];
	random_field(&w->rng, &w->p->a, rec, field, row);
	if (f->kind == KIND_text)
		*(struct str *) member_of(f, row) = words[rng_below(&w->rng, COUNT(words))];
	if (f->kind == KIND_int && f->max > 100)
		field_set_int(rec, field, row, rng_below(&w->rng, 6) * 1000);
	if (f->zero_is_null && field_int(f, row) == 0)
		*has_of(row) &= ~BIT(field);
}

static void fill_field(struct world *w, const struct record *rec, int field, void *row)
{
	const struct field *f = &rec->fields[field];
	const struct table *to = f->ref != NULL ? table_of(w, f->ref) : NULL;
	if (!sql_not_null(f) && rng_below(&w->rng, field == F_deleted_at ? 8 : 3) != 1)
		if (field == F_deleted_at || rng_below(&w->rng, 3) == 0)
			return;
	if (to != NULL && to->n != 0) {
		*(struct uuid *) member_of(f, row) = head_of(any_row(w, f->ref))->id;
		*has_of(row) |= BIT(field);
	} else if (is_unique(rec, field)) {
		random_field(&w->rng, &w->p->a, rec, field, row);
	} else {
		common_value(w, rec, field, row);
	}
}

static void fill_table(struct world *w, const struct record *rec, unsigned n)
{
	struct table *t = &w->tables[w->n++];
	t->rec = rec;
	for (unsigned i = 0; i < n; i++) {
		void *row = row_new(&w->p->a, rec);
		for (unsigned k = 0; k < rec->n; k++)
			if (!has_head(rec) || k != F_deleted_at || rng_below(&w->rng, 8) == 0)
				fill_field(w, rec, (int) k, row);
		enum err e = row_insert(w->p->cell, rec, row);
		if (e == OK)
			t->rows[t->n++] = row;
		else
			assert_int_equal(e, ERR_CONFLICT);
	}
	assert_true(t->n > n / 4);
}

void world_fill(struct world *w, struct place *p, uint64_t seed)
{
	static const struct {
		const struct record *rec;
		unsigned n;
	} order[] = {
		{ &workspace_record, 1 },     { &member_record, 5 },
		{ &wa_account_record, 3 },    { &tag_record, 12 },
		{ &contact_record, 300 },     { &contact_identity_record, 300 },
		{ &contact_tag_record, 400 }, { &note_record, 120 },
		{ &chat_record, 150 },        { &message_record, 400 },
		{ &custom_field_record, 9 },  { &custom_value_record, 400 },
		{ &import_run_record, 40 },
	};
	*w = (struct world) { .p = p, .rng = { seed } };
	open_home(p, HOME_cell);
	assert_int_equal(db_begin(p->cell), OK);
	for (unsigned i = 0; i < COUNT(order); i++)
		fill_table(w, order[i].rec, order[i].n);
	assert_int_equal(db_commit(p->cell), OK);
}

/* -- what a row is to an actor -- */

static const void *row_with_id(struct world *w, const struct record *rec, struct uuid id)
{
	const struct table *t = table_of(w, rec);
	for (unsigned i = 0; i < t->n; i++)
		if (uuid_eq(head_of(t->rows[i])->id, id))
			return t->rows[i];
	return NULL;
}

static bool is_live(const void *row)
{
	return !has(row, F_deleted_at);
}

static bool is_seen(struct world *w, const struct record *rec, const struct actor *actor,
                    const void *row)
{
	const struct field *f = &rec->fields[rec->scope.field];
	const void *parent;
	switch (rec->scope.kind) {
	case SCOPE_everyone:
	case SCOPE_staff:
		return true;
	case SCOPE_owner:
		return !actor->narrowed || !has(row, rec->scope.field) ||
		       uuid_eq(field_uuid(f, row), actor->member_id);
	case SCOPE_own:
		return uuid_eq(field_uuid(f, row), actor->member_id);
	case SCOPE_via:
		parent = row_with_id(w, f->ref, field_uuid(f, row));
		return parent != NULL && is_live(parent) && is_seen(w, f->ref, actor, parent);
	case SCOPE_parent:
		f = &rec->fields[owner_field(rec, row)];
		parent = row_with_id(w, f->ref, field_uuid(f, row));
		return parent != NULL && is_live(parent) && is_seen(w, f->ref, actor, parent);
	case SCOPE_undeclared:
		break;
	}
	fail();
	return false;
}

/* -- filters -- */

static int compare_field(const struct field *f, const void *a, const void *b)
{
	switch (f->kind) {
	case KIND_text:
		return str_cmp(*(const struct str *) peek(f, a), *(const struct str *) peek(f, b));
	case KIND_uuid:
		return memcmp(peek(f, a), peek(f, b), sizeof(struct uuid));
	case KIND_int:
	case KIND_flag:
	case KIND_choice: {
		int64_t x = field_int(f, a), y = field_int(f, b);
		return (x > y) - (x < y);
	}
	case KIND_bytes:
	case KIND_N:
		break;
	}
	fail();
	return 0;
}

static bool passes(const struct record *rec, const struct filter *flt, const void *row)
{
	const struct field *f = &rec->fields[flt->field];
	bool there = has(row, flt->field) || f->zero_is_null;
	switch (flt->op) {
	case FILTER_null:
		return !has(row, flt->field);
	case FILTER_eq:
		return there && compare_field(f, row, flt->value) == 0;
	case FILTER_ge:
		return there && compare_field(f, row, flt->value) >= 0;
	case FILTER_lt:
		return has(row, flt->field) && compare_field(f, row, flt->value) < 0;
	}
	return false;
}

/* What is in the bin, or not seen, narrows to nothing. */
static bool is_there(struct world *w, const struct record *rec, const struct actor *actor,
                     struct uuid id)
{
	const void *row = row_with_id(w, rec, id);
	return row != NULL && is_live(row) && is_seen(w, rec, actor, row);
}

static bool has_part(struct world *w, const struct actor *actor, const struct part_filter *f,
                     struct uuid id)
{
	const struct record *link = f->part->part;
	const struct table *t = table_of(w, link);
	if (!is_there(w, link->fields[f->part->id].ref, actor, f->id))
		return false;
	for (unsigned i = 0; i < t->n; i++)
		if (is_live(t->rows[i]) &&
		    uuid_eq(field_uuid(&link->fields[f->part->link], t->rows[i]), id) &&
		    uuid_eq(field_uuid(&link->fields[f->part->id], t->rows[i]), f->id))
			return true;
	return false;
}

static bool has_custom(struct world *w, const struct actor *actor, const struct custom_filter *f,
                       struct uuid id)
{
	const struct table *t = table_of(w, &custom_value_record);
	if (!is_there(w, &custom_field_record, actor, f->field_id))
		return false;
	for (unsigned i = 0; i < t->n; i++) {
		const struct custom_value *v = t->rows[i];
		if (uuid_eq(v->row_id, id) && uuid_eq(v->field_id, f->field_id) &&
		    str_eq(v->value, f->value))
			return true;
	}
	return false;
}

static bool belongs(struct world *w, const struct query *q, const void *row)
{
	bool yes = is_live(row) && is_seen(w, q->rec, q->actor, row);
	for (unsigned i = 0; yes && i < q->filter_n; i++)
		yes = passes(q->rec, &q->filters[i], row);
	for (unsigned i = 0; yes && i < q->part_n; i++)
		yes = has_part(w, q->actor, &q->with_part[i], head_of(row)->id);
	for (unsigned i = 0; yes && i < q->custom_n; i++)
		yes = has_custom(w, q->actor, &q->custom[i], head_of(row)->id);
	return yes;
}

/* -- order -- */

static int compare_rows(const void *a, const void *b, void *arg)
{
	const struct query *q = arg;
	const void *x = *(void *const *) a, *y = *(void *const *) b;
	int c = q->sort == F_id ? 0 : compare_field(&q->rec->fields[q->sort], x, y);
	if (c == 0)
		c = memcmp(head_of(x)->id.b, head_of(y)->id.b, 16);
	return q->descending ? -c : c;
}

void **world_list(struct world *w, const struct query *q, unsigned *n)
{
	const struct table *t = table_of(w, q->rec);
	void **rows = arena_array(&w->p->a, void *, t->n);
	struct query by = *q;
	*n = 0;
	for (unsigned i = 0; i < t->n; i++)
		if (belongs(w, q, t->rows[i]))
			rows[(*n)++] = t->rows[i];
	qsort_r(rows, *n, sizeof *rows, compare_rows, &by);
	return rows;
}
