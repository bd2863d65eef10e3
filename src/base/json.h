/* json.h: a strict pull reader (RFC 8259) and a writer that places commas by itself.
 *
 * The reader refuses: anything after the value, invalid UTF-8, lone surrogates, U+0000 in strings
 * (PostgreSQL cannot hold it), depth over JSON_DEPTH_MAX. Duplicate members are the caller's to
 * refuse. Strings without escapes are views into the text; others are copied into the arena. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/uuid.h"

enum { JSON_DEPTH_MAX = 32 };
enum json_type {
	JSON_BAD, JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT
};

struct json {
	const char *ptr, *end;
	struct arena *arena;
	unsigned depth;
};

/* Readers answer false (or -1) for a value of another type and consume nothing; after malformed
 * text every further call fails, json_end too. */
struct json json_of(struct str text, struct arena *a);
enum json_type json_peek(struct json *j);          /* of what follows; consumes only white space */
bool json_null(struct json *j);
bool json_bool(struct json *j, bool *out);
bool json_string(struct json *j, struct str *out); /* out may be NULL: checked, not copied */
/* A number. *whole says whether its value is an integer that fits (1.0 and 1e2 are); *out is set
 * only then. */
bool json_int(struct json *j, int64_t *out, bool *whole);
bool json_number(struct json *j, struct str *text);              /* as written; grammar checked */
bool json_skip(struct json *j, struct str *raw);   /* any value, fully checked; raw may be NULL */
/* Walk: for (bool first = true; (r = json_member(&j, &name, &first)) > 0;) { read the value }
 * 1: a member or element follows, 0: the container ended, -1: malformed. name may be NULL. */
int json_member(struct json *j, struct str *name, bool *first);
int json_element(struct json *j, bool *first);
bool json_end(struct json *j);                     /* only white space is left */

/* Writing. A comma is put before a value or key when the last byte is neither one of { [ : , nor
 * a line feed (NDJSON), nor the start of the buffer's own text (len 0). */
void json_open(struct buf *b, char bracket);       /* '{' or '[' */
void json_close(struct buf *b, char bracket);      /* '}' or ']' */
void json_key(struct buf *b, struct str key);      /* escaped as needed */
void json_put_str(struct buf *b, struct str s);    /* a value: "…"; absent: null */
void json_put_int(struct buf *b, int64_t v);
void json_put_uuid(struct buf *b, struct uuid u);  /* "…" */
void json_put_iso(struct buf *b, int64_t ms);      /* "…", as put_iso */
void json_put_bool(struct buf *b, bool v);
void json_put_null(struct buf *b);
void json_put_raw(struct buf *b, struct str value);              /* already JSON */
void json_escape(struct buf *b, struct str s);     /* the quoted string, without any comma logic */

#endif
