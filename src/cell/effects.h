/* effects.h: what units note and the group's tail writes. Only cell/ includes it. */
#ifndef CELL_EFFECTS_H
#define CELL_EFFECTS_H

#include "cell/unit.h"
#include "record/encode.h"

/* A list that grows in an arena. */
#define NOTES(type) struct { struct type *v; unsigned n, cap; }

struct change_note {
	const struct record *rec;
	struct uuid id, before, after; /* audiences: see struct change_out */
	uint64_t mask;
	enum change_op op;
};

/* A row whose words must be in the index as the row now is, or no longer. */
struct index_note {
	const struct record *rec;
	struct uuid id;
	int64_t key;                   /* -1: not known, the row says it */
	struct str text;               /* absent: composed from the store in the tail */
	bool fresh;                    /* made in this group: the index has no words of it yet */
};

enum delta { DELTA_none, DELTA_add, DELTA_newest, DELTA_recompute };
struct derive_note {
	const struct derived *target;
	struct uuid id;
	enum delta how;
	int64_t by;
};

struct timeline_note {
	struct uuid contact_id, row_id, actor;
	const struct record *rec;
	enum timeline_kind kind;
};
struct audit_note {
	enum audit_action action;
	const struct record *rec;
	struct uuid row_id, actor;
	uint64_t mask;
	int64_t n;
	bool has_digest;
	uint8_t digest[16];
	struct str anchor;             /* of a checkpoint; else absent */
};
struct reply_note {
	struct reply_key key;
	int status;
	struct str body;
	struct uuid subject;
};

struct effects {
	NOTES(change_note) changes;
	NOTES(index_note) index;
	NOTES(derive_note) derives;
	NOTES(timeline_note) timeline;
	NOTES(audit_note) audit;
	NOTES(reply_note) replies;
	const struct record *last_rec; /* of the row that was linked to last; NULL: none */
	const void *last_row;
	bool jobs, facts;              /* a job was enqueued; the workspace row changed */
};

void *note_room(struct arena *a, void *v, unsigned *cap, unsigned n, size_t size);
#define NOTE(u_, list_, ...)                                                                       \
	do {                                                                                       \
		struct effects *e_ = (u_)->effects;                                                \
		e_->list_.v = note_room((u_)->arena, e_->list_.v, &e_->list_.cap, e_->list_.n,     \
		                        sizeof *e_->list_.v);                                      \
		e_->list_.v[e_->list_.n++] = (typeof(*e_->list_.v)) { __VA_ARGS__ };               \
	} while (0)

/* Notes everything that follows from a written row: change, derived columns, index, timeline,
 * audit. mask: the fields that differ; PARTS_BIT and CUSTOM_BIT where those do. */
NODISCARD enum err effects_of(struct unit *u, const struct record *rec, enum happening what,
                              const void *before, const void *after, uint64_t mask);
/* One more change event. before: NULL where there was no row. */
NODISCARD enum err note_change(struct unit *u, const struct record *rec, enum happening what,
                               const void *before, const void *after, uint64_t mask);

/* Whoever links to a row by PART_IDS shows it again: a deleted tag is no longer among a contact's
 * tags, and nothing else tells when it comes back. */
NODISCARD enum err note_holders(struct unit *u, const struct record *rec, struct uuid id);

/* The row that another links to, whoever may see it: LIVE_or_deleted, as the unit found or left it.
 * Rows that follow each other mostly hang on the same one: it is read once. */
NODISCARD enum err row_of_link(struct unit *u, const struct record *rec, struct uuid id,
                               const void **row);
/* Who sees the row: for the feed. */
NODISCARD enum err audience_of(struct unit *u, const struct record *rec, const void *row,
                               struct uuid *out);

#endif
