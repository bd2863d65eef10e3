/* account_export.c: all that control holds of an account, for the person it belongs to. Which rows
 * and which fields that are follows from the declarations: rows that are part of a user, fields
 * whose privacy row says that they are given. A new declaration is in the export without a line
 * here. */
#include "base/json.h"
#include "control/account.h"
#include "control/control_impl.h"
#include "record/encode.h"

static uint64_t given_fields(const struct record *rec)
{
	uint64_t mask = 0;
	for (unsigned f = 0; f < rec->n; f++)
		if (policy_of(&rec->fields[f])->on_export == EXPORT_give &&
		    (rec->fields[f].rules & HIDDEN) == 0)
			mask |= BIT(f);
	return mask;
}

/* The field that says whose a row is; -1: it is nobody's. */
static int owner_of(const struct record *rec)
{
	for (unsigned f = 0; f < rec->n; f++)
		if (rec->fields[f].ref == &user_record && rec->fields[f].owned)
			return (int) f;
	return -1;
}

static void put_columns(struct buf *sql, const struct record *rec)
{
	for (unsigned f = 0; f < rec->n; f++)
		putf(sql, "%s%.*s", f == 0 ? "SELECT " : ", ", PRI_STR(rec->fields[f].name));
}

/* Tables without an id have no pages, and nobody has many rows here. */
static enum err put_rows(struct db *db, struct arena *a, const struct record *rec, int owner,
                         struct uuid user_id, struct buf *out)
{
	struct buf sql = BUF_IN(a);
	STMT_AUTO s = NULL;
	bool row;
	put_columns(&sql, rec);
	putf(&sql, " FROM %.*s WHERE %.*s = ?1", PRI_STR(rec->plural),
	     PRI_STR(rec->fields[owner].name));
	TRY(db_sql(db, buf_str(&sql), &s));
	bind_uuid(s, 1, &user_id);
	json_key(out, rec->plural);
	json_open(out, '[');
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		void *r = row_new(a, rec);
		row_read(s, 0, a, rec, r);
		if (out->ptr[out->len - 1] != '[')
			put_char(out, ',');
		record_encode(out, rec, r, given_fields(rec));
	}
	json_close(out, ']');
	return OK;
}

struct exporting {
	struct uuid user_id;
	struct buf *out;
};

static enum err put_all(struct db *db, struct arena *a, const struct exporting *x)
{
	struct user user;
	TRY(row_by_id(db, a, &user_record, x->user_id, &user));
	json_open(x->out, '{');
	for (unsigned i = 0; i < control_record_count; i++) {
		const struct record *rec = control_records[i];
		int owner = rec == &user_record ? F_id : owner_of(rec);
		if (owner >= 0 && given_fields(rec) != 0)
			TRY(put_rows(db, a, rec, owner, x->user_id, x->out));
	}
	json_close(x->out, '}');
	return OK;
}

static enum err put_export(struct control *c, struct db *db, void *arg)
{
	struct exporting *x = arg;
	struct arena a = ARENA_INIT;
	(void) c;
	enum err e = put_all(db, &a, x);
	arena_release(&a);
	return e;
}

enum err control_account_export(struct control *c, struct uuid user_id, struct buf *out)
{
	return control_read(c, put_export, &(struct exporting) { user_id, out });
}
