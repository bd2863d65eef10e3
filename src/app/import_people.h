/* import_people.h: lists of contacts being imported: what a row says, whom it means, what is known
 * of them. Only app/import_people*.c include it. */
#ifndef APP_IMPORT_PEOPLE_H
#define APP_IMPORT_PEOPLE_H

#include "app/identity.h"
#include "app/import_impl.h"
#include "app/table.h"
#include "core/csv_map.h"
#include "core/vcard.h"

struct address {
	enum identity_kind kind;
	struct identity_form form;
};

/* Columns with a name of the workspace's own, or one the person chose to keep. */
struct own_field {
	struct custom_field row;       /* id zero: to be made */
	struct str fold_key;
	uint32_t chunk;                /* in which it was last seen to be there */
};

struct own_tag {
	struct uuid id;                /* zero: only in a rehearsal */
	uint32_t chunk;                /* in which it was last seen to be there */
};

/* Rows that share an address, directly or through others, are one group: the first row's line. */
struct group_row {
	uint32_t parent;               /* an earlier row of the group; itself: the first */
	uint32_t line;
	uint32_t subject;              /* of a first row: whom the group means, + 1; 0: open */
};

/* A contact as far as the import knows it. */
struct subject {
	struct uuid id;                /* zero: only in a rehearsal */
	uint64_t settled;              /* fields that it has from a source as good as ours */
};

struct people {
	/* reading */
	bool cards;
	struct csv_map map;
	struct vcard vcard;
	struct person_row rows[BATCH_ROWS];
	uint32_t row_numbers[BATCH_ROWS];      /* among those that are persons; rejected ones: 0 */
	uint32_t next_row;

	/* groups, by a first reading of the whole file */
	struct group_row *groups;
	uint32_t group_n, group_cap;
	struct table addresses;        /* → row number */

	/* what is known */
	struct subject *subjects;
	uint32_t subject_n, subject_cap;
	struct table by_contact;       /* contact id → subject */
	struct table facts;            /* that a subject has an address, tag, note, value */
	struct table tags_by_name;     /* fold key → tag */
	struct own_tag *tags;
	uint32_t tag_n, tag_cap;
	struct own_field *fields;
	size_t field_n;
};

/* Whom a row means: a contact that is there, one to be made, or one that the actor does not see. */
enum meaning { MEANS_known, MEANS_new, MEANS_unseen };

/* What a row adds to its subject. */
struct addition {
	struct contact fields;         /* has: those that are filled */
	struct address *addresses;
	size_t address_n;
	uint32_t *tags;
	size_t tag_n;
	struct str note;               /* absent: none */
	struct custom_in *values;
	size_t value_n;
};

/* import_people.c */
NODISCARD enum err people_find_stored(struct import *im, const struct address *at,
                                      struct uuid *contact_id);

/* import_people_add.c */
NODISCARD enum err people_addition(struct import *im, struct people *p, uint32_t subject,
                                   const struct person_row *row, const struct address *v, size_t n,
                                   struct addition *x);

/* import_people_store.c: all of a row's doings or none; *stored false: the row could not be, which
 * costs the row, not the import. Does nothing in a rehearsal. */
NODISCARD enum err people_store(struct import *im, struct people *p, uint32_t subject,
                                enum meaning means, struct addition *x, bool *stored);

/* import_people_group.c */
uint32_t people_first_of(const struct people *p, uint32_t row);
void people_group(struct people *p, struct import *im);
unsigned people_read_next(struct people *p, struct arena *a, struct person_row *row);
/* Every address of a row, each once. */
size_t people_addresses(struct arena *a, const struct person *person, struct address **out);
uint64_t people_address_key(const struct import *im, const struct address *at);

/* import_people_known.c: facts about subjects */
struct subject *people_subject_new(struct people *p, uint32_t *number);
NODISCARD enum err people_subject_of(struct import *im, struct people *p, struct uuid contact_id,
                                     uint32_t *number);
/* Notes that the subject has it; true when that is new. */
bool people_learn(struct import *im, struct people *p, uint32_t subject, const char *what,
                  struct str data);
bool people_knows(struct import *im, const struct people *p, uint32_t subject, const char *what,
                  struct str data);
NODISCARD enum err people_tag(struct import *im, struct people *p, struct str name,
                              struct str fold_key, uint32_t *number);

/* import_people_columns.c: which column is what. ERR_INVALID: im->problem says why. */
NODISCARD enum err people_columns(struct import *im, struct db *db, struct people *p);
/* The own field that a column of that name fills; NULL: none. */
struct own_field *people_field(const struct people *p, struct arena *a, struct str header);

#endif
