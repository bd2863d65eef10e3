/* account.h: an account seen by its owner: the way in, the second factor, the password, the
 * address, browsers, what is kept of them, and the end.
 *
 * Everything that needs the password again takes it as text and counts wrong ones. Nothing here
 * tells anybody without the right password whether an account exists or has a second factor: not in
 * the answer, not in its time. All functions that write wait for the commit: never on a loop. */
#ifndef CONTROL_ACCOUNT_H
#define CONTROL_ACCOUNT_H

#include "control/control.h"

/* -- signing in -- */

struct sign_in_try {
	struct str email, password;
	struct str code;               /* of the app, or a recovery code; absent: none was sent */
	/* What counts as one place: an IPv4 address, of IPv6 the first 64 bits, since a house has
	 * all the rest. */
	struct str address;
	struct str device;             /* secret of a browser that was here before; absent: none */
};
/* ERR_BAD_LOGIN for a wrong password and an unknown account alike, in the same time. Only with the
 * right password: ERR_CODE_NEEDED, ERR_BAD_CODE, ERR_CODE_USED (right, but taken before: each is
 * taken once). ERR_TOO_MANY with *retry_after_s when the address or the account failed too often
 * (account_options). A browser that the account was used in before has a count of its own in place
 * of the account's, so that whoever guesses elsewhere does not lock the owner out. Tries are rows:
 * limits survive a restart. An account that was closing is kept from now on. */
NODISCARD enum err control_sign_in(struct control *c, struct arena *a, const struct sign_in_try *t,
                                   struct account *out, int64_t *retry_after_s);
/* Remembers the browser for next time. A secret that is known for this account stays (*fresh
 * false), else a new one is made. It lets nobody in. */
NODISCARD enum err control_device_know(struct control *c, struct uuid user_id, struct str device,
                                       char secret[SECRET_TEXT], bool *fresh);
enum { DEVICE_DAYS = 365, DEVICES_MAX = 20 };

/* -- the password -- */

/* Whether it is theirs, asked of somebody who is signed in. ERR_BAD_LOGIN; ERR_TOO_MANY, counted
 * per account and apart from signing in: who guesses outside keeps nobody inside from it. */
NODISCARD enum err control_password_ask(struct control *c, struct uuid user_id,
                                        struct str password, int64_t *retry_after_s);
/* Takes the new one after checking it (ERR_INVALID, flaws at /name in ps). Ends every session but
 * `keep` (zero: every one), every token and every code that was mailed. */
NODISCARD enum err control_password_set(struct control *c, struct uuid user_id, struct uuid keep,
                                        struct str name, struct str password, struct problems *ps);

/* -- codes that are mailed: 256 bits in a link, good once and for half an hour -- */

enum { RESET_MINUTES = 30, VERIFY_MINUTES = 24 * 60 };

struct reset_asked {
	struct str email, address;     /* address as in sign_in_try */
	struct str link;               /* what goes before the code; absent: no mail is sent */
};
/* Queues the mail, when there is such an account; the same writes are made when there is none.
 * ERR_TOO_MANY: the address asked too often. One account gets no more mails than that limit,
 * either, but nobody is told. */
NODISCARD enum err control_reset_ask(struct control *c, const struct reset_asked *r,
                                     int64_t *retry_after_s);
/* The code itself, for the operator to hand over. */
NODISCARD enum err control_reset_code(struct control *c, struct uuid user_id,
                                      char code[SECRET_TEXT], int64_t *expires_at);
/* Sets the password: see control_password_set. ERR_CODE_OVER: unknown, used or too old.
 * ERR_TOO_MANY: the address tried too many codes. */
NODISCARD enum err control_reset_finish(struct control *c, struct arena *a, struct str code,
                                        struct str password, struct str address,
                                        struct problems *ps, struct account *out,
                                        int64_t *retry_after_s);

/* Queues a mail with a link to the address that is to be theirs; one that is another account's
 * gets none, and nobody is told. The address that they have is confirmed in the same way.
 * ERR_TOO_MANY: as many mails as resets are allowed, lest strangers be written to without end. */
NODISCARD enum err control_email_ask(struct control *c, struct uuid user_id, struct str email,
                                     struct str link, struct problems *ps,
                                     int64_t *retry_after_s);
/* From now on the account has the address that the code proves. *was: the one before, absent when
 * it is the same. Errors as control_reset_finish. */
NODISCARD enum err control_email_verify(struct control *c, struct arena *a, struct str code,
                                        struct str address, struct account *out,
                                        struct str *was, int64_t *retry_after_s);

/* -- the second factor: six digits, half a minute each (RFC 6238, SHA-1), ± one step -- */

enum { RECOVERY_CODES = 10, RECOVERY_TEXT = 11, TOTP_SECRET_TEXT = 32 };   /* "k3v7q-x2m9d" */

struct recovery_codes { char v[RECOVERY_CODES][RECOVERY_TEXT]; };
struct totp_setup { struct str secret, uri; };     /* Base32; otpauth://totp/… */

/* Begins, or begins anew. ERR_CONFLICT: it is on. */
NODISCARD enum err control_totp_begin(struct control *c, struct arena *a, struct uuid user_id,
                                      struct totp_setup *out);
/* A code of the app turns it on. ERR_BAD_CODE, ERR_TOO_MANY; ERR_CONFLICT: on, or not begun. */
NODISCARD enum err control_totp_confirm(struct control *c, struct uuid user_id, struct str code,
                                        struct recovery_codes *out, int64_t *retry_after_s);
/* A code of the app, or a recovery code. ERR_CONFLICT: it is off. ERR_BAD_CODE, ERR_CODE_USED,
 * ERR_TOO_MANY. The password was asked before. */
NODISCARD enum err control_totp_off(struct control *c, struct uuid user_id, struct str code,
                                    int64_t *retry_after_s);
/* Without any code: for the operator, when phone and paper are lost. */
NODISCARD enum err control_totp_drop(struct control *c, struct uuid user_id);
/* Ten new ones; those before are worth nothing. ERR_CONFLICT: the second factor is off. */
NODISCARD enum err control_recovery_renew(struct control *c, struct uuid user_id,
                                          struct recovery_codes *out);
NODISCARD enum err control_recovery_left(struct control *c, struct uuid user_id, unsigned *n);

/* -- facts, browsers -- */

struct account_facts { struct str name, locale; };          /* absent: stays; locale empty: none */
/* The cells are to be told of a new name (team_untold). ERR_INVALID with flaws. */
NODISCARD enum err control_account_change(struct control *c, struct uuid user_id,
                                          const struct account_facts *to, struct problems *ps);

struct session_listed {
	struct uuid id;
	struct str agent;
	int64_t created_at, seen_at, expires_at;
};
/* Newest first; those that are over are not among them. */
NODISCARD enum err control_sessions(struct control *c, struct arena *a, struct uuid user_id,
                                    struct session_listed **out, unsigned *n);
/* ERR_NOT_FOUND: not theirs, or over. */
NODISCARD enum err control_session_revoke(struct control *c, struct uuid user_id,
                                          struct uuid session_id);
/* All but that one. */
NODISCARD enum err control_sessions_end_others(struct control *c, struct uuid user_id,
                                               struct uuid keep);

/* Everything that the store holds of the account, as a JSON object: one member per declaration
 * with its rows, every field whose policy is given on export. Follows from the declarations: what
 * belongs to a user (part_of) cannot be forgotten here. */
NODISCARD enum err control_account_export(struct control *c, struct uuid user_id, struct buf *out);

/* -- the end -- */

/* The account goes at closes_at; sessions, tokens and codes go at once. Signing in before then
 * keeps it. ERR_CONFLICT: they are the only owner of workspaces, *names are those; with none, they
 * are the only one of several who looks after the server. */
NODISCARD enum err control_account_close(struct control *c, struct arena *a, struct uuid user_id,
                                         int64_t closes_at, struct str **names, unsigned *n);
/* Those whose time has come: takes each out of its workspaces (the cells are to be told:
 * team_untold), and forgets for good whom all cells were told of. *n: how many wait for a cell.
 * Somebody who has become an only owner meanwhile is kept a day longer. */
NODISCARD enum err control_accounts_end(struct control *c, unsigned *n);

/* -- for whoever looks after the server -- */

NODISCARD enum err control_operator_set(struct control *c, struct uuid user_id);
/* Another address, taken without proof: where no mail is sent. ERR_INVALID with a flaw at /to: it
 * is none, or another account's. */
NODISCARD enum err control_email_set(struct control *c, struct uuid user_id, struct str email,
                                     struct problems *ps);
/* ERR_CONFLICT: none of the others looks after the server. */
NODISCARD enum err control_operator_unset(struct control *c, struct uuid user_id);
/* All accounts, oldest first. */
NODISCARD enum err control_accounts(struct control *c, struct arena *a, struct account **out,
                                    unsigned *n);

#endif
