/* admin_accounts.c: accounts as whoever looks after the server sees them, and the ledger of what
 * left it. Over the socket in the data folder, or in the browser of an operator. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "control/account.h"
#include "control/outbox.h"
#include "plat/seal.h"

enum { LEDGER_PAGE = 100 };

static enum err find_account(struct call *c, struct str email, struct account *out)
{
	enum err e = control_user_by_email(c->api->o.control, c->arena, email, out);
	if (e != ERR_NOT_FOUND)
		return e;
	complain(&c->problems, S("email"), FLAW_no_such_record,
	         "There is no account with this e-mail address.");
	return ERR_INVALID;
}

enum err route_admin_accounts(struct call *c)
{
	struct account *v;
	unsigned n;
	TRY(control_accounts(c->api->o.control, c->arena, &v, &n));
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < n; i++) {
		json_open(&c->out, '{');
		answer_id(&c->out, S("id"), v[i].user_id);
		answer_text(&c->out, S("email"), v[i].email);
		answer_text(&c->out, S("name"), v[i].name);
		answer_flag(&c->out, S("operator"), v[i].operator);
		answer_flag(&c->out, S("totp"), v[i].totp);
		answer_flag(&c->out, S("email_verified"), v[i].email_verified);
		answer_time(&c->out, S("created_at"), v[i].created_at);
		answer_time(&c->out, S("closes_at"), v[i].closes_at);
		json_close(&c->out, '}');
	}
	put(&c->out, S("]}"));
	return OK;
}

enum err route_admin_operator(struct call *c)
{
	struct control *control = c->api->o.control;
	struct account a;
	TRY(call_decode(c, &admin_operator_record, OP_form));
	const struct admin_operator *f = c->body.row;
	TRY(find_account(c, f->email, &a));
	enum err e = f->operator? control_operator_set(control, a.user_id)
	                        : control_operator_unset(control, a.user_id);
	if (e == ERR_CONFLICT)
		return call_say(c, e, "Somebody must look after the server: name another first.");
	TRY(e);
	json_open(&c->out, '{');
	answer_id(&c->out, S("id"), a.user_id);
	answer_flag(&c->out, S("operator"), f->operator);
	json_close(&c->out, '}');
	return OK;
}

enum err route_admin_email(struct call *c)
{
	struct account a;
	TRY(call_decode(c, &admin_email_record, OP_form));
	const struct admin_email *f = c->body.row;
	TRY(find_account(c, f->email, &a));
	TRY(control_email_set(c->api->o.control, a.user_id, f->to, &c->problems));
	call_notice(c, &a, mail_kind_notice_email, 0);
	json_open(&c->out, '{');
	answer_id(&c->out, S("id"), a.user_id);
	json_close(&c->out, '}');
	return OK;
}

/* The link itself, for somebody who gets no mail. What it can do is what its holder could do with
 * the mail: the operator could read the data anyway. */
enum err route_admin_reset(struct call *c)
{
	struct control *control = c->api->o.control;
	struct account a;
	char code[SECRET_TEXT];
	int64_t expires_at;
	TRY(call_decode(c, &admin_reset_record, OP_form));
	const struct admin_reset *f = c->body.row;
	TRY(find_account(c, f->email, &a));
	if (has(f, F_admin_reset_totp_off) && f->totp_off) {
		TRY(control_totp_drop(control, a.user_id));
		call_notice(c, &a, mail_kind_notice_totp_off, 0);
	}
	TRY(control_reset_code(control, a.user_id, code, &expires_at));
	json_open(&c->out, '{');
	answer_text(&c->out, S("link"), call_reset_link(c, (struct str) { code, SECRET_TEXT }));
	answer_time(&c->out, S("expires_at"), expires_at);
	json_close(&c->out, '}');
	wipe(code, sizeof code);
	return OK;
}

/* -- the ledger -- */

static void put_entry(struct buf *b, const struct egress_listed *l)
{
	const struct egress_call *call = &l->call;
	json_open(b, '{');
	answer_id(b, S("id"), l->id);
	answer_time(b, S("at"), l->at);
	answer_text(b, S("recipient"), egress_recipient_choices.words[call->recipient]);
	answer_text(b, S("host"), call->host);
	answer_text(b, S("purpose"), egress_purpose_choices.words[call->purpose]);
	json_key(b, S("classes"));
	json_open(b, '[');
	for (unsigned w = 1; w < egress_class_choices.n; w++)
		if (call->classes & (int64_t) BIT(w))
			json_put_str(b, egress_class_choices.words[w]);
	json_close(b, ']');
	json_key(b, S("bytes"));
	json_put_int(b, call->bytes);
	json_key(b, S("took_ms"));
	json_put_int(b, call->took_ms);
	answer_flag(b, S("done"), call->problem == mail_problem_unset);
	answer_text(b, S("problem"),
	            call->problem == mail_problem_unset
	                    ? STR_ABSENT
	                    : mail_problem_choices.words[call->problem]);
	answer_time(b, S("answer"), call->answer);
	json_close(b, '}');
}

enum err route_egress_entries(struct call *c)
{
	struct egress_listed *v;
	struct uuid before = AUDIENCE_NOBODY;
	struct str after = call_query(c, S("after"));
	unsigned n;
	if (!str_absent(after) && !uuid_parse(after, &before))
		return call_say(c, ERR_BAD_CURSOR, "The cursor is the id of the last entry.");
	TRY(control_egress_entries(c->api->o.control, c->arena, before, LEDGER_PAGE, &v, &n));
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < n; i++)
		put_entry(&c->out, &v[i]);
	put(&c->out, S("],\"next\":"));
	if (n == LEDGER_PAGE)
		json_put_uuid(&c->out, v[n - 1].id);
	else
		put(&c->out, S("null"));
	put_char(&c->out, '}');
	return OK;
}
