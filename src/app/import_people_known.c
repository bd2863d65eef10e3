/* import_people_known.c: what an import knows of the contacts it meets: read from the store when it
 * first meets one, then kept up to date with what it adds, or in a rehearsal would add. */
#include "app/import_people.h"
#include "app/tidy.h"

static const struct str sql_addresses =
	STR("SELECT kind, match_key FROM contact_identities WHERE contact_id = ?1 "
            "AND deleted_at IS NULL");
static const struct str sql_tags =
	STR("SELECT t.fold_key FROM contact_tags c JOIN tags t ON t.id = c.tag_id "
            "WHERE c.contact_id = ?1 AND c.deleted_at IS NULL AND t.deleted_at IS NULL");
static const struct str sql_notes =
	STR("SELECT text FROM notes WHERE contact_id = ?1 AND deleted_at IS NULL");
static const struct str sql_values =
	STR("SELECT f.fold_key FROM custom_values v "
            "JOIN custom_fields f ON f.id = v.field_id "
            "WHERE v.row_id = ?1");

static uint64_t fact_key(struct import *im, uint32_t subject, const char *what, struct str data)
{
	struct arena a = ARENA_INIT;
	const struct str both =
		arena_join(&a, (struct str) { (const char *) &subject, sizeof subject }, data);
	const uint64_t key = import_hash(im, what, both);

	arena_release(&a);
	return key;
}

bool people_learn(struct import *im, struct people *p, uint32_t subject, const char *what,
                  struct str data)
{
	return table_add(&p->facts, fact_key(im, subject, what, data), 0);
}

bool people_knows(struct import *im, const struct people *p, uint32_t subject, const char *what,
                  struct str data)
{
	return table_find(&p->facts, fact_key(im, subject, what, data)) != NULL;
}

struct subject *people_subject_new(struct people *p, uint32_t *number)
{
	if (p->subject_n == p->subject_cap) {
		p->subject_cap = p->subject_cap == 0 ? 256 : p->subject_cap * 2;
		p->subjects =
			mem_grow(p->subjects, mem_product(sizeof *p->subjects, p->subject_cap));
	}
	*number = p->subject_n++;
	p->subjects[*number] = (struct subject) { 0 };
	return &p->subjects[*number];
}

/* -- from the store -- */

static enum err learn_column(struct import *im, struct people *p, uint32_t number, struct str sql,
                             const char *what)
{
	bool row;
	STMT_AUTO s = NULL;

	TRY(db_sql(im->u->db, sql, &s));
	bind_uuid(s, 1, &p->subjects[number].id);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		people_learn(im, p, number, what, col_text(s, 0));
	}
}

static enum err learn_addresses(struct import *im, struct people *p, uint32_t number)
{
	bool row;
	STMT_AUTO s = NULL;

	TRY(db_sql(im->u->db, sql_addresses, &s));
	bind_uuid(s, 1, &p->subjects[number].id);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		people_learn(im, p, number, identity_kind_choices.words[col_int(s, 0)].ptr,
		             col_text(s, 1));
	}
}

enum err people_subject_of(struct import *im, struct people *p, struct uuid contact_id,
                           uint32_t *number)
{
	const struct actor engine = actor_engine();
	const uint64_t key =
		import_hash(im, "contact", (struct str) { (const char *) &contact_id, 16 });
	const uint32_t *known = table_find(&p->by_contact, key);
	struct contact row;
	struct subject *s;

	if (known != NULL) {
		*number = *known;
		return OK;
	}
	TRY(row_get(im->u->db, im->u->arena, &engine, &contact_record, contact_id, LIVE_only,
	            &row));
	s = people_subject_new(p, number);
	s->id = contact_id;
	for (unsigned i = 0; i < contact_record.n; i++) {
		if (import_is_settled(&contact_record, &row, (int) i))
			s->settled |= BIT(i);
	}
	table_add(&p->by_contact, key, *number);
	TRY(learn_addresses(im, p, *number));
	TRY(learn_column(im, p, *number, sql_tags, "tag"));
	TRY(learn_column(im, p, *number, sql_notes, "note"));
	return learn_column(im, p, *number, sql_values, "value");
}

/* -- tags -- */

static enum err find_tag(struct import *im, struct str fold_key, struct uuid *id)
{
	static const int key[] = { F_tag_fold_key };
	struct tag like = { 0 }, found;
	enum err e;

	*id = AUDIENCE_NOBODY;
	set(&like, tag, fold_key, fold_key);
	e = row_find(im->u->db, im->u->arena, index_on(&tag_record, 1, key), &like, &found);
	if (e == OK)
		*id = found.id;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err find_or_make_tag(struct import *im, struct str name, struct str fold_key,
                                 struct own_tag *tag)
{
	struct tag row = { 0 };

	tag->chunk = im->chunk;
	TRY(find_tag(im, fold_key, &tag->id));
	if (!uuid_zero(tag->id) || im->dry)
		return OK;
	set(&row, tag, name, name);
	TRY(unit_insert(im->u, &tag_record, &row));
	tag->id = row.id;
	return OK;
}

/* The tag of that name, made on the fly when there is none; once a chunk it is looked at whether
 * somebody has deleted it since. */
enum err people_tag(struct import *im, struct people *p, struct str name, struct str fold_key,
                    uint32_t *number)
{
	const uint64_t key = import_hash(im, "tag", fold_key);
	const uint32_t *known = table_find(&p->tags_by_name, key);

	if (known != NULL) {
		*number = *known;
		return p->tags[*known].chunk == im->chunk
		               ? OK
		               : find_or_make_tag(im, name, fold_key, &p->tags[*known]);
	}
	if (p->tag_n == p->tag_cap) {
		p->tag_cap = p->tag_cap == 0 ? 32 : p->tag_cap * 2;
		p->tags = mem_grow(p->tags, mem_product(sizeof *p->tags, p->tag_cap));
	}
	TRY(find_or_make_tag(im, name, fold_key, &p->tags[p->tag_n]));
	*number = p->tag_n++;
	table_add(&p->tags_by_name, key, *number);
	return OK;
}
