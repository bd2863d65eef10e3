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
	/* The filter whose postings are walked and sorted; -1 both: the order's index is walked. */
	int driving_part, driving_custom;
	struct buf sql;
	struct binder binds;
	/* Places of values, bound once however many arms name them. */
	unsigned member, limit, sort, id;
	unsigned filter[FILTERS_MAX], part[FILTERS_MAX];
	unsigned custom_field[FILTERS_MAX], custom_value[FILTERS_MAX];
};

struct select select_new(struct arena *a, enum dialect d, const struct query *q);
void select_page_sql(struct select *s, const struct cursor *from);
void select_count_sql(struct select *s, int64_t max);
/* Counts the rows of one part or custom filter alone, up to a cap; places: part id, or field,
 * value. */
void select_part_postings_sql(struct buf *b, enum dialect d, const struct part *part);
void select_custom_postings_sql(struct buf *b, enum dialect d);
enum { POSTINGS_CAP = 2000 };

/* A list whose via-parent is fixed by a filter asks for the parent once, beforehand. */
/* Whether the field names the row through which rows of rec are seen. */
bool select_names_parent(const struct record *rec, int field);
bool select_parent_fixed(const struct query *q);

#endif
