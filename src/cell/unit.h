/* unit.h: one thing that somebody does to a cell: all of it or nothing.
 *
 * check and apply get a unit and nothing else. What a unit causes beside its rows (change events,
 * counts, index rows, timeline, audit, answers) it only notes; the group's tail writes the notes of
 * all units at once. So a unit that reads sees its own rows and the columns that decide who sees
 * them, but DERIVED counts, sums, newest and first as they were before its group. Runs on the
 * cell's writer thread. */
#ifndef CELL_UNIT_H
#define CELL_UNIT_H

#include "cell/cell.h"

struct effects;

struct unit {
	struct actor actor;
	int64_t now_ms;
	struct arena *arena;           /* lives until the answer has left */
	struct cell *cell;
	struct db *db;
	struct problems *problems;     /* never NULL; a part may put its own here for a while */
	struct effects *effects;
	enum source_rank source;       /* whose word it is: a person's, an import's … */
	enum history_reason reason;
	struct uuid run_id;            /* the import that makes rows; zero: none */
	const struct record_hooks *hooks;
	unsigned hook_n;
};

/* A unit on its way through the writer. Embed it first in the caller's struct. */
struct cell_task {
	struct write_task task;
	struct unit unit;
	struct problems *problems;     /* of the whole unit */
	struct arena_mark mark;        /* replay starts from here */
	size_t flaws;                  /* complaints that were there before */
	/* Runs again from the start when its group is replayed: what it was given must still be
	 * there, what it made lies in the arena and is gone. Complaints make it fail. */
	NODISCARD enum err (*body)(struct cell_task *t, struct unit *u);
	/* After the commit or the failure; task.result says which. */
	void (*finished)(struct cell_task *t);
};

/* Prepares a task: actor, arena (the caller's, kept until finished) and problems are taken over.
 * ps may be NULL: nobody reads them. */
void cell_task_init(struct cell_task *t, struct cell *c, const struct actor *actor,
                    struct arena *arena, struct problems *ps);
/* finished is called unless this fails. */
NODISCARD enum err cell_task_submit(struct cell_task *t);
enum err cell_task_run(struct cell_task *t);       /* waits; not from a writer thread */

/* -- records: what the API, imports and hooks do; every refusal is complained about -- */

/* Creates with parts and custom values. row: of rec, filled with what is stored. Creating again
 * under the same id with the same content is harmless. */
NODISCARD enum err unit_create(struct unit *u, const struct record *rec, const struct decoded *d,
                               void *row);
/* What else is wrong with a row whose JSON had flaws, so that one answer names them all: complains
 * about what is sound as JSON and still not acceptable. Writes nothing; never OK. */
NODISCARD enum err unit_judge(struct unit *u, const struct record *rec, const struct decoded *d);
/* The same of a change whose JSON had flaws; not OK either, and not seen is ERR_NOT_FOUND. */
NODISCARD enum err unit_judge_patch(struct unit *u, const struct record *rec, struct uuid id,
                                    const struct decoded *d, int64_t if_version);
/* Changes the fields named in d. if_version > 0: ERR_STALE unless it is the row's. *others (may be
 * NULL): fields that were changed since d->base_version, CUSTOM_BIT among them. */
NODISCARD enum err unit_patch(struct unit *u, const struct record *rec, struct uuid id,
                              const struct decoded *d, int64_t if_version, void *row,
                              uint64_t *others);
NODISCARD enum err unit_delete(struct unit *u, const struct record *rec, struct uuid id,
                               int64_t if_version);
enum { BIN_DAYS = 30 };                            /* then the row is gone for good */
#define BIN_KEPT_MS (INT64_C(24) * 60 * 60 * 1000 * BIN_DAYS)
/* Lifts the stamp of a deletion from the row and what went with it. ERR_CONFLICT: a live row stands
 * in the way, or one is missing that it cannot be without; the complaints name it. */
NODISCARD enum err unit_restore(struct unit *u, const struct record *rec, struct uuid id,
                                void *row);

/* For good, with everything that hangs on it and everything kept of it: the bin after 30 days,
 * samples, erasure. References to it become none. */
NODISCARD enum err unit_purge(struct unit *u, const struct record *rec, const void *row);
/* Every row that an import made. */
NODISCARD enum err unit_purge_run(struct unit *u, struct uuid run_id);

/* Engine writes: no ACCESS, no client rules; hooks run, effects follow. row has its fields set; id,
 * created_at and the rest of the head are filled in when absent. */
NODISCARD enum err unit_insert(struct unit *u, const struct record *rec, void *row);
/* Writes the fields in mask of an existing row, and what its check completes (before: as read).
 * Whatever else differs in `after` is set back to what is stored. */
NODISCARD enum err unit_change(struct unit *u, const struct record *rec, const void *before,
                               void *after, uint64_t mask);

NODISCARD enum err unit_get(struct unit *u, const struct record *rec, struct uuid id, void *row);
bool unit_may(const struct unit *u, enum role least);
/* One audit entry; mask and n as declared. */
void unit_audit(struct unit *u, enum audit_action action, const struct record *rec, struct uuid id,
                uint64_t mask, int64_t n);

/* A unit inside the unit, for items that succeed or fail by themselves: between begin and end
 * either all of it stands or nothing. Complaints are the caller's: give each item its own. */
struct unit_mark { unsigned changes, index, derives, timeline, audit, replies; };
NODISCARD enum err unit_part_begin(struct unit *u, struct unit_mark *m);
NODISCARD enum err unit_part_end(struct unit *u, const struct unit_mark *m, enum err result);

/* For a row to be made; of the writer's thread. */
struct uuid unit_new_id(struct unit *u);

/* Work for later, in the same transaction. unique_key absent: any number. Replaces nothing: an
 * unfinished job with the same key stays as it is. */
NODISCARD enum err unit_enqueue(struct unit *u, struct str handler, struct str unique_key,
                                struct str argument, int64_t due_at, struct uuid *job_id);

/* The unit changed job rows by itself: when the next one is due must be worked out anew. */
void unit_jobs_changed(struct unit *u);

/* The contact that a row is about, directly or through what it refers to; zero: nobody. */
NODISCARD enum err subject_of(struct unit *u, const struct record *rec, const void *row,
                              struct uuid *out);

/* -- answers of repeated requests -- */

/* Bodies longer than this: the caller keeps what matters of them. */
enum { REPLY_KEPT_MS = 48 * 60 * 60 * 1000, REPLY_BODY_MAX = 65536 };
struct reply_key { uint8_t request_hash[32]; int64_t key_hash; };
struct stored_reply { bool found; int status; struct str body; };
/* Also when the first of two that came together has not left yet. ERR_IDEMPOTENCY: the key was used
 * for another request. */
NODISCARD enum err unit_reply_find(struct unit *u, const struct reply_key *k,
                                   struct stored_reply *out);
/* A body over REPLY_BODY_MAX is not kept: the caller gives what matters of it instead. */
NODISCARD enum err unit_reply_store(struct unit *u, const struct reply_key *k, int status,
                                    struct str body, struct uuid subject);

#endif
