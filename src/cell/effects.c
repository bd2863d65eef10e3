/* effects.c: what follows from a written row, noted for the tail. */
#include "cell/cell_impl.h"

void *note_room(struct arena *a, void *v, unsigned *cap, unsigned n, size_t size)
{
	if (n < *cap)
		return v;
	unsigned more = *cap == 0 ? 4 : *cap * 2;
	void *grown = arena_raw(a, more * size);
	if (n != 0)
		memcpy(grown, v, n * size);
	*cap = more;
	return grown;
}

/* -- change events -- */

static const struct part *part_of(const struct record *rec, unsigned *at)
{
	for (; *at < part_count; ++*at)
		if (parts[*at].part == rec && parts[*at].rec->shape == SHAPE_record)
			return &parts[(*at)++];
	return NULL;
}

/* A note gives its files along, a contact does not: those are told of by themselves. */
static bool is_part(const struct record *rec, const void *row)
{
	const struct part *p;
	for (unsigned at = 0; (p = part_of(rec, &at)) != NULL;)
		if (!uuid_zero(field_uuid(&rec->fields[p->link], row)))
			return true;
	return false;
}

/* A part's change is its owner's: one event for the whole. */
static enum err note_owner_change(struct unit *u, const struct record *rec, const void *row)
{
	const struct part *p;
	for (unsigned at = 0; (p = part_of(rec, &at)) != NULL;) {
		struct uuid owner = field_uuid(&rec->fields[p->link], row), audience;
		if (uuid_zero(owner)) /* it belongs to a row of another kind */
			continue;
		TRY(audience_of(u, rec, row, &audience));
		NOTE(u, changes, .rec = p->rec, .id = owner, .before = audience, .after = audience,
		     .mask = BIT(PARTS_BIT), .op = change_op_put);
	}
	return OK;
}

/* One that moves leaves one owner and comes to another. */
static enum err note_part_change(struct unit *u, const struct record *rec, const void *before,
                                 const void *after, uint64_t mask)
{
	unsigned at = 0;
	const struct part *p = part_of(rec, &at);
	if (before != NULL && mask & BIT(p->link))
		TRY(note_owner_change(u, rec, before));
	return note_owner_change(u, rec, after);
}

/* Whether the row was for others' eyes before. */
static bool audience_moved(const struct record *rec, const void *before, const void *after)
{
	bool depends = rec->scope.kind == SCOPE_own || rec->scope.kind == SCOPE_owner ||
	               rec->scope.kind == SCOPE_via;
	return before != NULL && depends && !field_same(rec, rec->scope.field, before, after);
}

enum err note_change(struct unit *u, const struct record *rec, enum happening what,
                     const void *before, const void *after, uint64_t mask)
{
	struct uuid from, to;
	if (is_part(rec, after))
		return note_part_change(u, rec, before, after, mask);
	TRY(audience_of(u, rec, after, &to));
	from = to;
	if (audience_moved(rec, before, after)) {
		TRY(audience_of(u, rec, before, &from));
	}
	NOTE(u, changes, .rec = rec, .id = head_of(after)->id, .before = from, .after = to,
	     .mask = mask, .op = what == DELETED ? change_op_gone : change_op_put);
	return OK;
}

/* Owners of the links to the row. */
static enum err holders_of(struct unit *u, const struct part *p, struct uuid id, struct uuid **out,
                           unsigned *n)
{
	NOTES(uuid) owners = { 0 };
	struct buf b = BUF_IN(u->arena);
	bool row;
	putf(&b, "SELECT %.*s FROM %.*s WHERE %.*s = ?1 AND deleted_at IS NULL",
	     PRI_STR(p->part->fields[p->link].name), PRI_STR(p->part->plural),
	     PRI_STR(p->part->fields[p->id].name));
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		owners.v = note_room(u->arena, owners.v, &owners.cap, owners.n, sizeof *owners.v);
		owners.v[owners.n++] = col_uuid(s, 0);
	}
	*out = owners.v;
	*n = owners.n;
	return OK;
}

enum err note_holders(struct unit *u, const struct record *rec, struct uuid id)
{
	for (unsigned i = 0; i < part_count; i++) {
		const struct part *p = &parts[i];
		struct uuid *owners;
		unsigned n;
		if (p->rec->shape != SHAPE_record || p->id < 0 || p->part->fields[p->id].ref != rec)
			continue;
		void *link = row_new(u->arena, p->part);
		TRY(holders_of(u, p, id, &owners, &n));
		for (unsigned k = 0; k < n; k++) {
			*(struct uuid *) member_of(&p->part->fields[p->link], link) = owners[k];
			*has_of(link) |= BIT(p->link);
			TRY(note_owner_change(u, p->part, link));
		}
	}
	return OK;
}

/* -- timeline -- */

static void note_timeline(struct unit *u, const struct record *rec, enum happening what,
                          const void *row)
{
	static const enum timeline_kind kinds[] = {
		[CREATED] = timeline_kind_created,
		[CHANGED] = timeline_kind_changed,
		[DELETED] = timeline_kind_deleted,
		[RESTORED] = timeline_kind_restored,
	};
	for (unsigned i = 0; i < timeline_count; i++) {
		if (timelines[i].rec != rec || !(timelines[i].when & what))
			continue;
		struct uuid subject = field_uuid(&rec->fields[timelines[i].subject], row);
		if (!uuid_zero(subject))
			NOTE(u, timeline, .contact_id = subject, .row_id = head_of(row)->id,
			     .actor = u->actor.member_id, .rec = rec, .kind = kinds[what]);
	}
}

/* -- audit -- */

/* A keyed digest of what the changed fields say now: it proves a value to whoever still has it. */
static void digest_row(struct unit *u, const struct record *rec, const void *row, uint64_t mask,
                       uint8_t out[16])
{
	struct buf b = BUF_IN(u->arena);
	put_uuid(&b, head_of(row)->id);
	put_int(&b, head_of(row)->version);
	record_encode(&b, rec, row, mask & readable_fields(rec));
	cell_hash(u->cell, "audit", buf_str(&b), out, 16);
}

static void note_audit(struct unit *u, const struct record *rec, enum happening what,
                       const void *row, uint64_t mask)
{
	static const enum audit_action actions_of[] = {
		[CREATED] = audit_action_created,
		[CHANGED] = audit_action_changed,
		[DELETED] = audit_action_deleted,
		[RESTORED] = audit_action_restored,
	};
	struct audit_note n = { .action = actions_of[what],
		                .rec = rec,
		                .row_id = head_of(row)->id,
		                .mask = mask,
		                .n = 1,
		                .actor = u->actor.member_id };
	if (u->reason == history_reason_import) /* one entry for the whole chunk instead */
		return;
	if (what == CREATED || what == CHANGED) {
		n.has_digest = true;
		digest_row(u, rec, row, mask, n.digest);
	}
	struct effects *e = u->effects;
	e->audit.v = note_room(u->arena, e->audit.v, &e->audit.cap, e->audit.n, sizeof n);
	e->audit.v[e->audit.n++] = n;
}

void unit_audit(struct unit *u, enum audit_action action, const struct record *rec, struct uuid id,
                uint64_t mask, int64_t n)
{
	NOTE(u, audit, .action = action, .rec = rec, .row_id = id, .mask = mask, .n = n,
	     .actor = u->actor.member_id);
}

/* -- all of it -- */

enum err effects_of(struct unit *u, const struct record *rec, enum happening what,
                    const void *before, const void *after, uint64_t mask)
{
	bool lasting = (mask & ~fields_with(rec, TRANSIENT | COMPUTED)) != 0;
	if (u->effects->last_rec == rec)
		u->effects->last_rec = NULL; /* as it was before */
	TRY(note_change(u, rec, what, before, after, mask));
	TRY(derive_effects(u, rec, what, before, after, mask, NULL));
	index_effects(u, rec, what, before, after, mask);
	note_timeline(u, rec, what, after);
	if (lasting)
		note_audit(u, rec, what, after, mask);
	u->effects->facts |= rec == &workspace_record;
	return OK;
}
