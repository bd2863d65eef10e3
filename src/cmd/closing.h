/* closing.h: ends workspaces whose time is over: the key first, then the files, then what control
 * knew. Each step may run again, so a crash in between is finished at the next look. */
#ifndef CMD_CLOSING_H
#define CMD_CLOSING_H

#include "cell/cell.h"
#include "control/team.h"

struct api;

/* At the start, and now and then on the main thread. One that somebody still holds (a backup, a job
 * that winds up) is left for the next look. api: whose sockets are closed; NULL at the start. */
NODISCARD enum err closing_look(struct control *control, struct cells *cells, struct api *api);
/* Takes over what workspaces say of themselves, from stores that were written before control kept
 * copies. What cannot be opened goes without. */
void workspaces_copy(struct control *control, struct cells *cells);

#endif
