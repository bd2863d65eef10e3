/* session.c: signing in and out, who is signed in. On the CPU pool: passwords are slow. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "base/utf8.h"
#include "cell/audit.h"
#include "control/account.h"
#include "plat/log.h"
#include "plat/seal.h"

enum { COOKIE_DAYS = 30, DAY_S = 24 * 3600 };

/* -- answers -- */

static enum err put_workspaces(struct call *c, struct uuid user_id)
{
	struct membership_listed *v;
	unsigned n;
	TRY(control_memberships(c->api->o.control, c->arena, user_id, &v, &n));
	json_key(&c->out, S("workspaces"));
	json_open(&c->out, '[');
	for (unsigned i = 0; i < n; i++) {
		json_open(&c->out, '{');
		answer_id(&c->out, S("id"), v[i].workspace_id);
		answer_text(&c->out, S("name"), v[i].workspace);
		answer_text(&c->out, S("role"), role_word(v[i].role));
		answer_id(&c->out, S("member_id"), v[i].member_id);
		answer_text(&c->out, S("country"), v[i].country);
		answer_text(&c->out, S("locale"), v[i].locale);
		answer_text(&c->out, S("time_zone"), v[i].time_zone);
		answer_text(&c->out, S("state"), v[i].closing ? S("closing") : S("ready"));
		answer_time(&c->out, S("closes_at"), v[i].closes_at);
		json_close(&c->out, '}');
	}
	json_close(&c->out, ']');
	return OK;
}

enum err call_put_account(struct call *c, const struct account *a)
{
	unsigned left = 0;
	if (a->totp)
		TRY(control_recovery_left(c->api->o.control, a->user_id, &left));
	json_open(&c->out, '{');
	answer_id(&c->out, S("id"), a->user_id);
	answer_text(&c->out, S("email"), a->email);
	answer_text(&c->out, S("name"), a->name);
	answer_text(&c->out, S("locale"), a->locale);
	answer_flag(&c->out, S("operator"), a->operator);
	answer_flag(&c->out, S("totp"), a->totp);
	json_key(&c->out, S("recovery_codes_left"));
	json_put_int(&c->out, left);
	answer_flag(&c->out, S("email_verified"), a->email_verified);
	json_close(&c->out, '}');
	return OK;
}

static enum err put_session(struct call *c, const struct account *a, struct str csrf,
                            struct uuid joined)
{
	json_open(&c->out, '{');
	json_key(&c->out, S("user"));
	TRY(call_put_account(c, a));
	TRY(put_workspaces(c, a->user_id));
	json_key(&c->out, S("csrf"));
	json_put_str(&c->out, csrf);
	if (!uuid_zero(joined))
		answer_id(&c->out, S("joined"), joined);
	json_close(&c->out, '}');
	return OK;
}

/* -- cookies -- */

static void set_cookie(struct call *c, struct str name, struct str value, int64_t max_age_s)
{
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

static struct str device_cookie_name(const struct call *c)
{
	return str_starts(session_cookie_name(c), S("__Host-")) ? S("__Host-kontor_device")
	                                                        : S("kontor_device");
}

/* Next time, guessing elsewhere does not keep this browser out. Signing out leaves it. */
static enum err know_device(struct call *c, const struct account *a)
{
	char secret[SECRET_TEXT];
	bool fresh;
	struct str name = device_cookie_name(c);
	TRY(control_device_know(c->api->o.control, a->user_id, request_cookie(c->request, name),
	                        secret, &fresh));
	if (fresh)
		set_cookie(c, name, arena_str(c->arena, (struct str) { secret, SECRET_TEXT }),
		           (int64_t) DEVICE_DAYS * DAY_S);
	wipe(secret, sizeof secret);
	return OK;
}

/* Every workspace of theirs is told. One that cannot be opened now is no reason not to let somebody
 * in, who may be needed to see to it. */
static void audit_sign_in(struct call *c, const struct account *a)
{
	struct membership_listed *v;
	unsigned n = 0;
	enum err e = control_memberships(c->api->o.control, c->arena, a->user_id, &v, &n);
	for (unsigned i = 0; e == OK && i < n; i++) {
		struct cell *cell;
		enum err one = cells_take(c->api->o.cells, v[i].workspace_id, &cell);
		if (one != OK) {
			log_event(LOG_WARN, "api.sign-in-not-audited",
			          LOG_UUID("cell", v[i].workspace_id), LOG_ERR(one));
			continue;
		}
		cell_audit_event(cell, &(struct audit_event) { .action = audit_action_signed_in,
		                                               .rec = &member_record,
		                                               .row_id = v[i].member_id,
		                                               .actor = v[i].member_id,
		                                               .n = 1 });
		cell_give(cell);
	}
}

enum err call_begin_session(struct call *c, const struct account *a, struct uuid joined)
{
	struct session_made s;
	TRY(end_previous(c));
	struct str agent = str_head(request_header(c->request, S("User-Agent")), 300);
	TRY(control_session_make(c->api->o.control, a, utf8_valid(agent) ? agent : S(""), &s));
	set_cookie(c, session_cookie_name(c),
	           arena_str(c->arena, (struct str) { s.secret, SECRET_TEXT }),
	           COOKIE_DAYS * DAY_S);
	TRY(know_device(c, a));
	audit_sign_in(c, a);
	return put_session(c, a, arena_str(c->arena, (struct str) { s.csrf, SECRET_TEXT }), joined);
}

/* -- routes -- */

/* Pages of other sites may not sign anybody in, either. */
enum err call_own_origin(const struct call *c)
{
	return call_origin(c) == ORIGIN_FOREIGN ? ERR_CSRF : OK;
}

/* What counts as one place: of IPv6 the first 64 bits, since a house has all the rest. */
struct str call_place(struct call *c)
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
	TRY(call_own_origin(c));
	TRY(call_decode(c, &sign_in_record, OP_form));
	const struct sign_in *f = c->body.row;
	const struct sign_in_try t = {
		.email = f->email,
		.password = f->password,
		.code = has(f, F_sign_in_code) ? str_trim(f->code) : STR_ABSENT,
		.address = call_place(c),
		.device = request_cookie(c->request, device_cookie_name(c)),
	};
	TRY(control_sign_in(c->api->o.control, c->arena, &t, &a, &c->retry_after_s));
	return call_begin_session(c, &a, (struct uuid) { 0 });
}

enum err call_put_session(struct call *c, struct uuid joined)
{
	struct account a;
	char csrf[SECRET_TEXT];
	TRY(control_user_get(c->api->o.control, c->arena, c->who.user_id, &a));
	control_session_csrf(c->api->o.control, c->credential, csrf);
	return put_session(c, &a, (struct str) { csrf, SECRET_TEXT }, joined);
}

enum err route_session(struct call *c)
{
	return call_put_session(c, (struct uuid) { 0 });
}

void call_end_feeds(struct call *c, struct uuid whose)
{
	call_end_feeds_but(c, whose, AUDIENCE_NOBODY);
}

void call_end_feeds_but(struct call *c, struct uuid whose, struct uuid but)
{
	tickets_end(c->api->tickets, whose, but);
	feed_end(c->api->feed, whose, but);
}

void call_drop_session_cookie(struct call *c)
{
	set_cookie(c, session_cookie_name(c), S(""), 0);
	call_header(c, S("Clear-Site-Data"), S("\"cache\", \"storage\""));
}

enum err route_sign_out(struct call *c)
{
	TRY(control_session_end(c->api->o.control, c->credential));
	call_end_feeds(c, c->who.credential_id);
	call_drop_session_cookie(c);
	return OK;
}
