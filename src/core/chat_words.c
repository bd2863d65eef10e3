/* chat_words.c: a hash table over chat_words.def in normal form, and a short list of beginnings
 * and parts. See chat_words.h. */
#include "core/chat_words.h"

#include "base/utf8.h"
#include "core/marks.h"

/* No row is longer, so what a text says beyond this cannot matter. */
enum { TEXT_MAX = 128, SLOTS = 2048 };

static const struct row {
	struct str text;
	enum chat_words_kind kind;
} rows[] = {
#define WORDS(kind, words) { STR(words), CHAT_WORDS_##kind },
#include "core/chat_words.def"
#undef WORDS
};

_Static_assert(COUNT(rows) * 2 < SLOTS, "the table must stay half empty");

struct chat_words {
	uint16_t slot[SLOTS];         /* row + 1; 0: empty */
	struct str text[COUNT(rows)]; /* normal form, without * */
	/* Rows that are beginnings, by their first byte, the longest first. */
	uint16_t start[256];        /* row + 1; 0: none */
	uint16_t next[COUNT(rows)]; /* row + 1 */
	uint16_t part[COUNT(rows)]; /* rows that are parts */
	size_t parts;
};

/* Small letters of the scripts that have two kinds and appear in the table. */
static uint32_t small(uint32_t cp)
{
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp <= 0xde && cp != 0xd7) ||
	    (cp >= 0x391 && cp <= 0x3a9) || (cp >= 0x410 && cp <= 0x42f))
		return cp + 32;
	if (cp >= 0x400 && cp <= 0x40f)
		return cp + 80;
	if (cp >= 0x388 && cp <= 0x38a)
		return cp + 37;
	if ((cp >= 0x100 && cp <= 0x12f) || (cp >= 0x14a && cp <= 0x177) ||
	    (cp >= 0x218 && cp <= 0x21b) || (cp >= 0x1e00 && cp <= 0x1eff))
		return cp | 1;
	return cp == 0x386 ? 0x3ac : cp == 0x2019 ? '\'' : cp;
}

static bool is_full_stop(uint32_t cp)
{
	return cp == '.' || cp == 0x3002 || cp == 0x964 || cp == 0x6d4;
}

/* Writes the normal form of s, or of as much of it as matters. */
static size_t normalise(struct str s, char out[TEXT_MAX + 4])
{
	size_t n = 0, end = 0;

	for (size_t at = 0; at < s.len;) {
		uint32_t cp = (unsigned char) s.ptr[at];

		if (n >= TEXT_MAX)
			return n;
		if (cp < 0x80 && cp > '.') {
			out[n++] = (char) small(cp);
			end = n;
			at++;
			continue;
		}
		cp = utf8_next(s, &at);
		if (mark_is(cp))
			continue;
		n += utf8_encode(blank_is(cp) ? ' ' : small(cp), out + n);
		if (!blank_is(cp) && !is_full_stop(cp))
			end = n;
	}
	return end;
}

static uint32_t hash(struct str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (uint8_t) s.ptr[i]) * 16777619u;
	return h ^ h >> 15;
}

static void add_start(struct chat_words *w, uint16_t row)
{
	uint16_t *link = &w->start[(uint8_t) w->text[row].ptr[0]];

	while (*link != 0 && w->text[*link - 1].len >= w->text[row].len)
		link = &w->next[*link - 1];
	w->next[row] = *link;
	*link = (uint16_t) (row + 1);
}

static void add_whole(struct chat_words *w, uint16_t row)
{
	uint32_t i = hash(w->text[row]) % SLOTS;

	while (w->slot[i] != 0)
		i = (i + 1) % SLOTS;
	w->slot[i] = (uint16_t) (row + 1);
}

struct chat_words *chat_words_new(struct arena *a)
{
	struct chat_words *w = arena_new(a, struct chat_words);

	for (uint16_t i = 0; i < COUNT(rows); i++) {
		char text[TEXT_MAX + 4];
		struct str s = rows[i].text;

		if (rows[i].kind == CHAT_WORDS_CLAUSE || rows[i].kind == CHAT_WORDS_ONCE_ROOT) {
			w->text[i] = s;
			w->part[w->parts++] = i;
		} else if (str_ends(s, S("*"))) {
			w->text[i] = str_head(s, s.len - 1);
			add_start(w, i);
		} else {
			w->text[i] = arena_str(a, (struct str) { text, normalise(s, text) });
			add_whole(w, i);
		}
	}
	return w;
}

/* The longest row that the text begins with, + 1; 0: none. */
static size_t find_start(const struct chat_words *w, struct str text)
{
	size_t row = w->start[(uint8_t) text.ptr[0]];

	while (row != 0 && !str_starts(text, w->text[row - 1]))
		row = w->next[row - 1];
	return row;
}

static enum chat_words_kind find_whole(const struct chat_words *w, struct str text)
{
	for (uint32_t i = hash(text) % SLOTS; w->slot[i] != 0; i = (i + 1) % SLOTS) {
		const size_t row = w->slot[i] - 1u;

		if (str_eq(w->text[row], text))
			return rows[row].kind;
	}
	return CHAT_WORDS_NONE;
}

enum chat_words_kind chat_words_find(const struct chat_words *w, struct str raw)
{
	char buffer[TEXT_MAX + 4];
	const struct str text = { buffer, normalise(raw, buffer) };
	enum chat_words_kind kind;
	size_t row;

	if (text.len == 0)
		return CHAT_WORDS_NONE;
	kind = find_whole(w, text);
	if (kind != CHAT_WORDS_NONE)
		return kind;
	row = find_start(w, text);
	return row == 0 ? CHAT_WORDS_NONE : rows[row - 1].kind;
}

enum chat_words_kind chat_words_find_exact(const struct chat_words *w, struct str raw)
{
	char buffer[TEXT_MAX + 4];
	const struct str text = { buffer, normalise(raw, buffer) };
	size_t row;

	if (text.len == 0)
		return CHAT_WORDS_NONE;
	row = find_start(w, text);
	if (row != 0 && str_eq(text, w->text[row - 1]))
		return rows[row - 1].kind;
	return find_whole(w, text);
}

bool chat_words_part(const struct chat_words *w, enum chat_words_kind kind, struct str raw)
{
	char buffer[TEXT_MAX + 4];
	const struct str text = { buffer, normalise(raw, buffer) };

	for (size_t i = 0; i < w->parts; i++) {
		if (rows[w->part[i]].kind == kind && str_find(text, w->text[w->part[i]], NULL))
			return true;
	}
	return false;
}
