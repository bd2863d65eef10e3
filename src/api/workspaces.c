/* workspaces.c: making one more, and closing one. On the CPU pool. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "control/account.h"
#include "control/team.h"
#include "core/phone.h"
#include "plat/zone.h"

#define DAY_MS (24 * 60 * 60 * INT64_C(1000))

enum err call_check_place(struct call *c, struct str country, struct str time_zone)
{
	if (!str_absent(country) && !phone_region_known(country))
		complain(&c->problems, S("country"), FLAW_malformed, "There is no such country.");
	if (!str_absent(time_zone) && !zone_exists(time_zone))
		complain(&c->problems, S("time_zone"), FLAW_malformed,
		         "There is no such time zone.");
	return c->problems.n == 0 ? OK : ERR_INVALID;
}

enum err route_workspace_make(struct call *c)
{
	struct account a;
	struct uuid id;
	TRY(call_decode(c, &workspace_make_record, OP_form));
	const struct workspace_make *f = c->body.row;
	struct str name = str_trim(f->name), zone = STR_ABSENT;
	if (has(f, F_workspace_make_time_zone))
		zone = zone_current_name(f->time_zone);
	TRY(call_check_place(c, has(f, F_workspace_make_country) ? f->country : STR_ABSENT, zone));
	TRY(control_user_get(c->api->o.control, c->arena, c->who.user_id, &a));
	const struct workspace_wish wish = { .name = name,
		                             .country = f->country,
		                             .zone = zone,
		                             .locale = f->locale,
		                             .owned_max = c->api->o.team.workspaces_max };
	enum err e = call_make_workspace(c, &a, &wish, &id);
	if (e == ERR_LIMIT)
		return call_say(c, e, "An account owns at most %u workspaces on this server.",
		                wish.owned_max);
	TRY(e);
	json_open(&c->out, '{');
	answer_id(&c->out, S("id"), id);
	json_close(&c->out, '}');
	c->status = 201;
	return OK;
}

/* -- closing -- */

/* Typed as it is shown: whoever closes one of several knows which. */
static enum err check_name(struct call *c, struct str typed)
{
	struct membership_listed *v;
	unsigned n;
	TRY(control_memberships(c->api->o.control, c->arena, c->who.user_id, &v, &n));
	for (unsigned i = 0; i < n; i++)
		if (uuid_eq(v[i].workspace_id, c->who.workspace_id) &&
		    str_eq(str_trim(typed), v[i].workspace))
			return OK;
	complain(&c->problems, S("name"), FLAW_refused, "This is not the workspace's name.");
	return ERR_INVALID;
}

/* How to take everything along before it is gone. */
static void put_ways_out(struct call *c)
{
	json_key(&c->out, S("export"));
	json_open(&c->out, '[');
	put(&c->out, S("\"/api/v1/contacts\",\"/api/v1/chats\",\"/api/v1/messages\","
	               "\"/api/v1/notes\""));
	json_close(&c->out, ']');
}

enum err route_workspace_close(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	int64_t closes_at = c->api->o.now_ms() + c->api->o.team.grace_days * DAY_MS;
	TRY(call_decode(c, &workspace_close_record, OP_form));
	const struct workspace_close *f = c->body.row;
	TRY(call_ask_password(c, S("password"), f->password));
	TRY(check_name(c, f->name));
	enum err e = workspace_close(c->api->o.control, &by, closes_at);
	if (e == ERR_CONFLICT)
		return call_say(c, e, "The workspace is being closed already.");
	TRY(e);
	call_end_feeds(c, c->who.workspace_id);
	json_open(&c->out, '{');
	answer_text(&c->out, S("state"), S("closing"));
	answer_time(&c->out, S("closes_at"), closes_at);
	put_ways_out(c);
	json_close(&c->out, '}');
	return OK;
}

enum err route_workspace_keep(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	enum err e = workspace_keep(c->api->o.control, &by);
	if (e == ERR_CONFLICT)
		return call_say(c, e, "The workspace is not being closed.");
	TRY(e);
	call_end_feeds(c, c->who.workspace_id);
	put(&c->out, S("{\"state\":\"ready\"}"));
	return OK;
}
