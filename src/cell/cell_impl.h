/* cell_impl.h: what the files of cell/ share about an open cell. Only cell/ includes it. */
#ifndef CELL_CELL_IMPL_H
#define CELL_CELL_IMPL_H

#include <pthread.h>
#include <stdatomic.h>

#include "cell/effects.h"
#include "plat/seal.h"

enum { READERS_MAX = 8, KEY_SLOTS = 64 };

/* The last search keys given out, so that a run of rows in one second asks the store once. */
struct key_slot { const struct record *rec; int64_t second, next; };

/* Derived columns of one row that wait for the tail. */
enum { DERIVED_MAX = 6 };
struct derived_row {
	const struct record *rec;
	struct uuid id;
	struct { enum delta how; int64_t by; } of[DERIVED_MAX];   /* in the order of deriveds[] */
	bool pending;
	struct derived_row *next;      /* in its bucket */
};

enum { GROUP_BUCKETS = 256 };

/* What the units of one transaction left behind; lives from begin to committed. */
struct group {
	struct arena arena;
	NOTES(change_note) changes;
	struct change_row *change_buckets[GROUP_BUCKETS];
	NOTES(index_note) index;
	struct derived_row *buckets[GROUP_BUCKETS];
	struct derived_row **derived;  /* in the order they came */
	unsigned derived_n, derived_cap;
	NOTES(timeline_note) timeline;
	struct uuid *timeline_actors;
	unsigned timeline_actor_cap;
	NOTES(audit_note) audit;
	NOTES(reply_note) replies;
	bool jobs, facts;
	uint8_t link[32];              /* of the audit chain, after this group */
	struct change_out *out;
	unsigned out_n;
};

struct change_row { struct change_row *next; unsigned at; };

struct cell {
	struct cells *home;
	struct uuid id;
	struct writer *writer;
	char path[512];
	struct key *key, *hash_key;
	struct db *first_db;           /* opened the cell; the writer takes it over */
	struct cell *next;             /* in the table */
	unsigned refs;                 /* guarded by the table's lock */
	int64_t used_at;

	pthread_mutex_t reader_lock;
	struct db *readers[READERS_MAX];
	unsigned readers_idle;

	/* the writer thread's own */
	struct group group;
	int64_t change_seq, timeline_seq, audit_seq, reply_seq;
	uint8_t audit_link[32];
	struct key_slot keys[KEY_SLOTS];

	atomic_llong seq;              /* last committed change */
	struct uuid epoch;
	pthread_mutex_t facts_lock;
	struct cell_facts facts;
};

struct cells {
	struct cells_options o;
	pthread_mutex_t lock, open_lock;
	struct cell *table[256];
	unsigned open;
	struct feed_sink sink;
};

extern const struct writer_hooks cell_writer_hooks;

/* cells.c */
NODISCARD enum err cell_open_writer(void *owner, struct db **db);
void cell_committed(void *owner, struct db *db);
NODISCARD enum err cell_db_open(struct cell *c, enum db_mode mode, struct db **out);
NODISCARD enum err cell_read_facts(struct cell *c, struct db *db);
NODISCARD enum err cell_note_due(struct cell *c, struct db *db);
NODISCARD enum err cell_sow(struct cell *c, struct db *db, const struct cell_seed *seed);
int cell_tokenise(void *sink, struct str text, bool query, db_token_fn *emit);

/* group.c */
void group_clear(struct group *g);
void group_merge(struct group *g, const struct effects *e);
struct change_note *group_change(struct group *g, const struct change_note *n);

/* derive.c */
void derive_note(struct group *g, const struct derive_note *n);
NODISCARD enum err derive_tail(struct cell *c, struct db *db);
NODISCARD enum err derive_effects(struct unit *u, const struct record *rec, enum happening what,
                                  const void *before, const void *after, uint64_t mask,
                                  const struct record *except);
NODISCARD enum err derive_initial(struct unit *u, const struct record *rec, void *row);

/* index.c */
NODISCARD enum err index_tail(struct cell *c, struct db *db);
void index_effects(struct unit *u, const struct record *rec, enum happening what, const void *before,
                   const void *after, uint64_t mask, struct str text);
/* The words of a row's own SEARCH fields; of a record with an index, or of any. */
struct str index_text_of(struct arena *a, const struct record *rec, const void *row);
struct str index_text_fields(struct arena *a, const struct record *rec, const void *row);
NODISCARD enum err index_compose(struct db *db, struct arena *a, const struct record *rec, const void *row, struct str *out);
NODISCARD enum err index_insert(struct db *db, const struct record *rec, int64_t key, struct str text);
NODISCARD enum err search_key_make(struct cell *c, struct db *db, const struct record *rec, int64_t at_ms, int64_t *out);

/* journal.c */
NODISCARD enum err journal_start(struct cell *c, struct db *db);
NODISCARD enum err journal_tail(struct cell *c, struct db *db);
void journal_committed(struct cell *c);
NODISCARD enum err journal_history(struct unit *u, const struct record *rec, const void *before,
                                   const void *after, uint64_t mask);

/* check.c */
NODISCARD enum err check_refs(struct unit *u, const struct record *rec, const void *row, uint64_t mask);
NODISCARD enum err check_unique(struct unit *u, const struct record *rec, const void *row, uint64_t mask);
NODISCARD enum err run_check_hook(struct unit *u, const struct write *w);
NODISCARD enum err run_apply_hook(struct unit *u, const struct write *w);
NODISCARD enum err fill_head(struct unit *u, const struct record *rec, void *row);
void fill_defaults(const struct record *rec, void *row);
static inline bool flawed(const struct unit *u) { return u->problems != NULL && u->problems->n > 0; }

/* parts.c and custom.c */
NODISCARD enum err parts_prepare(struct unit *u, const struct record *rec, const struct decoded *d, void *row);
NODISCARD enum err parts_insert(struct unit *u, const struct record *rec, const struct decoded *d, const void *row);
bool is_part(const struct record *rec);
NODISCARD enum err custom_put(struct unit *u, struct uuid row_id, const struct custom_in *v, size_t n);

#endif
