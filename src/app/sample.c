/* sample.c: asking for the sample and looking at it; the work is sample_job.c's. */
#include "app/sample.h"

#include "base/json.h"

static enum err sample_run(struct db *db, struct arena *a, struct import_run *out)
{
	struct buf b = BUF_IN(a);
	bool row;
	put(&b, S("SELECT "));
	sql_columns(&b, &import_run_record, S(""));
	put(&b,
	    S(" FROM import_runs WHERE kind = ?1 AND deleted_at IS NULL ORDER BY id DESC LIMIT 1"));
	STMT_AUTO s = NULL;
	TRY(db_sql(db, buf_str(&b), &s));
	bind_int(s, 1, import_kind_sample);
	TRY(stmt_step(s, &row));
	if (!row)
		return ERR_NOT_FOUND;
	row_read(s, 0, a, &import_run_record, out);
	return OK;
}

/* Without a key: a job that takes the sample out may still be at its end when the next one is asked
 * for. What each has to do the state of its run says. */
static enum err ask(struct unit *u, struct uuid run_id)
{
	struct buf b = BUF_IN(u->arena);
	struct uuid job;
	json_open(&b, '{');
	json_key(&b, S("import_id"));
	json_put_uuid(&b, run_id);
	json_key(&b, S("dry"));
	json_put_bool(&b, false);
	json_close(&b, '}');
	return unit_enqueue(u, S("sample"), STR_ABSENT, buf_str(&b), u->now_ms, &job);
}

/* The sample is there, or on its way in. */
static bool stands(const struct import_run *run)
{
	return run->state == import_state_done || run->state == import_state_running;
}

enum err sample_load(struct unit *u, struct uuid *run_id)
{
	struct import_run run = { 0 };
	enum err e = sample_run(u->db, u->arena, &run);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e == OK && stands(&run)) {
		*run_id = run.id;
		return OK;
	}
	run = (struct import_run) { 0 };
	set(&run, import_run, file_name, S("Casa Aurora"));
	set(&run, import_run, kind, import_kind_sample);
	set(&run, import_run, state, import_state_running);
	set(&run, import_run, started_at, u->now_ms);
	if (!uuid_zero(u->actor.member_id))
		set(&run, import_run, member_id, u->actor.member_id);
	TRY(unit_insert(u, &import_run_record, &run));
	*run_id = run.id;
	return ask(u, run.id);
}

enum err sample_drop(struct unit *u, struct uuid *run_id)
{
	struct import_run *run = arena_new(u->arena, struct import_run);
	TRY(sample_run(u->db, u->arena, run));
	struct import_run *after = row_copy(u->arena, &import_run_record, run);
	set(after, import_run, state, import_state_cancelled);
	TRY(unit_change(u, &import_run_record, run, after, BIT(F_import_run_state)));
	*run_id = run->id;
	return ask(u, run->id);
}

static enum err count(struct db *db, const char *sql, const struct uuid *run_id, int64_t *out)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, str_of(sql), &s));
	bind_uuid(s, 1, run_id);
	return stmt_int(s, 0, out);
}

enum err sample_look(struct db *db, struct sample_state *out)
{
	struct arena a = ARENA_INIT;
	struct import_run run = { 0 };
	*out = (struct sample_state) { 0 };
	enum err e = sample_run(db, &a, &run);
	if (e == OK) {
		e = count(db,
		          "SELECT count(*) FROM contacts WHERE run_id = ?1 AND deleted_at IS NULL",
		          &run.id, &out->contacts);
	}
	if (e == OK)
		e = count(db,
		          "SELECT count(*) FROM messages WHERE run_id = ?1 AND deleted_at IS NULL",
		          &run.id, &out->messages);
	if (e == OK) {
		out->present = stands(&run) || out->contacts + out->messages > 0;
		out->removing = out->present && run.state == import_state_cancelled;
	}
	arena_release(&a);
	return e == ERR_NOT_FOUND ? OK : e;
}
