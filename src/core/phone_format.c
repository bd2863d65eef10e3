/* phone_format.c: digits in the groups that people of the country write. The groups of regions that
 * share a calling code are those of its main region. */
#include "core/phone.h"
#include "core/phone_plan.h"

/* True when the shape's groups add up to n digits. */
static bool shape_fits(const struct phone_shape *shape, size_t n)
{
	size_t least = 0;
	for (size_t i = 0; i < shape->n; i++)
		least += shape->min[i];
	return n >= least && n <= least + shape->more;
}

static const struct phone_format *format_of(const struct phone *p)
{
	const struct phone_plan *plan = phone_plan_of_number(p);
	struct str national = phone_national(p);
	if (plan == NULL)
		return NULL;
	struct phone_subject s = phone_subject(national);
	const struct phone_format *format = &phone_formats[plan->formats],
				  *end = format + plan->formats_n;
	for (; format < end; format++) {
		if (phone_match_start(&s, format->leading) &&
		    shape_fits(&phone_shapes[format->shape], s.len))
			return format;
	}
	return NULL;
}

static void put_filled(struct buf *b, struct str national, const struct phone_shape *shape,
                       const char *template)
{
	struct str groups[5];
	size_t least = 0, at = 0;
	for (size_t i = 0; i < shape->n; i++)
		least += shape->min[i];
	for (size_t i = 0; i < shape->n; i++) {
		size_t n = shape->min[i] + (i == shape->open ? national.len - least : 0);
		groups[i] = str_head(str_from(national, at), n);
		at += n;
	}
	for (; *template != '\0'; template ++) {
		if (*template > 5)
			put_char(b, *template);
		else if ((size_t) * template <= shape->n)
			put(b, groups[*template - 1]);
	}
}

void phone_put_national(struct buf *b, const struct phone *p)
{
	const struct phone_format *f = format_of(p);
	if (f == NULL)
		put(b, phone_national(p));
	else
		put_filled(b, phone_national(p), &phone_shapes[f->shape],
		           phone_templates[f->national]);
}

void phone_put_international(struct buf *b, const struct phone *p)
{
	const struct phone_format *f = format_of(p);
	put(b, str_head(phone_e164(p), 1u + p->code_len));
	put_char(b, ' ');
	if (f == NULL)
		put(b, phone_national(p));
	else
		put_filled(b, phone_national(p), &phone_shapes[f->shape],
		           phone_templates[f->international]);
}
