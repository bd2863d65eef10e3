/* chat_body.c: reading the body of a message. See chat_body.h; what is iOS's is in chat_ios.c. */
#include "core/chat_body.h"

#include "core/chat_parts.h"
#include "core/chat_reading.h"

/* ---- edited ---- */

static bool has_wide_letter(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char) s.ptr[i] >= 0xc3)
			return true;
	}
	return false;
}

/* Words as a person would hardly put into angle brackets. */
static bool is_sentence_like(struct str inner)
{
	for (size_t i = 0; i < inner.len; i++) {
		if (strchr("/=@:{}[]\\\"#$%*_0123456789", inner.ptr[i]) != NULL)
			return false;
	}
	return str_find_byte(inner, ' ', NULL) || has_wide_letter(inner);
}

static bool is_edited_mark(const struct reading *r, const struct chat_tail *t)
{
	const enum chat_words_kind kind = chat_words_find(r->rules->words, t->inner);
	struct str ignored;

	if (r->rules->ios && r->rules->marked && !t->marked)
		return false;
	if (kind == CHAT_WORDS_EDITED)
		return true;
	if (kind != CHAT_WORDS_NONE || t->before.len == 0 || chat_attached(t->inner, &ignored) ||
	    !is_sentence_like(t->inner) ||
	    chat_words_part(r->rules->words, CHAT_WORDS_ONCE_ROOT, t->inner))
		return false;
	return t->marked || chat_tails_repeat(r->rules->tails, t->inner, CHAT_TAIL_BEHIND);
}

static void cut_edited(struct reading *r)
{
	struct chat_tail t;

	if (!chat_tail_of(r->text, &t) || !is_edited_mark(r, &t))
		return;
	reading_flag(r, CHAT_EDITED);
	reading_set_text(r, t.before);
}

/* ---- Android ---- */

/* "<Media omitted>" as the whole first line. */
static bool read_bracketed(struct reading *r)
{
	const struct str inner = reading_bare_line(r);
	const enum chat_words_kind kind = chat_words_find(r->rules->words, inner);

	if (inner.len == r->first.len)
		return false;
	if (kind == CHAT_WORDS_ONCE || kind == CHAT_WORDS_GIVEN ||
	    chat_words_part(r->rules->words, CHAT_WORDS_ONCE_ROOT, inner)) {
		reading_view_once(r, r->rest, kind);
		return true;
	}
	if (kind != CHAT_WORDS_MEDIA && kind != CHAT_WORDS_CARD &&
	    !(is_sentence_like(inner) &&
	      ((inner.ptr[0] >= 'A' && inner.ptr[0] <= 'Z') || has_wide_letter(inner) ||
	       chat_tails_repeat(r->rules->tails, inner, CHAT_TAIL_ALONE))))
		return false;
	reading_omitted(r, r->rest, kind);
	return true;
}

static enum chat_body_kind read_android(struct reading *r)
{
	enum chat_words_kind kind;
	struct str name, words;

	if (str_eq(r->first, S("null")))
		return reading_view_once(r, r->rest, CHAT_WORDS_ONCE);
	if (read_bracketed(r))
		return CHAT_BODY_MESSAGE;
	if (chat_file_note(r->first, &name, &words) &&
	    (r->marked || chat_is_own_file_name(name) ||
	     chat_words_find(r->rules->words, words) == CHAT_WORDS_FILE)) {
		reading_attach(r, name);
		r->m->text = r->rest;
		return CHAT_BODY_MESSAGE;
	}
	if (reading_is_place(r))
		return reading_own_words(r, CHAT_LOCATION);
	if (reading_is_poll(r))
		return reading_own_words(r, CHAT_POLL);
	kind = r->rest.len != 0 ? CHAT_WORDS_NONE : chat_words_find(r->rules->words, r->first);
	if (kind == CHAT_WORDS_GONE || kind == CHAT_WORDS_MINE)
		return reading_deleted(r, kind);
	if (kind == CHAT_WORDS_LIVE)
		return reading_own_words(r, CHAT_LOCATION);
	if (kind == CHAT_WORDS_MISSED && chat_words_find_exact(r->rules->words, r->first) == kind)
		return reading_own_words(r, CHAT_CALL);
	return CHAT_BODY_MESSAGE;
}

/* ---- both ---- */

/* Marks that only give the direction are no part of what was said; those that come in pairs may
 * be. */
static struct str cut_direction(struct str s)
{
	while (direction_mark_at(s, 0) || str_starts(s, S("\xef\xbb\xbf")))
		s = text_trim(str_from(s, 3));
	return s;
}

static struct reading begin(const struct chat_body_rules *rules, struct str body, struct arena *a,
                            struct chat_message *m)
{
	struct reading r = { .rules = rules, .arena = a, .m = m };

	m->flags = 0;
	m->attachment = m->attachment_title = m->question = m->latitude = m->longitude = STR_ABSENT;
	m->options = NULL;
	m->options_n = 0;
	m->text = STR_ABSENT;
	reading_set_text(&r, text_lf(a, body));
	return r;
}

enum chat_body_kind chat_body_read(const struct chat_body_rules *rules, struct str body,
                                   enum chat_line_mark mark, struct arena *a,
                                   struct chat_message *m)
{
	struct reading r = begin(rules, body, a, m);
	enum chat_body_kind kind;

	r.line = mark;
	cut_edited(&r);
	kind = rules->ios ? chat_ios_read(&r) : read_android(&r);
	if (kind == CHAT_BODY_SENTENCE) {
		chat_body_read_system(rules, body, a, m);
		return kind;
	}
	if (str_absent(m->text))
		m->text = m->flags & ~CHAT_BIT(CHAT_EDITED) || !str_absent(m->attachment)
		                  ? (struct str) { "", 0 }
		                  : r.text;
	m->text = cut_direction(text_trim(m->text));
	return kind;
}

void chat_body_read_system(const struct chat_body_rules *rules, struct str body, struct arena *a,
                           struct chat_message *m)
{
	struct reading r = begin(rules, body, a, m);
	const enum chat_words_kind kind = chat_words_find(rules->words, r.first);

	reading_flag(&r, CHAT_SYSTEM);
	if (kind == CHAT_WORDS_CALL || kind == CHAT_WORDS_MISSED)
		reading_flag(&r, CHAT_CALL);
	m->text = text_trim_marks(text_unmark(a, r.text));
}
