/* resets.c: a new password for who has forgotten the old one. Whether there is such an account
 * shows neither in the answer nor in its time. On the CPU pool. */
#include "api/api_impl.h"

#include "control/account.h"
#include "egress/mail.h"

enum err route_reset_ask(struct call *c)
{
	TRY(call_own_origin(c));
	TRY(call_decode(c, &reset_ask_record, OP_form));
	const struct reset_ask *f = c->body.row;
	const struct reset_asked asked = {
		.email = f->email,
		.address = call_place(c),
		.link = egress_has_mail(c->api->o.egress) ? call_reset_link(c, S("")) : STR_ABSENT,
	};
	TRY(control_reset_ask(c->api->o.control, &asked, &c->retry_after_s));
	egress_wake(c->api->o.egress);
	c->status = 202;
	return OK;
}

/* Whoever has a second factor still needs it to sign in, so nobody is signed in here. */
enum err route_reset_finish(struct call *c)
{
	struct account a;
	TRY(call_own_origin(c));
	TRY(call_decode(c, &reset_finish_record, OP_form));
	const struct reset_finish *f = c->body.row;
	TRY(control_reset_finish(c->api->o.control, c->arena, f->code, f->password, call_place(c),
	                         &c->problems, &a, &c->retry_after_s));
	call_end_feeds_but(c, a.user_id, AUDIENCE_NOBODY);
	call_notice(c, &a, mail_kind_notice_password, 0);
	return OK;
}

/* Asked for over the socket, where no address was typed: the first one we listen on. */
static struct str listened_at(struct call *c)
{
	const struct api *api = c->api;
	const char *scheme = api->o.secure_cookies ? "https" : "http";
	struct str at = api->o.listen_n != 0 ? api->o.listen[0] : S("localhost");
	if (!api->o.quiet && str_ends(at, S(":0"))) /* whichever was free */
		return arena_printf(c->arena, "%s://%.*s:%u", scheme,
		                    PRI_STR(str_head(at, at.len - 2)), server_port(api->server, 0));
	return arena_printf(c->arena, "%s://%.*s", scheme, PRI_STR(at));
}

/* The code stands behind #, which no browser sends on: it is in no log and in no Referer. */
struct str call_reset_link(struct call *c, struct str code)
{
	bool by_socket = c->request->from_admin_socket && str_absent(c->api->public_origin);
	struct str base = by_socket ? listened_at(c) : call_public_url(c);
	return arena_printf(c->arena, "%.*s/#/reset/%.*s", PRI_STR(base), PRI_STR(code));
}
