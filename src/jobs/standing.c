/* standing.c: see standing.h. */
#include "jobs/standing.h"

static const struct str has_left = STR("Whoever started it has left the workspace.");
static const struct str lesser_role = STR("Whoever started it may no longer do such work.");
static const struct str token_over = STR("The token that started it is no longer valid.");

/* Rights are those of now. Who has left has none. */
static enum err read_actor(struct cell *cell, struct db *db, const struct job *row,
                           struct actor *out)
{
	static const enum role roles[] = { ROLE_nobody, ROLE_viewer, ROLE_agent, ROLE_admin,
		                           ROLE_owner };
	struct arena a = ARENA_INIT;
	const struct actor engine = actor_engine();
	struct member m;
	enum err e = row_get(db, &a, &engine, &member_record, row->actor_id, LIVE_only, &m);
	*out = (struct actor) { .member_id = row->actor_id, .role = ROLE_nobody };
	if (has(row, F_job_token_id))
		out->token_id = row->token_id;
	if (e == OK && m.active)
		out->role = roles[m.role];
	out->narrowed = out->role == ROLE_agent && cell_facts(cell).narrow;
	arena_release(&a);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Control decides about members and tokens before the cell hears of it. */
static enum err ask_control(const struct lease_ask *ask, const struct actor *actor,
                            struct str *refused)
{
	const struct jobs_options *o = ask->o;
	enum err e = o->standing == NULL ? OK
	                                 : o->standing(o->ctx, cell_id(ask->cell), actor->member_id,
	                                               actor->token_id);
	if (e == ERR_NOT_FOUND)
		*refused = has_left;
	else if (e == ERR_UNAUTHORIZED)
		*refused = token_over;
	else if (e == ERR_CLOSING)
		*refused = err_info(ERR_CLOSING)->sentence;
	else
		return e;
	return OK;
}

enum err standing_of(const struct lease_ask *ask, const struct leased *l, struct actor *actor,
                     struct str *refused)
{
	struct db *db;
	*refused = STR_ABSENT;
	*actor = actor_engine();
	if (!has(&l->row, F_job_actor_id))
		return OK;
	TRY(cell_reader(ask->cell, &db));
	enum err e = read_actor(ask->cell, db, &l->row, actor);
	cell_reader_give(ask->cell, db);
	if (e != OK || l->handler->least == ROLE_nobody)
		return e;
	if (actor->role == ROLE_nobody)
		*refused = has_left;
	else if (actor->role < l->handler->least)
		*refused = lesser_role;
	else
		return ask_control(ask, actor, refused);
	return OK;
}

bool standing_shrank(const struct actor *was, const struct actor *now)
{
	return now->narrowed && !was->narrowed;
}
