/* phone_plan.h: reads digits in a numbering plan. Knows plans and digits, nothing about text. */
#ifndef CORE_PHONE_PLAN_H
#define CORE_PHONE_PLAN_H

#include "core/phone.h"
#include "core/phone_pattern.h"
#include "core/phone_tables.h"

/* A short run of ASCII digits. */
struct phone_number {
	char digits[PHONE_SUBJECT_MAX + 1];
	uint8_t len;
};

static inline struct str phone_number_str(const struct phone_number *n)
{
	return (struct str) { n->digits, n->len };
}
/* a + b; cut at PHONE_SUBJECT_MAX. */
struct phone_number phone_number_of(struct str a, struct str b);

const struct phone_plan *phone_plan_of(struct str region);      /* NULL when unknown */
/* The calling code at the start of the digits; NULL when there is none. */
const struct phone_code *phone_code_of(struct str digits, size_t *code_len);
/* The plan a valid number belongs to. */
const struct phone_plan *phone_plan_of_number(const struct phone *p);

/* What kind of line the plan gives the number to; false when it is no number of the plan. */
bool phone_plan_type(const struct phone_plan *plan, struct str national, enum phone_type *type);

/* Digits as dialled inside a plan's country: trunk prefix, carrier code, local forms. Region and
 * form of the number follow (a Canadian number dialled from the US is found to be Canadian). */
NODISCARD enum phone_reason phone_read_national(const struct phone_plan *plan, struct str digits,
                                                struct phone *out);

/* Digits that begin with a calling code. */
NODISCARD enum phone_reason phone_read_international(struct str digits, struct phone *out);

/* The same, and what no pattern takes is accepted when its length is possible. */
NODISCARD enum phone_reason phone_read_trusted(struct str digits, struct phone *out);

#endif
