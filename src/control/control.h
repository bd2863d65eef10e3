/* control.h: the server's own store: accounts, what lets them in, which workspaces there are and
 * the keys that open them. Its own encrypted file DIR/control.db under a key of DIR/keyring, which
 * the master key opens (keyring.h). Knows nothing about what is inside a workspace. All functions
 * may be called from any thread except where they say otherwise; those that write wait for the
 * commit (seldom, and never on an event loop: call them from the CPU pool). */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include "record/record.h"
#include "store/writer.h"

struct control;

enum { SECRET_BYTES = 32, SECRET_TEXT = 43, PASSWORD_MIN = 10,    /* base64url of a secret */
       TOKEN_TEXT = SECRET_TEXT + 3 };                             /* "kt_" and a secret */

/* Beside control.db: where it is written anew (backup/reencrypt.c). */
#define CONTROL_NEW ".new"

/* How often somebody may be wrong, and what is asked of an account. 0: as said here. */
struct account_options {
	int64_t login_per_minute;      /* from one address; 5 */
	int64_t account_per_15_min;    /* for one account; 10 */
	int64_t resets_per_30_min;     /* from one address, and for one account; 5 */
	int64_t min_age;               /* years; 13 */
};

struct control_options {
	const char *dir;               /* the data folder; exists and is locked by us */
	const uint8_t *master_key;     /* 32 bytes */
	struct writers *writers;
	int64_t (*now_ms)(void);
	struct account_options accounts;
};

/* Opens or makes DIR/control.db, migrates, drops what has expired. ERR_KEY: another master key;
 * ERR_NOT_FOUND: there are workspaces, but not the store that holds their keys; nothing was touched
 * in either case. Cells that a crash left in state creating are in control_cells: the
 * caller makes them. */
NODISCARD enum err control_open(const struct control_options *o, struct control **out);
void control_close(struct control *c);

/* -- accounts: what their owners do with them stands in account.h -- */
struct account {
	struct uuid user_id;
	struct str email, name, locale;
	bool operator;                 /* looks after the server */
	bool totp;                     /* signing in asks for a code */
	bool email_verified;
	int64_t created_at, closes_at; /* closes_at 0: it stays */
	uint64_t password_mark;        /* of the password that was right; 0: none was asked */
};
struct new_user {
	struct str email, name, password, locale;
	bool age_confirmed;
	bool operator;                 /* the first account is one in any case */
	bool only_first;               /* ERR_FORBIDDEN when there is an account already */
};
/* Checks everything at once into ps (e-mail shape, the password, age): ERR_INVALID. E-mail is
 * lower-cased. ERR_CONFLICT when taken. Hashing takes ~25 ms: not on a loop. */
NODISCARD enum err control_user_add(struct control *c, const struct new_user *u,
                                    struct problems *ps, struct uuid *id);
NODISCARD enum err control_user_by_email(struct control *c, struct arena *a, struct str email,
                                         struct account *out);
NODISCARD enum err control_user_get(struct control *c, struct arena *a, struct uuid id,
                                    struct account *out);
NODISCARD enum err control_has_users(struct control *c, bool *yes);
/* Whether there is a workspace, or was one: then the server was set up. One whose making was broken
 * off does not count. */
NODISCARD enum err control_has_workspaces(struct control *c, bool *yes);
int64_t control_min_age(const struct control *c);

/* -- sessions (browser): secrets leave once and are stored hashed. One ends 30 days after it
 * began, or after 14 days without use -- */
struct session_made {
	char secret[SECRET_TEXT], csrf[SECRET_TEXT];
	struct uuid id;
	int64_t expires_at;
};
/* ERR_BAD_LOGIN: the password is another one since the account signed in. */
NODISCARD enum err control_session_make(struct control *c, const struct account *who,
                                        struct str user_agent, struct session_made *out);
/* A fresh CSRF token for a session whose page was loaded anew; older ones stay valid with it: the
 * token is a keyed hash of the session's secret. */
void control_session_csrf(struct control *c, struct str secret, char csrf[SECRET_TEXT]);
/* ERR_NOT_FOUND: there is none. From the return on the secret opens nothing. */
NODISCARD enum err control_session_end(struct control *c, struct str secret);

/* -- who is it? Quick (an in-memory table in front of the store, emptied entry by entry when a
 *    session, token or membership changes): may be called on a loop -- */
struct identity {
	struct uuid user_id, workspace_id, member_id;  /* workspace zero: a session, none chosen */
	struct uuid credential_id;                     /* the session or token */
	struct uuid membership_id;                     /* zero: no workspace */
	enum member_role role;
	enum token_scope scope;                        /* of a token; a session: full */
	int64_t ends_at;                               /* of a token that ends by itself; else 0 */
	bool closing;                                  /* the workspace: reading only */
	bool session;                                  /* cookie: CSRF applies */
	bool operator;                                 /* the user looks after the server */
};
/* ERR_UNAUTHORIZED: no such session, or it is over. ERR_NOT_FOUND: no such workspace for this
 * user. */
NODISCARD enum err control_who_session(struct control *c, struct str secret,
                                       struct uuid workspace_id, struct identity *out);
NODISCARD enum err control_who_token(struct control *c, struct str token, struct identity *out);
/* Rises whenever a session, token or membership may have become another. */
uint64_t control_generation(struct control *c);
/* ERR_UNAUTHORIZED: the session or token is over, or whoever has it is no longer that member in
 * that role. Anything else that is not OK: it could not be found out. */
NODISCARD enum err control_credential_alive(struct control *c, const struct identity *who);
bool control_csrf_ok(struct control *c, struct str secret, struct str csrf);

/* -- workspaces -- */
/* Makes the directory row in state creating with a fresh data key and the owner's membership;
 * the caller then makes the cell and calls control_cell_ready. Crash in between: control_open's
 * caller finds the cells still creating through control_cells and finishes them. ERR_LIMIT: they
 * own owned_max workspaces already (0: as many as they like). */
NODISCARD enum err control_cell_add(struct control *c, struct uuid owner_user_id, struct str name,
                                    unsigned owned_max, struct uuid *cell_id,
                                    struct uuid *member_id);
NODISCARD enum err control_cell_ready(struct control *c, struct uuid cell_id);
/* Who owns a workspace: its first owner. */
NODISCARD enum err control_cell_owner(struct control *c, struct arena *a, struct uuid cell_id,
                                      struct uuid *user_id, struct uuid *member_id,
                                      struct str *name);
struct cell_listed {
	struct uuid id;
	struct str name;
	enum cell_state state;
	int64_t next_due_at;
	bool copied;                   /* what it says of itself lies here: see workspace_copy */
};
NODISCARD enum err control_cells(struct control *c, struct arena *a, struct cell_listed **out,
                                 unsigned *n);
/* The cell's 32-byte base key, and the one that opens its store (sources.h); the caller wipes them.
 * ERR_KEY. */
NODISCARD enum err control_cell_key(struct control *c, struct uuid cell_id, uint8_t key[32]);
NODISCARD enum err control_cell_store_key(struct control *c, struct uuid cell_id, uint8_t key[32]);
/* When the cell's next job is due; 0: none. Cheap when unchanged. May be called from the tail of
 * a cell's writer, where the time has to be durable before the job is. */
NODISCARD enum err control_cell_due(struct control *c, struct uuid cell_id, int64_t next_due_at);

struct membership_listed {
	struct uuid workspace_id, member_id, user_id;
	enum member_role role;
	struct str workspace, user_name;
	struct str country, locale, time_zone;         /* absent: not known here yet */
	bool closing;
	int64_t closes_at;             /* closing: when its key is destroyed */
};
/* Those whose workspace is ready, or closing. More about memberships: team.h */
NODISCARD enum err control_memberships(struct control *c, struct arena *a, struct uuid user_id,
                                       struct membership_listed **out, unsigned *n);

/* Pages, tables and indexes of its own store: "ok", or what is wrong. */
NODISCARD enum err control_integrity(struct control *c, struct arena *a, struct str *report);

/* Facts about the server itself (instance id …). Absent: ERR_NOT_FOUND. */
NODISCARD enum err control_setting(struct control *c, struct arena *a, struct str name,
                                   struct str *value);
NODISCARD enum err control_setting_put(struct control *c, struct str name, struct str value);

#endif
