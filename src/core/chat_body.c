/* chat_body.c: reading the body of a message. See chat_body.h. */
#include "core/chat_body.h"

#include "base/utf8.h"
#include "core/chat_parts.h"

/* A placeholder in a language we have no rows for is at most so long. */
enum { SHORT_WORDS = 6, SHORT_CHARACTERS = 48, WORDS_TRIED = 6 };

struct reading {
	const struct chat_body_rules *rules;
	struct arena *arena;
	struct chat_message *m;
	struct str text;        /* what is left of the body */
	struct str first, rest; /* its first line without marks, and the lines after it */
	bool marked;            /* it begins with WhatsApp's mark */
	enum chat_line_mark line;
};

bool chat_body_is_marked(struct str body)
{
	size_t at = 0, skip;

	for (;; at += skip) {
		if (direction_mark_at(body, at))
			return true;
		skip = mark_at(body, at);
		if (skip == 0)
			skip = blank_at(body, at);
		if (skip == 0)
			return false;
	}
}

static void set_text(struct reading *r, struct str text)
{
	size_t end;

	r->text = text_trim(text);
	r->marked = chat_body_is_marked(r->text);
	if (!str_find_byte(r->text, '\n', &end))
		end = r->text.len;
	r->first = text_trim_marks(str_head(r->text, end));
	r->rest = text_trim(str_from(r->text, end + 1));
}

static void flag(struct reading *r, enum chat_flag f)
{
	r->m->flags |= CHAT_BIT(f);
}

static bool is_vcard(struct str name)
{
	return name.len > 4 && str_ieq(str_from(name, name.len - 4), S(".vcf"));
}

static void attach(struct reading *r, struct str name)
{
	r->m->attachment = text_clean(r->arena, name);
	if (is_vcard(r->m->attachment))
		flag(r, CHAT_CONTACT);
}

/* What WhatsApp writes itself goes without marks: they would only be in the way. */
static enum chat_body_kind own_words(struct reading *r, enum chat_flag f)
{
	flag(r, f);
	r->m->text = text_unmark(r->arena, r->text);
	return CHAT_BODY_MESSAGE;
}

static enum chat_body_kind omitted(struct reading *r, struct str caption, enum chat_words_kind kind)
{
	flag(r, CHAT_MEDIA_OMITTED);
	if (kind == CHAT_WORDS_CARD)
		flag(r, CHAT_CONTACT);
	r->m->text = caption;
	return CHAT_BODY_MESSAGE;
}

static enum chat_body_kind deleted(struct reading *r, enum chat_words_kind kind)
{
	flag(r, CHAT_DELETED);
	return kind == CHAT_WORDS_MINE ? CHAT_BODY_MINE : CHAT_BODY_MESSAGE;
}

static enum chat_body_kind view_once(struct reading *r, struct str caption,
                                     enum chat_words_kind kind)
{
	flag(r, CHAT_VIEW_ONCE);
	r->m->text = caption;
	return kind == CHAT_WORDS_GIVEN ? CHAT_BODY_GIVEN : CHAT_BODY_MESSAGE;
}

static bool is_place(struct reading *r)
{
	if (chat_place(r->text, &r->m->latitude, &r->m->longitude))
		return true;
	r->m->latitude = r->m->longitude = STR_ABSENT;
	return false;
}

static bool is_poll(struct reading *r)
{
	bool counts_marked;

	if (r->rest.len == 0 ||
	    !chat_poll(r->text, r->rules->words, r->arena, r->m, &counts_marked))
		return false;
	/* On iOS the whole is marked; elsewhere, and in iOS files without marks, structure is
	 * enough. */
	if (!r->rules->ios || !r->rules->marked || r->marked)
		return true;
	r->m->question = STR_ABSENT;
	r->m->options_n = 0;
	return false;
}

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
	flag(r, CHAT_EDITED);
	set_text(r, t.before);
}

/* ---- iOS ---- */

/* Short, without sentence marks inside: a placeholder, not a sentence. */
static bool is_short(struct str s)
{
	size_t words = 1;

	s = text_trim_marks(s);
	for (size_t i = 0; i < s.len; i++) {
		words += s.ptr[i] == ' ';
		if (s.ptr[i] == ':' || s.ptr[i] == '\n' || (s.ptr[i] == '.' && i + 1 < s.len))
			return false;
	}
	return s.len != 0 && words <= SHORT_WORDS && utf8_count(s) <= SHORT_CHARACTERS;
}

/* "Voice call, <mark>12 min": a comma and a second mark, in any language. */
static bool is_call_line(const struct reading *r)
{
	static const char *const commas[] = { ", ", "، ", "，", "、" };

	for (size_t i = 0; i < COUNT(commas); i++) {
		size_t at;

		if (str_find(r->first, str_of(commas[i]), &at) && at != 0 &&
		    direction_mark_at(r->first, at + strlen(commas[i])))
			return r->line == CHAT_LINE_MARKED && r->rest.len == 0;
	}
	return false;
}

/* "<attached: NAME>" at the end, a caption or the document's title before it. */
static bool read_attached(struct reading *r)
{
	struct str name, title = STR_ABSENT, caption;
	struct chat_tail t;

	if (!chat_tail_of(r->text, &t) || (r->rules->marked && !t.marked))
		return false;
	if (chat_attached(t.inner, &name)) {
		chat_title(t.before, name, r->arena, &title, &caption);
		attach(r, name);
		r->m->attachment_title = title;
		r->m->text = caption;
		return true;
	}
	/* Until 2018: "2017-01-01-PHOTO-00000012.jpg <attached>". */
	if (chat_has_extension(t.before) && !str_find_byte(t.before, ' ', NULL) &&
	    is_short(t.inner) && chat_words_find(r->rules->words, t.inner) == CHAT_WORDS_NONE) {
		attach(r, t.before);
		return true;
	}
	return false;
}

/* Until 2018 placeholders stood in angle brackets: "<image omitted>". */
static struct str without_brackets(const struct reading *r)
{
	const struct str s = r->first;

	if (s.len > 2 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>' &&
	    !str_find_byte(str_head(s, s.len - 1), '>', NULL))
		return text_trim_marks((struct str) { s.ptr + 1, s.len - 2 });
	return s;
}

/* Whether WhatsApp may speak here: it marks its words, unless the file has no marks at all. */
static bool may_be_own(const struct reading *r)
{
	return !r->rules->marked || r->marked ||
	       (r->first.len != 0 && r->first.ptr[0] == '<' &&
	        chat_body_is_marked(str_from(r->first, 1)));
}

/* Known words that fill the first line. NONE: none of them. */
static bool read_known(struct reading *r, enum chat_body_kind *kind_r)
{
	const enum chat_words_kind kind = chat_words_find(r->rules->words, without_brackets(r));

	*kind_r = CHAT_BODY_MESSAGE;
	switch (kind) {
	case CHAT_WORDS_MEDIA:
	case CHAT_WORDS_CARD:
		*kind_r = omitted(r, r->rest, kind);
		return true;
	case CHAT_WORDS_GONE:
	case CHAT_WORDS_MINE:
		if (r->rest.len != 0)
			return false;
		*kind_r = deleted(r, kind);
		return true;
	case CHAT_WORDS_ONCE:
	case CHAT_WORDS_GIVEN:
		*kind_r = view_once(r, r->rest, kind);
		return true;
	case CHAT_WORDS_LIVE:
		*kind_r = own_words(r, CHAT_LOCATION);
		return true;
	case CHAT_WORDS_CALL:
	case CHAT_WORDS_MISSED:
		if (kind == CHAT_WORDS_CALL && !r->rules->marked)
			return false;
		*kind_r = own_words(r, CHAT_CALL);
		return true;
	case CHAT_WORDS_SENTENCE:
		*kind_r = CHAT_BODY_SENTENCE;
		return true;
	case CHAT_WORDS_NONE:
	case CHAT_WORDS_EDITED:
	case CHAT_WORDS_FILE:
	case CHAT_WORDS_POLL:
	case CHAT_WORDS_CLAUSE:
	case CHAT_WORDS_ONCE_ROOT:
		break;
	}
	return false;
}

/* Marked words that no row has. */
static enum chat_body_kind read_unknown(struct reading *r)
{
	if (is_call_line(r))
		return own_words(r, CHAT_CALL);
	if (r->line == CHAT_LINE_MARKED &&
	    chat_words_part(r->rules->words, CHAT_WORDS_ONCE_ROOT, r->first))
		return view_once(r, r->rest, CHAT_WORDS_ONCE);
	if (r->line == CHAT_LINE_MARKED && is_short(without_brackets(r)))
		return omitted(r, r->rest, CHAT_WORDS_MEDIA);
	return CHAT_BODY_SENTENCE;
}

/* The place of the last mark in a line that has a blank before it; 0: none. */
static size_t last_mark(struct str line)
{
	for (size_t i = line.len; i-- > 1;) {
		if (direction_mark_at(line, i) &&
		    (line.ptr[i - 1] == ' ' || line.ptr[i - 1] == '\n'))
			return i;
	}
	return 0;
}

/* "Quote.pdf • <mark>2 pages <mark>document omitted", or a caption before the placeholder. */
static bool read_marked_tail(struct reading *r, struct str line, struct str after)
{
	const size_t at = last_mark(line);
	const struct str words = str_from(line, at);
	enum chat_words_kind kind;
	struct str title = STR_ABSENT, caption;
	bool titled;

	if (at == 0)
		return false;
	kind = chat_words_find(r->rules->words, words);
	titled = chat_title(text_trim(str_head(line, at)), STR_ABSENT, r->arena, &title, &caption);
	if (kind != CHAT_WORDS_MEDIA && kind != CHAT_WORDS_CARD &&
	    !(titled && r->line == CHAT_LINE_MARKED && is_short(words)))
		return false;
	r->m->attachment_title = title;
	if (caption.len != 0 && after.len != 0)
		caption = arena_join(r->arena, arena_join(r->arena, caption, S("\n")), after);
	omitted(r, caption.len == 0 ? after : caption, kind);
	return true;
}

/* The same in a file whose marks are gone: the longest known words at the end of the line. */
static bool read_plain_tail(struct reading *r)
{
	size_t at = r->first.len;

	for (int tries = 0; tries < WORDS_TRIED; tries++) {
		struct str title, caption;
		enum chat_words_kind kind;

		while (at > 0 && r->first.ptr[--at] != ' ')
			;
		if (at == 0)
			return false;
		kind = chat_words_find(r->rules->words, str_from(r->first, at));
		if ((kind == CHAT_WORDS_MEDIA || kind == CHAT_WORDS_CARD) &&
		    chat_title(str_head(r->first, at), STR_ABSENT, r->arena, &title, &caption)) {
			r->m->attachment_title = title;
			omitted(r, r->rest, kind);
			return true;
		}
	}
	return false;
}

static bool read_tail(struct reading *r)
{
	size_t end;

	if (!r->rules->marked)
		return read_plain_tail(r);
	if (!str_find_byte(r->text, '\n', &end))
		end = r->text.len;
	return read_marked_tail(r, str_head(r->text, end), r->rest) ||
	       (r->rest.len != 0 && read_marked_tail(r, r->text, (struct str) { "", 0 }));
}

static enum chat_body_kind read_ios(struct reading *r)
{
	enum chat_body_kind kind;

	if (read_attached(r))
		return CHAT_BODY_MESSAGE;
	if (may_be_own(r)) {
		if (is_place(r))
			return own_words(r, CHAT_LOCATION);
		if (is_poll(r))
			return own_words(r, CHAT_POLL);
		if (read_known(r, &kind))
			return kind;
		if (r->marked)
			return read_unknown(r);
	}
	read_tail(r);
	return CHAT_BODY_MESSAGE;
}

/* ---- Android ---- */

/* "<Media omitted>" as the whole first line. */
static bool read_bracketed(struct reading *r)
{
	const struct str inner = without_brackets(r);
	const enum chat_words_kind kind = chat_words_find(r->rules->words, inner);

	if (inner.len == r->first.len)
		return false;
	if (kind == CHAT_WORDS_ONCE || kind == CHAT_WORDS_GIVEN ||
	    chat_words_part(r->rules->words, CHAT_WORDS_ONCE_ROOT, inner)) {
		view_once(r, r->rest, kind);
		return true;
	}
	if (kind != CHAT_WORDS_MEDIA && kind != CHAT_WORDS_CARD &&
	    !(is_sentence_like(inner) &&
	      ((inner.ptr[0] >= 'A' && inner.ptr[0] <= 'Z') || has_wide_letter(inner) ||
	       chat_tails_repeat(r->rules->tails, inner, CHAT_TAIL_ALONE))))
		return false;
	omitted(r, r->rest, kind);
	return true;
}

static enum chat_body_kind read_android(struct reading *r)
{
	enum chat_words_kind kind;
	struct str name, words;

	if (str_eq(r->first, S("null")))
		return view_once(r, r->rest, CHAT_WORDS_ONCE);
	if (read_bracketed(r))
		return CHAT_BODY_MESSAGE;
	if (chat_file_note(r->first, &name, &words) &&
	    (r->marked || chat_is_own_file_name(name) ||
	     chat_words_find(r->rules->words, words) == CHAT_WORDS_FILE)) {
		attach(r, name);
		r->m->text = r->rest;
		return CHAT_BODY_MESSAGE;
	}
	if (is_place(r))
		return own_words(r, CHAT_LOCATION);
	if (is_poll(r))
		return own_words(r, CHAT_POLL);
	kind = r->rest.len != 0 ? CHAT_WORDS_NONE : chat_words_find(r->rules->words, r->first);
	if (kind == CHAT_WORDS_GONE || kind == CHAT_WORDS_MINE)
		return deleted(r, kind);
	if (kind == CHAT_WORDS_LIVE)
		return own_words(r, CHAT_LOCATION);
	if (kind == CHAT_WORDS_MISSED && chat_words_find_exact(r->rules->words, r->first) == kind)
		return own_words(r, CHAT_CALL);
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
	set_text(&r, text_lf(a, body));
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
	kind = rules->ios ? read_ios(&r) : read_android(&r);
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

	flag(&r, CHAT_SYSTEM);
	if (kind == CHAT_WORDS_CALL || kind == CHAT_WORDS_MISSED)
		flag(&r, CHAT_CALL);
	m->text = text_trim_marks(text_unmark(a, r.text));
}
