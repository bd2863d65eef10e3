/* chat_clock.c: halves of the day. See chat_clock.h. */
#include "core/chat_clock.h"

#include "base/utf8.h"
#include "core/marks.h"

static const struct daytime_word {
	struct str text;
	enum daytime means;
} daytime_words[] = {
#define DAYTIME(half, word) { STR(word), DAYTIME_##half },
#include "core/chat_daytime.def"
#undef DAYTIME
};

/* The word in its one form; 0 when there is none left, or too much. */
static size_t normalise(struct str s, char out[CHAT_CLOCK_WORD_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at < s.len;) {
		const size_t start = at;
		const uint32_t cp = utf8_next(s, &at);

		if (cp == '.' || blank_is(cp) || mark_is(cp) || cp == 0x200c)
			continue;
		if (n + (at - start) > CHAT_CLOCK_WORD_MAX)
			return 0;
		memcpy(out + n, s.ptr + start, at - start);
		if (cp >= 'A' && cp <= 'Z')
			out[n] = (char) (cp | 0x20);
		n += at - start;
	}
	return n;
}

static enum daytime lookup(struct str word)
{
	for (size_t i = 0; i < COUNT(daytime_words); i++) {
		if (str_eq(daytime_words[i].text, word))
			return daytime_words[i].means;
	}
	return DAYTIME_UNKNOWN;
}

static size_t find(const struct chat_clock *c, struct str word)
{
	size_t i = 0;

	while (i < c->n && !str_eq((struct str) { c->word[i].text, c->word[i].len }, word))
		i++;
	return i;
}

/* Finds the word in the file's list, adding it while there is room. n: no word, or no room. */
static size_t find_or_add(struct chat_clock *c, struct str raw)
{
	struct chat_clock_word w = { .hour_min = UINT8_MAX };
	size_t i;

	w.len = (uint8_t) normalise(raw, w.text);
	if (w.len == 0)
		return CHAT_CLOCK_WORDS;
	i = find(c, (struct str) { w.text, w.len });
	if (i < c->n || c->n == CHAT_CLOCK_WORDS)
		return i < c->n ? i : CHAT_CLOCK_WORDS;
	w.means = lookup((struct str) { w.text, w.len });
	c->word[c->n] = w;
	return c->n++;
}

/* Of the words before and after a time the one that says the half: a known one, else the later. */
static size_t word_of(struct chat_clock *c, const struct chat_head *h)
{
	const size_t after = find_or_add(c, h->after), before = find_or_add(c, h->before);
	const bool known = before < c->n && c->word[before].means != DAYTIME_UNKNOWN;

	if (after >= c->n || (known && c->word[after].means == DAYTIME_UNKNOWN))
		return before;
	return after;
}

void chat_clock_learn(struct chat_clock *c, const struct chat_head *h)
{
	const size_t i = h->before.len + h->after.len == 0 ? CHAT_CLOCK_WORDS : word_of(c, h);

	c->capital += str_eq(h->after, S("AM")) || str_eq(h->after, S("PM"));
	if (i < c->n) {
		struct chat_clock_word *w = &c->word[i];

		w->lines++;
		w->hour_min = h->hour < w->hour_min ? h->hour : w->hour_min;
		w->hour_max = h->hour > w->hour_max ? h->hour : w->hour_max;
		if (c->last < c->n && c->last != i && memcmp(c->day, h->part, sizeof c->day) == 0) {
			w->later++;
			c->word[c->last].later--;
		}
	}
	c->last = i;
	memcpy(c->day, h->part, sizeof c->day);
}

/* Two halves must be told apart; one unknown word alone cannot tell anything. */
static bool is_alone(const struct chat_clock *c, size_t i)
{
	for (size_t k = 0; k < c->n; k++) {
		if (k != i && c->word[k].lines != 0 && c->word[k].means != DAYTIME_NONE)
			return false;
	}
	return true;
}

static enum daytime opposite(const struct chat_clock *c, size_t i)
{
	for (size_t k = 0; k < c->n; k++) {
		if (k != i && c->word[k].means == DAYTIME_AM)
			return DAYTIME_PM;
		if (k != i && c->word[k].means == DAYTIME_PM)
			return DAYTIME_AM;
	}
	return DAYTIME_UNKNOWN;
}

void chat_clock_decide(struct chat_clock *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct chat_clock_word *w = &c->word[i];

		/* Hours beyond 12 show a 24-hour clock, whatever the word means elsewhere. */
		if (w->lines == 0 || w->hour_max > 12 ||
		    (w->means == DAYTIME_UNKNOWN && w->hour_min == 0))
			w->means = DAYTIME_NONE;
	}
	for (size_t i = 0; i < c->n; i++) {
		struct chat_clock_word *w = &c->word[i];

		if (w->means != DAYTIME_UNKNOWN)
			continue;
		if (is_alone(c, i))
			w->means = DAYTIME_NONE;
		else if (w->later != 0)
			w->means = w->later > 0 ? DAYTIME_PM : DAYTIME_AM;
		else
			w->means = opposite(c, i);
	}
	for (size_t i = 0; i < c->n; i++) {
		if (c->word[i].means == DAYTIME_UNKNOWN)
			c->word[i].means = opposite(c, i) == DAYTIME_AM ? DAYTIME_PM : DAYTIME_AM;
	}
	c->last = CHAT_CLOCK_WORDS;
}

static int hour_of(enum daytime means, int hour)
{
	switch (means) {
	case DAYTIME_AM:
		return hour == 12 ? 0 : hour;
	case DAYTIME_PM:
		return hour < 12 ? hour + 12 : hour;
	case DAYTIME_NOON:
		return hour >= 1 && hour <= 5 ? hour + 12 : hour;
	case DAYTIME_NIGHT:
		return hour == 12 ? 0 : hour >= 6 && hour < 12 ? hour + 12 : hour;
	case DAYTIME_UNKNOWN:
	case DAYTIME_NONE:
		break;
	}
	return hour;
}

/* What the word says in this file; UNKNOWN: it is none of its words. */
static enum daytime meaning(const struct chat_clock *c, struct str raw)
{
	char text[CHAT_CLOCK_WORD_MAX];
	const size_t n = normalise(raw, text);
	const size_t i = find(c, (struct str) { text, n });

	return n == 0 ? DAYTIME_NONE : i < c->n ? c->word[i].means : DAYTIME_UNKNOWN;
}

bool chat_clock_hour(const struct chat_clock *c, const struct chat_head *h, int *hour_r)
{
	const enum daytime after = meaning(c, h->after), before = meaning(c, h->before);

	*hour_r = hour_of(after == DAYTIME_NONE ? before : after, h->hour);
	return after != DAYTIME_UNKNOWN && before != DAYTIME_UNKNOWN;
}
