/* openapi.c: the interface described, from the route tables and the declarations: OpenAPI 3.1. */
#include "api/openapi.h"
#include "api/api_impl.h"
#include "api/params.h"
#include "record/describe.h"

/* One route of one record, as the walk over the tables gives it. */
struct operation {
	const struct route *r;
	const struct record *rec; /* NULL: of no record */
	const struct action *action;
	struct str path;
};

enum { OPERATIONS_MAX = 512 };

struct document {
	struct buf *b;
	struct arena *a;
	struct operation v[OPERATIONS_MAX];
	unsigned n;
};

static void key_text(struct buf *b, const char *key, const char *text)
{
	json_key(b, str_of(key));
	json_put_str(b, str_of(text));
}

static void put_ref(struct document *d, struct str type, const char *suffix)
{
	json_open(d->b, '{');
	json_key(d->b, S("$ref"));
	json_put_str(d->b,
	             arena_printf(d->a, "#/components/schemas/%.*s%s", PRI_STR(type), suffix));
	json_close(d->b, '}');
}

/* -- parameters -- */

/* {"name","in",…,"schema": and the caller puts that, then ends it. */
static void open_param(struct buf *b, struct str name, const char *in, bool needed, const char *doc)
{
	json_open(b, '{');
	json_key(b, S("name"));
	json_put_str(b, name);
	key_text(b, "in", in);
	json_key(b, S("required"));
	json_put_bool(b, needed);
	key_text(b, "description", doc);
	json_key(b, S("schema"));
}

static void put_param(struct buf *b, const char *name, const char *in, bool needed,
                      const char *schema, const char *doc)
{
	open_param(b, str_of(name), in, needed, doc);
	put_quoted(b, schema);
	json_close(b, '}');
}

#define TEXT "{'type':'string'}"
#define ID "{'type':'string','format':'uuid'}"
#define POSITION "{'type':'integer','format':'int64','minimum':0}"
#define LIMIT(most, usual) "{'type':'integer','minimum':1,'maximum':" #most ",'default':" #usual "}"

static void put_declared_params(struct buf *b, const struct operation *op)
{
#define BODY(...)
#define ANSWER(...)
#define QUERY(method_, path_, name, needed, schema, doc)                                           \
	if (op->r->method == METHOD_##method_ && str_eq(op->path, S(path_)))                       \
		put_param(b, name, "query", needed, schema, doc);
#include "api/openapi.def"
#undef QUERY
#undef ANSWER
#undef BODY
}

static void put_filter(struct buf *b, const struct record *rec, int field, const char *suffix,
                       const char *doc)
{
	struct arena a = ARENA_INIT;
	open_param(b, arena_join(&a, rec->fields[field].name, str_of(suffix)), "query", false, doc);
	describe_filter(b, rec, field);
	json_close(b, '}');
	arena_release(&a);
}

static void put_filters(struct buf *b, const struct record *rec)
{
	for (unsigned i = 0; i < rec->n; i++) {
		const struct field *f = &rec->fields[i];
		bool bounded = param_takes(rec, (int) i, FILTER_ge);
		if (param_takes(rec, (int) i, FILTER_eq))
			put_filter(b, rec, (int) i, "", f->doc);
		if (bounded)
			put_filter(b, rec, (int) i, ".gte", "At least this.");
		if (bounded)
			put_filter(b, rec, (int) i, ".lt", "Less than this.");
	}
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].rec == rec && parts[i].id >= 0)
			put_param(b, parts[i].name.ptr, "query", false,
			          "{'type':'array','items':" ID "}",
			          "Rows with this one; several: with all of them.");
}

static void put_list_params(struct buf *b, const struct record *rec)
{
	put_param(b, "limit", "query", false, LIMIT(200, 50), "Rows of a page.");
	put_param(b, "after", "query", false, TEXT, "The page before gave this as next.");
	put_param(b, "sort", "query", false, TEXT,
	          "A field to sort by; a minus in front turns it.");
	put_param(b, "fields", "query", false, TEXT,
	          "Fields to give, with commas: rows then hold these and the id, and no others.");
	put_param(b, "with", "query", false, TEXT, "Parts to give along, with commas.");
	put_filters(b, rec);
}

static void put_header_params(struct buf *b, const struct operation *op)
{
	const struct route *r = op->r;
	bool changes = r->method != METHOD_GET;
	if (r->who == WHO_member)
		put_param(b, "Kontor-Workspace", "header", false, ID,
		          "The workspace of a session's request; a token names its own.");
	if (changes && (r->who == WHO_member || r->who == WHO_user))
		put_param(b, "Kontor-CSRF", "header", false, TEXT,
		          "Needed beside a session cookie: csrf of GET /api/v1/session.");
	if (r->idem == IDEM_stored)
		put_param(b, "Idempotency-Key", "header", false,
		          "{'type':'string','minLength':1,'maxLength':200}",
		          "The same request again with the same key has the first one's answer.");
	if (r->unit == route_patch || r->unit == route_delete || r->unit == route_workspace_set)
		put_param(b, "If-Match", "header", false, TEXT,
		          "The version that must be the row's, such as \"3\"; else 412.");
}

static void put_params(struct buf *b, const struct operation *op)
{
	json_key(b, S("parameters"));
	json_open(b, '[');
	if (str_find(op->path, S("{id}"), NULL))
		put_param(b, "id", "path", true, ID, "The row.");
	put_header_params(b, op);
	if (op->r->read == route_list || op->r->read == route_count)
		put_list_params(b, op->rec);
	put_declared_params(b, op);
	json_close(b, ']');
}

/* -- bodies -- */

static const struct record *form_of(const struct operation *op)
{
	if (op->action != NULL)
		return op->action->form;
#define QUERY(...)
#define ANSWER(...)
#define BODY(handler, form)                                                                        \
	if (op->r->plain == (handler))                                                             \
		return &form##_record;
#include "api/openapi.def"
#undef BODY
#undef ANSWER
#undef QUERY
	return NULL;
}

static const struct record *record_of(const struct operation *op)
{
	return op->rec != NULL ? op->rec : &workspace_record;
}

static void open_body(struct buf *b, bool needed, const char *type)
{
	json_key(b, S("requestBody"));
	json_open(b, '{');
	json_key(b, S("required"));
	json_put_bool(b, needed);
	json_key(b, S("content"));
	json_open(b, '{');
	json_key(b, str_of(type));
	json_open(b, '{');
	json_key(b, S("schema"));
}

static void put_body(struct document *d, bool needed, struct str type, const char *suffix)
{
	open_body(d->b, needed, "application/json");
	put_ref(d, type, suffix);
	put(d->b, S("}}}"));
}

static void put_request(struct document *d, const struct operation *op)
{
	const struct record *form = form_of(op);
	const struct route *r = op->r;
	if (form != NULL) {
		put_body(d, fields_with(form, REQUIRED) != 0, describe_type_name(d->a, form), "");
	} else if (r->unit == route_create || r->unit == route_patch ||
	           r->unit == route_workspace_set) {
		put_body(d, true, describe_type_name(d->a, record_of(op)),
		         r->unit == route_create ? "Create" : "Patch");
	} else if (r->unit == route_batch) {
		put_body(d, true, S("Batch"), "");
	} else if (r->lane == LANE_upload) {
		open_body(d->b, true, "application/octet-stream");
		put_quoted(d->b, "{'type':'string','format':'binary'}");
		put(d->b, S("}}}"));
	}
}

/* -- answers -- */

static void open_answer(struct buf *b, const char *status, const char *doc)
{
	json_key(b, str_of(status));
	json_open(b, '{');
	key_text(b, "description", doc);
}

static void open_content(struct buf *b, const char *type)
{
	json_key(b, S("content"));
	json_open(b, '{');
	json_key(b, str_of(type));
	json_open(b, '{');
	json_key(b, S("schema"));
}

static void put_page(struct document *d, const struct record *rec)
{
	put_quoted(d->b,
	           "{'type':'object','required':['items','next'],'properties':{"
	           "'next':{'type':['string','null']},'items':{'type':'array','items':");
	put_ref(d, describe_type_name(d->a, rec), "");
	put(d->b, S("}}}"));
}

static void put_record_answer(struct document *d, const struct operation *op)
{
	const struct route *r = op->r;
	struct str type = describe_type_name(d->a, op->rec);
	if (r->read == route_list) {
		put_page(d, op->rec);
	} else if (r->read == route_count) {
		put_ref(d, S("Count"), "");
	} else if (r->unit == route_batch) {
		put_ref(d, S("BatchAnswer"), "");
	} else if (r->unit == route_patch) {
		put_quoted(d->b, "{'allOf':[");
		put_ref(d, type, "");
		put_char(d->b, ',');
		put_ref(d, S("ChangedSince"), "");
		put(d->b, S("]}"));
	} else {
		put_ref(d, type, "");
	}
}

static void put_record_answers(struct document *d, const struct operation *op)
{
	struct buf *b = d->b;
	bool made = op->r->unit == route_create, may_make = op->action != NULL && op->action->all;
	if (op->r->unit == route_delete) {
		open_answer(b, "204", "It is in the bin.");
		json_close(b, '}');
		return;
	}
	for (int i = made; i <= (made || may_make); i++) {
		open_answer(b, i ? "201" : "200", i ? "It was made." : "Done.");
		open_content(b, "application/json");
		put_record_answer(d, op);
		put(b, S("}}}"));
	}
}

static void put_answer(struct document *d, int status, const char *schema)
{
	open_answer(d->b, arena_printf(d->a, "%d%c", status, 0).ptr, "Done.");
	if (str_eq(str_of(schema), S("Bytes"))) {
		open_content(d->b, "*/*");
		put_quoted(d->b, "{'type':'string','format':'binary'}");
		put(d->b, S("}}"));
	} else if (*schema != 0) {
		open_content(d->b, "application/json");
		put_ref(d, str_of(schema), "");
		put(d->b, S("}}"));
	}
	json_close(d->b, '}');
}

static void put_declared_answers(struct document *d, const struct operation *op)
{
#define BODY(...)
#define QUERY(...)
#define ANSWER(method_, path_, status, schema)                                                     \
	if (op->r->method == METHOD_##method_ && str_eq(op->path, S(path_)))                       \
		put_answer(d, status, schema);
#include "api/openapi.def"
#undef BODY
#undef ANSWER
#undef QUERY
}

static void put_answers(struct document *d, const struct operation *op)
{
	json_key(d->b, S("responses"));
	json_open(d->b, '{');
	if (op->rec != NULL)
		put_record_answers(d, op);
	else
		put_declared_answers(d, op);
	open_answer(d->b, "default", "Refused; the problem says why.");
	open_content(d->b, "application/problem+json");
	put_ref(d, S("Problem"), "");
	put(d->b, S("}}}}"));
}

/* -- operations -- */

static struct str lower(struct arena *a, struct str s)
{
	char *p = arena_raw(a, s.len);
	for (size_t i = 0; i < s.len; i++)
		p[i] = (char) (s.ptr[i] | 32);
	return (struct str) { p, s.len };
}

/* get_api_v1_contacts_id_restore */
static void put_operation_id(struct document *d, const struct operation *op)
{
	struct buf b = BUF_IN(d->a);
	put(&b, lower(d->a, method_name(op->r->method)));
	for (size_t i = 0; i < op->path.len; i++) {
		char ch = op->path.ptr[i];
		bool word = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '_';
		if (word || b.ptr[b.len - 1] != '_')
			put_char(&b, (char) (word ? ch : '_'));
	}
	json_key(d->b, S("operationId"));
	json_put_str(d->b, buf_str(&b));
}

static void put_operation(struct document *d, const struct operation *op)
{
	json_key(d->b, lower(d->a, method_name(op->r->method)));
	json_open(d->b, '{');
	put_operation_id(d, op);
	json_key(d->b, S("tags"));
	json_open(d->b, '[');
	json_put_str(d->b, op->rec != NULL ? op->rec->plural : S("kontor"));
	json_close(d->b, ']');
	key_text(d->b, "summary", op->action != NULL ? op->action->doc : op->r->doc);
	if (op->r->who == WHO_anyone) {
		json_key(d->b, S("security"));
		put(d->b, S("[]"));
	}
	put_params(d->b, op);
	put_request(d, op);
	put_answers(d, op);
	json_close(d->b, '}');
}

static void note_route(void *ctx, const struct route *r, const struct record *rec,
                       const struct action *action, struct str path)
{
	struct document *d = ctx;
	if (r->who == WHO_operator || r->who == WHO_watcher)
		return; /* whoever looks after the server: not part of the interface */
	ENSURE(d->n < OPERATIONS_MAX);
	d->v[d->n++] = (struct operation) { r, rec, action, arena_str(d->a, path) };
}

/* A path's operations stand together; the tables are walked path by path. */
static void put_paths(struct document *d)
{
	route_each(note_route, d);
	for (unsigned i = 0; i < d->n; i++) {
		struct str path = d->v[i].path;
		if (str_absent(path))
			continue;
		json_key(d->b, path);
		json_open(d->b, '{');
		for (unsigned k = i; k < d->n; k++)
			if (!str_absent(d->v[k].path) && str_eq(d->v[k].path, path)) {
				put_operation(d, &d->v[k]);
				d->v[k].path = STR_ABSENT;
			}
		json_close(d->b, '}');
	}
}

/* -- the whole -- */

/* Only schemas that something refers to: forms of the operator's socket and tables that nobody
 * reads are no part of the interface. */
static void put_schemas(struct document *d)
{
	enum { SCHEMAS_MAX = 200 };
	struct {
		struct str name, text;
		bool put;
	} v[SCHEMAS_MAX];
	struct buf all = BUF_IN(d->a);
	struct str name;
	unsigned n = 0;
	bool first = true, more = true;
	json_open(&all, '{');
	describe_schemas(&all);
	openapi_put_schemas(&all);
	json_close(&all, '}');
	struct json j = json_of(buf_str(&all), d->a);
	ENSURE(json_peek(&j) == JSON_OBJECT);
	for (; json_member(&j, &name, &first) > 0; n++) {
		ENSURE(n < SCHEMAS_MAX && json_skip(&j, &v[n].text));
		v[n].name = name;
		v[n].put = false;
	}
	while (more) {
		more = false;
		for (unsigned i = 0; i < n; i++) {
			struct str ref = arena_printf(d->a, "schemas/%.*s\"", PRI_STR(v[i].name));
			if (v[i].put || !str_find(buf_str(d->b), ref, NULL))
				continue;
			json_key(d->b, v[i].name);
			put(d->b, v[i].text);
			v[i].put = more = true;
		}
	}
}

void api_openapi(struct buf *b)
{
	struct arena a = ARENA_INIT;
	struct document *d = arena_new(&a, struct document);
	d->b = b;
	d->a = &a;
	put_quoted(b,
	           "{'openapi':'3.1.0','info':{'title':'Kontor','version':'1','description':"
	           "'CRM for WhatsApp, on your own server. v1 only ever adds.',"
	           "'license':{'name':'Apache-2.0','identifier':'Apache-2.0'}},"
	           "'servers':[{'url':'/'}],'security':[{'token':[]},{'session':[]}],'paths':{");
	put_paths(d);
	put_quoted(b,
	           "},'components':{'securitySchemes':{'token':{'type':'http','scheme':'bearer'},"
	           "'session':{'type':'apiKey','in':'cookie','name':'kontor_session'}},"
	           "'schemas':{");
	put_schemas(d);
	put(b, S("}}}"));
	arena_release(&a);
}
