/* journals.c: reading what the engine writes beside the records: timeline and history. */
#include "api/api_impl.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 200 };

static enum err take_limit(struct call *c, int64_t *limit)
{
	struct str text = call_query(c, S("limit"));
	*limit = LIMIT_DEFAULT;
	if (!str_absent(text) && (!str_to_int(text, limit) || *limit < 1 || *limit > LIMIT_MAX))
		return call_say(c, ERR_BAD_QUERY, "A limit is a number from 1 to %d.", LIMIT_MAX);
	return OK;
}

static enum err take_id(struct call *c, struct str name, struct uuid *out)
{
	struct str text = call_query(c, name);
	return uuid_parse(text, out)
	               ? OK
	               : call_say(c, ERR_BAD_QUERY, "%.*s is missing or no id.", PRI_STR(name));
}

/* Rows of a SELECT over all columns of rec, newest first, and where the next page begins. */
static enum err put_rows(struct call *c, struct stmt *s, const struct record *rec, int64_t limit,
                         int seq_field)
{
	bool row;
	int64_t n = 0;
	void *at = row_new(c->arena, rec);
	put(&c->out, S("{\"items\":["));
	for (;; n++) {
		TRY(stmt_step(s, &row));
		if (!row || n == limit)
			break;
		row_read(s, 0, c->arena, rec, at);
		if (n != 0)
			put_char(&c->out, ',');
		record_encode(&c->out, rec, at, readable_fields(rec));
	}
	if (row)
		putf(&c->out, "],\"next\":\"%lld\"}",
		     (long long) field_int(&rec->fields[seq_field], at));
	else
		put(&c->out, S("],\"next\":null}"));
	return OK;
}

enum err route_timeline(struct call *c, struct db *db)
{
	struct uuid contact;
	struct buf b = BUF_IN(c->arena);
	int64_t limit, after = MAX53;
	struct str after_text = call_query(c, S("after"));
	TRY(take_id(c, S("contact_id"), &contact));
	TRY(take_limit(c, &limit));
	if (!str_absent(after_text) && !str_to_int(after_text, &after))
		return ERR_BAD_CURSOR;
	TRY(row_visible(db, &c->actor, &contact_record, contact));
	put(&b, S("SELECT "));
	sql_columns(&b, &timeline_record, S("t"));
	put(&b,
	    S(" FROM timeline t WHERE t.contact_id = ?1 AND t.seq < ?2 ORDER BY t.seq DESC LIMIT ?3"));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_uuid(s, 1, &contact);
	bind_int(s, 2, after);
	bind_int(s, 3, limit + 1);
	return put_rows(c, s, &timeline_record, limit, F_timeline_seq);
}

/* The row itself says who may see what it once said. */
enum err route_history(struct call *c, struct db *db)
{
	struct uuid id;
	struct buf b = BUF_IN(c->arena);
	const struct record *rec = record_by_plural(HOME_cell, call_query(c, S("record")));
	int64_t limit, after = MAX53;
	struct str after_text = call_query(c, S("after"));
	if (rec == NULL || rec->shape != SHAPE_record || rec->read > c->actor.role)
		return call_say(c, ERR_BAD_QUERY,
		                "record is the plural of a record, such as contacts.");
	TRY(take_id(c, S("row_id"), &id));
	TRY(take_limit(c, &limit));
	if (!str_absent(after_text) && !str_to_int(after_text, &after))
		return ERR_BAD_CURSOR;
	TRY(row_visible(db, &c->actor, rec, id));
	put(&b, S("SELECT "));
	sql_columns(&b, &history_record, S("t"));
	put(&b, S(" FROM histories t WHERE t.record = ?1 AND t.row_id = ?2 AND t.version < ?3 "
	          "ORDER BY t.version DESC, t.field LIMIT ?4"));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_int(s, 1, rec->number);
	bind_uuid(s, 2, &id);
	bind_int(s, 3, after);
	bind_int(s, 4, limit + 1);
	return put_rows(c, s, &history_record, limit, F_history_version);
}
