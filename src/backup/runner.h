/* runner.h: backups while the server runs: one at a time, on a thread of its own, because somebody
 * asked or because the schedule says so. What became of each stands in control's journal
 * (control/backups.h). */
#ifndef BACKUP_RUNNER_H
#define BACKUP_RUNNER_H

#include "backup/backup.h"
#include "control/control.h"

struct cells;
struct backups;

struct backups_options {
	const char *dir;
	/* The master key as it is now; the caller frees it. Any thread. */
	struct key *(*master)(void *ctx);
	void *ctx;
	struct control *control;
	struct cells *cells;           /* they keep files that nobody needs any more meanwhile */
	struct str program;
	int64_t (*now_ms)(void);
};

/* Says in the journal that those which a crash broke off have failed. */
NODISCARD enum err backups_start(const struct backups_options *o, struct backups **out);
/* Breaks off what runs. NULL is fine. */
void backups_stop(struct backups *b);

enum backup_why { BACKUP_asked, BACKUP_scheduled };
/* Whether backups can be written there. False: *why says what is wrong, in a sentence. */
bool backup_folder_ok(const struct backups *b, struct str folder, const char **why);
/* Begins one in that folder, which backup_folder_ok has taken; *id is its row in the journal.
 * ERR_BUSY: one is being made. Waits for control: not on a loop. */
NODISCARD enum err backups_begin(struct backups *b, struct str folder, enum backup_why why,
                                 struct uuid *id);
/* Soon. ERR_NOT_FOUND: it is not running. */
NODISCARD enum err backups_cancel(struct backups *b, struct uuid id);
/* False: it is not running. */
bool backups_progress(struct backups *b, struct uuid id, struct backup_progress *out);
/* Now and then: begins what the schedule has come to. */
void backups_tick(struct backups *b);
/* DIR/backups: where they go when nothing else was said. In the arena. */
struct str backups_usual_folder(const struct backups *b, struct arena *a);

#endif
