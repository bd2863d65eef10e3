/* closing.c: workspaces that end. An owner closes one; until its time is over it can be read, and
 * kept. Then its key is destroyed, which no backup of the files survives without a backup of
 * control, then its files go, and last what control knew of it, but for a receipt. Each step may
 * run again: a crash in between is finished at the next look. */
#include "control/control_impl.h"
#include "control/team.h"

/* -- closing, keeping -- */

struct changing {
	struct team_actor by;
	int64_t closes_at; /* 0: keep */
};

static enum err take_owned(struct db *db, struct arena *a, const struct team_actor *by,
                           struct cell_entry *row)
{
	enum member_role role;
	TRY(acting_role(db, a, by, &role));
	if (role != member_role_owner)
		return ERR_FORBIDDEN;
	return row_by_id(db, a, &cell_entry_record, by->workspace_id, row);
}

static enum err change(struct control *c, struct db *db, struct arena *a, const struct changing *ch)
{
	struct cell_entry row;
	bool close = ch->closes_at != 0;
	TRY(take_owned(db, a, &ch->by, &row));
	if (row.state != (close ? cell_state_ready : cell_state_closing))
		return ERR_CONFLICT;
	set(&row, cell_entry, state, close ? cell_state_closing : cell_state_ready);
	unset(&row, cell_entry, closes_at);
	unset(&row, cell_entry, closed_by);
	if (close) {
		set(&row, cell_entry, closes_at, ch->closes_at);
		set(&row, cell_entry, closed_by, ch->by.user_id);
	}
	return row_update(db, &cell_entry_record, &row,
	                  touch_row(c, &row) | BIT(F_cell_entry_state) |
	                          BIT(F_cell_entry_closes_at) | BIT(F_cell_entry_closed_by));
}

static enum err run_change(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = change(c, db, &a, arg);
	arena_release(&a);
	return e;
}

enum err workspace_close(struct control *c, const struct team_actor *by, int64_t closes_at)
{
	struct changing ch = { *by, closes_at };
	TRY(control_write(c, run_change, &ch));
	who_cache_drop(c->who, by->workspace_id);
	return OK;
}

enum err workspace_keep(struct control *c, const struct team_actor *by)
{
	struct changing ch = { *by, 0 };
	TRY(control_write(c, run_change, &ch));
	who_cache_drop(c->who, by->workspace_id);
	return OK;
}

/* -- whose time is over -- */

struct looking {
	struct arena *arena;
	struct uuid *v;
	unsigned n;
};

static bool is_over(const struct cell_entry *row, int64_t now_ms)
{
	return row->state == cell_state_deleting ||
	       (row->state == cell_state_closing && now_ms >= row->closes_at);
}

static enum err look(struct control *c, struct db *db, void *arg)
{
	struct looking *l = arg;
	void **rows;
	unsigned n;
	TRY(rows_with(db, l->arena, &cell_entry_record, -1, NULL, &rows, &n));
	l->v = arena_array(l->arena, struct uuid, n);
	for (unsigned i = 0; i < n; i++)
		if (is_over(rows[i], c->now_ms()))
			l->v[l->n++] = ((const struct cell_entry *) rows[i])->id;
	return OK;
}

enum err workspaces_over(struct control *c, struct arena *a, struct uuid **ids, unsigned *n)
{
	struct looking l = { .arena = a };
	TRY(control_read(c, look, &l));
	*ids = l.v;
	*n = l.n;
	return OK;
}

/* -- destroying -- */

static enum err drop_key(struct db *db, struct arena *a, struct uuid id)
{
	struct cell_key like = { 0 }, row;
	set(&like, cell_key, cell_id, id);
	enum err e = row_find_key(db, a, &cell_key_record, &like, &row);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	return row_delete(db, &cell_key_record, &row);
}

static enum err put_receipt(struct control *c, struct db *db, const struct cell_entry *cell)
{
	struct cell_receipt row = { 0 };
	set(&row, cell_receipt, cell_id, cell->id);
	if (has(cell, F_cell_entry_closed_by))
		set(&row, cell_receipt, closed_by, cell->closed_by);
	set(&row, cell_receipt, key_gone_at, c->now_ms());
	enum err e = row_insert(db, &cell_receipt_record, &row);
	return e == ERR_CONFLICT ? OK : e;
}

/* Whether its time is over is asked once more: somebody may have kept it in the last moment. */
static enum err destroy(struct control *c, struct db *db, struct arena *a, struct uuid id)
{
	struct cell_entry row;
	TRY(row_by_id(db, a, &cell_entry_record, id, &row));
	if (!is_over(&row, c->now_ms()))
		return ERR_CONFLICT;
	TRY(drop_key(db, a, id));
	TRY(put_receipt(c, db, &row));
	set(&row, cell_entry, state, cell_state_deleting);
	set(&row, cell_entry, next_due_at, 0);
	return row_update(db, &cell_entry_record, &row,
	                  touch_row(c, &row) | BIT(F_cell_entry_state) |
	                          BIT(F_cell_entry_next_due_at));
}

static enum err run_destroy(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = destroy(c, db, &a, *(const struct uuid *) arg);
	arena_release(&a);
	return e;
}

enum err workspace_destroy_key(struct control *c, struct uuid id)
{
	TRY(control_write(c, run_destroy, &id));
	who_cache_drop(c->who, id);
	return OK;
}

/* -- forgetting -- */

static enum err drop_rows(struct db *db, struct arena *a, const struct record *rec, int field,
                          const void *like)
{
	void **rows;
	unsigned n;
	TRY(rows_with(db, a, rec, field, like, &rows, &n));
	for (unsigned i = 0; i < n; i++)
		TRY(row_delete(db, rec, rows[i]));
	return OK;
}

static enum err finish_receipt(struct control *c, struct db *db, struct uuid id)
{
	struct cell_receipt row = { 0 };
	set(&row, cell_receipt, cell_id, id);
	set(&row, cell_receipt, files_gone_at, c->now_ms());
	return row_update(db, &cell_receipt_record, &row, BIT(F_cell_receipt_files_gone_at));
}

static enum err forget(struct control *c, struct db *db, struct arena *a, struct uuid id)
{
	struct membership membership = { 0 };
	struct token token = { 0 };
	struct invite invite = { 0 };
	struct cell_entry row;
	set(&membership, membership, workspace_id, id);
	set(&token, token, workspace_id, id);
	set(&invite, invite, workspace_id, id);
	enum err e = row_by_id(db, a, &cell_entry_record, id, &row);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	TRY(drop_rows(db, a, &token_record, F_token_workspace_id, &token));
	TRY(drop_rows(db, a, &invite_record, F_invite_workspace_id, &invite));
	TRY(drop_rows(db, a, &membership_record, F_membership_workspace_id, &membership));
	TRY(finish_receipt(c, db, id));
	return row_delete(db, &cell_entry_record, &row);
}

static enum err run_forget(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = forget(c, db, &a, *(const struct uuid *) arg);
	arena_release(&a);
	return e;
}

enum err workspace_forget(struct control *c, struct uuid id)
{
	return control_write(c, run_forget, &id);
}

/* -- beside -- */

enum err workspaces_owned(struct db *db, struct arena *a, struct uuid user_id, unsigned *n)
{
	struct membership like = { 0 };
	void **rows;
	unsigned found;
	*n = 0;
	set(&like, membership, user_id, user_id);
	TRY(rows_with(db, a, &membership_record, F_membership_user_id, &like, &rows, &found));
	for (unsigned i = 0; i < found; i++) {
		const struct membership *m = rows[i];
		*n += m->role == member_role_owner && membership_stands(m);
	}
	return OK;
}

static enum err copy(struct control *c, struct db *db, void *arg)
{
	const struct workspace *from = arg;
	struct arena a = ARENA_INIT;
	struct cell_entry row;
	enum err e = row_by_id(db, &a, &cell_entry_record, from->id, &row);
	if (e == OK) {
		set(&row, cell_entry, name, from->name);
		unset(&row, cell_entry, country);
		if (has(from, F_workspace_country))
			set(&row, cell_entry, country, from->country);
		set(&row, cell_entry, locale, from->locale);
		set(&row, cell_entry, time_zone, from->time_zone);
		e = row_update(db, &cell_entry_record, &row,
		               touch_row(c, &row) | BIT(F_cell_entry_name) |
		                       BIT(F_cell_entry_country) | BIT(F_cell_entry_locale) |
		                       BIT(F_cell_entry_time_zone));
	}
	arena_release(&a);
	return e;
}

enum err workspace_copy(struct control *c, const struct workspace *row)
{
	struct workspace from = *row;
	return control_write(c, copy, &from);
}
