/* vcard.h: contacts from vCard 2.1, 3.0 and 4.0, one card at a time, also mixed in one file, as
 * address books, phones and WhatsApp write them. The text is valid UTF-8 and must outlive the
 * reader. */
#ifndef CORE_VCARD_H
#define CORE_VCARD_H

#include "core/lines.h"
#include "core/person.h"

struct vcard {
	struct lines lines;
	struct str region;       /* default country, ISO 3166; absent or empty: none */
};

struct vcard vcard_open(struct str text, struct str region);

/* The next card as a person, or with the reason why it is none: a group, a card without end, one
 * without identity. Text outside cards is skipped. What the row holds is in `a`. */
bool vcard_next(struct vcard *v, struct arena *a, struct person_row *row);

#endif
