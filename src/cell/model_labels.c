/* model_labels.c: see model_ops.h: tags, who carries them, and notes. */
#include "cell/model_ops.h"

/* -- tags -- */

static bool name_taken(const struct model *m, unsigned name, unsigned but)
{
	for (unsigned i = 0; i < m->tags.n; i++)
		if (i != but && m->tags.v[i].gone == 0 && m->tags.v[i].name == name)
			return true;
	return false;
}

bool tag_create(struct draw *d)
{
	struct model *m = d->m;
	struct place *p = d->p;
	struct m_tag t = { uuid_new(place_now()), 0, draw_word(d) };
	if (!ROOM(d, tags, 1))
		return false;
	enum err want = name_taken(m, t.name, ROWS_MAX) ? ERR_CONFLICT : OK;
	if (want == OK)
		m->tags.v[m->tags.n++] = t;
	return draw_step(d, "tag create", step_create, &tag_record, AUDIENCE_NOBODY,
	                 JSON("{'id':'%U','name':'%s'}", &t.id, model_words[t.name]), want);
}

bool tag_rename(struct draw *d)
{
	struct place *p = d->p;
	unsigned i, name = draw_word(d);
	enum err want = OK;
	if (!DRAW(d, tags, &i))
		return false;
	struct m_tag *t = &d->m->tags.v[i];
	if (t->gone != 0)
		want = ERR_NOT_FOUND;
	else if (name_taken(d->m, name, i))
		want = ERR_CONFLICT;
	else
		t->name = name;
	return draw_step(d, "tag rename", step_patch, &tag_record, t->id,
	                 JSON("{'name':'%s'}", model_words[name]), want);
}

bool tag_delete(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, tags, &i))
		return false;
	struct m_tag *t = &d->m->tags.v[i];
	bool live = t->gone == 0;
	if (live)
		t->gone = ++d->m->deletions;
	return draw_step(d, "tag delete", step_delete, &tag_record, t->id, STR_ABSENT,
	                 live ? OK : ERR_NOT_FOUND);
}

bool tag_restore(struct draw *d)
{
	unsigned i;
	enum err want = OK;
	if (!DRAW(d, tags, &i))
		return false;
	struct m_tag *t = &d->m->tags.v[i];
	if (t->gone != 0 && name_taken(d->m, t->name, i))
		want = ERR_CONFLICT;
	else
		t->gone = 0;
	return draw_step(d, "tag restore", step_restore, &tag_record, t->id, STR_ABSENT, want);
}

/* -- who carries them -- */

static bool is_linked(const struct model *m, unsigned contact, unsigned tag)
{
	for (unsigned i = 0; i < m->links.n; i++) {
		const struct m_link *l = &m->links.v[i];
		if (l->gone == 0 && l->contact == contact && l->tag == tag)
			return true;
	}
	return false;
}

bool link_create(struct draw *d)
{
	struct model *m = d->m;
	struct place *p = d->p;
	struct m_link l = { .id = uuid_new(place_now()) };
	enum err want = OK;
	if (!ROOM(d, links, 1) || !DRAW(d, contacts, &l.contact) || !DRAW(d, tags, &l.tag))
		return false;
	if (!sees_contact(m, d->actor, l.contact) || m->tags.v[l.tag].gone != 0)
		want = ERR_INVALID;
	else if (is_linked(m, l.contact, l.tag))
		want = ERR_CONFLICT;
	else
		m->links.v[m->links.n++] = l;
	return draw_step(d, "link create", step_create, &contact_tag_record, AUDIENCE_NOBODY,
	                 JSON("{'id':'%U','contact_id':'%U','tag_id':'%U'}", &l.id,
	                      &m->contacts.v[l.contact].id, &m->tags.v[l.tag].id),
	                 want);
}

static bool draw_link(struct draw *d, unsigned *i)
{
	return DRAW(d, links, i) && !uuid_zero(d->m->links.v[*i].id);
}

bool link_delete(struct draw *d)
{
	unsigned i;
	if (!draw_link(d, &i))
		return false;
	struct m_link *l = &d->m->links.v[i];
	bool seen = l->gone == 0 && sees_contact(d->m, d->actor, l->contact);
	if (seen)
		l->gone = ++d->m->deletions;
	return draw_step(d, "link delete", step_delete, &contact_tag_record, l->id, STR_ABSENT,
	                 seen ? OK : ERR_NOT_FOUND);
}

bool link_restore(struct draw *d)
{
	unsigned i;
	enum err want = OK;
	if (!draw_link(d, &i))
		return false;
	struct m_link *l = &d->m->links.v[i];
	if (!sees_contact(d->m, d->actor, l->contact))
		want = ERR_NOT_FOUND;
	else if (l->gone != 0 &&
	         (d->m->tags.v[l->tag].gone != 0 || is_linked(d->m, l->contact, l->tag)))
		want = ERR_CONFLICT;
	else
		l->gone = 0;
	return draw_step(d, "link restore", step_restore, &contact_tag_record, l->id, STR_ABSENT,
	                 want);
}

/* -- notes -- */

bool note_create(struct draw *d)
{
	struct model *m = d->m;
	struct place *p = d->p;
	struct m_note n = { .id = uuid_new(place_now()), .word = draw_word(d) };
	if (!ROOM(d, notes, 1) || !DRAW(d, contacts, &n.contact))
		return false;
	enum err want = sees_contact(m, d->actor, n.contact) ? OK : ERR_INVALID;
	if (want == OK)
		m->notes.v[m->notes.n++] = n;
	return draw_step(d, "note create", step_create, &note_record, AUDIENCE_NOBODY,
	                 JSON("{'id':'%U','contact_id':'%U','text':'%s'}", &n.id,
	                      &m->contacts.v[n.contact].id, model_words[n.word]),
	                 want);
}

bool note_patch(struct draw *d)
{
	struct place *p = d->p;
	unsigned i, word = draw_word(d);
	if (!DRAW(d, notes, &i))
		return false;
	bool seen = sees_note(d->m, d->actor, i);
	if (seen)
		d->m->notes.v[i].word = word;
	return draw_step(d, "note patch", step_patch, &note_record, d->m->notes.v[i].id,
	                 JSON("{'text':'%s'}", model_words[word]), seen ? OK : ERR_NOT_FOUND);
}

bool note_delete(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, notes, &i))
		return false;
	bool seen = sees_note(d->m, d->actor, i);
	if (seen)
		d->m->notes.v[i].gone = ++d->m->deletions;
	return draw_step(d, "note delete", step_delete, &note_record, d->m->notes.v[i].id,
	                 STR_ABSENT, seen ? OK : ERR_NOT_FOUND);
}

bool note_restore(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, notes, &i))
		return false;
	bool seen = sees_contact(d->m, d->actor, d->m->notes.v[i].contact);
	if (seen)
		d->m->notes.v[i].gone = 0;
	return draw_step(d, "note restore", step_restore, &note_record, d->m->notes.v[i].id,
	                 STR_ABSENT, seen ? OK : ERR_NOT_FOUND);
}
