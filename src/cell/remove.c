/* remove.c: into the bin and back. A stamp, not a loss: deleted rows leave lists, search and unique
 * keys; :restore lifts exactly the stamps that one deletion set. */
#include "cell/cell_impl.h"

/* -- what goes along -- */

bool is_owned_by(const struct record *rec, int field)
{
	const struct field *f = &rec->fields[field];
	bool of_table = rec->shape == SHAPE_table && rec->scope.kind == SCOPE_parent &&
	                rec->key_n != 0 && rec->key[0] == field;
	return f->ref != NULL && (f->owned || of_table);
}

static bool holds(const struct index *ix, int field)
{
	for (unsigned i = 0; i < ix->n; i++)
		if (ix->fields[i] == field)
			return true;
	return false;
}

/* Owned rows go with their owner when something outside it depends on them: a unique key that does
 * not contain the owner, or a column derived elsewhere. All others are hidden through the owner. */
static bool goes_along(const struct record *rec, int link)
{
	for (unsigned i = 0; i < index_count; i++)
		if (indexes[i].rec == rec && indexes[i].unique && !holds(&indexes[i], link))
			return true;
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derive_rule *r = derive_rule_of(&deriveds[i]);
		if (r->how != DERIVE_own_or && r->from == rec && r->by != link)
			return true;
	}
	return false;
}

/* Each kind of row that goes along: the next (record, link) after *rec, *link. */
static bool next_kind(const struct record *owner, unsigned *at, int *link)
{
	for (; *at < cell_record_count; ++*at, *link = -1) {
		const struct record *rec = cell_records[*at];
		for (++*link; rec->shape == SHAPE_record && *link < (int) rec->n; ++*link)
			if (rec->fields[*link].ref == owner && rec->fields[*link].owned &&
			    goes_along(rec, *link))
				return true;
	}
	return false;
}

/* -- rows of one kind -- */

struct owned {
	const struct record *rec;
	int link;
	struct uuid owner;
	int64_t stamp; /* deleted then; 0: live */
};

static enum err owned_stmt(struct unit *u, const struct owned *o, struct stmt **out)
{
	static const char live, deleted;
	struct stmt_key key = { o->stamp == 0 ? &live : &deleted, (uint64_t) o->link,
		                o->rec->number };
	struct str plural = o->rec->plural, link = o->rec->fields[o->link].name;
	struct buf b = BUF_IN(u->arena);
	*out = db_cached(u->db, &key);
	if (*out != NULL)
		return OK;
	putf(&b, "SELECT id FROM %.*s", PRI_STR(plural));
	if (o->stamp == 0)
		putf(&b, " WHERE %.*s = ?1 AND deleted_at IS NULL", PRI_STR(link));
	else
		putf(&b, " INDEXED BY %.*s_by_deleted_at WHERE deleted_at = ?2 AND %.*s = ?1",
		     PRI_STR(plural), PRI_STR(link));
	return db_prepare(u->db, &key, buf_str(&b), out);
}

static enum err owned_ids(struct unit *u, const struct owned *o, struct uuid **out, unsigned *n)
{
	NOTES(uuid) ids = { 0 };
	bool row;
	STMT_AUTO s = NULL;
	TRY(owned_stmt(u, o, &s));
	bind_uuid(s, 1, &o->owner);
	bind_int(s, 2, o->stamp);
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

typedef enum err owned_fn(struct unit *u, const struct record *rec, void *row, int64_t stamp);

static enum err each_row(struct unit *u, const struct owned *o, int64_t set_to, owned_fn *fn)
{
	struct actor engine = actor_engine();
	struct uuid *ids;
	unsigned n;
	TRY(owned_ids(u, o, &ids, &n));
	for (unsigned i = 0; i < n; i++) {
		void *row = row_new(u->arena, o->rec);
		TRY(row_get(u->db, u->arena, &engine, o->rec, ids[i], LIVE_or_deleted, row));
		TRY(fn(u, o->rec, row, set_to));
	}
	return OK;
}

static enum err each_owned(struct unit *u, const struct record *rec, struct uuid owner,
                           int64_t stamp, int64_t set_to, owned_fn *fn)
{
	int link = -1;
	for (unsigned at = 0; next_kind(rec, &at, &link);) {
		struct owned o = { cell_records[at], link, owner, stamp };
		TRY(each_row(u, &o, set_to, fn));
	}
	return OK;
}

/* -- the stamp -- */

/* Whether an owned row was deleted by itself at that very time. */
static enum err is_taken(struct unit *u, const struct record *rec, struct uuid owner, int64_t stamp,
                         bool *yes)
{
	int link = -1;
	*yes = false;
	for (unsigned at = 0; !*yes && next_kind(rec, &at, &link);) {
		struct owned o = { cell_records[at], link, owner, stamp };
		struct uuid *ids;
		unsigned n;
		TRY(owned_ids(u, &o, &ids, &n));
		*yes = n != 0;
	}
	return OK;
}

/* Such a row must not come back along. */
static enum err choose_stamp(struct unit *u, const struct record *rec, struct uuid owner,
                             int64_t *out)
{
	bool taken;
	*out = u->now_ms;
	for (;; ++*out) {
		TRY(is_taken(u, rec, owner, *out, &taken));
		if (!taken)
			return OK;
	}
}

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

/* To whoever has lost it the whole row is news. */
static uint64_t whole_row(const struct record *rec)
{
	uint64_t mask = BIT(rec->n) - 1;
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].rec == rec)
			mask |= BIT(PARTS_BIT);
	return rec->custom ? mask | BIT(CUSTOM_BIT) : mask;
}

static enum err lift_row(struct unit *u, const struct record *rec, void *row, int64_t at)
{
	(void) at;
	uint64_t mask = STAMP_MASK;
	void *before = row_copy(u->arena, rec, row);
	*has_of(row) &= ~BIT(F_deleted_at);
	bump(u, row);
	TRY(check_unique(u, rec, row, UINT64_MAX));
	TRY(derive_own(u, rec, NULL, row, &mask));
	TRY(row_update(u->db, rec, row, mask));
	return effects_of(u, rec, RESTORED, before, row, whole_row(rec));
}

enum err unit_delete(struct unit *u, const struct record *rec, struct uuid id, int64_t if_version)
{
	void *row = row_new(u->arena, rec);
	size_t had = u->problems->n;
	int64_t stamp;
	TRY(row_get(u->db, u->arena, &u->actor, rec, id, LIVE_only, row));
	if (if_version > 0 && if_version != head_of(row)->version)
		return ERR_STALE;
	TRY(run_check_hook(u, &(struct write) { rec, DELETED, row, NULL, 0 }));
	if (flawed_since(u, had))
		return ERR_INVALID;
	TRY(choose_stamp(u, rec, id, &stamp));
	TRY(each_owned(u, rec, id, 0, stamp, stamp_row));
	void *before = row_copy(u->arena, rec, row);
	TRY(stamp_row(u, rec, row, stamp));
	return run_apply_hook(u, &(struct write) { rec, DELETED, before, NULL, 0 });
}

/* What the row cannot be without must be there: the account of a chat, the tag of a link. */
static enum err check_foothold(struct unit *u, const struct record *rec, const void *row)
{
	uint64_t needed = 0;
	size_t had = u->problems->n;
	for (unsigned i = 0; i < rec->n; i++)
		if (rec->fields[i].rules & REQUIRED)
			needed |= BIT(i);
	TRY(check_refs(u, rec, row, needed));
	return flawed_since(u, had) ? ERR_CONFLICT : OK;
}

enum err unit_restore(struct unit *u, const struct record *rec, struct uuid id, void *row)
{
	TRY(row_get(u->db, u->arena, &u->actor, rec, id, LIVE_or_deleted, row));
	if (!has(row, F_deleted_at))
		return OK;
	int64_t stamp = head_of(row)->deleted_at;
	if (stamp < u->now_ms - BIN_KEPT_MS) /* about to be swept out */
		return ERR_NOT_FOUND;
	TRY(check_foothold(u, rec, row));
	TRY(lift_row(u, rec, row, 0));
	TRY(each_owned(u, rec, id, stamp, 0, lift_row));
	TRY(note_holders(u, rec, id));
	TRY(derive_settle(u, rec, row));
	return run_apply_hook(u, &(struct write) { rec, RESTORED, NULL, row, 0 });
}
