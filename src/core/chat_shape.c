/* chat_shape.c: the arrangement that heads have in one file. See chat_shape.h. */
#include "core/chat_shape.h"

#include "core/lines.h"
#include "core/marks.h"

/* So much more common must another arrangement be before the first line's is given up. */
enum { SHAPES_MAX = 16, FAR_MORE = 50 };

struct facts {
	struct chat_shape shape;
	size_t zero[CHAT_PADDABLE], bare[CHAT_PADDABLE];
	enum chat_padding first[CHAT_PADDABLE]; /* what was seen first */
};

struct survey {
	struct facts *v;
	size_t n;
};

static struct facts *facts_of(struct survey *s, uint32_t shape)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].shape.shape == shape)
			return &s->v[i];
	}
	if (s->n == SHAPES_MAX)
		return NULL;
	s->v[s->n].shape.shape = shape;
	return &s->v[s->n++];
}

static void learn_head(struct facts *f, const struct chat_head *h)
{
	f->shape.lines++;
	chat_clock_learn(&f->shape.clock, h);
	for (size_t i = 0; i < CHAT_PADDABLE; i++) {
		if (!h->zero[i] && h->digits[i] != 1)
			continue;
		f->zero[i] += h->zero[i];
		f->bare[i] += !h->zero[i];
		if (f->first[i] == CHAT_PADDING_UNKNOWN)
			f->first[i] = h->zero[i] ? CHAT_PADDING_ZERO : CHAT_PADDING_BARE;
	}
}

static void decide(struct facts *f)
{
	chat_clock_decide(&f->shape.clock);
	for (size_t i = 0; i < CHAT_PADDABLE; i++) {
		f->shape.padding[i] = f->zero[i] == f->bare[i]  ? f->first[i]
		                      : f->zero[i] > f->bare[i] ? CHAT_PADDING_ZERO
		                                                : CHAT_PADDING_BARE;
	}
}

bool chat_shape_learn(struct chat_shape *s, struct str text, struct arena *a)
{
	struct survey survey = { .v = arena_array(a, struct facts, SHAPES_MAX) };
	struct lines lines = lines_of(text);
	struct facts *own = NULL, *best = NULL;
	bool at_top = true;
	struct str line;

	while (lines_next(&lines, &line)) {
		struct chat_head h;
		const bool is_head = chat_head_parse(line, &h);
		struct facts *f = is_head ? facts_of(&survey, h.shape) : NULL;

		if (f != NULL) {
			own = at_top ? f : own;
			learn_head(f, &h);
		}
		at_top = at_top && !is_head && text_trim_marks(line).len == 0;
	}
	for (size_t i = 0; i < survey.n; i++) {
		if (best == NULL || survey.v[i].shape.lines > best->shape.lines)
			best = &survey.v[i];
	}
	if (own != NULL && best->shape.lines / FAR_MORE <= own->shape.lines)
		best = own;
	if (best == NULL)
		return false;
	decide(best);
	*s = best->shape;
	return true;
}

bool chat_shape_fits(const struct chat_shape *s, const struct chat_head *h)
{
	int hour;

	if (h->shape != s->shape)
		return false;
	for (size_t i = 0; i < CHAT_PADDABLE; i++) {
		if ((h->zero[i] && s->padding[i] == CHAT_PADDING_BARE) ||
		    (h->digits[i] == 1 && s->padding[i] == CHAT_PADDING_ZERO))
			return false;
	}
	return chat_clock_hour(&s->clock, h, &hour);
}

bool chat_shape_is_american(const struct chat_shape *s)
{
	const uint32_t year = CHAT_SHAPE_YEAR_FIRST | CHAT_SHAPE_YEAR_LAST;

	return chat_shape_date_joint(s->shape) == CHAT_JOINT_SLASH && (s->shape & year) == 0 &&
	       s->padding[0] != CHAT_PADDING_ZERO && s->padding[1] != CHAT_PADDING_ZERO &&
	       s->padding[CHAT_PARTS] != CHAT_PADDING_ZERO && s->clock.capital == s->lines;
}
