/* import.h: files that people bring, from upload to facts. POST brings a file, :preview says what
 * it is, :plan rehearses, :start runs, both as a job that shows its progress in the import_run
 * row.
 *
 * The file lies sealed under DIR/cells/ID.files/uploads/RUN until its run is done, or 30 days. */
#ifndef APP_IMPORT_H
#define APP_IMPORT_H

#include "cell/work.h"

enum { UPLOAD_MAX_BYTES = 512 << 20 };

/* -- uploads: begin, put …, then end or abort, one of both. One thread at a time. -- */

struct upload;

/* file_name as it was called where it comes from, for the extension and as a title. ERR_INVALID
 * with a complaint about "?name", or what the disk says. The cell must stay held until end or
 * abort. */
NODISCARD enum err upload_begin(struct cell *c, const struct actor *actor, struct str file_name,
                                struct problems *ps, struct upload **out);
/* ERR_TOO_LARGE, ERR_FULL, ERR_IO: abort. Encrypts and writes at once: ~0.2 ms per 64 kB. */
NODISCARD enum err upload_put(struct upload *up, struct str bytes);
/* Looks what the file is and makes its import_run (state uploaded); frees the upload in any case.
 * The same bytes under the same name, brought by the same member and not yet run, give the run
 * that is there (*made false). ERR_INVALID with a complaint: no file that can be imported; nothing
 * stays of it. Waits for the disk and the cell's writer, and reads the whole file: not on a
 * loop. */
NODISCARD enum err upload_end(struct upload *up, struct arena *a, struct problems *ps,
                              struct import_run *run, bool *made);
void upload_abort(struct upload *up);

/* -- looking -- */

/* {"kind":…,"csv":{…}|null,"chat":{…}|null} as the API has it. Reads the whole file: not on a loop.
 * ERR_NOT_FOUND: no such run that the actor sees; ERR_CONFLICT: its file is gone. */
NODISCARD enum err import_preview(struct cell *c, const struct actor *actor, struct uuid run_id,
                                  struct arena *a, struct buf *out);
/* {"items":[{"line","reason","value"}…],"next":cursor|null}: rows left out, in the order of the
 * file. */
NODISCARD enum err import_errors(struct db *db, const struct actor *actor, struct uuid run_id,
                                 struct str after, unsigned limit, struct arena *a,
                                 struct buf *out);

/* -- working -- */

work_fn import_job_run;            /* handler "import" */

/* Removes what uploads left behind: files of runs that are done or 30 days old, and half ones;
 * *left: how many stay. */
NODISCARD enum err import_tidy(struct cell *c, size_t *left);
work_fn import_tidy_run;           /* handler "import_tidy": the same, daily while files stay */

#endif
