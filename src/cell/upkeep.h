/* upkeep.h: what a cell does once a day to stay small and true to its word: answers go after 48
 * hours, the bin and the change feed after 30 days, finished jobs after a week, audit entries after
 * two years (a checkpoint keeps what the rest of the chain hangs on); the index is built anew when
 * the tokeniser changed, and merged. After a load of many rows it comes within minutes: a search
 * over unmerged segments takes several times as long. */
#ifndef CELL_UPKEEP_H
#define CELL_UPKEEP_H

#include "cell/work.h"

#define UPKEEP_HANDLER "upkeep"                    /* jobs.handler */

work_fn cell_upkeep_run;

/* The same at once, up to the end, whatever is due; for tests and commands. Not from a writer. */
NODISCARD enum err cell_tidy(struct cell *c);

#endif
