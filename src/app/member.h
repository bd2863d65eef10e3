/* member.h: what was decided about a member elsewhere (control), told to the cell: the row that
 * everything in it refers to, and what becomes of what they own once they have left. */
#ifndef APP_MEMBER_H
#define APP_MEMBER_H

#include "cell/work.h"

struct member_fact {
	struct uuid member_id, user_id;
	struct str name;
	enum member_role role;
	bool active;
	/* active false: the member who gets what they own; zero: nobody */
	struct uuid hand_to;
};

/* Makes the row or brings it up to date; telling it twice does no harm. When they have left, a job
 * hands over what they own. `by`: the member who decided it; zero: the program. Waits for the
 * commit: not on a loop, not on a writer. */
NODISCARD enum err member_tell(struct cell *c, const struct member_fact *f, struct uuid by);

/* Notes in the audit chain what happened to a member outside of the cell, such as a token made for
 * them. Waits for the commit as well. */
NODISCARD enum err member_note(struct cell *c, enum audit_action action, struct uuid member_id,
                               struct uuid by);

#define HAND_OVER_HANDLER "hand_over"
/* The job: contacts first, then the chats that were assigned to them; as many rows at a time as a
 * writer has for others to wait. members.owned_left says how much is left to do. */
work_fn hand_over_run;
/* How many live rows are a member's: contacts and chats. */
NODISCARD enum err owned_count(struct db *db, struct arena *a, struct uuid member_id, int64_t *n);

#endif
