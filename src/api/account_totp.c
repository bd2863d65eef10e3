/* account_totp.c: the second factor of an account, and the codes on paper. On the CPU pool. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "control/account.h"
#include "plat/seal.h"

static void put_recovery_codes(struct call *c, struct recovery_codes *codes)
{
	json_open(&c->out, '{');
	json_key(&c->out, S("recovery_codes"));
	json_open(&c->out, '[');
	for (unsigned i = 0; i < RECOVERY_CODES; i++)
		json_put_str(&c->out, (struct str) { codes->v[i], RECOVERY_TEXT });
	json_close(&c->out, ']');
	json_close(&c->out, '}');
	wipe(codes, sizeof *codes);
}

/* A wrong code is a flaw of the form: whoever typed it stays signed in. */
static enum err explain(struct call *c, enum err e, const char *conflict)
{
	if (e == ERR_CONFLICT)
		return call_say(c, e, "%s", conflict);
	if (e != ERR_BAD_CODE && e != ERR_CODE_USED)
		return e;
	complain(&c->problems, S("code"), FLAW_refused, "%s", err_info(e)->sentence.ptr);
	return ERR_INVALID;
}

static enum err notice(struct call *c, enum mail_kind kind)
{
	struct account a;
	TRY(control_user_get(c->api->o.control, c->arena, c->who.user_id, &a));
	call_notice(c, &a, kind, 0);
	return OK;
}

enum err route_totp_begin(struct call *c)
{
	struct totp_setup setup;
	enum err e = control_totp_begin(c->api->o.control, c->arena, c->who.user_id, &setup);
	TRY(explain(c, e, "The second factor is on already: turn it off first."));
	json_open(&c->out, '{');
	answer_text(&c->out, S("secret"), setup.secret);
	answer_text(&c->out, S("uri"), setup.uri);
	json_close(&c->out, '}');
	return OK;
}

enum err route_totp_confirm(struct call *c)
{
	struct recovery_codes codes;
	TRY(call_decode(c, &totp_code_record, OP_form));
	const struct totp_code *f = c->body.row;
	enum err e = control_totp_confirm(c->api->o.control, c->who.user_id, str_trim(f->code),
	                                  &codes, &c->retry_after_s);
	TRY(explain(c, e,
	            "There is nothing to confirm: the second factor is on, or was not begun."));
	TRY(notice(c, mail_kind_notice_totp_on));
	put_recovery_codes(c, &codes);
	return OK;
}

enum err route_totp_off(struct call *c)
{
	TRY(call_decode(c, &totp_off_record, OP_form));
	const struct totp_off *f = c->body.row;
	TRY(call_ask_password(c, S("password"), f->password));
	enum err e = control_totp_off(c->api->o.control, c->who.user_id, str_trim(f->code),
	                              &c->retry_after_s);
	TRY(explain(c, e, "The second factor is off already."));
	return notice(c, mail_kind_notice_totp_off);
}

enum err route_recovery_codes(struct call *c)
{
	struct recovery_codes codes;
	TRY(call_decode(c, &password_again_record, OP_form));
	const struct password_again *f = c->body.row;
	TRY(call_ask_password(c, S("password"), f->password));
	enum err e = control_recovery_renew(c->api->o.control, c->who.user_id, &codes);
	TRY(explain(c, e, "There are codes only for the second factor, and that is off."));
	put_recovery_codes(c, &codes);
	return OK;
}
