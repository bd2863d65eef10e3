/* history.c: what the changed fields said before, one row each: read for undo, for "what others
 * changed since your base", walked by erasure and retention. */
#include "cell/cell_impl.h"

/* What every row of one change says. */
static enum err fill(struct unit *u, const struct record *rec, const void *before,
                     const void *after, struct history *row)
{
	struct uuid subject;
	TRY(subject_of(u, rec, before, &subject));
	set(row, history, record, rec->number);
	set(row, history, row_id, head_of(before)->id);
	set(row, history, version, head_of(after)->version);
	set(row, history, reason, u->reason);
	if (!uuid_zero(u->actor.member_id))
		set(row, history, actor_id, u->actor.member_id);
	set(row, history, at, u->now_ms);
	if (!uuid_zero(subject))
		set(row, history, subject, subject);
	return OK;
}

static enum err write_field(struct unit *u, struct history row, const struct record *rec,
                            const void *before, int field)
{
	set(&row, history, field, field);
	if (has(before, field)) {
		struct buf b = BUF_IN(u->arena);
		value_encode(&b, rec, field, before);
		set(&row, history, old_value, buf_str(&b));
	}
	return row_insert(u->db, &history_record, &row);
}

static enum err write_custom(struct unit *u, struct history row, struct str old)
{
	set(&row, history, field, CUSTOM_BIT);
	set(&row, history, old_value, old);
	return row_insert(u->db, &history_record, &row);
}

/* Fields that nobody chose need no history: they follow from the others. */
static uint64_t telling(const struct record *rec, uint64_t mask)
{
	return mask & ~(fields_with(rec, HIDDEN | TRANSIENT | COMPUTED) | BIT(F_version) |
	                BIT(F_updated_at));
}

enum err history_write(struct unit *u, const struct record *rec, const void *before,
                       const void *after, uint64_t mask, struct str old_custom)
{
	struct history row = { 0 };
	mask = telling(rec, mask);
	if (mask == 0)
		return OK;
	TRY(fill(u, rec, before, after, &row));
	for (unsigned i = 0; i < rec->n; i++)
		if (mask & BIT(i))
			TRY(write_field(u, row, rec, before, (int) i));
	return mask & BIT(CUSTOM_BIT) ? write_custom(u, row, old_custom) : OK;
}

enum err history_fields_since(struct unit *u, const struct record *rec, struct uuid id,
                              int64_t version, uint64_t *out)
{
	bool row;
	*out = 0;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db,
	           S("SELECT DISTINCT field FROM histories WHERE record = ?1 AND row_id = ?2"
	             " AND version > ?3"),
	           &s));
	bind_int(s, 1, rec->number);
	bind_uuid(s, 2, &id);
	bind_int(s, 3, version);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		*out |= BIT(col_int(s, 0) & 63);
	}
}
