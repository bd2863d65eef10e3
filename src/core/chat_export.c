/* chat_export.c: the passes over a chat export, and its messages one by one. See chat_export.h. */
#include "core/chat_export.h"

#include "core/chat_body.h"
#include "core/phone.h"

enum { PEOPLE_SLOTS_FIRST = 64, MINUTE_MS = 60 * 1000 };

struct str chat_flag_word(enum chat_flag flag)
{
	static const struct str words[CHAT_FLAG_N] = {
#define FLAG(name, word) [CHAT_##name] = STR(word),
#include "core/chat_flags.def"
#undef FLAG
	};

	return words[flag];
}

/* ---- people ---- */

/* Senders by their clean name: one person may be written with and without marks. */
struct chat_people {
	struct chat_sender **slot;
	size_t slots, n;
	struct chat_sender *first, *last;
};

static struct chat_people *people_new(struct arena *a)
{
	struct chat_people *p = arena_new(a, struct chat_people);

	p->slots = PEOPLE_SLOTS_FIRST;
	p->slot = arena_array(a, struct chat_sender *, p->slots);
	return p;
}

static size_t people_place(const struct chat_people *p, const struct chat_sender *s)
{
	size_t h = s->pushname ? 17 : 5381;

	for (size_t i = 0; i < s->name.len; i++)
		h = h * 33 ^ (uint8_t) s->name.ptr[i];
	for (h ^= h >> 15;; h++) {
		const struct chat_sender *there = p->slot[h & (p->slots - 1)];

		if (there == NULL ||
		    (there->pushname == s->pushname && str_eq(there->name, s->name)))
			return h & (p->slots - 1);
	}
}

static void people_grow(struct chat_people *p, struct arena *a)
{
	p->slots *= 2;
	p->slot = arena_array(a, struct chat_sender *, p->slots);
	for (struct chat_sender *s = p->first; s != NULL; s = s->next)
		p->slot[people_place(p, s)] = s;
}

/* U+2011 in numbers is a hyphen that must not break. */
static struct str plain_hyphens(struct arena *a, struct str name)
{
	static const struct str hyphen = STR("\xe2\x80\x91");
	struct buf b = BUF_IN(a);
	size_t at;

	while (str_find(name, hyphen, &at)) {
		put(&b, str_head(name, at));
		put_char(&b, '-');
		name = str_from(name, at + hyphen.len);
	}
	if (b.len == 0)
		return name;
	put(&b, name);
	return buf_str(&b);
}

static bool is_number(struct str name)
{
	for (size_t i = 1; i < name.len; i++) {
		if (strchr("0123456789 -().", name.ptr[i]) == NULL)
			return false;
	}
	return name.len > 1 && name.ptr[0] == '+';
}

static struct chat_sender sender_of(struct arena *a, struct str as_written)
{
	struct chat_sender s = { .name = plain_hyphens(a, text_clean(a, as_written)) };
	struct phone phone;

	if (str_starts(s.name, S("~ "))) {
		s.pushname = true;
		s.name = text_trim(str_from(s.name, 2));
	}
	if (is_number(s.name) && phone_parse(s.name, STR_ABSENT, &phone) == PHONE_OK)
		s.phone = arena_str(a, phone_e164(&phone));
	return s;
}

static struct chat_sender *people_find(struct chat_export *c, const struct chat_name *name)
{
	struct chat_people *p = c->people;
	struct chat_sender s;
	size_t at;

	if (*name->slot != NULL)
		return *name->slot;
	if (p->n * 2 >= p->slots)
		people_grow(p, c->arena);
	s = sender_of(c->arena, name->as_written);
	at = people_place(p, &s);
	if (p->slot[at] == NULL) {
		p->slot[at] = arena_new(c->arena, struct chat_sender);
		*p->slot[at] = s;
		p->n++;
	}
	*name->slot = p->slot[at];
	return p->slot[at];
}

/* ---- messages ---- */

static struct chat_body_rules rules_of(const struct chat_export *c)
{
	return (struct chat_body_rules) {
		.words = c->words,
		.tails = c->tails,
		.ios = c->ios,
		.marked = c->marked,
	};
}

/* Until 2015 iOS had no brackets, and no name before what WhatsApp said. */
static bool is_nameless(const struct chat_export *c, const struct chat_piece *p)
{
	return (c->shape.shape & CHAT_SHAPE_COLON) && chat_body_is_marked(p->first);
}

/* Fills *m but its sender, who is the result; NULL: WhatsApp itself. */
static struct chat_sender *read_message(struct chat_export *c, const struct chat_piece *p,
                                        struct arena *a, struct chat_message *m,
                                        enum chat_body_kind *kind_r)
{
	const struct chat_body_rules rules = rules_of(c);
	const enum chat_line_mark mark = p->head.marked ? CHAT_LINE_MARKED : CHAT_LINE_PLAIN;
	struct chat_name name;
	size_t body;

	m->line = p->line;
	m->at = p->at;
	if (is_nameless(c, p) || !chat_names_split(c->names, p->first, &name, &body)) {
		chat_body_read_system(&rules, p->rest, a, m);
		*kind_r = CHAT_BODY_SENTENCE;
		return NULL;
	}
	*kind_r = chat_body_read(&rules, str_from(p->rest, body), mark, a, m);
	return *kind_r == CHAT_BODY_SENTENCE ? NULL : people_find(c, &name);
}

/* ---- passes ---- */

static void find_order(struct chat_export *c)
{
	struct chat_order_facts facts = { 0 };
	struct chat_walk walk = chat_walk_undated(c->text, &c->shape);
	struct chat_piece p;
	enum chat_certainty sure;

	while (chat_walk_next(&walk, &p))
		chat_order_learn(&facts, &p.head);
	sure = chat_order_decide(&facts, c->shape.shape, &c->order);
	if (sure == CHAT_NAMES_MAY_TELL) {
		walk = chat_walk_undated(c->text, &c->shape);
		while (chat_walk_next(&walk, &p))
			chat_order_learn_names(&facts, &p.head, p.rest);
		sure = chat_order_decide(&facts, c->shape.shape, &c->order);
	}
	c->ambiguous = sure == CHAT_NAMES_MAY_TELL;
	if (c->ambiguous && chat_shape_is_american(&c->shape))
		c->order = CHAT_MDY;
	c->alternative = c->order == CHAT_MDY ? CHAT_DMY : CHAT_MDY;
}

static void learn_names(struct chat_export *c)
{
	struct chat_walk walk = chat_walk_dated(c->text, &c->shape, c->order);
	struct chat_piece p;

	c->names = chat_names_new(c->arena, c->words);
	c->people = people_new(c->arena);
	c->tails = chat_tails_new(c->arena);
	c->marked = false;
	while (chat_walk_next(&walk, &p)) {
		struct str body = p.first;
		size_t colon;

		if (!is_nameless(c, &p))
			chat_names_learn(c->names, p.first);
		chat_tails_learn(c->tails, p.rest);
		if (str_find(body, S(": "), &colon))
			body = str_from(body, colon + 2);
		c->marked = c->marked || (c->ios && (p.head.marked || chat_body_is_marked(body)));
	}
	chat_names_decide(c->names);
}

/* Who exported the chat: the one whose deletions are "mine"; of two, the one who was not given. */
struct trace {
	const struct chat_sender *mine, *given;
	bool many_mine, many_given;
};

static void follow(struct trace *t, enum chat_body_kind kind, const struct chat_sender *s)
{
	if (kind == CHAT_BODY_MINE) {
		t->many_mine = t->many_mine || (t->mine != NULL && t->mine != s);
		t->mine = s;
	} else if (kind == CHAT_BODY_GIVEN) {
		t->many_given = t->many_given || (t->given != NULL && t->given != s);
		t->given = s;
	}
}

static const struct chat_sender *exporter(const struct chat_export *c, const struct trace *t)
{
	if (t->mine != NULL)
		return t->many_mine ? NULL : t->mine;
	if (t->given == NULL || t->many_given || c->senders_n != 2)
		return NULL;
	return t->given == c->senders ? c->senders->next : c->senders;
}

static void count_sender(struct chat_export *c, struct chat_sender *s)
{
	if (s->messages++ != 0)
		return;
	s->index = c->senders_n++;
	if (c->people->last != NULL)
		c->people->last->next = s;
	else
		c->people->first = s;
	c->people->last = s;
	c->senders = c->people->first;
}

static void count_time(struct chat_export *c, const struct civil *at, int64_t *minute)
{
	const int64_t ms = civil_to_ms(at);

	c->in_order = c->in_order && (c->messages == 1 || ms / MINUTE_MS >= *minute);
	*minute = ms / MINUTE_MS;
	if (c->messages == 1 || ms < civil_to_ms(&c->first))
		c->first = *at;
	if (c->messages == 1 || ms > civil_to_ms(&c->last))
		c->last = *at;
}

/* iOS puts the chat's name before its first own sentence. */
static void find_title(struct chat_export *c, const struct chat_piece *p)
{
	struct chat_name name;
	size_t body;

	if (c->ios && !is_nameless(c, p) && chat_names_split(c->names, p->first, &name, &body))
		c->title = sender_of(c->arena, name.as_written).name;
}

static void count_all(struct chat_export *c)
{
	struct chat_walk walk = chat_walk_dated(c->text, &c->shape, c->order);
	struct arena scratch = ARENA_INIT;
	struct trace trace = { 0 };
	struct chat_piece p;
	struct chat_message m;
	int64_t minute = 0;

	c->messages = c->system_messages = c->senders_n = 0;
	c->in_order = true;
	c->senders = NULL;
	c->title = STR_ABSENT;
	while (chat_walk_next(&walk, &p)) {
		enum chat_body_kind kind;
		struct chat_sender *sender = read_message(c, &p, &scratch, &m, &kind);

		arena_clear(&scratch);
		if (sender != NULL)
			count_sender(c, sender);
		else if (c->messages == 0)
			find_title(c, &p);
		c->system_messages += sender == NULL;
		follow(&trace, kind, sender);
		c->messages++;
		count_time(c, &m.at, &minute);
	}
	arena_release(&scratch);
	c->me = exporter(c, &trace);
}

bool chat_export_use_order(struct chat_export *c, enum chat_order order)
{
	struct chat_walk walk = chat_walk_dated(c->text, &c->shape, order);
	struct chat_piece p;

	if (!chat_walk_next(&walk, &p))
		return false;
	c->order = order;
	learn_names(c);
	count_all(c);
	chat_export_rewind(c);
	return true;
}

bool chat_export_open(struct chat_export *c, struct str text, struct arena *a)
{
	struct arena scratch = ARENA_INIT;
	bool found;

	*c = (struct chat_export) { .arena = a, .text = text };
	found = chat_shape_learn(&c->shape, text, &scratch);
	arena_release(&scratch);
	if (!found)
		return false;
	c->ios = (c->shape.shape & (CHAT_SHAPE_BRACKET | CHAT_SHAPE_COLON)) != 0;
	c->seconds = (c->shape.shape & CHAT_SHAPE_SECONDS) != 0;
	c->words = chat_words_new(a);
	find_order(c);
	return chat_export_use_order(c, c->order);
}

bool chat_export_next(struct chat_export *c, struct arena *a, struct chat_message *m)
{
	enum chat_body_kind kind;
	struct chat_piece p;

	if (!chat_walk_next(&c->walk, &p))
		return false;
	m->sender = read_message(c, &p, a, m, &kind);
	return true;
}

void chat_export_rewind(struct chat_export *c)
{
	c->walk = chat_walk_dated(c->text, &c->shape, c->order);
}
