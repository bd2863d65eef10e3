/* csv_map.h: contacts from CSV. Guesses what each column is from its header (csv_headers.def) or,
 * where headers tell nothing, from what stands in it; the person may choose otherwise. */
#ifndef CORE_CSV_MAP_H
#define CORE_CSV_MAP_H

#include "core/csv.h"
#include "core/person.h"

enum csv_field {
#define FIELD(name, word) CSV_FIELD_##name,
#include "core/csv_fields.def"
#undef FIELD
	CSV_FIELD_N
};
struct str csv_field_word(enum csv_field f);       /* "" for fields that only guessing gives */
bool csv_field_parse(struct str word, enum csv_field *out);

/* HEADER=FIELD as the person chose it. Headers compare folded. */
struct csv_choice {
	struct str header;
	enum csv_field field;
};

struct csv_options {
	struct str region;               /* default country, ISO 3166; absent or empty: none */
	const struct csv_choice *choices;
	size_t choices_n;
};

struct csv_column {
	struct str header;               /* as written; "Column 3" where the file has no header */
	enum csv_field field;
	int64_t number;                  /* in the header ("Phone 2 - Value"); 0: none */
	size_t label;                    /* the column + 1 that names its value's kind; 0: none */
	bool vetoed;                     /* the header has a word that rules identities out */
	bool fax;                        /* its numbers are no telephone lines */
	enum date_first first;           /* for BIRTHDAY: what the column's dates show */
};

struct csv_map {
	struct csv csv;
	struct str region;
	struct csv_column *columns;
	size_t n;
	bool has_header;                 /* false: the first record is data */
	struct csv start;                /* where the data begins */
};

/* Reads the first records to find out. False: the text holds no record, or one of more than 1,000
 * cells, which no list of contacts has. The map is in the arena. */
NODISCARD bool csv_map_open(struct csv_map *m, struct str text, const struct csv_options *o,
                            struct arena *a);

/* The next record that has any value, as a person or with the reason why it is none; false at the
 * end. What it holds is in `a`, which may be cleared after each. */
bool csv_map_next(struct csv_map *m, struct arena *a, struct person_row *row);

/* Starts over with the first record of data. */
void csv_map_rewind(struct csv_map *m);

#endif
