/* phone_split.c: one cell, several numbers. Works on code points and digit counts alone: where to
 * cut must not depend on a country. */
#include "core/phone.h"

#include "base/utf8.h"
#include "core/phone_text.h"

enum {
	NUMBER_MIN = 7,    /* digits from which on something is taken for a number of its own */
	LOCAL_MIN = 5,     /* digits that a word may follow before it is a second label */
	AREA_MAX = 5,      /* digits of an area code before "/" */
	AREA_PLUS_MAX = 7, /* the same behind a country code */
	AHEAD_MAX = 80,    /* symbols read ahead: a long cell must not cost its square */
};

/* The symbols of a cell with their places, read one at a time. */
struct cursor {
	struct str text;
	size_t at;    /* byte of the next symbol */
	size_t start; /* byte of the last one read */
	char symbol;
};

static bool next(struct cursor *c)
{
	while (c->at < c->text.len) {
		c->start = c->at;
		uint32_t cp = utf8_next(c->text, &c->at);
		c->symbol = cp == '\n' || cp == '\r' ? '\n' : phone_symbol(cp);
		if (c->symbol != PHONE_MARK)
			return true;
	}
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || c == PHONE_LETTER;
}

static bool is_hard(char c)
{
	return c == ';' || c == ',' || c == '|' || c == '\n' || c == '&' || c == '\\';
}

/* What stands in the cell up to the next certain border, or a little way. */
struct ahead {
	size_t digits;
	char first; /* first symbol that is no space */
};

static struct ahead look_ahead(struct cursor c)
{
	struct ahead a = { .digits = 0 };
	for (size_t n = 0; n < AHEAD_MAX && next(&c) && !is_hard(c.symbol) && c.symbol != '/';
	     n++) {
		a.digits += is_digit(c.symbol);
		if (a.first == 0 && c.symbol != ' ')
			a.first = c.symbol;
	}
	return a;
}

/* What stands in the part so far. */
struct behind {
	size_t digits;
	char first; /* first digit, "+" or bracket */
	char last;  /* symbol before this one */
};

/* "0171/3920012", "+49 171/3920012": area code and number. "1234 / 21 99900-0065" are two. */
static bool slash_joins(const struct behind *b, const struct ahead *a)
{
	bool coded = b->first == '+'
	                     ? b->digits <= AREA_PLUS_MAX
	                     : (b->first == '0' || b->first == '(') && b->digits <= AREA_MAX;
	return b->digits == 0 || a->digits == 0 ||
	       (coded && a->digits >= 4 && a->first != '+' && a->first != '0');
}

/* "ramal 12", "ext. 12", "x12" go with the number before them. */
static bool extension_follows(struct cursor c)
{
	static const struct str words[] = { STR("x"),         STR("ext"),   STR("extn"),
		                            STR("extension"), STR("ramal"), STR("int"),
		                            STR("anexo"),     STR("dw") };
	char word[10];
	size_t n = 0;
	while (next(&c) && (c.symbol == ' ' || is_letter(c.symbol))) {
		if (c.symbol == ' ' && n == 0)
			continue;
		if (c.symbol == ' ' || n == sizeof word)
			break;
		word[n++] = c.symbol;
	}
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq((struct str) { word, n }, words[i]))
			return true;
	return false;
}

/* Whether the cell is cut before the symbol just read. */
static bool cuts(const struct cursor *c, const struct behind *b)
{
	if (is_hard(c->symbol))
		return !((c->symbol == ',' || c->symbol == ';') && extension_follows(*c));
	struct ahead a = look_ahead(*c);
	switch (c->symbol) {
	case '/':
		return !slash_joins(b, &a);
	case '+':
		return b->digits >= LOCAL_MIN && b->last == ' ' && a.digits >= NUMBER_MIN;
	case ':':
		return str_starts(str_from(c->text, c->start), S(":::"));
	case '-':
		return b->last == ' ' && b->digits > NUMBER_MIN && a.digits > NUMBER_MIN &&
		       str_starts(str_from(c->text, c->at), S(" "));
	}
	return is_letter(c->symbol) && !is_letter(b->last) && b->digits >= LOCAL_MIN &&
	       a.digits >= NUMBER_MIN;
}

/* 5,51199E+12 and 98765432100,0 are one number each. */
static bool is_spreadsheet_number(struct str cell)
{
	struct cursor c = { .text = cell };
	size_t commas = 0, exponents = 0, before = 0, after = 0;
	while (next(&c)) {
		if (is_digit(c.symbol)) {
			*(commas == 0 ? &before : &after) += 1;
		} else if (c.symbol == ',' && commas == 0) {
			commas++;
		} else if (c.symbol == 'e' && exponents == 0) {
			exponents++;
		} else if (c.symbol != '+' && c.symbol != ' ' && c.symbol != '"' &&
		           c.symbol != '=') {
			return false;
		}
	}
	return commas == 1 && ((exponents == 1 && before == 1) || (exponents == 0 && after <= 2));
}

/* The byte at which the first part ends. */
static size_t part_end(struct str text)
{
	struct cursor c = { .text = text };
	struct behind b = { .digits = 0 };
	while (next(&c)) {
		if (c.start > 0 && cuts(&c, &b))
			return c.start;
		b.digits += is_digit(c.symbol);
		if (b.first == 0 && (is_digit(c.symbol) || c.symbol == '+' || c.symbol == '('))
			b.first = c.symbol;
		b.last = c.symbol;
	}
	return text.len;
}

static bool has_digit(struct str s)
{
	struct cursor c = { .text = s };
	while (next(&c))
		if (is_digit(c.symbol))
			return true;
	return false;
}

/* Without the marks and words that stand between two numbers. */
static struct str without_border(struct str s)
{
	struct cursor c = { .text = s };
	size_t from = 0;
	while (next(&c) && (is_hard(c.symbol) || strchr("/:- ", c.symbol) != NULL))
		from = c.at;
	return str_trim(str_from(s, from));
}

bool phone_split(struct str *rest, struct str *part)
{
	while (!str_absent(*rest)) {
		struct str text = without_border(*rest);
		size_t end = is_spreadsheet_number(text) ? text.len : part_end(text);
		*part = str_trim(str_head(text, end));
		*rest = end >= text.len ? STR_ABSENT : str_from(text, end);
		if (has_digit(*part))
			return true;
	}
	return false;
}
