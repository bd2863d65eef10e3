/* group.c: the notes of the units of one transaction, merged as each unit stands, written by the
 * tail. */
#include "cell/cell_impl.h"

void group_clear(struct group *g)
{
	struct arena keep = g->arena;
	arena_clear(&keep);
	*g = (struct group) { .arena = keep };
}

static unsigned bucket_of(struct uuid id)
{
	return (id.b[15] ^ id.b[13] * 31u) % GROUP_BUCKETS;
}

/* One event a row and group: masks unite, the last state counts, the first audience is "before". */
void group_change(struct group *g, const struct change_note *n)
{
	struct noted_row **at = &g->change_buckets[bucket_of(n->id)];
	for (; *at != NULL; at = &(*at)->next) {
		struct change_note *have = &g->changes.v[(*at)->at];
		if (have->rec != n->rec || !uuid_eq(have->id, n->id))
			continue;
		have->mask |= n->mask;
		have->op = n->op;
		have->after = n->after;
		return;
	}
	struct noted_row *row = *at = arena_new(&g->arena, struct noted_row);
	row->at = g->changes.n;
	g->changes.v = note_room(&g->arena, g->changes.v, &g->changes.cap, g->changes.n, sizeof *n);
	g->changes.v[g->changes.n++] = *n;
}

/* Several in one group: what the index lacked before the first it lacks still; the words are those
 * that the row has in the end. */
void index_merge(struct group *g, const struct index_note *n)
{
	struct noted_row **at = &g->index_buckets[bucket_of(n->id)];
	for (; *at != NULL; at = &(*at)->next) {
		struct index_note *have = &g->index.v[(*at)->at];
		if (have->rec != n->rec || !uuid_eq(have->id, n->id))
			continue;
		have->text = STR_ABSENT;
		if (have->key < 0)
			have->key = n->key;
		return;
	}
	struct noted_row *row = *at = arena_new(&g->arena, struct noted_row);
	row->at = g->index.n;
	g->index.v = note_room(&g->arena, g->index.v, &g->index.cap, g->index.n, sizeof *n);
	g->index.v[g->index.n++] = *n;
}

#define APPEND(g_, list_, from_)                                                                   \
	do {                                                                                       \
		for (unsigned i_ = 0; i_ < (from_)->list_.n; i_++) {                               \
			(g_)->list_.v = note_room(&(g_)->arena, (g_)->list_.v, &(g_)->list_.cap,   \
			                          (g_)->list_.n, sizeof *(g_)->list_.v);           \
			(g_)->list_.v[(g_)->list_.n++] = (from_)->list_.v[i_];                     \
		}                                                                                  \
	} while (0)

void group_merge(struct group *g, const struct effects *e)
{
	for (unsigned i = 0; i < e->changes.n; i++)
		group_change(g, &e->changes.v[i]);
	for (unsigned i = 0; i < e->derives.n; i++)
		derive_merge(g, &e->derives.v[i]);
	for (unsigned i = 0; i < e->index.n; i++)
		index_merge(g, &e->index.v[i]);
	APPEND(g, timeline, e);
	APPEND(g, audit, e);
	APPEND(g, replies, e);
	g->jobs |= e->jobs;
	g->facts |= e->facts;
}

/* -- the writer's hooks -- */

static void on_begin(void *owner)
{
	struct cell *c = owner;
	group_clear(&c->group);
	audit_take_back(c);
}

static void on_merge(void *owner, struct write_task *t)
{
	struct cell *c = owner;
	group_merge(&c->group, ((struct cell_task *) t)->unit.effects);
}

static enum err on_tail(void *owner, struct db *db)
{
	struct cell *c = owner;
	TRY(derive_tail(c, db));
	TRY(index_tail(c, db));
	TRY(upkeep_tail(c, db));
	if (c->group.jobs)
		TRY(cell_tell_due(c, db));
	audit_tail(c);
	return journal_tail(c, db);
}

const struct writer_hooks cell_writer_hooks = {
	.open = cell_open_writer,
	.begin = on_begin,
	.merge = on_merge,
	.tail = on_tail,
	.committed = cell_committed,
	.copy = cell_copy_log,
};
