/* create.c: new rows, with their parts and custom values and everything that follows from them. */
#include "cell/cell_impl.h"

/* -- the same id again: harmless when it is the same row -- */

/* What would be stored, as the check hook brings it into form. */
static enum err as_checked(struct unit *u, const struct record *rec, const struct decoded *d,
                           void *row)
{
	memcpy(row, d->row, rec->size);
	return run_check_hook(u, &(struct write) { rec, CREATED, NULL, row, d->sent });
}

static enum err says_the_same(struct unit *u, const struct record *rec, const struct decoded *d,
                              const void *stored, bool *yes)
{
	void *row = row_new(u->arena, rec);
	uint64_t mask = 0, sent = d->sent & ~(BIT(PARTS_BIT) | BIT(CUSTOM_BIT) | BIT(F_id));
	struct str old;
	*yes = false;
	if (row_visible(u->db, &u->actor, rec, head_of(stored)->id) != OK)
		return OK;
	TRY(as_checked(u, rec, d, row));
	if ((row_diff(rec, stored, row) & sent) != 0)
		return OK;
	TRY(parts_stand(u, d, head_of(stored)->id, yes));
	if (!*yes)
		return OK;
	/* Writes nothing when all is as it was; what it did write goes with the refused unit. */
	TRY(custom_put(u, head_of(stored)->id, d->custom, d->custom_n, &mask, &old));
	*yes = mask == 0 && !flawed_since(u, 0);
	return OK;
}

/* Complaints on the way are for nobody: whatever is wrong, the id is taken. */
static enum err compare(struct unit *u, const struct record *rec, const struct decoded *d,
                        const void *stored, bool *same)
{
	struct problems *outer = u->problems;
	u->problems = arena_new(u->arena, struct problems);
	problems_init(u->problems, u->arena);
	enum err e = says_the_same(u, rec, d, stored, same);
	u->problems = outer;
	return e;
}

static enum err known_id(struct unit *u, const struct record *rec, const struct decoded *d,
                         void *row, bool *known)
{
	struct actor engine = actor_engine();
	struct uuid id = head_of(d->row)->id;
	bool same;
	*known = false;
	if (!has(d->row, F_id))
		return OK;
	enum err e = row_get(u->db, u->arena, &engine, rec, id, LIVE_or_deleted, row);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*known = true;
	TRY(compare(u, rec, d, row, &same));
	if (same)
		return OK;
	complain(u->problems, S("id"), FLAW_not_unique, "This id is taken.");
	return ERR_CONFLICT;
}

/* -- storing -- */

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

/* Completes and judges; writes nothing. */
static enum err prepare(struct unit *u, const struct record *rec, struct decoded *d, void *row,
                        uint64_t sent)
{
	size_t had = u->problems->n;
	fill_head(u, row);
	derive_clear(rec, row);
	TRY(check_refs(u, rec, row, sent));
	TRY(run_check_hook(u, &(struct write) { rec, CREATED, NULL, row, sent }));
	fill_defaults(rec, row);
	sources_weigh(u, rec, NULL, row, *has_of(row));
	if (d != NULL)
		TRY(parts_prepare(u, rec, d, row));
	if (!flawed_since(u, had))
		return OK;
	if (d != NULL)
		TRY(custom_check(u, d->custom, d->custom_n));
	return ERR_INVALID;
}

/* Parts and custom values, and which of them there are. */
static enum err insert_more(struct unit *u, const struct record *rec, const struct decoded *d,
                            const void *row, uint64_t *mask)
{
	size_t had = u->problems->n;
	struct str old;
	TRY(parts_insert(u, rec, d));
	TRY(custom_put(u, head_of(row)->id, d->custom, d->custom_n, mask, &old));
	if (d->part_n != 0)
		*mask |= BIT(PARTS_BIT);
	return flawed_since(u, had) ? ERR_INVALID : OK;
}

/* d: a copy of our own; NULL: the engine's row, without parts. */
static enum err store(struct unit *u, const struct record *rec, struct decoded *d, void *row,
                      uint64_t sent)
{
	TRY(prepare(u, rec, d, row, sent));
	uint64_t mask = 0;
	TRY(derive_own(u, rec, NULL, row, &mask));
	TRY(give_search_key(u, rec, row));
	TRY(insert_row(u, rec, row));
	mask = *has_of(row);
	if (d != NULL)
		TRY(insert_more(u, rec, d, row, &mask));
	TRY(effects_of(u, rec, CREATED, NULL, row, mask));
	if (d != NULL)
		index_add_parts(u, row, d);
	return run_apply_hook(u, &(struct write) { rec, CREATED, NULL, row, sent });
}

enum err unit_create(struct unit *u, const struct record *rec, const struct decoded *d, void *row)
{
	struct decoded own = *d;
	bool known;
	TRY(known_id(u, rec, d, row, &known));
	if (known)
		return OK;
	memcpy(row, d->row, rec->size);
	return store(u, rec, &own, row, d->sent);
}

enum err unit_judge(struct unit *u, const struct record *rec, const struct decoded *d)
{
	struct decoded own = *d;
	size_t had = u->problems->n;
	void *row = row_new(u->arena, rec);
	memcpy(row, d->row, rec->size);
	if (uuid_version(head_of(row)->id) != 7) /* complained about */
		*has_of(row) &= ~BIT(F_id);
	fill_head(u, row);
	derive_clear(rec, row);
	TRY(check_refs(u, rec, row, d->sent));
	if ((fields_to_send(rec) & ~*has_of(row)) == 0)
		TRY(run_check_hook(u, &(struct write) { rec, CREATED, NULL, row, d->sent }));
	TRY(parts_prepare(u, rec, &own, row));
	TRY(custom_check(u, d->custom, d->custom_n));
	problems_once(u->problems, had);
	return ERR_INVALID;
}

enum err unit_insert(struct unit *u, const struct record *rec, void *row)
{
	return store(u, rec, NULL, row, *has_of(row));
}
