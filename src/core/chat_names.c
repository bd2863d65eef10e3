/* chat_names.c: where a name ends. See chat_names.h. */
#include "core/chat_names.h"

#include "base/utf8.h"

enum { SLOTS_FIRST = 256, PENDING_MAX = 4, MORE_MAX = 120, NAME_MAX_BYTES = 400 };

/* All lines that have the same text before their first ": ". */
struct entry {
	struct str name;                 /* that text */
	struct str line;                 /* the first such line */
	struct str more;                 /* what all lines that go on with "B: " have as B */
	struct str pending[PENDING_MAX]; /* bodies that do not, and may be sentences about "A: B" */
	size_t pending_n;
	size_t lines;
	uint32_t hash;
	bool broken;      /* some line shows that the name ends at the first ": " */
	bool sentence;    /* it is the beginning of one of WhatsApp's sentences */
	struct str whole; /* name, or name: more */
	struct chat_sender *sender;
};

struct chat_names {
	struct arena *arena;
	const struct chat_words *words;
	struct entry **slot;
	size_t slots, n;
};

struct chat_names *chat_names_new(struct arena *a, const struct chat_words *words)
{
	struct chat_names *n = arena_new(a, struct chat_names);

	*n = (struct chat_names) {
		.arena = a,
		.words = words,
		.slots = SLOTS_FIRST,
		.slot = arena_array(a, struct entry *, SLOTS_FIRST),
	};
	return n;
}

static uint32_t hash_of(struct str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (uint8_t) s.ptr[i]) * 16777619u;
	return h ^ h >> 16;
}

static struct entry **find(const struct chat_names *n, struct str name, uint32_t hash)
{
	size_t i = hash & (n->slots - 1);

	while (n->slot[i] != NULL && (n->slot[i]->hash != hash || !str_eq(n->slot[i]->name, name)))
		i = (i + 1) & (n->slots - 1);
	return &n->slot[i];
}

static void grow(struct chat_names *n)
{
	struct chat_names old = *n;

	n->slots *= 2;
	n->slot = arena_array(n->arena, struct entry *, n->slots);
	for (size_t i = 0; i < old.slots; i++) {
		if (old.slot[i] != NULL)
			*find(n, old.slot[i]->name, old.slot[i]->hash) = old.slot[i];
	}
}

static struct entry *find_or_add(struct chat_names *n, struct str name)
{
	const uint32_t hash = hash_of(name);
	struct entry **place = find(n, name, hash);

	if (*place != NULL)
		return *place;
	if (n->n * 2 >= n->slots) {
		grow(n);
		place = find(n, name, hash);
	}
	n->n++;
	*place = arena_new(n->arena, struct entry);
	**place = (struct entry) { .name = name, .hash = hash };
	return *place;
}

/* ---- lines ---- */

/* Whether the colon at byte `at` ends a name: a blank or the line's end follows. */
static bool ends_name(struct str line, size_t at)
{
	return at + 1 == line.len || blank_at(line, at + 1) != 0;
}

static bool first_colon(struct str line, size_t *at_r)
{
	const struct str head = str_head(line, NAME_MAX_BYTES);
	size_t from = 0, at;

	while (str_find_byte(str_from(head, from), ':', &at)) {
		at += from;
		if (ends_name(line, at)) {
			*at_r = at;
			return at != 0;
		}
		from = at + 1;
	}
	return false;
}

/* What closes the quotation that cp opens; 0: it opens none. */
static const char *closers_of(uint32_t cp)
{
	switch (cp) {
	case '"':
		return "\"";
	case 0x201c:
		return "”";
	case 0x201e:
		return "“”";
	case 0xab:
		return "»";
	case 0xbb:
		return "«";
	case 0x300c:
		return "」";
	case 0x300e:
		return "』";
	}
	return NULL;
}

static bool is_among(struct str one, const char *list)
{
	return str_find(str_of(list), one, NULL);
}

/* A quotation that is open at the colon and closed behind it: `A changed the subject from "B: C"
 * …` is a sentence of WhatsApp's in any language. */
static bool cuts_quotation(struct str line, size_t colon)
{
	const char *closers = NULL;

	for (size_t at = 0; at < line.len;) {
		const size_t start = at;
		const uint32_t cp = utf8_next(line, &at);
		const struct str one = { line.ptr + start, at - start };

		if (start >= colon && closers == NULL)
			return false;
		if (closers != NULL && is_among(one, closers)) {
			if (start > colon)
				return true;
			closers = NULL;
		} else if (closers == NULL) {
			closers = closers_of(cp);
		}
	}
	return false;
}

static bool may_quote(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '"' || name.ptr[i] == '\xe2' || name.ptr[i] == '\xc2' ||
		    name.ptr[i] == '\xe3')
			return true;
	}
	return false;
}

/* What follows the name: the text after the colon and one blank. */
static struct str body_after(struct str line, size_t colon)
{
	return str_from(line, colon + 1 + blank_at(line, colon + 1));
}

/* The first ": " of a line that can end a name. */
static bool name_end(struct str line, size_t *colon_r)
{
	return first_colon(line, colon_r) &&
	       !(may_quote(str_head(line, *colon_r)) && cuts_quotation(line, *colon_r));
}

/* ---- names with ": " in them ---- */

/* As much of a body as can belong to a name: up to WhatsApp's marks, or its angle brackets. */
static struct str name_like(struct str body)
{
	const struct str head = utf8_head(body, MORE_MAX);

	for (size_t i = 0; i < head.len; i++) {
		if (head.ptr[i] == '<' || direction_mark_at(head, i))
			return str_head(head, i);
	}
	return head;
}

static bool is_place_link(struct str s)
{
	return str_starts(s, S(" https://maps.google.")) ||
	       str_starts(s, S(" https://foursquare."));
}

/* The longest B of less than `limit` bytes with which the body goes on as "B: ". */
static struct str longest_more(struct str body, size_t limit)
{
	size_t end = 0;

	for (size_t i = 1; i < body.len && i < limit; i++) {
		/* A colon that ends the line ("POLL:") is more often part of what is said. */
		if (body.ptr[i] == ':' && blank_at(body, i + 1) != 0 &&
		    !is_place_link(str_from(body, i + 1)))
			end = i;
	}
	return str_head(body, end);
}

static bool goes_on(struct str body, struct str more)
{
	return more.len != 0 && str_starts(body, more) && body.len > more.len &&
	       body.ptr[more.len] == ':' && ends_name(body, more.len);
}

static size_t common_length(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
		n++;
	return n;
}

static void learn_more(struct entry *e, struct str body)
{
	const struct str region = name_like(body);
	struct str more;

	if (e->broken || goes_on(region, e->more))
		return;
	/* Shorter than before: cut back to what both go on with. */
	more = longest_more(region, e->more.len == 0 ? MORE_MAX : common_length(e->more, region));
	if (more.len != 0)
		e->more = more;
	else if (region.len != 0 && e->pending_n < PENDING_MAX)
		e->pending[e->pending_n++] = region;
	else
		e->broken = true;
}

void chat_names_learn(struct chat_names *n, struct str line)
{
	size_t colon;
	struct entry *e;

	if (!name_end(line, &colon))
		return;
	e = find_or_add(n, str_head(line, colon));
	if (e->lines++ == 0)
		e->line = line;
	learn_more(e, body_after(line, colon));
}

/* "Loja: Centro changed their number": about "Loja: Centro", not by "Loja". */
static bool is_about(const struct entry *e, struct str body)
{
	return str_starts(body, e->more) && blank_at(body, e->more.len) != 0;
}

static bool has_more(const struct entry *e)
{
	const size_t going_on = e->lines - e->pending_n;

	if (e->broken || e->more.len == 0 || going_on == 0 || e->lines < 2)
		return false;
	for (size_t i = 0; i < e->pending_n; i++) {
		if (!is_about(e, e->pending[i]) && !goes_on(e->pending[i], e->more))
			return false;
	}
	return true;
}

static void decide(struct chat_names *n, struct entry *e)
{
	size_t end;

	e->whole = e->name;
	if (has_more(e)) {
		/* Two lines may agree by chance in more than a name's second part. */
		if (e->lines < 3 && str_find(e->more, S(": "), &end))
			e->more = str_head(e->more, end);
		e->whole = arena_join(n->arena, arena_join(n->arena, e->name, S(": ")), e->more);
		return;
	}
	e->more = (struct str) { "", 0 };
	e->sentence = chat_words_find(n->words, e->line) == CHAT_WORDS_SENTENCE ||
	              (e->lines == 1 && chat_words_part(n->words, CHAT_WORDS_CLAUSE, e->line));
}

void chat_names_decide(struct chat_names *n)
{
	for (size_t i = 0; i < n->slots; i++) {
		if (n->slot[i] != NULL)
			decide(n, n->slot[i]);
	}
}

bool chat_names_split(const struct chat_names *n, struct str line, struct chat_name *name_r,
                      size_t *body_r)
{
	size_t colon;
	struct entry *e;

	if (!name_end(line, &colon))
		return false;
	e = *find(n, str_head(line, colon), hash_of(str_head(line, colon)));
	if (e == NULL || e->sentence)
		return false;
	*body_r = colon + 1;
	if (e->more.len != 0) {
		const struct str body = body_after(line, colon);

		if (!goes_on(body, e->more))
			return false;
		*body_r = (size_t) (body.ptr - line.ptr) + e->more.len + 1;
	}
	*name_r = (struct chat_name) { .as_written = e->whole, .slot = &e->sender };
	return true;
}
