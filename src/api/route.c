/* route.c: the tables of routes, matching, and walking them for documents and checks. */
#include "api/route.h"

#include "api/api.h"
#include "record/decode.h"

enum right { RIGHT_read, RIGHT_write, RIGHT_remove, RIGHT_action };

#define LANE_OF_READ LANE_loop
#define LANE_OF_SLOW LANE_pool
#define LANE_OF_UNIT LANE_unit
#define LANE_OF_PLAIN LANE_cpu
#define LANE_OF_FILE LANE_file
#define LANE_OF_HASH LANE_hash
#define LANE_OF_NOW LANE_now
#define LANE_OF_UPLOAD LANE_upload
#define LANE_OF_UPGRADE LANE_upgrade
#define SLOT_READ .read
#define SLOT_SLOW .read
#define SLOT_UNIT .unit
#define SLOT_PLAIN .plain
#define SLOT_FILE .plain
#define SLOT_HASH .plain
#define SLOT_NOW .plain
#define SLOT_UPLOAD .plain
#define SLOT_UPGRADE .plain

static const struct route fixed_routes[] = {
#define ROUTE(kind, method_, path, who_, least_, idem_, max, cost_, area_, fn, doc_)               \
	{ .method = METHOD_##method_,                                                              \
	  .pattern = STR(path),                                                                    \
	  .who = WHO_##who_,                                                                       \
	  .least = ROLE_##least_,                                                                  \
	  .lane = LANE_OF_##kind,                                                                  \
	  .idem = IDEM_##idem_,                                                                    \
	  .body_max = max,                                                                         \
	  .cost = cost_,                                                                           \
	  .area = AREA_##area_,                                                                    \
	  SLOT_##kind = fn,                                                                        \
	  .doc = doc_ },
#include "api/routes.def"
#undef ROUTE
};

static const struct route generic_routes[] = {
#define GENERIC(kind, method_, path, right, idem_, max, cost_, fn, doc_)                           \
	{ .method = METHOD_##method_,                                                              \
	  .pattern = STR(path),                                                                    \
	  .who = WHO_member,                                                                       \
	  .lane = LANE_OF_##kind,                                                                  \
	  .idem = IDEM_##idem_,                                                                    \
	  .body_max = max,                                                                         \
	  .cost = cost_,                                                                           \
	  SLOT_##kind = fn,                                                                        \
	  .doc = doc_ },
#include "api/generic.def"
#undef GENERIC
};

static const enum right generic_rights[] = {
#define GENERIC(kind, method, path, right, idem, max, cost, fn, doc) RIGHT_##right,
#include "api/generic.def"
#undef GENERIC
};

static enum right right_of(const struct route *r)
{
	return generic_rights[r - generic_routes];
}

static bool is_generic(const struct route *r)
{
	return r >= generic_routes && r < generic_routes + COUNT(generic_routes);
}

enum role route_least(const struct call *c)
{
	if (!is_generic(c->route))
		return c->route->least;
	switch (right_of(c->route)) {
	case RIGHT_read:
		return c->rec->read;
	case RIGHT_write:
		return c->rec->write;
	case RIGHT_remove:
		return c->rec->remove;
	case RIGHT_action:
		return c->action->least;
	}
	return ROLE_nobody;
}

static bool has_action(const struct record *rec)
{
	for (unsigned i = 0; i < action_count; i++)
		if (actions[i].rec == rec)
			return true;
	return false;
}

static bool is_fixed_path(enum method method, struct str path)
{
	for (unsigned i = 0; i < COUNT(fixed_routes); i++)
		if (fixed_routes[i].method == method && str_eq(fixed_routes[i].pattern, path))
			return true;
	return false;
}

/* Rows that a route of their own makes (an import comes with its file) are not made as others are.
 * */
static bool is_made_elsewhere(const struct record *rec)
{
	struct str prefix = S("/api/v1/");
	for (unsigned i = 0; i < COUNT(fixed_routes); i++)
		if (fixed_routes[i].method == METHOD_POST &&
		    str_starts(fixed_routes[i].pattern, prefix) &&
		    str_eq(str_from(fixed_routes[i].pattern, prefix.len), rec->plural))
			return true;
	return false;
}

static bool takes(const struct route *r, const struct record *rec)
{
	if (r->unit == route_patch)
		return record_takes(rec, OP_patch);
	return record_takes(rec, OP_create) && !is_made_elsewhere(rec);
}

bool route_open(const struct route *r, const struct record *rec)
{
	if (rec->home != HOME_cell || rec->shape != SHAPE_record || rec == &workspace_record)
		return false;
	switch (right_of(r)) {
	case RIGHT_read:
		return rec->read != ROLE_nobody;
	case RIGHT_write:
		return takes(r, rec);
	case RIGHT_remove:
		return rec->remove != ROLE_nobody;
	case RIGHT_action:
		return has_action(rec);
	}
	return false;
}

/* -- a generic path, taken apart: /api/v1/{records}[/{id}][:{verb}] -- */

struct parts_of_path {
	struct str records, id, verb;
};

static bool split_path(struct str path, struct parts_of_path *out)
{
	size_t at;
	*out = (struct parts_of_path) { 0 };
	if (!str_starts(path, S("/api/v1/")))
		return false;
	struct str rest = str_from(path, 8);
	if (str_find_byte(rest, ':', &at)) {
		out->verb = str_from(rest, at + 1);
		rest = str_head(rest, at);
	}
	out->records = rest;
	if (str_find_byte(rest, '/', &at)) {
		out->records = str_head(rest, at);
		out->id = str_from(rest, at + 1);
	}
	return out->records.len != 0;
}

/* Whether the pattern has the same form: with or without {id}, and which verb. */
static bool fits(const struct route *r, const struct parts_of_path *p)
{
	size_t at;
	struct str verb = STR_ABSENT;
	bool wants_id = str_find(r->pattern, S("/{id}"), NULL);
	if (str_find_byte(r->pattern, ':', &at))
		verb = str_from(r->pattern, at + 1);
	if (wants_id != !str_absent(p->id) || str_absent(verb) != str_absent(p->verb))
		return false;
	return str_absent(verb) || str_eq(verb, S("{action}")) || str_eq(verb, p->verb);
}

static const struct action *action_named(const struct record *rec, struct str name, bool all)
{
	for (unsigned i = 0; i < action_count; i++)
		if (actions[i].rec == rec && actions[i].all == all && str_eq(actions[i].name, name))
			return &actions[i];
	return NULL;
}

static enum err find_generic(struct call *c, const struct parts_of_path *p, enum method method)
{
	const struct record *rec = record_by_plural(HOME_cell, p->records);
	bool other_method = false;
	if (rec == NULL)
		return ERR_NOT_FOUND;
	for (unsigned i = 0; i < COUNT(generic_routes); i++) {
		const struct route *r = &generic_routes[i];
		if (!fits(r, p) || !route_open(r, rec))
			continue;
		const struct action *action = NULL;
		if (right_of(r) == RIGHT_action &&
		    (action = action_named(rec, p->verb, str_absent(p->id))) == NULL)
			continue;
		if (r->method != method) {
			other_method = true;
			continue;
		}
		c->route = r;
		c->rec = rec;
		c->action = action;
		c->has_id = !str_absent(p->id);
		return !c->has_id || uuid_parse(p->id, &c->id) ? OK : ERR_NOT_FOUND;
	}
	return other_method ? ERR_METHOD : ERR_NOT_FOUND;
}

/* A fixed pattern may hold one {id}, followed by a verb. */
static bool match_fixed(const struct route *r, struct str path, struct uuid *id, bool *has_id)
{
	size_t at;
	*has_id = str_find(r->pattern, S("{id}"), &at);
	if (!*has_id)
		return str_eq(r->pattern, path);
	struct str tail = str_from(r->pattern, at + 4);
	return path.len == at + UUID_TEXT + tail.len &&
	       str_eq(str_head(path, at), str_head(r->pattern, at)) &&
	       str_eq(str_from(path, at + UUID_TEXT), tail) &&
	       uuid_parse((struct str) { path.ptr + at, UUID_TEXT }, id);
}

/* What only the socket in the data folder may ask is not there for anybody else. */
static bool out_of_sight(const struct call *c, const struct route *r)
{
	if (r->who == WHO_watcher)
		return !call_may_watch(c);
	return r->who == WHO_operator && !c->request->from_admin_socket;
}

enum err route_find(struct call *c, struct str path, enum method method)
{
	struct parts_of_path p;
	bool other_method = false;
	for (unsigned i = 0; i < COUNT(fixed_routes); i++) {
		if (out_of_sight(c, &fixed_routes[i]) ||
		    !match_fixed(&fixed_routes[i], path, &c->id, &c->has_id))
			continue;
		if (fixed_routes[i].method == method) {
			c->route = &fixed_routes[i];
			return OK;
		}
		other_method = true;
	}
	enum err e = split_path(path, &p) ? find_generic(c, &p, method) : ERR_NOT_FOUND;
	return e == ERR_NOT_FOUND && other_method ? ERR_METHOD : e;
}

struct str route_allow(struct request *r)
{
	struct buf b = BUF_IN(&r->arena);
	for (enum method m = 0; m < METHOD_N; m++) {
		struct call probe = { .api = request_handler_self(r), .request = r };
		if (route_find(&probe, r->path, m) == OK)
			putf(&b, "%.*s%s, ", PRI_STR(method_name(m)),
			     m == METHOD_GET ? ", HEAD" : "");
	}
	if (b.len == 0)
		return STR_ABSENT;
	put(&b, S("OPTIONS"));
	return buf_str(&b);
}

/* -- walking -- */

static void replace(struct buf *b, struct str in, struct str what, struct str with)
{
	size_t at;
	while (str_find(in, what, &at)) {
		put(b, str_head(in, at));
		put(b, with);
		in = str_from(in, at + what.len);
	}
	put(b, in);
}

static void each_generic(route_each_fn *fn, void *ctx, const struct route *r,
                         const struct record *rec)
{
	struct arena a = ARENA_INIT;
	struct buf path = BUF_IN(&a);
	replace(&path, r->pattern, S("{records}"), rec->plural);
	if (right_of(r) != RIGHT_action) {
		if (!is_fixed_path(r->method, buf_str(&path)))
			fn(ctx, r, rec, NULL, buf_str(&path));
	} else {
		bool all = !str_find(r->pattern, S("{id}"), NULL);
		for (unsigned i = 0; i < action_count; i++) {
			if (actions[i].rec != rec || actions[i].all != all)
				continue;
			struct buf full = BUF_IN(&a);
			replace(&full, buf_str(&path), S("{action}"), actions[i].name);
			fn(ctx, r, rec, &actions[i], buf_str(&full));
		}
	}
	arena_release(&a);
}

void route_each(route_each_fn *fn, void *ctx)
{
	for (unsigned i = 0; i < COUNT(fixed_routes); i++)
		fn(ctx, &fixed_routes[i], NULL, NULL, fixed_routes[i].pattern);
	for (unsigned n = 0; n < cell_record_count; n++)
		for (unsigned i = 0; i < COUNT(generic_routes); i++)
			if (route_open(&generic_routes[i], cell_records[n]))
				each_generic(fn, ctx, &generic_routes[i], cell_records[n]);
}

static void put_route(void *ctx, const struct route *r, const struct record *rec,
                      const struct action *action, struct str path)
{
	static const char *const who[] = {
		[WHO_anyone] = "anyone",   [WHO_user] = "user",       [WHO_member] = "member",
		[WHO_person] = "person",   [WHO_steward] = "steward", [WHO_operator] = "operator",
		[WHO_watcher] = "watcher",
	};
	static const char *const roles[] = { [ROLE_nobody] = "nobody",
		                             [ROLE_viewer] = "viewer",
		                             [ROLE_agent] = "agent",
		                             [ROLE_admin] = "admin",
		                             [ROLE_owner] = "owner" };
	const struct call probe = { .route = r, .rec = rec, .action = action };
	putf(ctx, "%.*s %.*s %s %s\n", PRI_STR(method_name(r->method)), PRI_STR(path), who[r->who],
	     roles[route_least(&probe)]);
}

void api_routes(struct buf *b)
{
	route_each(put_route, b);
}
