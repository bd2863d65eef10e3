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
	struct key *store_key, *hash_key, *seal_key;   /* each derived from the master key */
	int64_t (*now_ms)(void);
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
struct str email_folded(struct arena *a, struct str email);
bool email_valid(struct str email);

/* attempts.c: what one try to sign in left behind, until it is known how it ended. */
struct attempt_made { struct attempt by_address, by_account; uint8_t buckets[2][16]; };
/* ERR_TOO_MANY: nothing was left behind, and *retry_after_s is set. */
NODISCARD enum err attempt_begin(struct control *c, struct str email, struct str address,
                                 struct attempt_made *out, int64_t *retry_after_s);
/* The right password: this try no longer counts. */
NODISCARD enum err attempt_forgive(struct control *c, struct attempt_made *made);
NODISCARD enum err attempts_sweep(struct control *c, struct db *db);

/* sessions.c and tokens.c */
enum secret_kind { SECRET_session, SECRET_token };
void secret_hash(const struct control *c, enum secret_kind kind, struct str secret,
                 uint8_t out[HASH_BYTES]);
NODISCARD enum err sessions_sweep(struct control *c, struct db *db);

/* memberships.c: ERR_NOT_FOUND: the user is not in that workspace. */
NODISCARD enum err membership_find(struct db *db, struct arena *a, struct uuid user_id,
                                   struct uuid workspace_id, struct membership *out);
/* Makes the row; owner or not. */
void membership_fill(const struct control *c, struct membership *row, struct uuid user_id,
                     struct uuid workspace_id, enum member_role role);

#endif
