/* tidy.h: texts of one line as people leave them in forms: brought into shape before they are
 * stored, and judged. What the checks of several nouns share. */
#ifndef APP_TIDY_H
#define APP_TIDY_H

#include "cell/unit.h"

/* A field of one line: no white space, line ends or invisible marks around it, none that breaks the
 * line inside; inner spaces stay as written. A REQUIRED one without anything visible is complained
 * about, another becomes null. */
void tidy_line(struct unit *u, const struct record *rec, int field, void *row);
/* The same for each of the fields in mask. */
void tidy_lines(struct unit *u, const struct record *rec, uint64_t mask, void *row);

/* The name as comparisons see it: case, accents and the width of spaces ignored. */
struct str tidy_fold(struct arena *a, struct str name);

/* Lower case by ASCII letters only: what mail systems and WhatsApp treat as one. */
struct str tidy_lower(struct arena *a, struct str s);

/* A language tag as it is written (RFC 5646, 2.1.1): pt-BR, zh-Hant-TW, whatever case it came
 * in. */
void tidy_language(struct unit *u, const struct record *rec, int field, void *row);

/* Fields that the caller named or that a new row has. */
static inline bool touched(const struct write *w, int field)
{
	return w->what == CREATED ? has(w->after, field) : (w->sent & BIT(field)) != 0;
}

/* One integer of a statement without values: counts, the next free place. */
NODISCARD enum err ask_int(struct unit *u, struct str sql, int64_t fallback, int64_t *out);
NODISCARD enum err ask_int_from(struct db *db, struct str sql, int64_t fallback, int64_t *out);
NODISCARD enum err ask_int_of(struct unit *u, struct str sql, struct uuid id, int64_t *out);

#endif
