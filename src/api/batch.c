/* batch.c: up to 500 writes in one unit; each item stands or falls by itself and has its own
 * answer. */
#include "api/api_impl.h"

enum { ITEMS_MAX = 500, ITEMS_PER_COST = 10 };

enum item_op { ITEM_create, ITEM_patch, ITEM_delete, ITEM_restore };

struct item {
	enum item_op op;
	struct str body;
	struct uuid id;
	bool has_id, seen_op;
	int64_t if_version;
};

static enum err malformed(struct call *c, int at, const char *why)
{
	size_t mark = problems_enter(&c->problems, S("items"), at);
	complain(&c->problems, S(""), FLAW_malformed, "%s", why);
	problems_leave(&c->problems, mark);
	return ERR_INVALID;
}

static bool read_op(struct json *j, enum item_op *out)
{
	static const struct str words[] = {
		[ITEM_create] = STR("create"),
		[ITEM_patch] = STR("patch"),
		[ITEM_delete] = STR("delete"),
		[ITEM_restore] = STR("restore"),
	};
	struct str text;
	if (!json_string(j, &text))
		return false;
	for (unsigned i = 0; i < COUNT(words); i++)
		if (str_eq(text, words[i])) {
			*out = (enum item_op) i;
			return true;
		}
	return false;
}

static enum err read_item(struct call *c, struct json *j, int at, struct item *it)
{
	struct str name, text;
	bool first = true, whole;
	int r;
	*it = (struct item) { .op = ITEM_create, .body = S("{}") };
	while ((r = json_member(j, &name, &first)) > 0) {
		bool ok;
		if (str_eq(name, S("op")))
			ok = read_op(j, &it->op);
		else if (str_eq(name, S("id")))
			ok = json_string(j, &text) && (it->has_id = uuid_parse(text, &it->id));
		else if (str_eq(name, S("body")))
			ok = json_peek(j) == JSON_OBJECT && json_skip(j, &it->body);
		else if (str_eq(name, S("if_version")))
			ok = json_int(j, &it->if_version, &whole) && whole && it->if_version > 0;
		else
			return malformed(c, at,
			                 "An item has op, id, if_version and body, nothing else.");
		if (!ok)
			return malformed(c, at,
			                 "op is create, patch, delete or restore; id is an id; "
			                 "if_version a version; body is an object.");
	}
	return r == 0 ? OK : ERR_BAD_JSON;
}

/* -- one item -- */

static enum err run_item(struct call *c, struct unit *u, const struct item *it, struct problems *ps,
                         void *row)
{
	struct decoded *d = arena_new(c->arena, struct decoded);
	if (it->op == ITEM_create) {
		enum err e = record_decode(c->rec, OP_create, it->body, c->arena, d, ps);
		if (e == ERR_INVALID)
			return unit_judge(u, c->rec, d);
		TRY(e);
		if (it->has_id && !has(d->row, F_id)) {
			((struct head *) d->row)->id = it->id;
			*has_of(d->row) |= BIT(F_id);
		}
		return unit_create(u, c->rec, d, row);
	}
	if (!it->has_id) {
		complain(ps, S("id"), FLAW_required, "Say which row.");
		return ERR_INVALID;
	}
	if (it->op == ITEM_patch) {
		enum err e = record_decode(c->rec, OP_patch, it->body, c->arena, d, ps);
		if (e == ERR_INVALID)
			return unit_judge_patch(u, c->rec, it->id, d, it->if_version);
		TRY(e);
		return unit_patch(u, c->rec, it->id, d, it->if_version, row, NULL);
	}
	if (u->actor.role < c->rec->remove)
		return ERR_FORBIDDEN;
	if (it->op == ITEM_restore)
		return unit_restore(u, c->rec, it->id, row);
	return unit_delete(u, c->rec, it->id, it->if_version);
}

/* {"status","id","version"}, left open for more. */
static void put_result(struct buf *b, int status, struct uuid id, int64_t version)
{
	json_open(b, '{');
	json_key(b, S("status"));
	json_put_int(b, status);
	json_key(b, S("id"));
	if (uuid_zero(id))
		json_put_null(b);
	else
		json_put_uuid(b, id);
	if (version != 0) {
		json_key(b, S("version"));
		json_put_int(b, version);
	}
}

static void put_answer(struct call *c, const struct item *it, enum err e, const struct problems *ps,
                       const void *row)
{
	bool deleted = it->op == ITEM_delete, stored = e == OK && !deleted;
	int status = e != OK                 ? err_info(e)->http
	             : deleted               ? 204
	             : it->op == ITEM_create ? 201
	                                     : 200;
	struct uuid id = stored ? head_of(row)->id : it->id;
	int64_t version = stored ? head_of(row)->version : 0;
	put_result(&c->brief, status, id, version);
	json_close(&c->brief, '}');
	put_result(&c->out, status, id, version);
	if (e != OK) {
		put(&c->out, S(",\"error\":"));
		problem_json(&c->out, e, STR_ABSENT, c->request->id, ps);
	}
	json_close(&c->out, '}');
}

static enum err one_item(struct call *c, struct unit *u, const struct item *it)
{
	struct unit_mark mark;
	struct problems *outer = u->problems, *ps = arena_new(c->arena, struct problems);
	void *row = row_new(c->arena, c->rec);
	problems_init(ps, c->arena);
	TRY(unit_part_begin(u, &mark));
	u->problems = ps;
	enum err e = run_item(c, u, it, ps, row);
	if (e == OK && ps->n != 0)
		e = ERR_INVALID;
	u->problems = outer;
	TRY(unit_part_end(u, &mark, e));
	if (e != OK && err_info(e)->http >= 500)
		return e; /* not the item's fault: nothing of the batch stands */
	put_answer(c, it, e, ps, row);
	return OK;
}

static enum err each_item(struct call *c, struct unit *u, struct json *j)
{
	bool first = true;
	int r, n = 0;
	while ((r = json_element(j, &first)) > 0) {
		struct item it;
		if (n >= ITEMS_MAX)
			return call_say(c, ERR_TOO_LARGE, "A batch has at most %d items.",
			                ITEMS_MAX);
		if (json_peek(j) != JSON_OBJECT)
			return malformed(c, n, "An item is an object.");
		TRY(read_item(c, j, n, &it));
		TRY(one_item(c, u, &it));
		n++;
	}
	c->extra_cost = n / ITEMS_PER_COST;
	return r == 0 ? OK : ERR_BAD_JSON;
}

enum err route_batch(struct call *c, struct unit *u)
{
	struct json j = json_of(c->request->body, c->arena), whole = j;
	struct str name;
	bool first = true;
	if (!json_skip(&whole, NULL) || !json_end(&whole))
		return ERR_BAD_JSON;
	put(&c->out, S("{\"items\":["));
	put(&c->brief, S("{\"items\":["));
	if (json_peek(&j) != JSON_OBJECT || json_member(&j, &name, &first) != 1 ||
	    !str_eq(name, S("items")) || json_peek(&j) != JSON_ARRAY)
		return call_say(c, ERR_BAD_JSON, "A batch is {\"items\":[…]}.");
	TRY(each_item(c, u, &j));
	if (json_member(&j, &name, &first) != 0 || !json_end(&j))
		return ERR_BAD_JSON;
	put(&c->out, S("]}"));
	put(&c->brief, S("]}"));
	return OK;
}
