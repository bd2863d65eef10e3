/* purge.c: for good. A row goes with everything that hangs on it and everything that was kept of
 * it: owned rows, history, timeline, custom values, words in the index. What only refers to it loses
 * the reference. The feed says gone; audit entries stay, they hold no values. */
#include "cell/cell_impl.h"

#include "store/sql.h"

/* Ids of the rows of rec whose `column` is this id, deleted ones included. */
static enum err ids_with(struct unit *u, const struct record *rec, struct str column,
                         struct uuid value, struct uuid **out, unsigned *n)
{
	NOTES(uuid) ids = { 0 };
	struct buf b = BUF_IN(u->arena);
	bool row;
	putf(&b, "SELECT id FROM %.*s WHERE %.*s = ?1", PRI_STR(rec->plural), PRI_STR(column));
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &value);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		ids.v = note_room(u->arena, ids.v, &ids.cap, ids.n, sizeof *ids.v);
		ids.v[ids.n++] = col_uuid(s, 0);
	}
	*out = ids.v;
	*n = ids.n;
	return OK;
}

static enum err purge_id(struct unit *u, const struct record *rec, struct uuid id)
{
	const struct actor engine = actor_engine();
	void *row = row_new(u->arena, rec);
	enum err e = row_get(u->db, u->arena, &engine, rec, id, LIVE_or_deleted, row);
	return e == ERR_NOT_FOUND ? OK : e != OK ? e : unit_purge(u, rec, row);
}

/* A reference to the row becomes none; a row that cannot be without it goes, too. */
static enum err release_id(struct unit *u, const struct record *rec, int field, struct uuid id)
{
	const struct actor engine = actor_engine();
	void *before = row_new(u->arena, rec);
	enum err e = row_get(u->db, u->arena, &engine, rec, id, LIVE_or_deleted, before);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (not_null(&rec->fields[field]))
		return unit_purge(u, rec, before);
	void *after = row_copy(u->arena, rec, before);
	*has_of(after) &= ~BIT(field);
	return has(before, F_deleted_at) ? row_update(u->db, rec, after, BIT(field))
	                                 : unit_change(u, rec, before, after, BIT(field));
}

static enum err delete_where(struct unit *u, struct str table, struct str column, struct uuid id)
{
	struct buf b = BUF_IN(u->arena);
	putf(&b, "DELETE FROM %.*s WHERE %.*s = ?1", PRI_STR(table), PRI_STR(column));
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	return stmt_run(s);
}

/* Whatever points at the row: parts and owned rows, references, tables that hang on it. */
static enum err purge_around(struct unit *u, const struct record *rec, struct uuid id)
{
	for (unsigned i = 0; i < cell_record_count; i++) {
		const struct record *r = cell_records[i];
		for (unsigned k = 0; k < r->n; k++) {
			const struct field *f = &r->fields[k];
			struct uuid *ids;
			unsigned n;
			if (f->ref != rec)
				continue;
			if (r->shape == SHAPE_table) {
				if (f->owned || r == &custom_value_record)
					TRY(delete_where(u, r->plural, f->name, id));
				continue;
			}
			TRY(ids_with(u, r, f->name, id, &ids, &n));
			for (unsigned at = 0; at < n; at++)
				TRY(f->owned ? purge_id(u, r, ids[at]) : release_id(u, r, (int) k, ids[at]));
		}
	}
	return OK;
}

static enum err purge_journals(struct unit *u, const struct record *rec, const void *row)
{
	struct uuid subject, id = head_of(row)->id;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("DELETE FROM histories WHERE record = ?1 AND row_id = ?2"), &s));
	bind_int(s, 1, rec->number);
	bind_uuid(s, 2, &id);
	TRY(stmt_run(s));
	stmt_reset(&s);
	TRY(subject_of(u, rec, row, &subject));
	if (uuid_zero(subject))
		return OK;
	TRY(db_sql(u->db, S("DELETE FROM timeline WHERE contact_id = ?1 AND (row_id = ?2 OR ?1 = ?2)"), &s));
	bind_uuid(s, 1, &subject);
	bind_uuid(s, 2, &id);
	return stmt_run(s);
}

enum err unit_purge(struct unit *u, const struct record *rec, const void *row)
{
	TRY(purge_around(u, rec, head_of(row)->id));
	TRY(purge_journals(u, rec, row));
	if (!has(row, F_deleted_at))
		TRY(effects_of(u, rec, DELETED, row, NULL, BIT(F_deleted_at)));
	enum err e = row_delete(u->db, rec, row);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err unit_purge_run(struct unit *u, struct uuid run_id)
{
	for (unsigned i = 0; i < cell_record_count; i++) {
		const struct record *rec = cell_records[i];
		struct uuid *ids;
		unsigned n;
		if (rec->shape != SHAPE_record)
			continue;
		TRY(ids_with(u, rec, S("run_id"), run_id, &ids, &n));
		for (unsigned at = 0; at < n; at++)
			TRY(purge_id(u, rec, ids[at]));
	}
	return OK;
}
