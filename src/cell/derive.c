/* derive.c: DERIVED columns, seen from the unit that changes what they derive from.
 *
 * own_or decides who sees a row, so it is written at once. Counts, sums, newest and first are only
 * noted here, and written once per row just before the commit (derive_tail.c). */
#include "cell/cell_impl.h"

static bool live(const void *row)
{
	return row != NULL && !has(row, F_deleted_at);
}

static void put_uuid_field(const struct field *f, int field, void *row, struct uuid id)
{
	*(struct uuid *) member_of(f, row) = id;
	*has_of(row) = (*has_of(row) & ~BIT(field)) | (uuid_zero(id) ? 0 : BIT(field));
}

/* -- own_or: its own, else that of the row it refers to -- */

/* Of a row in the bin, too: a chat keeps the owner of the contact it points to. */
static enum err fallback_of(struct unit *u, const struct derive_rule *r, struct uuid id,
                            struct uuid *out)
{
	struct actor engine = actor_engine();
	void *from = row_new(u->arena, r->from);
	*out = AUDIENCE_NOBODY;
	enum err e = row_get(u->db, u->arena, &engine, r->from, id, LIVE_or_deleted, from);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*out = field_uuid(&r->from->fields[r->of], from);
	return OK;
}

static enum err derive_own_column(struct unit *u, const struct derived *d, void *row,
                                  uint64_t *mask)
{
	const struct derive_rule *r = derive_rule_of(d);
	const struct field *f = &d->rec->fields[d->field];
	struct uuid was = has(row, d->field) ? field_uuid(f, row) : AUDIENCE_NOBODY, is;
	is = has(row, r->when) ? field_uuid(&d->rec->fields[r->when], row) : AUDIENCE_NOBODY;
	if (uuid_zero(is) && has(row, r->by))
		TRY(fallback_of(u, r, field_uuid(&d->rec->fields[r->by], row), &is));
	if (uuid_eq(was, is))
		return OK;
	put_uuid_field(f, d->field, row, is);
	*mask |= BIT(d->field);
	return OK;
}

enum err derive_own(struct unit *u, const struct record *rec, const void *before, void *row,
                    uint64_t *mask)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derive_rule *r = derive_rule_of(&deriveds[i]);
		if (deriveds[i].rec != rec || r->how != DERIVE_own_or)
			continue;
		if (before != NULL && !(row_diff(rec, before, row) & (BIT(r->by) | BIT(r->when))))
			continue;
		TRY(derive_own_column(u, &deriveds[i], row, mask));
	}
	return OK;
}

/* Live rows that refer to it; those in the bin are worked out when they come back. */
static enum err referring(struct unit *u, const struct derived *d, struct uuid id, void ***out,
                          unsigned *n)
{
	NOTES(uuid) ids = { 0 };
	struct actor engine = actor_engine();
	struct buf b = BUF_IN(u->arena);
	bool row;
	putf(&b, "SELECT id FROM %.*s WHERE %.*s = ?1 AND deleted_at IS NULL",
	     PRI_STR(d->rec->plural), PRI_STR(d->rec->fields[derive_rule_of(d)->by].name));
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		ids.v = note_room(u->arena, ids.v, &ids.cap, ids.n, sizeof *ids.v);
		ids.v[ids.n++] = col_uuid(s, 0);
	}
	*out = arena_array(u->arena, void *, ids.n);
	for (*n = 0; *n < ids.n; ++*n) {
		void *to = (*out)[*n] = row_new(u->arena, d->rec);
		TRY(row_get(u->db, u->arena, &engine, d->rec, ids.v[*n], LIVE_only, to));
	}
	return OK;
}

/* The fallback changed (a contact's owner): so does the column of whoever has none of their own. */
static enum err follow_fallback(struct unit *u, const struct derived *d, struct uuid id)
{
	void **rows;
	unsigned n;
	TRY(referring(u, d, id, &rows, &n));
	for (unsigned i = 0; i < n; i++) {
		void *after = row_new(u->arena, d->rec);
		uint64_t mask = 0;
		memcpy(after, rows[i], d->rec->size);
		TRY(derive_own_column(u, d, after, &mask));
		if (mask == 0)
			continue;
		TRY(row_update(u->db, d->rec, after, mask));
		TRY(note_change(u, d->rec, CHANGED, rows[i], after, mask));
	}
	return OK;
}

/* -- noting what the tail is to count -- */

static void note(struct unit *u, const struct derived *d, struct uuid id, enum delta how,
                 int64_t by)
{
	if (!uuid_zero(id) && (how != DELTA_add || by != 0))
		NOTE(u, derives, .target = d, .id = id, .how = how, .by = by);
}

/* A row of the source as a column sees it: whom it counts for, and how much. */
struct view {
	struct uuid target;
	int64_t amount;
};

static struct view view_of(const struct derive_rule *r, const void *row)
{
	if (!live(row))
		return (struct view) { AUDIENCE_NOBODY, 0 };
	struct view v = { field_uuid(&r->from->fields[r->by], row), 1 };
	if (r->how == DERIVE_sum || r->how == DERIVE_newest)
		v.amount = field_int(&r->from->fields[r->of], row);
	return v;
}

static void note_sum(struct unit *u, const struct derived *d, struct view from, struct view to)
{
	if (uuid_eq(from.target, to.target)) {
		note(u, d, to.target, DELTA_add, to.amount - from.amount);
		return;
	}
	note(u, d, from.target, DELTA_add, -from.amount);
	note(u, d, to.target, DELTA_add, to.amount);
}

static void note_newest(struct unit *u, const struct derived *d, struct view from, struct view to)
{
	if (!uuid_eq(from.target, to.target) || to.amount < from.amount)
		note(u, d, from.target, DELTA_recompute, 0);
	if (to.amount > 0)
		note(u, d, to.target, DELTA_newest, to.amount);
}

/* One row of the source came, went or changed: what that means for the target it points to. */
static void note_source(struct unit *u, const struct derived *d, const void *before,
                        const void *after, uint64_t mask)
{
	const struct derive_rule *r = derive_rule_of(d);
	struct view from = view_of(r, before), to = view_of(r, after);
	bool moved = !uuid_eq(from.target, to.target);
	switch (r->how) {
	case DERIVE_count:
	case DERIVE_sum:
		note_sum(u, d, from, to);
		return;
	case DERIVE_newest:
		if (moved || from.amount != to.amount)
			note_newest(u, d, from, to);
		return;
	case DERIVE_first:
		if (!moved && !(mask & (BIT(r->of) | BIT(r->when))))
			return;
		note(u, d, from.target, DELTA_recompute, 0);
		if (moved)
			note(u, d, to.target, DELTA_recompute, 0);
		return;
	case DERIVE_own_or:
	case DERIVE_none:
		break;
	}
	BUG("derivation of %.*s", PRI_STR(d->rec->name));
}

enum err derive_effects(struct unit *u, const struct record *rec, enum happening what,
                        const void *before, const void *after, uint64_t mask,
                        const struct record *except)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derived *d = &deriveds[i];
		const struct derive_rule *r = derive_rule_of(d);
		if (r->from != rec || d->rec == except)
			continue;
		if (r->how != DERIVE_own_or)
			note_source(u, d, what == CREATED ? NULL : before, after, mask);
		else if (what == CHANGED && mask & BIT(r->of))
			TRY(follow_fallback(u, d, head_of(after)->id));
	}
	return OK;
}

/* -- the row in hand -- */

void derive_clear(const struct record *rec, void *row)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct field *f = &rec->fields[deriveds[i].field];
		if (deriveds[i].rec != rec)
			continue;
		*has_of(row) &= ~BIT(deriveds[i].field);
		if (f->kind == KIND_int)
			field_set_int(rec, deriveds[i].field, row, 0);
		if (f->zero_is_null)
			*has_of(row) &= ~BIT(deriveds[i].field);
	}
}

static bool waits(const struct unit *u, const struct derived *d, struct uuid id)
{
	const struct effects *e = u->effects;
	for (unsigned i = 0; i < e->derives.n; i++)
		if (e->derives.v[i].target == d && uuid_eq(e->derives.v[i].id, id))
			return true;
	return false;
}

static enum err settle(struct unit *u, const struct derived *d, void *row)
{
	struct uuid id = head_of(row)->id;
	struct buf b = BUF_IN(u->arena);
	void *now = row_new(u->arena, d->rec);
	bool found;
	put(&b, S("SELECT "));
	for (unsigned i = 0; i < d->rec->n; i++) {
		if (i != 0)
			put(&b, S(", "));
		if ((int) i == d->field)
			derive_definition(&b, d);
		else
			put(&b, d->rec->fields[i].name);
	}
	putf(&b, " FROM %.*s WHERE id = ?1", PRI_STR(d->rec->plural));
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	TRY(stmt_step(s, &found));
	if (!found)
		return OK;
	row_read(s, 0, u->arena, d->rec, now);
	field_copy(d->rec, d->field, row, now);
	return OK;
}

enum err derive_settle(struct unit *u, const struct record *rec, void *row)
{
	for (unsigned i = 0; i < derived_count; i++)
		if (deriveds[i].rec == rec && waits(u, &deriveds[i], head_of(row)->id))
			TRY(settle(u, &deriveds[i], row));
	return OK;
}
