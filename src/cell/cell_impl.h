/* cell_impl.h: what the files of cell/ share about an open cell. Only cell/ includes it. */
#ifndef CELL_CELL_IMPL_H
#define CELL_CELL_IMPL_H

#include <stdatomic.h>

#include "cell/effects.h"
#include "plat/seal.h"
#include "plat/thread.h"

enum { READERS_MAX = 8, KEY_SLOTS = 64, CHANCE_BYTES = 640 };

/* The search keys given out in one second, so that a run of rows asks the store once. */
struct key_slot {
	const struct record *rec;
	int64_t second, next;
	int64_t open_second;           /* once full: where the rows of this second go */
};

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

/* Where the notes about one row lie: one per record and group. */
struct noted_row { struct noted_row *next; unsigned at; };

/* What the units of one transaction left behind; lives from begin to committed. */
struct group {
	struct arena arena;
	NOTES(change_note) changes;
	NOTES(index_note) index;
	struct noted_row *change_buckets[GROUP_BUCKETS], *index_buckets[GROUP_BUCKETS];
	struct derived_row *buckets[GROUP_BUCKETS];
	struct derived_row **derived;  /* in the order they came */
	unsigned derived_n, derived_cap;
	NOTES(timeline_note) timeline;
	NOTES(audit_note) audit;
	NOTES(reply_note) replies;
	bool jobs, facts;
	uint8_t link[32];              /* of the audit chain, after this group */
	struct change_out *out;
	unsigned out_n;
};

struct cell {
	struct cells *home;
	struct uuid id;
	struct writer *writer;
	char path[512];
	struct key *key, *hash_key, *store_key;
	struct db *first_db;           /* opened the cell; the writer takes it over */
	struct cell *next;             /* in the table */
	unsigned refs;                 /* guarded by the table's lock, as is used_at */
	int64_t used_at;
	bool rested;                   /* since it was taken last */

	struct mutex reader_lock;
	struct db *readers[READERS_MAX];
	unsigned readers_idle;

	struct audit_queue *audit;     /* of what was only read: see audit.h */

	/* the writer thread's own */
	struct group group;
	int64_t change_seq, timeline_seq, audit_seq, reply_seq;
	uint8_t audit_link[32];
	struct key_slot keys[KEY_SLOTS];
	uint8_t chance[CHANCE_BYTES];  /* for ids to come; the first `chance_left` of it */
	unsigned chance_left;
	int64_t indexed;               /* index rows since upkeep was last asked to merge them */
	/* could not be read after the last commit: read them again */
	bool facts_stale;

	atomic_llong seq;              /* last committed change */
	struct uuid epoch;

	struct mutex facts_lock;
	struct cell_facts facts;
};

struct cells {
	struct cells_options o;
	struct mutex lock, open_lock;
	struct cond let_go;            /* somebody holds a cell no longer */
	struct cell *table[256];
	unsigned open;
	struct feed_sink sink;         /* guarded by lock, as is the next */
	struct writer_stats past;      /* of cells that are closed */
	atomic_int files_kept;         /* by how many */
};

extern const struct writer_hooks cell_writer_hooks;

/* cell.c */
void cell_copy_log(void *owner);
/* Closes readers that nobody uses and gives the writer's page cache back. */
void cell_rest(struct cell *c);
int cell_tokenise(void *sink, struct str text, bool query, db_token_fn *emit);

/* cells.c */
NODISCARD enum err cell_open_writer(void *owner, struct db **db);
NODISCARD enum err cell_db_open(struct cell *c, enum db_mode mode, struct db **out);

/* Holds the open cells of which `which` is true, up to max; each for one cell_let_go. */
unsigned cells_hold(struct cells *cs, bool (*which)(struct cell *c), struct cell **out,
                    unsigned max);
void cell_let_go(struct cell *c);                  /* as cell_give, but it was no use */

/* facts.c */
NODISCARD enum err cell_read_facts(struct cell *c, struct db *db);
NODISCARD enum err cell_read_epoch(struct cell *c, struct db *db);
void cell_committed(void *owner, struct db *db);
/* Control learns of a due job before it commits: a start opens only the cells that are due. */
NODISCARD enum err cell_tell_due(struct cell *c, struct db *db);
NODISCARD enum err setting_read(struct db *db, struct str name, struct arena *a, struct str *out);
NODISCARD enum err setting_write(struct db *db, struct str name, struct str value);

/* seed.c */
NODISCARD enum err cell_sow(struct cell *c, struct db *db, const struct cell_seed *seed);

/* group.c */
void group_clear(struct group *g);
void group_merge(struct group *g, const struct effects *e);
void group_change(struct group *g, const struct change_note *n);

/* derive.c: while a unit runs */
NODISCARD enum err derive_effects(struct unit *u, const struct record *rec, enum happening what,
                                  const void *before, const void *after, uint64_t mask,
                                  const struct record *except);
/* A row to be stored for the first time: nothing counted, nothing summed. */
void derive_clear(const struct record *rec, void *row);
/* Its own_or columns, from itself and the row it refers to, where those fields differ from before
 * (NULL: in any case). *mask gets the columns that changed. */
NODISCARD enum err derive_own(struct unit *u, const struct record *rec, const void *before,
                              void *row, uint64_t *mask);
/* The columns of the row in hand that wait for the tail, as they are going to be. */
NODISCARD enum err derive_settle(struct unit *u, const struct record *rec, void *row);

/* derive_tail.c */
void derive_merge(struct group *g, const struct derive_note *n);
NODISCARD enum err derive_tail(struct cell *c, struct db *db);
/* derive_sql.c: the definition of a column, as a term in a statement over its record's table. */
void derive_definition(struct buf *b, const struct derived *d);

/* index.c */
void index_effects(struct unit *u, const struct record *rec, enum happening what,
                   const void *before, const void *after, uint64_t mask);
/* The words of the parts that the row was just made with. */
void index_add_parts(struct unit *u, const void *row, const struct decoded *d);
void index_merge(struct group *g, const struct index_note *n);
NODISCARD enum err index_tail(struct cell *c, struct db *db);
NODISCARD enum err search_key_make(struct cell *c, struct db *db, const struct record *rec,
                                   int64_t at_ms, int64_t *out);

/* index_text.c: the words of a row's own SEARCH fields; of those and its parts, as stored */
struct str index_text_fields(struct arena *a, const struct record *rec, const void *row);
NODISCARD enum err index_compose(struct db *db, struct arena *a, const struct record *rec,
                                 const void *row, struct str *out);

/* journal.c */
NODISCARD enum err journal_start(struct cell *c, struct db *db);
NODISCARD enum err journal_tail(struct cell *c, struct db *db);
void journal_committed(struct cell *c);

/* chain.c */
/* link: of the entry before (32 zeros: there is none); becomes this entry's. */
void chain_link(const struct cell *c, struct arena *a, const struct audit_entry *row,
                uint8_t link[32]);

/* audit.c: called by the writer around its groups */
struct audit_queue *audit_queue_new(void);
void audit_queue_free(struct audit_queue *q);
void audit_take_back(struct cell *c);              /* a group begins */
void audit_tail(struct cell *c);                   /* what waits joins the group's entries */
void audit_committed(struct cell *c);
bool audit_is_due(struct cell *c);                  /* and nobody was asked to write it */
void audit_close(struct cell *c);                  /* waits until it is written */

/* history.c */
NODISCARD enum err history_write(struct unit *u, const struct record *rec, const void *before,
                                 const void *after, uint64_t mask, struct str old_custom);
/* Fields, PARTS_BIT and CUSTOM_BIT that were changed after that version. */
NODISCARD enum err history_fields_since(struct unit *u, const struct record *rec, struct uuid id,
                                        int64_t version, uint64_t *out);

/* check.c */
NODISCARD enum err check_refs(struct unit *u, const struct record *rec, const void *row,
                              uint64_t mask);
NODISCARD enum err check_unique(struct unit *u, const struct record *rec, const void *row,
                                uint64_t mask);
NODISCARD enum err run_check_hook(struct unit *u, const struct write *w);
NODISCARD enum err run_apply_hook(struct unit *u, const struct write *w);
void fill_head(struct unit *u, void *row);
void fill_defaults(const struct record *rec, void *row);
/* Fields that whoever creates must send. */
static inline uint64_t fields_to_send(const struct record *rec)
{
	return fields_with(rec, REQUIRED) & readable_fields(rec);
}
/* Complaints came since there were `had` of them. */
static inline bool flawed_since(const struct unit *u, size_t had) { return u->problems->n > had; }

/* sources.c: drops from the mask what a better source wrote, and stamps the rest. */
uint64_t sources_weigh(struct unit *u, const struct record *rec, const void *before, void *after,
                       uint64_t mask);

/* parts.c */
NODISCARD enum err parts_prepare(struct unit *u, const struct record *rec, struct decoded *d,
                                 void *row);
NODISCARD enum err parts_insert(struct unit *u, const struct record *rec, const struct decoded *d);
/* Whether all of them stand already as parts of that row. */
NODISCARD enum err parts_stand(struct unit *u, const struct decoded *d, struct uuid owner,
                               bool *yes);

/* custom.c: complains about what no value of such a field can be; writes nothing. */
NODISCARD enum err custom_check(struct unit *u, const struct custom_in *v, size_t n);
/* Writes what differs. *mask gets CUSTOM_BIT when something does; *old what those fields
 * said before, as a JSON object. */
NODISCARD enum err custom_put(struct unit *u, struct uuid row_id, const struct custom_in *v,
                              size_t n, uint64_t *mask, struct str *old);

/* remove.c */
/* Rows of rec that belong to their `field`'s row, and have no life without it. */
bool is_owned_by(const struct record *rec, int field);

/* reindex.c: newest rows first; asks goes_on between chunks (NULL: always). */
NODISCARD enum err reindex_run(struct cell *c, bool (*goes_on)(void *ctx), void *ctx,
                               int64_t *rows);

/* Whether the index was made by this tokeniser, and as a whole. */
NODISCARD enum err index_is_current(struct db *db, bool *yes);

/* upkeep.c: asks for the work that keeps the cell small, unless it waits already. */
NODISCARD enum err upkeep_plan(struct cell *c, struct db *db);
/* In the tail of a group: many rows came since the index was last merged, so upkeep is to come when
 * they have come to rest, and not only tomorrow. */
NODISCARD enum err upkeep_tail(struct cell *c, struct db *db);
void upkeep_committed(struct cell *c);

#endif
