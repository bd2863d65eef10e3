/* chain.c: the audit chain: each entry's link is a keyed hash over the link before it and what the
 * entry says, so that none can be changed or taken out of the middle unnoticed. */
#include "cell/cell_impl.h"
#include "cell/doctor.h"
#include "store/sql.h"

/* Field numbers and values; what is null is left out, so that a field that comes later changes
 * nothing about the entries before it. */
void chain_link(const struct cell *c, struct arena *a, const struct audit_entry *row,
                uint8_t link[32])
{
	const struct record *rec = &audit_entry_record;
	struct buf b = BUF_IN(a);
	put(&b, (struct str) { (const char *) link, 32 });
	for (unsigned i = 0; i < rec->n; i++) {
		if (!has(row, (int) i) || i == F_audit_entry_link)
			continue;
		put_int(&b, i);
		put_char(&b, '=');
		value_encode(&b, rec, (int) i, row);
		put_char(&b, '\n');
	}
	cell_hash(c, "audit-chain", buf_str(&b), link, 32);
}

static bool follows(const struct cell *c, struct arena *a, const struct audit_entry *row,
                    int64_t *last, uint8_t link[32])
{
	bool next = row->seq == *last + 1;
	*last = row->seq;
	chain_link(c, a, row, link);
	return next && row->link.len == 32 && memcmp(row->link.ptr, link, 32) == 0;
}

static enum err walk(const struct cell *c, struct db *db, struct arena *a, int64_t *broken_at)
{
	uint8_t link[32] = { 0 };
	struct buf sql = BUF_IN(a);
	int64_t last = 0;
	bool row;
	put(&sql, S("SELECT "));
	sql_columns(&sql, &audit_entry_record, S(""));
	put(&sql, S(" FROM audit_entries ORDER BY seq"));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&sql), &s));
	for (struct arena_mark mark = arena_mark(a);; arena_rewind(a, mark)) {
		struct audit_entry entry;
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		row_read(s, 0, a, &audit_entry_record, &entry);
		if (!follows(c, a, &entry, &last, link)) {
			*broken_at = entry.seq;
			return OK;
		}
	}
}

enum err cell_check_chain(const struct cell *c, struct db *db, int64_t *broken_at)
{
	struct arena a = ARENA_INIT;
	*broken_at = 0;
	enum err e = walk(c, db, &a, broken_at);
	arena_release(&a);
	return e;
}
