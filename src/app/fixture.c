/* fixture.c: see fixture.h. */
#define _GNU_SOURCE 1 /* mkdtemp */
#include <stdlib.h>

#include "app/fixture.h"

#include "app/hooks.h"
#include "plat/files.h"
#include "plat/random.h"

const int64_t fixture_start_ms = INT64_C(1795867200000);

static const uint8_t data_key[32] = { 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9 };

static enum err give_key(void *ctx, struct uuid id, uint8_t key[32])
{
	(void) ctx;
	(void) id;
	memcpy(key, data_key, sizeof data_key);
	return OK;
}

static _Atomic int64_t moved_ms;

static int64_t now_ms(void)
{
	return fixture_start_ms + moved_ms;
}

void fixture_advance(int64_t ms)
{
	moved_ms += ms;
}

static void open_cells(struct fixture *f)
{
	f->cells = cells_new(&(struct cells_options) {
		.dir = f->dir,
		.writers = f->writers,
		.hooks = app_hooks,
		.hook_n = app_hook_count,
		.key = give_key,
		.now_ms = now_ms,
		.cache_bytes = 4 << 20,
		.idle_max = 4,
	});
}

void fixture_open(struct fixture *f, const char *country, const char *zone)
{
	moved_ms = 0;
	*f = (struct fixture) { .dir = "/tmp/kontor-app-XXXXXX" };
	assert_non_null(mkdtemp(f->dir));
	assert_int_equal(db_start(0), OK);
	assert_int_equal(writers_start(2, &f->writers), OK);
	open_cells(f);
	f->cell_id = uuid_new(fixture_start_ms);
	f->member_id = uuid_new(fixture_start_ms);
	assert_int_equal(cell_create(f->cells,
	                             &(struct cell_seed) {
					     .id = f->cell_id,
					     .owner_user_id = uuid_new(fixture_start_ms),
					     .owner_member_id = f->member_id,
					     .name = S("Loja Central"),
					     .owner_name = S("Rosa Prado"),
					     .country = str_of(country),
					     .time_zone = str_of(zone),
				     }),
	                 OK);
	assert_int_equal(cells_take(f->cells, f->cell_id, &f->cell), OK);
	f->actor = (struct actor) { .member_id = f->member_id, .role = ROLE_owner };
}

void fixture_reopen(struct fixture *f)
{
	cell_give(f->cell);
	cells_free(f->cells);
	open_cells(f);
	assert_int_equal(cells_take(f->cells, f->cell_id, &f->cell), OK);
}

void fixture_close(struct fixture *f)
{
	cell_give(f->cell);
	cells_free(f->cells);
	writers_stop(f->writers);
	arena_release(&f->arena);
	assert_int_equal(folder_remove(f->dir), OK);
}

/* -- writing -- */

struct one_call {
	struct cell_task task;
	const struct record *rec;
	struct uuid id;
	struct decoded form;
	struct action_call *call;
	void *row;
};

static enum err run(struct fixture *f, struct one_call *job,
                    enum err (*body)(struct cell_task *t, struct unit *u))
{
	cell_task_init(&job->task, f->cell, &f->actor, &f->arena, &f->problems);
	job->task.body = body;
	return cell_task_run(&job->task);
}

static enum err decode(struct fixture *f, const struct record *rec, enum op op, const char *json,
                       struct decoded *out)
{
	struct str text = arena_str(&f->arena, str_of(json));

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'')
			((char *) text.ptr)[i] = '"';
	}
	problems_init(&f->problems, &f->arena);
	return record_decode(rec, op, text, &f->arena, out, &f->problems);
}

static enum err create_body(struct cell_task *t, struct unit *u)
{
	struct one_call *job = (struct one_call *) t;

	return unit_create(u, job->rec, &job->form, job->row);
}

enum err fixture_create(struct fixture *f, const struct record *rec, const char *json, void *row)
{
	struct one_call job = { .rec = rec, .row = row };

	TRY(decode(f, rec, OP_create, json, &job.form));
	return run(f, &job, create_body);
}

static enum err patch_body(struct cell_task *t, struct unit *u)
{
	struct one_call *job = (struct one_call *) t;

	return unit_patch(u, job->rec, job->id, &job->form, 0, job->row, NULL);
}

enum err fixture_patch(struct fixture *f, const struct record *rec, struct uuid id,
                       const char *json, void *row)
{
	struct one_call job = { .rec = rec, .id = id, .row = row };

	TRY(decode(f, rec, OP_patch, json, &job.form));
	return run(f, &job, patch_body);
}

static enum err delete_body(struct cell_task *t, struct unit *u)
{
	struct one_call *job = (struct one_call *) t;

	return unit_delete(u, job->rec, job->id, 0);
}

enum err fixture_delete(struct fixture *f, const struct record *rec, struct uuid id)
{
	struct one_call job = { .rec = rec, .id = id };

	problems_init(&f->problems, &f->arena);
	return run(f, &job, delete_body);
}

static enum err restore_body(struct cell_task *t, struct unit *u)
{
	struct one_call *job = (struct one_call *) t;

	return unit_restore(u, job->rec, job->id, job->row);
}

enum err fixture_restore(struct fixture *f, const struct record *rec, struct uuid id)
{
	struct one_call job = { .rec = rec, .id = id, .row = row_new(&f->arena, rec) };

	problems_init(&f->problems, &f->arena);
	return run(f, &job, restore_body);
}

static enum err act_body(struct cell_task *t, struct unit *u)
{
	struct one_call *job = (struct one_call *) t;

	job->call->form = &job->form;
	return app_actions[job->call->action - actions](u, job->call);
}

static const struct action *action_named(struct str name)
{
	const struct str rec = str_cut(&name, ':');

	for (unsigned i = 0; i < action_count; i++) {
		if (str_eq(actions[i].rec->name, rec) && str_eq(actions[i].name, name))
			return &actions[i];
	}
	fail_msg("no action %.*s", PRI_STR(name));
	return NULL;
}

enum err fixture_act(struct fixture *f, const char *name, struct uuid id, const char *json,
                     struct action_call *call)
{
	struct one_call job = { .call = call };

	*call = (struct action_call) { .action = action_named(str_of(name)), .id = id };
	TRY(decode(f, call->action->form, OP_form, json, &job.form));
	return run(f, &job, act_body);
}

/* -- reading -- */

enum err fixture_get(struct fixture *f, const struct record *rec, struct uuid id, void *row)
{
	struct db *db;
	enum err e;

	assert_int_equal(cell_reader(f->cell, &db), OK);
	e = row_get(db, &f->arena, &f->actor, rec, id, LIVE_only, row);
	cell_reader_give(f->cell, db);
	return e;
}

static struct str first(struct fixture *f, const char *sql)
{
	struct str text;
	struct db *db;
	bool row;

	assert_int_equal(cell_reader(f->cell, &db), OK);
	{
		STMT_AUTO s = NULL;

		assert_int_equal(db_sql(db, str_of(sql), &s), OK);
		assert_int_equal(stmt_step(s, &row), OK);
		assert_true(row);
		text = arena_str(&f->arena, col_text(s, 0));
	}
	cell_reader_give(f->cell, db);
	return text;
}

int64_t fixture_int(struct fixture *f, const char *sql)
{
	int64_t n = -1;

	assert_true(str_to_int(first(f, sql), &n));
	return n;
}

struct str fixture_text(struct fixture *f, const char *sql)
{
	return first(f, sql);
}

/* -- somebody else -- */

static enum err member_body(struct cell_task *t, struct unit *u)
{
	struct one_call *job = (struct one_call *) t;

	return unit_insert(u, &member_record, job->row);
}

struct uuid fixture_become(struct fixture *f, enum member_role role)
{
	struct member m = { 0 };
	struct one_call job = { .row = &m };

	set(&m, member, user_id, uuid_new(fixture_start_ms));
	set(&m, member, name, S("Davi Lins"));
	set(&m, member, role, role);
	set(&m, member, active, true);
	problems_init(&f->problems, &f->arena);
	assert_int_equal(run(f, &job, member_body), OK);
	f->actor = (struct actor) {
		.member_id = m.id,
		.role = (enum role) role,
		.narrowed = role == member_role_agent && cell_facts(f->cell).narrow,
	};
	return m.id;
}
