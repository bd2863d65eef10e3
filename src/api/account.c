/* account.c: what somebody does with their own account: name, password, address, export, closing.
 * On the CPU pool. Whoever has to prove themselves again and cannot is told so at the field: they
 * stay signed in. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "api/tell.h"
#include "control/account.h"
#include "egress/mail.h"
#include "plat/log.h"

#define DAY_MS (24 * 60 * 60 * INT64_C(1000))

enum { NOTICE_DAYS = 2 };

enum err call_ask_password(struct call *c, struct str name, struct str password)
{
	enum err e = control_password_ask(c->api->o.control, c->who.user_id, password,
	                                  &c->retry_after_s);
	if (e != ERR_BAD_LOGIN)
		return e;
	complain(&c->problems, name, FLAW_refused, "This is not your password.");
	return ERR_INVALID;
}

void call_notice(struct call *c, const struct account *to, enum mail_kind kind, int64_t until)
{
	struct outgoing_mail m = {
		.kind = kind,
		.to = to->email,
		.user_id = to->user_id,
		.expires_at = c->api->o.now_ms() + NOTICE_DAYS * DAY_MS,
	};
	set(&m.words, mail_words, person, to->name);
	set(&m.words, mail_words, address, to->email);
	if (until != 0)
		set(&m.words, mail_words, until, until);
	enum err e = egress_mail(c->api->o.egress, &m);
	if (e != OK && e != ERR_MAIL_OFF) /* what it tells of has happened all the same */
		log_event(LOG_WARN, "account.no-notice", LOG_ERR(e));
}

static void notice_self(struct call *c, enum mail_kind kind)
{
	struct account a;
	if (control_user_get(c->api->o.control, c->arena, c->who.user_id, &a) == OK)
		call_notice(c, &a, kind, 0);
}

/* -- facts -- */

enum err route_account(struct call *c)
{
	struct account a;
	TRY(control_user_get(c->api->o.control, c->arena, c->who.user_id, &a));
	return call_put_account(c, &a);
}

/* Cells have a copy of the name; what is not told now is told at the next start. */
enum err route_account_set(struct call *c)
{
	TRY(call_decode(c, &account_change_record, OP_form));
	const struct account_change *f = c->body.row;
	const struct account_facts to = {
		.name = has(f, F_account_change_name) ? f->name : STR_ABSENT,
		.locale = has(f, F_account_change_locale)                 ? f->locale
		          : (c->body.sent & BIT(F_account_change_locale)) ? S("")
		                                                          : STR_ABSENT,
	};
	TRY(control_account_change(c->api->o.control, c->who.user_id, &to, &c->problems));
	enum err e = team_tell_all(c->api->o.control, c->api->o.cells);
	if (e != OK)
		log_event(LOG_WARN, "account.cells-untold", LOG_ERR(e));
	return route_account(c);
}

/* -- the password -- */

enum err route_account_password(struct call *c)
{
	struct control *control = c->api->o.control;
	TRY(call_decode(c, &password_change_record, OP_form));
	const struct password_change *f = c->body.row;
	TRY(call_ask_password(c, S("current"), f->current));
	TRY(control_password_set(control, c->who.user_id, c->who.credential_id, S("password"),
	                         f->password, &c->problems));
	call_end_feeds_but(c, c->who.user_id, c->who.credential_id);
	notice_self(c, mail_kind_notice_password);
	return OK;
}

/* -- the address -- */

static enum err check_mail(struct call *c)
{
	return egress_has_mail(c->api->o.egress) ? OK : ERR_MAIL_OFF;
}

enum err route_account_email(struct call *c)
{
	TRY(check_mail(c));
	TRY(call_decode(c, &email_change_record, OP_form));
	const struct email_change *f = c->body.row;
	TRY(call_ask_password(c, S("password"), f->password));
	struct str link = arena_printf(c->arena, "%.*s/#/verify/", PRI_STR(call_public_url(c)));
	TRY(control_email_ask(c->api->o.control, c->who.user_id, f->email, link, &c->problems,
	                      &c->retry_after_s));
	egress_wake(c->api->o.egress);
	c->status = 202;
	return OK;
}

/* Whoever has the code has the mail; in which browser they read it says nothing. */
enum err route_account_verify(struct call *c)
{
	struct account a;
	struct str was;
	TRY(call_own_origin(c));
	TRY(call_decode(c, &account_code_in_record, OP_form));
	const struct account_code_in *f = c->body.row;
	TRY(control_email_verify(c->api->o.control, c->arena, f->code, call_place(c), &a, &was,
	                         &c->retry_after_s));
	if (!str_absent(was)) {
		struct account before = a;
		before.email = was;
		call_notice(c, &before, mail_kind_notice_email, 0);
	}
	return OK;
}

/* -- browsers that are signed in -- */

enum err route_account_sessions(struct call *c)
{
	struct session_listed *v;
	unsigned n;
	TRY(control_sessions(c->api->o.control, c->arena, c->who.user_id, &v, &n));
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < n; i++) {
		json_open(&c->out, '{');
		answer_id(&c->out, S("id"), v[i].id);
		answer_text(&c->out, S("agent"), v[i].agent);
		answer_time(&c->out, S("created_at"), v[i].created_at);
		answer_time(&c->out, S("seen_at"), v[i].seen_at);
		answer_time(&c->out, S("expires_at"), v[i].expires_at);
		answer_flag(&c->out, S("current"), uuid_eq(v[i].id, c->who.credential_id));
		json_close(&c->out, '}');
	}
	put(&c->out, S("]}"));
	return OK;
}

enum err route_account_session_end(struct call *c)
{
	TRY(control_session_revoke(c->api->o.control, c->who.user_id, c->id));
	call_end_feeds(c, c->id);
	return OK;
}

enum err route_account_sessions_end(struct call *c)
{
	TRY(control_sessions_end_others(c->api->o.control, c->who.user_id, c->who.credential_id));
	call_end_feeds_but(c, c->who.user_id, c->who.credential_id);
	return OK;
}

/* -- the way out -- */

enum err route_account_export(struct call *c)
{
	call_header(c, S("Content-Disposition"), S("attachment; filename=\"kontor-account.json\""));
	return control_account_export(c->api->o.control, c->who.user_id, &c->out);
}

static struct str listed(struct call *c, const struct str *names, unsigned n)
{
	struct buf b = BUF_IN(c->arena);
	for (unsigned i = 0; i < n && i < 3; i++)
		putf(&b, "%s%.*s", i == 0 ? "" : ", ", PRI_STR(names[i]));
	if (n > 3)
		put(&b, S(", …"));
	return buf_str(&b);
}

enum err route_account_close(struct call *c)
{
	struct control *control = c->api->o.control;
	int64_t closes_at = c->api->o.now_ms() + c->api->o.account_grace_days * DAY_MS;
	struct account a;
	struct str *names;
	unsigned n;
	TRY(call_decode(c, &password_again_record, OP_form));
	const struct password_again *f = c->body.row;
	TRY(call_ask_password(c, S("password"), f->password));
	TRY(control_user_get(control, c->arena, c->who.user_id, &a));
	enum err e = control_account_close(control, c->arena, a.user_id, closes_at, &names, &n);
	if (e == ERR_CONFLICT && n == 0)
		return call_say(c, e, "Only you look after this server: name another first.");
	if (e == ERR_CONFLICT)
		return call_say(c, ERR_LAST_OWNER,
		                "Only you own %.*s: hand it over or close it first.",
		                PRI_STR(listed(c, names, n)));
	TRY(e);
	call_end_feeds_but(c, a.user_id, AUDIENCE_NOBODY);
	call_notice(c, &a, mail_kind_notice_closing, closes_at);
	call_drop_session_cookie(c);
	json_open(&c->out, '{');
	answer_time(&c->out, S("closes_at"), closes_at);
	json_close(&c->out, '}');
	return OK;
}
