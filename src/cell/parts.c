/* parts.c: rows that are given with their owner: identities and tags of a contact, in one unit.
 * What stands twice in a request is one part. */
#include "cell/cell_impl.h"

#include <stdlib.h>

static void link_to(const struct record *rec, int link, void *row, struct uuid owner)
{
	*(struct uuid *) member_of(&rec->fields[link], row) = owner;
	*has_of(row) |= BIT(link);
}

/* -- ids: rising in the order of the request, so that the first stays the first -- */

static int by_id(const void *x, const void *y)
{
	return memcmp(x, y, sizeof(struct uuid));
}

static struct uuid *rising_ids(struct unit *u, size_t n)
{
	struct uuid *ids = arena_array(u->arena, struct uuid, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = unit_new_id(u);
	if (n > 1)
		qsort(ids, n, sizeof *ids, by_id);
	return ids;
}

/* Parts get ids of ours. */
static void give_head(struct unit *u, void *row, struct uuid id)
{
	((struct head *) row)->id = id;
	*has_of(row) |= BIT(F_id);
	fill_head(u, row);
}

/* -- what the owner has from them, worked out on the row in hand, before it is stored -- */

static void derive_from_part(const struct record *owner_rec, void *owner, const struct record *part,
                             const void *row)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derived *d = &deriveds[i];
		const struct field *f = &d->rec->fields[d->field];
		const struct derive_rule *r = &f->derive;
		if (d->rec != owner_rec || r->from != part)
			continue;
		const struct field *of = &part->fields[r->of];
		int64_t now = f->kind == KIND_int ? field_int(f, owner) : 0;
		if (r->how == DERIVE_count)
			field_set_int(owner_rec, d->field, owner, now + 1);
		if (r->how == DERIVE_sum)
			field_set_int(owner_rec, d->field, owner, now + field_int(of, row));
		if (r->how == DERIVE_newest && field_int(of, row) > now)
			field_set_int(owner_rec, d->field, owner, field_int(of, row));
		if (r->how == DERIVE_first && !has(owner, d->field) &&
		    field_int(&part->fields[r->when], row) == r->is) {
			*(struct str *) member_of(f, owner) = *(const struct str *) peek(of, row);
			*has_of(owner) |= BIT(d->field);
		}
	}
}

/* -- twice in one request -- */

static bool agree(const struct index *ix, const void *a, const void *b)
{
	for (unsigned i = 0; i < ix->n; i++)
		if (!has(a, ix->fields[i]) || !field_same(ix->rec, ix->fields[i], a, b))
			return false;
	return true;
}

/* Two rows that a UNIQUE would not let stand side by side. */
static bool stand_apart(const struct record *rec, const void *a, const void *b)
{
	for (unsigned i = 0; i < index_count; i++)
		if (indexes[i].rec == rec && indexes[i].unique && agree(&indexes[i], a, b))
			return false;
	return true;
}

static bool is_repeated(const struct part_rows *p, size_t n, const void *row)
{
	for (size_t i = 0; i < n; i++)
		if (p->rows[i] != NULL && !stand_apart(p->part->part, p->rows[i], row))
			return true;
	return false;
}

/* -- checking and completing -- */

/* Sent as an id alone, so the complaint points to that. */
static enum err check_link(struct unit *u, const struct part *p, const void *row)
{
	const struct field *f = &p->part->fields[p->id];
	enum err e = row_visible(u->db, &u->actor, f->ref, field_uuid(f, row));
	if (e != ERR_NOT_FOUND)
		return e;
	complain(u->problems, S(""), FLAW_no_such_record, "There is no such %.*s.",
	         PRI_STR(f->ref->name));
	return OK;
}

static enum err prepare_row(struct unit *u, const struct part *p, void *row, uint64_t sent)
{
	if (p->id >= 0)
		TRY(check_link(u, p, row));
	else
		TRY(check_refs(u, p->part, row, sent & ~BIT(p->link)));
	TRY(run_check_hook(u, &(struct write) { p->part, CREATED, NULL, row, sent }));
	fill_defaults(p->part, row);
	return OK;
}

/* A tag by its id becomes a link row. */
static void *link_row(struct unit *u, const struct part *p, struct uuid id)
{
	void *row = row_new(u->arena, p->part);
	link_to(p->part, p->id, row, id);
	return row;
}

/* What was sent must still be there for a replay: the rows that are completed are our own. */
static void *own_row(struct unit *u, const struct part_rows *p, size_t at)
{
	if (p->part->id >= 0)
		return link_row(u, p->part, p->ids[at]);
	void *row = row_new(u->arena, p->part->part);
	memcpy(row, p->rows[at], p->part->part->size);
	return row;
}

static enum err prepare_at(struct unit *u, const struct part_rows *p, size_t at, void *row,
                           const void *owner)
{
	const struct part *part = p->part;
	uint64_t sent = part->id >= 0 ? BIT(part->id) : p->sent[at];
	size_t mark = problems_enter(u->problems, part->name, (int) at);
	link_to(part->part, part->link, row, head_of(owner)->id);
	enum err e = prepare_row(u, part, row, sent);
	problems_leave(u->problems, mark);
	return e;
}

/* Whether it says what such a row must say; without that, because the JSON had a flaw, there is
 * nothing to judge. */
static bool is_whole(const struct part *p, const void *row)
{
	uint64_t said = ((const struct head *) row)->has | BIT(p->link);
	return p->id >= 0 ? !uuid_zero(field_uuid(&p->part->fields[p->id], row))
	                  : (fields_to_send(p->part) & ~said) == 0;
}

/* Those that are not to be stored leave a gap, so that complaints point to what was sent. */
static enum err prepare(struct unit *u, const struct record *rec, struct part_rows *p, void *owner)
{
	struct part_rows own = *p;
	struct uuid *ids = rising_ids(u, p->n);
	own.rows = arena_array(u->arena, void *, p->n);
	for (size_t i = 0; i < p->n; i++) {
		void *row = own_row(u, p, i);
		size_t had = u->problems->n;
		if (had != 0 && !is_whole(p->part, row))
			continue;
		give_head(u, row, ids[i]);
		TRY(prepare_at(u, p, i, row, owner));
		if (flawed_since(u, had) || is_repeated(&own, i, row))
			continue;
		derive_from_part(rec, owner, p->part->part, row);
		own.rows[i] = row;
	}
	*p = own;
	return OK;
}

/* Checks the parts and completes them and the owner's derived columns; writes nothing. d: a copy
 * whose parts become rows of ours. */
enum err parts_prepare(struct unit *u, const struct record *rec, struct decoded *d, void *row)
{
	for (size_t i = 0; i < d->part_n; i++)
		TRY(prepare(u, rec, &d->parts[i], row));
	return OK;
}

/* -- storing: the owner's event stands for all of them -- */

static enum err insert(struct unit *u, const struct record *rec, const struct part_rows *p,
                       size_t at)
{
	const struct record *part = p->part->part;
	void *row = p->rows[at];
	enum err e = row_insert(u->db, part, row);
	if (e == ERR_CONFLICT) {
		size_t mark = problems_enter(u->problems, p->part->name, (int) at);
		e = check_unique(u, part, row, UINT64_MAX);
		problems_leave(u->problems, mark);
		return e == OK ? ERR_CONFLICT : e;
	}
	TRY(e);
	TRY(derive_effects(u, part, CREATED, NULL, row, UINT64_MAX, rec));
	return run_apply_hook(u, &(struct write) { part, CREATED, NULL, row, 0 });
}

enum err parts_insert(struct unit *u, const struct record *rec, const struct decoded *d)
{
	for (size_t i = 0; i < d->part_n; i++)
		for (size_t k = 0; k < d->parts[i].n; k++)
			if (d->parts[i].rows[k] != NULL)
				TRY(insert(u, rec, &d->parts[i], k));
	return OK;
}

/* -- sent again -- */

static enum err stands(struct unit *u, const struct part *p, const void *row, struct uuid owner,
                       bool *yes)
{
	void *stored = row_new(u->arena, p->part);
	*yes = false;
	for (unsigned i = 0; i < index_count && !*yes; i++) {
		if (indexes[i].rec != p->part || !indexes[i].unique)
			continue;
		enum err e = row_find(u->db, u->arena, &indexes[i], row, stored);
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
		*yes = e == OK && uuid_eq(field_uuid(&p->part->fields[p->link], stored), owner);
	}
	return OK;
}

enum err parts_stand(struct unit *u, const struct decoded *d, struct uuid owner, bool *yes)
{
	*yes = true;
	for (size_t i = 0; i < d->part_n && *yes; i++) {
		const struct part_rows *p = &d->parts[i];
		for (size_t k = 0; k < p->n && *yes; k++) {
			void *row = own_row(u, p, k);
			link_to(p->part->part, p->part->link, row, owner);
			TRY(prepare_row(u, p->part, row, p->part->id >= 0 ? 0 : p->sent[k]));
			TRY(stands(u, p->part, row, owner, yes));
		}
	}
	return OK;
}
