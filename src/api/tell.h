/* tell.h: tells cells what control decided about their members. Also for the start, which finds
 * what a crash left untold. */
#ifndef API_TELL_H
#define API_TELL_H

#include "cell/cell.h"
#include "control/team.h"

/* Waits for the commits of both stores: not on a loop. `by`: the member who decided it; zero: the
 * program. What fails stays untold, and is told at the next start. */
NODISCARD enum err team_tell(struct control *control, struct cells *cells,
                             const struct member_news *news, struct uuid by);
/* All that is untold, whatever becomes of one; a cell that cannot be opened keeps nobody from
 * starting. */
NODISCARD enum err team_tell_all(struct control *control, struct cells *cells);

/* The other way round: what a workspace says of itself, copied for lists of workspaces. */
NODISCARD enum err workspace_facts_copy(struct control *control, struct cells *cells,
                                        struct uuid id);

#endif
