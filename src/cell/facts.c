/* facts.c: what the engine knows of a cell beside its rows: settings, the workspace's facts, the
 * next due job; and what happens once a group is durable. */
#include "cell/cell_impl.h"

/* -- settings -- */

enum err setting_read(struct db *db, struct str name, struct arena *a, struct str *out)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT value FROM settings WHERE name = ?1"), &s));
	bind_text(s, 1, name);
	TRY(stmt_step(s, &row));
	*out = row ? arena_str(a, col_text(s, 0)) : STR_ABSENT;
	return OK;
}

enum err setting_write(struct db *db, struct str name, struct str value)
{
	struct setting row = { 0 };
	set(&row, setting, name, name);
	set(&row, setting, value, value);
	enum err e = row_insert(db, &setting_record, &row);
	return e == ERR_CONFLICT ? row_update(db, &setting_record, &row, BIT(F_setting_value)) : e;
}

enum err cell_read_epoch(struct cell *c, struct db *db)
{
	struct arena a = ARENA_INIT;
	struct str text;
	enum err e = setting_read(db, S("epoch"), &a, &text);
	if (e == OK && (str_absent(text) || !uuid_parse(text, &c->epoch)))
		e = ERR_SCHEMA;
	arena_release(&a);
	return e;
}

/* -- the workspace -- */

struct cell_facts cell_facts(struct cell *c)
{
	mutex_lock(&c->facts_lock);
	struct cell_facts f = c->facts;
	mutex_unlock(&c->facts_lock);
	return f;
}

static void take_facts(struct cell *c, const struct workspace *w)
{
	struct cell_facts f = { .narrow = w->narrow };
	if (has(w, F_workspace_country) && w->country.len == sizeof f.country - 1)
		memcpy(f.country, w->country.ptr, w->country.len);
	if (w->time_zone.len < sizeof f.zone)
		memcpy(f.zone, w->time_zone.ptr, w->time_zone.len);
	mutex_lock(&c->facts_lock);
	c->facts = f;
	mutex_unlock(&c->facts_lock);
}

enum err cell_read_facts(struct cell *c, struct db *db)
{
	struct arena a = ARENA_INIT;
	struct actor engine = actor_engine();
	struct workspace w;
	enum err e = row_get(db, &a, &engine, &workspace_record, c->id, LIVE_only, &w);
	if (e == OK)
		take_facts(c, &w);
	arena_release(&a);
	return e;
}

/* -- around the commit -- */

enum err cell_tell_due(struct cell *c, struct db *db)
{
	int64_t due;
	STMT_AUTO s = NULL;
	if (c->home->o.due == NULL)
		return OK;
	TRY(db_sql(db, S("SELECT min(due_at) FROM jobs WHERE state IN (?1, ?2)"), &s));
	bind_int(s, 1, job_state_waiting);
	bind_int(s, 2, job_state_leased); /* after a crash it starts again */
	TRY(stmt_int(s, 0, &due));
	c->home->o.due(c->home->o.ctx, c->id, due);
	return OK;
}

static struct feed_sink sink_of(struct cells *cs)
{
	mutex_lock(&cs->lock);
	struct feed_sink sink = cs->sink;
	mutex_unlock(&cs->lock);
	return sink;
}

void cell_committed(void *owner, struct db *db)
{
	struct cell *c = owner;
	const struct group *g = &c->group;
	journal_committed(c);
	audit_committed(c);
	upkeep_committed(c);
	if (g->facts || c->facts_stale)
		c->facts_stale = cell_read_facts(c, db) != OK;
	struct feed_sink sink = sink_of(c->home);
	if (sink.publish != NULL && g->out_n != 0)
		sink.publish(sink.self, c, db, g->out, g->out_n);
}
