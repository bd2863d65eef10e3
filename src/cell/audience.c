/* audience.c: who sees a row, for the feed; and whom it is about, for history and erasure. */
#include "cell/cell_impl.h"

/* -- who sees it -- */

enum err row_of_link(struct unit *u, const struct record *rec, struct uuid id, const void **row)
{
	struct effects *e = u->effects;
	struct actor engine = actor_engine();
	if (e->last_rec != rec || !uuid_eq(head_of(e->last_row)->id, id)) {
		void *read = row_new(u->arena, rec);
		TRY(row_get(u->db, u->arena, &engine, rec, id, LIVE_or_deleted, read));
		e->last_rec = rec;
		e->last_row = read;
	}
	*row = e->last_row;
	return OK;
}

/* A row without its parent is nobody's to see: this id is no member's. */
static struct uuid no_one(struct uuid id)
{
	return id;
}

static enum err audience_of_parent(struct unit *u, const struct record *rec, struct uuid id,
                                   struct uuid *out)
{
	const void *parent;
	enum err e = row_of_link(u, rec, id, &parent);
	*out = no_one(id);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	return audience_of(u, rec, parent, out);
}

enum err audience_of(struct unit *u, const struct record *rec, const void *row, struct uuid *out)
{
	const struct field *f = &rec->fields[rec->scope.field];
	int at;
	switch (rec->scope.kind) {
	case SCOPE_own:
	case SCOPE_owner:
		*out = field_uuid(f, row);
		return OK;
	case SCOPE_via:
		return audience_of_parent(u, f->ref, field_uuid(f, row), out);
	case SCOPE_parent:
		at = owner_field(rec, row);
		if (at < 0)
			break;
		f = &rec->fields[at];
		return audience_of_parent(u, f->ref, field_uuid(f, row), out);
	case SCOPE_everyone:
	case SCOPE_staff:
	case SCOPE_undeclared:
		break;
	}
	*out = AUDIENCE_EVERYONE;
	return OK;
}

/* -- whom it is about -- */

/* Persons are the records that are about themselves. */
static bool is_person(const struct record *rec)
{
	for (unsigned i = 0; i < about_count; i++)
		if (abouts[i].rec == rec && abouts[i].field == F_id)
			return true;
	return false;
}

static enum err subject_through(struct unit *u, const struct field *f, const void *row,
                                struct uuid *out)
{
	const void *next;
	struct uuid id = field_uuid(f, row);
	if (uuid_zero(id) || f->ref == NULL)
		return OK;
	if (is_person(f->ref)) {
		*out = id;
		return OK;
	}
	enum err e = row_of_link(u, f->ref, id, &next);
	return e == OK ? subject_of(u, f->ref, next, out) : e == ERR_NOT_FOUND ? OK : e;
}

/* The first of its ABOUT rows that leads to somebody. */
enum err subject_of(struct unit *u, const struct record *rec, const void *row, struct uuid *out)
{
	*out = AUDIENCE_NOBODY;
	for (unsigned i = 0; i < about_count && uuid_zero(*out); i++) {
		if (abouts[i].rec != rec)
			continue;
		if (abouts[i].field == F_id)
			*out = head_of(row)->id;
		else
			TRY(subject_through(u, &rec->fields[abouts[i].field], row, out));
	}
	return OK;
}
