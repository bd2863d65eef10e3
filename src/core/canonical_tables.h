/* canonical_tables.h: shape of canonical_tables.c (generated). Only canonical.c reads them. */
#ifndef CORE_CANONICAL_TABLES_H
#define CORE_CANONICAL_TABLES_H

#include <stddef.h>
#include <stdint.h>

enum { CANONICAL_PARTS_MAX = 4 };

/* Ascending by code point; unused places are 0. Korean syllables are computed. */
struct canonical_parts {
	uint32_t cp;
	uint32_t part[CANONICAL_PARTS_MAX];
};
/* Code points with a combining class that is not 0; ascending. */
struct canonical_class {
	uint32_t first, last;
	uint8_t ccc;
};

extern const struct canonical_parts canonical_parts[];
extern const size_t canonical_parts_n;
extern const struct canonical_class canonical_classes[];
extern const size_t canonical_classes_n;

#endif
