/* sources.c: where a value came from, in 4 bits a SOURCED field: a lower source never overwrites a
 * higher one. */
#include "cell/cell_impl.h"

enum { RANK_BITS = 4, RANK_MASK = 15 };

/* Ranks lie in the order of declaration. */
static unsigned shift_of(const struct record *rec, unsigned field)
{
	unsigned slot = 0;
	for (unsigned i = 0; i < field; i++)
		slot += (rec->fields[i].rules & SOURCED) != 0;
	return slot * RANK_BITS;
}

static int64_t with_rank(int64_t ranks, unsigned shift, enum source_rank rank)
{
	return (ranks & ~((int64_t) RANK_MASK << shift)) | (int64_t) rank << shift;
}

uint64_t sources_weigh(struct unit *u, const struct record *rec, const void *before, void *after,
                       uint64_t mask)
{
	int at = sources_of(rec);
	if (at < 0)
		return mask;
	int64_t ranks = before != NULL ? field_int(&rec->fields[at], before) : 0;
	for (unsigned i = 0; i < rec->n; i++) {
		if (!(rec->fields[i].rules & SOURCED) || !(mask & BIT(i)))
			continue;
		unsigned shift = shift_of(rec, i);
		if ((ranks >> shift & RANK_MASK) > (int64_t) u->source) {
			mask &= ~BIT(i);
			field_copy(rec, (int) i, after, before);
		} else {
			ranks = with_rank(ranks, shift, u->source);
		}
	}
	field_set_int(rec, at, after, ranks);
	return mask | BIT(at);
}
