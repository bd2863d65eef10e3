/* lines.h: the lines of a text that ends them with CRLF, LF or CR, also in one text. Linear
 * whatever the text uses: the place of the next LF and of the next CR is remembered, not sought
 * for each line. */
#ifndef CORE_LINES_H
#define CORE_LINES_H

#include "base/str.h"

struct lines {
	struct str text;
	size_t at;           /* where the next line begins */
	size_t lf, cr;       /* the first LF and CR at or after it; text.len: none */
	size_t number;       /* of the line handed out last, from 1; 0: none yet */
};

struct lines lines_of(struct str text);
/* The next line without its end. After the last line end there is no empty line more. */
bool lines_next(struct lines *l, struct str *line);

#endif
