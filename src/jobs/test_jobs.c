/* test_jobs.c: see test_jobs.h. */
#define _GNU_SOURCE 1 /* mkdtemp */
#include <stdlib.h>

#include "jobs/test_jobs.h"
#include "plat/files.h"
#include "plat/random.h"

static const int64_t start_ms = INT64_C(1795867200000);

static int64_t now_ms(void)
{
	return fake.now_ms;
}

struct seen seen;
struct control_says control_says;
struct clock_fake fake;

static enum err handler(struct work *w)
{
	enum err e;
	bool waits;

	mutex_lock(&seen.lock);
	e = seen.runs < (int) COUNT(seen.answers) ? seen.answers[seen.runs] : OK;
	seen.runs++;
	seen.last_tries += w->last_try;
	seen.actor = w->actor;
	seen.refused = w->refused;
	seen.argument = (struct str) { seen.argument_text, w->argument.len };
	if (w->argument.len != 0)
		memcpy(seen.argument_text, w->argument.ptr, w->argument.len);
	waits = seen.waiting = seen.waits;
	cond_broadcast(&seen.changed);
	mutex_unlock(&seen.lock);
	if (!str_absent(w->refused))
		return work_end(w);
	while (waits) {
		if (!w->goes_on(w))
			return work_end(w);
		mutex_lock(&seen.lock);
		cond_wait_until(&seen.changed, &seen.lock, clock_mono_ms(&clock_system) + 5);
		waits = seen.waits;
		mutex_unlock(&seen.lock);
	}
	return e;
}

static const struct job_handler handlers[] = {
	{ .name = STR("work"), .fn = handler, .tries = 3 },
	{ .name = STR("agents_work"), .fn = handler, .tries = 3, .least = ROLE_agent },
};

static enum err standing(void *ctx, struct uuid id, struct uuid member_id, struct uuid token_id)
{
	const struct place *p = ctx;

	assert_true(uuid_eq(id, p->id) && uuid_eq(member_id, p->member_id));
	control_says.token_id = token_id;
	return atomic_load(&control_says.standing);
}

static enum err give_key(void *ctx, struct uuid id, uint8_t key[32])
{
	(void) ctx;
	(void) id;
	memset(key, 7, 32);
	return OK;
}

static void on_due(void *ctx, struct uuid id, int64_t due_at)
{
	struct place *p = ctx;

	if (p->jobs != NULL)
		jobs_due(p->jobs, id, due_at);
}

static struct clock the_clock;

void place_start(struct place *p)
{
	assert_int_equal(jobs_start(
				 &(struct jobs_options) {
					 .cells = p->cells,
					 .handlers = handlers,
					 .handler_n = COUNT(handlers),
					 .threads = 2,
					 .clock = &the_clock,
					 .standing = standing,
					 .ctx = p,
				 },
				 &p->jobs),
	                 OK);
}

void place_stop(struct place *p)
{
	jobs_stop(p->jobs);
	p->jobs = NULL;
}

/* As at a start: the directory says which cells are due. */
void place_restart(struct place *p, int64_t due_at)
{
	place_start(p);
	jobs_due(p->jobs, p->id, due_at);
	jobs_rest(p->jobs);
}

struct uuid make_cell(struct place *p, struct uuid member_id)
{
	const struct uuid id = uuid_new(fake.now_ms);

	assert_int_equal(cell_create(p->cells,
	                             &(struct cell_seed) {
					     .id = id,
					     .owner_user_id = uuid_new(fake.now_ms),
					     .owner_member_id = member_id,
					     .name = S("Loja"),
					     .owner_name = S("Rosa"),
				     }),
	                 OK);
	return id;
}

void place_open_cells(struct place *p)
{
	p->cells = cells_new(&(struct cells_options) {
		.dir = p->dir,
		.writers = p->writers,
		.key = give_key,
		.due = on_due,
		.ctx = p,
		.now_ms = now_ms,
		.cache_bytes = 1 << 20,
		.idle_max = 8,
	});
}

int place_setup(void **state)
{
	static struct place p;

	p = (struct place) { .dir = "/tmp/kontor-jobs-XXXXXX" };
	the_clock = clock_fake_at(&fake, start_ms);
	mutex_init(&seen.lock);
	cond_init(&seen.changed);
	seen.runs = seen.last_tries = 0;
	seen.waits = seen.waiting = false;
	memset(seen.answers, 0, sizeof seen.answers);
	control_says = (struct control_says) { OK, AUDIENCE_NOBODY };
	assert_non_null(mkdtemp(p.dir));
	assert_int_equal(db_start(0), OK);
	assert_int_equal(writers_start(2, &p.writers), OK);
	place_open_cells(&p);
	p.member_id = uuid_new(start_ms);
	p.id = make_cell(&p, p.member_id);
	assert_int_equal(cells_take(p.cells, p.id, &p.cell), OK);
	place_start(&p);
	jobs_rest(p.jobs);
	*state = &p;
	return 0;
}

int place_teardown(void **state)
{
	struct place *p = *state;

	if (p->jobs != NULL)
		place_stop(p);
	cell_give(p->cell);
	cells_free(p->cells);
	writers_stop(p->writers);
	arena_release(&p->arena);
	assert_int_equal(folder_remove(p->dir), OK);
	cond_release(&seen.changed);
	mutex_release(&seen.lock);
	return 0;
}

/* -- asking -- */

struct asking {
	struct cell_task task;
	struct str handler, key;
	int64_t due_at;
	const char *sql;
	struct uuid id, token_id;
};

static enum err enqueue_body(struct cell_task *t, struct unit *u)
{
	struct asking *a = (struct asking *) t;

	return unit_enqueue(u, a->handler, a->key, S("{\"n\":1}"), a->due_at, &a->id);
}

static enum err sql_body(struct cell_task *t, struct unit *u)
{
	STMT_AUTO s = NULL;

	TRY(db_sql(u->db, str_of(((struct asking *) t)->sql), &s));
	return stmt_run(s);
}

static void run(struct place *p, struct asking *a,
                enum err (*body)(struct cell_task *t, struct unit *u))
{
	const struct actor owner = { .member_id = p->member_id,
		                     .role = ROLE_owner,
		                     .token_id = a->token_id };

	cell_task_init(&a->task, p->cell, &owner, &p->arena, NULL);
	a->task.body = body;
	assert_int_equal(cell_task_run(&a->task), OK);
}

struct uuid ask_for(struct place *p, const char *name, struct str key, int64_t in_ms)
{
	struct asking a = { .handler = str_of(name), .key = key, .due_at = fake.now_ms + in_ms };

	run(p, &a, enqueue_body);
	return a.id;
}

struct uuid ask_through(struct place *p, const char *name, struct uuid token_id)
{
	struct asking a = { .handler = str_of(name),
		            .key = STR_ABSENT,
		            .due_at = fake.now_ms,
		            .token_id = token_id };

	run(p, &a, enqueue_body);
	return a.id;
}

void write_sql(struct place *p, const char *sql)
{
	struct asking a = { .sql = sql };

	run(p, &a, sql_body);
}

int64_t count_sql(struct place *p, const char *sql)
{
	struct db *db;
	int64_t n;

	assert_int_equal(cell_reader(p->cell, &db), OK);
	{
		STMT_AUTO s = NULL;

		assert_int_equal(db_sql(db, str_of(sql), &s), OK);
		assert_int_equal(stmt_int(s, -1, &n), OK);
	}
	cell_reader_give(p->cell, db);
	return n;
}

int64_t in_state(struct place *p, enum job_state state)
{
	return count_sql(p, arena_printf(&p->arena,
	                                 "SELECT count(*) FROM jobs WHERE handler = 'work' "
	                                 "AND state = %d",
	                                 (int) state)
	                            .ptr);
}

void advance(struct place *p, int64_t ms)
{
	clock_fake_advance(&fake, ms);
	jobs_look(p->jobs);
	jobs_rest(p->jobs);
}

/* Until the handler is inside its loop. */
void wait_for_handler(void)
{
	mutex_lock(&seen.lock);
	while (!seen.waiting)
		cond_wait(&seen.changed, &seen.lock);
	mutex_unlock(&seen.lock);
}

static void set_waits(bool waits)
{
	mutex_lock(&seen.lock);
	seen.waits = waits;
	cond_broadcast(&seen.changed);
	mutex_unlock(&seen.lock);
}

void hold_handler(void)
{
	set_waits(true);
}

void release_handler(void)
{
	set_waits(false);
}
