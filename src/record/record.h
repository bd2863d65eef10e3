/* record.h: what the rows of the .def files mean.
 *
 * This header turns them into C types (struct contact, enum lead_status, F_contact_name); record.c
 * turns the same rows into the const tables below, which the engine interprets. It knows no record
 * by name. Rows are plain structs: `has` says which fields are not null, strings are views into an
 * arena that outlives the row. */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/err.h"
#include "base/uuid.h"
#include "record/macros.h"
#include "record/privacy.h"

#define MAX53 9007199254740991   /* what a JavaScript number holds exactly */
#define MAX63 INT64_MAX

enum kind { KIND_uuid, KIND_text, KIND_int, KIND_flag, KIND_choice, KIND_bytes, KIND_N };

/* What a value looks like beyond its kind. */
enum format {
	FORMAT_plain,
	FORMAT_time,         /* ms since 1970, UTC */
	FORMAT_partial_date, /* YYYY-MM-DD or --MM-DD, a real day */
	FORMAT_language,     /* BCP 47, syntax checked */
	FORMAT_country,      /* ISO 3166 alpha-2, upper case */
	FORMAT_currency,     /* ISO 4217, upper case */
	FORMAT_zone,         /* IANA zone name, syntax checked; which there are is the caller's */
	FORMAT_sources,      /* 4 bits for each SOURCED field, in the order of their declaration */
	FORMAT_search_key,
	FORMAT_record,       /* a record's number; its name on the wire */
	FORMAT_audience,     /* a member, AUDIENCE_NOBODY or AUDIENCE_EVERYONE */
	FORMAT_N
};

enum rules {
	OPTIONAL = 0,
	REQUIRED = 1,        /* never null; whoever creates must send it */
	FILLED = 2,          /* never null; the engine or a hook fills it in when absent */
	READ_ONLY = 4,       /* clients must not send it */
	CREATE_ONLY = 8,     /* clients may send it on creation only */
	HIDDEN = 16,         /* never leaves the program */
	SORT = 32,
	FILTER = 64,
	SEARCH = 128,
	SOURCED = 256,       /* keeps the rank of its source in the column `sources` */
	TRANSIENT = 512,     /* writing it raises no version and leaves no history */
	COMPUTED = 1024,     /* a DERIVED row */
};

enum role { ROLE_nobody, ROLE_viewer, ROLE_agent, ROLE_admin, ROLE_owner };   /* rising */
enum happening { CREATED = 1, CHANGED = 2, DELETED = 4, RESTORED = 8 };
enum scope_kind {
	SCOPE_undeclared, SCOPE_everyone, SCOPE_staff, SCOPE_own, SCOPE_owner, SCOPE_via,
	SCOPE_parent,
};
enum shape { SHAPE_record, SHAPE_table, SHAPE_form };
enum home { HOME_cell, HOME_control, HOME_none, HOME_N };
enum derive { DERIVE_none, DERIVE_count, DERIVE_sum, DERIVE_newest, DERIVE_first, DERIVE_own_or };
enum source_rank {
	SOURCE_none, SOURCE_push_name, SOURCE_integration, SOURCE_import, SOURCE_person
};

/* Field types: the C member, and how the engine sees it. A new type is a pair of lines. */
#define C_uuid struct uuid
#define T_uuid .kind = KIND_uuid
#define C_ref(r) struct uuid                      /* another record; stays when that goes */
#define T_ref(r) .kind = KIND_uuid, .ref = &r##_record
#define C_part_of(r) struct uuid                  /* its owner; goes when the owner goes */
#define T_part_of(r) .kind = KIND_uuid, .ref = &r##_record, .owned = true
#define C_audience struct uuid
#define T_audience .kind = KIND_uuid, .format = FORMAT_audience
#define C_text(n) struct str                      /* at most n code points */
#define T_text(n) .kind = KIND_text, .max = (n)
#define C_bytes(n) struct str                     /* at most n bytes; base64url on the wire */
#define T_bytes(n) .kind = KIND_bytes, .max = (n)
#define C_partial_date struct str
#define T_partial_date .kind = KIND_text, .max = 10, .format = FORMAT_partial_date
#define C_language struct str
#define T_language .kind = KIND_text, .max = 35, .format = FORMAT_language
#define C_country struct str
#define T_country .kind = KIND_text, .max = 2, .format = FORMAT_country
#define C_currency struct str
#define T_currency .kind = KIND_text, .max = 3, .format = FORMAT_currency
#define C_zone struct str
#define T_zone .kind = KIND_text, .max = 64, .format = FORMAT_zone
#define C_whole(lo, hi) int64_t
#define T_whole(lo, hi) .kind = KIND_int, .min = (lo), .max = (hi)
#define C_time int64_t
#define T_time .kind = KIND_int, .max = MAX53, .format = FORMAT_time
#define C_time_or_never int64_t                   /* 0: never, null on the wire, sorts last */
#define T_time_or_never .kind = KIND_int, .max = MAX53, .format = FORMAT_time, .zero_is_null = true
#define C_sources int64_t
#define T_sources .kind = KIND_int, .max = MAX63, .format = FORMAT_sources
#define C_search_key int64_t
#define T_search_key .kind = KIND_int, .max = MAX53, .format = FORMAT_search_key
#define C_record_name int64_t
#define T_record_name .kind = KIND_int, .max = 255, .format = FORMAT_record
#define C_set(e) int64_t                          /* bit w for word w (1 is the first) */
#define T_set(e) .kind = KIND_int, .max = MAX53, .choices = &e##_choices, .set = true
#define C_flag bool
#define T_flag .kind = KIND_flag, .max = 1
#define C_choice(e) enum e
#define T_choice(e) .kind = KIND_choice, .choices = &e##_choices

struct choices {
	struct str name;
	unsigned n;                /* words[1] … words[n - 1]; words[0] stands for none */
	struct str words[20];
};

struct record;

struct derive_rule {
	enum derive how;
	const struct record *from; /* whose rows are counted …; own_or: where the fallback stands */
	int by;                    /* its field that points here; own_or: our ref to it */
	int of;                    /* the field that is summed, newest, first; own_or: fallback */
	int when, is;              /* first_of: only rows whose `when` is `is`; own_or: our own */
};

struct field {
	/* What encoding a row reads comes first: it is one cache line. */
	struct str key;            /* ,"name": as JSON has it after another member */
	const struct choices *choices;
	uint32_t offset;
	enum kind kind;
	enum format format;
	uint8_t number;            /* its place, F_…: bit of masks, stored in history */
	bool owned, zero_is_null, set;
	enum rules rules;
	struct str name;           /* C member = column = JSON member = CSV header */
	struct str type;           /* as declared, for documents */
	const char *doc;
	const struct record *ref;
	int64_t min, max;
	enum privacy privacy;
	struct derive_rule derive;
};

enum { INDEX_FIELDS_MAX = 6, PARTS_MAX = 4 };

struct index { const struct record *rec; bool unique; uint8_t n, fields[INDEX_FIELDS_MAX]; };
struct about { const struct record *rec; int field; };
struct part { const struct record *rec, *part; struct str name; int link, id; const char *doc; };
struct timeline_rule { const struct record *rec; int subject; unsigned when; };
struct action {
	const struct record *rec, *form;
	struct str name;
	bool all;                  /* POST /{records}:{name}; else /{records}/{id}:{name} */
	enum role least;
	const char *doc;
};
struct derived { const struct record *rec; int field; };

struct record {
	struct str name, plural;
	const char *doc;
	const struct field *fields;
	const uint64_t *readable;  /* see readable_fields() */
	uint32_t n, size;          /* fields; bytes of the struct */
	uint32_t number;           /* place in its home's list, from 1: what journals store */
	enum shape shape;
	enum home home;
	struct { enum scope_kind kind; int field; } scope;
	enum role read, write, remove;
	const char *check, *apply; /* names of hooks, bound in app */
	uint8_t key_n, key[INDEX_FIELDS_MAX];  /* primary key; none declared: id */
	bool custom;
};

/* enum lead_status { lead_status_unset, lead_status_none, … }; */
#define CHOICE_MEMBER(e, word) e##_##word,
#define CHOICE(e, ...)                                                                             \
	enum e { e##_unset, FOR_EACH_WITH(CHOICE_MEMBER, e, __VA_ARGS__) e##_N };                  \
	extern const struct choices e##_choices;
#include "schema/all.def"

/* struct contact { uint64_t has; struct uuid id; … }; bit n of has: field n is not null */
#define RECORD(...) struct SELF { uint64_t has;
#define TABLE RECORD
#define FORM RECORD
#define FIELD(name, type, rules, privacy, doc) C_##type name;
#define DERIVED(name, type, from, privacy, doc) C_##type name;
#define END };
#include "schema/all.def"

/* enum { F_contact_id, … F_contact_unread, N_contact }; */
#define RECORD(...) enum {
#define TABLE RECORD
#define FORM RECORD
#define FIELD(name, type, rules, privacy, doc) PASTE(F_, SELF, _, name),
#define DERIVED(name, type, from, privacy, doc) PASTE(F_, SELF, _, name),
#define END PASTE(N_, SELF, , ) };
#include "schema/all.def"

#define RECORD(...) extern const struct record PASTE(SELF, _record, , );
#define TABLE RECORD
#define FORM RECORD
#include "schema/all.def"

/* The head, the same in every RECORD (a test holds them to it). */
enum { F_id, F_version, F_created_at, F_updated_at, F_deleted_at, F_run_id, N_head };
struct head {
	uint64_t has;
	struct uuid id;
	int64_t version, created_at, updated_at, deleted_at;
	struct uuid run_id;
};

#define BIT(field) (UINT64_C(1) << (field))
enum { PARTS_BIT = 62, CUSTOM_BIT = 63 };          /* of a mask: parts, custom values changed */

extern const struct record *const cell_records[], *const control_records[], *const form_records[];
extern const unsigned cell_record_count, control_record_count, form_record_count;
extern const struct choices *const all_choices[];
extern const unsigned choice_count;
extern const struct index indexes[];
extern const struct about abouts[];
extern const struct part parts[];
extern const struct timeline_rule timelines[];
extern const struct action actions[];
extern const struct derived deriveds[];
extern const unsigned index_count, about_count, part_count, timeline_count, action_count;
extern const unsigned derived_count;

static inline const struct derive_rule *derive_rule_of(const struct derived *d)
{
	return &d->rec->fields[d->field].derive;
}

static inline bool has(const void *row, int field) { return *(const uint64_t *) row >> field & 1; }
static inline uint64_t *has_of(void *row) { return row; }
static inline void *member_of(const struct field *f, void *row) { return (char *) row + f->offset; }
static inline const void *peek(const struct field *f, const void *row)
{
	return (const char *) row + f->offset;
}
static inline const struct policy *policy_of(const struct field *f)
{
	return &policies[f->privacy];
}
static inline bool not_null(const struct field *f)
{
	return (f->rules & (REQUIRED | FILLED)) != 0 || f->zero_is_null;
}
static inline const struct head *head_of(const void *row) { return row; }

/* set(&tag, tag, colour, 3): assigns and marks as not null. */
#define set(row, r, name_, value)                                                                  \
	((row)->has |= BIT(F_##r##_##name_), (void) ((row)->name_ = (value)))
#define unset(row, r, name_) ((void) ((row)->has &= ~BIT(F_##r##_##name_)))

/* What FORMAT_audience holds when it is no member. */
#define AUDIENCE_NOBODY ((struct uuid) { { 0 } })
#define AUDIENCE_EVERYONE                                                                          \
	((struct uuid) { { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,   \
	                   255, 255 } })

/* All of a home, in the order of their numbers; HOME_none: the forms. */
const struct record *const *records_of(enum home home, unsigned *n);
const struct record *record_by_plural(enum home home, struct str plural); /* NULL: none */
const struct record *record_numbered(enum home home, int64_t number);
int field_named(const struct record *rec, struct str name);               /* -1: none */
int choice_named(const struct choices *c, struct str word);               /* 0: none */
const struct part *part_named(const struct record *rec, struct str name); /* NULL: none */
bool field_same(const struct record *rec, int field, const void *a, const void *b);
/* Fields (bits) in which two rows differ. */
uint64_t row_diff(const struct record *rec, const void *a, const void *b);
/* Fields that a client may read: not HIDDEN. */
static inline uint64_t readable_fields(const struct record *rec) { return *rec->readable; }
/* Bits of the fields that have any of these rules. */
uint64_t fields_with(const struct record *rec, unsigned rules);
/* Whether lists can be ordered by it: it is never null, and it is the id, or some INDEX that is not
 * UNIQUE ends in (field, id) with nothing before but FILTER fields, which the list must name. */
bool record_sortable(const struct record *rec, int field);
/* Whether a narrowed member may not see all of its rows. */
bool record_narrows(const struct record *rec);
/* Fields that everybody would read but that are worked out from rows which a narrowed member may
 * not see, such as how many contacts carry a tag: those members are not told them. */
uint64_t fields_of_whole(const struct record *rec);
/* Of a row that belongs to one of several kinds (SCOPE(parent)): the field that names its owner;
 * -1: there is none. */
int owner_field(const struct record *rec, const void *row);
int search_key_of(const struct record *rec);      /* the field of format search_key, or -1 */
int sources_of(const struct record *rec);         /* the field of format sources, or -1 */
/* Copies a row and its strings into the arena. */
void *row_copy(struct arena *a, const struct record *rec, const void *row);
static inline void *row_new(struct arena *a, const struct record *rec)
{
	return arena_alloc(a, rec->size);
}
/* A row's value as an integer of any kind (int, flag, choice); 0 when null. */
int64_t field_int(const struct field *f, const void *row);
/* Takes one field over, null included; strings are shared, not copied. */
void field_copy(const struct record *rec, int field, void *to, const void *from);
void field_set_int(const struct record *rec, int field, void *row, int64_t v);
struct uuid field_uuid(const struct field *f, const void *row);           /* zero when null */

#endif
