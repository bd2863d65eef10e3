/* query.c: runs lists. */
#include "store/cursor.h"
#include "store/select.h"

/* -- the rarest filter drives, if it is rare enough; otherwise the order's index is walked -- */

/* A column that keeps that count, such as how many contacts carry a tag; NULL: none does. */
static const struct derived *kept_count(const struct part *p)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derive_rule *r = derive_rule_of(&deriveds[i]);
		if (deriveds[i].rec == p->part->fields[p->id].ref && r->how == DERIVE_count &&
		    r->from == p->part && r->by == p->id)
			return &deriveds[i];
	}
	return NULL;
}

static enum err read_kept(struct db *db, struct arena *a, const struct derived *d, struct uuid id,
                          int64_t *n)
{
	const struct actor engine = actor_engine();
	void *row = row_new(a, d->rec);
	TRY(row_get_fields(db, a, &engine, d->rec, id, BIT(d->field), row));
	*n = has(row, d->field) ? field_int(&d->rec->fields[d->field], row) : 0;
	return OK;
}

/* Counting leads from each entry of the index on to its row: 0.8 ms up to the cap. */
static enum err count_part(struct db *db, struct arena *a, const struct part_filter *f, int64_t *n)
{
	const struct derived *kept = kept_count(f->part);
	if (kept != NULL)
		return read_kept(db, a, kept, f->id, n);
	struct buf b = BUF_IN(a);
	STMT_AUTO s = NULL;
	select_part_postings_sql(&b, DIALECT_sqlite, f->part);
	TRY(db_sql(db, buf_str(&b), &s));
	bind_uuid(s, 1, &f->id);
	return stmt_int(s, 0, n);
}

static enum err count_custom(struct db *db, struct arena *a, const struct custom_filter *f,
                             int64_t *n)
{
	struct buf b = BUF_IN(a);
	STMT_AUTO s = NULL;
	select_custom_postings_sql(&b, DIALECT_sqlite);
	TRY(db_sql(db, buf_str(&b), &s));
	bind_uuid(s, 1, &f->field_id);
	bind_text(s, 2, f->value);
	return stmt_int(s, 0, n);
}

static enum err choose_driver(struct db *db, struct arena *a, struct select *s)
{
	int64_t least = POSTINGS_CAP + 1, n;
	for (unsigned i = 0; i < s->q->part_n; i++) {
		TRY(count_part(db, a, &s->q->with_part[i], &n));
		if (n < least) {
			least = n;
			s->driving_part = (int) i;
		}
	}
	for (unsigned i = 0; i < s->q->custom_n; i++) {
		TRY(count_custom(db, a, &s->q->custom[i], &n));
		if (n < least) {
			least = n;
			s->driving_part = -1;
			s->driving_custom = (int) i;
		}
	}
	return OK;
}

/* -- a list by something that the actor does not see, or that is in the bin, is empty -- */

static enum err look_for(struct db *db, const struct query *q, const struct record *rec,
                         struct uuid id, bool *hidden)
{
	enum err e = row_visible(db, q->actor, rec, id);
	*hidden = e == ERR_NOT_FOUND;
	return *hidden ? OK : e;
}

static enum err parent_hidden(struct db *db, const struct query *q, bool *hidden)
{
	for (unsigned i = 0; i < q->filter_n && !*hidden; i++) {
		const struct filter *flt = &q->filters[i];
		const struct field *f = &q->rec->fields[flt->field];
		if (flt->op == FILTER_eq && select_names_parent(q->rec, flt->field))
			TRY(look_for(db, q, f->ref, field_uuid(f, flt->value), hidden));
	}
	return OK;
}

static enum err hidden_by_filter(struct db *db, const struct query *q, bool *hidden)
{
	*hidden = false;
	TRY(parent_hidden(db, q, hidden));
	for (unsigned i = 0; i < q->part_n && !*hidden; i++) {
		const struct part *part = q->with_part[i].part;
		TRY(look_for(db, q, part->part->fields[part->id].ref, q->with_part[i].id, hidden));
	}
	for (unsigned i = 0; i < q->custom_n && !*hidden; i++)
		TRY(look_for(db, q, &custom_field_record, q->custom[i].field_id, hidden));
	return OK;
}

static enum err read_page(struct stmt *s, struct arena *a, const struct query *q, struct page *out)
{
	const size_t begun = a->bytes;
	out->rows = arena_array(a, void *, q->limit);
	for (bool row;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		if (out->n == q->limit || (out->n != 0 && a->bytes - begun > PAGE_BYTES)) {
			out->next = cursor_write(a, q, out->rows[out->n - 1]);
			return OK;
		}
		out->rows[out->n] = arena_raw(a, q->rec->size);
		row_read(s, 0, a, q->rec, out->rows[out->n]);
		out->n++;
	}
}

enum err query_page(struct db *db, struct arena *a, struct query *q, struct page *out)
{
	struct cursor from = cursor_start(a, q);
	bool hidden;
	ENSURE(q->limit > 0);
	*out = (struct page) { 0 };
	if (!str_absent(q->cursor))
		TRY(cursor_read(a, q, &from));
	TRY(hidden_by_filter(db, q, &hidden));
	if (hidden)
		return OK;
	struct select s = select_new(a, DIALECT_sqlite, q);
	TRY(choose_driver(db, a, &s));
	select_page_sql(&s, &from);
	STMT_AUTO stmt = NULL;
	TRY(db_sql(db, buf_str(&s.sql), &stmt));
	bind_all(stmt, &s.binds);
	return read_page(stmt, a, q, out);
}

enum err query_count(struct db *db, struct arena *a, struct query *q, int64_t max, int64_t *out)
{
	bool hidden;
	*out = 0;
	TRY(hidden_by_filter(db, q, &hidden));
	if (hidden)
		return OK;
	struct select s = select_new(a, DIALECT_sqlite, q);
	TRY(choose_driver(db, a, &s));
	select_count_sql(&s, max);
	STMT_AUTO stmt = NULL;
	TRY(db_sql(db, buf_str(&s.sql), &stmt));
	bind_all(stmt, &s.binds);
	return stmt_int(stmt, 0, out);
}
