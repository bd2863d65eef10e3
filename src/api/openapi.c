/* openapi.c: the interface described, from the route tables and the declarations: OpenAPI 3.1. */
#include "api/api_impl.h"

#include <stdio.h>

#include "record/describe.h"

struct document {
	struct buf *b;
	struct arena *a;
	const char *comma;
	struct str open_path;
};

/* -- parameters -- */

static void put_param(struct buf *b, const char **comma, const char *name, const char *in,
                      bool required, const char *schema, const char *doc)
{
	putf(b,
	     "%s{\"name\":\"%s\",\"in\":\"%s\",\"required\":%s,\"schema\":%s,\"description\":"
	     "\"%s\"}",
	     *comma, name, in, required ? "true" : "false", schema, doc);
	*comma = ",";
}

static void put_type(struct buf *b, const struct field *f)
{
	switch (f->kind) {
	case KIND_uuid:
		put(b, S("{\"type\":\"string\",\"format\":\"uuid\"}"));
		return;
	case KIND_int:
		put(b, S("{\"type\":\"integer\",\"format\":\"int64\"}"));
		return;
	case KIND_flag:
		put(b, S("{\"type\":\"boolean\"}"));
		return;
	case KIND_choice:
		put(b, S("{\"type\":\"string\",\"enum\":["));
		for (unsigned i = 1; i < f->choices->n; i++)
			putf(b, "%s\"%.*s\"", i > 1 ? "," : "", PRI_STR(f->choices->words[i]));
		put(b, S("]}"));
		return;
	case KIND_text:
	case KIND_bytes:
		put(b, S("{\"type\":\"string\"}"));
		return;
	case KIND_N:
		break;
	}
	BUG("kind");
}

static void put_filters(struct buf *b, const char **comma, const struct record *rec)
{
	for (unsigned i = 0; i < rec->n; i++) {
		const struct field *f = &rec->fields[i];
		if (!(f->rules & FILTER) || f->rules & HIDDEN)
			continue;
		putf(b, "%s{\"name\":\"%.*s\",\"in\":\"query\",\"schema\":", *comma,
		     PRI_STR(f->name));
		put_type(b, f);
		put(b, S(",\"description\":"));
		json_escape(b, str_of(f->doc));
		put_char(b, '}');
		*comma = ",";
	}
}

static void put_list_params(struct buf *b, const char **comma, const struct record *rec)
{
	put_param(b, comma, "limit", "query", false,
	          "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200,\"default\":50}",
	          "Rows of a page.");
	put_param(b, comma, "after", "query", false, "{\"type\":\"string\"}",
	          "The page before gave this as next.");
	put_param(b, comma, "sort", "query", false, "{\"type\":\"string\"}",
	          "A field to sort by; a minus in front turns the order.");
	put_param(b, comma, "fields", "query", false, "{\"type\":\"string\"}",
	          "Fields to give, separated by commas.");
	put_param(b, comma, "with", "query", false, "{\"type\":\"string\"}",
	          "Parts to give along, separated by commas.");
	put_filters(b, comma, rec);
}

static bool is_list(const struct route *r, const struct record *rec)
{
	return rec != NULL && (r->read == route_list || r->read == route_count);
}

static void put_params(struct buf *b, const struct route *r, const struct record *rec,
                       struct str path)
{
	const char *comma = "";
	put(b, S(",\"parameters\":["));
	if (str_find(path, S("{id}"), NULL))
		put_param(b, &comma, "id", "path", true,
		          "{\"type\":\"string\",\"format\":\"uuid\"}", "The row.");
	if (r->who == WHO_member)
		put_param(b, &comma, "Kontor-Workspace", "header", false,
		          "{\"type\":\"string\",\"format\":\"uuid\"}",
		          "The workspace; a token names its own.");
	if (r->idem == IDEM_stored)
		put_param(b, &comma, "Idempotency-Key", "header", false,
		          "{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}",
		          "A repeated request with the same key gets the first answer.");
	if (r->unit == route_patch || r->unit == route_delete || r->unit == route_workspace_set)
		put_param(b, &comma, "If-Match", "header", false, "{\"type\":\"string\"}",
		          "The version that must be the row's; else 412.");
	if (is_list(r, rec))
		put_list_params(b, &comma, rec);
	if (r->read == route_search) {
		put_param(b, &comma, "q", "query", true, "{\"type\":\"string\",\"minLength\":1}",
		          "What to find.");
		put_param(b, &comma, "records", "query", false, "{\"type\":\"string\"}",
		          "contacts, notes, chats, messages; all when absent.");
		put_param(b, &comma, "limit", "query", false,
		          "{\"type\":\"integer\",\"minimum\":1,\"maximum\":100,\"default\":20}",
		          "Hits at most.");
	}
	if (r->read == route_changes) {
		put_param(b, &comma, "since", "query", false, "{\"type\":\"integer\"}",
		          "Position of the feed.");
		put_param(b, &comma, "epoch", "query", false,
		          "{\"type\":\"string\",\"format\":\"uuid\"}", "Epoch of that position.");
	}
	put_char(b, ']');
}

/* -- bodies -- */

static void put_body(struct buf *b, const char *schema)
{
	putf(b,
	     ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
	     "%s}}}",
	     schema);
}

static const struct record *fixed_form(const struct route *r)
{
	if (r->plain == route_setup)
		return &sign_up_record;
	if (r->plain == route_sign_in)
		return &sign_in_record;
	if (r->plain == route_admin_user)
		return &admin_user_record;
	return r->plain == route_admin_token ? &admin_token_record : NULL;
}

static void put_request(struct document *d, const struct route *r, const struct record *rec,
                        const struct action *action)
{
	const struct record *form = action != NULL ? action->form : fixed_form(r);
	char schema[160];
	if (form != NULL) {
		snprintf(schema, sizeof schema, "{\"$ref\":\"#/components/schemas/%.*s\"}",
		         PRI_STR(describe_type_name(d->a, form)));
		put_body(d->b, schema);
	} else if (r->unit == route_create || r->unit == route_patch ||
	           r->unit == route_workspace_set) {
		const struct record *of = rec != NULL ? rec : &workspace_record;
		snprintf(schema, sizeof schema, "{\"$ref\":\"#/components/schemas/%.*s%s\"}",
		         PRI_STR(describe_type_name(d->a, of)),
		         r->unit == route_create ? "Create" : "Patch");
		put_body(d->b, schema);
	} else if (r->unit == route_batch) {
		put_body(d->b, "{\"$ref\":\"#/components/schemas/Batch\"}");
	} else if (r->lane == LANE_upload) {
		put(d->b,
		    S(",\"requestBody\":{\"required\":true,\"content\":{"
		      "\"application/octet-stream\":{\"schema\":{\"type\":\"string\",\"format\":"
		      "\"binary\"}}}}"));
	}
}

static void put_answer_schema(struct document *d, const struct route *r, const struct record *rec)
{
	struct str type = rec != NULL ? describe_type_name(d->a, rec) : S("Workspace");
	if (r->read == route_list)
		putf(d->b,
		     "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{"
		     "\"items\":{\"type\":\"array\",\"items\":"
		     "{\"$ref\":\"#/components/schemas/%.*s\"}},\"next\":{\"type\":[\"string\","
		     "\"null\"]}}}",
		     PRI_STR(type));
	else if (r->read == route_count)
		put(d->b,
		    S("{\"type\":\"object\",\"required\":[\"count\",\"more\"],\"properties\":{"
		      "\"count\":{\"type\":\"integer\"},\"more\":{\"type\":\"boolean\"}}}"));
	else if (r->unit == route_batch)
		put(d->b, S("{\"$ref\":\"#/components/schemas/BatchAnswer\"}"));
	else if (rec != NULL || r->read == route_workspace || r->unit == route_workspace_set)
		putf(d->b, "{\"$ref\":\"#/components/schemas/%.*s\"}", PRI_STR(type));
	else if (r->read == route_search)
		put(d->b, S("{\"$ref\":\"#/components/schemas/SearchAnswer\"}"));
	else
		put(d->b, S("{\"type\":\"object\"}"));
}

static void put_answers(struct document *d, const struct route *r, const struct record *rec)
{
	bool empty = r->unit == route_delete || r->plain == route_sign_out;
	const char *status = empty ? "204"
	                     : r->unit == route_create || r->plain == route_setup ||
	                                     r->lane == LANE_upload
	                             ? "201"
	                             : "200";
	if (r->lane == LANE_upgrade)
		status = "101";
	putf(d->b, ",\"responses\":{\"%s\":{\"description\":\"Done.\"", status);
	if (!empty && r->lane != LANE_upgrade && r->plain != route_metrics) {
		put(d->b, S(",\"content\":{\"application/json\":{\"schema\":"));
		put_answer_schema(d, r, rec);
		put(d->b, S("}}"));
	}
	put(d->b,
	    S("},\"default\":{\"description\":\"Refused; the problem says why.\",\"content\":{"
	      "\"application/problem+json\":"
	      "{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}"));
}

/* -- operations -- */

static void put_operation_id(struct buf *b, const struct route *r, struct str path)
{
	put(b, S("\"operationId\":\""));
	struct str method = method_name(r->method);
	for (size_t i = 0; i < method.len; i++)
		put_char(b, (char) (method.ptr[i] | 32));
	for (size_t i = 0; i < path.len; i++) {
		char ch = path.ptr[i];
		bool word = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '_';
		if (word)
			put_char(b, ch);
		else if (b->ptr[b->len - 1] != '_')
			put_char(b, '_');
	}
	put_char(b, '"');
}

static void put_operation(void *ctx, const struct route *r, const struct record *rec,
                          const struct action *action, struct str path)
{
	struct document *d = ctx;
	struct str method = method_name(r->method);
	bool same = str_eq(path, d->open_path);
	if (!same) {
		if (d->open_path.len != 0)
			put_char(d->b, '}');
		put(d->b, str_of(d->comma));
		json_escape(d->b, path);
		put(d->b, S(":{"));
		d->open_path = arena_str(d->a, path);
		d->comma = ",";
	} else {
		put_char(d->b, ',');
	}
	put_char(d->b, '"');
	for (size_t i = 0; i < method.len; i++)
		put_char(d->b, (char) (method.ptr[i] | 32));
	put(d->b, S("\":{"));
	put_operation_id(d->b, r, path);
	put(d->b, S(",\"tags\":["));
	json_escape(d->b, rec != NULL ? rec->plural : S("kontor"));
	put(d->b, S("],\"summary\":"));
	json_escape(d->b, str_of(action != NULL ? action->doc : r->doc));
	if (r->who == WHO_anyone)
		put(d->b, S(",\"security\":[]"));
	put_params(d->b, r, rec, path);
	put_request(d, r, rec, action);
	put_answers(d, r, rec);
	put_char(d->b, '}');
}

/* A path's operations stand together; the tables are walked path by path. */
struct listed {
	const struct route *r;
	const struct record *rec;
	const struct action *action;
	struct str path;
};
struct listing {
	struct arena *a;
	struct listed v[512];
	unsigned n;
};

static void note_route(void *ctx, const struct route *r, const struct record *rec,
                       const struct action *action, struct str path)
{
	struct listing *l = ctx;
	if (r->who == WHO_operator)
		return; /* the socket's own: not part of the interface */
	ENSURE(l->n < COUNT(l->v));
	l->v[l->n++] = (struct listed) { r, rec, action, arena_str(l->a, path) };
}

static void put_paths(struct document *d)
{
	struct listing *l = arena_new(d->a, struct listing);
	l->a = d->a;
	route_each(note_route, l);
	for (unsigned i = 0; i < l->n; i++) {
		if (str_absent(l->v[i].path))
			continue;
		struct str path = l->v[i].path;
		for (unsigned k = i; k < l->n; k++)
			if (!str_absent(l->v[k].path) && str_eq(l->v[k].path, path)) {
				put_operation(d, l->v[k].r, l->v[k].rec, l->v[k].action, path);
				l->v[k].path = STR_ABSENT;
			}
	}
	put_char(d->b, '}');
}

static const char shared_schemas[] =
	",\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\"],"
	"\"properties\":{\"type\":{\"type\":\"string\"},"
	"\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":"
	"\"string\"},\"request_id\":{\"type\":\"string\"},"
	"\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":["
	"\"pointer\",\"code\",\"detail\"],\"properties\":{"
	"\"pointer\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"detail\":{\"type\":"
	"\"string\"}}}}}}"
	",\"Batch\":{\"type\":\"object\",\"required\":[\"items\"],\"additionalProperties\":"
	"false,\"properties\":{\"items\":{\"type\":\"array\","
	"\"maxItems\":500,\"items\":{\"type\":\"object\",\"additionalProperties\":false,"
	"\"properties\":{\"op\":{\"type\":\"string\","
	"\"enum\":[\"create\",\"patch\",\"delete\"]},\"id\":{\"type\":\"string\",\"format\":"
	"\"uuid\"},\"if_version\":{\"type\":\"integer\"},"
	"\"body\":{\"type\":\"object\"}}}}}}"
	",\"BatchAnswer\":{\"type\":\"object\",\"required\":[\"items\"],\"properties\":{"
	"\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"required\":[\"status\",\"id\"],\"properties\":{\"status\":{\"type\":\"integer\"},"
	"\"id\":{\"type\":[\"string\",\"null\"]},"
	"\"version\":{\"type\":\"integer\"},\"error\":{\"$ref\":"
	"\"#/components/schemas/Problem\"}}}}}}"
	",\"SearchAnswer\":{\"type\":\"object\",\"required\":[\"items\"],\"properties\":{"
	"\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"required\":[\"record\",\"id\",\"title\",\"snippet\",\"at\"],\"properties\":{"
	"\"record\":{\"type\":\"string\"},\"id\":{\"type\":\"string\","
	"\"format\":\"uuid\"},\"title\":{\"type\":\"string\"},\"snippet\":{\"type\":\"string\"},"
	"\"at\":{\"type\":\"integer\"},"
	"\"chat_id\":{\"type\":\"string\"},\"contact_id\":{\"type\":\"string\"}}}}}}";

void api_openapi(struct buf *b)
{
	struct arena a = ARENA_INIT;
	struct document d = { b, &a, "", S("") };
	put(b, S("{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Kontor\",\"version\":\"1\","
	         "\"description\":"
	         "\"CRM for WhatsApp, on your own server. v1 only ever adds.\",\"license\":{"
	         "\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}},"
	         "\"servers\":[{\"url\":\"/\"}],\"security\":[{\"token\":[]},{\"session\":[]}],"
	         "\"paths\":{"));
	put_paths(&d);
	put(b, S("},\"components\":{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":"
	         "\"bearer\"},"
	         "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"kontor_session\"}},"
	         "\"schemas\":{"));
	describe_schemas(b);
	put(b, (struct str) { shared_schemas, sizeof shared_schemas - 1 });
	put(b, S("}}}"));
	arena_release(&a);
}
