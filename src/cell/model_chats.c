/* model_chats.c: see model_ops.h: chats and messages. */
#include "cell/model_ops.h"

/* -- chats -- */

static const char *contact_of(struct draw *d, int contact)
{
	struct place *p = d->p;
	return contact < 0 ? "null" : JSON("'%U'", &d->m->contacts.v[contact].id).ptr;
}

/* Any contact, or none. */
static int draw_contact(struct draw *d)
{
	unsigned i;
	return model_below(d->m, 4) != 0 && DRAW(d, contacts, &i) ? (int) i : -1;
}

bool chat_create(struct draw *d)
{
	struct model *m = d->m;
	struct place *p = d->p;
	if (!ROOM(d, chats, 1))
		return false;
	struct m_chat c = { .id = uuid_new(place_now()),
		            .title = draw_word(d),
		            .key = ++m->keys,
		            .contact = draw_contact(d),
		            .assignee = draw_who(d) };
	bool links = c.contact < 0 || sees_contact(m, d->actor, (unsigned) c.contact);
	if (links)
		m->chats.v[m->chats.n++] = c;
	return draw_step(d, "chat create", step_create, &chat_record, AUDIENCE_NOBODY,
	                 JSON("{'id':'%U','account_id':'%U','peer_kind':'person','peer_key':'k%d',"
	                      "'title':'%s','contact_id':%s,'assignee_id':%s}",
	                      &c.id, &m->account_id, (int) c.key, model_words[c.title],
	                      contact_of(d, c.contact), draw_member(d, c.assignee)),
	                 links ? OK : ERR_INVALID);
}

bool chat_link(struct draw *d)
{
	struct place *p = d->p;
	unsigned i, title = draw_word(d);
	enum err want = OK;
	if (!DRAW(d, chats, &i))
		return false;
	struct m_chat *c = &d->m->chats.v[i];
	int to = draw_contact(d);
	if (!sees_chat(d->m, d->actor, i)) {
		want = ERR_NOT_FOUND;
	} else if (to >= 0 && to != c->contact && !sees_contact(d->m, d->actor, (unsigned) to)) {
		want = ERR_INVALID;
	} else {
		c->contact = to;
		c->title = title;
	}
	return draw_step(
		d, "chat link", step_patch, &chat_record, c->id,
		JSON("{'contact_id':%s,'title':'%s'}", contact_of(d, to), model_words[title]),
		want);
}

bool chat_assign(struct draw *d)
{
	struct place *p = d->p;
	unsigned i;
	enum who who = draw_who(d);
	if (!DRAW(d, chats, &i))
		return false;
	bool seen = sees_chat(d->m, d->actor, i);
	if (seen)
		d->m->chats.v[i].assignee = who;
	return draw_step(d, "chat assign", step_patch, &chat_record, d->m->chats.v[i].id,
	                 JSON("{'assignee_id':%s}", draw_member(d, who)),
	                 seen ? OK : ERR_NOT_FOUND);
}

static enum err set_unread(struct step *s, struct unit *u)
{
	struct chat before, after;
	TRY(unit_get(u, &chat_record, s->id, &before));
	after = before;
	set(&after, chat, unread, s->if_version);
	return unit_change(u, &chat_record, &before, &after, BIT(F_chat_unread));
}

bool chat_unread(struct draw *d)
{
	unsigned i;
	int64_t n = model_below(d->m, 9);
	if (!DRAW(d, chats, &i))
		return false;
	bool seen = sees_chat(d->m, d->actor, i);
	if (seen)
		d->m->chats.v[i].unread = n;
	draw_step(d, "chat unread", set_unread, &chat_record, d->m->chats.v[i].id, STR_ABSENT,
	          seen ? OK : ERR_NOT_FOUND);
	d->op->step->if_version = n;
	return true;
}

bool chat_delete(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, chats, &i))
		return false;
	struct m_chat *c = &d->m->chats.v[i];
	bool seen = sees_chat(d->m, d->actor, i);
	if (seen) {
		c->seen_by = chat_owner(d->m, i);
		c->gone = ++d->m->deletions;
	}
	return draw_step(d, "chat delete", step_delete, &chat_record, c->id, STR_ABSENT,
	                 seen ? OK : ERR_NOT_FOUND);
}

bool chat_restore(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, chats, &i))
		return false;
	bool seen = sees_owner(d->actor, chat_owner(d->m, i));
	if (seen)
		d->m->chats.v[i].gone = 0;
	return draw_step(d, "chat restore", step_restore, &chat_record, d->m->chats.v[i].id,
	                 STR_ABSENT, seen ? OK : ERR_NOT_FOUND);
}

/* -- messages -- */

bool message_create(struct draw *d)
{
	struct model *m = d->m;
	struct place *p = d->p;
	struct m_message t = { .id = uuid_new(place_now()),
		               .word = draw_word(d),
		               .at = 1 + model_below(m, 50000) };
	if (!ROOM(d, messages, 1) || !DRAW(d, chats, &t.chat))
		return false;
	enum err want = sees_chat(m, d->actor, t.chat) ? OK : ERR_INVALID;
	if (want == OK)
		m->messages.v[m->messages.n++] = t;
	return draw_step(d, "message create", step_create, &message_record, AUDIENCE_NOBODY,
	                 JSON("{'id':'%U','chat_id':'%U','at':%l,'direction':'in','kind':'text',"
	                      "'text':'%s'}",
	                      &t.id, &m->chats.v[t.chat].id, t.at, model_words[t.word]),
	                 want);
}

bool message_patch(struct draw *d)
{
	struct place *p = d->p;
	unsigned i, word = draw_word(d);
	if (!DRAW(d, messages, &i))
		return false;
	bool seen = sees_message(d->m, d->actor, i);
	if (seen)
		d->m->messages.v[i].word = word;
	return draw_step(d, "message patch", step_patch, &message_record, d->m->messages.v[i].id,
	                 JSON("{'text':'%s'}", model_words[word]), seen ? OK : ERR_NOT_FOUND);
}

bool message_delete(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, messages, &i))
		return false;
	bool seen = sees_message(d->m, d->actor, i);
	if (seen)
		d->m->messages.v[i].gone = ++d->m->deletions;
	return draw_step(d, "message delete", step_delete, &message_record, d->m->messages.v[i].id,
	                 STR_ABSENT, seen ? OK : ERR_NOT_FOUND);
}

bool message_restore(struct draw *d)
{
	unsigned i;
	if (!DRAW(d, messages, &i))
		return false;
	bool seen = sees_chat(d->m, d->actor, d->m->messages.v[i].chat);
	if (seen)
		d->m->messages.v[i].gone = 0;
	return draw_step(d, "message restore", step_restore, &message_record,
	                 d->m->messages.v[i].id, STR_ABSENT, seen ? OK : ERR_NOT_FOUND);
}
