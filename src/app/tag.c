/* tag.c: tags keep their spelling; vip and VIP are one. A new one gets the colour that fewest have
 * and the last place. */
#include "app/checks.h"
#include "app/tidy.h"
#include "base/utf8.h"

enum { COLOURS = 12, FOLD_MAX = 240 };

static const struct str sql_next_place = STR("SELECT max(position) + 1 FROM tags");
static const struct str sql_colours =
	STR("SELECT colour, count(*) FROM tags WHERE deleted_at IS NULL GROUP BY colour");

static enum err rarest_colour(struct unit *u, int64_t *out)
{
	int64_t used[COLOURS] = { 0 };
	bool row;
	STMT_AUTO s = NULL;

	TRY(db_sql(u->db, sql_colours, &s));
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		used[col_int(s, 0) % COLOURS] += col_int(s, 1);
	}
	*out = 0;
	for (int i = 1; i < COLOURS; i++) {
		if (used[i] < used[*out])
			*out = i;
	}
	return OK;
}

static void fold_name(struct unit *u, struct tag *row)
{
	const struct str key = tidy_fold(u->arena, row->name);

	if (key.len == 0 || utf8_count(key) > FOLD_MAX)
		complain(u->problems, S("name"), FLAW_malformed, "This cannot be a tag's name.");
	else
		set(row, tag, fold_key, key);
}

enum err tag_check(struct unit *u, const struct write *w)
{
	struct tag *row = w->after;
	int64_t n;

	if (w->what == DELETED)
		return OK;
	if (touched(w, F_tag_name)) {
		tidy_line(u, w->rec, F_tag_name, row);
		fold_name(u, row);
	}
	if (!has(row, F_tag_colour)) {
		TRY(rarest_colour(u, &n));
		set(row, tag, colour, n);
	}
	if (!has(row, F_tag_position)) {
		TRY(ask_int(u, sql_next_place, 0, &n));
		set(row, tag, position, n < MAX53 ? n : MAX53);
	}
	return OK;
}
