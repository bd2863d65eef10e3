/* admin.c: what the commands ask for, over the socket in the data folder. */
#include "api/api_impl.h"

#include "cell/search.h"

enum err call_make_workspace(struct call *c, const struct account *a, struct str name, struct str country,
                             struct str zone, struct str locale, struct uuid *workspace_id);

static void put_id(struct call *c, struct str key, struct uuid id)
{
	json_key(&c->out, key);
	json_put_uuid(&c->out, id);
}

static enum err first_member(struct call *c, const struct account *a, struct str workspace, struct uuid *workspace_id)
{
	return call_make_workspace(c, a, workspace, STR_ABSENT, STR_ABSENT, STR_ABSENT, workspace_id);
}

/* An account that is there already gets another workspace: the same command adds either. */
enum err route_admin_user(struct call *c)
{
	struct account a = { 0 };
	struct uuid workspace;
	TRY(call_decode(c, &admin_user_record, OP_form));
	const struct admin_user *f = c->body.row;
	struct new_user u = { .email = f->email, .name = has(f, F_admin_user_name) ? f->name : f->email,
	                      .password = f->password, .age_confirmed = true };
	enum err e = control_user_by_email(c->api->o.control, c->arena, f->email, &a);
	if (e == ERR_NOT_FOUND) {
		TRY(control_user_add(c->api->o.control, &u, &c->problems, &a.user_id));
		TRY(control_user_get(c->api->o.control, c->arena, a.user_id, &a));
	} else {
		TRY(e);
	}
	TRY(first_member(c, &a, f->workspace, &workspace));
	json_open(&c->out, '{');
	put_id(c, S("user_id"), a.user_id);
	put_id(c, S("workspace_id"), workspace);
	json_close(&c->out, '}');
	c->status = 201;
	return OK;
}

enum err route_admin_token(struct call *c)
{
	struct account a;
	char secret[TOKEN_TEXT];
	TRY(call_decode(c, &admin_token_record, OP_form));
	const struct admin_token *f = c->body.row;
	enum err e = control_user_by_email(c->api->o.control, c->arena, f->email, &a);
	if (e == ERR_NOT_FOUND)
		complain(&c->problems, S("email"), FLAW_no_such_record, "There is no account with this e-mail address.");
	TRY(e == ERR_NOT_FOUND ? ERR_INVALID : e);
	e = control_token_make(c->api->o.control, a.user_id, f->workspace_id, f->scope,
	                       has(f, F_admin_token_name) ? f->name : STR_ABSENT, secret);
	if (e == ERR_NOT_FOUND)
		complain(&c->problems, S("workspace_id"), FLAW_no_such_record, "This account does not belong to such a workspace.");
	TRY(e == ERR_NOT_FOUND ? ERR_INVALID : e);
	json_open(&c->out, '{');
	json_key(&c->out, S("token"));
	json_put_str(&c->out, (struct str) { secret, TOKEN_TEXT });
	json_close(&c->out, '}');
	c->status = 201;
	return OK;
}

enum err route_admin_workspaces(struct call *c)
{
	static const struct str states[] = { STR(""), STR("creating"), STR("ready"), STR("deleting") };
	struct cell_listed *v;
	unsigned n;
	TRY(control_cells(c->api->o.control, c->arena, &v, &n));
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < n; i++) {
		json_open(&c->out, '{');
		put_id(c, S("id"), v[i].id);
		json_key(&c->out, S("name"));
		json_put_str(&c->out, v[i].name);
		json_key(&c->out, S("state"));
		json_put_str(&c->out, states[v[i].state]);
		json_close(&c->out, '}');
	}
	put(&c->out, S("]}"));
	return OK;
}

enum err route_admin_reindex(struct call *c)
{
	int64_t rows;
	TRY(cells_take(c->api->o.cells, c->id, &c->cell));
	TRY(cell_reindex(c->cell, &rows));
	putf(&c->out, "{\"rows\":%lld}", (long long) rows);
	return OK;
}
