/* accounts.c: facts of an account that its owner changes, and who looks after the server. */
#include "control/account.h"
#include "control/control_impl.h"
#include "record/decode.h"

/* -- name and language -- */

struct changing {
	struct uuid user_id;
	const struct account_facts *to;
};

/* Cells hold a copy of the name; a membership that is marked so is told anew. */
static enum err mark_memberships(struct control *c, struct db *db, struct arena *a,
                                 struct uuid user_id)
{
	struct membership like = { 0 };
	void **rows;
	unsigned n;
	set(&like, membership, user_id, user_id);
	TRY(rows_with(db, a, &membership_record, F_membership_user_id, &like, &rows, &n));
	for (unsigned i = 0; i < n; i++) {
		struct membership *m = rows[i];
		if (!membership_stands(m))
			continue;
		set(m, membership, state, membership_state_changed);
		TRY(row_update(db, &membership_record, m,
		               touch_row(c, m) | BIT(F_membership_state)));
	}
	return OK;
}

static enum err change_row(struct control *c, struct db *db, struct arena *a,
                           const struct changing *ch)
{
	struct user row;
	uint64_t mask = 0;
	TRY(row_by_id(db, a, &user_record, ch->user_id, &row));
	if (!str_absent(ch->to->locale)) {
		mask |= BIT(F_user_locale);
		unset(&row, user, locale);
		if (ch->to->locale.len != 0)
			set(&row, user, locale, ch->to->locale);
	}
	if (!str_absent(ch->to->name) && !str_eq(ch->to->name, row.name)) {
		mask |= BIT(F_user_name);
		set(&row, user, name, ch->to->name);
		TRY(mark_memberships(c, db, a, ch->user_id));
	}
	return mask == 0 ? OK : row_update(db, &user_record, &row, touch_row(c, &row) | mask);
}

static enum err change(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = change_row(c, db, &a, arg);
	arena_release(&a);
	return e;
}

enum err control_account_change(struct control *c, struct uuid user_id,
                                const struct account_facts *to, struct problems *ps)
{
	struct user row = { 0 };
	struct account_facts trimmed = *to;
	const size_t before = ps->n;
	if (!str_absent(to->name)) {
		trimmed.name = str_trim(to->name);
		set(&row, user, name, trimmed.name);
		value_check(&user_record, F_user_name, &row, ps);
	}
	if (to->locale.len != 0) {
		set(&row, user, locale, to->locale);
		value_check(&user_record, F_user_locale, &row, ps);
	}
	if (ps->n != before)
		return ERR_INVALID;
	return control_write(c, change, &(struct changing) { user_id, &trimmed });
}

/* -- all of them -- */

struct listing {
	struct arena *arena;
	struct account *v;
	unsigned n;
};

static enum err list(struct control *c, struct db *db, void *arg)
{
	struct listing *l = arg;
	void **rows;
	TRY(rows_with(db, l->arena, &user_record, -1, NULL, &rows, &l->n));
	l->v = arena_array(l->arena, struct account, l->n);
	for (unsigned i = 0; i < l->n; i++)
		l->v[i] = account_of(c, rows[i]);
	return OK;
}

enum err control_accounts(struct control *c, struct arena *a, struct account **out, unsigned *n)
{
	struct listing l = { .arena = a };
	TRY(control_read(c, list, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

/* -- who looks after the server -- */

static enum err put_operator(struct control *c, struct db *db, struct uuid user_id, bool operator)
{
	struct arena a = ARENA_INIT;
	struct user row;
	enum err e = row_by_id(db, &a, &user_record, user_id, &row);
	if (e == OK) {
		set(&row, user, operator, operator);
		e = row_update(db, &user_record, &row, touch_row(c, &row) | BIT(F_user_operator));
	}
	arena_release(&a);
	return e;
}

static enum err set_operator(struct control *c, struct db *db, void *arg)
{
	const struct uuid *user_id = arg;
	return put_operator(c, db, *user_id, true);
}

enum err control_operator_set(struct control *c, struct uuid user_id)
{
	TRY(control_write(c, set_operator, &user_id));
	who_cache_drop(c->who, user_id);
	return OK;
}

enum err operators_besides(struct db *db, struct uuid user_id, bool *another, bool *alone)
{
	struct arena a = ARENA_INIT;
	void **rows;
	unsigned n = 0;
	enum err e = rows_with(db, &a, &user_record, -1, NULL, &rows, &n);
	*another = false;
	*alone = n < 2;
	for (unsigned i = 0; e == OK && i < n; i++) {
		const struct user *u = rows[i];
		*another |= has(u, F_user_operator) && u->operator&& !uuid_eq(u->id, user_id) &&
		            !has(u, F_user_closes_at);
	}
	arena_release(&a);
	return e;
}

/* Somebody must get the warnings about backups and disks. */
static enum err unset_operator(struct control *c, struct db *db, void *arg)
{
	const struct uuid *user_id = arg;
	bool another, alone;
	TRY(operators_besides(db, *user_id, &another, &alone));
	return another ? put_operator(c, db, *user_id, false) : ERR_CONFLICT;
}

enum err control_operator_unset(struct control *c, struct uuid user_id)
{
	TRY(control_write(c, unset_operator, &user_id));
	who_cache_drop(c->who, user_id);
	return OK;
}
