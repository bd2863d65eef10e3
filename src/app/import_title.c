/* import_title.c: see import_title.h. */
#include "app/import_title.h"

#include "core/marks.h"

static const struct {
	struct str before, after;
} titles[] = {
#define TITLE(before_, after_) { STR(before_), STR(after_) },
#include "app/import_titles.def"
#undef TITLE
};

/* " (2)" is the browser's. */
static struct str without_copy_number(struct str s)
{
	size_t at = s.len;

	if (at < 4 || s.ptr[at - 1] != ')')
		return s;
	for (at--; at > 0 && s.ptr[at - 1] >= '0' && s.ptr[at - 1] <= '9';)
		at--;
	if (at < 2 || at == s.len - 1 || s.ptr[at - 1] != '(' || s.ptr[at - 2] != ' ')
		return s;
	return str_head(s, at - 2);
}

struct str import_stem(struct arena *a, struct str file_name)
{
	struct str s = text_clean(a, file_name);

	if (s.len > 4 && s.ptr[s.len - 4] == '.')
		s.len -= 4;
	return text_trim(without_copy_number(s));
}

struct str import_title(struct arena *a, struct str file_name)
{
	const struct str s = import_stem(a, file_name);

	for (size_t i = 0; i < COUNT(titles); i++) {
		const size_t around = titles[i].before.len + titles[i].after.len;

		if (s.len > around && str_starts(s, titles[i].before) &&
		    str_ends(s, titles[i].after))
			return text_trim(
				(struct str) { s.ptr + titles[i].before.len, s.len - around });
	}
	return STR_ABSENT;
}
