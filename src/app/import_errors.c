/* import_errors.c: the list of rows that an import left out. */
#include "app/import.h"
#include "base/json.h"

static const struct str sql_page =
	STR("SELECT n, line, reason, value FROM import_errors WHERE run_id = ?1 AND n > ?2 "
            "ORDER BY n LIMIT ?3");

static void put_row(struct buf *out, struct stmt *s)
{
	json_open(out, '{');
	json_key(out, S("line"));
	json_put_int(out, col_int(s, 1));
	json_key(out, S("reason"));
	json_put_str(out, import_reason_choices.words[col_int(s, 2)]);
	json_key(out, S("value"));
	json_put_str(out, col_null(s, 3) ? STR_ABSENT : col_text(s, 3));
	json_close(out, '}');
}

enum err import_errors(struct db *db, const struct actor *actor, struct uuid run_id,
                       struct str after, unsigned limit, struct arena *a, struct buf *out)
{
	struct import_run run;
	int64_t last = -1;
	unsigned n = 0;
	bool row;
	STMT_AUTO s = NULL;

	if (!str_absent(after) && (!str_to_int(after, &last) || last < 0))
		return ERR_BAD_CURSOR;
	TRY(row_get(db, a, actor, &import_run_record, run_id, LIVE_only, &run));
	TRY(db_sql(db, sql_page, &s));
	bind_uuid(s, 1, &run_id);
	bind_int(s, 2, last);
	bind_int(s, 3, (int64_t) limit + 1);
	json_open(out, '{');
	json_key(out, S("items"));
	json_open(out, '[');
	for (;; n++) {
		TRY(stmt_step(s, &row));
		if (!row || n == limit)
			break;
		last = col_int(s, 0);
		put_row(out, s);
	}
	json_close(out, ']');
	json_key(out, S("next"));
	if (row)
		json_put_str(out, arena_printf(a, "%lld", (long long) last));
	else
		json_put_null(out);
	json_close(out, '}');
	return OK;
}
