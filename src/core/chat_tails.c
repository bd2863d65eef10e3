/* chat_tails.c: what "<…>" at the end of messages says in a language without rows in
 * chat_words.def. Once is a person's joke, repeated behind different texts it is WhatsApp's mark
 * of an edited message. See chat_tails.h. */
#include "core/chat_tails.h"

#include "core/chat_parts.h"

enum { TAILS_MAX = 32 };

struct chat_tails {
	struct {
		struct str inner;
		size_t behind, alone;
	} v[TAILS_MAX];
	size_t n;
};

struct chat_tails *chat_tails_new(struct arena *a)
{
	return arena_new(a, struct chat_tails);
}

static size_t find(const struct chat_tails *t, struct str inner)
{
	size_t i = 0;

	while (i < t->n && !str_eq(t->v[i].inner, inner))
		i++;
	return i;
}

void chat_tails_learn(struct chat_tails *t, struct str body)
{
	struct chat_tail tail;
	size_t i;

	if (!chat_tail_of(body, &tail))
		return;
	i = find(t, tail.inner);
	if (i == TAILS_MAX)
		return;
	t->n += i == t->n;
	t->v[i].inner = tail.inner;
	if (tail.before.len != 0)
		t->v[i].behind++;
	else
		t->v[i].alone++;
}

bool chat_tails_repeat(const struct chat_tails *t, struct str inner, enum chat_tail_place place)
{
	const size_t i = find(t, inner);

	return i < t->n && (place == CHAT_TAIL_BEHIND ? t->v[i].behind : t->v[i].alone) >= 2;
}
