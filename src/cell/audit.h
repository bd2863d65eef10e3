/* audit.h: who opened what. Writing is audited where it happens (unit_audit); what only reads has
 * no unit: it is noted here, from any thread, and written within a second, with the next group.
 *
 * The same member opening the same thing again within ten minutes is one entry. Of what a member
 * opens within ten seconds, AUDIT_NAMED_MAX things are named; the rest is counted in one entry of
 * the record without row, written ten seconds later or with any group before: each group empties
 * the page caches of all who read, so a crawler that had one written twice a second made all
 * reading, its own too, a third dearer. A server that is killed loses the names of its last second
 * and the counts of its last ten. */
#ifndef CELL_AUDIT_H
#define CELL_AUDIT_H

#include "cell/cell.h"

enum {
	AUDIT_NAMED_MAX = 1000,
	AUDIT_FLUSH_MS = 500,
	AUDIT_MASS_MS = 10 * 1000,
	AUDIT_COALESCE_MS = 10 * 60 * 1000,
};

struct audit_event {
	enum audit_action action;
	const struct record *rec;      /* NULL: of none */
	struct uuid row_id;            /* zero: of no certain row */
	struct uuid actor;             /* zero: the program itself, or its operator */
	int64_t n;                     /* rows that were given */
};

/* Coalesced, for reading. */
void cell_audit_read(struct cell *c, const struct audit_event *e);
/* Each time, for what happens outside of the cell: signing in, making a token. */
void cell_audit_event(struct cell *c, const struct audit_event *e);
/* Sees to it that what waits is written soon. Called every AUDIT_FLUSH_MS, from any thread. */
void cells_audit_flush(struct cells *cs);

#endif
