/* parts.c: rows that are given with their owner: identities and tags of a contact, in one unit. */
#include "cell/cell_impl.h"

#include "plat/random.h"

static void link_to(const struct record *rec, int link, void *row, struct uuid owner)
{
	*(struct uuid *) member_of(&rec->fields[link], row) = owner;
	*has_of(row) |= BIT(link);
}

/* Derived columns of the owner are worked out on the row in hand, before it is stored. */
static void derive_from_part(const struct record *owner_rec, void *owner, const struct record *part,
                             const void *row)
{
	for (unsigned i = 0; i < derived_count; i++) {
		const struct derived *d = &deriveds[i];
		const struct field *f = &d->rec->fields[d->field];
		const struct derive_rule *r = &f->derive;
		if (d->rec != owner_rec || r->from != part)
			continue;
		if (r->how == DERIVE_count)
			field_set_int(owner_rec, d->field, owner, field_int(f, owner) + 1);
		if (r->how == DERIVE_sum)
			field_set_int(owner_rec, d->field, owner,
			              field_int(f, owner) + field_int(&part->fields[r->of], row));
		if (r->how == DERIVE_first && !has(owner, d->field) &&
		    field_int(&part->fields[r->when], row) == r->is) {
			*(struct str *) member_of(f, owner) =
				*(const struct str *) peek(&part->fields[r->of], row);
			*has_of(owner) |= BIT(d->field);
		}
	}
}

static enum err prepare_row(struct unit *u, const struct part *p, void *row, uint64_t sent,
                            void *owner, const struct record *owner_rec)
{
	*has_of(row) &= ~BIT(F_id); /* parts get ids of ours */
	link_to(p->part, p->link, row, head_of(owner)->id);
	TRY(fill_head(u, p->part, row));
	TRY(run_check_hook(u, &(struct write) { p->part, CREATED, NULL, row, sent }));
	fill_defaults(p->part, row);
	if (!flawed(u))
		derive_from_part(owner_rec, owner, p->part, row);
	return OK;
}

/* Tags by id become link rows. */
static enum err prepare_ids(struct unit *u, struct part_rows *pr, void *owner)
{
	const struct part *p = pr->part;
	pr->rows = arena_array(u->arena, void *, pr->n);
	for (size_t i = 0; i < pr->n; i++) {
		void *row = pr->rows[i] = row_new(u->arena, p->part);
		size_t mark = problems_enter(u->problems, p->name, (int) i);
		link_to(p->part, p->id, row, pr->ids[i]);
		link_to(p->part, p->link, row, head_of(owner)->id);
		TRY(fill_head(u, p->part, row));
		const struct field *f = &p->part->fields[p->id];
		enum err e = row_visible(u->db, &u->actor, f->ref, pr->ids[i]);
		if (e == ERR_NOT_FOUND)
			complain(u->problems, S(""), FLAW_no_such_record, "There is no such %.*s.",
			         PRI_STR(f->ref->name));
		else
			TRY(e);
		fill_defaults(p->part, row);
		problems_leave(u->problems, mark);
	}
	return OK;
}

/* Checks the parts and completes them and the owner's derived columns; writes nothing. */
enum err parts_prepare(struct unit *u, const struct record *rec, const struct decoded *d, void *row)
{
	for (size_t i = 0; i < d->part_n; i++) {
		struct part_rows *pr = (struct part_rows *) &d->parts[i];
		if (pr->part->id >= 0) {
			TRY(prepare_ids(u, pr, row));
			continue;
		}
		for (size_t k = 0; k < pr->n; k++) {
			size_t mark = problems_enter(u->problems, pr->part->name, (int) k);
			TRY(prepare_row(u, pr->part, pr->rows[k], pr->sent[k], row, rec));
			problems_leave(u->problems, mark);
		}
	}
	return OK;
}

static bool same_link_before(const struct part_rows *pr, size_t at)
{
	if (pr->part->id < 0)
		return false;
	for (size_t i = 0; i < at; i++)
		if (uuid_eq(pr->ids[i], pr->ids[at]))
			return true;
	return false;
}

/* Inserts them; a clash names the part. The owner's event stands for all of them. */
enum err parts_insert(struct unit *u, const struct record *rec, const struct decoded *d,
                      const void *row)
{
	for (size_t i = 0; i < d->part_n; i++) {
		const struct part_rows *pr = &d->parts[i];
		for (size_t k = 0; k < pr->n; k++) {
			if (same_link_before(pr, k))
				continue;
			enum err e = row_insert(u->db, pr->part->part, pr->rows[k]);
			if (e == ERR_CONFLICT) {
				size_t mark = problems_enter(u->problems, pr->part->name, (int) k);
				e = check_unique(u, pr->part->part, pr->rows[k], UINT64_MAX);
				problems_leave(u->problems, mark);
				return e == OK ? ERR_CONFLICT : e;
			}
			TRY(e);
			TRY(derive_effects(u, pr->part->part, CREATED, NULL, pr->rows[k],
			                   UINT64_MAX, rec));
			TRY(run_apply_hook(u, &(struct write) { pr->part->part, CREATED, NULL,
			                                        pr->rows[k], 0 }));
		}
	}
	(void) row;
	return OK;
}
