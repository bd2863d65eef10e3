/* tokens.c: keys for programs, as members make and revoke them, and the operator's commands. On the
 * CPU pool. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "app/member.h"
#include "control/team.h"
#include "plat/log.h"

static struct str scope_word(enum token_scope scope)
{
	return token_scope_choices.words[scope];
}

/* -- making -- */

static enum err holder_of(struct call *c, const struct team_actor *whose, struct uuid *member_id)
{
	struct membership_listed *v;
	unsigned n;
	TRY(control_memberships(c->api->o.control, c->arena, whose->user_id, &v, &n));
	for (unsigned i = 0; i < n; i++)
		if (uuid_eq(v[i].workspace_id, whose->workspace_id)) {
			*member_id = v[i].member_id;
			return OK;
		}
	return ERR_NOT_FOUND;
}

static enum err note_in_cell(struct call *c, const struct team_actor *whose)
{
	struct uuid member_id;
	struct cell *cell;
	TRY(holder_of(c, whose, &member_id));
	TRY(cells_take(c->api->o.cells, whose->workspace_id, &cell));
	enum err e = member_note(cell, audit_action_token_made, member_id, c->who.member_id);
	cell_give(cell);
	return e;
}

/* Who can open the workspace is for its audit to say; that it could not be written down takes
 * nothing back. */
static void note_made(struct call *c, const struct team_actor *whose)
{
	enum err e = note_in_cell(c, whose);
	if (e != OK)
		log_event(LOG_WARN, "token.not-audited", LOG_UUID("cell", whose->workspace_id),
		          LOG_ERR(e));
}

enum err call_make_token(struct call *c, const struct team_actor *whose, const struct token_new *t)
{
	struct uuid id;
	char *secret = arena_alloc(c->arena, TOKEN_TEXT);
	enum err e = token_make(c->api->o.control, whose, t, &id, secret);
	if (e == ERR_LIMIT)
		return call_say(c, e, "A member has at most %u tokens here: revoke one first.",
		                t->tokens_max);
	TRY(e);
	note_made(c, whose);
	json_open(&c->out, '{');
	answer_id(&c->out, S("id"), id);
	answer_text(&c->out, S("token"), (struct str) { secret, TOKEN_TEXT });
	json_close(&c->out, '}');
	c->status = 201;
	return OK;
}

enum err route_token_make(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	TRY(call_decode(c, &token_make_record, OP_form));
	const struct token_make *f = c->body.row;
	struct token_new t = { .name = str_trim(f->name),
		               .scope = f->scope,
		               .tokens_max = c->api->o.team.tokens_max };
	if (has(f, F_token_make_expires_at) && f->expires_at <= c->api->o.now_ms())
		complain(&c->problems, S("expires_at"), FLAW_out_of_range, "That is over already.");
	if (c->problems.n != 0)
		return ERR_INVALID;
	if (has(f, F_token_make_expires_at))
		t.expires_at = f->expires_at;
	return call_make_token(c, &by, &t);
}

/* -- listing, revoking -- */

static void put_token(struct buf *b, const struct token_listed *t)
{
	json_open(b, '{');
	answer_id(b, S("id"), t->id);
	answer_text(b, S("name"), t->name);
	answer_text(b, S("scope"), scope_word(t->scope));
	answer_id(b, S("member_id"), t->member_id);
	answer_text(b, S("member"), t->member);
	answer_time(b, S("created_at"), t->created_at);
	answer_time(b, S("seen_at"), t->seen_at);
	answer_time(b, S("expires_at"), t->expires_at);
	json_close(b, '}');
}

static enum err put_tokens(struct call *c, const struct team_actor *by, enum token_view view)
{
	struct token_listed *v;
	unsigned n;
	TRY(token_list(c->api->o.control, c->arena, by, view, &v, &n));
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < n; i++)
		put_token(&c->out, &v[i]);
	put(&c->out, S("]}"));
	return OK;
}

/* Admins see which keys open their workspace, whoever made them; never the keys. */
enum err route_tokens(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	return put_tokens(c, &by, c->who.role >= member_role_admin ? TOKENS_all : TOKENS_own);
}

enum err route_token_revoke(struct call *c)
{
	struct team_actor by = call_team_actor(c);
	TRY(token_revoke(c->api->o.control, &by, c->id));
	call_end_feeds(c, c->id);
	return OK;
}

/* -- the operator's: of any workspace -- */

enum err route_admin_tokens(struct call *c)
{
	const struct team_actor by = { .workspace_id = c->id };
	return put_tokens(c, &by, TOKENS_all);
}

enum err route_admin_token_revoke(struct call *c)
{
	TRY(token_revoke_any(c->api->o.control, c->id));
	call_end_feeds(c, c->id);
	return OK;
}
