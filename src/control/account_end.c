/* account_end.c: an account that its owner closed: nobody gets in with it, and once its time has
 * come, nothing that is about it alone stays. What they did in a workspace belongs to that; there
 * they are a former member, with no name. */
#include "control/account.h"
#include "control/control_impl.h"
#include "control/statements.h"
#include "plat/log.h"

#define FORMER_NAME "Former member"

/* -- closing -- */

struct closing {
	struct arena *arena;
	struct uuid user_id;
	int64_t closes_at;
	struct str *names; /* out: of workspaces that would be without an owner */
	unsigned n;
};

static enum err memberships_of(struct db *db, struct arena *a, struct uuid user_id, void ***rows,
                               unsigned *n)
{
	struct membership like = { 0 };
	set(&like, membership, user_id, user_id);
	return rows_with(db, a, &membership_record, F_membership_user_id, &like, rows, n);
}

static enum err has_other_owner(struct db *db, struct arena *a, const struct membership *mine,
                                bool *yes)
{
	struct membership like = { 0 };
	void **rows;
	unsigned n;
	*yes = false;
	set(&like, membership, workspace_id, mine->workspace_id);
	TRY(rows_with(db, a, &membership_record, F_membership_workspace_id, &like, &rows, &n));
	for (unsigned i = 0; i < n && !*yes; i++) {
		const struct membership *m = rows[i];
		struct user user;
		if (m->role != member_role_owner || !membership_stands(m) ||
		    uuid_eq(m->id, mine->id))
			continue;
		/* Somebody who is about to go is nobody to leave it to. */
		enum err e = row_by_id(db, a, &user_record, m->user_id, &user);
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
		*yes = e == OK && !has(&user, F_user_closes_at);
	}
	return OK;
}

/* Workspaces that nobody else owns; one that is closing itself needs nobody. */
static enum err find_orphans(struct db *db, struct closing *cl)
{
	void **rows;
	unsigned n;
	TRY(memberships_of(db, cl->arena, cl->user_id, &rows, &n));
	cl->names = arena_array(cl->arena, struct str, n);
	cl->n = 0;
	for (unsigned i = 0; i < n; i++) {
		const struct membership *m = rows[i];
		struct cell_entry cell;
		bool another;
		if (m->role != member_role_owner || !membership_stands(m))
			continue;
		enum err e = row_by_id(db, cl->arena, &cell_entry_record, m->workspace_id, &cell);
		if (e == ERR_NOT_FOUND)
			continue;
		TRY(e);
		TRY(has_other_owner(db, cl->arena, m, &another));
		if (!another && cell.state != cell_state_closing &&
		    cell.state != cell_state_deleting)
			cl->names[cl->n++] = cell.name;
	}
	return OK;
}

static enum err close_row(struct control *c, struct db *db, void *arg)
{
	struct closing *cl = arg;
	struct user row;
	bool another = true, alone = false;
	TRY(row_by_id(db, cl->arena, &user_record, cl->user_id, &row));
	TRY(find_orphans(db, cl));
	if (has(&row, F_user_operator) && row.operator)
		TRY(operators_besides(db, cl->user_id, &another, &alone));
	if (cl->n != 0 || !(another || alone))
		return ERR_CONFLICT;
	set(&row, user, closes_at, cl->closes_at);
	TRY(row_update(db, &user_record, &row, touch_row(c, &row) | BIT(F_user_closes_at)));
	TRY(sessions_drop(db, cl->user_id, AUDIENCE_NOBODY));
	TRY(rows_of_user_drop(db, &token_record, F_token_user_id, cl->user_id));
	return rows_of_user_drop(db, &account_code_record, F_account_code_user_id, cl->user_id);
}

enum err control_account_close(struct control *c, struct arena *a, struct uuid user_id,
                               int64_t closes_at, struct str **names, unsigned *n)
{
	struct closing cl = { .arena = a, .user_id = user_id, .closes_at = closes_at };
	enum err e = control_write(c, close_row, &cl);
	*names = cl.names;
	*n = cl.n;
	if (e == OK)
		who_cache_drop(c->who, user_id);
	return e;
}

/* -- when the time has come -- */

enum { AT_ONCE = 200 };

struct over {
	struct uuid ids[AT_ONCE];
	unsigned n;
};

static enum err find_over(struct control *c, struct db *db, void *arg)
{
	struct over *o = arg;
	STMT_AUTO s = NULL;
	bool row;
	TRY(db_sql(db, accounts_over.sql, &s));
	bind_int(s, 1, c->now_ms());
	for (o->n = 0; o->n < AT_ONCE; o->n++) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		o->ids[o->n] = col_uuid(s, 0);
	}
	return OK;
}

struct ending {
	struct uuid user_id;
	bool waits; /* some cell was not told yet */
};

/* Out of every workspace, and without a name: cells are told both. */
static enum err leave_all(struct control *c, struct db *db, struct arena *a, struct user *row,
                          struct ending *end)
{
	void **rows;
	unsigned n;
	TRY(memberships_of(db, a, row->id, &rows, &n));
	if (!str_eq(row->name, S(FORMER_NAME))) {
		set(row, user, name, S(FORMER_NAME));
		TRY(row_update(db, &user_record, row, touch_row(c, row) | BIT(F_user_name)));
	}
	for (unsigned i = 0; i < n; i++) {
		struct membership *m = rows[i];
		struct cell_entry cell;
		enum err e = row_by_id(db, a, &cell_entry_record, m->workspace_id, &cell);
		if (e == ERR_NOT_FOUND)
			continue; /* nobody is left to be told */
		TRY(e);
		if (membership_stands(m))
			TRY(membership_leave(c, db, a, m, AUDIENCE_NOBODY));
		end->waits |= m->state != membership_state_left;
	}
	return OK;
}

/* A backup from before must not bring the account back. */
static enum err put_receipt(struct control *c, struct db *db, const struct user *user)
{
	struct account_receipt row = { 0 };
	set(&row, account_receipt, user_id, user->id);
	set(&row, account_receipt, at, c->now_ms());
	return row_insert(db, &account_receipt_record, &row);
}

/* All that belongs to a user: the declarations say what that is. */
static enum err forget(struct control *c, struct db *db, const struct user *row)
{
	TRY(put_receipt(c, db, row));
	for (unsigned i = 0; i < control_record_count; i++) {
		const struct record *rec = control_records[i];
		for (unsigned f = 0; f < rec->n; f++)
			if (rec->fields[f].ref == &user_record && rec->fields[f].owned)
				TRY(rows_of_user_drop(db, rec, (int) f, row->id));
	}
	return row_delete(db, &user_record, row);
}

static enum err end_row(struct control *c, struct db *db, void *arg)
{
	struct ending *end = arg;
	struct arena a = ARENA_INIT;
	struct user row;
	end->waits = false;
	enum err e = row_by_id(db, &a, &user_record, end->user_id, &row);
	bool still = e == OK && has(&row, F_user_closes_at) && row.closes_at <= c->now_ms();
	if (still)
		e = leave_all(c, db, &a, &row, end);
	if (still && e == OK && !end->waits)
		e = forget(c, db, &row);
	arena_release(&a);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err put_off(struct control *c, struct db *db, void *arg)
{
	const struct ending *end = arg;
	struct arena a = ARENA_INIT;
	struct user row;
	enum err e = row_by_id(db, &a, &user_record, end->user_id, &row);
	if (e == OK) {
		set(&row, user, closes_at, c->now_ms() + DAY_MS);
		e = row_update(db, &user_record, &row, touch_row(c, &row) | BIT(F_user_closes_at));
	}
	arena_release(&a);
	return e;
}

enum err control_accounts_end(struct control *c, unsigned *n)
{
	struct over o;
	*n = 0;
	enum err e = control_read(c, find_over, &o);
	for (unsigned i = 0; e == OK && i < o.n; i++) {
		struct ending end = { .user_id = o.ids[i] };
		e = control_write(c, end_row, &end);
		*n += end.waits;
		if (e == ERR_LAST_OWNER) {
			log_event(LOG_WARN, "control.account-kept", LOG_UUID("user", end.user_id),
			          LOG_TEXT("why", "a workspace would be without an owner"));
			e = control_write(c, put_off, &end);
		}
		who_cache_drop(c->who, end.user_id);
	}
	return e;
}
