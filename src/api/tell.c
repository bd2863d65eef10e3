/* tell.c: see tell.h. */
#include "api/tell.h"

#include "app/member.h"
#include "plat/log.h"

enum err team_tell(struct control *control, struct cells *cells, const struct member_news *news,
                   struct uuid by)
{
	struct cell *cell;
	TRY(cells_take(cells, news->workspace_id, &cell));
	enum err e = member_tell(cell,
	                         &(struct member_fact) {
					 .member_id = news->member_id,
					 .user_id = news->user_id,
					 .name = news->name,
					 .role = news->role,
					 .active = news->active,
					 .hand_to = news->hand_to,
				 },
	                         by);
	cell_give(cell);
	TRY(e);
	return team_told(control, news);
}

enum err team_tell_all(struct control *control, struct cells *cells)
{
	struct arena a = ARENA_INIT;
	struct member_news *v;
	unsigned n = 0;
	enum err e = team_untold(control, &a, &v, &n);
	for (unsigned i = 0; e == OK && i < n; i++) {
		enum err one = team_tell(control, cells, &v[i], (struct uuid) { { 0 } });
		if (one != OK)
			log_event(LOG_WARN, "team.untold", LOG_UUID("cell", v[i].workspace_id),
			          LOG_ERR(one));
	}
	arena_release(&a);
	return e;
}

enum err workspace_facts_copy(struct control *control, struct cells *cells, struct uuid id)
{
	const struct actor engine = actor_engine();
	struct arena a = ARENA_INIT;
	struct workspace row;
	struct cell *cell;
	struct db *db;
	TRY(cells_take(cells, id, &cell));
	enum err e = cell_reader(cell, &db);
	if (e == OK) {
		e = row_get(db, &a, &engine, &workspace_record, id, LIVE_only, &row);
		cell_reader_give(cell, db);
	}
	cell_give(cell);
	if (e == OK)
		e = workspace_copy(control, &row);
	arena_release(&a);
	return e;
}
