/* decode.h: rows from JSON and from text; strict, and all flaws are reported at once.
 *
 * Refused: unknown, repeated, READ_ONLY, HIDDEN members (as unknown), CREATE_ONLY ones in a patch,
 * wrong types, lengths, ranges, formats, missing REQUIRED ones on creation, null for a field that
 * is never null. Each flaw is one problem, at the pointer of its member:
 *   unknown_field  no such member; HIDDEN ones too, so that nothing tells they exist
 *   repeated_field the member a second time; a word or id twice in one list
 *   wrong_type     another JSON type than the field's
 *   malformed      the right type in the wrong form: ids, dates, zones …
 *   too_short      a REQUIRED text without a visible character
 *   too_long       more code points, bytes or elements than allowed
 *   out_of_range   a number that is not whole or outside its bounds
 *   not_a_choice   a word that is not one of them
 *   read_only, create_only      a member that clients may not send, or not any more
 *   required       a REQUIRED member that is missing, or null where there is never null
 * The forms on the wire: see encode.h. References are not looked up here. */
#ifndef RECORD_DECODE_H
#define RECORD_DECODE_H

#include "base/json.h"
#include "record/record.h"

enum op { OP_create = 1, OP_patch, OP_form };

struct custom_in {                    /* one custom value as sent; typing is the caller's */
	struct uuid field_id;
	enum {
		CUSTOM_IN_null, CUSTOM_IN_text, CUSTOM_IN_number, CUSTOM_IN_flag, CUSTOM_IN_list
	} kind;
	struct str text;              /* text, or a number as written, or true / false */
	struct str *list;             /* CUSTOM_IN_list: texts */
	size_t n;
};

struct part_rows {
	const struct part *part;
	size_t n;
	void **rows;                  /* PARTS: rows of part->part, link unset; PART_IDS: NULL */
	uint64_t *sent;               /* PARTS: fields named in each */
	struct uuid *ids;             /* PART_IDS; zero where a flaw was */
};

enum { PART_ROWS_MAX = 200, CUSTOM_IN_MAX = 60, CUSTOM_LIST_MAX = 200 };

struct decoded {
	void *row;                    /* of the record, in the arena */
	uint64_t sent;                /* members named (null ones too); PARTS_BIT, CUSTOM_BIT */
	uint64_t flawed;              /* fields among them that have no value because of a flaw */
	int64_t base_version;         /* from "base_version" in a patch; 0: not sent */
	struct part_rows parts[PARTS_MAX];
	size_t part_n;                /* PARTS that were named */
	struct custom_in *custom;
	size_t custom_n;
};

/* ERR_BAD_JSON, ERR_INVALID (ps says what), OK. PARTS are taken on OP_create and OP_form only. The
 * row's texts may be views into the body, which must outlive it. An `id` that the client chose must
 * be a UUIDv7. */
NODISCARD enum err record_decode(const struct record *rec, enum op op, struct str body,
                                 struct arena *arena, struct decoded *out, struct problems *ps);
/* The same for a value inside a body: *j stands at the object; memory comes from j's arena. */
NODISCARD enum err record_decode_at(const struct record *rec, enum op op, struct json *j,
                                    struct decoded *out, struct problems *ps);
/* Whether clients can create or patch such records at all: somebody may, and there is something
 * to say. */
bool record_takes(const struct record *rec, enum op op);

/* One JSON value of any field, whatever its rules: the reverse of value_encode, for history.
 * ps may be NULL. */
NODISCARD enum err value_decode(const struct record *rec, int field, struct json *j, void *row,
                                struct problems *ps);
/* One value from text (CSV cell, mapping): false after complaining. The empty text is null, of a
 * set the empty set. Times are ms since 1970 or RFC 3339, words of a set stand between commas. */
bool value_from_text(const struct record *rec, int field, struct str text, void *row,
                     struct arena *arena, struct problems *ps);
/* The same from the query parameter `name`: complaints point to "?name". */
bool value_from_query(const struct record *rec, int field, struct str name, struct str text,
                      void *row, struct arena *arena, struct problems *ps);
/* Whether a value that is already in the row keeps its field's own rules; complains if not. */
bool value_check(const struct record *rec, int field, const void *row, struct problems *ps);

bool partial_date_valid(struct str s);  /* YYYY-MM-DD from year 1000, or --MM-DD; a real day */
bool zone_valid(struct str s);         /* syntax only: "Europe/Kyiv", "UTC" */
/* A language with optional script, region and one variant, in any case: what the locale functions
 * of browsers take ("de", "pt-BR", "zh-Hant-TW"); no extensions. */
bool language_valid(struct str s);
bool text_blank(struct str s);         /* nothing but white space (ECMAScript's \s) */

#endif
