/* route.h: which route a request takes. */
#ifndef API_ROUTE_H
#define API_ROUTE_H

#include "api/call.h"

/* Finds the route of c->request; fills route, rec, action, id in. ERR_NOT_FOUND, ERR_METHOD. */
NODISCARD enum err route_find(struct call *c, struct str path, enum method method);
/* Methods of the request's path, for Allow: "GET, HEAD, OPTIONS"; absent: no such path. */
struct str route_allow(struct request *r);
/* Least role that may take the route. */
enum role route_least(const struct call *c);
/* What it gives access to: of generic routes, what their record belongs to. */
enum area route_area(const struct call *c);
/* Whether a token of that scope reaches the area, to read it or to write there. */
bool scope_allows(enum token_scope scope, enum area area, bool writes);
/* Walks all routes as METHOD and path, the generic ones per record. */
typedef void route_each_fn(void *ctx, const struct route *r, const struct record *rec,
			   const struct action *action, struct str path);
void route_each(route_each_fn *fn, void *ctx);
/* Whether a record has this generic route: members, for example, are only read. */
bool route_open(const struct route *r, const struct record *rec);

enum { DOCUMENT_CACHE_S = 60 };

/* the handlers that the tables name */
#define READ_FN read_fn
#define SLOW_FN read_fn
#define UNIT_FN unit_fn
#define PLAIN_FN plain_fn
#define HASH_FN plain_fn
#define NOW_FN plain_fn
#define FILE_FN plain_fn
#define UPLOAD_FN plain_fn
#define UPGRADE_FN plain_fn
#define ROUTE(kind, method, path, who, least, idem, max, cost, area, fn, doc) kind##_FN fn;
#define GENERIC(kind, method, path, right, idem, max, cost, fn, doc) kind##_FN fn;
#include "api/routes.def"
#include "api/generic.def"
#undef ROUTE
#undef GENERIC

#endif
