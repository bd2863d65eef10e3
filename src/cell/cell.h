/* cell.h: one workspace: an encrypted file, a writer, a few readers, a change sequence, a search
 * index.
 *
 * Reads take a reader for a moment; writes are units that run on the cell's writer (unit.h). Cells
 * are opened at first use and closed when idle, so that a thousand idle ones cost nothing. Must not
 * know HTTP, sockets or other cells. */
#ifndef CELL_CELL_H
#define CELL_CELL_H

#include "cell/hooks.h"
#include "store/store.h"
#include "store/writer.h"

struct cells;
struct cell;
struct key;

/* A change as it leaves after the commit. */
struct change_out {
	int64_t seq;
	const struct record *rec;
	struct uuid id;
	enum change_op op;
	uint64_t mask;                 /* fields; PARTS_BIT, CUSTOM_BIT */
	struct uuid before, after;     /* audiences: a member, AUDIENCE_NOBODY, AUDIENCE_EVERYONE */
};

/* Where changes go once they are durable; called on the cell's writer thread with its connection,
 * in the order of seq. Must be quick and never wait. */
struct feed_sink {
	void (*publish)(void *self, struct cell *c, struct db *db, const struct change_out *v,
	      unsigned n);
	void *self;
};

struct cells_options {
	const char *dir;               /* DIR/cells/ID.db lie here */
	struct writers *writers;
	const struct record_hooks *hooks;
	unsigned hook_n;
	/* The key of a cell (32 bytes), from control: its hashes and those of its files follow from
	 * it; and the one that opens its store. store_key NULL: the same. */
	NODISCARD enum err (*key)(void *ctx, struct uuid cell_id, uint8_t key[32]);
	NODISCARD enum err (*store_key)(void *ctx, struct uuid cell_id, uint8_t key[32]);
	/* The cell's next due job changed. */
	void (*due)(void *ctx, struct uuid cell_id, int64_t next_due_at);
	void *ctx;
	int64_t (*now_ms)(void);
	int64_t cache_bytes;           /* page cache of one busy connection */
	unsigned idle_max;             /* cells that may stay open while unused */
};

struct cells *cells_new(const struct cells_options *o);
void cells_free(struct cells *cs);                 /* waits for writers to come to rest */
void cells_set_feed(struct cells *cs, const struct feed_sink *sink);

/* Opens the cell if need be (slow then: migrations, key) and holds it. ERR_NOT_FOUND, ERR_KEY,
 * ERR_SCHEMA … */
NODISCARD enum err cells_take(struct cells *cs, struct uuid id, struct cell **out);
/* The same only when it is open already: for event loops. NULL: use cells_take on the read pool. */
struct cell *cells_take_open(struct cells *cs, struct uuid id);
void cell_give(struct cell *c);
/* Closes idle cells beyond the limit; those unused for a minute give up their readers and page
 * cache; logs that nobody adds to are copied. Called now and then. */
void cells_tidy(struct cells *cs);
/* Closes the cell and removes its files, uploads included, for good; one that is not there is gone
 * already. The caller has seen to it that nobody can open it any more (its key is destroyed).
 * ERR_BUSY: somebody holds it still. */
NODISCARD enum err cells_remove(struct cells *cs, struct uuid id);
/* While anybody keeps them, files that nothing refers to any more stay on the disk: a copy that is
 * being made may need them. */
void cells_keep_files(struct cells *cs);
void cells_let_files_go(struct cells *cs);
bool cells_files_are_kept(struct cells *cs);
/* Groups and units of all cells since the start; what is queued now. */
struct writer_stats cells_stats(struct cells *cs);
unsigned cells_open(struct cells *cs);             /* how many are open now */

/* What a new cell holds from the start. */
struct cell_seed {
	struct uuid id, owner_user_id, owner_member_id;
	struct str name, owner_name, country, locale, time_zone;
};
/* Makes the file and its first rows; doing it again changes nothing. */
NODISCARD enum err cell_create(struct cells *cs, const struct cell_seed *seed);

struct uuid cell_id(const struct cell *c);
struct writer *cell_writer(struct cell *c);
struct cells *cell_home(struct cell *c);
int64_t cell_now(const struct cell *c);
/* A reading connection for a moment, from any thread; at most a few exist. */
NODISCARD enum err cell_reader(struct cell *c, struct db **out);
void cell_reader_give(struct cell *c, struct db *db);

/* The feed's position after the last commit, and its epoch (a new one after each restore). */
int64_t cell_seq(const struct cell *c);
struct uuid cell_epoch(const struct cell *c);
/* Workspace facts that every request needs; refreshed at commit. */
struct cell_facts { bool narrow; char country[3]; char zone[65]; };
struct cell_facts cell_facts(struct cell *c);
/* Keyed hash for things of this cell (natural keys, digests, file names); context keeps uses apart.
 * */
void cell_hash(const struct cell *c, const char *context, struct str data, void *out, size_t n);
/* The folder DIR/cells/ID.files/NAME, made when it is missing, in the arena. */
NODISCARD enum err cell_folder(const struct cell *c, struct str name, struct arena *a,
			       const char **out);
/* A key of the cell's for one purpose; the caller's to key_free. */
struct key *cell_key(const struct cell *c, struct str purpose);

#endif
