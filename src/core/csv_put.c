/* csv_put.c: writing cells, and keeping spreadsheets from running them. See csv.h. */
#include "base/utf8.h"
#include "core/csv.h"
#include "core/marks.h"

static bool starts_formula(uint32_t cp)
{
	return cp == '=' || cp == '+' || cp == '-' || cp == '@' || cp == 0xff1d || cp == 0xff0b ||
	       cp == 0xff0d || cp == 0xff20 || cp == 0x2212;
}

/* A tab or line end in front is a trigger by itself; other white space only hides one. */
static bool is_formula(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		const uint32_t cp = utf8_next(s, &at);

		if (starts_formula(cp) || cp == '\t' || cp == '\r' || cp == '\n')
			return true;
		if (cp >= ' ' && !blank_is(cp) && !mark_is(cp) && cp != 0x200b)
			return false;
	}
	return false;
}

static bool needs_quotes(struct str s, char delimiter)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == delimiter || s.ptr[i] == '"' || s.ptr[i] == '\n' ||
		    s.ptr[i] == '\r')
			return true;
	}
	return s.len != 0 && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ' || s.ptr[0] == '\t');
}

void csv_put_cell(struct buf *b, struct str cell, char delimiter, enum csv_safety safety)
{
	/* What reading would take an apostrophe from needs one more. */
	const bool defuse = safety == CSV_FORMULA_SAFE &&
	                    (is_formula(cell) || csv_undefuse(cell).len != cell.len);
	size_t quote;

	if (!defuse && !needs_quotes(cell, delimiter)) {
		put(b, cell);
		return;
	}
	put_char(b, '"');
	if (defuse)
		put_char(b, '\'');
	while (str_find_byte(cell, '"', &quote)) {
		put(b, str_head(cell, quote + 1));
		put_char(b, '"');
		cell = str_from(cell, quote + 1);
	}
	put(b, cell);
	put_char(b, '"');
}

void csv_put_row(struct buf *b, const struct str *cells, size_t n, char delimiter,
                 enum csv_safety safety)
{
	for (size_t i = 0; i < n; i++) {
		if (i != 0)
			put_char(b, delimiter);
		csv_put_cell(b, cells[i], delimiter, safety);
	}
	put(b, S("\r\n"));
}

struct str csv_undefuse(struct str cell)
{
	const struct str inner = str_from(cell, 1);

	if (str_starts(cell, S("'")) && (is_formula(inner) || str_starts(inner, S("'"))))
		return inner;
	return cell;
}
