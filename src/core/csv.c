/* csv.c: records and cells. See csv.h; writing is in csv_put.c. */
#include "core/csv.h"

#include "core/marks.h"

enum { CELLS_FIRST = 16, SAMPLE_RECORDS = 60, SAMPLE_BYTES = 256 * 1024 };

static const char delimiters[] = { ',', ';', '\t', '|' };

static void add_cell(struct arena *a, struct csv_record *r, struct str cell)
{
	if (r->n == r->cap) {
		struct str *now =
			arena_alloc(a, (r->cap == 0 ? CELLS_FIRST : r->cap * 2) * sizeof *now);

		if (r->n != 0)
			memcpy(now, r->cells, r->n * sizeof *now);
		r->cap = r->cap == 0 ? CELLS_FIRST : r->cap * 2;
		r->cells = now;
	}
	r->cells[r->n++] = cell;
}

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

/* A cell up to the delimiter or the line's end, as it stands. */
static struct str read_plain(struct csv *c)
{
	const size_t start = c->at;

	while (c->at < c->text.len && c->text.ptr[c->at] != c->delimiter &&
	       !is_end(c->text.ptr[c->at]))
		c->at++;
	return (struct str) { c->text.ptr + start, c->at - start };
}

/* Line ends between two places: CRLF is one. */
static size_t count_lines(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.ptr[i] == '\n' ||
		     (s.ptr[i] == '\r' && (i + 1 == s.len || s.ptr[i + 1] != '\n'));
	return n;
}

/* A cell that begins with a quote, at c->at. Doubled quotes are one. */
static struct str read_quoted(struct csv *c, struct arena *a, struct csv_record *r)
{
	struct buf b = BUF_IN(a);
	size_t from = ++c->at, quote;
	struct str cell;

	for (;;) {
		if (!str_find_byte(str_from(c->text, c->at), '"', &quote)) {
			r->unclosed = true;
			c->at = c->text.len;
			break;
		}
		c->at += quote;
		if (c->at + 1 >= c->text.len || c->text.ptr[c->at + 1] != '"')
			break;
		put(&b, (struct str) { c->text.ptr + from, c->at + 1 - from });
		c->at += 2;
		from = c->at;
	}
	cell = (struct str) { c->text.ptr + from, c->at - from };
	if (c->at < c->text.len)
		c->at++;
	if (c->at < c->text.len && c->text.ptr[c->at] != c->delimiter &&
	    !is_end(c->text.ptr[c->at])) {
		put(&b, cell);
		cell = read_plain(c);
	}
	if (b.len == 0)
		return cell;
	put(&b, cell);
	return buf_str(&b);
}

bool csv_next(struct csv *c, struct arena *a, struct csv_record *r)
{
	const size_t start = c->at;

	*r = (struct csv_record) { .line = c->line };
	if (c->at >= c->text.len)
		return false;
	for (;;) {
		const bool quoted = c->at < c->text.len && c->text.ptr[c->at] == '"';

		add_cell(a, r, quoted ? read_quoted(c, a, r) : read_plain(c));
		if (c->at >= c->text.len || c->text.ptr[c->at] != c->delimiter)
			break;
		c->at++;
	}
	if (c->at < c->text.len && c->text.ptr[c->at] == '\r')
		c->at++;
	if (c->at < c->text.len && c->text.ptr[c->at] == '\n')
		c->at++;
	c->line += count_lines((struct str) { c->text.ptr + start, c->at - start });
	return true;
}

/* ---- the delimiter ---- */

/* "sep=;" alone on the first line, quoted or not. */
static bool read_sep_line(struct csv *c)
{
	struct str line = c->text;
	const size_t quote = line.len != 0 && line.ptr[0] == '"';
	size_t at = quote + strlen("sep=");

	if (!str_ieq(str_head(str_from(line, quote), 4), S("sep=")) || at >= line.len ||
	    is_end(line.ptr[at]) || line.ptr[at] == '"' || (unsigned char) line.ptr[at] >= 0x80)
		return false;
	at++;
	if (quote != 0 && (at >= line.len || line.ptr[at++] != '"'))
		return false;
	if (at < line.len && !is_end(line.ptr[at]))
		return false;
	c->delimiter = line.ptr[quote + 4];
	if (at < line.len && line.ptr[at] == '\r')
		at++;
	if (at < line.len && line.ptr[at] == '\n')
		at++;
	c->at = at;
	c->line = 2;
	return true;
}

static bool is_empty(const struct csv_record *r)
{
	for (size_t i = 0; i < r->n; i++) {
		if (text_trim(r->cells[i]).len != 0)
			return false;
	}
	return true;
}

struct steadiness {
	size_t columns;         /* of the first record */
	size_t steady, records; /* how many have as many */
};

static struct steadiness measure(struct csv c, char delimiter)
{
	struct steadiness s = { 0 };
	struct arena a = ARENA_INIT;
	struct csv_record r;

	c.delimiter = delimiter;
	while (s.records < SAMPLE_RECORDS && c.at < SAMPLE_BYTES && csv_next(&c, &a, &r)) {
		const bool skip = is_empty(&r) || r.unclosed;
		const size_t n = r.n;

		arena_clear(&a);
		if (skip)
			continue;
		s.columns = s.records++ == 0 ? n : s.columns;
		s.steady += n == s.columns;
	}
	arena_release(&a);
	return s;
}

/* Steadier, or as steady with more columns. */
static bool is_better(const struct steadiness *x, const struct steadiness *y)
{
	const size_t a = x->steady * y->records, b = y->steady * x->records;

	return y->columns < 2 || a > b || (a == b && x->columns > y->columns);
}

void csv_open(struct csv *c, struct str text)
{
	struct steadiness best = { 0 };

	*c = (struct csv) { .text = text, .line = 1, .delimiter = ',' };
	if (read_sep_line(c))
		return;
	for (size_t i = 0; i < sizeof delimiters; i++) {
		const struct steadiness s = measure(*c, delimiters[i]);

		if (s.columns < 2 || !is_better(&s, &best))
			continue;
		best = s;
		c->delimiter = delimiters[i];
	}
}
