/* expand.c: see expand.h. */
#include "cell/expand.h"

#include "base/json.h"
#include "cell/custom.h"
#include "record/encode.h"
#include "store/sql.h"

unsigned expand_named(const struct record *rec, struct str name)
{
	unsigned at = 0;
	for (unsigned i = 0; i < part_count; i++) {
		if (parts[i].rec != rec)
			continue;
		if (str_eq(parts[i].name, name))
			return 1u << at;
		at++;
	}
	return rec->custom && str_eq(name, S("custom")) ? EXPAND_CUSTOM : 0;
}

static enum err part_stmt(struct db *db, struct arena *a, const struct part *p, struct stmt **out)
{
	struct stmt_key key = { p, 0, 0 };
	*out = db_cached(db, &key);
	if (*out != NULL)
		return OK;
	struct buf b = BUF_IN(a);
	put(&b, S("SELECT "));
	if (p->id >= 0) {
		put(&b, S("x."));
		put(&b, p->part->fields[p->id].name);
	} else {
		sql_columns(&b, p->part, S("x"));
	}
	putf(&b, " FROM %.*s x WHERE x.%.*s = ?1 AND x.deleted_at IS NULL",
	     PRI_STR(p->part->plural), PRI_STR(p->part->fields[p->link].name));
	if (p->id >= 0) { /* a link to a deleted row is no link */
		const struct record *to = p->part->fields[p->id].ref;
		putf(&b,
		     " AND EXISTS (SELECT 1 FROM %.*s y WHERE y.id = x.%.*s"
		     " AND y.deleted_at IS NULL)",
		     PRI_STR(to->plural), PRI_STR(p->part->fields[p->id].name));
	}
	put(&b, S(" ORDER BY x.id"));
	return db_prepare(db, &key, buf_str(&b), out);
}

static enum err put_part(struct buf *b, struct db *db, struct arena *a, const struct part *p,
                         struct uuid owner)
{
	STMT_AUTO s = NULL;
	bool row;
	TRY(part_stmt(db, a, p, &s));
	bind_uuid(s, 1, &owner);
	json_key(b, p->name);
	json_open(b, '[');
	void *part = p->id < 0 ? row_new(a, p->part) : NULL;
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		if (b->len > EXPAND_BYTES_MAX)
			return ERR_TOO_LARGE;
		if (p->id >= 0) {
			json_put_uuid(b, col_uuid(s, 0));
			continue;
		}
		row_read(s, 0, a, p->part, part);
		if (b->ptr[b->len - 1] != '[')
			put_char(b, ',');
		record_encode(b, p->part, part, readable_fields(p->part));
	}
	json_close(b, ']');
	return OK;
}

static enum err put_custom(struct buf *b, struct db *db, struct uuid owner)
{
	STMT_AUTO s = NULL;
	struct uuid last = AUDIENCE_NOBODY;
	bool row, list = false;
	TRY(db_sql(db,
	           S("SELECT v.field_id, v.value, f.kind FROM custom_values v "
	             "CROSS JOIN custom_fields f "
	             "ON f.id = v.field_id WHERE v.row_id = ?1 AND f.deleted_at IS NULL "
	             "ORDER BY v.field_id, v.value"),
	           &s));
	bind_uuid(s, 1, &owner);
	json_key(b, S("custom"));
	json_open(b, '{');
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		struct uuid field = col_uuid(s, 0);
		enum custom_kind kind = (enum custom_kind) col_int(s, 2);
		if (!uuid_eq(field, last)) {
			char name[UUID_TEXT];
			if (list)
				json_close(b, ']');
			uuid_text(field, name);
			json_key(b, (struct str) { name, UUID_TEXT });
			list = kind == custom_kind_multi_select;
			if (list)
				json_open(b, '[');
			last = field;
		}
		custom_put_json(b, kind, col_text(s, 1));
	}
	if (list)
		json_close(b, ']');
	json_close(b, '}');
	return OK;
}

enum err row_json(struct buf *b, struct db *db, struct arena *a, const struct record *rec,
                  const void *row, uint64_t fields, unsigned with)
{
	unsigned at = 0;
	put_char(b, '{');
	record_encode_members(b, rec, row, fields);
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].rec == rec && with & 1u << at++)
			TRY(put_part(b, db, a, &parts[i], head_of(row)->id));
	if (rec->custom && with & EXPAND_CUSTOM)
		TRY(put_custom(b, db, head_of(row)->id));
	put_char(b, '}');
	return OK;
}
