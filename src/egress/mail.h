/* mail.h: mail that leaves the server: written down in control first, then sent by a thread of its
 * own, again and again with longer pauses until it is taken or of no use any more.
 *
 * `egress` is the one door out: no other room opens a connection to the outside. A mail names a
 * declared text (mails.def), which names its recipient, its purpose and the classes of data that
 * go along; each call leaves a row in the ledger (egress_entries), whatever came of it. */
#ifndef EGRESS_MAIL_H
#define EGRESS_MAIL_H

#include "control/control.h"

struct egress;

struct egress_options {
	struct control *control;       /* outlives the egress */
	int64_t (*now_ms)(void);
	/* smtps://HOST[:PORT], or smtp://HOST[:PORT], which must offer STARTTLS unless HOST is this
	 * machine. Absent: no mail is sent. */
	struct str smtp_url;
	struct str user, password_file; /* absent: the mail server asks for none */
	struct str ca_file;            /* whom to trust besides; absent: whom the system trusts */
	struct str from;               /* address that mails come from */
};

/* Starts the thread. ERR_INVALID, after saying on the log what: options that no mail can be sent
 * with. All strings are copied. */
NODISCARD enum err egress_start(const struct egress_options *o, struct egress **out);
/* Waits for the thread; a mail on its way is broken off and stays queued. NULL is fine. */
void egress_stop(struct egress *e);

/* Whether mail can be sent at all: there is a mail server. NULL: nothing leaves. */
bool egress_has_mail(const struct egress *e);

struct outgoing_mail {
	enum mail_kind kind;
	struct str to;                 /* one address, checked by the caller */
	struct uuid user_id;           /* whose account it is about; zero: nobody's yet */
	struct mail_words words;       /* what the text of this kind leaves open: see mails.def */
	/* When what it says is worth nothing: it is dropped then, and after two days in any case,
	 * since that is how long mails are kept. */
	int64_t expires_at;
};

/* Queues it: durable at the return. ERR_MAIL_OFF: there is no mail server. May wait for the disk:
 * not on a loop. Absent words that the text names appear as nothing; control characters and line
 * ends in them become spaces, so that nobody adds lines or headers. */
NODISCARD enum err egress_mail(struct egress *e, const struct outgoing_mail *m);
/* Mail was queued in control by others than us: look now. */
void egress_wake(struct egress *e);

#endif
