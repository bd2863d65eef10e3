/* imports.c: files come in as a stream, and what became of them goes out; the sample. */
#include "api/api_impl.h"
#include "app/import.h"
#include "app/sample.h"
#include "cell/expand.h"

/* A megabyte costs as much as a list. One that does not say its length costs what any file does. */
enum { COST_BYTES = 1 << 20 };

/* -- uploads: on the loop while bytes arrive, in a pool of their own to look at them -- */

static enum err put_piece(struct call *c, struct str piece)
{
	return upload_put(c->upload, piece);
}

static enum err end_upload(struct call *c)
{
	struct import_run *run = arena_new(c->arena, struct import_run);
	bool made = false;
	TRY(upload_end(c->upload, c->arena, &c->problems, run, &made));
	c->status = made ? 201 : 200;
	record_encode(&c->out, &import_run_record, run, readable_fields(&import_run_record));
	return OK;
}

static void drop_upload(struct call *c)
{
	upload_abort(c->upload);
}

static const struct taker import_taker = { put_piece, end_upload, drop_upload };

/* The cell is opened here if need be: nothing can be kept anywhere before it is. */
enum err route_import_upload(struct call *c)
{
	struct str name = request_query(c->request, S("name"));
	c->extra_cost = c->request->content_length / COST_BYTES;
	c->taker = &import_taker;
	TRY(call_take_cell(c));
	return upload_begin(c->cell, &c->actor, str_absent(name) ? S("") : name, &c->problems,
	                    (struct upload **) &c->upload);
}

/* -- looking -- */

enum err route_import_preview(struct call *c)
{
	TRY(call_take_cell(c));
	TRY(import_preview(c->cell, &c->actor, c->id, c->arena, &c->out));
	call_audit_read(c, audit_action_read, &import_run_record, c->id, 1);
	return OK;
}

enum err route_import_errors(struct call *c, struct db *db)
{
	enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 200 };
	struct str text = call_query(c, S("limit"));
	int64_t limit = LIMIT_DEFAULT;
	if (!str_absent(text) && (!str_to_int(text, &limit) || limit < 1 || limit > LIMIT_MAX))
		return call_say(c, ERR_BAD_QUERY, "A limit is a number from 1 to %d.", LIMIT_MAX);
	TRY(import_errors(db, &c->actor, c->id, call_query(c, S("after")), (unsigned) limit,
	                  c->arena, &c->out));
	call_audit_read(c, audit_action_read, &import_run_record, c->id, 1);
	return OK;
}

/* -- the sample -- */

enum err route_sample(struct call *c, struct db *db)
{
	struct sample_state s;
	TRY(sample_look(db, &s));
	json_open(&c->out, '{');
	json_key(&c->out, S("present"));
	json_put_bool(&c->out, s.present);
	json_key(&c->out, S("removing"));
	json_put_bool(&c->out, s.removing);
	json_key(&c->out, S("contacts"));
	json_put_int(&c->out, s.contacts);
	json_key(&c->out, S("messages"));
	json_put_int(&c->out, s.messages);
	json_close(&c->out, '}');
	return OK;
}

static enum err put_run(struct call *c, struct uuid id)
{
	json_open(&c->out, '{');
	json_key(&c->out, S("run_id"));
	json_put_uuid(&c->out, id);
	json_close(&c->out, '}');
	c->status = 202;
	return OK;
}

enum err route_sample_load(struct call *c, struct unit *u)
{
	struct uuid run;
	TRY(sample_load(u, &run));
	return put_run(c, run);
}

enum err route_sample_drop(struct call *c, struct unit *u)
{
	struct uuid run;
	TRY(sample_drop(u, &run));
	return put_run(c, run);
}
