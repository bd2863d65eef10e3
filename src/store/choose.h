/* choose.h: which index walks a list; shared by the files that build lists. */
#ifndef STORE_CHOOSE_H
#define STORE_CHOOSE_H

#include "store/select.h"

/* ARM_mine: the list has two arms. */
enum arm choose_first_arm(const struct query *q);
/* The index that gives q's order with the most leading fields fixed; NULL: none, or the primary
 * key. */
const struct index *choose_index(const struct query *q, enum arm arm);

#endif
