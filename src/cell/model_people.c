/* model_people.c: see model_ops.h: contacts and their addresses. */
#include "cell/model_ops.h"

enum { VALUES = 40, PARTS_AT_ONCE = 3 };

/* -- pieces -- */

bool draw_step(struct draw *d, const char *what, step_fn *fn, const struct record *rec,
               struct uuid id, struct str json, enum err want)
{
	const struct actor *who = d->actor == 0 ? &d->p->owner : &d->p->agent;
	d->op->step = step_new(d->p, who, fn, rec, id, json);
	d->op->want = want;
	d->op->what = what;
	return true;
}

const char *draw_member(struct draw *d, enum who who)
{
	struct uuid *id = who == WHO_owner ? &d->p->owner_id : &d->p->agent_id;
	return who == WHO_nobody ? "null" : json_of_format(&d->p->arena, "'%U'", id).ptr;
}

/* Odd ones are phones. */
const char *value_json(struct draw *d, unsigned value)
{
	return json_of_format(&d->p->arena,
	                      value % 2 ? "'kind':'phone','value':'+5511987650%d'"
	                                : "'kind':'email','value':'mail%d@x'",
	                      (int) (100 + value))
	        .ptr;
}

static bool is_taken(const struct model *m, unsigned value)
{
	for (unsigned i = 0; i < m->identities.n; i++)
		if (m->identities.v[i].gone == 0 && m->identities.v[i].value == value)
			return true;
	return false;
}

/* -- contacts -- */

struct parts {
	unsigned values[PARTS_AT_ONCE], tags[PARTS_AT_ONCE];
	unsigned value_n, tag_n;
};

static bool holds(const unsigned *v, unsigned n, unsigned x)
{
	for (unsigned i = 0; i < n; i++)
		if (v[i] == x)
			return true;
	return false;
}

static struct parts draw_parts(struct draw *d)
{
	struct parts ps = { .value_n = model_below(d->m, PARTS_AT_ONCE + 1) };
	unsigned tags = model_below(d->m, PARTS_AT_ONCE), tag;
	for (unsigned i = 0; i < ps.value_n; i++)
		ps.values[i] = model_below(d->m, VALUES);
	for (unsigned i = 0; i < tags; i++)
		if (DRAW(d, tags, &tag) && !holds(ps.tags, ps.tag_n, tag))
			ps.tags[ps.tag_n++] = tag;
	return ps;
}

static enum err judge_parts(const struct model *m, const struct parts *ps)
{
	enum err e = OK;
	for (unsigned i = 0; i < ps->value_n; i++)
		if (is_taken(m, ps->values[i]))
			e = ERR_CONFLICT;
	for (unsigned i = 0; i < ps->tag_n; i++)
		if (m->tags.v[ps->tags[i]].gone != 0)
			return ERR_INVALID;
	return e;
}

static void add_parts(struct model *m, const struct parts *ps, unsigned contact)
{
	for (unsigned i = 0; i < ps->value_n; i++)
		if (!holds(ps->values, i, ps->values[i]))
			m->identities.v[m->identities.n++] =
				(struct m_identity) { .contact = contact, .value = ps->values[i] };
	for (unsigned i = 0; i < ps->tag_n; i++)
		m->links.v[m->links.n++] =
			(struct m_link) { .contact = contact, .tag = ps->tags[i] };
}

static struct str contact_json(struct draw *d, const struct m_contact *c, const struct parts *ps)
{
	struct buf b = BUF_IN(&d->p->arena);
	put(&b, json_of_format(&d->p->arena,
	                       "{'id':'%U','name':'%s','company':'%s','owner_id':%s,'identities':[",
	                       &c->id, model_words[c->name], model_words[c->company],
	                       draw_member(d, c->owner)));
	for (unsigned i = 0; i < ps->value_n; i++)
		putf(&b, "%s{%s}", i == 0 ? "" : ",", value_json(d, ps->values[i]));
	put(&b, S("],\"tags\":["));
	for (unsigned i = 0; i < ps->tag_n; i++)
		put(&b, json_of_format(&d->p->arena, i == 0 ? "'%U'" : ",'%U'",
		                       &d->m->tags.v[ps->tags[i]].id));
	put(&b, S("]}"));
	return buf_str(&b);
}

bool contact_create(struct draw *d)
{
	struct model *m = d->m;
	if (!ROOM(d, contacts, 1) || !ROOM(d, identities, PARTS_AT_ONCE) ||
	    !ROOM(d, links, PARTS_AT_ONCE))
		return false;
	struct parts ps = draw_parts(d);
	struct m_contact c = { uuid_new(place_now()), 0, draw_word(d), draw_word(d), draw_who(d) };
	enum err want = judge_parts(m, &ps);
	if (want == OK) {
		add_parts(m, &ps, m->contacts.n);
		m->contacts.v[m->contacts.n++] = c;
	}
	return draw_step(d, "contact create", step_create, &contact_record, AUDIENCE_NOBODY,
	                 contact_json(d, &c, &ps), want);
}

bool contact_patch(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, contacts, &i))
		return false;
	struct m_contact *c = &d->m->contacts.v[i], now = *c;
	bool seen = sees_contact(d->m, d->actor, i), hands_over = model_below(d->m, 2);
	now.name = draw_word(d);
	now.company = draw_word(d);
	if (hands_over)
		now.owner = draw_who(d);
	struct place *p = d->p;
	struct str json = JSON("{'name':'%s','company':'%s'}", model_words[now.name],
	                       model_words[now.company]);
	if (hands_over)
		json = JSON("{'name':'%s','owner_id':%s,'company':'%s'}", model_words[now.name],
		            draw_member(d, now.owner), model_words[now.company]);
	struct uuid id = c->id;
	if (seen)
		*c = now;
	return draw_step(d, "contact patch", step_patch, &contact_record, id, json,
	                 seen ? OK : ERR_NOT_FOUND);
}

/* From one mark to another: 0 and the deletion's number, or back. */
static void mark_all(struct model *m, unsigned contact, unsigned from, unsigned to)
{
	m->contacts.v[contact].gone = to;
	for (unsigned i = 0; i < m->identities.n; i++)
		if (m->identities.v[i].contact == contact && m->identities.v[i].gone == from)
			m->identities.v[i].gone = to;
	for (unsigned i = 0; i < m->links.n; i++)
		if (m->links.v[i].contact == contact && m->links.v[i].gone == from)
			m->links.v[i].gone = to;
}

bool contact_delete(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, contacts, &i))
		return false;
	bool seen = sees_contact(d->m, d->actor, i);
	if (seen)
		mark_all(d->m, i, 0, ++d->m->deletions);
	return draw_step(d, "contact delete", step_delete, &contact_record, d->m->contacts.v[i].id,
	                 STR_ABSENT, seen ? OK : ERR_NOT_FOUND);
}

static bool address_in_the_way(const struct model *m, unsigned contact)
{
	for (unsigned i = 0; i < m->identities.n; i++) {
		const struct m_identity *it = &m->identities.v[i];
		if (it->contact == contact && it->gone == m->contacts.v[contact].gone &&
		    is_taken(m, it->value))
			return true;
	}
	return false;
}

bool contact_restore(struct draw *d)
{
	struct model *m = d->m;
	unsigned i;
	enum err want = OK;
	if (!DRAW(d, contacts, &i))
		return false;
	unsigned gone = m->contacts.v[i].gone;
	if (!sees_owner(d->actor, m->contacts.v[i].owner))
		want = ERR_NOT_FOUND;
	else if (gone != 0 && address_in_the_way(m, i))
		want = ERR_CONFLICT;
	else if (gone != 0)
		mark_all(m, i, gone, 0);
	return draw_step(d, "contact restore", step_restore, &contact_record, m->contacts.v[i].id,
	                 STR_ABSENT, want);
}

/* -- addresses -- */

bool identity_create(struct draw *d)
{
	struct model *m = d->m;
	struct place *p = d->p;
	struct m_identity it = { .id = uuid_new(place_now()), .value = model_below(m, VALUES) };
	if (!ROOM(d, identities, 1) || !DRAW(d, contacts, &it.contact))
		return false;
	enum err want = !sees_contact(m, d->actor, it.contact) ? ERR_INVALID
	                : is_taken(m, it.value)                ? ERR_CONFLICT
	                                                       : OK;
	if (want == OK)
		m->identities.v[m->identities.n++] = it;
	return draw_step(d, "identity create", step_create, &contact_identity_record,
	                 AUDIENCE_NOBODY,
	                 JSON("{'id':'%U','contact_id':'%U',%s}", &it.id,
	                      &m->contacts.v[it.contact].id, value_json(d, it.value)),
	                 want);
}

/* One whose id is known; false: none comes to hand. */
static bool draw_identity(struct draw *d, unsigned *i)
{
	return DRAW(d, identities, i) && !uuid_zero(d->m->identities.v[*i].id);
}

bool identity_move(struct draw *d)
{
	struct model *m = d->m;
	struct place *p = d->p;
	unsigned i, to;
	enum err want = OK;
	if (!draw_identity(d, &i) || !DRAW(d, contacts, &to))
		return false;
	struct m_identity *it = &m->identities.v[i];
	if (it->gone != 0 || !sees_contact(m, d->actor, it->contact))
		want = ERR_NOT_FOUND;
	else if (to != it->contact && !sees_contact(m, d->actor, to))
		want = ERR_INVALID;
	else
		it->contact = to;
	return draw_step(d, "identity move", step_patch, &contact_identity_record, it->id,
	                 JSON("{'contact_id':'%U'}", &m->contacts.v[to].id), want);
}

bool identity_delete(struct draw *d)
{
	unsigned i;
	if (!draw_identity(d, &i))
		return false;
	struct m_identity *it = &d->m->identities.v[i];
	bool seen = it->gone == 0 && sees_contact(d->m, d->actor, it->contact);
	if (seen)
		it->gone = ++d->m->deletions;
	return draw_step(d, "identity delete", step_delete, &contact_identity_record, it->id,
	                 STR_ABSENT, seen ? OK : ERR_NOT_FOUND);
}

bool identity_restore(struct draw *d)
{
	unsigned i;
	enum err want = OK;
	if (!draw_identity(d, &i))
		return false;
	struct m_identity *it = &d->m->identities.v[i];
	if (!sees_contact(d->m, d->actor, it->contact))
		want = ERR_NOT_FOUND;
	else if (it->gone != 0 && is_taken(d->m, it->value))
		want = ERR_CONFLICT;
	else
		it->gone = 0;
	return draw_step(d, "identity restore", step_restore, &contact_identity_record, it->id,
	                 STR_ABSENT, want);
}
