/* outbox.h: mail that waits to be sent, and the ledger of every call to the outside. The room
 * `egress` sends; here is only what must survive a restart. Words of a mail lie sealed, and are
 * bound to their row. Any thread but a loop's. */
#ifndef CONTROL_OUTBOX_H
#define CONTROL_OUTBOX_H

#include "control/control.h"

struct mail_waiting {
	struct uuid id, user_id;       /* user zero: about no account */
	enum mail_kind kind;
	struct str address;
	struct mail_words words;
	int64_t expires_at, tries;
};

/* Fills in m->id. */
NODISCARD enum err control_mail_add(struct control *c, struct mail_waiting *m);
/* The mail that is due first; ERR_NOT_FOUND: none is, and *next_at is when one will be, 0: never.
 * Mails that are of no use any more are dropped on the way. */
NODISCARD enum err control_mail_due(struct control *c, struct arena *a, struct mail_waiting *out,
                                    int64_t *next_at);

/* What came of one call. */
struct egress_call {
	enum egress_recipient recipient;
	struct str host;
	enum egress_purpose purpose;
	int64_t classes;               /* a set of egress_class */
	int64_t bytes, took_ms;
	enum mail_problem problem;     /* unset: it was taken */
	int answer;                    /* 0: none came */
};

/* The ledger's row, and in the same transaction: the mail goes (again_at 0), or is tried again. */
NODISCARD enum err control_mail_tried(struct control *c, struct uuid id,
                                      const struct egress_call *call, int64_t again_at);

struct egress_listed { struct uuid id; int64_t at; struct egress_call call; };
/* Newest first, before that row (zero: from the newest); at most max. */
NODISCARD enum err control_egress_entries(struct control *c, struct arena *a, struct uuid before,
                                          unsigned max, struct egress_listed **out, unsigned *n);

#endif
