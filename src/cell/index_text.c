/* index_text.c: the words that a row is found by: its own SEARCH fields, then those of its parts, a
 * line each. */
#include "cell/cell_impl.h"

#include "cell/search.h"
#include "core/token.h"
#include "store/sql.h"

/* A number is found by its usual spellings; everything else by its words. */
static void put_value(struct buf *b, struct str value)
{
	if (value.len == 0)
		return;
	if (b->len != 0)
		put_char(b, '\n');
	put(b, value);
	if (value.ptr[0] == '+')
		token_phone_forms(b, value);
}

struct str index_text_fields(struct arena *a, const struct record *rec, const void *row)
{
	struct buf b = BUF_IN(a);
	uint64_t searched = fields_with(rec, SEARCH);
	for (unsigned i = 0; i < rec->n; i++)
		if (searched & BIT(i) && has(row, (int) i))
			put_value(&b, *(const struct str *) peek(&rec->fields[i], row));
	return buf_str(&b);
}

static void put_line(struct buf *b, struct str text)
{
	if (text.len != 0 && b->len != 0)
		put_char(b, '\n');
	put(b, text);
}

/* -- parts as stored -- */

static enum err parts_stmt(struct db *db, struct arena *a, const struct part *p, struct stmt **out)
{
	static const char kind;
	struct stmt_key key = { &kind, (uint64_t) (p - parts), 0 };
	*out = db_cached(db, &key);
	if (*out != NULL)
		return OK;
	struct buf sql = BUF_IN(a);
	put(&sql, S("SELECT "));
	sql_columns(&sql, p->part, S(""));
	putf(&sql, " FROM %.*s WHERE %.*s = ?1 AND deleted_at IS NULL ORDER BY id",
	     PRI_STR(p->part->plural), PRI_STR(p->part->fields[p->link].name));
	return db_prepare(db, &key, buf_str(&sql), out);
}

static enum err put_part_texts(struct db *db, struct arena *a, const struct part *p,
                               struct uuid owner, struct buf *b)
{
	bool row;
	if (fields_with(p->part, SEARCH) == 0)
		return OK;
	void *part = row_new(a, p->part);
	STMT_AUTO s = NULL;
	TRY(parts_stmt(db, a, p, &s));
	bind_uuid(s, 1, &owner);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		row_read(s, 0, a, p->part, part);
		put_line(b, index_text_fields(a, p->part, part));
	}
}

enum err index_compose(struct db *db, struct arena *a, const struct record *rec, const void *row,
                       struct str *out)
{
	struct buf b = BUF_IN(a);
	put(&b, index_text_fields(a, rec, row));
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].rec == rec)
			TRY(put_part_texts(db, a, &parts[i], head_of(row)->id, &b));
	*out = buf_str(&b);
	return OK;
}

/* -- parts as just given -- */

void index_add_parts(struct unit *u, const void *row, const struct decoded *d)
{
	struct effects *e = u->effects;
	struct index_note *n = e->index.n != 0 ? &e->index.v[e->index.n - 1] : NULL;
	struct buf b = BUF_IN(u->arena);
	if (n == NULL || d->part_n == 0 || !uuid_eq(n->id, head_of(row)->id))
		return;
	put(&b, n->text);
	for (size_t i = 0; i < d->part_n; i++) {
		const struct part_rows *p = &d->parts[i];
		for (size_t k = 0; k < p->n; k++)
			if (p->rows[k] != NULL)
				put_line(&b,
				         index_text_fields(u->arena, p->part->part, p->rows[k]));
	}
	n->text = buf_str(&b);
}

/* -- for showing why a row was found -- */

static bool is_digits(struct str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.ptr[i] < '0' || line.ptr[i] > '9')
			return false;
	return line.len != 0;
}

/* The same lines without what token_phone_forms put behind a number. */
enum err index_text_for(struct db *db, struct arena *a, const struct record *rec, const void *row,
                        struct str *out)
{
	struct buf b = BUF_IN(a);
	struct str text;
	bool number = false;
	TRY(index_compose(db, a, rec, row, &text));
	while (!str_absent(text)) {
		struct str line = str_cut(&text, '\n');
		if (number && is_digits(line))
			continue;
		number = line.len != 0 && line.ptr[0] == '+';
		put_line(&b, line);
	}
	*out = buf_str(&b);
	return OK;
}
