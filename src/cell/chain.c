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

/* -- where a walk begins -- */

/* The link of the entry that the walk goes on from. */
static enum err link_of(struct db *db, int64_t seq, uint8_t link[32], bool *found)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT link FROM audit_entries WHERE seq = ?1"), &s));
	bind_int(s, 1, seq);
	TRY(stmt_step(s, found));
	if (*found && (*found = col_blob(s, 0).len == 32))
		memcpy(link, col_blob(s, 0).ptr, 32);
	return OK;
}

/* The link that the first entry of all follows from, when those before it were let go. Whoever made
 * the checkpoint up would need the cell's key: the walk comes to it. */
static enum err anchor_of(struct db *db, int64_t seq, uint8_t link[32], bool *found)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db,
	           S("SELECT anchor FROM audit_entries WHERE action = ?1 AND n = ?2"
	             " ORDER BY seq DESC LIMIT 1"),
	           &s));
	bind_int(s, 1, audit_action_checkpoint);
	bind_int(s, 2, seq);
	TRY(stmt_step(s, found));
	if (*found && (*found = col_blob(s, 0).len == 32))
		memcpy(link, col_blob(s, 0).ptr, 32);
	return OK;
}

static enum err first_seq(struct db *db, int64_t *out)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT coalesce(min(seq), 1) FROM audit_entries"), &s));
	return stmt_int(s, 0, out);
}

/* False: the entries before it are missing, and nothing says why. */
static enum err begin(struct db *db, struct chain_walk *w, uint8_t link[32], bool *found)
{
	memset(link, 0, 32);
	*found = true;
	if (w->after > 0)
		return link_of(db, w->after, link, found);
	TRY(first_seq(db, &w->from));
	w->after = w->from - 1;
	return w->after == 0 ? OK : anchor_of(db, w->after, link, found);
}

/* -- walking -- */

static bool follows(const struct cell *c, struct arena *a, const struct audit_entry *row,
                    int64_t before, uint8_t link[32])
{
	chain_link(c, a, row, link);
	return row->seq == before + 1 && row->link.len == 32 &&
	       memcmp(row->link.ptr, link, 32) == 0;
}

static enum err walk(const struct cell *c, struct db *db, struct arena *a, struct chain_walk *w,
                     uint8_t link[32])
{
	struct buf sql = BUF_IN(a);
	bool row;
	put(&sql, S("SELECT "));
	sql_columns(&sql, &audit_entry_record, S(""));
	put(&sql, S(" FROM audit_entries WHERE seq > ?1 ORDER BY seq"));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&sql), &s));
	bind_int(s, 1, w->after);
	for (struct arena_mark mark = arena_mark(a);; arena_rewind(a, mark)) {
		struct audit_entry entry;
		TRY(stmt_step(s, &row));
		w->more = row && w->entries == w->max;
		if (!row || w->more)
			return OK;
		row_read(s, 0, a, &audit_entry_record, &entry);
		if (!follows(c, a, &entry, w->to, link)) {
			w->broken_at = entry.seq;
			return OK;
		}
		w->to = entry.seq;
		w->entries++;
	}
}

static enum err walk_from(const struct cell *c, struct db *db, struct arena *a,
                          struct chain_walk *w)
{
	uint8_t link[32];
	bool found;
	TRY(begin(db, w, link, &found));
	w->from = w->to = w->after;
	if (!found) {
		w->broken_at = w->after + 1;
		return OK;
	}
	TRY(walk(c, db, a, w, link));
	w->from++;
	return OK;
}

enum err cell_walk_chain(const struct cell *c, struct db *db, struct chain_walk *w)
{
	struct arena a = ARENA_INIT;
	enum err e = walk_from(c, db, &a, w);
	arena_release(&a);
	return e;
}

enum err cell_check_chain(const struct cell *c, struct db *db, int64_t *broken_at)
{
	struct chain_walk w = { .max = MAX53 };
	enum err e = cell_walk_chain(c, db, &w);
	*broken_at = w.broken_at;
	return e;
}
