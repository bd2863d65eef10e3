/* derive.c: DERIVED columns: noted while units run, written once per row just before the commit. */
#include "cell/cell_impl.h"

#include "store/sql.h"

/* -- noting -- */

static bool live(const void *row)
{
	return row != NULL && !has(row, F_deleted_at);
}

static void note(struct unit *u, const struct derived *d, struct uuid id, enum delta how,
                 int64_t by)
{
	if (!uuid_zero(id))
		NOTE(u, derives, .target = d, .id = id, .how = how, .by = by);
}

static const struct derive_rule *rule_of(const struct derived *d)
{
	return &d->rec->fields[d->field].derive;
}

/* One row of the source came, went or changed: what that means for the target it points to. */
static void note_source(struct unit *u, const struct derived *d, const void *before,
                        const void *after, uint64_t mask)
{
	const struct derive_rule *r = rule_of(d);
	const struct record *rec = r->from;
	struct uuid from = live(before) ? field_uuid(&rec->fields[r->by], before) : AUDIENCE_NOBODY;
	struct uuid to = live(after) ? field_uuid(&rec->fields[r->by], after) : AUDIENCE_NOBODY;
	bool moved = !uuid_eq(from, to);
	bool counts = r->how == DERIVE_count;
	if (!moved && (counts || !(mask & (BIT(r->of) | BIT(r->when)))))
		return;
	int64_t was = counts ? 1
	              : r->how == DERIVE_first || before == NULL
	                      ? 0
	                      : field_int(&rec->fields[r->of], before);
	int64_t is = counts ? 1
	             : r->how == DERIVE_first || after == NULL
	                     ? 0
	                     : field_int(&rec->fields[r->of], after);
	switch (r->how) {
	case DERIVE_count:
	case DERIVE_sum:
		if (moved) {
			note(u, d, from, DELTA_add, -was);
			note(u, d, to, DELTA_add, is);
		} else {
			note(u, d, to, DELTA_add, is - was);
		}
		return;
	case DERIVE_newest:
		if (!uuid_zero(from) && (moved || is < was))
			note(u, d, from, DELTA_recompute, 0);
		if (!uuid_zero(to) && is > 0)
			note(u, d, to, DELTA_newest, is);
		return;
	case DERIVE_first:
		note(u, d, from, DELTA_recompute, 0);
		if (moved)
			note(u, d, to, DELTA_recompute, 0);
		return;
	case DERIVE_own_or:
	case DERIVE_none:
		break;
	}
	BUG("derivation of %.*s", PRI_STR(d->rec->name));
}

/* The fallback of other rows changed (a contact's owner): each row that refers to it is worked out anew. */
static enum err note_referring(struct unit *u, const struct derived *d, struct uuid id)
{
	struct buf b = BUF_IN(u->arena);
	bool row;
	putf(&b, "SELECT id FROM %.*s WHERE %.*s = ?1 AND deleted_at IS NULL",
	     PRI_STR(d->rec->plural), PRI_STR(d->rec->fields[rule_of(d)->by].name));
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		note(u, d, col_uuid(s, 0), DELTA_recompute, 0);
	}
}

enum err derive_effects(struct unit *u, const struct record *rec, enum happening what,
                        const void *before, const void *after, uint64_t mask,
                        const struct record *except)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derived *d = &deriveds[i];
		const struct derive_rule *r = rule_of(d);
		if (d->rec == except)
			continue;
		if (r->how == DERIVE_own_or) {
			if (d->rec == rec && what == CHANGED && mask & (BIT(r->by) | BIT(r->when)))
				note(u, d, head_of(after)->id, DELTA_recompute, 0);
			if (r->from == rec && what == CHANGED && mask & BIT(r->of))
				TRY(note_referring(u, d, head_of(after)->id));
		} else if (r->from == rec) {
			note_source(u, d, what == CREATED || what == RESTORED ? NULL : before,
			            what == DELETED ? NULL : after, mask);
		}
	}
	return OK;
}

/* What a row has from its birth: own_or; sums and counts start at zero by themselves. */
enum err derive_initial(struct unit *u, const struct record *rec, void *row)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derived *d = &deriveds[i];
		const struct derive_rule *r = rule_of(d);
		if (d->rec != rec)
			continue;
		const struct field *f = &rec->fields[d->field];
		if (f->kind == KIND_int && !f->zero_is_null && r->how != DERIVE_first)
			*has_of(row) |= BIT(d->field);
		if (r->how != DERIVE_own_or)
			continue;
		struct uuid owner = has(row, r->when) ? field_uuid(&rec->fields[r->when], row)
		                                      : AUDIENCE_NOBODY;
		if (uuid_zero(owner) && has(row, r->by)) {
			struct actor engine = actor_engine();
			void *from = row_new(u->arena, r->from);
			TRY(row_get(u->db, u->arena, &engine, r->from,
			            field_uuid(&rec->fields[r->by], row), LIVE_or_deleted, from));
			owner = field_uuid(&r->from->fields[r->of], from);
		}
		if (!uuid_zero(owner)) {
			*(struct uuid *) member_of(f, row) = owner;
			*has_of(row) |= BIT(d->field);
		}
	}
	return OK;
}

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
	return slot;
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

void derive_note(struct group *g, const struct derive_note *n)
{
	struct derived_row *row = row_of(g, n->target->rec, n->id);
	unsigned slot = slot_of(n->target);
	ENSURE(slot < DERIVED_MAX);
	if (!row->pending) {
		row->pending = true;
		g->derived = note_room(&g->arena, g->derived, &g->derived_cap, g->derived_n,
		                       sizeof *g->derived);
		g->derived[g->derived_n++] = row;
	}
	enum delta *how = &row->of[slot].how;
	int64_t *by = &row->of[slot].by;
	if (*how == DELTA_recompute)
		return;
	if (n->how == DELTA_recompute)
		*how = DELTA_recompute;
	else if (*how == DELTA_none)
		*how = n->how, *by = n->by;
	else if (n->how == DELTA_add)
		*by += n->by;
	else if (n->by > *by)
		*by = n->by;
}

/* -- writing -- */

static void put_value(struct buf *b, const struct derived *d, enum delta how, unsigned place)
{
	const struct derive_rule *r = rule_of(d);
	struct str name = d->rec->fields[d->field].name, from = r->from->plural;
	if (how == DELTA_add) {
		putf(b, "%.*s + ?%u", PRI_STR(name), place);
		return;
	}
	if (how == DELTA_newest) {
		putf(b, "max(%.*s, ?%u)", PRI_STR(name), place);
		return;
	}
	if (r->how == DERIVE_own_or) {
		putf(b, "coalesce(%.*s, (SELECT o.%.*s FROM %.*s o WHERE o.id = %.*s.%.*s))",
		     PRI_STR(d->rec->fields[r->when].name), PRI_STR(r->from->fields[r->of].name),
		     PRI_STR(from), PRI_STR(d->rec->plural), PRI_STR(d->rec->fields[r->by].name));
		return;
	}
	struct str by = r->from->fields[r->by].name;
	struct str of = r->from->fields[r->of].name;
	switch (r->how) {
	case DERIVE_count:
		put(b, S("(SELECT count(*)"));
		break;
	case DERIVE_sum:
		putf(b, "(SELECT coalesce(sum(o.%.*s), 0)", PRI_STR(of));
		break;
	case DERIVE_newest:
		putf(b, "(SELECT coalesce(max(o.%.*s), 0)", PRI_STR(of));
		break;
	case DERIVE_first:
		putf(b, "(SELECT o.%.*s", PRI_STR(of));
		break;
	case DERIVE_own_or:
	case DERIVE_none:
		BUG("derivation");
	}
	putf(b, " FROM %.*s o WHERE o.%.*s = %.*s.id AND o.deleted_at IS NULL", PRI_STR(from),
	     PRI_STR(by), PRI_STR(d->rec->plural));
	if (r->how == DERIVE_first)
		putf(b, " AND o.%.*s = %d ORDER BY o.id LIMIT 1",
		     PRI_STR(r->from->fields[r->when].name), r->is);
	put_char(b, ')');
}

/* UPDATE of the touched columns, giving the row back. The mask of the key: two bits a column. */
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
	const char *glue = " SET ";
	unsigned slot = 0;
	putf(&b, "UPDATE %.*s", PRI_STR(row->rec->plural));
	for (unsigned i = 0; i < derived_count; i++) {
		if (deriveds[i].rec != row->rec)
			continue;
		enum delta how = row->of[slot].how;
		if (how != DELTA_none) {
			putf(&b, "%s%.*s = ", glue,
			     PRI_STR(row->rec->fields[deriveds[i].field].name));
			put_value(&b, &deriveds[i], how, slot + 2);
			glue = ", ";
		}
		slot++;
	}
	put(&b, S(" WHERE id = ?1 RETURNING "));
	sql_columns(&b, row->rec, S(""));
	return db_prepare(db, &key, buf_str(&b), out);
}

/* Whoever derives from a column that was just derived: a contact from its chats. */
static void cascade(struct group *g, const struct record *rec, const void *now,
                    const struct derived *changed, enum delta how)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derive_rule *r = rule_of(&deriveds[i]);
		if (r->how != DERIVE_newest || r->from != rec || r->of != changed->field)
			continue;
		struct uuid target = field_uuid(&rec->fields[r->by], now);
		if (uuid_zero(target))
			continue;
		derive_note(g, &(struct derive_note) {
				       &deriveds[i], target,
				       how == DELTA_newest ? DELTA_newest : DELTA_recompute,
				       field_int(&rec->fields[changed->field], now) });
	}
}

static enum err write_row(struct cell *c, struct db *db, struct derived_row *row)
{
	struct group *g = &c->group;
	struct actor engine = actor_engine();
	bool found, owner_moves = false;
	uint64_t mask = 0;
	unsigned slot = 0;
	for (unsigned i = 0; i < derived_count; i++)
		if (deriveds[i].rec == row->rec && row->of[slot++].how != DELTA_none) {
			mask |= BIT(deriveds[i].field);
			owner_moves |= row->rec->scope.kind == SCOPE_owner &&
			               deriveds[i].field == row->rec->scope.field;
		}
	void *now = row_new(&g->arena, row->rec);
	struct uuid before = AUDIENCE_EVERYONE, after = AUDIENCE_EVERYONE;
	if (owner_moves &&
	    row_get(db, &g->arena, &engine, row->rec, row->id, LIVE_or_deleted, now) == OK)
		before = field_uuid(&row->rec->fields[row->rec->scope.field], now);
	STMT_AUTO s = NULL;
	TRY(update_stmt(c, db, row, &s));
	bind_uuid(s, 1, &row->id);
	for (unsigned i = 0; i < slot; i++)
		if (row->of[i].how == DELTA_add || row->of[i].how == DELTA_newest)
			bind_int(s, (int) i + 2, row->of[i].by);
	TRY(stmt_step(s, &found));
	if (!found)
		return OK;
	row_read(s, 0, &g->arena, row->rec, now);
	stmt_reset(&s);
	if (row->rec->scope.kind == SCOPE_owner)
		after = field_uuid(&row->rec->fields[row->rec->scope.field], now);
	slot = 0;
	for (unsigned i = 0; i < derived_count; i++)
		if (deriveds[i].rec == row->rec) {
			if (row->of[slot].how != DELTA_none)
				cascade(g, row->rec, now, &deriveds[i], row->of[slot].how);
			row->of[slot].how = DELTA_none;
			row->of[slot++].by = 0;
		}
	if (!has(now, F_deleted_at))
		group_change(g, &(struct change_note) { row->rec, row->id,
		                                        owner_moves ? before : after, after, mask,
		                                        change_op_put });
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
