/* records.c: the handlers of the generic routes: they translate, the engine does. */
#include "api/api_impl.h"
#include "control/team.h"

#include "cell/expand.h"

enum { COUNT_MAX = 10000 };

/* -- reading -- */

enum err route_list(struct call *c, struct db *db)
{
	struct query *q = arena_new(c->arena, struct query);
	struct page page;
	unsigned with;
	uint64_t fields;
	TRY(parse_list_query(c, q, &with, &fields));
	TRY(query_page(db, c->arena, q, &page));
	call_audit_page(c, q, page.n);
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < page.n; i++) {
		if (i != 0)
			put_char(&c->out, ',');
		if (with == 0)
			record_encode(&c->out, c->rec, page.rows[i], fields);
		else
			TRY(row_json(&c->out, db, c->arena, c->rec, page.rows[i], fields, with));
	}
	put(&c->out, S("],\"next\":"));
	if (str_absent(page.next))
		put(&c->out, S("null"));
	else
		json_escape(&c->out, page.next);
	put_char(&c->out, '}');
	return OK;
}

enum err route_count(struct call *c, struct db *db)
{
	struct query *q = arena_new(c->arena, struct query);
	unsigned with;
	uint64_t fields;
	int64_t n;
	TRY(parse_list_query(c, q, &with, &fields));
	TRY(query_count(db, c->arena, q, COUNT_MAX, &n));
	putf(&c->out, "{\"count\":%lld,\"more\":%s}", (long long) (n > COUNT_MAX ? COUNT_MAX : n),
	     n > COUNT_MAX ? "true" : "false");
	return OK;
}

static void put_etag(struct call *c, const void *row)
{
	call_header(c, S("ETag"),
	            arena_printf(c->arena, "\"%lld\"", (long long) head_of(row)->version));
}

enum err route_get(struct call *c, struct db *db)
{
	void *row = row_new(c->arena, c->rec);
	TRY(row_get(db, c->arena, &c->actor, c->rec, c->id, LIVE_only, row));
	call_audit_row(c, c->rec, row);
	put_etag(c, row);
	return row_json(&c->out, db, c->arena, c->rec, row, fields_shown(&c->actor, c->rec),
	                EXPAND_ALL);
}

/* -- writing -- */

static enum err put_row(struct call *c, struct unit *u, const struct record *rec, const void *row)
{
	put_etag(c, row);
	json_open(&c->brief, '{');
	json_key(&c->brief, S("id"));
	json_put_uuid(&c->brief, head_of(row)->id);
	json_key(&c->brief, S("version"));
	json_put_int(&c->brief, head_of(row)->version);
	json_close(&c->brief, '}');
	TRY(subject_of(u, rec, row, &c->subject));
	return row_json(&c->out, u->db, c->arena, rec, row, fields_shown(&u->actor, rec),
	                EXPAND_ALL);
}

enum err route_create(struct call *c, struct unit *u)
{
	void *row = row_new(c->arena, c->rec);
	if (c->problems.n != 0)
		return unit_judge(u, c->rec, &c->body);
	TRY(unit_create(u, c->rec, &c->body, row));
	char id[UUID_TEXT];
	uuid_text(head_of(row)->id, id);
	c->status = 201;
	call_header(c, S("Location"),
	            arena_printf(c->arena, "/api/v1/%.*s/%.*s", PRI_STR(c->rec->plural), UUID_TEXT,
	                         id));
	return put_row(c, u, c->rec, row);
}

/* What others wrote since the client's base, as it stood before this change came over it. */
struct theirs {
	void *row;
	struct buf custom; /* empty: no values of the workspace's own fields */
};

static enum err read_theirs(struct call *c, struct unit *u, const struct record *rec,
                            struct uuid id, struct theirs *t)
{
	*t = (struct theirs) { row_new(c->arena, rec), BUF_IN(c->arena) };
	if (c->body.base_version == 0)
		return OK;
	TRY(unit_get(u, rec, id, t->row));
	if (!rec->custom || c->body.base_version >= head_of(t->row)->version)
		return OK;
	return custom_since_json(&t->custom, u->db, c->arena, rec, id, c->body.base_version);
}

static void put_field_name(struct buf *b, struct str name)
{
	json_open(b, '{');
	json_key(b, S("field"));
	json_put_str(b, name);
	json_key(b, S("value"));
}

/* {…row…,"changed_since":[{"field","value"}]} */
static void put_others(struct call *c, const struct record *rec, const struct theirs *t,
                       uint64_t others)
{
	struct buf *b = &c->out;
	b->len--;
	json_key(b, S("changed_since"));
	json_open(b, '[');
	for (unsigned i = 0; i < rec->n; i++) {
		if (!(others & BIT(i) & readable_fields(rec)))
			continue;
		put_field_name(b, rec->fields[i].name);
		value_encode(b, rec, (int) i, t->row);
		json_close(b, '}');
	}
	if (t->custom.len != 0) {
		put_field_name(b, S("custom"));
		json_put_raw(b, buf_str(&t->custom));
		json_close(b, '}');
	}
	json_close(b, ']');
	json_close(b, '}');
}

static enum err patch(struct call *c, struct unit *u, const struct record *rec, struct uuid id)
{
	void *row = row_new(c->arena, rec);
	struct theirs theirs;
	uint64_t others;
	if (c->problems.n != 0)
		return unit_judge_patch(u, rec, id, &c->body, c->if_version);
	TRY(read_theirs(c, u, rec, id, &theirs));
	TRY(unit_patch(u, rec, id, &c->body, c->if_version, row, &others));
	TRY(put_row(c, u, rec, row));
	if (others != 0)
		put_others(c, rec, &theirs, others);
	return OK;
}

enum err route_patch(struct call *c, struct unit *u)
{
	return patch(c, u, c->rec, c->id);
}

/* Control keeps a copy of what the workspace says of itself, for lists of workspaces. */
static enum err copy_workspace(struct call *c)
{
	struct actor engine = actor_engine();
	struct workspace *row = arena_new(c->arena, struct workspace);
	struct db *db;
	TRY(cell_reader(c->cell, &db));
	enum err e = row_get(db, c->arena, &engine, &workspace_record, c->who.workspace_id,
	                     LIVE_only, row);
	cell_reader_give(c->cell, db);
	TRY(e);
	return workspace_copy(c->api->o.control, row);
}

enum err route_workspace_set(struct call *c, struct unit *u)
{
	c->after = copy_workspace;
	return patch(c, u, &workspace_record, c->who.workspace_id);
}

enum err route_workspace(struct call *c, struct db *db)
{
	struct workspace *row = arena_new(c->arena, struct workspace);
	TRY(row_get(db, c->arena, &c->actor, &workspace_record, c->who.workspace_id, LIVE_only,
	            row));
	put_etag(c, row);
	record_encode(&c->out, &workspace_record, row, readable_fields(&workspace_record));
	return OK;
}

enum err route_delete(struct call *c, struct unit *u)
{
	return unit_delete(u, c->rec, c->id, c->if_version);
}

enum err route_restore(struct call *c, struct unit *u)
{
	void *row = row_new(c->arena, c->rec);
	TRY(unit_restore(u, c->rec, c->id, row));
	return put_row(c, u, c->rec, row);
}

enum err route_action(struct call *c, struct unit *u)
{
	struct action_call call = { .action = c->action, .id = c->id, .form = &c->body };
	TRY(c->api->o.action_fns[c->action - actions](u, &call));
	if (call.row == NULL)
		return OK;
	c->status = call.made ? 201 : 200;
	return put_row(c, u, c->rec, call.row);
}
