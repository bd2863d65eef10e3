/* decode.h: rows from JSON and from text; strict, and all flaws are reported at once.
 *
 * Refused: unknown, repeated, READ_ONLY, HIDDEN members, CREATE_ONLY ones in a patch, wrong types,
 * lengths, ranges, formats, missing REQUIRED ones on creation, null for a field that is never null. */
#ifndef RECORD_DECODE_H
#define RECORD_DECODE_H

#include "record/record.h"

enum op { OP_create = 1, OP_patch, OP_form };

struct custom_in {                    /* one custom value as sent; typing is the caller's */
	struct uuid field_id;
	enum { CUSTOM_IN_null, CUSTOM_IN_text, CUSTOM_IN_number, CUSTOM_IN_flag, CUSTOM_IN_list } kind;
	struct str text;              /* text, or a number as written, or true / false */
	struct str *list;             /* CUSTOM_IN_list: texts */
	size_t n;
};

struct part_rows {
	const struct part *part;
	size_t n;
	void **rows;                  /* PARTS: rows of part->part without the link; PART_IDS: NULL */
	uint64_t *sent;               /* PARTS: fields named in each */
	struct uuid *ids;             /* PART_IDS */
};

enum { PART_ROWS_MAX = 200, CUSTOM_IN_MAX = 60 };

struct decoded {
	void *row;                    /* of the record, in the arena */
	uint64_t sent;                /* members that were named (null ones too); PARTS_BIT, CUSTOM_BIT */
	int64_t base_version;         /* from "base_version" in a patch; 0: not sent */
	struct part_rows parts[PARTS_MAX];
	size_t part_n;
	struct custom_in *custom;
	size_t custom_n;
};

/* ERR_BAD_JSON, ERR_INVALID (ps says what), OK. PARTS are taken on OP_create and OP_form only. */
NODISCARD enum err record_decode(const struct record *rec, enum op op, struct str body,
                                 struct arena *arena, struct decoded *out, struct problems *ps);
/* The same for a value inside a body: *j stands at the object. */
NODISCARD enum err record_decode_at(const struct record *rec, enum op op, struct json *j,
                                    struct decoded *out, struct problems *ps);

/* One value from text (query parameter, CSV cell, mapping): false after complaining. The empty text is null. */
bool value_from_text(const struct record *rec, int field, struct str text, void *row,
                     struct arena *arena, struct problems *ps);
/* Whether a value that is already in the row keeps its field's own rules; complains if not. */
bool value_check(const struct record *rec, int field, const void *row, struct problems *ps);
bool partial_date_valid(struct str s);
bool zone_valid(struct str s);         /* syntax only */

#endif
