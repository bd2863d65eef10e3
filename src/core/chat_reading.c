/* chat_reading.c: conclusions about a body. See chat_reading.h. */
#include "core/chat_reading.h"

#include "core/chat_parts.h"

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

void reading_set_text(struct reading *r, struct str text)
{
	size_t end;

	r->text = text_trim(text);
	r->marked = chat_body_is_marked(r->text);
	if (!str_find_byte(r->text, '\n', &end))
		end = r->text.len;
	r->first = text_trim_marks(str_head(r->text, end));
	r->rest = text_trim(str_from(r->text, end + 1));
}

void reading_flag(struct reading *r, enum chat_flag f)
{
	r->m->flags |= CHAT_BIT(f);
}

static bool is_vcard(struct str name)
{
	return name.len > 4 && str_ieq(str_from(name, name.len - 4), S(".vcf"));
}

void reading_attach(struct reading *r, struct str name)
{
	r->m->attachment = text_clean(r->arena, name);
	if (is_vcard(r->m->attachment))
		reading_flag(r, CHAT_CONTACT);
}

/* What WhatsApp writes itself goes without marks: they would only be in the way. */
enum chat_body_kind reading_own_words(struct reading *r, enum chat_flag f)
{
	reading_flag(r, f);
	r->m->text = text_unmark(r->arena, r->text);
	return CHAT_BODY_MESSAGE;
}

enum chat_body_kind reading_omitted(struct reading *r, struct str caption,
                                    enum chat_words_kind kind)
{
	reading_flag(r, CHAT_MEDIA_OMITTED);
	if (kind == CHAT_WORDS_CARD)
		reading_flag(r, CHAT_CONTACT);
	r->m->text = caption;
	return CHAT_BODY_MESSAGE;
}

enum chat_body_kind reading_deleted(struct reading *r, enum chat_words_kind kind)
{
	reading_flag(r, CHAT_DELETED);
	return kind == CHAT_WORDS_MINE ? CHAT_BODY_MINE : CHAT_BODY_MESSAGE;
}

enum chat_body_kind reading_view_once(struct reading *r, struct str caption,
                                      enum chat_words_kind kind)
{
	reading_flag(r, CHAT_VIEW_ONCE);
	r->m->text = caption;
	return kind == CHAT_WORDS_GIVEN ? CHAT_BODY_GIVEN : CHAT_BODY_MESSAGE;
}

bool reading_is_place(struct reading *r)
{
	if (chat_place(r->text, &r->m->latitude, &r->m->longitude))
		return true;
	r->m->latitude = r->m->longitude = STR_ABSENT;
	return false;
}

bool reading_is_poll(struct reading *r)
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

/* Until 2018 placeholders stood in angle brackets: "<image omitted>". */
struct str reading_bare_line(const struct reading *r)
{
	const struct str s = r->first;

	if (s.len > 2 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>' &&
	    !str_find_byte(str_head(s, s.len - 1), '>', NULL))
		return text_trim_marks((struct str) { s.ptr + 1, s.len - 2 });
	return s;
}
