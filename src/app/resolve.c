/* resolve.c: POST /contacts:resolve: the contact that one of the addresses reaches, or a new one,
 * in one unit of the cell's only writer: two that ask at once get the same contact. */
#include "app/resolve.h"

#include "app/checks.h"
#include "app/tidy.h"
#include "base/utf8.h"

enum { CONTACTS_MAX = 8 };

struct asked {
	struct contact_identity *row;
	bool known; /* somebody has it, or it stands twice in the request */
};

struct resolve {
	struct unit *u;
	const struct part_rows *sent;
	struct asked *asked; /* as many as were sent */
	struct uuid contacts[CONTACTS_MAX];
	unsigned contact_n;
};

enum err identity_find(struct db *db, struct arena *a, enum identity_kind kind,
                       struct str match_key, struct contact_identity *out)
{
	static const int key[] = { F_contact_identity_kind, F_contact_identity_match_key };
	const struct index *ix = index_on(&contact_identity_record, 2, key);
	struct contact_identity like = { 0 };
	enum err e;

	set(&like, contact_identity, kind, kind);
	set(&like, contact_identity, match_key, match_key);
	e = row_find(db, a, ix, &like, out);
	if (e != ERR_NOT_FOUND || identity_twin(kind) == identity_kind_unset)
		return e;
	set(&like, contact_identity, kind, identity_twin(kind));
	return row_find(db, a, ix, &like, out);
}

static void add_contact(struct resolve *r, struct uuid id)
{
	for (unsigned i = 0; i < r->contact_n; i++) {
		if (uuid_eq(r->contacts[i], id))
			return;
	}
	if (r->contact_n < CONTACTS_MAX)
		r->contacts[r->contact_n++] = id;
}

static bool stands_before(const struct resolve *r, size_t at)
{
	const struct contact_identity *row = r->asked[at].row;

	for (size_t i = 0; i < at; i++) {
		const struct contact_identity *other = r->asked[i].row;

		if (other->kind == row->kind && str_eq(other->match_key, row->match_key))
			return true;
	}
	return false;
}

static enum err look_up(struct resolve *r, size_t at)
{
	struct unit *u = r->u;
	struct contact_identity *row = row_new(u->arena, &contact_identity_record), found;
	const struct write w = { &contact_identity_record, CREATED, NULL, row, r->sent->sent[at] };
	enum err e;

	/* A copy: the form must stay as it was sent, in case the unit is replayed. */
	memcpy(row, r->sent->rows[at], sizeof *row);
	r->asked[at].row = row;
	TRY(contact_identity_check(u, &w));
	if (!has(row, F_contact_identity_match_key))
		return OK;
	r->asked[at].known = stands_before(r, at);
	e = identity_find(u->db, u->arena, row->kind, row->match_key, &found);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	r->asked[at].known |= found.kind == row->kind;
	add_contact(r, found.contact_id);
	return OK;
}

static enum err look_all_up(struct resolve *r)
{
	for (size_t i = 0; i < r->sent->n; i++) {
		const size_t mark = problems_enter(r->u->problems, r->sent->part->name, (int) i);
		const enum err e = look_up(r, i);

		problems_leave(r->u->problems, mark);
		TRY(e);
	}
	return OK;
}

/* Names those that the actor sees; of the others not even that they are there. */
static enum err refuse(struct resolve *r)
{
	struct buf b = BUF_IN(r->u->arena);

	for (unsigned i = 0; i < r->contact_n; i++) {
		if (row_visible(r->u->db, &r->u->actor, &contact_record, r->contacts[i]) != OK)
			continue;
		put(&b, b.len == 0 ? S(" ") : S(", "));
		put_uuid(&b, r->contacts[i]);
	}
	complain(r->u->problems, S("identities"), FLAW_not_unique, "%s%.*s",
	         r->contact_n > 1 ? "They reach different contacts:"
	                          : "Another contact has one of them already.",
	         PRI_STR(buf_str(&b)));
	return ERR_CONFLICT;
}

/* A contact named by its address takes any better name later: the rank of the name is the
 * lowest. */
static void name_new(struct unit *u, const struct resolve *r, const struct decoded *form,
                     struct contact *row)
{
	const struct contact_resolve *said = form->row;
	const struct contact_identity *first = r->asked[0].row;
	struct buf b = BUF_IN(u->arena);
	struct phone p;

	if (has(said, F_contact_resolve_name) && !text_blank(said->name)) {
		set(row, contact, name, said->name);
		return;
	}
	if (first->kind == identity_kind_phone && phone_trusted(first->value, &p) == PHONE_OK)
		phone_put_international(&b, &p);
	else
		put(&b, utf8_head(first->value, 200));
	set(row, contact, name, buf_str(&b));
	u->source = SOURCE_none;
}

static enum err create(struct resolve *r, const struct decoded *form, struct contact *row)
{
	struct unit *u = r->u;
	const enum source_rank source = u->source;
	struct contact *fresh = row_new(u->arena, &contact_record);
	struct decoded d = { .row = fresh, .part_n = 1 };
	struct part_rows *p = &d.parts[0];
	enum err e;

	*p = (struct part_rows) { .part = part_named(&contact_record, S("identities")) };
	p->rows = arena_array(u->arena, void *, r->sent->n);
	p->sent = arena_array(u->arena, uint64_t, r->sent->n);
	for (size_t i = 0; i < r->sent->n; i++) {
		if (r->asked[i].known)
			continue;
		p->rows[p->n] = r->asked[i].row;
		p->sent[p->n++] = r->sent->sent[i];
	}
	name_new(u, r, form, fresh);
	d.sent = BIT(F_contact_name) | BIT(PARTS_BIT);
	e = unit_create(u, &contact_record, &d, row);
	u->source = source;
	return e;
}

static enum err add_missing(struct resolve *r, struct contact *row)
{
	for (size_t i = 0; i < r->sent->n; i++) {
		struct contact_identity *identity = r->asked[i].row;

		if (r->asked[i].known)
			continue;
		set(identity, contact_identity, contact_id, row->id);
		TRY(unit_insert(r->u, &contact_identity_record, identity));
		/* The column is derived when the group ends; the answer should say it already. */
		if (identity->kind == identity_kind_phone && !has(row, F_contact_display_phone))
			set(row, contact, display_phone, identity->value);
	}
	return OK;
}

static const struct part_rows *sent_identities(const struct decoded *form)
{
	return form->part_n != 0 && form->parts[0].n != 0 ? &form->parts[0] : NULL;
}

enum err act_contact_resolve(struct unit *u, struct action_call *call)
{
	struct resolve r = { .u = u, .sent = sent_identities(call->form) };
	struct contact *row = row_new(u->arena, &contact_record);
	enum err e;

	if (r.sent == NULL) {
		complain(u->problems, S("identities"), FLAW_required,
		         "Say at least one address to look for.");
		return ERR_INVALID;
	}
	r.asked = arena_array(u->arena, struct asked, r.sent->n);
	TRY(look_all_up(&r));
	if (u->problems != NULL && u->problems->n != 0)
		return ERR_INVALID;
	if (r.contact_n > 1)
		return refuse(&r);
	call->row = row;
	if (r.contact_n == 0) {
		call->made = true;
		return create(&r, call->form, row);
	}
	e = unit_get(u, &contact_record, r.contacts[0], row);
	if (e == ERR_NOT_FOUND)
		return refuse(&r);
	TRY(e);
	return add_missing(&r, row);
}
