/* custom_since.c: which of a row's own values others changed since a client's base, and what they
 * say now. Read from history, which names the fields of each change. */
#include "cell/expand.h"

#include "base/json.h"
#include "cell/custom.h"

/* One entry of history: the fields that one change touched, with what they said before it. */
static enum err note_fields(struct arena *a, struct str old_value, struct uuid *v, size_t *n)
{
	struct json j = json_of(old_value, a);
	struct str name;
	struct uuid id;
	for (bool first = true; json_member(&j, &name, &first) > 0;) {
		bool known = !uuid_parse(name, &id) || !json_skip(&j, NULL);
		for (size_t i = 0; i < *n && !known; i++)
			known = uuid_eq(v[i], id);
		if (!known && *n < CUSTOM_IN_MAX)
			v[(*n)++] = id;
	}
	return OK;
}

static enum err fields_since(struct db *db, struct arena *a, const struct record *rec,
                             struct uuid id, int64_t version, struct uuid *v, size_t *n)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(db,
	           S("SELECT old_value FROM histories WHERE record = ?1 AND row_id = ?2"
	             " AND version > ?3 AND field = ?4 ORDER BY version"),
	           &s));
	bind_int(s, 1, rec->number);
	bind_uuid(s, 2, &id);
	bind_int(s, 3, version);
	bind_int(s, 4, CUSTOM_BIT);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		TRY(note_fields(a, col_text(s, 0), v, n));
	}
}

/* Nothing for a field that lies in the bin. */
static enum err put_field(struct buf *b, struct db *db, struct uuid row_id, struct uuid field_id)
{
	bool row, list = false;
	char name[UUID_TEXT];
	unsigned n = 0;
	STMT_AUTO s = NULL;
	TRY(db_sql(db,
	           S("SELECT f.kind, v.value FROM custom_fields f LEFT JOIN custom_values v"
	             " ON v.row_id = ?1 AND v.field_id = f.id"
	             " WHERE f.id = ?2 AND f.deleted_at IS NULL ORDER BY v.value"),
	           &s));
	bind_uuid(s, 1, &row_id);
	bind_uuid(s, 2, &field_id);
	for (;; n++) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		enum custom_kind kind = (enum custom_kind) col_int(s, 0);
		if (n == 0) {
			uuid_text(field_id, name);
			json_key(b, (struct str) { name, UUID_TEXT });
			list = kind == custom_kind_multi_select;
			if (list)
				json_open(b, '[');
		}
		if (!col_null(s, 1))
			custom_put_json(b, kind, col_text(s, 1));
		else if (!list)
			json_put_null(b);
	}
	if (list)
		json_close(b, ']');
	return OK;
}

enum err custom_since_json(struct buf *b, struct db *db, struct arena *a, const struct record *rec,
                           struct uuid id, int64_t version)
{
	struct uuid *v = arena_array(a, struct uuid, CUSTOM_IN_MAX);
	size_t n = 0;
	TRY(fields_since(db, a, rec, id, version, v, &n));
	if (n == 0)
		return OK;
	json_open(b, '{');
	for (size_t i = 0; i < n; i++)
		TRY(put_field(b, db, id, v[i]));
	json_close(b, '}');
	return OK;
}
