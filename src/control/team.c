/* team.c: what members may do about each other, decided in the transaction that does it. */
#include "control/team.h"

#include "control/control_impl.h"

bool role_may_change(enum member_role by, enum member_role from, enum member_role to)
{
	if (by == member_role_owner)
		return true;
	return by == member_role_admin && from < member_role_owner && to < member_role_owner;
}

enum err acting_role(struct db *db, struct arena *a, const struct team_actor *by,
                     enum member_role *out)
{
	struct membership m;
	*out = member_role_owner;
	if (uuid_zero(by->user_id)) /* through the socket in the data folder */
		return OK;
	enum err e = membership_find(db, a, by->user_id, by->workspace_id, &m);
	if (e == ERR_NOT_FOUND || (e == OK && !membership_stands(&m)))
		return ERR_FORBIDDEN;
	*out = m.role;
	return e;
}

enum err news_of(struct db *db, struct arena *a, const struct membership *m,
                 struct member_news *out)
{
	struct user user = { .name = S("") };
	enum err e = row_by_id(db, a, &user_record, m->user_id, &user);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	*out = (struct member_news) {
		.membership_id = m->id,
		.workspace_id = m->workspace_id,
		.user_id = m->user_id,
		.member_id = m->member_id,
		.name = user.name,
		.role = m->role,
		.active = membership_stands(m),
		.hand_to = has(m, F_membership_hand_to) ? m->hand_to : (struct uuid) { { 0 } },
		.version = m->version,
	};
	return OK;
}

/* -- one change, and what all of them have in common -- */

struct team_change {
	struct arena *arena;
	struct team_actor by;
	enum member_role role; /* of the one who acts */
	struct uuid member_id, hand_to;
	enum member_role to;
	struct member_news *news;
};

static enum err begin(struct db *db, struct team_change *ch, struct membership *m)
{
	TRY(acting_role(db, ch->arena, &ch->by, &ch->role));
	return member_find(db, ch->arena, ch->by.workspace_id, ch->member_id, m);
}

/* What follows once the write stands: whoever it concerns is asked for their rights anew. */
static enum err run(struct control *c, control_fn *fn, struct team_change *ch, unsigned n)
{
	TRY(control_write(c, fn, ch));
	for (unsigned i = 0; i < n; i++)
		who_cache_drop(c->who, ch->news[i].user_id);
	return OK;
}

/* -- role -- */

static enum err set_role(struct control *c, struct db *db, void *arg)
{
	struct team_change *ch = arg;
	struct membership m;
	TRY(begin(db, ch, &m));
	if (!role_may_change(ch->role, m.role, ch->to))
		return ERR_FORBIDDEN;
	TRY(membership_set_role(c, db, ch->arena, &m, ch->to));
	return news_of(db, ch->arena, &m, ch->news);
}

enum err team_set_role(struct control *c, struct arena *a, const struct team_actor *by,
                       struct uuid member_id, enum member_role role, struct member_news *news)
{
	struct team_change ch = {
		.arena = a, .by = *by, .member_id = member_id, .to = role, .news = news
	};
	return run(c, set_role, &ch, 1);
}

/* -- leaving -- */

static enum err check_heir(struct db *db, const struct team_change *ch)
{
	struct membership heir;
	if (uuid_zero(ch->hand_to))
		return OK;
	if (uuid_eq(ch->hand_to, ch->member_id))
		return ERR_CONFLICT;
	enum err e = member_find(db, ch->arena, ch->by.workspace_id, ch->hand_to, &heir);
	if (e == OK && heir.role == member_role_viewer) /* who changes nothing answers for nobody */
		e = ERR_CONFLICT;
	return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
}

/* Everybody may leave; who is shown the door must be somebody the other one decides about. */
static enum err leave(struct control *c, struct db *db, void *arg)
{
	struct team_change *ch = arg;
	struct membership m;
	TRY(begin(db, ch, &m));
	if (!uuid_eq(m.user_id, ch->by.user_id) &&
	    !role_may_change(ch->role, m.role, member_role_unset))
		return ERR_FORBIDDEN;
	TRY(check_heir(db, ch));
	TRY(membership_leave(c, db, ch->arena, &m, ch->hand_to));
	return news_of(db, ch->arena, &m, ch->news);
}

enum err team_remove(struct control *c, struct arena *a, const struct team_actor *by,
                     struct uuid member_id, struct uuid hand_to, struct member_news *news)
{
	struct team_change ch = {
		.arena = a, .by = *by, .member_id = member_id, .hand_to = hand_to, .news = news
	};
	return run(c, leave, &ch, 1);
}

/* -- another owner -- */

static enum err hand_over(struct control *c, struct db *db, void *arg)
{
	struct team_change *ch = arg;
	struct membership to, from;
	TRY(begin(db, ch, &to));
	if (ch->role != member_role_owner)
		return ERR_FORBIDDEN;
	TRY(membership_find(db, ch->arena, ch->by.user_id, ch->by.workspace_id, &from));
	if (uuid_eq(to.id, from.id))
		return ERR_CONFLICT;
	TRY(membership_set_role(c, db, ch->arena, &to, member_role_owner));
	TRY(membership_set_role(c, db, ch->arena, &from, member_role_admin));
	TRY(news_of(db, ch->arena, &to, &ch->news[0]));
	return news_of(db, ch->arena, &from, &ch->news[1]);
}

enum err team_hand_over(struct control *c, struct arena *a, const struct team_actor *by,
                        struct uuid member_id, struct member_news news[2])
{
	struct team_change ch = { .arena = a, .by = *by, .member_id = member_id, .news = news };
	return run(c, hand_over, &ch, 2);
}

/* -- in from outside: the operator -- */

static enum err add(struct control *c, struct db *db, void *arg)
{
	struct team_change *ch = arg;
	struct membership m;
	TRY(membership_join(c, db, ch->arena, ch->by.user_id, ch->by.workspace_id, ch->to, &m));
	return news_of(db, ch->arena, &m, ch->news);
}

enum err team_add(struct control *c, struct arena *a, struct uuid user_id, struct uuid workspace_id,
                  enum member_role role, struct member_news *news)
{
	struct team_change ch = {
		.arena = a, .by = { user_id, workspace_id }, .to = role, .news = news
	};
	return run(c, add, &ch, 1);
}
