/* store.h: rows of any declared record: read, insert, update, find, page; nothing happens around
 * them (history, feed, index: see cell/). No read without an actor. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "db/db.h"
#include "record/record.h"
#include "store/sql.h"

/* On whose behalf. The engine itself sees everything; a member what the SCOPE rows say. */
struct actor {
	struct uuid member_id;         /* zero: the program itself */
	enum role role;                /* ROLE_nobody: no rights */
	bool narrowed;                 /* sees only what is theirs or nobody's */
	struct uuid token_id;          /* through which they act; zero: in person */
};

static inline struct actor actor_engine(void) { return (struct actor) { .role = ROLE_owner }; }

/* The fields of a row that the actor is told. */
static inline uint64_t fields_shown(const struct actor *actor, const struct record *rec)
{
	return readable_fields(rec) & ~(actor->narrowed ? fields_of_whole(rec) : 0);
}

/* -- rows, by id or key; every member of rec's struct is filled, strings are copied into the
 * arena -- */

enum liveness { LIVE_only, LIVE_or_deleted };

/* ERR_NOT_FOUND when there is none that the actor sees. */
NODISCARD enum err row_get(struct db *db, struct arena *a, const struct actor *actor,
                           const struct record *rec, struct uuid id, enum liveness live, void *row);
/* The same of a live row, but reads the fields in mask alone; the others are null. */
NODISCARD enum err row_get_fields(struct db *db, struct arena *a, const struct actor *actor,
                                  const struct record *rec, struct uuid id, uint64_t mask,
                                  void *row);
/* Whether the actor sees the live row; cheaper than reading it. ERR_NOT_FOUND when not. */
NODISCARD enum err row_visible(struct db *db, const struct actor *actor, const struct record *rec,
                               struct uuid id);
/* The first live row whose indexed fields are those of `like`. Engine's eyes: for uniqueness and
 * joins. */
NODISCARD enum err row_find(struct db *db, struct arena *a, const struct index *ix,
                            const void *like, void *row);
/* The row, live or not, with the primary key of `like`; engine's eyes. For tables without id. */
NODISCARD enum err row_find_key(struct db *db, struct arena *a, const struct record *rec,
                                const void *like, void *row);
/* ERR_CONFLICT: a row with a unique key of this one is in the way; nothing was written. */
NODISCARD enum err row_insert(struct db *db, const struct record *rec, const void *row);
/* Writes the fields in mask from the row, found by its id (TABLE: its key). ERR_NOT_FOUND: none. */
NODISCARD enum err row_update(struct db *db, const struct record *rec, const void *row,
                              uint64_t mask);
/* For good. */
NODISCARD enum err row_delete(struct db *db, const struct record *rec, const void *row);
/* Reads the columns of a SELECT that begins at column `from` with all fields of rec. */
void row_read(struct stmt *s, int from, struct arena *a, const struct record *rec, void *row);
void row_bind(struct stmt *s, int at, const struct record *rec, int field, const void *row);
/* The index over exactly these fields; BUG when it is not declared. */
const struct index *index_on(const struct record *rec, unsigned n, const int *fields);

/* -- lists -- */

enum filter_op { FILTER_eq, FILTER_null, FILTER_ge, FILTER_lt };
enum { FILTERS_MAX = 12 };

struct filter {
	enum filter_op op;
	int field;                     /* of the record; its value stands in `value` */
	const void *value;             /* a row of the record that holds it */
};
/* What is in the bin, or what the actor does not see, narrows to nothing. */
struct part_filter { const struct part *part; struct uuid id; };
struct custom_filter { struct uuid field_id; struct str value; };

struct query {
	const struct record *rec;
	const struct actor *actor;
	struct filter filters[FILTERS_MAX];
	struct part_filter with_part[FILTERS_MAX];
	struct custom_filter custom[FILTERS_MAX];
	unsigned filter_n, part_n, custom_n;
	int sort;                      /* a field, or F_id */
	bool descending;
	unsigned limit;
	struct str cursor;             /* as given out by the page before; absent: from the start */
};

/* A page ends early rather than hold more than this: memory must not depend on what rows say. */
enum { PAGE_BYTES = 4 << 20 };

struct page {
	unsigned n;
	void **rows;
	struct str next;               /* absent: the end */
};

/* Default order: the first INDEX whose leading fields are all fixed by filters, times newest first;
 * else by id. Sets sort and descending. */
void query_default_order(struct query *q);
/* Whether this list can be sorted so without walking everything. */
bool query_sortable(const struct query *q, int field);
/* ERR_BAD_CURSOR, or what the store says. */
NODISCARD enum err query_page(struct db *db, struct arena *a, struct query *q, struct page *out);
/* Counts up to max (more: *out = max + 1). */
NODISCARD enum err query_count(struct db *db, struct arena *a, struct query *q, int64_t max,
                               int64_t *out);

/* Puts " AND …" that narrows `alias` to what the actor sees; the member's id is place `member`.
 * False: nothing refers to that place. Rows of a deleted owner are hidden from everybody but the
 * engine's own lookups (row_find). */
bool scope_sql(struct buf *b, enum dialect d, const struct record *rec, const struct actor *actor,
               struct str alias, unsigned member);

/* Values for the places of a statement under construction. */
struct bind_value {
	enum { BIND_int, BIND_text, BIND_blob, BIND_uuid } kind;
	int64_t i;
	struct str s;
	struct uuid u;
};
/* Room for every filter that a query can hold, the cursor, the limit and the member. */
enum { BINDER_MAX = 4 * FILTERS_MAX + 16 };
struct binder { unsigned n; struct bind_value v[BINDER_MAX]; };
unsigned bind_add(struct binder *b, struct bind_value v);        /* returns the place */
void bind_all(struct stmt *s, const struct binder *b);

#endif
