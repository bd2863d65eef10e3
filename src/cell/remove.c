/* remove.c: into the bin and back. A stamp, not a loss: deleted rows leave lists, search and unique
 * keys; :restore lifts exactly the stamps that one deletion set. */
#include "cell/cell_impl.h"

/* Owned rows go with their owner when something outside it depends on them: a unique key that does
 * not contain the owner, or a column derived elsewhere. All others are hidden through the owner. */
static bool goes_along(const struct record *rec, int link)
{
	for (unsigned i = 0; i < index_count; i++) {
		bool holds_link = false;
		if (indexes[i].rec != rec || !indexes[i].unique)
			continue;
		for (unsigned k = 0; k < indexes[i].n; k++)
			holds_link |= indexes[i].fields[k] == link;
		if (!holds_link)
			return true;
	}
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derive_rule *r = &deriveds[i].rec->fields[deriveds[i].field].derive;
		if (r->how != DERIVE_own_or && r->from == rec && r->by != link)
			return true;
	}
	return false;
}

typedef enum err owned_fn(struct unit *u, const struct record *rec, void *row, int64_t stamp);

/* Every owned row (stamp 0: live; else: deleted at that time) through fn. */
static enum err each_owned_row(struct unit *u, const struct record *rec, int link,
                               struct uuid owner, int64_t stamp, int64_t set_to, owned_fn *fn)
{
	struct buf b = BUF_IN(u->arena);
	NOTES(uuid) ids = { 0 };
	bool row;
	putf(&b, "SELECT id FROM %.*s WHERE %.*s = ?1 AND deleted_at IS %s", PRI_STR(rec->plural),
	     PRI_STR(rec->fields[link].name), stamp == 0 ? "NULL" : "?2");
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &owner);
	if (stamp != 0)
		bind_int(s, 2, stamp);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		ids.v = note_room(u->arena, ids.v, &ids.cap, ids.n, sizeof *ids.v);
		ids.v[ids.n++] = col_uuid(s, 0);
	}
	stmt_reset(&s);
	struct actor engine = actor_engine();
	for (unsigned i = 0; i < ids.n; i++) {
		void *owned = row_new(u->arena, rec);
		TRY(row_get(u->db, u->arena, &engine, rec, ids.v[i], LIVE_or_deleted, owned));
		TRY(fn(u, rec, owned, set_to));
	}
	return OK;
}

static enum err each_owned(struct unit *u, const struct record *rec, struct uuid owner,
                           int64_t stamp, int64_t set_to, owned_fn *fn)
{
	for (unsigned i = 0; i < cell_record_count; i++) {
		const struct record *r = cell_records[i];
		if (r->shape != SHAPE_record)
			continue;
		for (unsigned k = 0; k < r->n; k++)
			if (r->fields[k].ref == rec && r->fields[k].owned && goes_along(r, (int) k))
				TRY(each_owned_row(u, r, (int) k, owner, stamp, set_to, fn));
	}
	return OK;
}

/* -- the stamp -- */

static void bump(struct unit *u, void *row)
{
	struct head *h = row;
	h->version++;
	h->updated_at = u->now_ms;
}

enum { STAMP_MASK = 1 << F_deleted_at | 1 << F_version | 1 << F_updated_at };

static enum err stamp_row(struct unit *u, const struct record *rec, void *row, int64_t at)
{
	void *before = row_copy(u->arena, rec, row);
	field_set_int(rec, F_deleted_at, row, at);
	bump(u, row);
	TRY(row_update(u->db, rec, row, STAMP_MASK));
	return effects_of(u, rec, DELETED, before, row, STAMP_MASK);
}

static enum err lift_row(struct unit *u, const struct record *rec, void *row, int64_t at)
{
	(void) at;
	void *before = row_copy(u->arena, rec, row);
	*has_of(row) &= ~BIT(F_deleted_at);
	bump(u, row);
	TRY(check_unique(u, rec, row, UINT64_MAX));
	TRY(row_update(u->db, rec, row, STAMP_MASK));
	return effects_of(u, rec, RESTORED, before, row, UINT64_MAX >> 4);
}

enum err unit_delete(struct unit *u, const struct record *rec, struct uuid id, int64_t if_version)
{
	void *row = row_new(u->arena, rec);
	TRY(row_get(u->db, u->arena, &u->actor, rec, id, LIVE_only, row));
	if (if_version > 0 && if_version != head_of(row)->version)
		return ERR_STALE;
	TRY(run_check_hook(u, &(struct write) { rec, DELETED, row, NULL, 0 }));
	if (flawed(u))
		return ERR_INVALID;
	TRY(each_owned(u, rec, id, 0, u->now_ms, stamp_row));
	TRY(stamp_row(u, rec, row, u->now_ms));
	return run_apply_hook(u, &(struct write) { rec, DELETED, row, NULL, 0 });
}

enum err unit_restore(struct unit *u, const struct record *rec, struct uuid id, void *row)
{
	TRY(row_get(u->db, u->arena, &u->actor, rec, id, LIVE_or_deleted, row));
	if (!has(row, F_deleted_at))
		return OK;
	int64_t stamp = head_of(row)->deleted_at;
	TRY(lift_row(u, rec, row, 0));
	TRY(each_owned(u, rec, id, stamp, 0, lift_row));
	return run_apply_hook(u, &(struct write) { rec, RESTORED, NULL, row, 0 });
}
