/* model.c: see model.h: chance, and who sees what. */
#include "cell/model.h"

const char *const model_words[WORDS] = { "amber", "birch", "cobalt", "dune", "ember",
	                                 "fjord", "grove", "harbor", "iris", "jade" };

/* xorshift64*: the same in every run. */
unsigned model_below(struct model *m, unsigned n)
{
	m->random ^= m->random >> 12;
	m->random ^= m->random << 25;
	m->random ^= m->random >> 27;
	return (unsigned) ((m->random * 0x2545f4914f6cdd1dU >> 33) % n);
}

bool sees_owner(unsigned actor, enum who owner)
{
	return actor == 0 || owner != WHO_owner;
}

bool sees_contact(const struct model *m, unsigned actor, unsigned i)
{
	return m->contacts.v[i].gone == 0 && sees_owner(actor, m->contacts.v[i].owner);
}

/* In the bin it keeps the owner that it had. */
enum who chat_owner(const struct model *m, unsigned i)
{
	const struct m_chat *c = &m->chats.v[i];
	if (c->gone != 0)
		return c->seen_by;
	if (c->assignee != WHO_nobody || c->contact < 0)
		return c->assignee;
	return m->contacts.v[c->contact].owner;
}

bool sees_chat(const struct model *m, unsigned actor, unsigned i)
{
	return m->chats.v[i].gone == 0 && sees_owner(actor, chat_owner(m, i));
}

bool sees_note(const struct model *m, unsigned actor, unsigned i)
{
	return m->notes.v[i].gone == 0 && sees_contact(m, actor, m->notes.v[i].contact);
}

bool sees_message(const struct model *m, unsigned actor, unsigned i)
{
	return m->messages.v[i].gone == 0 && sees_chat(m, actor, m->messages.v[i].chat);
}
