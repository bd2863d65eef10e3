/* phone_pattern.c: see phone_pattern.h. */
#include "core/phone_pattern.h"

#include "core/phone_tables.h"

enum {
	OPEN = 10,
	OR = 11,
	CLOSE = 12,
	CLOSE_MAYBE = 13,
	SPAN = 14,
	CLASS = 15,
	DIGITS = 16,
	PAIR = 32,
	KNOWN = 132
};

struct phone_subject phone_subject(struct str digits)
{
	struct phone_subject s = { .len = (unsigned) digits.len };
	for (unsigned i = 0; i < s.len; i++)
		s.at[digits.ptr[i] - '0'] |= 1u << i;
	return s;
}

static uint32_t one_of(const struct phone_subject *s, unsigned set, uint32_t from)
{
	uint32_t places = 0;
	for (unsigned digit = 0; set != 0; digit++, set >>= 1)
		if (set & 1)
			places |= s->at[digit];
	return (from & places) << 1;
}

static uint32_t within(const struct phone_subject *s, uint32_t places)
{
	return places & ((2u << s->len) - 1);
}

static uint32_t span(const struct phone_subject *s, unsigned min, unsigned max, uint32_t from)
{
	uint32_t to = 0;
	for (unsigned n = min; n <= max; n++)
		to |= from << n;
	return within(s, to);
}

/* The end of this alternative: its OR, CLOSE or CLOSE_MAYBE. */
static const uint8_t *skip(const uint8_t *pc)
{
	for (unsigned depth = 0;; pc++) {
		if (*pc == CLASS)
			pc += 2;
		else if (*pc == SPAN)
			pc++;
		else if (*pc == OPEN)
			depth++;
		else if (depth == 0 && *pc >= OR && *pc <= CLOSE_MAYBE)
			return pc;
		else if (*pc == CLOSE || *pc == CLOSE_MAYBE)
			depth--;
	}
}

static uint32_t alternatives(const struct phone_subject *s, const uint8_t **pc, uint32_t from);

static uint32_t atom(const struct phone_subject *s, const uint8_t **pc, uint32_t from)
{
	unsigned op = *(*pc)++;
	if (op < OPEN)
		return (from & s->at[op]) << 1;
	if (op >= KNOWN)
		return one_of(s, phone_classes[op - KNOWN], from);
	if (op >= PAIR) {
		unsigned a = (op - PAIR) / 10, b = (op - PAIR) % 10;
		return (((from & s->at[a]) << 1) & s->at[b]) << 1;
	}
	if (op >= DIGITS)
		return span(s, op - DIGITS, op - DIGITS, from);
	if (op == OPEN) {
		uint32_t to = alternatives(s, pc, from);
		return (*pc)[-1] == CLOSE_MAYBE ? to | from : to;
	}
	if (op == CLASS) {
		unsigned set = (unsigned) (*pc)[0] << 8 | (*pc)[1];
		*pc += 2;
		return one_of(s, set, from);
	}
	unsigned limits = *(*pc)++;
	return span(s, limits >> 4, limits & 15, from);
}

/* Leaves *pc behind the closing byte. */
static uint32_t alternatives(const struct phone_subject *s, const uint8_t **pc, uint32_t from)
{
	uint32_t to = 0;
	for (;;) {
		uint32_t places = from;
		while (places != 0 && (**pc < OR || **pc > CLOSE_MAYBE))
			places = atom(s, pc, places);
		*pc = skip(*pc);
		to |= places;
		if (*(*pc)++ != OR)
			return to;
	}
}

uint32_t phone_match(const struct phone_subject *s, unsigned pattern, uint32_t from)
{
	const uint8_t *pc = phone_patterns + pattern;
	return alternatives(s, &pc, from);
}
