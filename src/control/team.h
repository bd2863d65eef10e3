/* team.h: who belongs to a workspace, as what, and for how long: roles, leaving, invitations,
 * tokens, and workspaces that close.
 *
 * Control decides, in one transaction with the rights that the acting member has then; the cell is
 * told afterwards (team_told), and what a crash left untold is found at the next start. So a member
 * is out from the moment control says so, whatever the cell still shows. All functions that write
 * wait for the commit: never on an event loop. */
#ifndef CONTROL_TEAM_H
#define CONTROL_TEAM_H

#include "control/control.h"

/* Who acts, and where. Their role is read anew in the transaction. */
struct team_actor { struct uuid user_id, workspace_id; };

/* Whether somebody of role `by` may make `to` of a member who is `from` (unset: not there yet, or
 * no longer). Owners may everything; admins everything below an owner; others nothing. */
bool role_may_change(enum member_role by, enum member_role from, enum member_role to);

/* What the cell has to be told of one member. */
struct member_news {
	struct uuid membership_id, workspace_id, user_id, member_id;
	struct str name;
	enum member_role role;
	bool active;
	struct uuid hand_to;           /* active false: who gets what they own; zero: nobody */
	int64_t version;               /* of the membership as told */
};

struct member_listed {
	struct uuid member_id, user_id;
	struct str name, email;
	enum member_role role;
	bool leaving;
	int64_t joined_at, seen_at;    /* seen_at 0: never yet */
	bool totp;                     /* signing in asks them for a second factor */
};

/* Members who have left are not among them. Oldest first. */
NODISCARD enum err team_list(struct control *c, struct arena *a, struct uuid workspace_id,
                             struct member_listed **out, unsigned *n);
/* The member with that account's address. ERR_NOT_FOUND. */
NODISCARD enum err team_member_of(struct control *c, struct uuid workspace_id, struct str email,
                                  struct uuid *member_id);
/* ERR_NOT_FOUND: there is no such member now. */
NODISCARD enum err team_has(struct control *c, struct uuid workspace_id, struct uuid member_id);
/* Whether a member may still change things there, through that token (zero: in person).
 * ERR_NOT_FOUND: they have left, or their account is closed; ERR_UNAUTHORIZED: the token is over;
 * ERR_CLOSING. */
NODISCARD enum err team_standing(struct control *c, struct uuid workspace_id, struct uuid member_id,
                                 struct uuid token_id);
/* ERR_NOT_FOUND: no such member. ERR_FORBIDDEN: not theirs to decide. ERR_LAST_OWNER. */
NODISCARD enum err team_set_role(struct control *c, struct arena *a, const struct team_actor *by,
                                 struct uuid member_id, enum member_role role,
                                 struct member_news *news);
/* Takes a member out, or leaves: everybody may leave. Their tokens for the workspace and the
 * invitations they made go at once. hand_to: another member who is no viewer, or zero;
 * ERR_CONFLICT: it is none. */
NODISCARD enum err team_remove(struct control *c, struct arena *a, const struct team_actor *by,
                               struct uuid member_id, struct uuid hand_to,
                               struct member_news *news);
/* Makes another member an owner, and the acting owner an admin. news[0]: the new owner. */
NODISCARD enum err team_hand_over(struct control *c, struct arena *a, const struct team_actor *by,
                                  struct uuid member_id, struct member_news news[2]);
/* Into a workspace, in that role, by the operator's word; who is in it already has the role from
 * now on. ERR_NOT_FOUND: no such user or workspace. ERR_LAST_OWNER. */
NODISCARD enum err team_add(struct control *c, struct arena *a, struct uuid user_id,
                            struct uuid workspace_id, enum member_role role,
                            struct member_news *news);

/* What the cells were not told yet. */
NODISCARD enum err team_untold(struct control *c, struct arena *a, struct member_news **out,
                               unsigned *n);
/* The cell knows. Whatever changed since stays untold. */
NODISCARD enum err team_told(struct control *c, const struct member_news *news);

/* -- invitations: a link for one person; its code leaves once and is stored hashed -- */

struct invite_new {
	enum member_role role;
	struct str email;              /* absent: for whoever has the link */
	int64_t expires_at;
	unsigned invites_max, members_max;
};
struct invite_listed {
	struct uuid id;
	struct str email;              /* absent: none */
	enum member_role role;
	struct str made_by;            /* name */
	int64_t created_at, expires_at, taken_at;      /* taken_at 0: not yet */
};
/* ERR_FORBIDDEN: such a role is not theirs to give. ERR_CONFLICT: that account is a member
 * already. ERR_LIMIT. ERR_INVALID: no e-mail address. */
NODISCARD enum err invite_make(struct control *c, const struct team_actor *by,
                               const struct invite_new *what, struct uuid *id,
                               char code[SECRET_TEXT]);
/* Those that may still be taken, and for 30 days those that were, or that ran out; newest first. */
NODISCARD enum err invite_list(struct control *c, struct arena *a, struct uuid workspace_id,
                               struct invite_listed **out, unsigned *n);
/* ERR_NOT_FOUND. One that was taken goes from the list; the member stays. */
NODISCARD enum err invite_revoke(struct control *c, const struct team_actor *by, struct uuid id);

struct invite_seen {
	struct str workspace, email;   /* email absent: for whoever has the link */
	enum member_role role;
	int64_t expires_at;
	struct uuid taken_by;          /* zero: nobody yet */
};
/* ERR_INVITE_OVER: unknown, run out, revoked, or of a workspace that is no more. */
NODISCARD enum err invite_look(struct control *c, struct arena *a, struct str code,
                               struct invite_seen *out);
/* Whether an account of that address may take it. */
bool invite_fits(const struct invite_seen *seen, struct str email);
/* The account joins. Taken by it before: as the first time. ERR_INVITE_OTHER: it is for another
 * address. ERR_LIMIT: the workspace is full. A member already: stays what they are. */
NODISCARD enum err invite_take(struct control *c, struct arena *a, struct str code,
                               struct uuid user_id, unsigned members_max,
                               struct member_news *news);

/* -- tokens -- */

struct token_new {
	struct str name;
	enum token_scope scope;
	int64_t expires_at;            /* 0: never */
	unsigned tokens_max;           /* of one member */
};
struct token_listed {
	struct uuid id, member_id;
	struct str name, member;
	enum token_scope scope;
	int64_t created_at, seen_at, expires_at;       /* 0: not yet; never */
};
/* ERR_LIMIT; ERR_NOT_FOUND: the user is not in that workspace. */
NODISCARD enum err token_make(struct control *c, const struct team_actor *by,
                              const struct token_new *what, struct uuid *id,
                              char secret[TOKEN_TEXT]);
/* Their own; with `all`, everybody's in the workspace. Newest first. */
enum token_view { TOKENS_own, TOKENS_all };
NODISCARD enum err token_list(struct control *c, struct arena *a, const struct team_actor *by,
                              enum token_view view, struct token_listed **out, unsigned *n);
/* Their own, or anybody's below them. ERR_NOT_FOUND otherwise. */
NODISCARD enum err token_revoke(struct control *c, const struct team_actor *by, struct uuid id);
/* Whosever it is: for the operator. */
NODISCARD enum err token_revoke_any(struct control *c, struct uuid id);

/* -- workspaces that close: until closes_at they can be read, and kept -- */

NODISCARD enum err workspace_close(struct control *c, const struct team_actor *by,
                                   int64_t closes_at);
/* ERR_CONFLICT: it is not closing. */
NODISCARD enum err workspace_keep(struct control *c, const struct team_actor *by);
/* Those whose time is over, and those that a crash left half deleted. */
NODISCARD enum err workspaces_over(struct control *c, struct arena *a, struct uuid **ids,
                                   unsigned *n);
/* First: nobody gets in any more, and the key is destroyed. Twice does no harm. */
NODISCARD enum err workspace_destroy_key(struct control *c, struct uuid id);
/* Last, when its files are gone: nothing but the receipt is left. Twice does no harm. */
NODISCARD enum err workspace_forget(struct control *c, struct uuid id);
/* Copies of what the workspace says of itself, for lists of workspaces. */
NODISCARD enum err workspace_copy(struct control *c, const struct workspace *row);

#endif
