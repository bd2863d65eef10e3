/* person.h: one person as an import of contacts reads it, from CSV or vCard, and the rules that
 * are the same for both: what is a phone number, an e-mail address, a tag, an identity. Knows no
 * file format. */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "base/arena.h"
#include "base/str.h"

enum person_reason {
	PERSON_OK,
#define REASON(name, slug, sentence) PERSON_##name,
#include "core/person_reasons.def"
#undef REASON
	PERSON_REASON_N
};
struct str person_reason_slug(enum person_reason r);             /* "no_identity"; "ok" */
struct str person_reason_sentence(enum person_reason r);         /* "" for PERSON_OK */

struct strs {
	struct str *v;
	size_t n, cap;
};
void strs_add(struct arena *a, struct strs *list, struct str s);
bool strs_has(const struct strs *list, struct str s);

struct birthday {
	int year;                /* 0: unknown */
	int month, day;          /* 0: no birthday */
};

struct person_custom {
	struct str name, value;
};

struct person {
	struct str name;         /* absent: none, as of the other texts */
	struct str company, job_title, notes;
	struct birthday birthday;
	struct strs phones;      /* E.164 */
	struct strs emails;      /* small letters */
	struct strs tags;
	struct strs wa_ids;      /* WhatsApp's digits, as they stood */
	struct person_custom *custom;
	size_t custom_n, custom_cap;
	bool has_photo;
};

/* A value that was dropped while the record was kept. */
struct person_warning {
	enum person_reason reason;
	struct str value;
};

/* One record of a file. */
struct person_row {
	size_t line;             /* physical, from 1, where it begins */
	enum person_reason rejected;     /* PERSON_OK: it is kept */
	struct str rejected_value;       /* what was wrong with it; absent: nothing in particular */
	struct person person;
	struct person_warning *warnings;
	size_t warnings_n, warnings_cap;
};

void person_row_init(struct person_row *r, size_t line);

/* All of these take a cell as it stands in the file, copy what they keep into the arena, and
 * leave out what is there already. A person has at most 500 tags, custom values and WhatsApp ids:
 * more is no person, and looking through them would take for ever. */

/* Several numbers may stand in one text. Broken ones become warnings. A WhatsApp address or an
 * e-mail address among them is taken for what it is. `region`: see phone_parse. */
void person_add_phones(struct arena *a, struct person_row *r, struct str cell, struct str region);
/* Whether a label, type or column name says that its number is no telephone line: fax, pager,
 * telex. */
bool person_is_fax(struct str label);
/* False: there is no e-mail address in it (nor a WhatsApp address, which is a number). */
bool person_add_emails(struct arena *a, struct person_row *r, struct str cell);
/* digits@s.whatsapp.net, digits@c.us, https://wa.me/digits. False: it is no such address. */
bool person_add_whatsapp(struct arena *a, struct person_row *r, struct str cell);
/* The value of waid=: the digits alone. */
bool person_add_whatsapp_id(struct arena *a, struct person_row *r, struct str digits);
/* Split at , ; and ::: ; the systems' own groups ("* myContacts") are no tags. */
void person_add_tags(struct arena *a, struct person *p, struct str cell);
void person_add_tag(struct arena *a, struct person *p, struct str tag);
void person_add_wa_id(struct arena *a, struct person *p, struct str digits);
void person_add_custom(struct arena *a, struct person *p, struct str name, struct str value);
/* Parts that are empty are left out; single spaces between. Absent when all are. */
struct str person_join_name(struct arena *a, struct str first, struct str middle, struct str last);

enum date_first { DATE_FIRST_UNKNOWN, DATE_FIRST_DAY, DATE_FIRST_MONTH };
/* ISO (1988-04-05, 19880405, --04-05, --0405), day.month.year, and with / or - what the numbers
 * or `first` decide. 1604 is Apple's year for "unknown". False: it is no date, or an ambiguous
 * one. */
bool person_read_birthday(struct str cell, enum date_first first, struct birthday *out);
/* What a date alone shows: UNKNOWN where both readings are possible. */
enum date_first person_date_first(struct str cell);

/* Last: a company without a person gives its name, and a record without identity is rejected. */
void person_finish(struct person_row *r);

#endif
