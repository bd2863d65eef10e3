/* model_feed.c: see model.h: a client that follows the change feed. It holds a fingerprint of each
 * row as it was when the feed told of it, so a change that nobody told of shows as a stale row. */
#include "cell/expand.h"
#include "cell/model_ops.h"

enum keep { KEEP_contact, KEEP_tag, KEEP_note, KEEP_chat, KEEP_message, KEEP_N };

struct held {
	bool there;
	bool lost; /* unseen with its parent: the feed does not bring it back by itself */
	uint64_t print;
};

struct replica {
	unsigned actor;
	int64_t seq;
	struct held held[KEEP_N][ROWS_MAX];
	bool tagged[ROWS_MAX][ROWS_MAX]; /* contact, tag */
};

struct replica *replica_new(unsigned actor)
{
	struct replica *r = mem_alloc(sizeof *r);
	r->actor = actor;
	return r;
}

void replica_free(struct replica *r)
{
	mem_free(r);
}

/* -- kinds -- */

static const struct record *record_of(enum keep k)
{
	static const struct record *const records[] = { &contact_record, &tag_record, &note_record,
		                                        &chat_record, &message_record };
	return records[k];
}

static unsigned count_of(const struct model *m, enum keep k)
{
	const unsigned n[] = { m->contacts.n, m->tags.n, m->notes.n, m->chats.n, m->messages.n };
	return n[k];
}

static struct uuid id_of(const struct model *m, enum keep k, unsigned i)
{
	const struct uuid *id[] = { &m->contacts.v[i].id, &m->tags.v[i].id, &m->notes.v[i].id,
		                    &m->chats.v[i].id, &m->messages.v[i].id };
	return *id[k];
}

static bool sees(const struct model *m, unsigned actor, enum keep k, unsigned i)
{
	switch (k) {
	case KEEP_contact:
		return sees_contact(m, actor, i);
	case KEEP_tag:
		return m->tags.v[i].gone == 0;
	case KEEP_note:
		return sees_note(m, actor, i);
	case KEEP_chat:
		return sees_chat(m, actor, i);
	case KEEP_message:
		return sees_message(m, actor, i);
	case KEEP_N:
		break;
	}
	BUG("kind");
}

static bool find(const struct model *m, const struct record *rec, struct uuid id, enum keep *k,
                 unsigned *i)
{
	for (*k = 0; *k < KEEP_N; ++*k)
		for (*i = 0; record_of(*k) == rec && *i < count_of(m, *k); ++*i)
			if (uuid_eq(id_of(m, *k, *i), id))
				return true;
	return false;
}

/* -- what a row looks like -- */

static uint64_t print_of(struct place *p, struct db *db, const struct record *rec, const void *row)
{
	struct buf b = BUF_IN(&p->arena);
	uint64_t h = 14695981039346656037U;
	unsigned with = EXPAND_ALL & ~expand_named(rec, S("tags"));
	assert_int_equal(row_json(&b, db, &p->arena, rec, row, readable_fields(rec), with), OK);
	for (size_t i = 0; i < b.len; i++)
		h = (h ^ (unsigned char) b.ptr[i]) * 1099511628211U;
	return h;
}

static void read_tags(const struct model *m, struct db *db, unsigned contact, bool *tagged)
{
	struct uuid id = m->contacts.v[contact].id;
	struct stmt *s;
	memset(tagged, 0, ROWS_MAX * sizeof *tagged);
	assert_int_equal(db_sql(db,
	                        S("SELECT tag_id FROM contact_tags x WHERE contact_id = ?1"
	                          " AND deleted_at IS NULL AND EXISTS (SELECT 1 FROM tags t"
	                          " WHERE t.id = x.tag_id AND t.deleted_at IS NULL)"),
	                        &s),
	                 OK);
	bind_uuid(s, 1, &id);
	for (bool row;;) {
		enum keep k;
		unsigned i;
		assert_int_equal(stmt_step(s, &row), OK);
		if (!row)
			break;
		assert_true(find(m, &tag_record, col_uuid(s, 0), &k, &i));
		tagged[i] = true;
	}
	stmt_reset(&s);
}

/* -- following -- */

static void drop(struct replica *r, const struct model *m, enum keep k, unsigned i)
{
	r->held[k][i].there = false;
	for (unsigned x = 0; k == KEEP_tag && x < m->contacts.n; x++)
		r->tagged[x][i] = false;
	for (unsigned x = 0; k == KEEP_contact && x < m->notes.n; x++)
		if (m->notes.v[x].contact == i)
			r->held[KEEP_note][x] = (struct held) { .lost = true };
	for (unsigned x = 0; k == KEEP_chat && x < m->messages.n; x++)
		if (m->messages.v[x].chat == i)
			r->held[KEEP_message][x] = (struct held) { .lost = true };
}

static bool in_audience(const struct replica *r, const struct place *p, struct uuid audience)
{
	return r->actor == 0 || uuid_zero(audience) || uuid_eq(audience, AUDIENCE_EVERYONE) ||
	       uuid_eq(audience, p->agent_id);
}

static void take(struct replica *r, const struct model *m, struct place *p, struct db *db,
                 const struct change *n)
{
	const struct actor *who = r->actor == 0 ? &p->owner : &p->agent;
	const struct record *rec = record_numbered(HOME_cell, n->record);
	void *row = row_new(&p->arena, rec);
	bool now = in_audience(r, p, n->scope_after);
	enum keep k;
	unsigned i;
	if (!find(m, rec, n->row_id, &k, &i))
		return;
	if (!now && !in_audience(r, p, n->scope_before)) {
		r->held[k][i] = (struct held) { .lost = true }; /* never told of it */
		return;
	}
	if (!now || n->op == change_op_gone ||
	    row_get(db, &p->arena, who, rec, n->row_id, LIVE_only, row) != OK) {
		drop(r, m, k, i);
		return;
	}
	r->held[k][i] = (struct held) { .there = true, .print = print_of(p, db, rec, row) };
	if (k == KEEP_contact)
		read_tags(m, db, i, r->tagged[i]);
}

void replica_follow(struct replica *r, struct model *m, struct place *p)
{
	struct buf b = BUF_IN(&p->arena);
	struct db *db;
	struct stmt *s;
	assert_int_equal(cell_reader(p->cell, &db), OK);
	put(&b, S("SELECT "));
	sql_columns(&b, &change_record, S(""));
	put(&b, S(" FROM changes WHERE seq > ?1 ORDER BY seq"));
	assert_int_equal(db_sql(db, buf_str(&b), &s), OK);
	bind_int(s, 1, r->seq);
	for (bool row;;) {
		struct change n;
		assert_int_equal(stmt_step(s, &row), OK);
		if (!row)
			break;
		row_read(s, 0, &p->arena, &change_record, &n);
		assert_true(r->seq == 0 || n.seq == r->seq + 1);
		take(r, m, p, db, &n);
		r->seq = n.seq;
	}
	stmt_reset(&s);
	cell_reader_give(p->cell, db);
}

/* -- comparing -- */

static void compare_row(struct replica *r, const struct model *m, struct place *p, struct db *db,
                        enum keep k, unsigned i)
{
	const struct actor *who = r->actor == 0 ? &p->owner : &p->agent;
	const struct record *rec = record_of(k);
	const struct held *h = &r->held[k][i];
	bool seen = sees(m, r->actor, k, i), tagged[ROWS_MAX];
	void *row = row_new(&p->arena, rec);
	assert_int_equal(row_get(db, &p->arena, who, rec, id_of(m, k, i), LIVE_only, row),
	                 seen ? OK : ERR_NOT_FOUND);
	if (!seen)
		assert_false(h->there);
	bool hangs = k == KEEP_note || k == KEEP_message;
	if (!seen || (!h->there && h->lost && hangs))
		return;
	if (!h->there)
		print_error("%.*s %u of actor %u\n", PRI_STR(rec->name), i, r->actor);
	assert_true(h->there);
	assert_true(h->print == print_of(p, db, rec, row));
	if (k != KEEP_contact)
		return;
	read_tags(m, db, i, tagged);
	assert_memory_equal(tagged, r->tagged[i], sizeof tagged);
}

void replica_compare(struct replica *r, struct model *m, struct place *p)
{
	struct db *db;
	assert_int_equal(cell_reader(p->cell, &db), OK);
	for (enum keep k = 0; k < KEEP_N; k++)
		for (unsigned i = 0; i < count_of(m, k); i++)
			compare_row(r, m, p, db, k, i);
	cell_reader_give(p->cell, db);
}
