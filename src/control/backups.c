/* backups.c: see backups.h. */
#include "control/backups.h"

#include "control/control_impl.h"
#include "control/restored.h"
#include "plat/random.h"

enum { KEPT = 200 };

/* -- settings that are numbers -- */

static enum err number(struct control *c, struct str name, int64_t fallback, int64_t *out)
{
	struct arena a = ARENA_INIT;
	struct str text;
	enum err e = control_setting(c, &a, name, &text);
	if (e != OK || !str_to_int(text, out))
		*out = fallback;
	arena_release(&a);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err number_put(struct control *c, struct str name, int64_t value)
{
	struct arena a = ARENA_INIT;
	enum err e = control_setting_put(c, name, arena_printf(&a, "%lld", (long long) value));
	arena_release(&a);
	return e;
}

/* -- the schedule -- */

enum { EVERY_HOURS = 24, KEEP = 7, KEEP_WEEKLY = 4 };

enum err control_backup_schedule(struct control *c, struct arena *a, struct backup_schedule *out)
{
	TRY(number(c, S("backup_every_hours"), EVERY_HOURS, &out->every_hours));
	TRY(number(c, S("backup_keep"), KEEP, &out->keep));
	TRY(number(c, S("backup_keep_weekly"), KEEP_WEEKLY, &out->keep_weekly));
	enum err e = control_setting(c, a, S("backup_folder"), &out->folder);
	if (e == ERR_NOT_FOUND || (e == OK && out->folder.len == 0))
		out->folder = STR_ABSENT;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err control_backup_schedule_put(struct control *c, const struct backup_schedule *s)
{
	TRY(number_put(c, S("backup_every_hours"), s->every_hours));
	TRY(number_put(c, S("backup_keep"), s->keep));
	TRY(number_put(c, S("backup_keep_weekly"), s->keep_weekly));
	return control_setting_put(c, S("backup_folder"),
	                           str_absent(s->folder) ? S("") : s->folder);
}

/* -- the journal -- */

static enum err insert(struct control *c, struct db *db, void *arg)
{
	(void) c;
	return row_insert(db, &backup_record, arg);
}

enum err control_backup_begin(struct control *c, struct str folder, bool scheduled, struct uuid *id)
{
	struct backup row = { 0 };
	*id = fresh_row(c, &row);
	set(&row, backup, started_at, c->now_ms());
	set(&row, backup, state, backup_state_running);
	set(&row, backup, path, folder);
	set(&row, backup, scheduled, scheduled);
	return control_write(c, insert, &row);
}

struct ending {
	struct uuid id;
	const struct backup *how;
};

static enum err end(struct control *c, struct db *db, void *arg)
{
	static const int fields[] = { F_backup_path,  F_backup_bytes,   F_backup_bytes_copied,
		                      F_backup_files, F_backup_problem, F_backup_verified_at,
		                      F_backup_state };
	const struct ending *e = arg;
	struct arena a = ARENA_INIT;
	struct backup row;
	uint64_t mask = BIT(F_backup_finished_at);
	enum err err = row_by_id(db, &a, &backup_record, e->id, &row);
	if (err == OK) {
		for (size_t i = 0; i < COUNT(fields); i++)
			if (has(e->how, fields[i])) {
				field_copy(&backup_record, fields[i], &row, e->how);
				mask |= BIT(fields[i]);
			}
		set(&row, backup, finished_at, c->now_ms());
		err = row_update(db, &backup_record, &row, mask | touch_row(c, &row));
	}
	arena_release(&a);
	return err;
}

enum err control_backup_end(struct control *c, struct uuid id, const struct backup *how)
{
	return control_write(c, end, &(struct ending) { id, how });
}

/* Old failures say nothing any more. */
static enum err settle(struct control *c, struct db *db, void *arg)
{
	(void) arg;
	STMT_AUTO s = NULL;
	STMT_AUTO old = NULL;
	TRY(db_sql(db,
	           S("UPDATE backups SET state = ?2, problem = ?3, finished_at = ?4"
	             " WHERE state = ?1"),
	           &s));
	bind_int(s, 1, backup_state_running);
	bind_int(s, 2, backup_state_failed);
	bind_text(s, 3, S("The server ended before it was done."));
	bind_int(s, 4, c->now_ms());
	TRY(stmt_run(s));
	TRY(db_sql(db,
	           S("DELETE FROM backups WHERE id NOT IN (SELECT id FROM backups"
	             " ORDER BY started_at DESC, id DESC LIMIT ?1)"),
	           &old));
	bind_int(old, 1, KEPT);
	return stmt_run(old);
}

enum err control_backups_settle(struct control *c)
{
	return control_write(c, settle, NULL);
}

struct listing {
	struct arena *arena;
	unsigned max, n;
	struct backup **v;
};

static enum err list(struct control *c, struct db *db, void *arg)
{
	struct listing *l = arg;
	const struct actor engine = actor_engine();
	struct page page;
	struct query q = { .rec = &backup_record,
		           .actor = &engine,
		           .sort = F_backup_started_at,
		           .descending = true,
		           .limit = l->max };
	(void) c;
	TRY(query_page(db, l->arena, &q, &page));
	l->v = (struct backup **) page.rows;
	l->n = page.n;
	return OK;
}

enum err control_backups(struct control *c, struct arena *a, unsigned max, struct backup ***out,
                         unsigned *n)
{
	struct listing l = { .arena = a, .max = max };
	TRY(control_read(c, list, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

struct finding {
	struct arena *arena;
	struct uuid id;
	struct backup *row;
};

static enum err find(struct control *c, struct db *db, void *arg)
{
	struct finding *f = arg;
	(void) c;
	f->row = arena_new(f->arena, struct backup);
	return row_by_id(db, f->arena, &backup_record, f->id, f->row);
}

enum err control_backup(struct control *c, struct arena *a, struct uuid id, struct backup **out)
{
	struct finding f = { .arena = a, .id = id };
	TRY(control_read(c, find, &f));
	*out = f.row;
	return OK;
}

/* -- the recovery sheet -- */

#define SETTING_INSTANCE "instance_id"
#define SETTING_SHEET "recovery_sheet_at"

/* Two that ask at once may each make one; the sheet says the one that stands. */
enum err control_instance(struct control *c, struct uuid *out)
{
	struct arena a = ARENA_INIT;
	struct str text;
	char fresh[UUID_TEXT];
	enum err e = control_setting(c, &a, S(SETTING_INSTANCE), &text);
	if (e == ERR_NOT_FOUND) {
		uuid_text(uuid_new(c->now_ms()), fresh);
		e = control_setting_put(c, S(SETTING_INSTANCE), (struct str) { fresh, UUID_TEXT });
		if (e == OK)
			e = control_setting(c, &a, S(SETTING_INSTANCE), &text);
	}
	if (e == OK && !uuid_parse(text, out))
		e = ERR_STORAGE;
	arena_release(&a);
	return e;
}

enum err control_sheet_seen(struct control *c, int64_t *at_ms)
{
	return number(c, S(SETTING_SHEET), 0, at_ms);
}

enum err control_sheet_see(struct control *c)
{
	return number_put(c, S(SETTING_SHEET), c->now_ms());
}

/* -- after a restore -- */

enum err control_restored(struct control *c, struct restored *out)
{
	TRY(number(c, S(SETTING_RESTORED_AT), 0, &out->at_ms));
	TRY(number(c, S(SETTING_RESTORED_FROM), 0, &out->from_ms));
	return number(c, S(SETTING_HELD_JOBS), 0, &out->held_jobs);
}

enum err control_restored_done(struct control *c)
{
	return number_put(c, S(SETTING_HELD_JOBS), 0);
}
