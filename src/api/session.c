/* session.c: the first owner, signing in and out, who is signed in. On the CPU pool: passwords are
 * slow. */
#include "api/api_impl.h"

#include "base/utf8.h"
#include "core/phone.h"
#include "plat/zone.h"

enum { COOKIE_DAYS = 30 };

/* -- answers -- */

static enum err put_workspaces(struct call *c, struct uuid user_id)
{
	struct membership_listed *v;
	unsigned n;
	static const struct str roles[] = { STR(""), STR("viewer"), STR("agent"), STR("admin"),
		                            STR("owner") };
	TRY(control_memberships(c->api->o.control, c->arena, user_id, &v, &n));
	json_key(&c->out, S("workspaces"));
	json_open(&c->out, '[');
	for (unsigned i = 0; i < n; i++) {
		json_open(&c->out, '{');
		json_key(&c->out, S("id"));
		json_put_uuid(&c->out, v[i].workspace_id);
		json_key(&c->out, S("name"));
		json_put_str(&c->out, v[i].workspace);
		json_key(&c->out, S("role"));
		json_put_str(&c->out, roles[v[i].role]);
		json_key(&c->out, S("member_id"));
		json_put_uuid(&c->out, v[i].member_id);
		json_close(&c->out, '}');
	}
	json_close(&c->out, ']');
	return OK;
}

static enum err put_session(struct call *c, const struct account *a, struct str csrf)
{
	json_open(&c->out, '{');
	json_key(&c->out, S("user"));
	json_open(&c->out, '{');
	json_key(&c->out, S("id"));
	json_put_uuid(&c->out, a->user_id);
	json_key(&c->out, S("email"));
	json_put_str(&c->out, a->email);
	json_key(&c->out, S("name"));
	json_put_str(&c->out, a->name);
	json_close(&c->out, '}');
	TRY(put_workspaces(c, a->user_id));
	json_key(&c->out, S("csrf"));
	json_put_str(&c->out, csrf);
	json_close(&c->out, '}');
	return OK;
}

/* -- cookies -- */

static void set_cookie(struct call *c, struct str value, int64_t max_age_s)
{
	struct str name = session_cookie_name(c);
	call_header(c, S("Set-Cookie"),
	            arena_printf(c->arena,
	                         "%.*s=%.*s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
	                         PRI_STR(name), PRI_STR(value), (long long) max_age_s,
	                         str_starts(name, S("__Host-")) ? "; Secure" : ""));
}

/* Whoever signs in again leaves nothing of before: neither a session of theirs, nor one that was
 * planted here. */
static enum err end_previous(struct call *c)
{
	struct identity before;
	struct str secret = request_cookie(c->request, session_cookie_name(c));
	if (str_absent(secret))
		return OK;
	enum err e = control_who_session(c->api->o.control, secret, AUDIENCE_NOBODY, &before);
	if (e == OK)
		e = control_session_end(c->api->o.control, secret);
	if (e == OK)
		call_end_feeds(c, before.credential_id);
	return e == ERR_UNAUTHORIZED || e == ERR_NOT_FOUND ? OK : e;
}

static enum err begin_session(struct call *c, const struct account *a)
{
	struct session_made s;
	TRY(end_previous(c));
	struct str agent = str_head(request_header(c->request, S("User-Agent")), 300);
	TRY(control_session_make(c->api->o.control, a->user_id, utf8_valid(agent) ? agent : S(""),
	                         &s));
	set_cookie(c, arena_str(c->arena, (struct str) { s.secret, SECRET_TEXT }),
	           COOKIE_DAYS * 24 * 3600);
	return put_session(c, a, arena_str(c->arena, (struct str) { s.csrf, SECRET_TEXT }));
}

/* -- routes -- */

/* Pages of other sites may not sign anybody in, either. */
static enum err own_origin(const struct call *c)
{
	return call_origin(c) == ORIGIN_FOREIGN ? ERR_CSRF : OK;
}

/* What counts as one place: of IPv6 the first 64 bits, since a house has all the rest. */
static struct str place_of(struct call *c)
{
	struct net_addr a = c->request->client_addr;
	char *text = arena_alloc(c->arena, ADDR_TEXT);
	if (a.family == 6)
		memset(a.b + 8, 0, sizeof a.b - 8);
	return addr_text(a, text);
}

enum err route_sign_in(struct call *c)
{
	struct account a;
	TRY(own_origin(c));
	TRY(call_decode(c, &sign_in_record, OP_form));
	const struct sign_in *f = c->body.row;
	TRY(control_sign_in(c->api->o.control, c->arena, f->email, f->password, place_of(c), &a,
	                    &c->retry_after_s));
	return begin_session(c, &a);
}

enum err route_session(struct call *c)
{
	struct account a;
	char csrf[SECRET_TEXT];
	TRY(control_user_get(c->api->o.control, c->arena, c->who.user_id, &a));
	control_session_csrf(c->api->o.control, c->credential, csrf);
	return put_session(c, &a, (struct str) { csrf, SECRET_TEXT });
}

void call_end_feeds(struct call *c, struct uuid whose)
{
	tickets_end(c->api->tickets, whose);
	feed_end(c->api->feed, whose);
}

enum err route_sign_out(struct call *c)
{
	TRY(control_session_end(c->api->o.control, c->credential));
	call_end_feeds(c, c->who.credential_id);
	set_cookie(c, S(""), 0);
	call_header(c, S("Clear-Site-Data"), S("\"cache\", \"storage\""));
	return OK;
}

/* -- the first owner -- */

enum err call_make_workspace(struct call *c, const struct account *a, struct str name,
                             struct str country, struct str zone, struct str locale,
                             struct uuid *workspace_id)
{
	struct control *control = c->api->o.control;
	struct cell_seed seed = { .owner_user_id = a->user_id,
		                  .name = name,
		                  .owner_name = a->name,
		                  .country = country,
		                  .time_zone = zone,
		                  .locale = locale };
	TRY(control_cell_add(control, a->user_id, name, &seed.id, &seed.owner_member_id));
	TRY(cell_create(c->api->o.cells, &seed));
	*workspace_id = seed.id;
	return control_cell_ready(control, seed.id);
}

static enum err has_owner(struct call *c)
{
	return call_say(
		c, ERR_CONFLICT,
		"This server has its owner already. Sign in, or ask them for an invitation.");
}

static enum err check_place(struct call *c, const struct sign_up *f)
{
	if (has(f, F_sign_up_country) && !phone_region_known(f->country))
		complain(&c->problems, S("country"), FLAW_malformed, "There is no such country.");
	if (has(f, F_sign_up_time_zone) && !zone_exists(f->time_zone))
		complain(&c->problems, S("time_zone"), FLAW_malformed,
		         "There is no such time zone.");
	return c->problems.n == 0 ? OK : ERR_INVALID;
}

enum err route_setup(struct call *c)
{
	bool have;
	struct account a = { 0 };
	struct uuid workspace;
	TRY(own_origin(c));
	TRY(control_has_users(c->api->o.control, &have));
	if (have)
		return has_owner(c);
	TRY(call_decode(c, &sign_up_record, OP_form));
	const struct sign_up *f = c->body.row;
	TRY(check_place(c, f));
	struct new_user u = { .email = f->email,
		              .name = f->name,
		              .password = f->password,
		              .locale = f->locale,
		              .age_confirmed = f->confirm_age,
		              .only_first = true };
	enum err e = control_user_add(c->api->o.control, &u, &c->problems, &a.user_id);
	if (e == ERR_FORBIDDEN) /* somebody was quicker */
		return has_owner(c);
	TRY(e);
	TRY(control_user_get(c->api->o.control, c->arena, a.user_id, &a));
	TRY(call_make_workspace(c, &a, f->workspace, f->country, zone_current_name(f->time_zone),
	                        f->locale, &workspace));
	c->status = 201;
	return begin_session(c, &a);
}
