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

bool is_part(const struct record *rec)
{
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].part == rec && parts[i].rec->shape == SHAPE_record)
			return true;
	return false;
}

/* Persons are the records that are about themselves. */
static bool is_person(const struct record *rec)
{
	for (unsigned i = 0; i < about_count; i++)
		if (abouts[i].rec == rec && abouts[i].field == F_id)
			return true;
	return false;
}

struct uuid subject_of(const struct record *rec, const void *row)
{
	for (unsigned i = 0; i < about_count; i++) {
		if (abouts[i].rec != rec)
			continue;
		const struct field *f = &rec->fields[abouts[i].field];
		if (abouts[i].field == F_id || (f->ref != NULL && is_person(f->ref)))
			return field_uuid(f, row);
	}
	return (struct uuid) { { 0 } };
}

/* -- who sees a row -- */

enum err audience_of(struct unit *u, const struct record *rec, const void *row, struct uuid *out)
{
	*out = AUDIENCE_EVERYONE;
	switch (rec->scope.kind) {
	case SCOPE_own:
	case SCOPE_owner:
		*out = field_uuid(&rec->fields[rec->scope.field], row);
		return OK;
	case SCOPE_via:
		break;
	case SCOPE_everyone:
	case SCOPE_staff:
	case SCOPE_parent:
	case SCOPE_undeclared:
		return OK;
	}
	const struct field *f = &rec->fields[rec->scope.field];
	struct uuid parent_id = field_uuid(f, row);
	struct effects *e = u->effects;
	if (e->last_rec == f->ref && uuid_eq(e->last_id, parent_id)) {
		*out = e->last_audience;
		return OK;
	}
	struct actor engine = actor_engine();
	void *parent = row_new(u->arena, f->ref);
	enum err err =
		row_get(u->db, u->arena, &engine, f->ref, parent_id, LIVE_or_deleted, parent);
	if (err == ERR_NOT_FOUND) {
		*out = AUDIENCE_NOBODY;
		return OK;
	}
	TRY(err);
	TRY(audience_of(u, f->ref, parent, out));
	e->last_rec = f->ref;
	e->last_id = parent_id;
	e->last_audience = *out;
	return OK;
}

/* -- change events -- */

/* A part's change is its owner's: one event for the whole. */
static enum err note_owner_change(struct unit *u, const struct record *rec, const void *row)
{
	for (unsigned i = 0; i < part_count; i++) {
		if (parts[i].part != rec || parts[i].rec->shape != SHAPE_record)
			continue;
		struct uuid owner = field_uuid(&rec->fields[parts[i].link], row), audience;
		TRY(audience_of(u, rec, row, &audience));
		NOTE(u, changes, .rec = parts[i].rec, .id = owner, .before = audience,
		     .after = audience, .mask = BIT(PARTS_BIT), .op = change_op_put);
	}
	return OK;
}

static enum err note_change(struct unit *u, const struct record *rec, enum happening what,
                            const void *before, const void *after, uint64_t mask)
{
	const void *row = after != NULL ? after : before;
	struct uuid from = AUDIENCE_NOBODY, to;
	if (is_part(rec))
		return note_owner_change(u, rec, row);
	TRY(audience_of(u, rec, row, &to));
	from = to;
	if (before != NULL && rec->scope.kind == SCOPE_owner)
		TRY(audience_of(u, rec, before, &from));
	NOTE(u, changes, .rec = rec, .id = head_of(row)->id, .before = from, .after = to,
	     .mask = mask, .op = what == DELETED ? change_op_gone : change_op_put);
	return OK;
}

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
			     .rec = rec, .kind = kinds[what]);
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
	record_encode(&b, rec, row, mask);
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
	if (u->reason == history_reason_import) /* one entry for the whole chunk instead */
		return;
	struct audit_note n = { .action = actions_of[what],
		                .rec = rec,
		                .row_id = head_of(row)->id,
		                .mask = mask,
		                .n = 1,
		                .actor = u->actor.member_id };
	if (what == CREATED || what == CHANGED) {
		n.has_digest = true;
		digest_row(u, rec, row, mask & readable_fields(rec), n.digest);
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
	const void *row = after != NULL ? after : before;
	bool lasting = (mask & ~fields_with(rec, TRANSIENT | COMPUTED)) != 0;
	TRY(note_change(u, rec, what, before, after, mask));
	TRY(derive_effects(u, rec, what, before, after, mask, NULL));
	index_effects(u, rec, what, before, after, mask,
	              what == CREATED ? index_text_of(u->arena, rec, after) : STR_ABSENT);
	note_timeline(u, rec, what, row);
	if (lasting)
		note_audit(u, rec, what, row, mask);
	if (rec == &workspace_record)
		u->effects->facts = true;
	return OK;
}
