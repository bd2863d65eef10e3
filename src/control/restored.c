/* restored.c: see restored.h. */
#include "control/restored.h"

#include "control/control_impl.h"
#include "store/migrate.h"

enum err control_restored_schema(struct db *db, int64_t now_ms)
{
	return store_migrate(db, HOME_control, now_ms);
}

static enum err put_setting(struct db *db, struct str name, int64_t value)
{
	struct arena a = ARENA_INIT;
	struct control_setting row = { 0 };
	set(&row, control_setting, name, name);
	set(&row, control_setting, value, arena_printf(&a, "%lld", (long long) value));
	enum err e = row_update(db, &control_setting_record, &row, BIT(F_control_setting_value));
	if (e == ERR_NOT_FOUND)
		e = row_insert(db, &control_setting_record, &row);
	arena_release(&a);
	return e;
}

static enum err mark_gone(struct db *db, const struct restored_facts *f)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("UPDATE cell_entries SET state = ?2 WHERE id = ?1"), &s));
	for (unsigned i = 0; i < f->gone_n; i++) {
		bind_uuid(s, 1, &f->gone[i]);
		bind_int(s, 2, cell_state_deleting);
		TRY(stmt_run(s));
	}
	return OK;
}

static enum err note(struct db *db, const struct restored_facts *f)
{
	TRY(db_begin(db));
	TRY(put_setting(db, S(SETTING_RESTORED_AT), f->now_ms));
	TRY(put_setting(db, S(SETTING_RESTORED_FROM), f->made_at));
	TRY(put_setting(db, S(SETTING_HELD_JOBS), f->held_jobs));
	TRY(mark_gone(db, f));
	/* They may have gone since; whoever waits for one asks again. */
	TRY(db_exec(db, "DELETE FROM mails"));
	return db_commit(db);
}

enum err control_restored_note(struct db *db, const struct restored_facts *f)
{
	enum err e = note(db, f);
	db_rollback(db);
	return e;
}

/* -- receipts: what was destroyed since must not come back -- */

static enum err has_table(struct db *db, struct str name, bool *yes)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1"), &s));
	bind_text(s, 1, name);
	return stmt_step(s, yes);
}

static enum err run_with_id(struct db *db, struct str sql, struct uuid id)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, sql, &s));
	bind_uuid(s, 1, &id);
	bind_int(s, 2, cell_state_deleting);
	return stmt_run(s);
}

static enum err carry_erasure(struct stmt *from, struct db *to, int64_t *n)
{
	struct erasure_receipt row = { 0 };
	set(&row, erasure_receipt, cell_id, col_uuid(from, 0));
	set(&row, erasure_receipt, identity_hash, col_blob(from, 1));
	set(&row, erasure_receipt, at, col_int(from, 2));
	enum err e = row_insert(to, &erasure_receipt_record, &row);
	*n += e == OK;
	return e == ERR_CONFLICT ? OK : e;
}

/* Without its key nothing of the workspace can be read; the next start removes its files. */
static enum err carry_cell(struct stmt *from, struct db *to, int64_t *n)
{
	struct cell_receipt row = { 0 };
	set(&row, cell_receipt, cell_id, col_uuid(from, 0));
	if (!col_null(from, 1))
		set(&row, cell_receipt, closed_by, col_uuid(from, 1));
	set(&row, cell_receipt, key_gone_at, col_int(from, 2));
	enum err e = row_insert(to, &cell_receipt_record, &row);
	if (e != OK)
		return e == ERR_CONFLICT ? OK : e;
	++*n;
	TRY(run_with_id(to, S("DELETE FROM cell_keys WHERE cell_id = ?1"), row.cell_id));
	return run_with_id(to, S("UPDATE cell_entries SET state = ?2 WHERE id = ?1"), row.cell_id);
}

/* The account's time is over once more; the server ends it as it ended it then. */
static enum err carry_account(struct stmt *from, struct db *to, int64_t *n)
{
	STMT_AUTO s = NULL;
	struct uuid id = col_uuid(from, 0);
	TRY(db_sql(to, S("UPDATE users SET closes_at = ?2 WHERE id = ?1"), &s));
	bind_uuid(s, 1, &id);
	bind_int(s, 2, col_int(from, 1));
	TRY(stmt_run(s));
	*n += db_changed(to);
	return OK;
}

static const struct receipts {
	struct str table, sql;
	enum err (*carry)(struct stmt *from, struct db *to, int64_t *n);
} receipts[] = {
	{ STR("erasure_receipts"), STR("SELECT cell_id, identity_hash, at FROM erasure_receipts"),
	  carry_erasure },
	{ STR("cell_receipts"), STR("SELECT cell_id, closed_by, key_gone_at FROM cell_receipts"),
	  carry_cell },
	{ STR("account_receipts"), STR("SELECT user_id, at FROM account_receipts"), carry_account },
};

static enum err carry_table(const struct receipts *r, struct db *from, struct db *to, int64_t *n)
{
	STMT_AUTO s = NULL;
	bool there;
	TRY(has_table(from, r->table, &there));
	if (!there)
		return OK;
	TRY(db_sql(from, r->sql, &s));
	for (bool row;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		TRY(r->carry(s, to, n));
	}
}

enum err control_receipts_carry(struct db *from, struct db *to, int64_t *n)
{
	enum err e = db_begin(to);
	*n = 0;
	for (size_t i = 0; i < COUNT(receipts) && e == OK; i++)
		e = carry_table(&receipts[i], from, to, n);
	if (e == OK)
		e = db_commit(to);
	db_rollback(to);
	return e;
}
