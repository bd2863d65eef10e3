/* chat_poll.c: polls in chat exports. See chat_parts.h. */
#include "base/utf8.h"
#include "core/chat_parts.h"
#include "core/digit.h"
#include "core/lines.h"

/* WhatsApp allows 12 options; a bound keeps long lists of look-alikes cheap. */
enum { LABEL_MAX = 60, VOTES_DIGITS_MAX = 9, OPTIONS_MAX = 32 };

static const struct str wide_colon = STR("：");

/* "OPTION: Monday (2 votes)" in pieces. */
struct option_line {
	struct str label, text;
	int64_t votes;
	bool marked;
};

static bool cut_label(struct str *s, struct str *label_r)
{
	size_t at, wide;
	const struct str head = str_head(*s, LABEL_MAX);
	const bool found = str_find_byte(head, ':', &at),
		   found_wide = str_find(head, wide_colon, &wide);

	if (!found && !found_wide)
		return false;
	if (found_wide && (!found || wide < at)) {
		*label_r = text_trim(str_head(*s, wide));
		*s = text_trim_marks(str_from(*s, wide + wide_colon.len));
	} else {
		*label_r = text_trim(str_head(*s, at));
		*s = text_trim_marks(str_from(*s, at + 1));
	}
	return label_r->len != 0;
}

/* The one number in "2 votes", "票数 2" … */
static bool read_votes(struct str s, int64_t *votes_r)
{
	size_t digits = 0;
	bool ended = false;

	*votes_r = 0;
	for (size_t at = 0; at < s.len;) {
		const int d = digit_value(utf8_next(s, &at));

		if (d >= 0 && ended)
			return false;
		ended = ended || (d < 0 && digits != 0);
		if (d < 0)
			continue;
		*votes_r = *votes_r * 10 + d;
		if (++digits > VOTES_DIGITS_MAX)
			return false;
	}
	return digits != 0;
}

static bool has_direction_mark(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (direction_mark_at(s, i))
			return true;
	}
	return false;
}

static bool read_option(struct str line, struct option_line *o)
{
	struct str s = text_trim_marks(line), votes;
	size_t open = s.len;

	if (!cut_label(&s, &o->label) || !str_ends(s, S(")")))
		return false;
	for (open = s.len; open > 0 && s.ptr[open - 1] != '(';)
		open--;
	if (open == 0)
		return false;
	votes = (struct str) { s.ptr + open, s.len - open - 1 };
	o->marked = has_direction_mark(votes);
	o->text = text_trim_marks(str_head(s, open - 1));
	return read_votes(votes, &o->votes);
}

/* All lines from here on are options with one label. Returns how many; 0: they are not. */
static size_t read_options(struct lines lines, struct arena *a, struct chat_option *out,
                           bool *marked_r)
{
	struct option_line o, first = { 0 };
	struct str line;
	size_t n = 0;

	while (lines_next(&lines, &line)) {
		if (n == OPTIONS_MAX || !read_option(line, &o) ||
		    (n != 0 && !str_eq(o.label, first.label)))
			return 0;
		first = n == 0 ? o : first;
		*marked_r = *marked_r || o.marked;
		if (out != NULL)
			out[n] = (struct chat_option) { text_clean(a, o.text), o.votes };
		n++;
	}
	return n;
}

/* "POLL:" alone on the first line. */
static bool is_poll_head(struct str line, struct str *label_r)
{
	struct str s = text_trim_marks(line);

	return cut_label(&s, label_r) && s.len == 0;
}

bool chat_poll(struct str text, const struct chat_words *words, struct arena *a,
               struct chat_message *m, bool *marked_r)
{
	struct lines lines = lines_of(text);
	struct chat_option *options;
	struct str line, label;
	size_t n = 0, from;

	*marked_r = false;
	if (!lines_next(&lines, &line) || !is_poll_head(line, &label) || !lines_next(&lines, &line))
		return false;
	from = (size_t) (line.ptr - text.ptr);
	/* The question may have several lines. */
	while (n == 0) {
		n = read_options(lines, a, NULL, marked_r);
		if (n != 0)
			break;
		if (!lines_next(&lines, &line))
			return false;
	}
	if (!*marked_r && chat_words_find(words, label) != CHAT_WORDS_POLL)
		return false;
	m->question = text_unmark(a, text_trim_marks((struct str) {
					     text.ptr + from,
					     (size_t) (lines.at - from),
				     }));
	options = arena_array(a, struct chat_option, n);
	m->options_n = read_options(lines, a, options, marked_r);
	m->options = options;
	return true;
}
