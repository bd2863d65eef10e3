/* purge.c: for good. A row goes with everything that hangs on it and everything that was kept of
 * it: owned rows, history, timeline, custom values, words in the index. What only refers to it
 * loses the reference, where an index finds it. Audit entries stay, they hold no values.
 *
 * One event tells of the row; what hung on it follows by reference, as at any deletion. */
#include "cell/purge.h"

#include "cell/files.h"
#include "store/sql.h"

enum { AT_ONCE = 256 };

struct purge {
	struct unit *u;
	int64_t left; /* rows that may still go in this unit */
	bool bin;     /* rows that were deleted before are gone already, as is the news of these */
};

static enum err purge_row(struct purge *p, const struct record *rec, const void *row, bool top);

static bool is_done(const struct purge *p)
{
	return p->left <= 0;
}

static int64_t some(const struct purge *p)
{
	return p->left < AT_ONCE ? p->left : AT_ONCE;
}

/* -- ids and rows, whoever sees them -- */

static enum err collect(struct purge *p, struct stmt *s, struct uuid **out, unsigned *n)
{
	NOTES(uuid) ids = { 0 };
	bool row;
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		ids.v = note_room(p->u->arena, ids.v, &ids.cap, ids.n, sizeof *ids.v);
		ids.v[ids.n++] = col_uuid(s, 0);
	}
	*out = ids.v;
	*n = ids.n;
	return OK;
}

/* Live rows by the index that begins with the field, some at a time; or all that lie in the bin. */
static enum err ids_with(struct purge *p, const struct record *rec, int field, struct uuid id,
                         bool binned, struct uuid **out, unsigned *n)
{
	struct buf b = BUF_IN(p->u->arena);
	struct str plural = rec->plural, name = rec->fields[field].name;
	if (binned)
		putf(&b,
		     "SELECT id FROM %.*s INDEXED BY %.*s_by_deleted_at"
		     " WHERE deleted_at IS NOT NULL AND %.*s = ?1",
		     PRI_STR(plural), PRI_STR(plural), PRI_STR(name));
	else
		putf(&b, "SELECT id FROM %.*s WHERE %.*s = ?1 AND deleted_at IS NULL LIMIT ?2",
		     PRI_STR(plural), PRI_STR(name));
	STMT_AUTO s = NULL;
	TRY(db_sql(p->u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	bind_int(s, 2, some(p));
	return collect(p, s, out, n);
}

static enum err read_row(struct unit *u, const struct record *rec, struct uuid id, void *row)
{
	static const char kind;
	struct stmt_key key = { &kind, rec->number, 0 };
	bool found;
	STMT_AUTO s = db_cached(u->db, &key);
	if (s == NULL) {
		struct buf b = BUF_IN(u->arena);
		sql_by_id(&b, DIALECT_sqlite, rec, false);
		TRY(db_prepare(u->db, &key, buf_str(&b), &s));
	}
	bind_uuid(s, 1, &id);
	TRY(stmt_step(s, &found));
	if (!found)
		return ERR_NOT_FOUND;
	row_read(s, 0, u->arena, rec, row);
	return OK;
}

static enum err purge_id(struct purge *p, const struct record *rec, struct uuid id, bool top)
{
	void *row = row_new(p->u->arena, rec);
	enum err e = read_row(p->u, rec, id, row);
	return e == ERR_NOT_FOUND ? OK : e != OK ? e : purge_row(p, rec, row, top);
}

/* -- what hangs on the row -- */

static enum err purge_ids(struct purge *p, const struct record *rec, const struct uuid *ids,
                          unsigned n)
{
	for (unsigned i = 0; i < n && !is_done(p); i++)
		TRY(purge_id(p, rec, ids[i], false));
	return OK;
}

static enum err purge_owned(struct purge *p, const struct record *rec, int field, struct uuid id)
{
	struct uuid *ids;
	unsigned n;
	do {
		TRY(ids_with(p, rec, field, id, false, &ids, &n));
		TRY(purge_ids(p, rec, ids, n));
	} while (n != 0 && !is_done(p));
	if (p->bin || is_done(p))
		return OK;
	TRY(ids_with(p, rec, field, id, true, &ids, &n));
	return purge_ids(p, rec, ids, n);
}

static void put_key(struct buf *b, const struct record *rec)
{
	int key[INDEX_FIELDS_MAX];
	unsigned n = record_key(rec, key);
	for (unsigned i = 0; i < n; i++) {
		if (i != 0)
			put(b, S(", "));
		put(b, rec->fields[key[i]].name);
	}
}

static enum err purge_table(struct purge *p, const struct record *rec, int field, struct uuid id)
{
	struct buf b = BUF_IN(p->u->arena);
	putf(&b, "DELETE FROM %.*s WHERE (", PRI_STR(rec->plural));
	put_key(&b, rec);
	put(&b, S(") IN (SELECT "));
	put_key(&b, rec);
	putf(&b, " FROM %.*s WHERE %.*s = ?1 LIMIT ?2)", PRI_STR(rec->plural),
	     PRI_STR(rec->fields[field].name));
	STMT_AUTO s = NULL;
	TRY(db_sql(p->u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	bind_int(s, 2, p->left);
	TRY(stmt_run(s));
	p->left -= db_changed(p->u->db);
	return OK;
}

/* -- what only refers to the row -- */

static bool leads_an_index(const struct record *rec, int field)
{
	for (unsigned i = 0; i < index_count; i++)
		if (indexes[i].rec == rec && indexes[i].fields[0] == field)
			return true;
	return false;
}

static bool decides_a_column(const struct record *rec, int field)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derive_rule *r = derive_rule_of(&deriveds[i]);
		if (deriveds[i].rec == rec && r->how == DERIVE_own_or && r->by == field)
			return true;
	}
	return false;
}

/* A chat without its contact is another chat to look at: people hear of it. */
static enum err release_row(struct purge *p, const struct record *rec, int field, struct uuid id)
{
	void *before = row_new(p->u->arena, rec);
	TRY(read_row(p->u, rec, id, before));
	void *after = row_copy(p->u->arena, rec, before);
	*has_of(after) &= ~BIT(field);
	p->left--;
	return unit_change(p->u, rec, before, after, BIT(field));
}

static enum err release_loudly(struct purge *p, const struct record *rec, int field, struct uuid id)
{
	struct uuid *ids;
	unsigned n;
	do {
		TRY(ids_with(p, rec, field, id, false, &ids, &n));
		for (unsigned i = 0; i < n && !is_done(p); i++)
			TRY(release_row(p, rec, field, ids[i]));
	} while (n != 0 && !is_done(p));
	return OK;
}

static enum err release_quietly(struct purge *p, const struct record *rec, int field,
                                struct uuid id)
{
	struct str plural = rec->plural, name = rec->fields[field].name;
	struct buf b = BUF_IN(p->u->arena);
	putf(&b,
	     "UPDATE %.*s SET %.*s = NULL WHERE id IN (SELECT id FROM %.*s WHERE %.*s = ?1"
	     " AND deleted_at IS NULL LIMIT ?2)",
	     PRI_STR(plural), PRI_STR(name), PRI_STR(plural), PRI_STR(name));
	STMT_AUTO s = NULL;
	TRY(db_sql(p->u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	bind_int(s, 2, p->left);
	TRY(stmt_run(s));
	p->left -= db_changed(p->u->db);
	return OK;
}

/* A row that cannot be without it goes, too. */
static enum err release(struct purge *p, const struct record *rec, int field, struct uuid id)
{
	if (!leads_an_index(rec, field))
		return OK;
	if (not_null(&rec->fields[field]))
		return purge_owned(p, rec, field, id);
	if (decides_a_column(rec, field))
		return release_loudly(p, rec, field, id);
	return release_quietly(p, rec, field, id);
}

static enum err purge_around(struct purge *p, const struct record *rec, struct uuid id)
{
	for (unsigned i = 0; i < cell_record_count; i++) {
		const struct record *r = cell_records[i];
		for (int k = 0; k < (int) r->n && !is_done(p); k++) {
			if (r->fields[k].ref != rec)
				continue;
			if (r->shape == SHAPE_table && is_owned_by(r, k))
				TRY(purge_table(p, r, k, id));
			else if (r->shape == SHAPE_record && is_owned_by(r, k))
				TRY(purge_owned(p, r, k, id));
			else if (r->shape == SHAPE_record)
				TRY(release(p, r, k, id));
		}
	}
	return OK;
}

/* -- what was kept of the row -- */

static enum err purge_history(struct unit *u, const struct record *rec, struct uuid id)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("DELETE FROM histories WHERE record = ?1 AND row_id = ?2"), &s));
	bind_int(s, 1, rec->number);
	bind_uuid(s, 2, &id);
	return stmt_run(s);
}

static enum err purge_timeline(struct unit *u, const struct record *rec, const void *row)
{
	struct uuid subject, id = head_of(row)->id;
	TRY(subject_of(u, rec, row, &subject));
	if (uuid_zero(subject) || uuid_eq(subject, id))
		return OK;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("DELETE FROM timeline WHERE contact_id = ?1 AND row_id = ?2"), &s));
	bind_uuid(s, 1, &subject);
	bind_uuid(s, 2, &id);
	return stmt_run(s);
}

static bool has_timeline(const struct record *rec)
{
	for (unsigned i = 0; i < timeline_count; i++)
		if (timelines[i].rec == rec)
			return true;
	return false;
}

/* -- the row -- */

/* One in the bin has left index, counts and lists already. */
static enum err note_gone(struct purge *p, const struct record *rec, const void *row, bool top)
{
	if (has(row, F_deleted_at))
		return OK;
	void *gone = row_copy(p->u->arena, rec, row);
	field_set_int(rec, F_deleted_at, gone, p->u->now_ms);
	if (top) {
		const unsigned told = p->u->effects->timeline.n;
		TRY(effects_of(p->u, rec, DELETED, row, gone, BIT(F_deleted_at)));
		p->u->effects->timeline.n = told; /* no story remains of what is gone for good */
		return OK;
	}
	TRY(derive_effects(p->u, rec, DELETED, row, gone, BIT(F_deleted_at), NULL));
	index_effects(p->u, rec, DELETED, row, gone, BIT(F_deleted_at));
	return OK;
}

static enum err purge_row(struct purge *p, const struct record *rec, const void *row, bool top)
{
	TRY(purge_around(p, rec, head_of(row)->id));
	if (is_done(p)) /* the rest of it, and the row, another time */
		return OK;
	TRY(purge_history(p->u, rec, head_of(row)->id));
	if (has_timeline(rec))
		TRY(purge_timeline(p->u, rec, row));
	TRY(note_gone(p, rec, row, top));
	p->left--;
	enum err e = row_delete(p->u->db, rec, row);
	if (e == OK && rec == &attachment_record)
		e = file_released(p->u, row);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err unit_purge(struct unit *u, const struct record *rec, const void *row)
{
	return purge_row(&(struct purge) { u, INT64_MAX, false }, rec, row, true);
}

/* -- rows of one import -- */

static enum err ids_of_run(struct purge *p, const struct record *rec, struct uuid run_id,
                           struct uuid **out, unsigned *n)
{
	struct buf b = BUF_IN(p->u->arena);
	putf(&b, "SELECT id FROM %.*s INDEXED BY %.*s_by_run_id WHERE run_id = ?1",
	     PRI_STR(rec->plural), PRI_STR(rec->plural));
	STMT_AUTO s = NULL;
	TRY(db_sql(p->u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &run_id);
	return collect(p, s, out, n);
}

enum err unit_purge_run(struct unit *u, struct uuid run_id)
{
	struct purge p = { u, INT64_MAX, false };
	for (unsigned i = 0; i < cell_record_count; i++) {
		struct uuid *ids;
		unsigned n;
		if (cell_records[i]->shape != SHAPE_record)
			continue;
		TRY(ids_of_run(&p, cell_records[i], run_id, &ids, &n));
		for (unsigned at = 0; at < n; at++)
			TRY(purge_id(&p, cell_records[i], ids[at], true));
	}
	return OK;
}

/* -- the bin -- */

static enum err ids_in_bin(struct purge *p, const struct record *rec, int64_t before_ms,
                           struct uuid **out, unsigned *n)
{
	struct buf b = BUF_IN(p->u->arena);
	putf(&b,
	     "SELECT id FROM %.*s INDEXED BY %.*s_by_deleted_at WHERE deleted_at < ?1"
	     " ORDER BY deleted_at LIMIT ?2",
	     PRI_STR(rec->plural), PRI_STR(rec->plural));
	STMT_AUTO s = NULL;
	TRY(db_sql(p->u->db, buf_str(&b), &s));
	bind_int(s, 1, before_ms);
	bind_int(s, 2, some(p));
	return collect(p, s, out, n);
}

/* Owned rows come after their owners among the records, and so go before them. */
enum err purge_bin(struct unit *u, int64_t before_ms, bool *more)
{
	struct purge p = { u, AT_ONCE, true };
	for (unsigned i = cell_record_count; i-- > 0 && !is_done(&p);) {
		int64_t had = p.left;
		struct uuid *ids;
		unsigned n;
		if (cell_records[i]->shape != SHAPE_record)
			continue;
		TRY(ids_in_bin(&p, cell_records[i], before_ms, &ids, &n));
		for (unsigned at = 0; at < n && !is_done(&p); at++)
			TRY(purge_id(&p, cell_records[i], ids[at], true));
		if (had != p.left)
			unit_audit(u, audit_action_deleted, cell_records[i], AUDIENCE_NOBODY, 0,
			           had - p.left);
	}
	*more = is_done(&p);
	return OK;
}
