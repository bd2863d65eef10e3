/* sample.h: a made-up shop to try things on: contacts, tags, notes, chats. Everything it brings
 * carries one run_id, so that it can be removed without a trace. */
#ifndef APP_SAMPLE_H
#define APP_SAMPLE_H

#include "cell/work.h"

/* Makes the import_run (kind sample) and asks for the job; when the sample is there or on its way,
 * *run_id is that run's. */
NODISCARD enum err sample_load(struct unit *u, struct uuid *run_id);
/* Asks for the job that removes it; ERR_NOT_FOUND when there is none. */
NODISCARD enum err sample_drop(struct unit *u, struct uuid *run_id);

struct sample_state {
	bool present;                  /* rows of it are there, or on their way in */
	bool removing;                 /* and on their way out */
	int64_t contacts, messages;
};
NODISCARD enum err sample_look(struct db *db, struct sample_state *out);

work_fn sample_job_run;            /* handler "sample": loads or removes, as the run's state says */

#endif
