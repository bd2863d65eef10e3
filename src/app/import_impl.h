/* import_impl.h: what the files of an import's work share. Only app/import_*.c include it.
 *
 * One code path rehearses and runs. Rows are read ahead in batches outside of the cell's writer;
 * then each is put: looked up, judged, counted and, in a run, written. A rehearsal puts through a
 * unit that only reads, from one snapshot, and remembers what a run would have stored by then. */
#ifndef APP_IMPORT_IMPL_H
#define APP_IMPORT_IMPL_H

#include "app/import.h"
#include "app/import_file.h"

enum { BATCH_ROWS = 256 };

/* A line of the list of what was left out, until it is stored with the next chunk. */
struct import_note {
	int64_t line;
	enum import_reason reason;
	struct str value;
	struct import_note *next;
};

struct import;

struct importer {
	/* Decides what the choices mean for this file. ERR_CHOICE_NEEDED, ERR_INVALID: im->problem
	 * says what is the matter. */
	NODISCARD enum err (*open)(struct import *im, struct db *db);
	/* Reads up to BATCH_ROWS ahead; their number, 0 at the end. What they hold is in `a`. */
	unsigned (*read)(struct import *im, struct arena *a);
	/* Row i of the batch through im->u. */
	NODISCARD enum err (*put)(struct import *im, unsigned i);
	/* The same for a row that an earlier attempt has put: remembers, counts and writes
	 * nothing. */
	NODISCARD enum err (*recall)(struct import *im, unsigned i);
	/* With the last chunk, before the run is called done. */
	NODISCARD enum err (*close)(struct import *im);
	void (*release)(struct import *im);
};

extern const struct importer people_importer, chat_importer;

struct import {
	struct work *w;
	struct cell *cell;
	struct import_run run;         /* its counts are those so far */
	bool dry;
	struct import_file file;
	struct arena arena;            /* as long as the job runs */
	struct str country;            /* of numbers without "+"; empty: none */
	struct str problem;            /* for the person */
	const struct importer *how;
	void *state;                   /* the importer's own */

	struct unit *u;                /* while rows are put */
	unsigned batch_n, at;          /* rows read ahead, and how many of them are put */
	int64_t skip;                  /* rows that an earlier attempt has put */
	uint32_t chunk;                /* number of the unit that puts them */
	bool stopped;                  /* the run is no longer meant */

	struct arena notes_arena;
	struct import_note *notes, **notes_end;
	int64_t notes_n;               /* stored and waiting; more than NOTES_MAX are not kept */
};

enum { NOTES_MAX = 10000 };

void import_note(struct import *im, int64_t line, enum import_reason reason, struct str value);

/* A 64-bit keyed hash of what (a literal that keeps uses apart) and the data. */
uint64_t import_hash(const struct import *im, const char *what, struct str data);

/* A row was refused for what is its own fault: what was complained about is dealt with. */
static inline void import_forgive(struct import *im)
{
	im->u->problems->n = 0;
}

/* Opens the file and decides what the choices mean; db: any connection. ERR_CHOICE_NEEDED,
 * ERR_INVALID: im->problem says why. import_release in any case. */
NODISCARD enum err import_prepare(struct import *im, struct db *db);
void import_release(struct import *im);

/* Asks for tomorrow's tidying of uploads, once. */
NODISCARD enum err import_ask_tidy(struct unit *u);

/* The first n code points. */
struct str import_cut(struct str s, size_t points);

/* Whether the row has the field from a source that ranks as high as an import: then it stays. */
bool import_is_settled(const struct record *rec, const void *row, int field);

#endif
