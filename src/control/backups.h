/* backups.h: the journal of backups, and how they are scheduled. */
#ifndef CONTROL_BACKUPS_H
#define CONTROL_BACKUPS_H

#include "control/control.h"

/* folder absent, or every_hours 0: none are made by themselves. */
struct backup_schedule {
	int64_t every_hours, keep, keep_weekly;
	struct str folder;
};
enum { BACKUP_HOURS_MAX = 24 * 31, BACKUP_KEEP_MAX = 1000 };

NODISCARD enum err control_backup_schedule(struct control *c, struct arena *a,
                                           struct backup_schedule *out);
NODISCARD enum err control_backup_schedule_put(struct control *c, const struct backup_schedule *s);

NODISCARD enum err control_backup_begin(struct control *c, struct str folder, bool scheduled,
                                        struct uuid *id);
/* How it ended: state, path, bytes, files, problem, verified_at as they stand in row. */
NODISCARD enum err control_backup_end(struct control *c, struct uuid id, const struct backup *how);
/* Those that a crash left running have failed. At start, when none can run. */
NODISCARD enum err control_backups_settle(struct control *c);
/* Newest first, at most max; older ones than the newest 200 that are not done go. */
NODISCARD enum err control_backups(struct control *c, struct arena *a, unsigned max,
                                   struct backup ***out, unsigned *n);

NODISCARD enum err control_backup(struct control *c, struct arena *a, struct uuid id,
                                  struct backup **out);

/* Which server this is, in words on paper: an id that is made once. */
NODISCARD enum err control_instance(struct control *c, struct uuid *out);
/* When the recovery sheet was last given out; 0: never. */
NODISCARD enum err control_sheet_seen(struct control *c, int64_t *at_ms);
NODISCARD enum err control_sheet_see(struct control *c);

/* What a restore left for a person to do (restored.h); zero when there is nothing. */
struct restored { int64_t at_ms, from_ms, held_jobs; };
NODISCARD enum err control_restored(struct control *c, struct restored *out);
NODISCARD enum err control_restored_done(struct control *c);

#endif
