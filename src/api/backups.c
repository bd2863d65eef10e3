/* backups.c: backups as whoever looks after the server sees and asks for them; what all the data
 * takes up; the sheet of paper without which a backup is of no use. On the CPU pool. */
#include "api/api_impl.h"

#include "api/answer.h"
#include "backup/runner.h"
#include "cell/held.h"
#include "control/backups.h"
#include "plat/files.h"
#include "plat/log.h"
#include "plat/seal.h"

enum { LISTED = 50, FOLDER_MAX = 1000 };

/* -- one backup -- */

static void put_number(struct buf *b, struct str key, bool there, int64_t n)
{
	json_key(b, key);
	if (there)
		json_put_int(b, n);
	else
		json_put_null(b);
}

static void put_backup(struct call *c, const struct backup *v)
{
	struct buf *b = &c->out;
	struct backup_progress p;
	bool runs = backups_progress(c->api->o.backups, v->id, &p);
	bool done = v->state == backup_state_done;
	json_open(b, '{');
	answer_id(b, S("id"), v->id);
	answer_text(b, S("state"), backup_state_choices.words[v->state]);
	answer_flag(b, S("scheduled"), v->scheduled);
	answer_time(b, S("started_at"), v->started_at);
	answer_time(b, S("finished_at"), has(v, F_backup_finished_at) ? v->finished_at : 0);
	answer_time(b, S("verified_at"), has(v, F_backup_verified_at) ? v->verified_at : 0);
	put_number(b, S("bytes"), has(v, F_backup_bytes), v->bytes);
	put_number(b, S("bytes_copied"), has(v, F_backup_bytes_copied), v->bytes_copied);
	put_number(b, S("files"), has(v, F_backup_files), v->files);
	answer_text(b, S("problem"), has(v, F_backup_problem) ? v->problem : STR_ABSENT);
	answer_text(b, S("folder"), v->path);
	answer_flag(b, S("there"), done && file_exists(arena_str(c->arena, v->path).ptr));
	put_number(b, S("done_bytes"), runs, p.done_bytes);
	put_number(b, S("total_bytes"), runs, p.all_bytes);
	json_close(b, '}');
}

static enum err answer_one(struct call *c, struct uuid id)
{
	struct backup *row;
	TRY(control_backup(c->api->o.control, c->arena, id, &row));
	put_backup(c, row);
	return OK;
}

enum err route_backup(struct call *c)
{
	return answer_one(c, c->id);
}

/* -- making one -- */

static enum err check_folder(struct call *c, struct str folder)
{
	const char *why = NULL;
	if (!backup_folder_ok(c->api->o.backups, folder, &why))
		complain(&c->problems, S("folder"), FLAW_refused, "%s", why);
	return c->problems.n == 0 ? OK : ERR_INVALID;
}

enum err route_backup_make(struct call *c)
{
	struct backup_schedule s;
	struct uuid id;
	TRY(call_decode(c, &backup_make_record, OP_form));
	const struct backup_make *f = c->body.row;
	TRY(control_backup_schedule(c->api->o.control, c->arena, &s));
	struct str folder = has(f, F_backup_make_folder) ? f->folder : s.folder;
	if (str_absent(folder))
		folder = backups_usual_folder(c->api->o.backups, c->arena);
	TRY(check_folder(c, folder));
	enum err e = backups_begin(c->api->o.backups, folder, BACKUP_asked, &id);
	if (e == ERR_BUSY)
		return call_say(c, ERR_CONFLICT, "A backup is being made at this moment.");
	TRY(e);
	c->status = 202;
	return answer_one(c, id);
}

enum err route_backup_cancel(struct call *c)
{
	struct backup *row;
	TRY(control_backup(c->api->o.control, c->arena, c->id, &row));
	if (backups_cancel(c->api->o.backups, c->id) != OK)
		return call_say(c, ERR_CONFLICT, "It is not being made any more.");
	c->status = 202;
	return answer_one(c, c->id);
}

/* -- the schedule -- */

static void put_schedule(struct call *c, const struct backup_schedule *s)
{
	struct buf *b = &c->out;
	json_open(b, '{');
	put_number(b, S("every_hours"), true, s->every_hours);
	put_number(b, S("keep"), true, s->keep);
	put_number(b, S("keep_weekly"), true, s->keep_weekly);
	answer_text(b, S("folder"), s->folder);
	answer_text(b, S("usual_folder"), backups_usual_folder(c->api->o.backups, c->arena));
	json_close(b, '}');
}

enum err route_backup_schedule(struct call *c)
{
	struct control *control = c->api->o.control;
	struct backup_schedule s;
	TRY(call_decode(c, &backup_schedule_change_record, OP_form));
	const struct backup_schedule_change *f = c->body.row;
	TRY(control_backup_schedule(control, c->arena, &s));
	if (has(f, F_backup_schedule_change_every_hours))
		s.every_hours = f->every_hours;
	if (has(f, F_backup_schedule_change_keep))
		s.keep = f->keep;
	if (has(f, F_backup_schedule_change_keep_weekly))
		s.keep_weekly = f->keep_weekly;
	if (c->body.sent & BIT(F_backup_schedule_change_folder))
		s.folder = has(f, F_backup_schedule_change_folder) && f->folder.len != 0
		                   ? f->folder
		                   : STR_ABSENT;
	if (!str_absent(s.folder))
		TRY(check_folder(c, s.folder));
	TRY(control_backup_schedule_put(control, &s));
	put_schedule(c, &s);
	return OK;
}

/* -- all of it -- */

static int64_t bytes_of(struct call *c, struct str path)
{
	int64_t bytes = 0;
	const char *at = arena_str(c->arena, path).ptr;
	if (file_size(at, &bytes) != OK && folder_bytes(at, &bytes) != OK)
		return 0;
	return bytes;
}

static int64_t cell_bytes(struct call *c, struct uuid id)
{
	static const char *const tails[] = { ".db", ".db-wal", ".files" };
	char text[UUID_TEXT];
	int64_t bytes = 0;
	uuid_text(id, text);
	for (size_t i = 0; i < COUNT(tails); i++)
		bytes += bytes_of(c, arena_printf(c->arena, "%.*s/cells/%.*s%s",
		                                  PRI_STR(c->api->o.data_dir), UUID_TEXT, text,
		                                  tails[i]));
	return bytes;
}

static enum err put_storage(struct call *c)
{
	struct str dir = c->api->o.data_dir;
	struct cell_listed *v;
	unsigned n;
	int64_t free_bytes, all = bytes_of(c, arena_join(c->arena, dir, S("/control.db")));
	TRY(control_cells(c->api->o.control, c->arena, &v, &n));
	TRY(disk_free(arena_str(c->arena, dir).ptr, &free_bytes));
	json_key(&c->out, S("storage"));
	json_open(&c->out, '{');
	json_key(&c->out, S("cells"));
	json_open(&c->out, '[');
	for (unsigned i = 0; i < n; i++) {
		int64_t bytes = cell_bytes(c, v[i].id);
		all += bytes;
		json_open(&c->out, '{');
		answer_id(&c->out, S("workspace_id"), v[i].id);
		answer_text(&c->out, S("name"), v[i].name);
		put_number(&c->out, S("bytes"), true, bytes);
		json_close(&c->out, '}');
	}
	json_close(&c->out, ']');
	put_number(&c->out, S("data_bytes"), true, all);
	put_number(&c->out, S("free_bytes"), true, free_bytes);
	json_close(&c->out, '}');
	return OK;
}

static enum err put_restored(struct call *c)
{
	struct restored r;
	TRY(control_restored(c->api->o.control, &r));
	json_key(&c->out, S("restored"));
	if (r.at_ms == 0) {
		json_put_null(&c->out);
		return OK;
	}
	json_open(&c->out, '{');
	answer_time(&c->out, S("at"), r.at_ms);
	answer_time(&c->out, S("from"), r.from_ms);
	put_number(&c->out, S("held_jobs"), true, r.held_jobs);
	json_close(&c->out, '}');
	return OK;
}

enum err route_backups(struct call *c)
{
	struct control *control = c->api->o.control;
	struct backup_schedule s;
	struct backup **v;
	int64_t seen_at;
	unsigned n;
	TRY(control_backups(control, c->arena, LISTED, &v, &n));
	TRY(control_backup_schedule(control, c->arena, &s));
	TRY(control_sheet_seen(control, &seen_at));
	json_open(&c->out, '{');
	json_key(&c->out, S("items"));
	json_open(&c->out, '[');
	for (unsigned i = 0; i < n; i++)
		put_backup(c, v[i]);
	json_close(&c->out, ']');
	json_key(&c->out, S("schedule"));
	put_schedule(c, &s);
	TRY(put_storage(c));
	answer_flag(&c->out, S("key_beside_data"), c->api->o.key_beside_data);
	answer_time(&c->out, S("sheet_seen_at"), seen_at);
	TRY(put_restored(c));
	json_close(&c->out, '}');
	return OK;
}

/* -- the recovery sheet -- */

static const struct str how[] = {
	STR("Keep this sheet apart from the server and from its backups: whoever has both can read "
	    "everything."),
	STR("On the new machine, write the master key into a file that only you can read: "
	    "master.key."),
	STR("Bring the backup back: kontor restore --data NEWDIR --from BACKUP --master-key-file "
	    "master.key"),
	STR("Start the server on it: kontor serve --data NEWDIR --master-key-file master.key"),
	STR("Without the master key nothing of the data can be read, by anybody."),
};

static void put_key(struct call *c)
{
	struct key *master = c->api->o.master(c->api->o.master_ctx);
	struct buf text = { 0 };
	put_hex(&text, master->b, KEY_BYTES);
	answer_text(&c->out, S("master_key"), buf_str(&text));
	answer_text(&c->out, S("fingerprint"), str_of(key_fingerprint(master).text));
	wipe(text.ptr, text.len);
	buf_release(&text);
	key_free(master);
}

/* Whoever has the socket has the key's file, too, and no password. */
enum err route_recovery_sheet(struct call *c)
{
	struct control *control = c->api->o.control;
	struct uuid instance;
	TRY(call_decode(c, &recovery_sheet_ask_record, OP_form));
	const struct recovery_sheet_ask *f = c->body.row;
	if (!c->request->from_admin_socket)
		TRY(call_ask_password(c, S("password"),
		                      has(f, F_recovery_sheet_ask_password) ? f->password : S("")));
	TRY(control_instance(control, &instance));
	TRY(control_sheet_see(control));
	log_event(LOG_WARN, "key.sheet-shown", LOG_UUID("user", c->who.user_id));
	json_open(&c->out, '{');
	put_key(c);
	answer_id(&c->out, S("instance_id"), instance);
	answer_text(&c->out, S("address"), call_public_url(c));
	answer_time(&c->out, S("made_at"), c->api->o.now_ms());
	json_key(&c->out, S("how"));
	json_open(&c->out, '[');
	for (size_t i = 0; i < COUNT(how); i++)
		json_put_str(&c->out, how[i]);
	json_close(&c->out, ']');
	json_close(&c->out, '}');
	return OK;
}

/* -- after a restore -- */

static enum err release_in(struct call *c, struct uuid id, int64_t *n)
{
	struct cell *cell;
	TRY(cells_take(c->api->o.cells, id, &cell));
	enum err e = cell_held_release(cell, n);
	cell_give(cell);
	return e;
}

enum err route_jobs_release(struct call *c)
{
	struct control *control = c->api->o.control;
	struct cell_listed *v;
	int64_t all = 0;
	unsigned n;
	TRY(control_cells(control, c->arena, &v, &n));
	for (unsigned i = 0; i < n; i++) {
		int64_t released = 0;
		if (v[i].state == cell_state_ready || v[i].state == cell_state_closing)
			TRY(release_in(c, v[i].id, &released));
		all += released;
	}
	TRY(control_restored_done(control));
	log_event(LOG_INFO, "jobs.released", LOG_INT("jobs", all));
	json_open(&c->out, '{');
	put_number(&c->out, S("released"), true, all);
	json_close(&c->out, '}');
	return OK;
}
