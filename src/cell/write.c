/* write.c: creating and changing rows, with everything that follows from it. */
#include "cell/cell_impl.h"

/* -- sources: a lower one never overwrites a higher one -- */

static unsigned source_slot(const struct record *rec, int field)
{
	unsigned slot = 0;
	for (int i = 0; i < field; i++)
		slot += (rec->fields[i].rules & SOURCED) != 0;
	return slot;
}

/* Drops from the mask what a better source wrote, and stamps the rest. */
static uint64_t weigh_sources(struct unit *u, const struct record *rec, const void *before,
                              void *after, uint64_t mask)
{
	int at = sources_of(rec);
	if (at < 0)
		return mask;
	int64_t ranks = before != NULL ? field_int(&rec->fields[at], before) : 0;
	for (unsigned i = 0; i < rec->n; i++) {
		if (!(rec->fields[i].rules & SOURCED) || !(mask & BIT(i)))
			continue;
		unsigned shift = source_slot(rec, (int) i) * 4;
		if ((ranks >> shift & 15) > u->source) {
			mask &= ~BIT(i);
			field_copy(rec, (int) i, after, before);
			continue;
		}
		ranks = (ranks & ~((int64_t) 15 << shift)) | (int64_t) u->source << shift;
	}
	field_set_int(rec, at, after, ranks);
	return mask | BIT(at);
}

/* -- creating -- */

static enum err give_search_key(struct unit *u, const struct record *rec, void *row)
{
	int at = search_key_of(rec);
	int64_t key, when = head_of(row)->created_at;
	if (at < 0)
		return OK;
	int said = field_named(rec, S("at")); /* rows that say when they happened lie there */
	if (said >= 0)
		when = field_int(&rec->fields[said], row);
	TRY(search_key_make(u->cell, u->db, rec, when, &key));
	field_set_int(rec, at, row, key);
	return OK;
}

/* The same id again: harmless when it is the same row. */
static enum err known_id(struct unit *u, const struct record *rec, const struct decoded *d,
                         void *row, bool *known)
{
	void *stored = row_new(u->arena, rec);
	struct actor engine = actor_engine();
	*known = false;
	if (!has(d->row, F_id))
		return OK;
	enum err e = row_get(u->db, u->arena, &engine, rec, head_of(d->row)->id, LIVE_or_deleted,
	                     stored);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*known = true;
	bool mine = row_visible(u->db, &u->actor, rec, head_of(d->row)->id) == OK;
	uint64_t sent = d->sent & ~(BIT(PARTS_BIT) | BIT(CUSTOM_BIT) | BIT(F_id));
	if (mine && (row_diff(rec, stored, d->row) & sent) == 0) {
		memcpy(row, stored, rec->size);
		return OK;
	}
	complain(u->problems, S("id"), FLAW_not_unique, "This id is taken.");
	return ERR_CONFLICT;
}

static enum err insert_row(struct unit *u, const struct record *rec, void *row)
{
	enum err e = row_insert(u->db, rec, row);
	if (e != ERR_CONFLICT)
		return e;
	e = check_unique(u, rec, row, UINT64_MAX);
	if (e == OK)
		complain(u->problems, S("id"), FLAW_not_unique, "This id is taken.");
	return e == OK ? ERR_CONFLICT : e;
}

static struct str text_with_parts(struct unit *u, const struct record *rec, const struct decoded *d,
                                  const void *row)
{
	struct buf b = BUF_IN(u->arena);
	if (search_key_of(rec) < 0)
		return STR_ABSENT;
	put(&b, index_text_of(u->arena, rec, row));
	for (size_t i = 0; i < d->part_n; i++)
		for (size_t k = 0; k < d->parts[i].n && d->parts[i].part->id < 0; k++) {
			struct str text = index_text_fields(u->arena, d->parts[i].part->part,
			                                    d->parts[i].rows[k]);
			if (text.len != 0 && b.len != 0)
				put_char(&b, '\n');
			put(&b, text);
		}
	return buf_str(&b);
}

static enum err note_created(struct unit *u, const struct record *rec, const struct decoded *d,
                             const void *row)
{
	uint64_t mask = *(const uint64_t *) row;
	TRY(effects_of(u, rec, CREATED, NULL, row, mask));
	struct effects *e = u->effects;
	if (d != NULL && (d->part_n != 0 || d->custom_n != 0) && e->changes.n != 0) {
		e->changes.v[e->changes.n - 1].mask |= (d->part_n != 0 ? BIT(PARTS_BIT) : 0) |
		                                       (d->custom_n != 0 ? BIT(CUSTOM_BIT) : 0);
		if (e->index.n != 0 && d->part_n != 0)
			e->index.v[e->index.n - 1].text = text_with_parts(u, rec, d, row);
	}
	return OK;
}

static enum err store_new(struct unit *u, const struct record *rec, const struct decoded *d,
                          void *row, uint64_t sent)
{
	TRY(fill_head(u, rec, row));
	TRY(check_refs(u, rec, row, sent));
	TRY(run_check_hook(u, &(struct write) { rec, CREATED, NULL, row, sent }));
	fill_defaults(rec, row);
	weigh_sources(u, rec, NULL, row, *has_of(row));
	if (d != NULL)
		TRY(parts_prepare(u, rec, d, row));
	if (flawed(u))
		return ERR_INVALID;
	TRY(derive_initial(u, rec, row));
	TRY(give_search_key(u, rec, row));
	TRY(insert_row(u, rec, row));
	if (d != NULL) {
		TRY(parts_insert(u, rec, d, row));
		TRY(custom_put(u, head_of(row)->id, d->custom, d->custom_n));
		if (flawed(u))
			return ERR_INVALID;
	}
	TRY(note_created(u, rec, d, row));
	return run_apply_hook(u, &(struct write) { rec, CREATED, NULL, row, sent });
}

/* Hooks complete the rows of parts: ours, since what was sent must still be there for a replay. */
static void own_parts(struct arena *a, struct decoded *d)
{
	for (size_t i = 0; i < d->part_n; i++) {
		struct part_rows *p = &d->parts[i];
		void **rows = arena_array(a, void *, p->n);
		for (size_t k = 0; p->rows != NULL && k < p->n; k++)
			memcpy(rows[k] = row_new(a, p->part->part), p->rows[k],
			       p->part->part->size);
		p->rows = rows;
	}
}

enum err unit_create(struct unit *u, const struct record *rec, const struct decoded *d, void *row)
{
	struct decoded own = *d;
	bool known;
	TRY(known_id(u, rec, d, row, &known));
	if (known)
		return OK;
	memcpy(row, d->row, rec->size);
	own_parts(u->arena, &own);
	return store_new(u, rec, &own, row, d->sent);
}

enum err unit_insert(struct unit *u, const struct record *rec, void *row)
{
	return store_new(u, rec, NULL, row, *has_of(row));
}

/* -- changing -- */

static enum err write_changed(struct unit *u, const struct record *rec, const void *before,
                              void *after, uint64_t mask)
{
	uint64_t lasting = mask & ~fields_with(rec, TRANSIENT | COMPUTED);
	if (lasting != 0) {
		struct head *h = after;
		h->version = head_of(before)->version + 1;
		h->updated_at = u->now_ms;
		mask |= BIT(F_version) | BIT(F_updated_at);
	}
	TRY(check_unique(u, rec, after, mask));
	TRY(row_update(u->db, rec, after, mask));
	TRY(journal_history(u, rec, before, after, lasting));
	return effects_of(u, rec, CHANGED, before, after, mask);
}

enum err unit_change(struct unit *u, const struct record *rec, const void *before, void *after,
                     uint64_t mask)
{
	mask &= row_diff(rec, before, after);
	mask = weigh_sources(u, rec, before, after, mask) & row_diff(rec, before, after);
	return mask == 0 ? OK : write_changed(u, rec, before, after, mask);
}

static void take_sent(const struct record *rec, const struct decoded *d, void *after)
{
	for (unsigned i = 0; i < rec->n; i++)
		if (d->sent & BIT(i))
			field_copy(rec, (int) i, after, d->row);
}

static enum err fields_since(struct unit *u, const struct record *rec, struct uuid id,
                             int64_t version, uint64_t *out)
{
	bool row;
	*out = 0;
	STMT_AUTO s = NULL;
	TRY(db_sql(
		u->db,
		S("SELECT DISTINCT field FROM histories WHERE record = ?1 AND row_id = ?2 AND version > ?3"),
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

/* Custom values have no column: the row's version rises for them all the same. */
static enum err patch_custom(struct unit *u, const struct record *rec, const struct decoded *d,
                             const void *before, void *after)
{
	struct effects *e = u->effects;
	TRY(custom_put(u, head_of(before)->id, d->custom, d->custom_n));
	if (flawed(u))
		return ERR_INVALID;
	((struct head *) after)->version = head_of(before)->version + 1;
	((struct head *) after)->updated_at = u->now_ms;
	TRY(row_update(u->db, rec, after, BIT(F_version) | BIT(F_updated_at)));
	TRY(effects_of(u, rec, CHANGED, before, after, BIT(F_version) | BIT(F_updated_at)));
	e->changes.v[e->changes.n - 1].mask |= BIT(CUSTOM_BIT);
	return OK;
}

static enum err apply_patch(struct unit *u, const struct record *rec, const struct decoded *d,
                            const void *before, void *row)
{
	take_sent(rec, d, row);
	TRY(check_refs(u, rec, row, d->sent));
	TRY(run_check_hook(u, &(struct write) { rec, CHANGED, before, row, d->sent }));
	if (flawed(u))
		return ERR_INVALID;
	uint64_t mask = row_diff(rec, before, row) & ~fields_with(rec, COMPUTED);
	mask = weigh_sources(u, rec, before, row, mask) & row_diff(rec, before, row);
	if (mask != 0)
		TRY(write_changed(u, rec, before, row, mask));
	if (d->custom_n != 0)
		TRY(patch_custom(u, rec, d, mask != 0 ? row : before, row));
	return run_apply_hook(u, &(struct write) { rec, CHANGED, before, row, d->sent });
}

enum err unit_patch(struct unit *u, const struct record *rec, struct uuid id,
                    const struct decoded *d, int64_t if_version, void *row, uint64_t *others)
{
	void *before = row_new(u->arena, rec);
	TRY(row_get(u->db, u->arena, &u->actor, rec, id, LIVE_only, before));
	int64_t version = head_of(before)->version;
	if (if_version > 0 && if_version != version)
		return ERR_STALE;
	if (others != NULL)
		*others = 0;
	if (others != NULL && d->base_version > 0 && d->base_version < version)
		TRY(fields_since(u, rec, id, d->base_version, others));
	memcpy(row, before, rec->size);
	return apply_patch(u, rec, d, before, row);
}

enum err unit_get(struct unit *u, const struct record *rec, struct uuid id, void *row)
{
	return row_get(u->db, u->arena, &u->actor, rec, id, LIVE_only, row);
}

bool unit_may(const struct unit *u, enum role least)
{
	return least != ROLE_nobody && u->actor.role >= least;
}
