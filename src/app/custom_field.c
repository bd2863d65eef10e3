/* custom_field.c: fields of the workspace's own: no two with one name, options where there is
 * something to choose and nowhere else. */
#include "app/checks.h"
#include "app/tidy.h"
#include "base/utf8.h"

enum { FOLD_MAX = 320, OPTION_MAX = 1000, OPTIONS_MAX = 200 };

static const struct str sql_next_place = STR("SELECT max(position) + 1 FROM custom_fields");

static bool chooses(const struct custom_field *row)
{
	return row->kind == custom_kind_select || row->kind == custom_kind_multi_select;
}

static bool is_among(struct str option, const struct str *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(v[i], option))
			return true;
	}
	return false;
}

/* One option a line, each once, without blank lines. */
static void tidy_options(struct unit *u, struct custom_field *row)
{
	struct str rest = row->options, seen[OPTIONS_MAX];
	struct buf b = BUF_IN(u->arena);
	size_t n = 0;

	while (!str_absent(rest)) {
		const struct str option = str_trim(str_cut(&rest, '\n'));

		if (option.len == 0 || is_among(option, seen, n))
			continue;
		if (option.len > OPTION_MAX || n == OPTIONS_MAX) {
			complain(u->problems, S("options"), FLAW_too_long,
			         "There are at most %d options of %d bytes.", OPTIONS_MAX,
			         OPTION_MAX);
			return;
		}
		if (n != 0)
			put_char(&b, '\n');
		put(&b, option);
		seen[n++] = option;
	}
	if (n == 0)
		unset(row, custom_field, options);
	else
		set(row, custom_field, options, buf_str(&b));
}

static void check_options(struct unit *u, struct custom_field *row)
{
	if (has(row, F_custom_field_options))
		tidy_options(u, row);
	if (chooses(row) && !has(row, F_custom_field_options))
		complain(u->problems, S("options"), FLAW_required,
		         "A field to choose from needs its options, one a line.");
	if (!chooses(row) && has(row, F_custom_field_options))
		complain(u->problems, S("options"), FLAW_refused,
		         "Only fields to choose from have options.");
}

enum err custom_field_check(struct unit *u, const struct write *w)
{
	struct custom_field *row = w->after;
	int64_t n;

	if (w->what == DELETED)
		return OK;
	if (touched(w, F_custom_field_name)) {
		tidy_line(u, w->rec, F_custom_field_name, row);
		const struct str key = tidy_fold(u->arena, row->name);

		if (key.len == 0 || utf8_count(key) > FOLD_MAX)
			complain(u->problems, S("name"), FLAW_malformed,
			         "This cannot be a field's name.");
		else
			set(row, custom_field, fold_key, key);
	}
	check_options(u, row);
	if (!has(row, F_custom_field_position)) {
		TRY(ask_int(u, sql_next_place, 0, &n));
		set(row, custom_field, position, n < MAX53 ? n : MAX53);
	}
	return OK;
}
