/* select.h: a list under construction; shared by select.c (text) and query.c (running). */
#ifndef STORE_SELECT_H
#define STORE_SELECT_H

#include "store/store.h"

struct cursor;

/* A narrowed list of owned rows has two arms: mine and nobody's. */
enum arm { ARM_only, ARM_mine, ARM_nobodys };

struct select {
	const struct query *q;
	enum dialect dialect;
	int driving_part, driving_custom;      /* the filter whose postings are walked and sorted; -1: the order's index */
	unsigned place_member, place_limit, place_sort, place_id;
	struct buf sql;
	struct binder binds;
};

void select_page_sql(struct select *s, const struct cursor *from);
void select_count_sql(struct select *s, int64_t max);
bool select_parent_fixed(const struct query *q);

#endif
