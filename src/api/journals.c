/* journals.c: reading what the engine writes beside the records: timeline, history, audit. */
#include "api/api_impl.h"
#include "cell/doctor.h"

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

/* How the rows of a journal are given: what is said beside their fields, and which fields make the
 * position where the next page begins. */
struct shown {
	const struct record *rec;
	void (*more)(struct buf *b, const void *row);
	unsigned key_n;
	int key[2];
	uint64_t hide; /* fields that say nothing outside */
};

static void put_next(struct buf *b, const struct shown *as, const void *row)
{
	put(b, S("],\"next\":\""));
	for (unsigned i = 0; i < as->key_n; i++)
		putf(b, "%s%lld", i == 0 ? "" : ".",
		     (long long) field_int(&as->rec->fields[as->key[i]], row));
	put(b, S("\"}"));
}

/* Rows of a SELECT over all columns, newest first, one more than the limit if there are more. */
static enum err put_rows(struct call *c, struct stmt *s, const struct shown *as, int64_t limit)
{
	bool row;
	int64_t n = 0;
	void *at = row_new(c->arena, as->rec);
	put(&c->out, S("{\"items\":["));
	for (;; n++) {
		TRY(stmt_step(s, &row));
		if (!row || n == limit || (n != 0 && c->out.len > PAGE_BYTES))
			break;
		row_read(s, 0, c->arena, as->rec, at);
		json_open(&c->out, '{');
		record_encode_members(&c->out, as->rec, at, readable_fields(as->rec) & ~as->hide);
		if (as->more != NULL)
			as->more(&c->out, at);
		json_close(&c->out, '}');
	}
	if (row)
		put_next(&c->out, as, at);
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
	call_audit_read(c, audit_action_read, &contact_record, contact, 1);
	put(&b, S("SELECT "));
	sql_columns(&b, &timeline_record, S("t"));
	put(&b, S(" FROM timeline t WHERE t.contact_id = ?1 AND t.seq < ?2"
	          " ORDER BY t.seq DESC LIMIT ?3"));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_uuid(s, 1, &contact);
	bind_int(s, 2, after);
	bind_int(s, 3, limit + 1);
	static const struct shown as = { &timeline_record, NULL, 1, { F_timeline_seq }, 0 };
	return put_rows(c, s, &as, limit);
}

/* A field's number means nothing outside: its name stands beside it. */
static void put_field_name(struct buf *b, const void *at)
{
	const struct history *row = at;
	const struct record *rec = record_numbered(HOME_cell, row->record);
	json_key(b, S("name"));
	json_put_str(b, rec != NULL && row->field < rec->n ? rec->fields[row->field].name
	                                                   : STR_ABSENT);
}

static enum err take_position(struct call *c, int64_t *version, int64_t *field)
{
	struct str text = call_query(c, S("after"));
	*version = *field = MAX53;
	if (str_absent(text))
		return OK;
	struct str first = str_cut(&text, '.');
	return str_to_int(first, version) && str_to_int(text, field) ? OK : ERR_BAD_CURSOR;
}

/* The row itself says who may see what it once said. */
enum err route_history(struct call *c, struct db *db)
{
	static const struct shown as = {
		&history_record, put_field_name, 2, { F_history_version, F_history_field }, 0
	};
	struct uuid id;
	struct buf b = BUF_IN(c->arena);
	const struct record *rec = record_by_plural(HOME_cell, call_query(c, S("record")));
	int64_t limit, version, field;
	if (rec == NULL || rec->shape != SHAPE_record || rec->read > c->actor.role)
		return call_say(c, ERR_BAD_QUERY,
		                "record is the plural of a record, such as contacts.");
	TRY(take_id(c, S("row_id"), &id));
	TRY(take_limit(c, &limit));
	TRY(take_position(c, &version, &field));
	TRY(row_visible(db, &c->actor, rec, id));
	call_audit_read(c, audit_action_read, rec, id, 1);
	put(&b, S("SELECT "));
	sql_columns(&b, &history_record, S("t"));
	put(&b,
	    S(" FROM histories t WHERE t.record = ?1 AND t.row_id = ?2 AND "
	      "(t.version, t.field) < (?3, ?4) ORDER BY t.version DESC, t.field DESC LIMIT ?5"));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_int(s, 1, rec->number);
	bind_uuid(s, 2, &id);
	bind_int(s, 3, version);
	bind_int(s, 4, field);
	bind_int(s, 5, limit + 1);
	return put_rows(c, s, &as, limit);
}

/* -- the audit -- */

struct audit_wish {
	int64_t after, limit;
	struct uuid actor, row_id;
	const struct record *rec;
	int action;
};

static bool take_uuid(struct call *c, struct str name, struct uuid *out)
{
	struct str text = call_query(c, name);
	return str_absent(text) || uuid_parse(text, out);
}

static enum err take_wish(struct call *c, struct audit_wish *w)
{
	struct str after = call_query(c, S("after")), record = call_query(c, S("record")),
		   action = call_query(c, S("action"));
	*w = (struct audit_wish) { .after = MAX53 };
	TRY(take_limit(c, &w->limit));
	if (!str_absent(after) && !str_to_int(after, &w->after))
		return ERR_BAD_CURSOR;
	if (!take_uuid(c, S("actor"), &w->actor) || !take_uuid(c, S("row"), &w->row_id))
		return call_say(c, ERR_BAD_QUERY, "actor and row are ids.");
	if (!str_absent(record) && (w->rec = record_by_plural(HOME_cell, record)) == NULL)
		return call_say(c, ERR_BAD_QUERY,
		                "record is the plural of a record, such as contacts.");
	if (!str_absent(action) && (w->action = choice_named(&audit_action_choices, action)) == 0)
		return call_say(c, ERR_BAD_QUERY, "There is no such action in the audit.");
	return OK;
}

/* What is not asked for binds nothing that could be there: the statement stays the same. */
static enum err audit_stmt(struct call *c, struct db *db, const struct audit_wish *w,
                           struct stmt **out)
{
	struct buf b = BUF_IN(c->arena);
	put(&b, S("SELECT "));
	sql_columns(&b, &audit_entry_record, S("t"));
	put(&b, S(" FROM audit_entries t WHERE t.seq < ?1"));
	if (!uuid_zero(w->actor))
		put(&b, S(" AND t.actor_id = ?2"));
	if (w->rec != NULL)
		put(&b, S(" AND t.record = ?3"));
	if (!uuid_zero(w->row_id))
		put(&b, S(" AND t.row_id = ?4"));
	if (w->action != 0)
		put(&b, S(" AND t.action = ?5"));
	put(&b, S(" ORDER BY t.seq DESC LIMIT ?6"));
	TRY(db_sql(db, buf_str(&b), out));
	bind_int(*out, 1, w->after);
	if (!uuid_zero(w->actor))
		bind_uuid(*out, 2, &w->actor);
	if (w->rec != NULL)
		bind_int(*out, 3, w->rec->number);
	if (!uuid_zero(w->row_id))
		bind_uuid(*out, 4, &w->row_id);
	if (w->action != 0)
		bind_int(*out, 5, w->action);
	bind_int(*out, 6, w->limit + 1);
	return OK;
}

static void put_fields_named(struct buf *b, const void *at)
{
	const struct audit_entry *row = at;
	const struct record *rec =
		has(row, F_audit_entry_record) ? record_numbered(HOME_cell, row->record) : NULL;
	if (rec == NULL)
		rec = &audit_entry_record; /* of none: the mask is empty */
	change_fields_json(b, rec, (uint64_t) row->mask);
}

enum err route_audit(struct call *c, struct db *db)
{
	static const struct shown as = { &audit_entry_record,
		                         put_fields_named,
		                         1,
		                         { F_audit_entry_seq },
		                         BIT(F_audit_entry_mask) | BIT(F_audit_entry_digest) |
		                                 BIT(F_audit_entry_anchor) };
	struct audit_wish w;
	TRY(take_wish(c, &w));
	STMT_AUTO s = NULL;
	TRY(audit_stmt(c, db, &w, &s));
	call_audit_read(c, audit_action_read, &audit_entry_record, AUDIENCE_NOBODY, 1);
	return put_rows(c, s, &as, w.limit);
}

/* About a second's worth; whoever wants all goes on at `next`. */
enum err route_audit_verify(struct call *c, struct db *db)
{
	enum { ENTRIES_AT_ONCE = 250000 };
	struct chain_walk w = { .max = ENTRIES_AT_ONCE };
	struct str after = call_query(c, S("after"));
	if (!str_absent(after) && (!str_to_int(after, &w.after) || w.after < 0))
		return ERR_BAD_CURSOR;
	TRY(cell_walk_chain(c->cell, db, &w));
	putf(&c->out, "{\"ok\":%s,\"entries\":%lld,\"from\":%lld,\"to\":%lld,\"next\":",
	     w.broken_at == 0 ? "true" : "false", (long long) w.entries, (long long) w.from,
	     (long long) w.to);
	if (w.more)
		put_int(&c->out, w.to);
	else
		put(&c->out, S("null"));
	if (w.broken_at == 0)
		put(&c->out, S(",\"problem\":null}"));
	else
		putf(&c->out,
		     ",\"problem\":\"Entry %lld does not follow from the one before it.\"}",
		     (long long) w.broken_at);
	return OK;
}
