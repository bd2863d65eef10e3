/* dispatch.c: a request's way: route → who → lane → handler → answer. */
#include "api/api_impl.h"

#include <stdarg.h>
#include <stdio.h>

#include "plat/log.h"
#include "plat/seal.h"

void call_header(struct call *c, struct str name, struct str value)
{
	ENSURE(c->header_n < HEADERS_MAX);
	c->headers[c->header_n++] = (struct header) { name, value };
}

struct str call_query(struct call *c, struct str name)
{
	return request_query(c->request, name);
}

enum err call_say(struct call *c, enum err e, const char *format, ...)
{
	va_list args;
	char text[300];
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	c->detail = arena_str(c->arena, str_of(text));
	return e;
}

/* -- the answer -- */

static struct str decimal(struct call *c, int64_t n)
{
	struct buf b = BUF_IN(c->arena);
	put_int(&b, n);
	return buf_str(&b);
}

static void put_problem(struct call *c, enum err e)
{
	c->out = BUF_IN(c->arena);
	problem_json(&c->out, e, c->detail, c->request->id, &c->problems);
	c->status = err_info(e)->http;
	c->content_type = S("application/problem+json");
	c->header_n = 0; /* those of an answer that came to nothing */
	c->cache = STR_ABSENT;
	if (c->source.close != NULL)
		c->source.close(c->source.user);
	c->source = (struct body_source) { 0 };
	if (e == ERR_METHOD)
		call_header(c, S("Allow"), route_allow(c->request));
	if (err_info(e)->retry) {
		int64_t seconds = c->retry_after_s > 0 ? c->retry_after_s : 1;
		call_header(c, S("Retry-After"), decimal(c, seconds));
	}
	if (err_info(e)->http >= 500)
		log_event(LOG_ERROR, "api.failed", LOG_ID("request", c->request->id), LOG_ERR(e));
}

/* An answer is data for our own pages and for programs: no page, no part of others' pages. */
static void put_safety(struct call *c)
{
	call_header(c, S("Cache-Control"), str_absent(c->cache) ? S("no-store") : c->cache);
	call_header(c, S("X-Content-Type-Options"), S("nosniff"));
	call_header(c, S("Content-Security-Policy"),
	            S("default-src 'none'; frame-ancestors 'none'; sandbox"));
	call_header(c, S("Cross-Origin-Resource-Policy"), S("same-origin"));
	if (is_always_tls(c->api))
		call_header(c, S("Strict-Transport-Security"), S(HSTS));
}

/* -- what the caller may still ask for -- */

static unsigned budget_times(const struct call *c)
{
	return c->who.session ? LIMITS_SESSION_TIMES : 1;
}

/* The socket in the data folder, and who is nobody yet, have no budget. */
static enum err take_budget(struct call *c)
{
	if (c->api->limits == NULL || uuid_zero(c->who.credential_id))
		return OK;
	c->limited = true;
	if (limits_take(c->api->limits, c->who.credential_id, budget_times(c), c->route->cost,
	                c->api->o.now_ms(), &c->budget))
		return OK;
	c->retry_after_s = c->budget.retry_in_s;
	return call_say(c, ERR_TOO_MANY, "That was too much for a minute; wait a little.");
}

static void put_budget(struct call *c)
{
	if (!c->limited)
		return;
	if (c->extra_cost > 0)
		limits_charge(c->api->limits, c->who.credential_id, budget_times(c), c->extra_cost,
		              c->api->o.now_ms(), &c->budget);
	call_header(c, S("RateLimit-Limit"), decimal(c, c->budget.limit));
	call_header(c, S("RateLimit-Remaining"), decimal(c, c->budget.left));
	call_header(c, S("RateLimit-Reset"), decimal(c, c->budget.full_in_s));
}

void call_finish(struct call *c, enum err e)
{
	if (c->cell != NULL)
		cell_give(c->cell);
	c->cell = NULL;
	if (e != OK)
		put_problem(c, e);
	if (c->replayed)
		call_header(c, S("Idempotent-Replayed"), S("true"));
	put_safety(c);
	put_budget(c);
	bool empty = c->out.len == 0 && c->source.pull == NULL;
	/* Compressed together with what others may choose, a secret's length tells on it. */
	bool secret = c->route != NULL &&
	              (c->route->who == WHO_user || c->route->idem == IDEM_never);
	request_reply(c->request,
	              &(struct reply) {
			      .status = c->status != 0 ? c->status
	                                : empty        ? 204
	                                               : 200,
			      .content_type = empty                         ? STR_ABSENT
	                                      : str_absent(c->content_type) ? S("application/json")
	                                                                    : c->content_type,
			      .headers = c->headers,
			      .n_headers = c->header_n,
			      .body = buf_str(&c->out),
			      .compress = secret ? COMPRESS_NEVER : COMPRESS_AUTO,
			      .source = c->source.pull != NULL ? &c->source : NULL,
		      });
}

/* -- lanes -- */

void call_to_pool(struct call *c, struct pool *p, void (*run)(struct call *c))
{
	c->run = run;
	if (!pool_submit(p, c))
		call_finish(c, ERR_BUSY);
}

static void set_narrow(struct call *c)
{
	c->actor.narrowed = c->actor.role == ROLE_agent && cell_facts(c->cell).narrow;
}

/* All that an answer says was true at one moment; and one snapshot is cheaper than several. */
static enum err read_now(struct call *c, int64_t steps, bool *over)
{
	struct db *db;
	TRY(cell_reader(c->cell, &db));
	db_budget(db, steps);
	enum err e = db_begin_read(db);
	if (e == OK)
		e = c->route->read(c, db);
	db_rollback(db);
	*over = e == ERR_BUSY && db_over_budget(db);
	cell_reader_give(c->cell, db);
	return e;
}

enum err call_take_cell(struct call *c)
{
	if (c->cell == NULL)
		TRY(cells_take(c->api->o.cells, c->who.workspace_id, &c->cell));
	set_narrow(c);
	return OK;
}

static void read_in_pool(struct call *c)
{
	bool over = false;
	enum err e = call_take_cell(c);
	if (e == OK)
		e = read_now(c, POOL_STEPS, &over);
	if (over)
		e = call_say(c, e, "This asks for too much at once: narrow it down.");
	call_finish(c, e);
}

/* What goes over its budget on the loop starts again in the pool. */
static void start_read(struct call *c)
{
	bool over = false;
	c->cell = cells_take_open(c->api->o.cells, c->who.workspace_id);
	if (c->cell == NULL || c->route->lane == LANE_pool) {
		call_to_pool(c, c->api->reads, read_in_pool);
		return;
	}
	set_narrow(c);
	enum err e = read_now(c, LOOP_STEPS, &over);
	if (!over) {
		call_finish(c, e);
		return;
	}
	c->out = BUF_IN(c->arena);
	c->problems.n = 0;
	c->header_n = 0;
	call_to_pool(c, c->api->reads, read_in_pool);
}

static void plain_in_pool(struct call *c)
{
	call_finish(c, c->route->plain(c));
}

/* -- units -- */

static enum err remember(struct call *c, struct unit *u)
{
	int status = c->status != 0 ? c->status : c->out.len == 0 ? 204 : 200;
	const struct buf *kept = c->out.len <= REPLY_BODY_MAX ? &c->out : &c->brief;
	return unit_reply_store(u, &c->reply_key, status,
	                        kept->len != 0 ? buf_str(kept) : STR_ABSENT, c->subject);
}

static enum err unit_body(struct cell_task *t, struct unit *u)
{
	struct call *c = (struct call *) t;
	struct stored_reply stored;
	c->out = BUF_IN(c->arena);
	c->brief = BUF_IN(c->arena);
	c->header_n = 0;
	c->status = 0;
	c->replayed = false;
	c->after = NULL;
	c->detail = STR_ABSENT;
	if (c->has_reply_key) {
		TRY(unit_reply_find(u, &c->reply_key, &stored));
		if (stored.found) {
			put(&c->out, stored.body);
			c->status = stored.status;
			c->replayed = true;
			return OK;
		}
	}
	TRY(c->route->unit(c, u));
	return c->has_reply_key ? remember(c, u) : OK;
}

/* The commit stands: what fails now is made good the next time, and is no reason for a false
 * answer. */
static void after_commit(struct call *c)
{
	enum err e = c->after(c);
	if (e != OK)
		log_event(LOG_ERROR, "api.after-commit", LOG_ID("request", c->request->id),
		          LOG_ERR(e));
	call_finish(c, OK);
}

static void unit_finished(struct cell_task *t)
{
	struct call *c = (struct call *) t;
	enum err e = t->task.result;
	c->run = after_commit;
	if (e != OK || c->after == NULL || c->replayed || !pool_submit(c->api->cpus, c))
		call_finish(c, e);
}

/* A key belongs to its sender and to one request: method, path and body included. */
static enum err take_reply_key(struct call *c)
{
	struct str key = request_header(c->request, S("Idempotency-Key"));
	if (str_absent(key) || c->route->idem != IDEM_stored)
		return OK;
	if (key.len == 0 || key.len > IDEM_KEY_MAX)
		return call_say(c, ERR_BAD_REQUEST, "An Idempotency-Key has 1 to %d characters.",
		                IDEM_KEY_MAX);
	struct buf b = BUF_IN(c->arena);
	put(&b, (struct str) { (const char *) c->who.credential_id.b, 16 });
	put(&b, key);
	uint8_t hash[32];
	cell_hash(c->cell, "idempotency-key", buf_str(&b), hash, sizeof hash);
	memcpy(&c->reply_key.key_hash, hash, sizeof c->reply_key.key_hash);
	c->reply_key.key_hash &= MAX53;
	putf(&b, "\n%.*s %.*s\n", PRI_STR(method_name(c->request->method)),
	     PRI_STR(c->request->path));
	put(&b, c->request->body);
	cell_hash(c->cell, "idempotency-request", buf_str(&b), c->reply_key.request_hash, 32);
	c->has_reply_key = true;
	return OK;
}

static enum err take_if_match(struct call *c)
{
	struct str text = request_header(c->request, S("If-Match"));
	if (str_absent(text) || str_eq(text, S("*")))
		return OK;
	if (text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"')
		text = str_head(str_from(text, 1), text.len - 2);
	if (!str_to_int(text, &c->if_version) || c->if_version < 1)
		return call_say(c, ERR_BAD_REQUEST, "If-Match holds a version, such as \"3\".");
	return OK;
}

enum err call_decode(struct call *c, const struct record *rec, enum op op)
{
	c->form = rec;
	struct str body = c->request->body;
	if (op == OP_form && body.len == 0)
		body = S("{}");
	return record_decode(rec, op, body, c->arena, &c->body, &c->problems);
}

static enum err submit_unit(struct call *c)
{
	TRY(call_take_cell(c));
	TRY(take_if_match(c));
	TRY(take_reply_key(c));
	struct cell *cell = c->cell;
	cell_task_init(&c->task, cell, &c->actor, c->arena, &c->problems);
	c->task.body = unit_body;
	c->task.finished = unit_finished;
	return cell_task_submit(&c->task);
}

static void unit_in_pool(struct call *c)
{
	enum err e = submit_unit(c);
	if (e != OK)
		call_finish(c, e);
}

static enum err decode_generic(struct call *c)
{
	if (c->action != NULL)
		return call_decode(c, c->action->form, OP_form);
	if (c->route->unit == route_create)
		return call_decode(c, c->rec, OP_create);
	if (c->route->unit == route_patch)
		return call_decode(c, c->rec, OP_patch);
	if (c->route->unit == route_workspace_set)
		return call_decode(c, &workspace_record, OP_patch);
	return OK;
}

/* What is flawed as JSON may be flawed otherwise: all of it is said at once. */
static bool is_judged_as_a_whole(const struct route *r)
{
	return r->unit == route_create || r->unit == route_patch || r->unit == route_workspace_set;
}

static void start_unit(struct call *c)
{
	enum err e = decode_generic(c);
	if (e != OK && !(e == ERR_INVALID && is_judged_as_a_whole(c->route))) {
		call_finish(c, e);
		return;
	}
	c->cell = cells_take_open(c->api->o.cells, c->who.workspace_id);
	if (c->cell == NULL)
		call_to_pool(c, c->api->cpus, unit_in_pool);
	else
		unit_in_pool(c);
}

/* -- net's callbacks -- */

static bool wants_json(const struct call *c)
{
	return c->route->lane != LANE_upload && c->request->method != METHOD_GET &&
	       c->request->content_length != 0;
}

static enum err check_content_type(const struct call *c)
{
	struct str type = c->request->content_type;
	size_t at;
	if (!wants_json(c))
		return OK;
	if (str_find_byte(type, ';', &at))
		type = str_trim(str_head(type, at));
	return str_ieq(type, S("application/json")) ? OK : ERR_MEDIA_TYPE;
}

static bool is_below(struct str path, struct str folder)
{
	return str_starts(path, folder) && (path.len == folder.len || path.ptr[folder.len] == '/');
}

/* What watches a server asks these. */
static bool is_probe(struct str path)
{
	return str_eq(path, S("/healthz")) || str_eq(path, S("/readyz"));
}

static bool is_page(const struct request *r)
{
	return r->method == METHOD_GET && !is_below(r->path, S("/api")) &&
	       !is_below(r->path, S("/admin")) && !is_probe(r->path) &&
	       !str_eq(r->path, S("/metrics"));
}

/* Whoever only asks whether the server serves may call it by any name. */
static enum err check_host(const struct call *c)
{
	const struct request *r = c->request;
	return r->from_admin_socket || is_probe(r->path) || host_is_ours(c->api, r->host)
	               ? OK
	               : ERR_WRONG_HOST;
}

static enum err accept_head(struct call *c, struct intake *intake)
{
	TRY(route_find(c, c->request->path, c->request->method));
	TRY(call_identify(c));
	TRY(take_budget(c));
	TRY(check_content_type(c));
	intake->max_bytes = c->route->body_max != 0 ? c->route->body_max : 1;
	if (c->route->lane != LANE_upload)
		return OK;
	intake->kind = INTAKE_STREAM;
	TRY(c->route->plain(c));
	if (c->body_max != 0)
		intake->max_bytes = c->body_max;
	return OK;
}

static void on_head(struct request *r, struct intake *intake)
{
	struct call *c = arena_new(&r->arena, struct call);
	c->api = request_handler_self(r);
	c->request = r;
	c->arena = &r->arena;
	c->out = BUF_IN(c->arena);
	problems_init(&c->problems, c->arena);
	r->user = c;
	enum err e = check_host(c);
	if (e == OK && is_page(r))
		return;
	if (e == OK)
		e = accept_head(c, intake);
	if (e != OK)
		call_finish(c, e);
}

static void on_request(struct request *r)
{
	struct call *c = r->user;
	if (c->route == NULL) {
		site_reply(c->api, r);
		return;
	}
	switch (c->route->lane) {
	case LANE_loop:
	case LANE_pool:
		start_read(c);
		return;
	case LANE_unit:
		start_unit(c);
		return;
	case LANE_cpu:
		call_to_pool(c, c->api->cpus, plain_in_pool);
		return;
	case LANE_hash:
		call_to_pool(c, c->api->passwords, plain_in_pool);
		return;
	case LANE_file:
		call_to_pool(c, c->api->files, plain_in_pool);
		return;
	case LANE_upload:
		call_upload_end(c);
		return;
	case LANE_now:
		call_finish(c, c->route->plain(c));
		return;
	case LANE_upgrade: {
		enum err e = c->route->plain(c);
		if (e != OK)
			call_finish(c, e);
		return;
	}
	}
}

static struct str on_allow(struct request *r)
{
	return route_allow(r);
}

struct handler api_handler(struct api *api)
{
	return (struct handler) {
		.self = api,
		.on_head = on_head,
		.on_body = call_upload_body,
		.on_request = on_request,
		.on_abort = call_upload_abort,
		.allow = on_allow,
	};
}
