/* derive_tail.c: counts, sums, newest and first: merged as units stand, written once per row just
 * before the commit. */
#include "cell/cell_impl.h"

#include "store/sql.h"

/* -- merging -- */

static unsigned bucket_of(struct uuid id)
{
	return (id.b[15] ^ id.b[14] * 31u) % GROUP_BUCKETS;
}

static unsigned slot_of(const struct derived *d)
{
	unsigned slot = 0;
	for (const struct derived *at = d; at > deriveds && at[-1].rec == d->rec; at--)
		slot++;
	ENSURE(slot < DERIVED_MAX);
	return slot;
}

/* The column in a slot; NULL: the record has fewer. */
static const struct derived *derived_at(const struct record *rec, unsigned slot)
{
	for (unsigned i = 0; i < derived_count; i++)
		if (deriveds[i].rec == rec && slot-- == 0)
			return &deriveds[i];
	return NULL;
}

static struct derived_row *row_of(struct group *g, const struct record *rec, struct uuid id)
{
	struct derived_row **at = &g->buckets[bucket_of(id)];
	for (; *at != NULL; at = &(*at)->next)
		if ((*at)->rec == rec && uuid_eq((*at)->id, id))
			return *at;
	struct derived_row *row = *at = arena_new(&g->arena, struct derived_row);
	row->rec = rec;
	row->id = id;
	return row;
}

static void queue(struct group *g, struct derived_row *row)
{
	if (row->pending)
		return;
	row->pending = true;
	g->derived =
		note_room(&g->arena, g->derived, &g->derived_cap, g->derived_n, sizeof *g->derived);
	g->derived[g->derived_n++] = row;
}

void derive_merge(struct group *g, const struct derive_note *n)
{
	struct derived_row *row = row_of(g, n->target->rec, n->id);
	unsigned slot = slot_of(n->target);
	enum delta *how = &row->of[slot].how;
	int64_t *by = &row->of[slot].by;
	queue(g, row);
	if (*how == DELTA_recompute)
		return;
	if (n->how == DELTA_recompute || *how == DELTA_none) {
		*how = n->how;
		*by = n->by;
	} else if (n->how == DELTA_add) {
		*by += n->by;
	} else if (n->by > *by) {
		*by = n->by;
	}
}

/* -- one row: UPDATE of the touched columns, where one of them changes, giving the row back -- */

static void put_value(struct buf *b, const struct derived *d, enum delta how, unsigned place)
{
	struct str name = d->rec->fields[d->field].name;
	switch (how) {
	case DELTA_add:
		putf(b, "%.*s + ?%u", PRI_STR(name), place);
		return;
	case DELTA_newest:
		putf(b, "CASE WHEN %.*s < ?%u THEN ?%u ELSE %.*s END", PRI_STR(name), place, place,
		     PRI_STR(name));
		return;
	case DELTA_recompute:
		derive_definition(b, d);
		return;
	case DELTA_none:
		break;
	}
	BUG("change of %.*s", PRI_STR(name));
}

static void put_difference(struct buf *b, const struct derived *d, enum delta how, unsigned place)
{
	struct str name = d->rec->fields[d->field].name;
	if (how == DELTA_newest) {
		putf(b, "%.*s < ?%u", PRI_STR(name), place);
		return;
	}
	putf(b, "%.*s IS DISTINCT FROM ", PRI_STR(name));
	derive_definition(b, d);
}

static bool adds(const struct derived_row *row)
{
	bool any = false;
	for (unsigned i = 0; i < DERIVED_MAX; i++)
		any |= row->of[i].how == DELTA_add;
	return any;
}

typedef void column_fn(struct buf *b, const struct derived *d, enum delta how, unsigned place);

static void put_columns(struct buf *b, const struct derived_row *row, bool names, const char *glue,
                        column_fn *fn)
{
	bool first = true;
	const struct derived *d;
	for (unsigned i = 0; (d = derived_at(row->rec, i)) != NULL; i++) {
		if (row->of[i].how == DELTA_none)
			continue;
		if (!first)
			put(b, str_of(glue));
		first = false;
		if (names)
			putf(b, "%.*s = ", PRI_STR(row->rec->fields[d->field].name));
		fn(b, d, row->of[i].how, i + 2);
	}
}

static void put_update(struct buf *b, const struct derived_row *row)
{
	putf(b, "UPDATE %.*s SET ", PRI_STR(row->rec->plural));
	put_columns(b, row, true, ", ", put_value);
	put(b, S(" WHERE id = ?1"));
	if (!adds(row)) {
		put(b, S(" AND ("));
		put_columns(b, row, false, " OR ", put_difference);
		put_char(b, ')');
	}
	put(b, S(" RETURNING "));
	sql_columns(b, row->rec, S(""));
}

/* The mask of the key: two bits a column. */
static enum err update_stmt(struct cell *c, struct db *db, const struct derived_row *row,
                            struct stmt **out)
{
	static const char kind;
	uint64_t shape = row->rec->number;
	for (unsigned i = 0; i < DERIVED_MAX; i++)
		shape = shape << 2 | row->of[i].how;
	struct stmt_key key = { &kind, shape, 0 };
	*out = db_cached(db, &key);
	if (*out != NULL)
		return OK;
	struct buf b = BUF_IN(&c->group.arena);
	put_update(&b, row);
	return db_prepare(db, &key, buf_str(&b), out);
}

static enum err run_update(struct cell *c, struct db *db, struct derived_row *row, void *now,
                           bool *changed)
{
	STMT_AUTO s = NULL;
	TRY(update_stmt(c, db, row, &s));
	bind_uuid(s, 1, &row->id);
	for (unsigned i = 0; i < DERIVED_MAX; i++)
		if (row->of[i].how == DELTA_add || row->of[i].how == DELTA_newest)
			bind_int(s, (int) i + 2, row->of[i].by);
	TRY(stmt_step(s, changed));
	if (*changed)
		row_read(s, 0, &c->group.arena, row->rec, now);
	return OK;
}

/* -- what follows -- */

/* Whoever derives from a column that was just derived: a contact from its chats. What lies in the
 * bin counts for nobody: its deletion has seen to that. */
static void cascade(struct group *g, const struct derived *changed, enum delta how, const void *now)
{
	const struct record *rec = changed->rec;
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derive_rule *r = derive_rule_of(&deriveds[i]);
		if (r->how != DERIVE_newest || r->from != rec || r->of != changed->field)
			continue;
		struct uuid target = field_uuid(&rec->fields[r->by], now);
		if (!uuid_zero(target))
			derive_merge(g,
			             &(struct derive_note) {
					     &deriveds[i], target,
					     how == DELTA_newest ? DELTA_newest : DELTA_recompute,
					     field_int(&rec->fields[changed->field], now) });
	}
}

static struct uuid audience_now(const struct record *rec, const void *now)
{
	if (rec->scope.kind == SCOPE_owner || rec->scope.kind == SCOPE_own)
		return field_uuid(&rec->fields[rec->scope.field], now);
	ENSURE(rec->scope.kind == SCOPE_everyone);
	return AUDIENCE_EVERYONE;
}

/* Rows in the bin keep their columns right, but nobody hears of it. */
static void tell(struct group *g, const struct derived_row *row, uint64_t mask, const void *now)
{
	struct uuid audience = audience_now(row->rec, now);
	const struct derived *d;
	if (has(now, F_deleted_at))
		return;
	for (unsigned i = 0; (d = derived_at(row->rec, i)) != NULL; i++)
		if (row->of[i].how != DELTA_none)
			cascade(g, d, row->of[i].how, now);
	group_change(g, &(struct change_note) { .rec = row->rec,
	                                        .id = row->id,
	                                        .before = audience,
	                                        .after = audience,
	                                        .mask = mask,
	                                        .op = change_op_put });
}

/* The columns to write; additions that came to nothing are none. */
static uint64_t mask_of(struct derived_row *row)
{
	uint64_t mask = 0;
	const struct derived *d;
	for (unsigned i = 0; (d = derived_at(row->rec, i)) != NULL; i++) {
		if (row->of[i].how == DELTA_add && row->of[i].by == 0)
			row->of[i].how = DELTA_none;
		if (row->of[i].how != DELTA_none)
			mask |= BIT(d->field);
	}
	return mask;
}

static enum err write_row(struct cell *c, struct db *db, struct derived_row *row)
{
	struct group *g = &c->group;
	uint64_t mask = mask_of(row);
	bool changed;
	if (mask == 0)
		return OK;
	void *now = row_new(&g->arena, row->rec);
	TRY(run_update(c, db, row, now, &changed));
	if (changed)
		tell(g, row, mask, now);
	memset(row->of, 0, sizeof row->of);
	return OK;
}

enum err derive_tail(struct cell *c, struct db *db)
{
	struct group *g = &c->group;
	for (unsigned i = 0; i < g->derived_n; i++) { /* grows while it runs: see cascade */
		g->derived[i]->pending = false;
		TRY(write_row(c, db, g->derived[i]));
	}
	return OK;
}
