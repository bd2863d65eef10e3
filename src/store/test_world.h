/* test_world.h: a cell full of random rows that refer to each other, kept in memory as well, and
 * what a list of them must give by brute force. */
#ifndef STORE_TEST_WORLD_H
#define STORE_TEST_WORLD_H

#include "store/test_store.h"

enum { WORLD_ROWS_MAX = 400, WORLD_RECORDS = 32 };

struct table {
	const struct record *rec;
	unsigned n;
	void *rows[WORLD_ROWS_MAX];
};

struct world {
	struct place *p;
	struct rng rng;
	unsigned n;
	struct table tables[WORLD_RECORDS];
};

/* Values come from so few that filters find something and orders have ties. */
void world_fill(struct world *w, struct place *p, uint64_t seed);
struct table *table_of(struct world *w, const struct record *rec);
/* A random row of a record that has rows. */
void *any_row(struct world *w, const struct record *rec);

/* The rows of q in its order, limit and cursor aside; *n of them. */
void **world_list(struct world *w, const struct query *q, unsigned *n);

#endif
