/* who.c: on whose behalf a request comes, and whether it may take its route. */
#include "api/api_impl.h"
#include "control/team.h"

struct str session_cookie_name(const struct call *c)
{
	return c->api->o.secure_cookies || c->request->is_tls ? S("__Host-kontor_session")
	                                                      : S("kontor_session");
}

/* Pages of other sites can make a browser send our cookie; they cannot read the CSRF token. */
static enum err check_csrf(struct call *c, struct str secret)
{
	if (c->request->method == METHOD_GET)
		return OK;
	if (call_origin(c) == ORIGIN_FOREIGN)
		return ERR_CSRF;
	return control_csrf_ok(c->api->o.control, secret,
	                       request_header(c->request, S("Kontor-CSRF")))
	               ? OK
	               : ERR_CSRF;
}

/* Pictures and players in a page fetch a file by its address alone, without a header of ours. */
static enum err workspace_of(struct call *c, struct uuid *out)
{
	struct str text = request_header(c->request, S("Kontor-Workspace"));
	if (str_absent(text) && c->route->lane == LANE_file && c->request->method == METHOD_GET)
		text = request_query(c->request, S("workspace"));
	*out = AUDIENCE_NOBODY;
	if (str_absent(text))
		return OK;
	return uuid_parse(text, out)
	               ? OK
	               : call_say(c, ERR_BAD_REQUEST, "The workspace that was named is no id.");
}

static enum err by_session(struct call *c)
{
	struct uuid workspace;
	struct str secret = request_cookie(c->request, session_cookie_name(c));
	if (str_absent(secret))
		return ERR_UNAUTHORIZED;
	TRY(workspace_of(c, &workspace));
	/* What is theirs in any workspace is theirs when the one they were in is gone, too. */
	if (c->route->who == WHO_user)
		workspace = AUDIENCE_NOBODY;
	TRY(control_who_session(c->api->o.control, secret, workspace, &c->who));
	c->credential = secret;
	return check_csrf(c, secret);
}

static enum err by_token(struct call *c, struct str header)
{
	struct uuid workspace;
	if (header.len < 8 || !str_ieq(str_head(header, 7), S("Bearer ")))
		return ERR_UNAUTHORIZED;
	TRY(control_who_token(c->api->o.control, str_trim(str_from(header, 7)), &c->who));
	TRY(workspace_of(c, &workspace));
	return uuid_zero(workspace) || uuid_eq(workspace, c->who.workspace_id) ? OK : ERR_NOT_FOUND;
}

/* What the operator imports belongs to somebody, as any import does, or every agent would see it:
 * the member that is named, else the workspace's owner. */
static enum err take_bringer(struct call *c)
{
	struct control *control = c->api->o.control;
	struct str email = request_query(c->request, S("member")), name;
	struct uuid user;
	if (str_absent(email))
		return control_cell_owner(control, c->arena, c->who.workspace_id, &user,
		                          &c->who.member_id, &name);
	enum err e = team_member_of(control, c->who.workspace_id, email, &c->who.member_id);
	if (e != ERR_NOT_FOUND)
		return e;
	complain(&c->problems, S("?member"), FLAW_no_such_record,
	         "There is no member with this e-mail address.");
	return ERR_INVALID;
}

/* The socket in the data folder is 0600: whoever opens it owns the data. */
static enum err by_operator(struct call *c)
{
	TRY(workspace_of(c, &c->who.workspace_id));
	c->who.role = member_role_owner;
	return c->route->plain == route_import_upload && !uuid_zero(c->who.workspace_id)
	               ? take_bringer(c)
	               : OK;
}

static enum err identify(struct call *c)
{
	struct str header = request_header(c->request, S("Authorization"));
	if (c->request->from_admin_socket)
		return by_operator(c);
	return str_absent(header) ? by_session(c) : by_token(c, header);
}

static enum role role_of(enum member_role r)
{
	static const enum role roles[] = {
		[member_role_unset] = ROLE_nobody, [member_role_viewer] = ROLE_viewer,
		[member_role_agent] = ROLE_agent,  [member_role_admin] = ROLE_admin,
		[member_role_owner] = ROLE_owner,
	};
	return roles[r];
}

/* A ticket lets its holder follow what they may read. */
static bool only_reads(const struct call *c)
{
	return c->request->method == METHOD_GET || c->route->plain == route_feed_ticket;
}

/* A workspace that is being closed can be read, left, kept; and what opens it can be taken away. */
static bool goes_on_closing(const struct call *c)
{
	plain_fn *const fns[] = { route_workspace_keep, route_workspace_close, route_member_remove,
		                  route_token_revoke, route_invite_revoke };
	for (size_t i = 0; i < COUNT(fns); i++)
		if (c->route->plain == fns[i])
			return true;
	return only_reads(c);
}

/* Whatever takes an administrator is more than a narrow token is for. */
static enum err check_scope(struct call *c, enum role least)
{
	enum token_scope scope = c->who.scope;
	bool writes = !only_reads(c);
	if (c->request->from_admin_socket || scope == token_scope_full)
		return OK;
	if (least < ROLE_admin && scope_allows(scope, route_area(c), writes))
		return OK;
	return writes && scope_allows(scope, route_area(c), false)
	               ? call_say(c, ERR_FORBIDDEN, "This token may only read.")
	               : call_say(c, ERR_FORBIDDEN, "This token was not made for that.");
}

enum err call_find_session(struct call *c)
{
	struct str secret = request_cookie(c->request, session_cookie_name(c));
	if (str_absent(secret))
		return ERR_UNAUTHORIZED;
	TRY(control_who_session(c->api->o.control, secret, AUDIENCE_NOBODY, &c->who));
	c->credential = secret;
	return OK;
}

enum err call_identify_session(struct call *c)
{
	TRY(call_find_session(c));
	return check_csrf(c, c->credential);
}

/* No token is: a program that leaks one must not have given the server away. */
static bool is_steward(const struct call *c)
{
	return c->request->from_admin_socket || (c->who.session && c->who.operator);
}

/* Without a proxy that is trusted, a request that came through one says nothing of where it began:
 * its sender could be anybody, and the proxy is often on this machine. */
static bool came_by_unknown_proxy(const struct call *c)
{
	static const struct str signs[] = { STR("X-Forwarded-For"), STR("Forwarded"), STR("Via"),
		                            STR("X-Real-IP") };
	if (c->api->o.has_proxy)
		return false;
	for (size_t i = 0; i < COUNT(signs); i++)
		if (!str_absent(request_header(c->request, signs[i])))
			return true;
	return false;
}

bool call_may_watch(const struct call *c)
{
	struct net_prefix from;
	if (c->request->from_admin_socket)
		return true;
	if (came_by_unknown_proxy(c))
		return false;
	for (unsigned i = 0; i < c->api->o.metrics_from_n; i++)
		if (prefix_parse(c->api->o.metrics_from[i], &from) &&
		    prefix_holds(from, c->request->client_addr))
			return true;
	return false;
}

enum err call_identify(struct call *c)
{
	enum who who = c->route->who;
	if (who == WHO_anyone || who == WHO_watcher)
		return OK;
	if (who == WHO_operator)
		return c->request->from_admin_socket ? by_operator(c) : ERR_NOT_FOUND;
	TRY(identify(c));
	c->actor = (struct actor) { .member_id = c->who.member_id, .role = role_of(c->who.role) };
	if (!c->who.session)
		c->actor.token_id = c->who.credential_id;
	if (who == WHO_user)
		return c->who.session ? OK : ERR_FORBIDDEN;
	if (who == WHO_steward)
		return is_steward(c) ? OK : ERR_FORBIDDEN;
	if (uuid_zero(c->who.workspace_id))
		return call_say(c, ERR_BAD_REQUEST,
		                "Say which workspace: send the header Kontor-Workspace.");
	if (who == WHO_person && !c->who.session)
		return call_say(c, ERR_FORBIDDEN, "This is for people: sign in with a browser.");
	enum role least = route_least(c);
	if (least == ROLE_nobody || c->actor.role < least)
		return ERR_FORBIDDEN;
	TRY(check_scope(c, least));
	return c->who.closing && !goes_on_closing(c) ? ERR_CLOSING : OK;
}
