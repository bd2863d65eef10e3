/* query.c: runs lists. */
#include "store/cursor.h"
#include "store/select.h"

enum { POSTINGS_CAP = 2000 };

/* How many rows a filter alone would give, up to the cap. */
static enum err postings(struct db *db, struct arena *a, struct str table, struct str first,
                         struct str second, const struct binder *binds, int64_t *out)
{
	struct buf b = BUF_IN(a);
	putf(&b, "SELECT count(*) FROM (SELECT 1 FROM %.*s x WHERE x.%.*s = ?1", PRI_STR(table),
	     PRI_STR(first));
	if (second.len != 0)
		putf(&b, " AND x.%.*s = ?2", PRI_STR(second));
	else
		put(&b, S(" AND x.deleted_at IS NULL"));
	putf(&b, " LIMIT %d)", POSTINGS_CAP + 1);
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_all(s, binds);
	return stmt_int(s, 0, out);
}

/* The rarest filter drives, if it is rare enough; otherwise the order's index is walked. */
static enum err choose_driver(struct db *db, struct arena *a, struct select *s)
{
	int64_t least = POSTINGS_CAP + 1, n;
	for (unsigned i = 0; i < s->q->part_n; i++) {
		const struct part_filter *f = &s->q->with_part[i];
		struct binder binds = { 1, { { BIND_uuid, .u = f->id } } };
		TRY(postings(db, a, f->part->part->plural, f->part->part->fields[f->part->id].name,
		             S(""), &binds, &n));
		if (n < least) {
			least = n;
			s->driving_part = (int) i;
		}
	}
	for (unsigned i = 0; i < s->q->custom_n; i++) {
		const struct custom_filter *f = &s->q->custom[i];
		struct binder binds = {
			2, { { BIND_uuid, .u = f->field_id }, { BIND_text, .s = f->value } }
		};
		TRY(postings(db, a, S("custom_values"), S("field_id"), S("value"), &binds, &n));
		if (n < least) {
			least = n;
			s->driving_part = -1;
			s->driving_custom = (int) i;
		}
	}
	return OK;
}

static enum err parent_hidden(struct db *db, const struct query *q, bool *hidden)
{
	*hidden = false;
	if (!select_parent_fixed(q))
		return OK;
	const struct field *f = &q->rec->fields[q->rec->scope.field];
	for (unsigned i = 0; i < q->filter_n; i++)
		if (q->filters[i].field == q->rec->scope.field && q->filters[i].op == FILTER_eq) {
			enum err e = row_visible(db, q->actor, f->ref,
			                         field_uuid(f, q->filters[i].value));
			*hidden = e == ERR_NOT_FOUND;
			return *hidden ? OK : e;
		}
	return OK;
}

static enum err read_page(struct stmt *s, struct arena *a, const struct query *q, struct page *out)
{
	out->rows = arena_array(a, void *, q->limit);
	for (bool row;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		if (out->n == q->limit) {
			out->next = cursor_write(a, q, out->rows[q->limit - 1]);
			return OK;
		}
		out->rows[out->n] = arena_raw(a, q->rec->size);
		row_read(s, 0, a, q->rec, out->rows[out->n]);
		out->n++;
	}
}

enum err query_page(struct db *db, struct arena *a, struct query *q, struct page *out)
{
	struct cursor from = cursor_start(q);
	bool hidden;
	*out = (struct page) { 0 };
	if (!str_absent(q->cursor))
		TRY(cursor_read(a, q, &from));
	TRY(parent_hidden(db, q, &hidden));
	if (hidden)
		return OK;
	struct select *s = arena_new(a, struct select);
	*s = (struct select) { .q = q, .driving_part = -1, .driving_custom = -1, .sql = BUF_IN(a) };
	TRY(choose_driver(db, a, s));
	select_page_sql(s, &from);
	STMT_AUTO stmt = NULL;
	TRY(db_sql(db, buf_str(&s->sql), &stmt));
	bind_all(stmt, &s->binds);
	return read_page(stmt, a, q, out);
}

enum err query_count(struct db *db, struct arena *a, struct query *q, int64_t max, int64_t *out)
{
	bool hidden;
	*out = 0;
	TRY(parent_hidden(db, q, &hidden));
	if (hidden)
		return OK;
	struct select *s = arena_new(a, struct select);
	*s = (struct select) { .q = q, .driving_part = -1, .driving_custom = -1, .sql = BUF_IN(a) };
	TRY(choose_driver(db, a, s));
	select_count_sql(s, max);
	STMT_AUTO stmt = NULL;
	TRY(db_sql(db, buf_str(&s->sql), &stmt));
	bind_all(stmt, &s->binds);
	return stmt_int(stmt, 0, out);
}
