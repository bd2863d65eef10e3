/* unit.c: a unit's way through the writer; jobs it asks for; answers it keeps. */
#include "cell/cell_impl.h"

#include "plat/random.h"

/* -- the task -- */

static enum err run(struct write_task *task, struct db *db)
{
	struct cell_task *t = (struct cell_task *) task;
	struct unit *u = &t->unit;
	arena_rewind(u->arena, t->mark); /* a replay forgets the first attempt */
	if (u->problems != NULL)
		u->problems->n = u->problems->within_len = 0;
	u->effects = arena_new(u->arena, struct effects);
	u->effects->actor = u->actor.member_id;
	u->db = db;
	u->now_ms = cell_now(u->cell);
	enum err e = t->body(t, u);
	return e == OK && flawed(u) ? ERR_INVALID : e;
}

static void done(struct write_task *task)
{
	struct cell_task *t = (struct cell_task *) task;
	t->finished(t);
}

void cell_task_init(struct cell_task *t, struct cell *c, const struct actor *actor,
                    struct arena *arena, struct problems *ps)
{
	const struct cells_options *o = &c->home->o;
	*t = (struct cell_task) {
		.task = { .run = run, .done = done },
		.unit = {
			.actor = *actor, .arena = arena, .cell = c, .problems = ps,
			.source = SOURCE_person, .reason = history_reason_edit,
			.hooks = o->hooks, .hook_n = o->hook_n,
		},
	};
}

enum err cell_task_submit(struct cell_task *t)
{
	t->mark = arena_mark(t->unit.arena);
	return writer_submit(t->unit.cell->writer, &t->task);
}

enum err cell_task_run(struct cell_task *t)
{
	t->mark = arena_mark(t->unit.arena);
	return writer_run(t->unit.cell->writer, &t->task);
}

/* -- a unit inside the unit -- */

enum err unit_part_begin(struct unit *u, struct unit_mark *m)
{
	const struct effects *e = u->effects;
	*m = (struct unit_mark) { e->changes.n,  e->index.n, e->derives.n,
		                  e->timeline.n, e->audit.n, e->replies.n };
	return db_savepoint(u->db);
}

enum err unit_part_end(struct unit *u, const struct unit_mark *m, enum err result)
{
	struct effects *e = u->effects;
	if (result == OK)
		return db_release(u->db);
	e->changes.n = m->changes;
	e->index.n = m->index;
	e->derives.n = m->derives;
	e->timeline.n = m->timeline;
	e->audit.n = m->audit;
	e->replies.n = m->replies;
	return db_rollback_to(u->db);
}

/* -- jobs -- */

static enum err job_with_key(struct unit *u, struct str unique_key, struct uuid *id, bool *found)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("SELECT id FROM jobs WHERE unique_key = ?1"), &s));
	bind_text(s, 1, unique_key);
	TRY(stmt_step(s, found));
	if (*found)
		*id = col_uuid(s, 0);
	return OK;
}

enum err unit_enqueue(struct unit *u, struct str handler, struct str unique_key,
                      struct str argument, int64_t due_at, struct uuid *job_id)
{
	struct job row = { 0 };
	bool found = false;
	if (!str_absent(unique_key))
		TRY(job_with_key(u, unique_key, job_id, &found));
	if (found)
		return OK;
	set(&row, job, id, uuid_new(u->now_ms));
	set(&row, job, handler, handler);
	set(&row, job, state, job_state_waiting);
	set(&row, job, due_at, due_at);
	set(&row, job, tries, 0);
	if (!str_absent(unique_key))
		set(&row, job, unique_key, unique_key);
	if (!uuid_zero(u->actor.member_id))
		set(&row, job, actor_id, u->actor.member_id);
	if (!str_absent(argument))
		set(&row, job, argument, argument);
	set(&row, job, created_at, u->now_ms);
	u->effects->jobs = true;
	*job_id = row.id;
	return row_insert(u->db, &job_record, &row);
}

void unit_jobs_changed(struct unit *u)
{
	u->effects->jobs = true;
}

/* -- answers of repeated requests -- */

static bool same_request(const uint8_t hash[32], const struct reply_key *k)
{
	return memcmp(hash, k->request_hash, sizeof k->request_hash) == 0;
}

/* Of a unit that stands in this very group: the tail has not written its answer yet. */
static enum err reply_of_group(struct unit *u, const struct reply_key *k, struct stored_reply *out)
{
	const struct group *g = &u->cell->group;
	for (unsigned i = 0; i < g->replies.n; i++) {
		const struct reply_note *n = &g->replies.v[i];
		if (n->key.key_hash != k->key_hash)
			continue;
		if (!same_request(n->key.request_hash, k))
			return ERR_IDEMPOTENCY;
		*out = (struct stored_reply) { true, n->status, arena_str(u->arena, n->body) };
		return OK;
	}
	return OK;
}

enum err unit_reply_find(struct unit *u, const struct reply_key *k, struct stored_reply *out)
{
	bool row;
	*out = (struct stored_reply) { 0 };
	TRY(reply_of_group(u, k, out));
	if (out->found)
		return OK;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("SELECT request_hash, status, body FROM answers WHERE key_hash = ?1"),
	           &s));
	bind_int(s, 1, k->key_hash);
	TRY(stmt_step(s, &row));
	if (!row)
		return OK;
	struct str hash = col_blob(s, 0);
	if (hash.len != sizeof k->request_hash || !same_request((const uint8_t *) hash.ptr, k))
		return ERR_IDEMPOTENCY;
	*out = (struct stored_reply) { true, (int) col_int(s, 1),
		                       arena_str(u->arena, col_text(s, 2)) };
	return OK;
}

enum err unit_reply_store(struct unit *u, const struct reply_key *k, int status, struct str body,
                          struct uuid subject)
{
	ENSURE(body.len <= REPLY_BODY_MAX);
	NOTE(u, replies, .key = *k, .status = status, .subject = subject, .body = body);
	return OK;
}
