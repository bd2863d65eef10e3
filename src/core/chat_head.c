/* chat_head.c: tokens of a line's head, and what they mean together. See chat_head.h. */
#include "core/chat_head.h"

#include "base/utf8.h"
#include "core/digit.h"
#include "core/marks.h"

enum { TOKENS_MAX = 28, HEAD_BYTES_MAX = 120, NUMBERS_MAX = 6, NUMBERS_MIN = 5 };
enum token_kind { TOKEN_NUMBER, TOKEN_WORD, TOKEN_SIGN };

struct text_token {
	enum token_kind kind;
	char sign;   /* of a sign: one of / . - : , */
	bool spaced; /* a blank before it */
	bool zero;   /* a number that begins with 0 and has more digits */
	uint8_t digits;
	uint16_t value;
	uint16_t at, end; /* bytes in the line */
};

struct scan {
	struct str line;
	size_t at;
	bool bracket, colon;
	size_t n, numbers;
	struct text_token token[TOKENS_MAX];
};

/* ---- tokens ---- */

/* The ASCII sign that a punctuation mark of another script stands for; 0: none. */
static char sign_of(uint32_t cp)
{
	switch (cp) {
	case '/':
	case '.':
	case '-':
	case ':':
	case ',':
	case ']':
		return (char) cp;
	case 0x60c:
	case 0x3001:
	case 0xff0c: /* Arabic, ideographic, full-width comma */
		return ',';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2212:
		return '-';
	case 0xff1a:
	case 0x2236:
		return ':';
	case 0xff0e:
	case 0x6d4:
		return '.';
	case 0xff0f:
		return '/';
	}
	return 0;
}

/* Not punctuation, symbol, emoji or control: all else counts as part of a word. */
static bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
	if (cp < 0xc0)
		return cp == 0xaa || cp == 0xb5 || cp == 0xba;
	if (cp >= 0x2000 && cp < 0x2c00)
		return cp == 0x200c || cp == 0x200d;
	return cp != 0xd7 && cp != 0xf7 && !(cp >= 0x3000 && cp <= 0x3004) &&
	       !(cp >= 0x3008 && cp <= 0x3020) && !(cp >= 0xff01 && cp <= 0xff20) && cp < 0x1f000;
}

/* A dot after a letter and apostrophes between letters belong to the word: "p.m.", לפנה״צ. */
static bool joins_letters(uint32_t cp)
{
	return cp == '.' || cp == '\'' || cp == 0x2019 || cp == 0x5f3 || cp == 0x5f4;
}

static uint32_t peek(const struct scan *s, size_t *end)
{
	*end = s->at + 1;
	if (s->at >= s->line.len)
		return 0;
	if ((unsigned char) s->line.ptr[s->at] < 0x80)
		return (unsigned char) s->line.ptr[s->at];
	*end = s->at;
	return utf8_next(s->line, end);
}

static int digit_of(uint32_t cp)
{
	return cp >= 0x80 ? digit_value(cp) : cp >= '0' && cp <= '9' ? (int) (cp - '0') : -1;
}

static bool scan_number(struct scan *s, struct text_token *t)
{
	size_t end;

	t->kind = TOKEN_NUMBER;
	for (int d; (d = digit_of(peek(s, &end))) >= 0; s->at = end) {
		t->zero = t->zero || (t->digits == 0 && d == 0);
		t->value = (uint16_t) (t->value * 10 + d);
		if (++t->digits > 4)
			return false;
	}
	t->zero = t->zero && t->digits == 2;
	s->numbers++;
	return t->digits != 3 && s->numbers <= NUMBERS_MAX;
}

static void scan_word(struct scan *s, struct text_token *t)
{
	size_t end;

	t->kind = TOKEN_WORD;
	for (;;) {
		const uint32_t cp = peek(s, &end);

		if (cp == 0 || digit_of(cp) >= 0 ||
		    (!is_letter(cp) && !joins_letters(cp) && !mark_is(cp)))
			return;
		s->at = end;
	}
}

static bool at_blank_or_end(const struct scan *s)
{
	size_t at = s->at, mark;

	while ((mark = mark_at(s->line, at)) != 0)
		at += mark;
	return at >= s->line.len || blank_at(s->line, at) != 0;
}

/* Whether the sign just read, which is not among the tokens, ends the head. */
static bool ends_head(const struct scan *s, const struct text_token *t)
{
	if (s->bracket)
		return t->sign == ']';
	return s->numbers >= NUMBERS_MIN && at_blank_or_end(s) &&
	       ((t->sign == '-' && t->spaced) || (t->sign == ':' && !t->spaced));
}

/* One token, or the head's end (*done). False: this is no head. */
static bool scan_token(struct scan *s, bool spaced, bool *done)
{
	size_t end;
	const uint32_t cp = peek(s, &end);
	struct text_token t = { .at = (uint16_t) s->at, .spaced = spaced };

	if (digit_of(cp) >= 0) {
		if (!scan_number(s, &t))
			return false;
	} else if (is_letter(cp)) {
		scan_word(s, &t);
	} else {
		t.kind = TOKEN_SIGN;
		t.sign = sign_of(cp);
		s->at = end;
		if (t.sign == 0 || s->n == 0)
			return false;
		*done = ends_head(s, &t);
		s->colon = *done && t.sign == ':';
		if (*done || t.sign == ']')
			return *done;
	}
	t.end = (uint16_t) s->at;
	if (s->n == TOKENS_MAX)
		return false;
	s->token[s->n++] = t;
	return true;
}

static bool scan_head(struct scan *s)
{
	bool done = false, spaced = false;

	while (!done) {
		size_t skip = blank_at(s->line, s->at);

		if (skip != 0) {
			spaced = true;
			s->at += skip;
			continue;
		}
		skip = mark_at(s->line, s->at);
		if (skip != 0) {
			s->at += skip;
			continue;
		}
		if (s->at >= s->line.len || s->at > HEAD_BYTES_MAX || !scan_token(s, spaced, &done))
			return false;
		spaced = false;
	}
	return s->numbers >= NUMBERS_MIN;
}

/* ---- what stands between two numbers ---- */

struct between {
	enum chat_joint joint;
	bool spaced, comma, dot;
	struct str words; /* from the first word to the end of the last */
	struct str unit;  /* a unit word in front of the words (日), not among them */
};

static bool is_one_of(struct str word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (str_ieq(word, str_of(*list)))
			return true;
	}
	return false;
}

static const char *const date_units[] = { "年", "月", "년", "월", "年.", NULL };
static const char *const day_units[] = { "日", "일", "號", "号", NULL };
static const char *const time_units[] = { "h",  "時", "时",  "點", "点", "시",
	                                  "分", "분", "min", "mn", NULL };

static struct str words_of(const struct scan *s, const struct text_token *first,
                           const struct text_token *last)
{
	return (struct str) { s->line.ptr + first->at, (size_t) (last->end - first->at) };
}

/* "日下午": the day's unit word is written together with the half of the day. */
static void cut_day_unit(struct between *b)
{
	for (const char *const *unit = day_units; *unit != NULL; unit++) {
		const struct str u = str_of(*unit);

		if (!str_starts(b->words, u))
			continue;
		b->unit = u;
		b->words = text_trim(str_from(b->words, u.len));
		return;
	}
}

static enum chat_joint joint_of_sign(char sign)
{
	return sign == '/'   ? CHAT_JOINT_SLASH
	       : sign == '.' ? CHAT_JOINT_DOT
	       : sign == '-' ? CHAT_JOINT_DASH
	       : sign == ':' ? CHAT_JOINT_COLON
	                     : CHAT_JOINT_GAP;
}

/* Several tokens, or a word. */
static void read_words(const struct scan *s, size_t from, size_t to, struct between *b)
{
	const struct text_token *first = NULL, *last = NULL;

	b->joint = CHAT_JOINT_GAP;
	for (size_t i = from + 1; i < to; i++) {
		const struct text_token *t = &s->token[i];

		b->spaced = b->spaced || t->spaced;
		b->comma = b->comma || (t->kind == TOKEN_SIGN && t->sign == ',');
		b->dot = b->dot || (t->kind == TOKEN_SIGN && t->sign == '.');
		if (t->kind == TOKEN_WORD) {
			first = first == NULL ? t : first;
			last = t;
		} else if (t->sign != ',' && t->sign != '.') {
			b->joint = CHAT_JOINT_NONE;
		}
	}
	if (first == NULL)
		return;
	b->words = words_of(s, first, last);
	if (to == from + 2 && is_one_of(b->words, date_units))
		b->joint = CHAT_JOINT_UNIT;
	else if (to == from + 2 && is_one_of(b->words, time_units))
		b->joint = CHAT_JOINT_HOUR;
	else if (b->joint == CHAT_JOINT_GAP)
		cut_day_unit(b);
}

/* What lies between token `from` and token `to` (both excluded; `to` may be s->n). */
static void read_between(const struct scan *s, size_t from, size_t to, struct between *b)
{
	const struct text_token *t = &s->token[from + 1];

	*b = (struct between) { .spaced = to < s->n && s->token[to].spaced };
	if (to == from + 1) {
		b->joint = b->spaced ? CHAT_JOINT_GAP : CHAT_JOINT_NONE;
	} else if (to == from + 2 && t->kind == TOKEN_SIGN) {
		b->joint = joint_of_sign(t->sign);
		b->spaced = b->spaced || t->spaced;
		b->comma = t->sign == ',';
		b->dot = t->sign == '.';
	} else {
		read_words(s, from, to, b);
	}
}

static bool joins_date(const struct between *a, const struct between *b)
{
	return a->joint == b->joint &&
	       (a->joint == CHAT_JOINT_SLASH || a->joint == CHAT_JOINT_DOT ||
	        a->joint == CHAT_JOINT_DASH || a->joint == CHAT_JOINT_UNIT);
}

static bool joins_time(const struct between *b)
{
	return b->joint == CHAT_JOINT_COLON || b->joint == CHAT_JOINT_HOUR ||
	       (b->joint == CHAT_JOINT_DOT && !b->spaced);
}

static bool parts_time(const struct between *b)
{
	return b->joint == CHAT_JOINT_GAP || (b->joint == CHAT_JOINT_DOT && b->spaced);
}

/* ---- the head ---- */

struct layout {
	size_t number[NUMBERS_MAX]; /* tokens */
	struct between between[NUMBERS_MAX - 1];
	size_t n;          /* numbers */
	size_t date, time; /* first of each */
	bool time_first;
};

/* Date first or time first, whichever fits the joints; the date where both do (dots). */
static bool place(struct layout *l, bool time_first)
{
	const struct between *b = l->between;
	const size_t times = l->n - CHAT_PARTS;
	const size_t date = time_first ? times : 0, time = time_first ? 0 : CHAT_PARTS;

	if (!joins_date(&b[date], &b[date + 1]) || !joins_time(&b[time]) ||
	    (times == 3 && !(joins_time(&b[time + 1]) && b[time + 1].joint == b[time].joint)) ||
	    !parts_time(&b[time_first ? times - 1 : CHAT_PARTS - 1]))
		return false;
	l->date = date;
	l->time = time;
	l->time_first = time_first;
	return true;
}

static bool has_year(const struct scan *s, const struct layout *l)
{
	const struct text_token *first = &s->token[l->number[l->date]];
	const struct text_token *middle = &s->token[l->number[l->date + 1]];
	const struct text_token *last = &s->token[l->number[l->date + 2]];
	const size_t fours = (first->digits == 4) + (last->digits == 4);

	return middle->digits <= 2 &&
	       (fours == 1 || (fours == 0 && first->digits + last->digits >= 3));
}

static bool times_valid(const struct scan *s, const struct layout *l)
{
	for (size_t i = l->time; i < l->time + l->n - CHAT_PARTS; i++) {
		const struct text_token *t = &s->token[l->number[i]];
		const bool hour = i == l->time;

		if (t->digits > 2 || (!hour && t->digits != 2) || t->value > (hour ? 23 : 59))
			return false;
	}
	return true;
}

static bool arrange(const struct scan *s, struct layout *l)
{
	l->n = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (s->token[i].kind == TOKEN_NUMBER)
			l->number[l->n++] = i;
	}
	for (size_t i = 0; i + 1 < l->n; i++)
		read_between(s, l->number[i], l->number[i + 1], &l->between[i]);
	return (place(l, false) && has_year(s, l) && times_valid(s, l)) ||
	       (place(l, true) && has_year(s, l) && times_valid(s, l));
}

/* Words in front of everything: only a half of the day before a time that comes first. */
static bool read_lead(const struct scan *s, const struct layout *l, struct str *words)
{
	for (size_t i = 0; i < l->number[0]; i++) {
		if (s->token[i].kind != TOKEN_WORD)
			return false;
	}
	if (l->number[0] == 0)
		return true;
	*words = words_of(s, &s->token[0], &s->token[l->number[0] - 1]);
	return l->time_first;
}

static void fill_numbers(const struct scan *s, const struct layout *l, struct chat_head *h)
{
	const struct text_token *hour = &s->token[l->number[l->time]];

	for (size_t i = 0; i < CHAT_PARTS; i++) {
		const struct text_token *t = &s->token[l->number[l->date + i]];

		h->part[i] = t->value;
		h->digits[i] = t->digits;
		h->zero[i] = t->zero;
	}
	h->digits[CHAT_PARTS] = hour->digits;
	h->zero[CHAT_PARTS] = hour->zero;
	h->hour = (uint8_t) hour->value;
	h->minute = (uint8_t) s->token[l->number[l->time + 1]].value;
	h->second = 0;
	if (l->n == NUMBERS_MAX)
		h->second = (uint8_t) s->token[l->number[l->time + 2]].value;
}

static uint32_t shape_of(const struct scan *s, const struct layout *l, const struct chat_head *h)
{
	const struct between *gap =
		&l->between[l->time_first ? l->time + l->n - 4 : CHAT_PARTS - 1];
	const struct between *date = &l->between[l->date];
	uint32_t shape = (uint32_t) date->joint << CHAT_SHAPE_DATE |
	                 (uint32_t) l->between[l->time].joint << CHAT_SHAPE_TIME;

	shape |= s->bracket ? CHAT_SHAPE_BRACKET : 0;
	shape |= s->colon ? CHAT_SHAPE_COLON : 0;
	shape |= l->time_first ? CHAT_SHAPE_TIME_FIRST : 0;
	shape |= l->n == NUMBERS_MAX ? CHAT_SHAPE_SECONDS : 0;
	shape |= h->digits[0] == 4 ? CHAT_SHAPE_YEAR_FIRST : 0;
	shape |= h->digits[2] == 4 ? CHAT_SHAPE_YEAR_LAST : 0;
	shape |= date->spaced ? CHAT_SHAPE_SPACED : 0;
	shape |= gap->joint == CHAT_JOINT_DOT || gap->dot || gap->unit.len != 0
	                 ? CHAT_SHAPE_DATE_DOT
	                 : 0;
	shape |= gap->comma ? CHAT_SHAPE_COMMA : 0;
	shape |= h->before.len != 0 ? CHAT_SHAPE_BEFORE : 0;
	shape |= h->after.len != 0 ? CHAT_SHAPE_AFTER : 0;
	return shape;
}

static bool read_head(const struct scan *s, struct chat_head *h)
{
	struct layout l;
	struct str lead = { "", 0 };
	struct between tail;

	if (!arrange(s, &l) || !read_lead(s, &l, &lead))
		return false;
	read_between(s, l.number[l.n - 1], s->n, &tail);
	if (tail.joint != CHAT_JOINT_GAP && tail.joint != CHAT_JOINT_HOUR &&
	    tail.joint != CHAT_JOINT_NONE)
		return false;
	if (tail.joint == CHAT_JOINT_NONE && s->n != l.number[l.n - 1] + 1)
		return false;
	h->before = l.time_first ? lead : l.between[CHAT_PARTS - 1].words;
	h->after = l.time_first ? l.between[l.n - 4].words : tail.words;
	fill_numbers(s, &l, h);
	h->shape = shape_of(s, &l, h);
	return true;
}

/* Cheap: most lines that continue a message begin with a letter. */
static bool may_begin_head(struct str line, size_t at)
{
	const unsigned char c = at < line.len ? (unsigned char) line.ptr[at] : 0;

	return (c >= '0' && c <= '9') || c == '[' || c >= 0x80;
}

bool chat_head_parse(struct str line, struct chat_head *h)
{
	struct scan s;
	size_t mark;

	s.at = 0;
	h->marked = false;
	while ((mark = mark_at(line, s.at)) != 0) {
		h->marked = h->marked || direction_mark_at(line, s.at);
		s.at += mark;
	}
	if (!may_begin_head(line, s.at))
		return false;
	s.line = line;
	s.bracket = line.ptr[s.at] == '[';
	s.at += s.bracket;
	s.colon = false;
	s.n = s.numbers = 0;
	if (!scan_head(&s) || !read_head(&s, h))
		return false;
	h->body = s.at;
	for (size_t skip; (skip = blank_at(line, h->body)) != 0;)
		h->body += skip;
	return true;
}
