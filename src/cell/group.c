/* group.c: the notes of the units of one transaction, merged as each unit stands, written by the tail. */
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
struct change_note *group_change(struct group *g, const struct change_note *n)
{
	struct change_row **at = &g->change_buckets[bucket_of(n->id)];
	for (; *at != NULL; at = &(*at)->next) {
		struct change_note *have = &g->changes.v[(*at)->at];
		if (have->rec == n->rec && uuid_eq(have->id, n->id)) {
			have->mask |= n->mask;
			have->op = n->op;
			have->after = n->after;
			return have;
		}
	}
	struct change_row *row = *at = arena_new(&g->arena, struct change_row);
	row->at = g->changes.n;
	g->changes.v = note_room(&g->arena, g->changes.v, &g->changes.cap, g->changes.n, sizeof *n);
	g->changes.v[g->changes.n] = *n;
	return &g->changes.v[g->changes.n++];
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
		derive_note(g, &e->derives.v[i]);
	for (unsigned i = 0; i < e->timeline.n; i++) {
		g->timeline_actors = note_room(&g->arena, g->timeline_actors,
		                               &g->timeline_actor_cap, g->timeline.n + i,
		                               sizeof *g->timeline_actors);
		g->timeline_actors[g->timeline.n + i] = e->actor;
	}
	APPEND(g, timeline, e);
	APPEND(g, index, e);
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
	TRY(cell_note_due(c, db));
	return journal_tail(c, db);
}

const struct writer_hooks cell_writer_hooks = {
	.open = cell_open_writer,
	.begin = on_begin,
	.merge = on_merge,
	.tail = on_tail,
	.committed = cell_committed,
};
