/* params.h: what lists take in their query; also for describing it. */
#ifndef API_PARAMS_H
#define API_PARAMS_H

#include "store/store.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 200 };

/* Whether lists are narrowed by the field so: equality for FILTER fields and those with an order,
 * bounds (.gte, .lt) for the latter only. */
bool param_takes(const struct record *rec, int field, enum filter_op op);

#endif
