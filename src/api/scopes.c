/* scopes.c: what a token may reach beyond what its member may. Data: scopes.def. */
#include "api/api_impl.h"

static const struct {
	const struct record *rec;
	enum area area;
} areas[] = {
#define AREA(record, area_) { &record##_record, AREA_##area_ },
#define GRANT(...)
#include "api/scopes.def"
#undef GRANT
#undef AREA
};

enum access { ACCESS_reading, ACCESS_writing };

static const struct {
	enum token_scope scope;
	enum area area;
	enum access access;
} grants[] = {
#define AREA(...)
#define GRANT(scope_, area_, access_) { token_scope_##scope_, AREA_##area_, ACCESS_##access_ },
#include "api/scopes.def"
#undef GRANT
#undef AREA
};

enum area route_area(const struct call *c)
{
	if (c->rec == NULL)
		return c->route->area;
	for (size_t i = 0; i < COUNT(areas); i++)
		if (areas[i].rec == c->rec)
			return areas[i].area;
	return AREA_all;
}

bool scope_allows(enum token_scope scope, enum area area, bool writes)
{
	if (scope == token_scope_full)
		return true;
	if (scope == token_scope_read || area == AREA_any)
		return !writes;
	for (size_t i = 0; i < COUNT(grants); i++)
		if (grants[i].scope == scope && grants[i].area == area)
			return !writes || grants[i].access == ACCESS_writing;
	return false;
}
