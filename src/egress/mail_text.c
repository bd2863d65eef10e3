/* mail_text.c: see mail_text.h. */
#include "egress/mail_text.h"

#include <assert.h>

#include "base/date.h"
#include "base/utf8.h"
#include "record/encode.h"

struct text {
	enum egress_purpose purpose;
	int64_t classes;
	struct str subject, body;
};

#define CLASS(word) ((int64_t) BIT(egress_class_##word))

static const struct text texts[mail_kind_N] = {
#define MAIL(kind, purpose_, classes_, subject_, body_)                                            \
	[mail_kind_##kind] = {                                                                     \
		.purpose = egress_purpose_##purpose_,                                              \
		.classes = (classes_),                                                             \
		.subject = STR(subject_),                                                          \
		.body = STR(body_),                                                                \
	},
#include "egress/mails.def"
#undef MAIL
};

/* Every kind has its text: one more in the choice than rows here does not compile. */
enum {
	ROWS = 0
#define MAIL(...) +1
#include "egress/mails.def"
#undef MAIL
};
static_assert(ROWS == mail_kind_N - 1, "a kind of mail without a text, or with two");

enum egress_purpose mail_purpose(enum mail_kind kind)
{
	return texts[kind].purpose;
}

int64_t mail_classes(enum mail_kind kind)
{
	return texts[kind].classes;
}

/* -- filling in -- */

/* Whoever chose a name must not add lines to a mail, let alone headers. */
static void put_plain(struct buf *b, struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t cp = utf8_next(s, &at);
		bool breaks = cp < ' ' || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029;
		put_utf8(b, breaks ? ' ' : cp);
	}
}

/* "2026-11-25 14:05 UTC": no reader's zone is known. */
static void put_minute(struct buf *b, int64_t ms)
{
	struct arena a = ARENA_INIT;
	struct buf iso = BUF_IN(&a);
	put_iso(&iso, ms);
	struct str text = buf_str(&iso);
	put(b, str_head(text, 10));
	put_char(b, ' ');
	put(b, str_head(str_from(text, 11), 5));
	put(b, S(" UTC"));
	arena_release(&a);
}

static void put_word(struct buf *b, struct str name, const struct mail_words *words)
{
	const struct record *rec = &mail_words_record;
	struct arena a = ARENA_INIT;
	int field = field_named(rec, name);
	ENSURE(field >= 0);
	if (has(words, field) && rec->fields[field].format == FORMAT_time)
		put_minute(b, field_int(&rec->fields[field], words));
	else if (has(words, field))
		put_plain(b, value_text(&a, rec, field, words));
	arena_release(&a);
}

static void fill_in(struct buf *b, struct str text, const struct mail_words *words)
{
	size_t from, to;
	while (str_find_byte(text, '{', &from)) {
		put(b, str_head(text, from));
		text = str_from(text, from + 1);
		ENSURE(str_find_byte(text, '}', &to));
		put_word(b, str_head(text, to), words);
		text = str_from(text, to + 1);
	}
	put(b, text);
}

void mail_put_subject(struct buf *b, enum mail_kind kind, const struct mail_words *words)
{
	fill_in(b, texts[kind].subject, words);
}

void mail_put_text(struct buf *b, enum mail_kind kind, const struct mail_words *words)
{
	fill_in(b, texts[kind].body, words);
}

/* -- as a header -- */

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char) s.ptr[i] >= 0x80)
			return false;
	return true;
}

/* RFC 2047 4.2: what stands for itself in every place an encoded word may stand in. */
static bool stands_for_itself(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void mail_put_encoded(struct buf *b, struct str subject)
{
	enum { ROOM = 75 - 12 }; /* without =?utf-8?Q? and ?= */
	if (is_ascii(subject)) {
		put(b, subject);
		return;
	}
	for (size_t at = 0; at < subject.len;) {
		put(b, at == 0 ? S("=?utf-8?Q?") : S("\r\n =?utf-8?Q?"));
		for (size_t used = 0; at < subject.len;) {
			size_t end = at;
			(void) utf8_next(subject, &end); /* a character is not torn apart */
			size_t more = 3 * (end - at);
			if (used + more > ROOM)
				break;
			for (used += more; at < end; at++)
				if (stands_for_itself(subject.ptr[at]))
					put_char(b, subject.ptr[at]);
				else
					putf(b, "=%02X", (unsigned char) subject.ptr[at]);
		}
		put(b, S("?="));
	}
}

/* -- as a body -- */

/* A space before a line's end would be taken off on the way. */
static bool is_plain(struct str text, size_t at)
{
	char c = text.ptr[at];
	bool last = at + 1 == text.len || text.ptr[at + 1] == '\n';
	return (c >= '!' && c <= '~' && c != '=') || (c == ' ' && !last);
}

void mail_put_quoted(struct buf *b, struct str text)
{
	enum { LINE = 76 };
	size_t used = 0;
	for (size_t at = 0; at < text.len; at++) {
		if (text.ptr[at] == '\n') {
			put(b, S("\r\n"));
			used = 0;
			continue;
		}
		size_t more = is_plain(text, at) ? 1 : 3;
		if (used + more > LINE - 1) {
			put(b, S("=\r\n"));
			used = 0;
		}
		used += more;
		if (more == 1)
			put_char(b, text.ptr[at]);
		else
			putf(b, "=%02X", (unsigned char) text.ptr[at]);
	}
}
