/* control_impl.h: what the files of control/ share. Only control/ includes it. */
#ifndef CONTROL_CONTROL_IMPL_H
#define CONTROL_CONTROL_IMPL_H

#include "control/control.h"
#include "control/due.h"
#include "control/seen.h"
#include "control/who_cache.h"
#include "plat/seal.h"
#include "plat/thread.h"
#include "store/store.h"

enum { HASH_BYTES = 32, PATH_BYTES = 4096 };

/* A session ends 30 days after it began, and after 14 without use. */
#define DAY_MS (24 * 60 * 60 * INT64_C(1000))
#define SESSION_MS (30 * DAY_MS)
#define SESSION_IDLE_MS (14 * DAY_MS)

#define TOKEN_PREFIX "kt_"

struct control {
	char path[PATH_BYTES];
	struct key *store_key, *hash_key, *seal_key;   /* of DIR/keyring */
	int64_t (*now_ms)(void);
	struct account_options accounts;               /* with nothing left at 0 */
	struct writer *writer;
	struct db *first_db;           /* opened by control_open, taken over by the writer */
	struct mutex read_lock;
	struct db *reader;             /* guarded by read_lock */
	struct who_cache *who;
	struct seen seen;
	struct due due;
	int64_t attempts_swept_at;     /* the writer's own */
};

/* One read or one transaction; `arg` carries arguments and results. A write may run twice: what it
 * leaves in arg must not depend on how often. */
typedef enum err control_fn(struct control *c, struct db *db, void *arg);
NODISCARD enum err control_read(struct control *c, control_fn *fn, void *arg);
NODISCARD enum err control_write(struct control *c, control_fn *fn, void *arg);

/* Starts a row of any record: id, version, times. */
struct uuid fresh_row(const struct control *c, void *row);
/* The head of a row that changed, and the bits that then have to be written. */
uint64_t touch_row(const struct control *c, void *row);
/* Every live row whose field has the value it has in `like`; field < 0: every row. */
NODISCARD enum err rows_with(struct db *db, struct arena *a, const struct record *rec, int field,
                             const void *like, void ***rows, unsigned *n);
/* Rows by id, live, with the engine's eyes. */
NODISCARD enum err row_by_id(struct db *db, struct arena *a, const struct record *rec,
                             struct uuid id, void *row);

/* users.c */
NODISCARD enum err user_by_email(struct db *db, struct arena *a, struct str email,
                                 struct user *out);
struct account account_of(const struct control *c, const struct user *row);
struct str email_folded(struct arena *a, struct str email);
bool email_valid(struct str email);
/* Every row of `rec` whose field is that user: for good. */
NODISCARD enum err rows_of_user_drop(struct db *db, const struct record *rec, int field,
                                     struct uuid user_id);

/* accounts.c: whether another account, one that stays, looks after the server; and whether there is
 * no other account at all. */
NODISCARD enum err operators_besides(struct db *db, struct uuid user_id, bool *another,
                                     bool *alone);

/* passwords.c */
/* Complains at /name: too short or long, among the commonest, or a part of the address. */
void password_check(struct str name, struct str password, struct str email, struct problems *ps);
/* In a transaction. Whoever knew the old one is out: sessions but `keep`, tokens, codes on their
 * way. Browsers stay known, since that lets nobody in. The caller drops the user from who_cache. */
NODISCARD enum err password_replace(struct control *c, struct db *db, struct uuid user_id,
                                    struct uuid keep, struct str hash);
/* Stands for the stored hash: another password, another mark. Never 0. */
uint64_t password_mark(const struct control *c, const struct user *row);

/* attempts.c: what one try left behind, until it is known how it ended. */
enum attempt_of {
	ATTEMPT_address,        /* signing in, from one address */
	ATTEMPT_account,        /* signing in, for one account */
	ATTEMPT_device,         /* the same from a browser that it was used in before */
	ATTEMPT_inside,         /* password or code asked of somebody who is signed in */
	ATTEMPT_reset_address,  /* mails asked for, and codes tried, from one address */
	ATTEMPT_reset_account,  /* mails for one account */
	ATTEMPT_N
};
struct attempt_bucket { enum attempt_of of; struct str whose; };
enum { ATTEMPT_BUCKETS_MAX = 2 };
struct attempt_made {
	unsigned n;
	struct attempt_bucket of[ATTEMPT_BUCKETS_MAX];
	struct attempt rows[ATTEMPT_BUCKETS_MAX];
	uint8_t buckets[ATTEMPT_BUCKETS_MAX][16];
};
/* ERR_TOO_MANY: nothing was left behind, and *retry_after_s is set. */
NODISCARD enum err attempt_begin(struct control *c, const struct attempt_bucket *of, unsigned n,
                                 struct attempt_made *out, int64_t *retry_after_s);
/* It was right: this try no longer counts. */
NODISCARD enum err attempt_forgive(struct control *c, struct attempt_made *made);
/* Inside a transaction: whether another is allowed, and then it is noted. */
NODISCARD enum err attempt_note(struct control *c, struct db *db, struct attempt_bucket of,
                                bool *allowed);
NODISCARD enum err attempts_sweep(struct control *c, struct db *db);

/* second_factor.c: in a transaction. OK when the account asks for no code or the code is right,
 * which is then taken. ERR_CODE_NEEDED, ERR_BAD_CODE, ERR_CODE_USED. */
NODISCARD enum err second_factor_take(struct control *c, struct db *db, struct user *row,
                                      struct str code);

/* devices.c: whether the secret is that of a browser that the account was used in. */
NODISCARD enum err device_find(struct control *c, struct db *db, struct arena *a, struct str secret,
                               struct device *out);
NODISCARD enum err devices_sweep(struct control *c, struct db *db);

/* codes.c */
NODISCARD enum err codes_sweep(struct control *c, struct db *db);

/* outbox.c: the row of a mail; it and its text lie in the arena. */
struct mail_waiting;
void mail_fill(const struct control *c, struct arena *a, struct mail_waiting *m, struct mail *row);
NODISCARD enum err egress_sweep(struct control *c, struct db *db);

/* sessions.c and tokens.c */
enum secret_kind { SECRET_session, SECRET_token, SECRET_device, SECRET_code, SECRET_recovery };
void secret_hash(const struct control *c, enum secret_kind kind, struct str secret,
                 uint8_t out[HASH_BYTES]);
NODISCARD enum err sessions_sweep(struct control *c, struct db *db);
/* Ends all sessions of a user but `keep`. */
NODISCARD enum err sessions_drop(struct db *db, struct uuid user_id, struct uuid keep);

/* memberships.c: ERR_NOT_FOUND: the user was never in that workspace; who has left is found. */
NODISCARD enum err membership_find(struct db *db, struct arena *a, struct uuid user_id,
                                   struct uuid workspace_id, struct membership *out);
/* Whether it gives access: they have not left, and are not on their way out. */
bool membership_stands(const struct membership *m);
/* closing.c: how many workspaces the account owns. */
NODISCARD enum err workspaces_owned(struct db *db, struct arena *a, struct uuid user_id,
                                    unsigned *n);
/* Whether members may be in there: ready, or closing. */
bool cell_serves(const struct cell_entry *cell);
/* Makes the row; owner or not. */
void membership_fill(const struct control *c, struct membership *row, struct uuid user_id,
                     struct uuid workspace_id, enum member_role role);
/* The standing membership with that member's id. ERR_NOT_FOUND. */
NODISCARD enum err member_find(struct db *db, struct arena *a, struct uuid workspace_id,
                               struct uuid member_id, struct membership *out);
/* How many stand. */
NODISCARD enum err members_count(struct db *db, struct arena *a, struct uuid workspace_id,
                                 unsigned *n);
/* Into the workspace, with that role; back into it when they had left. *out: the row. */
NODISCARD enum err membership_join(struct control *c, struct db *db, struct arena *a,
                                   struct uuid user_id, struct uuid workspace_id,
                                   enum member_role role, struct membership *out);
/* ERR_LAST_OWNER. The cell is to be told. */
NODISCARD enum err membership_set_role(struct control *c, struct db *db, struct arena *a,
                                       struct membership *m, enum member_role role);
/* The same for leaving. */
NODISCARD enum err membership_leave(struct control *c, struct db *db, struct arena *a,
                                    struct membership *m, struct uuid hand_to);

/* team.c: the role in which somebody acts, now; the operator acts as an owner. ERR_FORBIDDEN: they
 * are no member. */
struct team_actor;
NODISCARD enum err acting_role(struct db *db, struct arena *a, const struct team_actor *by,
                               enum member_role *out);
struct member_news;
NODISCARD enum err news_of(struct db *db, struct arena *a, const struct membership *m,
                           struct member_news *out);

/* tokens.c: a secret for a link or a program, as text. */
void fresh_secret(char out[SECRET_TEXT]);

/* tokens.c, invites.c: what goes with a member. */
NODISCARD enum err tokens_drop(struct db *db, struct arena *a, struct uuid user_id,
                               struct uuid workspace_id);
/* Those of their invitations that somebody of that role could not make. */
NODISCARD enum err invites_drop(struct db *db, struct arena *a, struct uuid user_id,
                                struct uuid workspace_id, enum member_role now);
NODISCARD enum err invites_sweep(struct control *c, struct db *db);

#endif
