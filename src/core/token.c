/* token.c: see token.h. */
#include "core/token.h"

#include "base/utf8.h"
#include "core/fold.h"
#include "core/phone.h"

enum { PARTS_MAX = 8, GAP_MAX = 4, JOIN_MIN = 4, REVERSED_MIN = 7 };

/* Numbers that stand together, as far as they can become one. */
struct run {
	char digits[TOKEN_JOIN_MAX];
	size_t len;
	struct {
		size_t digits, start; /* how many; where in the text */
	} parts[PARTS_MAX];
	size_t n;
	size_t end;
};

struct lexer {
	token_fn *fn;
	void *ctx;
	enum token_mode mode;
	bool stopped;
	/* the word that is being read */
	char word[TOKEN_TEXT_MAX + 4];
	size_t len, start, end;
	bool letters; /* it is no pure number */
	/* half a flag */
	uint32_t flag;
	size_t flag_start;
	/* what stood between the last number and here */
	size_t gap;
	bool gap_joins;
	struct run run;
};

static void emit(struct lexer *l, struct text_token t)
{
	if (!l->stopped)
		l->stopped = !l->fn(l->ctx, &t);
}

static void emit_joined(struct lexer *l)
{
	struct run *r = &l->run;
	if (r->n < 2 || r->len < JOIN_MIN)
		return;
	emit(l, (struct text_token) { .text = { r->digits, r->len },
	                              .start = r->parts[0].start,
	                              .end = r->end,
	                              .kind = TOKEN_JOINED,
	                              .same_place = true });
}

static void drop_first(struct run *r)
{
	r->len -= r->parts[0].digits;
	memmove(r->digits, r->digits + r->parts[0].digits, r->len);
	r->n--;
	memmove(r->parts, r->parts + 1, r->n * sizeof *r->parts);
}

static void emit_reversed(struct lexer *l)
{
	struct run *r = &l->run;
	char text[TOKEN_JOIN_MAX + 1] = "<";
	if (r->len < REVERSED_MIN)
		return;
	for (size_t i = 0; i < r->len; i++)
		text[1 + i] = r->digits[r->len - 1 - i];
	emit(l, (struct text_token) { .text = { text, 1 + r->len },
	                              .start = r->parts[0].start,
	                              .end = r->end,
	                              .kind = TOKEN_REVERSED,
	                              .same_place = true });
}

static void end_run(struct lexer *l)
{
	if (l->run.n == 0)
		return;
	emit_reversed(l);
	for (; l->run.n > 0; drop_first(&l->run))
		emit_joined(l);
	l->run = (struct run) { .n = 0 };
}

/* Makes room for a number of so many digits; what can no longer be joined with it is given out. */
static void make_room(struct lexer *l, size_t digits)
{
	struct run *r = &l->run;
	if (digits > TOKEN_JOIN_MAX || !l->gap_joins || l->gap > GAP_MAX)
		end_run(l);
	while (r->n > 0 && (r->n == PARTS_MAX || r->len + digits > TOKEN_JOIN_MAX)) {
		emit_joined(l);
		drop_first(r);
	}
}

static void add_number(struct lexer *l)
{
	struct run *r = &l->run;
	if (l->len > TOKEN_JOIN_MAX)
		return;
	memcpy(r->digits + r->len, l->word, l->len);
	r->len += l->len;
	r->parts[r->n].digits = l->len;
	r->parts[r->n++].start = l->start;
	r->end = l->end;
}

static void end_word(struct lexer *l)
{
	if (l->len == 0)
		return;
	bool number = !l->letters;
	if (l->mode == TOKEN_document) {
		if (number)
			make_room(l, l->len);
		else
			end_run(l);
	}
	emit(l, (struct text_token) { .text = { l->word, l->len },
	                              .start = l->start,
	                              .end = l->end,
	                              .kind = number ? TOKEN_NUMBER : TOKEN_WORD });
	if (number && l->mode == TOKEN_document)
		add_number(l);
	l->len = 0;
	l->letters = false;
	l->gap = 0;
	l->gap_joins = number;
}

static void add_to_word(struct lexer *l, uint32_t cp, const struct fold_cluster *c)
{
	l->flag = 0;
	if (l->len == 0)
		l->start = c->start;
	l->end = c->end;
	l->letters = l->letters || cp < '0' || cp > '9';
	char bytes[4];
	size_t n = utf8_encode(cp, bytes);
	if (l->len + n <= TOKEN_TEXT_MAX) {
		memcpy(l->word + l->len, bytes, n);
		l->len += n;
	}
}

static void add_alone(struct lexer *l, struct str text, size_t start, size_t end,
                      enum token_kind kind)
{
	end_word(l);
	end_run(l);
	l->flag = 0;
	l->gap_joins = false;
	emit(l, (struct text_token) { .text = text, .start = start, .end = end, .kind = kind });
}

static void add_flag(struct lexer *l, uint32_t cp, const struct fold_cluster *c)
{
	char pair[8];
	end_word(l);
	if (l->flag == 0) {
		l->flag = cp;
		l->flag_start = c->start;
		l->gap_joins = false;
		return;
	}
	size_t n = utf8_encode(l->flag, pair);
	n += utf8_encode(cp, pair + n);
	add_alone(l, (struct str) { pair, n }, l->flag_start, c->end, TOKEN_EMOJI);
}

/* Whether numbers with this between them may be one number. */
static bool joins_numbers(uint32_t cp)
{
	return cp == ' ' || cp == '-' || cp == '.' || cp == '/' || cp == '(' || cp == ')' ||
	       cp == ',' || cp == '\'' || cp == 0x2019 || (cp >= 0x2010 && cp <= 0x2015) ||
	       cp == 0x2212;
}

static void add_break(struct lexer *l, uint32_t cp)
{
	end_word(l);
	l->flag = 0;
	bool lonely = cp == ',' || cp == '\'' || cp == 0x2019;
	l->gap_joins = l->gap_joins && joins_numbers(cp) && !(lonely && l->gap > 0);
	l->gap += lonely ? GAP_MAX : 1;
}

static void add(struct lexer *l, uint32_t cp, const struct fold_cluster *c)
{
	char bytes[4];
	switch (fold_kind(cp)) {
	case FOLD_LETTER:
	case FOLD_DIGIT:
		add_to_word(l, cp, c);
		break;
	case FOLD_MARK: /* on a letter; elsewhere it says nothing */
		if (l->len != 0)
			add_to_word(l, cp, c);
		break;
	case FOLD_SINGLE:
	case FOLD_EMOJI: {
		enum token_kind kind = fold_kind(cp) == FOLD_EMOJI ? TOKEN_EMOJI : TOKEN_SINGLE;
		add_alone(l, (struct str) { bytes, utf8_encode(cp, bytes) }, c->start, c->end,
		          kind);
		break;
	}
	case FOLD_FLAG:
		add_flag(l, cp, c);
		break;
	case FOLD_BREAK:
	case FOLD_DROP:
		add_break(l, cp);
		break;
	}
}

/* "<" and digits, as query.c writes them. */
static bool is_reversed(struct str text)
{
	if (text.len < 2 || text.len > 1 + TOKEN_JOIN_MAX || text.ptr[0] != '<')
		return false;
	for (size_t i = 1; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return true;
}

bool token_each(struct str text, enum token_mode mode, token_fn *fn, void *ctx)
{
	struct lexer l = { .fn = fn, .ctx = ctx, .mode = mode };
	struct fold f = fold_of(text);
	struct fold_cluster c;
	if (mode == TOKEN_query && is_reversed(text)) {
		struct text_token t = { .text = text, .end = text.len, .kind = TOKEN_REVERSED };
		return fn(ctx, &t);
	}
	while (!l.stopped && fold_next(&f, &c))
		for (size_t i = 0; i < c.n; i++)
			add(&l, c.cps[i], &c);
	end_word(&l);
	end_run(&l);
	return !l.stopped;
}

static void put_form(struct buf *b, struct str prefix, struct str digits)
{
	put_char(b, '\n');
	put(b, prefix);
	put(b, digits);
}

/* As people of the country print it, where that is more than trunk prefix and number: Argentina's
 * 15, Belarus's 8 0. */
static void put_printed(struct buf *b, const struct phone *p, struct str trunk)
{
	struct buf printed = { .arena = b->arena };
	struct str national = phone_national(p);
	phone_put_national(&printed, p);
	size_t n = 0;
	for (size_t i = 0; i < printed.len; i++)
		if (printed.ptr[i] >= '0' && printed.ptr[i] <= '9')
			printed.ptr[n++] = printed.ptr[i];
	struct str digits = { printed.ptr, n };
	bool known = str_ends(digits, national) &&
	             (n == national.len || str_eq(str_head(digits, n - national.len), trunk));
	if (!known)
		put_form(b, S(""), digits);
	buf_release(&printed);
}

void token_phone_forms(struct buf *b, struct str e164)
{
	struct phone p;
	struct phone_variant v[PHONE_VARIANTS];
	if (phone_trusted(e164, &p) != PHONE_OK)
		return;
	struct str trunk = phone_trunk(&p);
	for (size_t i = 0, n = phone_variants(&p, v); i < n; i++) {
		struct str digits = { v[i].digits, v[i].len };
		struct str national = str_from(digits, v[i].code_len);
		if (i > 0)
			put_form(b, S(""), digits);
		put_form(b, S(""), national);
		if (trunk.len != 0)
			put_form(b, trunk, national);
	}
	put_printed(b, &p, trunk);
}
