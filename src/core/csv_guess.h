/* csv_guess.h: what a column of contacts is, from its header and from what stands in it. */
#ifndef CORE_CSV_GUESS_H
#define CORE_CSV_GUESS_H

#include "core/csv_map.h"

/* The header in the form in which headers compare: folded, punctuation as single spaces, numbers
 * left out. *number_r: the first of them; 0: none. */
struct str csv_header_form(struct arena *a, struct str header, int64_t *number_r);

/* csv_headers.def, prepared for looking up. Lives in the arena. */
struct csv_words;
struct csv_words *csv_words_new(struct arena *a);

/* CSV_FIELD_CUSTOM: it tells nothing. */
enum csv_field csv_guess_header(const struct csv_words *w, struct arena *a, struct str header);

/* Whether a word of it says that its numbers and addresses are nobody's identity (owner, id, date
 * …). */
bool csv_is_vetoed(const struct csv_words *w, struct arena *a, struct str header);

/* Whether this is a first record of data, not of headers: no known header, but an e-mail address
 * or a number. */
bool csv_is_data(const struct csv_words *w, struct arena *a, const struct csv_record *r,
                 struct str region);

/* Fields of columns that headers left open, from the records that follow `csv`: a column of e-mail
 * addresses or numbers where no header names one, then names. */
void csv_guess_content(struct arena *a, struct csv csv, struct str region,
                       struct csv_column *columns, size_t n);

#endif
