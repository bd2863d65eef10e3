/* admin.c: what the commands ask for, over the socket in the data folder. */
#include "api/api_impl.h"

#include "api/tell.h"
#include "cell/doctor.h"
#include "cell/files.h"
#include "cell/search.h"

static void put_id(struct call *c, struct str key, struct uuid id)
{
	json_key(&c->out, key);
	json_put_uuid(&c->out, id);
}

/* -- accounts and their places in workspaces -- */

/* An account that is there already is left as it is: the same command adds either. */
static enum err find_or_add(struct call *c, const struct admin_user *f, struct account *a)
{
	struct control *control = c->api->o.control;
	struct new_user u = { .email = f->email,
		              .name = has(f, F_admin_user_name) ? f->name : f->email,
		              .password = f->password,
		              .operator= has(f, F_admin_user_operator) && f->operator,
		              .age_confirmed = true };
	enum err e = control_user_by_email(control, c->arena, f->email, a);
	if (e != ERR_NOT_FOUND)
		return e;
	TRY(control_user_add(control, &u, &c->problems, &a->user_id));
	return control_user_get(control, c->arena, a->user_id, a);
}

static enum err join_workspace(struct call *c, const struct account *a, struct uuid workspace_id,
                               enum member_role role)
{
	struct member_news news;
	enum err e = team_add(c->api->o.control, c->arena, a->user_id, workspace_id, role, &news);
	if (e == ERR_NOT_FOUND) {
		complain(&c->problems, S("workspace_id"), FLAW_no_such_record,
		         "There is no such workspace.");
		return ERR_INVALID;
	}
	TRY(e);
	TRY(team_tell(c->api->o.control, c->api->o.cells, &news, AUDIENCE_NOBODY));
	call_end_feeds(c, news.member_id);
	return OK;
}

/* One of the two, and whoever makes a workspace owns it. */
static enum err check_place(struct call *c, const struct admin_user *f)
{
	bool named = has(f, F_admin_user_workspace), known = has(f, F_admin_user_workspace_id);
	if (named == known)
		complain(&c->problems, S("workspace"), known ? FLAW_refused : FLAW_required,
		         "Say the name of a new workspace, or the id of one that is there.");
	if (named && f->role != member_role_owner)
		complain(&c->problems, S("role"), FLAW_refused,
		         "Whoever makes a workspace is its owner.");
	return c->problems.n == 0 ? OK : ERR_INVALID;
}

enum err route_admin_user(struct call *c)
{
	struct account a = { 0 };
	TRY(call_decode(c, &admin_user_record, OP_form));
	const struct admin_user *f = c->body.row;
	TRY(check_place(c, f));
	TRY(find_or_add(c, f, &a));
	struct uuid workspace = f->workspace_id;
	if (has(f, F_admin_user_workspace_id))
		TRY(join_workspace(c, &a, workspace, f->role));
	else
		TRY(call_make_workspace(c, &a, &(struct workspace_wish) { .name = f->workspace },
		                        &workspace));
	json_open(&c->out, '{');
	put_id(c, S("user_id"), a.user_id);
	put_id(c, S("workspace_id"), workspace);
	json_close(&c->out, '}');
	c->status = 201;
	return OK;
}

/* -- tokens, workspaces -- */

enum err route_admin_token(struct call *c)
{
	struct account a;
	TRY(call_decode(c, &admin_token_record, OP_form));
	const struct admin_token *f = c->body.row;
	enum err e = control_user_by_email(c->api->o.control, c->arena, f->email, &a);
	if (e == ERR_NOT_FOUND)
		complain(&c->problems, S("email"), FLAW_no_such_record,
		         "There is no account with this e-mail address.");
	TRY(e == ERR_NOT_FOUND ? ERR_INVALID : e);
	const struct team_actor whose = { a.user_id, f->workspace_id };
	const struct token_new t = {
		.name = has(f, F_admin_token_name) ? f->name : STR_ABSENT,
		.scope = f->scope,
		.expires_at = has(f, F_admin_token_expires_at) ? f->expires_at : 0,
		.tokens_max = c->api->o.team.tokens_max,
	};
	e = call_make_token(c, &whose, &t);
	if (e == ERR_NOT_FOUND)
		complain(&c->problems, S("workspace_id"), FLAW_no_such_record,
		         "This account does not belong to such a workspace.");
	return e == ERR_NOT_FOUND ? ERR_INVALID : e;
}

enum err route_admin_workspaces(struct call *c)
{
	static const struct str states[] = { STR(""), STR("creating"), STR("ready"),
		                             STR("deleting"), STR("closing") };
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

/* FTS5 notices what other connections wrote when a query begins, not when it is checked (3.53.4):
 * what a pooled connection remembers of an index would pass for damage. */
static enum err wake_indexes(struct call *c, struct db *db)
{
	for (unsigned i = 0; i < cell_record_count; i++) {
		bool row;
		if (search_key_of(cell_records[i]) < 0)
			continue;
		STMT_AUTO s = NULL;
		TRY(db_sql(db,
		           arena_printf(c->arena, "SELECT rowid FROM %.*s_index LIMIT 1",
		                        PRI_STR(cell_records[i]->plural)),
		           &s));
		TRY(stmt_step(s, &row));
	}
	return OK;
}

/* Pages, derived columns, the audit chain, files: what a crash or a fault could have left wrong. */
static enum err check_cell(struct call *c, struct db *db)
{
	struct str integrity, recount, files;
	int64_t broken_at;
	TRY(wake_indexes(c, db));
	TRY(db_integrity(db, c->arena, &integrity));
	TRY(cell_recount(db, c->arena, &recount));
	TRY(cell_check_chain(c->cell, db, &broken_at));
	TRY(cell_files_check(c->cell, db, c->arena, &files));
	json_open(&c->out, '{');
	json_key(&c->out, S("integrity"));
	json_put_str(&c->out, integrity);
	json_key(&c->out, S("recount"));
	json_put_str(&c->out, recount);
	json_key(&c->out, S("files"));
	json_put_str(&c->out, files);
	json_key(&c->out, S("audit_broken_at"));
	json_put_int(&c->out, broken_at);
	json_key(&c->out, S("seq"));
	json_put_int(&c->out, cell_seq(c->cell));
	json_close(&c->out, '}');
	return OK;
}

enum err route_admin_check(struct call *c)
{
	struct db *db;
	TRY(cells_take(c->api->o.cells, c->id, &c->cell));
	TRY(cell_reader(c->cell, &db));
	enum err e = check_cell(c, db);
	cell_reader_give(c->cell, db);
	return e;
}

enum err route_admin_check_control(struct call *c)
{
	struct str report;
	TRY(control_integrity(c->api->o.control, c->arena, &report));
	json_open(&c->out, '{');
	json_key(&c->out, S("integrity"));
	json_put_str(&c->out, report);
	json_close(&c->out, '}');
	return OK;
}
