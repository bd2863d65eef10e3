/* closing.c: see closing.h. */
#include "cmd/closing.h"
#include "api/tell.h"

#include "api/api.h"
#include "plat/log.h"

/* Its key is gone: what is open in memory is closed, and what lies on the disk is noise. */
static enum err end_one(struct control *control, struct cells *cells, struct api *api,
                        struct uuid id)
{
	TRY(workspace_destroy_key(control, id));
	if (api != NULL)
		api_end_workspace(api, id);
	TRY(cells_remove(cells, id));
	TRY(workspace_forget(control, id));
	log_event(LOG_INFO, "workspace.deleted", LOG_UUID("cell", id));
	return OK;
}

enum err closing_look(struct control *control, struct cells *cells, struct api *api)
{
	struct arena a = ARENA_INIT;
	struct uuid *ids;
	unsigned n = 0;
	enum err all = workspaces_over(control, &a, &ids, &n);
	for (unsigned i = 0; i < n; i++) {
		enum err e = end_one(control, cells, api, ids[i]);
		if (e == ERR_BUSY || e == ERR_CONFLICT) /* held; kept in the last moment */
			continue;
		if (e != OK)
			log_event(LOG_ERROR, "workspace.not-deleted", LOG_UUID("cell", ids[i]),
			          LOG_ERR(e));
	}
	arena_release(&a);
	return all;
}

void workspaces_copy(struct control *control, struct cells *cells)
{
	struct arena a = ARENA_INIT;
	struct cell_listed *v;
	unsigned n = 0;
	enum err e = control_cells(control, &a, &v, &n);
	for (unsigned i = 0; e == OK && i < n; i++) {
		if (v[i].copied || v[i].state != cell_state_ready)
			continue;
		enum err one = workspace_facts_copy(control, cells, v[i].id);
		if (one != OK)
			log_event(LOG_WARN, "workspace.not-copied", LOG_UUID("cell", v[i].id),
			          LOG_ERR(one));
	}
	arena_release(&a);
}
