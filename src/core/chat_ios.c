/* chat_ios.c: bodies in chats exported by iOS, which marks WhatsApp's own words and puts a name
 * before all of them. See chat_body.h. */
#include "base/utf8.h"
#include "core/chat_parts.h"
#include "core/chat_reading.h"

/* A placeholder in a language we have no rows for is at most so long. */
enum { SHORT_WORDS = 6, SHORT_CHARACTERS = 48, WORDS_TRIED = 6 };

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

static struct str two_texts(struct reading *r, struct str before, struct str after)
{
	if (before.len == 0 || after.len == 0)
		return before.len == 0 ? after : before;
	return arena_join(r->arena, arena_join(r->arena, before, S("\n")), after);
}

/* "<attached: NAME>" at the end of `part`, a caption or the document's title before it. */
static bool read_attached_in(struct reading *r, struct str part, struct str after)
{
	struct str name, title = STR_ABSENT, caption;
	struct chat_tail t;

	if (!chat_tail_of(part, &t) || (r->rules->marked && !t.marked))
		return false;
	if (chat_attached(t.inner, &name)) {
		chat_title(t.before, name, r->arena, &title, &caption);
		reading_attach(r, name);
		r->m->attachment_title = title;
		r->m->text = two_texts(r, caption, after);
		return true;
	}
	/* Until 2018: "2017-01-01-PHOTO-00000012.jpg <attached>". */
	if (chat_has_extension(t.before) && !str_find_byte(t.before, ' ', NULL) &&
	    is_short(t.inner) && chat_words_find(r->rules->words, t.inner) == CHAT_WORDS_NONE) {
		reading_attach(r, t.before);
		r->m->text = after;
		return true;
	}
	return false;
}

/* At the end of the whole, or of its first line, with the caption below. */
static bool read_attached(struct reading *r)
{
	size_t end;

	if (read_attached_in(r, r->text, (struct str) { "", 0 }))
		return true;
	return str_find_byte(r->text, '\n', &end) &&
	       read_attached_in(r, str_head(r->text, end), r->rest);
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
	const enum chat_words_kind kind = chat_words_find(r->rules->words, reading_bare_line(r));

	*kind_r = CHAT_BODY_MESSAGE;
	switch (kind) {
	case CHAT_WORDS_MEDIA:
	case CHAT_WORDS_CARD:
		*kind_r = reading_omitted(r, r->rest, kind);
		return true;
	case CHAT_WORDS_GONE:
	case CHAT_WORDS_MINE:
		if (r->rest.len != 0)
			return false;
		*kind_r = reading_deleted(r, kind);
		return true;
	case CHAT_WORDS_ONCE:
	case CHAT_WORDS_GIVEN:
		*kind_r = reading_view_once(r, r->rest, kind);
		return true;
	case CHAT_WORDS_LIVE:
		*kind_r = reading_own_words(r, CHAT_LOCATION);
		return true;
	case CHAT_WORDS_CALL:
	case CHAT_WORDS_MISSED:
		if (kind == CHAT_WORDS_CALL && !r->rules->marked)
			return false;
		*kind_r = reading_own_words(r, CHAT_CALL);
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
		return reading_own_words(r, CHAT_CALL);
	if (r->line == CHAT_LINE_MARKED &&
	    chat_words_part(r->rules->words, CHAT_WORDS_ONCE_ROOT, r->first))
		return reading_view_once(r, r->rest, CHAT_WORDS_ONCE);
	if (r->line == CHAT_LINE_MARKED && is_short(reading_bare_line(r)))
		return reading_omitted(r, r->rest, CHAT_WORDS_MEDIA);
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
	reading_omitted(r, two_texts(r, caption, after), kind);
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
			reading_omitted(r, r->rest, kind);
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

enum chat_body_kind chat_ios_read(struct reading *r)
{
	enum chat_body_kind kind;

	if (read_attached(r))
		return CHAT_BODY_MESSAGE;
	if (may_be_own(r)) {
		if (reading_is_place(r))
			return reading_own_words(r, CHAT_LOCATION);
		if (reading_is_poll(r))
			return reading_own_words(r, CHAT_POLL);
		if (read_known(r, &kind))
			return kind;
		if (r->marked)
			return read_unknown(r);
	}
	read_tail(r);
	return CHAT_BODY_MESSAGE;
}
