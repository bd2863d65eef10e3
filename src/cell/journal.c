/* journal.c: feed, timeline, audit chain and stored replies: appended by the tail. */
#include "cell/cell_impl.h"

/* -- where the counters stand -- */

static enum err last_seq(struct db *db, const struct record *rec, int64_t *out)
{
	struct arena a = ARENA_INIT;
	struct stmt *s = NULL;
	enum err e =
		db_sql(db, arena_printf(&a, "SELECT max(seq) FROM %.*s", PRI_STR(rec->plural)), &s);
	if (e == OK)
		e = stmt_int(s, 0, out);
	stmt_reset(&s);
	arena_release(&a);
	return e;
}

static enum err last_link(struct cell *c, struct db *db)
{
	bool row;
	STMT_AUTO s = NULL;
	memset(c->audit_link, 0, sizeof c->audit_link);
	TRY(db_sql(db, S("SELECT link FROM audit_entries ORDER BY seq DESC LIMIT 1"), &s));
	TRY(stmt_step(s, &row));
	if (row && col_blob(s, 0).len == sizeof c->audit_link)
		memcpy(c->audit_link, col_blob(s, 0).ptr, sizeof c->audit_link);
	return OK;
}

/* The newest change row is never tidied away, so the feed goes on where it was. */
enum err journal_start(struct cell *c, struct db *db)
{
	TRY(last_seq(db, &change_record, &c->change_seq));
	TRY(last_seq(db, &timeline_record, &c->timeline_seq));
	TRY(last_seq(db, &audit_entry_record, &c->audit_seq));
	TRY(last_seq(db, &answer_record, &c->reply_seq));
	atomic_store(&c->seq, c->change_seq);
	return last_link(c, db);
}

/* -- appending -- */

static enum err write_changes(struct cell *c, struct db *db, int64_t now_ms)
{
	struct group *g = &c->group;
	g->out = arena_array(&g->arena, struct change_out, g->changes.n);
	for (unsigned i = 0; i < g->changes.n; i++) {
		const struct change_note *n = &g->changes.v[i];
		struct change row = { 0 };
		set(&row, change, seq, c->change_seq + i + 1);
		set(&row, change, record, n->rec->number);
		set(&row, change, row_id, n->id);
		set(&row, change, op, n->op);
		set(&row, change, mask, (int64_t) n->mask);
		set(&row, change, scope_before, n->before);
		set(&row, change, scope_after, n->after);
		set(&row, change, at, now_ms);
		TRY(row_insert(db, &change_record, &row));
		g->out[i] = (struct change_out) { row.seq, n->rec,    n->id,   n->op,
			                          n->mask, n->before, n->after };
	}
	g->out_n = g->changes.n;
	return OK;
}

static enum err write_timeline(struct cell *c, struct db *db, int64_t now_ms)
{
	for (unsigned i = 0; i < c->group.timeline.n; i++) {
		const struct timeline_note *n = &c->group.timeline.v[i];
		struct timeline row = { 0 };
		set(&row, timeline, seq, c->timeline_seq + i + 1);
		set(&row, timeline, contact_id, n->contact_id);
		set(&row, timeline, kind, n->kind);
		set(&row, timeline, record, n->rec->number);
		set(&row, timeline, row_id, n->row_id);
		if (!uuid_zero(n->actor))
			set(&row, timeline, actor_id, n->actor);
		set(&row, timeline, at, now_ms);
		TRY(row_insert(db, &timeline_record, &row));
	}
	return OK;
}

static enum err write_audit(struct cell *c, struct db *db, int64_t now_ms, uint8_t link[32])
{
	for (unsigned i = 0; i < c->group.audit.n; i++) {
		const struct audit_note *n = &c->group.audit.v[i];
		struct audit_entry row = { 0 };
		set(&row, audit_entry, seq, c->audit_seq + i + 1);
		set(&row, audit_entry, at, now_ms);
		if (!uuid_zero(n->actor))
			set(&row, audit_entry, actor_id, n->actor);
		set(&row, audit_entry, action, n->action);
		if (n->rec != NULL)
			set(&row, audit_entry, record, n->rec->number);
		if (!uuid_zero(n->row_id))
			set(&row, audit_entry, row_id, n->row_id);
		set(&row, audit_entry, mask, (int64_t) n->mask);
		set(&row, audit_entry, n, n->n);
		if (n->has_digest)
			set(&row, audit_entry, digest,
			    ((struct str) { (const char *) n->digest, sizeof n->digest }));
		if (!str_absent(n->anchor))
			set(&row, audit_entry, anchor, n->anchor);
		chain_link(c, &c->group.arena, &row, link);
		set(&row, audit_entry, link, ((struct str) { (const char *) link, 32 }));
		TRY(row_insert(db, &audit_entry_record, &row));
	}
	return OK;
}

static enum err write_replies(struct cell *c, struct db *db, int64_t now_ms)
{
	for (unsigned i = 0; i < c->group.replies.n; i++) {
		const struct reply_note *n = &c->group.replies.v[i];
		struct answer row = { 0 };
		set(&row, answer, seq, c->reply_seq + i + 1);
		set(&row, answer, key_hash, n->key.key_hash);
		set(&row, answer, request_hash,
		    ((struct str) { (const char *) n->key.request_hash, 32 }));
		set(&row, answer, status, n->status);
		if (!str_absent(n->body))
			set(&row, answer, body, n->body);
		if (!uuid_zero(n->subject))
			set(&row, answer, subject, n->subject);
		set(&row, answer, at, now_ms);
		TRY(row_insert(db, &answer_record, &row));
	}
	return OK;
}

enum err journal_tail(struct cell *c, struct db *db)
{
	int64_t now_ms = cell_now(c);
	struct group *g = &c->group;
	memcpy(g->link, c->audit_link, sizeof g->link);
	TRY(write_changes(c, db, now_ms));
	TRY(write_timeline(c, db, now_ms));
	TRY(write_audit(c, db, now_ms, g->link));
	return write_replies(c, db, now_ms);
}

/* The counters move only once the rows are durable. */
void journal_committed(struct cell *c)
{
	struct group *g = &c->group;
	c->change_seq += g->changes.n;
	c->timeline_seq += g->timeline.n;
	c->audit_seq += g->audit.n;
	c->reply_seq += g->replies.n;
	memcpy(c->audit_link, g->link, sizeof c->audit_link);
	atomic_store(&c->seq, c->change_seq);
}
