/* fold_tables.h: shape of fold_tables.c (generated). Only fold.c reads them.
 *
 * The entry of a code point is found on three levels: root by its bits 8 and up, node by bits 3–7,
 * leaf by bits 0–2. Below FOLD_MAPPED it is a place in fold_properties, and the code point folds to
 * itself; else (less FOLD_MAPPED) a place in fold_pool, where a count of UTF-16 units stands before
 * them. What it maps to folds to itself. */
#ifndef CORE_FOLD_TABLES_H
#define CORE_FOLD_TABLES_H

#include "core/fold.h"

enum { FOLD_MAPPED = 128 };

enum fold_flags {
	FOLD_JOINS = 1, /* goes with what stands before it */
	FOLD_KEEPS = 2, /* marks that several scripts share stay with this base */
};

struct fold_property {
	uint8_t kind;   /* enum fold_kind */
	uint8_t ccc;    /* canonical combining class */
	uint8_t flags;
};

/* Two code points that are one when they meet. */
struct fold_pair {
	uint32_t first, second, whole;
};

extern const uint8_t fold_root[];
extern const uint16_t fold_nodes[];
extern const uint16_t fold_leaves[];
extern const struct fold_property fold_properties[];
extern const uint16_t fold_pool[];
extern const struct fold_pair fold_pairs[];           /* ascending */
extern const size_t fold_pairs_n;

#endif
