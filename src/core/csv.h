/* csv.h: comma-separated values as they come, one record at a time, over a text in memory that is
 * never copied as a whole: cells are views unless a quote had to be undone.
 *
 * Read: RFC 4180 with any delimiter, CRLF, LF or CR; a quote inside an unquoted cell is a
 * character; text after a closing quote belongs to the cell; a quote that never closes makes one
 * record of the rest. What columns mean is csv_map.h's business. */
#ifndef CORE_CSV_H
#define CORE_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

struct csv {
	struct str text;         /* valid UTF-8 */
	size_t at;               /* where the next record begins */
	size_t line;             /* its physical line, from 1 */
	char delimiter;
};

struct csv_record {
	struct str *cells;
	size_t n, cap;
	size_t line;             /* physical, from 1, where it begins */
	bool unclosed;           /* a quote never closed: it goes on to the end of the text */
};

/* Takes a line "sep=;" away and finds the delimiter: the one of , ; tab | that gives a steady
 * number of columns over the first records. */
void csv_open(struct csv *c, struct str text);
/* The next record, also an empty line (one empty cell); false at the end. */
bool csv_next(struct csv *c, struct arena *a, struct csv_record *r);

/* Writing. FORMULA_SAFE: a cell that a spreadsheet would take for a formula (= + - @ and their
 * full-width forms, also behind white space, marks or controls) gets an apostrophe in front,
 * which csv_undefuse takes away again. */
enum csv_safety { CSV_PLAIN, CSV_FORMULA_SAFE };
void csv_put_cell(struct buf *b, struct str cell, char delimiter, enum csv_safety safety);
void csv_put_row(struct buf *b, const struct str *cells, size_t n, char delimiter,
                 enum csv_safety safety);       /* with CRLF */
/* The cell without the apostrophe that CSV_FORMULA_SAFE puts before formulas. */
struct str csv_undefuse(struct str cell);

#endif
