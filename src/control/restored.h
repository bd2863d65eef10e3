/* restored.h: what changes in a file of control that was brought back from a backup, before anybody
 * opens it. */
#ifndef CONTROL_RESTORED_H
#define CONTROL_RESTORED_H

#include "db/db.h"
#include "record/record.h"

/* Facts for people, until the jobs are released. */
#define SETTING_RESTORED_AT "restored_at"          /* ms */
#define SETTING_RESTORED_FROM "restored_from"      /* when that backup was made, ms */
#define SETTING_HELD_JOBS "held_jobs"              /* that wait for a person; 0: none */

struct restored_facts {
	int64_t now_ms, made_at, held_jobs;
	const struct uuid *gone;       /* workspaces that were deleted while the backup was made */
	unsigned gone_n;
};

/* Brings the schema up to date. */
NODISCARD enum err control_restored_schema(struct db *db, int64_t now_ms);
/* In one transaction: notes the facts, lets the next start finish what was deleted, and drops mails
 * that waited. */
NODISCARD enum err control_restored_note(struct db *db, const struct restored_facts *f);
/* Takes over what was destroyed since (people, workspaces, accounts), from a control that is
 * newer: that of the folder that was lost, or of a later backup. `from` may be of a version that
 * knows less. *n: how many of them this one did not know. */
NODISCARD enum err control_receipts_carry(struct db *from, struct db *to, int64_t *n);

#endif
