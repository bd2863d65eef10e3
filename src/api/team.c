/* team.c: the members of a workspace: who is there, as what, and who leaves. On the CPU pool. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "api/tell.h"
#include "control/account.h"
#include "plat/log.h"

struct team_actor call_team_actor(const struct call *c)
{
	return (struct team_actor) { c->who.user_id, c->who.workspace_id };
}

/* It is decided: what the cell does not hear now it hears at the next start. Their sockets end:
 * they were opened with other rights. */
void call_tell_team(struct call *c, const struct member_news *news)
{
	enum err e = team_tell(c->api->o.control, c->api->o.cells, news, c->who.member_id);
	if (e != OK)
		log_event(LOG_WARN, "team.untold", LOG_UUID("cell", news->workspace_id),
		          LOG_ERR(e));
	call_end_feeds(c, news->member_id);
}

/* -- listing -- */

static void put_member(struct buf *b, const struct member_listed *m)
{
	json_open(b, '{');
	answer_id(b, S("id"), m->member_id);
	answer_id(b, S("user_id"), m->user_id);
	answer_text(b, S("name"), m->name);
	answer_text(b, S("email"), m->email);
	answer_text(b, S("role"), role_word(m->role));
	answer_flag(b, S("leaving"), m->leaving);
	answer_flag(b, S("totp"), m->totp);
	answer_time(b, S("joined_at"), m->joined_at);
	answer_time(b, S("seen_at"), m->seen_at);
	json_close(b, '}');
}

enum err route_team(struct call *c)
{
	struct member_listed *v;
	unsigned n;
	TRY(team_list(c->api->o.control, c->arena, c->who.workspace_id, &v, &n));
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < n; i++)
		put_member(&c->out, &v[i]);
	put(&c->out, S("]}"));
	return OK;
}

/* -- changing -- */

static void put_news(struct call *c, const struct member_news *news)
{
	json_open(&c->out, '{');
	answer_id(&c->out, S("id"), news->member_id);
	answer_text(&c->out, S("role"), role_word(news->role));
	answer_flag(&c->out, S("active"), news->active);
	json_close(&c->out, '}');
}

/* A member who is not there is missing, whatever the body says. */
static enum err take_member(struct call *c, const struct record *form)
{
	TRY(team_has(c->api->o.control, c->who.workspace_id, c->id));
	return call_decode(c, form, OP_form);
}

enum err route_member_set(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	struct member_news news;
	TRY(take_member(c, &member_change_record));
	const struct member_change *f = c->body.row;
	enum err e = team_set_role(c->api->o.control, c->arena, &by, c->id, f->role, &news);
	if (e == ERR_FORBIDDEN)
		return call_say(c, e, "Only an owner decides who is an owner.");
	TRY(e);
	call_tell_team(c, &news);
	put_news(c, &news);
	return OK;
}

enum err route_member_remove(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	struct member_news news;
	TRY(take_member(c, &member_remove_record));
	const struct member_remove *f = c->body.row;
	struct uuid heir = has(f, F_member_remove_hand_to) ? f->hand_to : AUDIENCE_NOBODY;
	enum err e = team_remove(c->api->o.control, c->arena, &by, c->id, heir, &news);
	if (e == ERR_CONFLICT) {
		complain(&c->problems, S("hand_to"), FLAW_no_such_record,
		         "What they own can go to another member who is no viewer.");
		return ERR_INVALID;
	}
	TRY(e);
	call_tell_team(c, &news);
	put_news(c, &news);
	return OK;
}

enum err route_workspace_hand_over(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	struct member_news news[2];
	TRY(call_decode(c, &workspace_hand_over_record, OP_form));
	const struct workspace_hand_over *f = c->body.row;
	TRY(call_ask_password(c, S("password"), f->password));
	enum err e = team_hand_over(c->api->o.control, c->arena, &by, f->member_id, news);
	if (e == ERR_NOT_FOUND || e == ERR_CONFLICT) {
		complain(&c->problems, S("member_id"), FLAW_no_such_record,
		         "Another member of the workspace is meant.");
		return ERR_INVALID;
	}
	TRY(e);
	for (unsigned i = 0; i < COUNT(news); i++)
		call_tell_team(c, &news[i]);
	put_news(c, &news[0]);
	return OK;
}
