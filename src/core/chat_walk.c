/* chat_walk.c: from head to head. See chat_walk.h. */
#include "core/chat_walk.h"

struct chat_walk chat_walk_undated(struct str text, const struct chat_shape *shape)
{
	return (struct chat_walk) { .lines = lines_of(text), .shape = shape };
}

struct chat_walk chat_walk_dated(struct str text, const struct chat_shape *shape,
                                 enum chat_order order)
{
	return (struct chat_walk) {
		.lines = lines_of(text),
		.shape = shape,
		.dated = true,
		.order = order,
	};
}

static bool is_head(const struct chat_walk *w, struct str line, struct chat_piece *p)
{
	if (!chat_head_parse(line, &p->head) || !chat_shape_fits(w->shape, &p->head))
		return false;
	p->at = (struct civil) { 0 };
	if (w->dated && !chat_order_date(&p->head, w->order, &p->at))
		return false;
	chat_clock_hour(&w->shape->clock, &p->head, &p->at.hour);
	p->at.minute = p->head.minute;
	p->at.second = p->head.second;
	return true;
}

/* Reads lines up to and including the next head, which goes to w->next. *end_r: where its line
 * begins, or the end of the text. */
static void look_ahead(struct chat_walk *w, size_t *end_r)
{
	struct str line;

	w->ahead = false;
	for (;;) {
		*end_r = w->lines.at;
		if (!lines_next(&w->lines, &line))
			return;
		if (!is_head(w, line, &w->next))
			continue;
		w->ahead = true;
		w->next.line = w->lines.number;
		w->next.first = str_from(line, w->next.head.body);
		return;
	}
}

bool chat_walk_next(struct chat_walk *w, struct chat_piece *piece)
{
	size_t end;

	if (!w->ahead)
		look_ahead(w, &end);
	if (!w->ahead)
		return false;
	*piece = w->next;
	look_ahead(w, &end);
	piece->rest = (struct str) {
		piece->first.ptr,
		(size_t) (w->lines.text.ptr + end - piece->first.ptr),
	};
	return true;
}
