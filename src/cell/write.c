/* write.c: changing rows, with everything that follows from it. */
#include "cell/cell_impl.h"

/* Fields whose change makes another version of the row. */
static uint64_t lasting_of(const struct record *rec, uint64_t mask)
{
	return mask & ~fields_with(rec, TRANSIENT | COMPUTED);
}

static void raise_version(struct unit *u, const void *before, void *after, uint64_t *mask)
{
	struct head *h = after;
	h->version = head_of(before)->version + 1;
	h->updated_at = u->now_ms;
	*mask |= BIT(F_version) | BIT(F_updated_at);
}

/* mask: the fields that differ; CUSTOM_BIT when custom values do. */
static enum err write_changed(struct unit *u, const struct record *rec, const void *before,
                              void *after, uint64_t mask, struct str old_custom)
{
	uint64_t columns = mask & ~BIT(CUSTOM_BIT), lasting = lasting_of(rec, mask);
	TRY(check_unique(u, rec, after, columns));
	TRY(derive_own(u, rec, before, after, &columns));
	if (lasting != 0)
		raise_version(u, before, after, &columns);
	TRY(row_update(u->db, rec, after, columns));
	TRY(history_write(u, rec, before, after, lasting, old_custom));
	return effects_of(u, rec, CHANGED, before, after, columns | (mask & BIT(CUSTOM_BIT)));
}

/* What is left of the changes once sources are weighed; the engine's own columns aside. */
static uint64_t weigh(struct unit *u, const struct record *rec, const void *before, void *after,
                      uint64_t mask)
{
	mask &= row_diff(rec, before, after) & ~fields_with(rec, COMPUTED);
	return sources_weigh(u, rec, before, after, mask) & row_diff(rec, before, after);
}

/* -- the engine -- */

/* The hook may complete fields that the caller did not name. */
static enum err check_change(struct unit *u, const struct write *w, uint64_t *mask)
{
	size_t had = u->problems->n;
	void *given = row_new(u->arena, w->rec);
	memcpy(given, w->after, w->rec->size);
	TRY(run_check_hook(u, w));
	*mask |= row_diff(w->rec, given, w->after);
	return flawed_since(u, had) ? ERR_INVALID : OK;
}

/* Only what the mask names is written; the row in hand says what is stored. */
static void keep_others(const struct record *rec, const void *before, void *after, uint64_t mask)
{
	uint64_t others = row_diff(rec, before, after) & ~mask;
	for (unsigned i = 0; i < rec->n; i++)
		if (others & BIT(i))
			field_copy(rec, (int) i, after, before);
}

enum err unit_change(struct unit *u, const struct record *rec, const void *before, void *after,
                     uint64_t mask)
{
	keep_others(rec, before, after, mask);
	mask &= row_diff(rec, before, after);
	if (mask == 0)
		return OK;
	struct write w = { rec, CHANGED, before, after, mask };
	TRY(check_change(u, &w, &mask));
	mask = weigh(u, rec, before, after, mask);
	if (mask != 0)
		TRY(write_changed(u, rec, before, after, mask, STR_ABSENT));
	return run_apply_hook(u, &w);
}

/* -- a person -- */

static void take_sent(const struct record *rec, const struct decoded *d, void *after)
{
	for (unsigned i = 0; i < rec->n; i++)
		if (d->sent & BIT(i))
			field_copy(rec, (int) i, after, d->row);
}

/* Forms send links that nobody changed: those are not asked again. */
static enum err check_patch(struct unit *u, const struct write *w)
{
	size_t had = u->problems->n;
	TRY(check_refs(u, w->rec, w->after, w->sent & row_diff(w->rec, w->before, w->after)));
	TRY(run_check_hook(u, w));
	return flawed_since(u, had) ? ERR_INVALID : OK;
}

static enum err read_for_patch(struct unit *u, const struct record *rec, struct uuid id,
                               int64_t if_version, void *row)
{
	TRY(unit_get(u, rec, id, row));
	return if_version > 0 && if_version != head_of(row)->version ? ERR_STALE : OK;
}

enum err unit_judge_patch(struct unit *u, const struct record *rec, struct uuid id,
                          const struct decoded *d, int64_t if_version)
{
	struct decoded sound = *d;
	size_t had = u->problems->n;
	void *before = row_new(u->arena, rec), *row = row_new(u->arena, rec);
	sound.sent &= ~sound.flawed;
	TRY(read_for_patch(u, rec, id, if_version, before));
	memcpy(row, before, rec->size);
	take_sent(rec, &sound, row);
	enum err e = check_patch(u, &(struct write) { rec, CHANGED, before, row, sound.sent });
	if (e != OK && e != ERR_INVALID)
		return e;
	TRY(custom_check(u, d->custom, d->custom_n));
	problems_once(u->problems, had);
	return ERR_INVALID;
}

static enum err apply_patch(struct unit *u, const struct record *rec, const struct decoded *d,
                            const void *before, void *row)
{
	struct write w = { rec, CHANGED, before, row, d->sent };
	struct str old_custom;
	size_t had = u->problems->n;
	take_sent(rec, d, row);
	enum err e = check_patch(u, &w);
	if (e == ERR_INVALID) /* all flaws at once */
		TRY(custom_check(u, d->custom, d->custom_n));
	TRY(e);
	uint64_t mask = weigh(u, rec, before, row, UINT64_MAX);
	TRY(custom_put(u, head_of(row)->id, d->custom, d->custom_n, &mask, &old_custom));
	if (flawed_since(u, had))
		return ERR_INVALID;
	if (mask != 0)
		TRY(write_changed(u, rec, before, row, mask, old_custom));
	return run_apply_hook(u, &w);
}

enum err unit_patch(struct unit *u, const struct record *rec, struct uuid id,
                    const struct decoded *d, int64_t if_version, void *row, uint64_t *others)
{
	void *before = row_new(u->arena, rec);
	TRY(read_for_patch(u, rec, id, if_version, before));
	int64_t version = head_of(before)->version;
	if (others != NULL)
		*others = 0;
	if (others != NULL && d->base_version > 0 && d->base_version < version)
		TRY(history_fields_since(u, rec, id, d->base_version, others));
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
