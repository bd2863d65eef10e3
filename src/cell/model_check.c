/* model_check.c: see model.h: rows and search results of the store, held against the model. */
#include "cell/model_ops.h"
#include "cell/search.h"

/* -- rows, whoever sees them -- */

static void *stored(struct place *p, struct db *db, const struct record *rec, struct uuid id)
{
	struct buf b = BUF_IN(&p->arena);
	void *row = row_new(&p->arena, rec);
	struct stmt *s;
	bool found;
	sql_by_id(&b, DIALECT_sqlite, rec, false);
	assert_int_equal(db_sql(db, buf_str(&b), &s), OK);
	bind_uuid(s, 1, &id);
	assert_int_equal(stmt_step(s, &found), OK);
	assert_true(found);
	row_read(s, 0, &p->arena, rec, row);
	stmt_reset(&s);
	return row;
}

static void assert_member(const struct place *p, struct uuid id, enum who who)
{
	struct uuid want = who == WHO_owner   ? p->owner_id
	                   : who == WHO_agent ? p->agent_id
	                                      : AUDIENCE_NOBODY;
	assert_true(uuid_eq(id, want));
}

static void compare_people(struct model *m, struct place *p, struct db *db)
{
	for (unsigned i = 0; i < m->contacts.n; i++) {
		const struct m_contact *c = &m->contacts.v[i];
		const struct contact *row = stored(p, db, &contact_record, c->id);
		assert_int_equal(has(row, F_contact_deleted_at), c->gone != 0);
		assert_str_is(row->name, str_of(model_words[c->name]));
		assert_str_is(row->company, str_of(model_words[c->company]));
		assert_member(p, has(row, F_contact_owner_id) ? row->owner_id : AUDIENCE_NOBODY,
		              c->owner);
	}
	for (unsigned i = 0; i < m->identities.n; i++) {
		const struct m_identity *it = &m->identities.v[i];
		const struct contact_identity *row =
			stored(p, db, &contact_identity_record, it->id);
		assert_int_equal(has(row, F_contact_identity_deleted_at), it->gone != 0);
		assert_true(uuid_eq(row->contact_id, m->contacts.v[it->contact].id));
	}
}

static void compare_labels(struct model *m, struct place *p, struct db *db)
{
	for (unsigned i = 0; i < m->tags.n; i++) {
		const struct tag *row = stored(p, db, &tag_record, m->tags.v[i].id);
		assert_int_equal(has(row, F_tag_deleted_at), m->tags.v[i].gone != 0);
		assert_str_is(row->name, str_of(model_words[m->tags.v[i].name]));
	}
	for (unsigned i = 0; i < m->links.n; i++) {
		const struct contact_tag *row =
			stored(p, db, &contact_tag_record, m->links.v[i].id);
		assert_int_equal(has(row, F_contact_tag_deleted_at), m->links.v[i].gone != 0);
	}
	for (unsigned i = 0; i < m->notes.n; i++) {
		const struct note *row = stored(p, db, &note_record, m->notes.v[i].id);
		assert_int_equal(has(row, F_note_deleted_at), m->notes.v[i].gone != 0);
		assert_str_is(row->text, str_of(model_words[m->notes.v[i].word]));
	}
}

static void compare_chats(struct model *m, struct place *p, struct db *db)
{
	for (unsigned i = 0; i < m->chats.n; i++) {
		const struct m_chat *c = &m->chats.v[i];
		const struct chat *row = stored(p, db, &chat_record, c->id);
		assert_int_equal(has(row, F_chat_deleted_at), c->gone != 0);
		assert_int_equal(has(row, F_chat_contact_id), c->contact >= 0);
		if (c->contact >= 0)
			assert_true(uuid_eq(row->contact_id, m->contacts.v[c->contact].id));
		assert_member(p, has(row, F_chat_owner_id) ? row->owner_id : AUDIENCE_NOBODY,
		              chat_owner(m, i));
		assert_int_equal(row->unread, c->unread);
	}
	for (unsigned i = 0; i < m->messages.n; i++) {
		const struct m_message *t = &m->messages.v[i];
		const struct message *row = stored(p, db, &message_record, t->id);
		assert_int_equal(has(row, F_message_deleted_at), t->gone != 0);
		assert_str_is(row->text, str_of(model_words[t->word]));
		assert_int_equal(row->search_key >> 12, t->at / 1000);
	}
}

void model_compare_rows(struct model *m, struct place *p)
{
	struct db *db;
	assert_int_equal(cell_reader(p->cell, &db), OK);
	compare_people(m, p, db);
	compare_labels(m, p, db);
	compare_chats(m, p, db);
	cell_reader_give(p->cell, db);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts"), m->contacts.n);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contact_identities"), m->identities.n);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contact_tags"), m->links.n);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM messages"), m->messages.n);
	assert_sound(p);
}

/* -- parts get ids of the engine's -- */

static struct uuid part_id(struct place *p, struct db *db, const char *sql, struct uuid owner,
                           const struct uuid *tag, struct str value)
{
	struct stmt *s;
	bool row;
	assert_int_equal(db_sql(db, str_of(sql), &s), OK);
	bind_uuid(s, 1, &owner);
	if (tag != NULL)
		bind_uuid(s, 2, tag);
	else
		bind_text(s, 2, value);
	assert_int_equal(stmt_step(s, &row), OK);
	assert_true(row);
	struct uuid id = col_uuid(s, 0);
	stmt_reset(&s);
	(void) p;
	return id;
}

/* The number that its JSON ends in. */
static struct str value_like(struct place *p, unsigned value)
{
	return arena_printf(&p->arena, value % 2 ? "+5511987650%u" : "mail%u@x", 100 + value);
}

void model_learn_ids(struct model *m, struct place *p)
{
	struct db *db;
	assert_int_equal(cell_reader(p->cell, &db), OK);
	for (unsigned i = 0; i < m->identities.n; i++) {
		struct m_identity *it = &m->identities.v[i];
		if (uuid_zero(it->id))
			it->id = part_id(p, db,
			                 "SELECT id FROM contact_identities WHERE contact_id = ?1"
			                 " AND value = ?2 ORDER BY id DESC",
			                 m->contacts.v[it->contact].id, NULL,
			                 value_like(p, it->value));
	}
	for (unsigned i = 0; i < m->links.n; i++) {
		struct m_link *l = &m->links.v[i];
		if (uuid_zero(l->id))
			l->id = part_id(p, db,
			                "SELECT id FROM contact_tags WHERE contact_id = ?1"
			                " AND tag_id = ?2 ORDER BY id DESC",
			                m->contacts.v[l->contact].id, &m->tags.v[l->tag].id,
			                STR_ABSENT);
	}
	cell_reader_give(p->cell, db);
}

/* -- search -- */

static unsigned contacts_with(const struct model *m, unsigned actor, unsigned word)
{
	unsigned n = 0;
	for (unsigned i = 0; i < m->contacts.n; i++)
		n += sees_contact(m, actor, i) &&
		     (m->contacts.v[i].name == word || m->contacts.v[i].company == word);
	return n;
}

static unsigned notes_with(const struct model *m, unsigned actor, unsigned word)
{
	unsigned n = 0;
	for (unsigned i = 0; i < m->notes.n; i++)
		n += sees_note(m, actor, i) && m->notes.v[i].word == word;
	return n;
}

static unsigned chats_with(const struct model *m, unsigned actor, unsigned word)
{
	unsigned n = 0;
	for (unsigned i = 0; i < m->chats.n; i++)
		n += sees_chat(m, actor, i) && m->chats.v[i].title == word;
	return n;
}

static unsigned messages_with(const struct model *m, unsigned actor, unsigned word)
{
	unsigned n = 0;
	for (unsigned i = 0; i < m->messages.n; i++)
		n += sees_message(m, actor, i) && m->messages.v[i].word == word;
	return n;
}

/* At most one contact has it. */
static void compare_addresses(struct model *m, struct place *p, unsigned actor,
                              const struct actor *who)
{
	for (unsigned i = 0; i < m->identities.n; i++) {
		const struct m_identity *it = &m->identities.v[i];
		struct str value = value_like(p, it->value);
		bool seen = it->gone == 0 && sees_contact(m, actor, it->contact);
		if (it->gone != 0) /* another may have it by now */
			continue;
		assert_int_equal(found(p, who, &contact_record, value.ptr), seen);
	}
}

void model_compare_search(struct model *m, struct place *p)
{
	for (unsigned actor = 0; actor < ACTORS; actor++) {
		const struct actor *who = actor == 0 ? &p->owner : &p->agent;
		for (unsigned w = 0; w < WORDS; w++) {
			const char *word = model_words[w];
			assert_int_equal(found(p, who, &contact_record, word),
			                 contacts_with(m, actor, w));
			assert_int_equal(found(p, who, &note_record, word),
			                 notes_with(m, actor, w));
			assert_int_equal(found(p, who, &chat_record, word),
			                 chats_with(m, actor, w));
			assert_int_equal(found(p, who, &message_record, word),
			                 messages_with(m, actor, w));
		}
		compare_addresses(m, p, actor, who);
	}
}
