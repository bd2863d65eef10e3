/* value.h: one value on its way into a row; shared by the decoders of this room only. */
#ifndef RECORD_VALUE_H
#define RECORD_VALUE_H

#include "record/decode.h"

/* Where a value goes, and under which name a complaint about it points there. */
struct spot {
	const struct record *rec;
	const struct field *f;
	struct str name;
	void *row;
	struct arena *arena;
	struct problems *ps;
};

static inline struct spot spot_of(const struct record *rec, int field, void *row,
                                  struct arena *arena, struct problems *ps)
{
	return (struct spot) { rec, &rec->fields[field], rec->fields[field].name, row, arena, ps };
}

/* Each is false after complaining; the row's value is then null. */
bool spot_null(const struct spot *at);
bool spot_from_string(const struct spot *at, struct str s);    /* ids, texts, words, bytes */
bool spot_from_whole(const struct spot *at, int64_t v, bool whole);
bool spot_from_bool(const struct spot *at, bool v);
/* One more word of a set; n: which of the words sent. The row's value must be set before. */
bool spot_add_word(const struct spot *at, struct str word, size_t n);

bool spot_check(const struct spot *at);        /* the value in the row */

#endif
