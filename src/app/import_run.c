/* import_run.c: what people do with an import: rehearse it, run it, stop it. The work itself is a
 * job (import_job.c); these write down what was chosen, move the state on, and ask for the job. */
#include "app/checks.h"
#include "app/tidy.h"
#include "core/csv_map.h"
#include "core/phone.h"
#include "plat/zone.h"
#include "record/encode.h"

static const struct str sql_mapping_clear = STR("DELETE FROM import_mappings WHERE run_id = ?1");
static const struct str sql_errors_clear = STR("DELETE FROM import_errors WHERE run_id = ?1");

static bool is_at_work(const struct import_run *run)
{
	return run->state == import_state_planning || run->state == import_state_running;
}

enum err import_run_check(struct unit *u, const struct write *w)
{
	if (w->what == DELETED) {
		if (!is_at_work(w->before))
			return OK;
		complain(u->problems, S(""), FLAW_refused, "It is at work; stop it first.");
		return ERR_CONFLICT;
	}
	tidy_line(u, w->rec, F_import_run_file_name, w->after);
	return OK;
}

/* -- what was chosen -- */

static void check_options(struct unit *u, struct import_options *o)
{
	if (has(o, F_import_options_zone)) {
		o->zone = zone_current_name(o->zone);
		if (!zone_exists(o->zone))
			complain(u->problems, S("zone"), FLAW_malformed,
			         "There is no such time zone.");
	}
	if (has(o, F_import_options_default_country) && !phone_region_known(o->default_country))
		complain(u->problems, S("default_country"), FLAW_malformed,
		         "There is no such country.");
}

static enum err clear(struct unit *u, struct str sql, struct uuid run_id)
{
	STMT_AUTO s = NULL;

	TRY(db_sql(u->db, sql, &s));
	bind_uuid(s, 1, &run_id);
	return stmt_run(s);
}

static void check_mapping(struct unit *u, const struct part_rows *sent)
{
	for (size_t i = 0; i < sent->n; i++) {
		const struct import_mapping *row = sent->rows[i];
		const size_t mark = problems_enter(u->problems, sent->part->name, (int) i);
		enum csv_field field;

		if (!csv_field_parse(row->field, &field))
			complain(u->problems, S("field"), FLAW_not_a_choice,
			         "There is no such field; the preview lists them.");
		problems_leave(u->problems, mark);
	}
}

/* The first of two rows for one header stands. */
static enum err store_mapping(struct unit *u, const struct import_run *run,
                              const struct part_rows *sent)
{
	check_mapping(u, sent);
	TRY(clear(u, sql_mapping_clear, run->id));
	for (size_t i = 0; i < sent->n; i++) {
		struct import_mapping row = *(const struct import_mapping *) sent->rows[i];
		enum err e;

		set(&row, import_mapping, run_id, run->id);
		e = row_insert(u->db, &import_mapping_record, &row);
		if (e != OK && e != ERR_CONFLICT)
			return e;
	}
	return OK;
}

/* What was not said stays as it was chosen before. An empty `me` says: none of them. */
static enum err store_options(struct unit *u, const struct decoded *form, struct import_run *run)
{
	struct import_options o = *(const struct import_options *) form->row;

	check_options(u, &o);
	if (has(&o, F_import_options_zone))
		set(run, import_run, zone, o.zone);
	if (has(&o, F_import_options_default_country))
		set(run, import_run, default_country, o.default_country);
	if (has(&o, F_import_options_me))
		set(run, import_run, me, o.me);
	if (has(&o, F_import_options_date_order))
		set(run, import_run, date_order, o.date_order);
	if (has(&o, F_import_options_title) && !text_blank(o.title))
		set(run, import_run, title, str_trim(o.title));
	if (form->part_n != 0)
		TRY(store_mapping(u, run, &form->parts[0]));
	return u->problems != NULL && u->problems->n != 0 ? ERR_INVALID : OK;
}

/* -- on its way -- */

static void reset_counts(struct import_run *run)
{
	set(run, import_run, done_rows, 0);
	set(run, import_run, new, 0);
	set(run, import_run, merged, 0);
	set(run, import_run, unchanged, 0);
	set(run, import_run, skipped, 0);
	set(run, import_run, failed, 0);
	set(run, import_run, messages_new, 0);
	set(run, import_run, messages_known, 0);
}

static enum err ask_for_job(struct unit *u, const struct import_run *run)
{
	struct buf b = BUF_IN(u->arena);
	struct import_job job = { 0 };
	struct uuid job_id;

	set(&job, import_job, import_id, run->id);
	set(&job, import_job, dry, run->dry);
	record_encode(&b, &import_job_record, &job, UINT64_MAX);
	return unit_enqueue(u, S("import"), STR_ABSENT, buf_str(&b), u->now_ms, &job_id);
}

static enum err refuse(struct unit *u, const char *why)
{
	complain(u->problems, S(""), FLAW_refused, "%s", why);
	return ERR_CONFLICT;
}

/* A job that is still busy with the run sees by the version that it is no longer meant. */
static enum err set_going(struct unit *u, struct action_call *call, enum import_state state)
{
	struct import_run before, *run = row_new(u->arena, &import_run_record);

	TRY(unit_get(u, &import_run_record, call->id, run));
	before = *run;
	if (is_at_work(run))
		return refuse(u, "It is at work; stop it first.");
	if (run->state == import_state_done)
		return refuse(u, "This import is done; bring the file again to repeat it.");
	if (run->kind == import_kind_sample)
		return refuse(u, "The sample is loaded and removed as a whole.");
	TRY(store_options(u, call->form, run));
	TRY(clear(u, sql_errors_clear, run->id));
	reset_counts(run);
	set(run, import_run, state, state);
	set(run, import_run, dry, state == import_state_planning);
	unset(run, import_run, problem);
	unset(run, import_run, finished_at);
	if (!run->dry)
		set(run, import_run, started_at, u->now_ms);
	TRY(unit_change(u, &import_run_record, &before, run, UINT64_MAX));
	call->row = run;
	return ask_for_job(u, run);
}

enum err act_import_run_plan(struct unit *u, struct action_call *call)
{
	return set_going(u, call, import_state_planning);
}

enum err act_import_run_start(struct unit *u, struct action_call *call)
{
	return set_going(u, call, import_state_running);
}

/* Between two chunks the job looks at the state and ends. */
enum err act_import_run_cancel(struct unit *u, struct action_call *call)
{
	struct import_run before, *run = row_new(u->arena, &import_run_record);

	TRY(unit_get(u, &import_run_record, call->id, run));
	call->row = run;
	if (run->state == import_state_done || run->state == import_state_failed ||
	    run->state == import_state_cancelled)
		return OK;
	before = *run;
	set(run, import_run, state, import_state_cancelled);
	set(run, import_run, finished_at, u->now_ms);
	return unit_change(u, &import_run_record, &before, run, UINT64_MAX);
}
