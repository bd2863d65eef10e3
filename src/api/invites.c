/* invites.c: asking people in, and what happens when they open the link. On the CPU pool.
 *
 * The code stands in the link's fragment, which no browser sends to a server and no proxy logs; the
 * page sends it in a body. Nothing here tells whether an account exists: looking does not say, and
 * taking an invitation with an address that is known is signing in, with its answers, its time and
 * its limits. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "control/account.h"
#include "control/team.h"
#include "egress/mail.h"
#include "plat/log.h"

enum { DAY_S = 24 * 60 * 60 };

/* -- making -- */

static struct str link_to(struct call *c, const char code[SECRET_TEXT])
{
	return arena_printf(c->arena, "%.*s/#/invite/%.*s", PRI_STR(call_public_url(c)),
	                    SECRET_TEXT, code);
}

static int64_t ends_at(struct call *c, const struct invite_make *f)
{
	int64_t now_ms = c->api->o.now_ms();
	int64_t longest = now_ms + c->api->o.team.invite_days * DAY_S * INT64_C(1000);
	if (!has(f, F_invite_make_expires_at))
		return longest;
	if (f->expires_at <= now_ms)
		complain(&c->problems, S("expires_at"), FLAW_out_of_range, "That is over already.");
	else if (f->expires_at > longest)
		complain(&c->problems, S("expires_at"), FLAW_out_of_range,
		         "An invitation is good for at most %lld days.",
		         (long long) c->api->o.team.invite_days);
	return f->expires_at;
}

/* The link is good without the mail: whoever made it sees that none went, and the link. */
static bool mail_link(struct call *c, const struct invite_new *what, struct str link)
{
	struct account by;
	struct invite_seen seen;
	struct outgoing_mail m = { .kind = mail_kind_invite,
		                   .to = what->email,
		                   .expires_at = what->expires_at };
	if (str_absent(what->email) || c->api->o.egress == NULL ||
	    !egress_has_mail(c->api->o.egress))
		return false;
	struct str code = str_from(link, link.len - SECRET_TEXT);
	enum err e = invite_look(c->api->o.control, c->arena, code, &seen);
	if (e == OK)
		e = control_user_get(c->api->o.control, c->arena, c->who.user_id, &by);
	if (e == OK) {
		set(&m.words, mail_words, link, link);
		set(&m.words, mail_words, by, by.name);
		set(&m.words, mail_words, workspace, seen.workspace);
		set(&m.words, mail_words, role, what->role);
		set(&m.words, mail_words, until, what->expires_at);
		e = egress_mail(c->api->o.egress, &m);
	}
	if (e != OK)
		log_event(LOG_WARN, "invite.not-mailed", LOG_ID("request", c->request->id),
		          LOG_ERR(e));
	return e == OK;
}

static enum err refused(struct call *c, enum err e)
{
	const struct team_options *o = &c->api->o.team;
	if (e == ERR_INVALID)
		complain(&c->problems, S("email"), FLAW_malformed, "Not an e-mail address.");
	else if (e == ERR_CONFLICT)
		complain(&c->problems, S("email"), FLAW_not_unique,
		         "Whoever has this address is a member already.");
	else if (e == ERR_FORBIDDEN)
		return call_say(c, e, "Only an owner decides who is an owner.");
	else if (e == ERR_LIMIT)
		return call_say(c, e,
		                "There are %u open invitations or %u members; this server allows "
		                "no more.",
		                o->invites_max, o->members_max);
	return e;
}

enum err route_invite_make(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	struct uuid id;
	char code[SECRET_TEXT];
	TRY(call_decode(c, &invite_make_record, OP_form));
	const struct invite_make *f = c->body.row;
	struct invite_new what = {
		.role = f->role,
		.email = has(f, F_invite_make_email) ? f->email : STR_ABSENT,
		.expires_at = ends_at(c, f),
		.invites_max = c->api->o.team.invites_max,
		.members_max = c->api->o.team.members_max,
	};
	if (c->problems.n != 0)
		return ERR_INVALID;
	enum err e = invite_make(c->api->o.control, &by, &what, &id, code);
	if (e != OK)
		return refused(c, e);
	struct str link = link_to(c, code);
	json_open(&c->out, '{');
	answer_id(&c->out, S("id"), id);
	answer_text(&c->out, S("link"), link);
	answer_flag(&c->out, S("mailed"), mail_link(c, &what, link));
	answer_time(&c->out, S("expires_at"), what.expires_at);
	json_close(&c->out, '}');
	c->status = 201;
	return OK;
}

/* -- listing, revoking -- */

static void put_invite(struct buf *b, const struct invite_listed *v)
{
	json_open(b, '{');
	answer_id(b, S("id"), v->id);
	answer_text(b, S("email"), v->email);
	answer_text(b, S("role"), role_word(v->role));
	answer_text(b, S("made_by"), v->made_by);
	answer_time(b, S("created_at"), v->created_at);
	answer_time(b, S("expires_at"), v->expires_at);
	answer_time(b, S("taken_at"), v->taken_at);
	json_close(b, '}');
}

enum err route_invites(struct call *c)
{
	struct invite_listed *v;
	unsigned n;
	TRY(invite_list(c->api->o.control, c->arena, c->who.workspace_id, &v, &n));
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < n; i++)
		put_invite(&c->out, &v[i]);
	put(&c->out, S("]}"));
	return OK;
}

enum err route_invite_revoke(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	return invite_revoke(c->api->o.control, &by, c->id);
}

/* -- looking -- */

/* "m…@example.test": enough to know which of one's own addresses is meant. */
static struct str hint_of(struct call *c, struct str email)
{
	size_t at, first = 1;
	if (str_absent(email) || !str_find_byte(email, '@', &at))
		return STR_ABSENT;
	while (first < at && ((unsigned char) email.ptr[first] & 0xc0) == 0x80)
		first++;
	return arena_printf(c->arena, "%.*s…%.*s", PRI_STR(str_head(email, first)),
	                    PRI_STR(str_from(email, at)));
}

static void put_reader(struct call *c, const struct account *a, const struct invite_seen *seen)
{
	json_key(&c->out, S("signed_in_as"));
	json_open(&c->out, '{');
	answer_text(&c->out, S("name"), a->name);
	answer_text(&c->out, S("email"), a->email);
	json_close(&c->out, '}');
	answer_flag(&c->out, S("fits"), invite_fits(seen, a->email));
}

enum err route_invite_look(struct call *c)
{
	struct invite_seen seen;
	struct account a;
	if (call_origin(c) == ORIGIN_FOREIGN)
		return ERR_CSRF;
	TRY(call_decode(c, &invite_code_record, OP_form));
	const struct invite_code *f = c->body.row;
	TRY(invite_look(c->api->o.control, c->arena, f->code, &seen));
	enum err who = call_find_session(c);
	if (who == OK)
		who = control_user_get(c->api->o.control, c->arena, c->who.user_id, &a);
	if (!uuid_zero(seen.taken_by) && (who != OK || !uuid_eq(seen.taken_by, c->who.user_id)))
		return ERR_INVITE_OVER;
	json_open(&c->out, '{');
	answer_text(&c->out, S("workspace"), seen.workspace);
	answer_text(&c->out, S("role"), role_word(seen.role));
	answer_text(&c->out, S("email_hint"), hint_of(c, seen.email));
	answer_time(&c->out, S("expires_at"), seen.expires_at);
	if (who == OK)
		put_reader(c, &a, &seen);
	else
		put(&c->out, S(",\"signed_in_as\":null,\"fits\":null"));
	json_close(&c->out, '}');
	return OK;
}

/* -- taking -- */

static enum err take(struct call *c, struct str code, const struct account *a,
                     struct uuid *workspace_id)
{
	struct member_news news = { 0 };
	struct invite_seen seen;
	enum err e = invite_take(c->api->o.control, c->arena, code, a->user_id,
	                         c->api->o.team.members_max, &news);
	if (e == ERR_INVITE_OTHER && invite_look(c->api->o.control, c->arena, code, &seen) == OK)
		return call_say(c, e, "This invitation is for %.*s; you are signed in as %.*s.",
		                PRI_STR(hint_of(c, seen.email)), PRI_STR(a->email));
	if (e == ERR_LIMIT)
		return call_say(c, e, "The workspace has as many members as this server allows.");
	TRY(e);
	*workspace_id = news.workspace_id;
	call_tell_team(c, &news);
	return OK;
}

static enum err take_signed_in(struct call *c, const struct invite_accept *f)
{
	struct account a;
	struct uuid joined;
	TRY(call_identify_session(c));
	TRY(control_user_get(c->api->o.control, c->arena, c->who.user_id, &a));
	TRY(take(c, f->code, &a, &joined));
	return call_put_session(c, joined);
}

/* An address that has an account signs in. Whoever takes the last place, or the code, meanwhile:
 * the account is made all the same, and asks for another invitation. */
static enum err find_or_make(struct call *c, const struct invite_accept *f, struct account *a)
{
	struct control *control = c->api->o.control;
	struct sign_in_try try = { .email = f->email,
		                   .password = f->password,
		                   .address = call_place(c) };
	struct new_user u = { .email = f->email,
		              .name = f->name,
		              .password = f->password,
		              .locale = f->locale,
		              .age_confirmed = f->confirm_age };
	enum err e = control_user_by_email(control, c->arena, f->email, a);
	if (e == OK)
		return control_sign_in(control, c->arena, &try, a, &c->retry_after_s);
	if (e != ERR_NOT_FOUND)
		return e;
	TRY(control_user_add(control, &u, &c->problems, &a->user_id));
	return control_user_get(control, c->arena, a->user_id, a);
}

/* Before an account is made, all that can be known to be wrong is said. */
static enum err take_anew(struct call *c, const struct invite_accept *f)
{
	struct account a = { 0 };
	struct invite_seen seen;
	struct uuid joined;
	TRY(invite_look(c->api->o.control, c->arena, f->code, &seen));
	if (!invite_fits(&seen, f->email))
		return call_say(c, ERR_INVITE_OTHER, "This invitation is for %.*s.",
		                PRI_STR(hint_of(c, seen.email)));
	TRY(find_or_make(c, f, &a));
	TRY(take(c, f->code, &a, &joined));
	c->status = 201;
	return call_begin_session(c, &a, joined);
}

enum err route_invite_accept(struct call *c)
{
	if (call_origin(c) == ORIGIN_FOREIGN)
		return ERR_CSRF;
	TRY(call_decode(c, &invite_accept_record, OP_form));
	const struct invite_accept *f = c->body.row;
	if (!has(f, F_invite_accept_email))
		return take_signed_in(c, f);
	if (!has(f, F_invite_accept_password))
		complain(&c->problems, S("password"), FLAW_required, "Choose a password.");
	return c->problems.n == 0 ? take_anew(c, f) : ERR_INVALID;
}
