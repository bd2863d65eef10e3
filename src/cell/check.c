/* check.c: what is asked before a row is written: references, uniqueness, hooks; and what is
 * filled in. */
#include "cell/cell_impl.h"

enum { CLOCK_AHEAD_MS = 24 * 60 * 60 * 1000 };

/* -- references: may I link to that row? Not seen is missing. -- */

/* Whether an actor who is not narrowed sees each row that lives. */
static bool sees_all(const struct unit *u, const struct record *rec)
{
	return !u->actor.narrowed &&
	       (rec->scope.kind == SCOPE_owner || rec->scope.kind == SCOPE_everyone);
}

static enum err can_link(struct unit *u, const struct record *rec, struct uuid id)
{
	const void *row;
	if (!sees_all(u, rec) || !has_head(rec))
		return row_visible(u->db, &u->actor, rec, id);
	TRY(row_of_link(u, rec, id, &row));
	return has(row, F_deleted_at) ? ERR_NOT_FOUND : OK;
}

enum err check_refs(struct unit *u, const struct record *rec, const void *row, uint64_t mask)
{
	for (unsigned i = 0; i < rec->n; i++) {
		const struct field *f = &rec->fields[i];
		if (f->ref == NULL || !(mask & BIT(i)) || !has(row, (int) i))
			continue;
		enum err e = can_link(u, f->ref, field_uuid(f, row));
		if (e == ERR_NOT_FOUND)
			complain(u->problems, f->name, FLAW_no_such_record,
			         "There is no such %.*s.", PRI_STR(f->ref->name));
		else
			TRY(e);
	}
	return OK;
}

/* -- uniqueness -- */

static bool concerns(const struct index *ix, const struct record *rec, const void *row,
                     uint64_t mask)
{
	bool touched = false;
	if (ix->rec != rec || !ix->unique)
		return false;
	for (unsigned i = 0; i < ix->n; i++) {
		if (!has(row, ix->fields[i]))
			return false;
		touched |= (mask & BIT(ix->fields[i])) != 0;
	}
	return touched;
}

/* The last field of the key that people know names the clash. */
static struct str clash_name(const struct index *ix)
{
	for (unsigned i = ix->n; i-- > 0;)
		if (!(ix->rec->fields[ix->fields[i]].rules & HIDDEN))
			return ix->rec->fields[ix->fields[i]].name;
	return S("name");
}

/* match_key stands for value, fold_key for name: the field of a key that clients wrote. */
static struct str culprit(const struct index *ix, const void *row)
{
	int hidden = ix->fields[ix->n - 1];
	const struct record *rec = ix->rec;
	if (!(rec->fields[hidden].rules & HIDDEN))
		return clash_name(ix);
	for (unsigned i = N_head; i < rec->n; i++)
		if (rec->fields[i].kind == KIND_text && rec->fields[i].rules & REQUIRED &&
		    has(row, (int) i))
			return rec->fields[i].name;
	return clash_name(ix);
}

/* Names the row in the way to those who see it. */
static void complain_clash(struct unit *u, const struct index *ix, const void *row, struct uuid id)
{
	struct buf b = BUF_IN(u->arena);
	if (row_visible(u->db, &u->actor, ix->rec, id) == OK) {
		put(&b, S(" Its id is "));
		put_uuid(&b, id);
		put_char(&b, '.');
	}
	complain(u->problems, culprit(ix, row), FLAW_not_unique,
	         "Another %.*s has this already.%.*s", PRI_STR(ix->rec->name),
	         PRI_STR(buf_str(&b)));
}

enum err check_unique(struct unit *u, const struct record *rec, const void *row, uint64_t mask)
{
	bool clash = false;
	void *other = row_new(u->arena, rec);
	for (unsigned i = 0; i < index_count; i++) {
		if (!concerns(&indexes[i], rec, row, mask))
			continue;
		enum err e = row_find(u->db, u->arena, &indexes[i], row, other);
		if (e == ERR_NOT_FOUND)
			continue;
		TRY(e);
		if (uuid_eq(head_of(other)->id, head_of(row)->id))
			continue;
		complain_clash(u, &indexes[i], row, head_of(other)->id);
		clash = true;
	}
	return clash ? ERR_CONFLICT : OK;
}

/* -- hooks -- */

static const struct record_hooks *hooks_of(const struct unit *u, const struct record *rec)
{
	for (unsigned i = 0; i < u->hook_n; i++)
		if (u->hooks[i].rec == rec)
			return &u->hooks[i];
	return NULL;
}

enum err run_check_hook(struct unit *u, const struct write *w)
{
	const struct record_hooks *h = hooks_of(u, w->rec);
	return h != NULL && h->check != NULL ? h->check(u, w) : OK;
}

enum err run_apply_hook(struct unit *u, const struct write *w)
{
	const struct record_hooks *h = hooks_of(u, w->rec);
	return h != NULL && h->apply != NULL ? h->apply(u, w) : OK;
}

/* -- filling in -- */

static void check_id(struct unit *u, struct uuid id)
{
	if (uuid_version(id) != 7)
		complain(u->problems, S("id"), FLAW_malformed, "An id is a UUID of version 7.");
	else if (uuid_v7_ms(id) > u->now_ms + CLOCK_AHEAD_MS)
		complain(u->problems, S("id"), FLAW_out_of_range,
		         "The id's time lies more than 24 hours ahead: check the clock of the "
		         "device.");
}

/* Times that are there already are the engine's own: clients cannot send them. */
void fill_head(struct unit *u, void *row)
{
	struct head *h = row;
	if (has(row, F_id))
		check_id(u, h->id);
	else
		h->id = unit_new_id(u);
	h->version = 1;
	if (!has(row, F_created_at))
		h->created_at = u->now_ms;
	h->updated_at = u->now_ms;
	h->has |= BIT(F_id) | BIT(F_version) | BIT(F_created_at) | BIT(F_updated_at);
	if (!uuid_zero(u->run_id)) {
		h->run_id = u->run_id;
		h->has |= BIT(F_run_id);
	}
}

/* A count that WhatsApp or a job keeps: nothing yet. */
static bool starts_at_zero(const struct field *f)
{
	return f->rules & TRANSIENT && f->kind == KIND_int && f->min == 0 && !f->zero_is_null;
}

/* FILLED fields that neither caller nor hook gave: the first word, zero, false. */
void fill_defaults(const struct record *rec, void *row)
{
	for (unsigned i = N_head; i < rec->n; i++) {
		const struct field *f = &rec->fields[i];
		if (has(row, (int) i) || f->zero_is_null)
			continue;
		if (!(f->rules & FILLED) && !starts_at_zero(f) && f->format != FORMAT_sources)
			continue;
		if (f->kind == KIND_choice)
			field_set_int(rec, (int) i, row, 1);
		else if (f->kind == KIND_int || f->kind == KIND_flag)
			field_set_int(rec, (int) i, row,
			              f->kind == KIND_int && f->min > 0 ? f->min : 0);
	}
}
