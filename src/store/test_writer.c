/* test_writer.c: see test_writer.h. */
#include "store/test_writer.h"

/* -- gates and logs -- */

static void gate_init(struct gate *g)
{
	*g = (struct gate) { .open = false };
	mutex_init(&g->lock);
	cond_init(&g->cond);
}

static void gate_release(struct gate *g)
{
	mutex_release(&g->lock);
	cond_release(&g->cond);
}

static void gate_pass(struct gate *g)
{
	mutex_lock(&g->lock);
	g->waiting++;
	cond_broadcast(&g->cond);
	while (!g->open)
		cond_wait(&g->cond, &g->lock);
	mutex_unlock(&g->lock);
}

void gate_await(struct gate *g)
{
	mutex_lock(&g->lock);
	while (g->waiting == 0)
		cond_wait(&g->cond, &g->lock);
	mutex_unlock(&g->lock);
}

void gate_open(struct gate *g)
{
	mutex_lock(&g->lock);
	g->open = true;
	cond_broadcast(&g->cond);
	mutex_unlock(&g->lock);
}

static void log_init(struct log *l)
{
	*l = (struct log) { .n = 0 };
	mutex_init(&l->lock);
	cond_init(&l->cond);
}

static void log_release(struct log *l)
{
	mutex_release(&l->lock);
	cond_release(&l->cond);
}

static void log_note(struct log *l, int64_t number)
{
	mutex_lock(&l->lock);
	if (l->n < COUNT(l->v))
		l->v[l->n] = number;
	l->n++;
	cond_broadcast(&l->cond);
	mutex_unlock(&l->lock);
}

void log_await(struct log *l, unsigned n)
{
	mutex_lock(&l->lock);
	while (l->n < n)
		cond_wait(&l->cond, &l->lock);
	mutex_unlock(&l->lock);
}

/* -- a store and its hooks -- */

static enum err insert(struct db *db, const char *table, int64_t number)
{
	struct arena a = ARENA_INIT;
	STMT_AUTO s = NULL;
	enum err e = db_sql(db, arena_printf(&a, "INSERT INTO %s (n) VALUES (?1)", table), &s);
	if (e == OK) {
		bind_int(s, 1, number);
		e = stmt_run(s);
	}
	arena_release(&a);
	return e;
}

static enum err on_open(void *owner, struct db **db)
{
	struct owner *o = owner;
	if (o->open_error != OK)
		return o->open_error;
	o->opened++;
	TRY(open_db(o->p, o->name, DB_create, db));
	/* A child without a parent is found at COMMIT. */
	return db_exec(*db,
	               "PRAGMA foreign_keys=ON;"
	               "CREATE TABLE IF NOT EXISTS units (n INTEGER PRIMARY KEY) STRICT;"
	               "CREATE TABLE IF NOT EXISTS tail (n INTEGER PRIMARY KEY) STRICT;"
	               "CREATE TABLE IF NOT EXISTS children (n INTEGER REFERENCES units"
	               " DEFERRABLE INITIALLY DEFERRED) STRICT;");
}

static void on_begin(void *owner)
{
	((struct owner *) owner)->merged_n = 0;
}

static void on_merge(void *owner, struct write_task *t)
{
	struct owner *o = owner;
	assert_true(o->merged_n < WRITER_GROUP_MAX);
	o->merged[o->merged_n++] = (struct task *) t;
}

static enum err on_tail(void *owner, struct db *db)
{
	struct owner *o = owner;
	for (unsigned i = 0; i < o->merged_n; i++) {
		if (o->merged[i]->trouble == BREAKS_TAIL)
			return ERR_STORAGE;
		TRY(insert(db, "tail", o->merged[i]->number));
		if (o->other != NULL) {
			struct task t;
			task_init(&t, o->other, o->merged[i]->number);
			TRY(writer_run(o->other->w, &t.task));
		}
	}
	return OK;
}

static void on_committed(void *owner, struct db *db)
{
	assert_false(db_in_transaction(db));
	((struct owner *) owner)->committed++;
}

static const struct writer_hooks hooks = {
	.open = on_open,
	.begin = on_begin,
	.merge = on_merge,
	.tail = on_tail,
	.committed = on_committed,
};

/* -- tasks -- */

static enum err run(struct write_task *task, struct db *db)
{
	struct task *t = (struct task *) task;
	t->ran++;
	if (t->gate != NULL)
		gate_pass(t->gate);
	if (t->trouble == OBJECTS)
		return ERR_INVALID;
	TRY(insert(db, "units", t->number));
	switch (t->trouble) {
	case FINE:
	case BREAKS_TAIL:
		return OK;
	case OBJECTS:
	case REFUSED:
		return ERR_INVALID;
	case ROLLS_BACK:
		return db_exec(db, "ROLLBACK");
	case BREAKS_COMMIT:
		return insert(db, "children", -1);
	}
	return ERR_INTERNAL;
}

static void done(struct write_task *task)
{
	struct task *t = (struct task *) task;
	t->answers++;
	if (t->then != NULL)
		assert_int_equal(writer_submit(t->o->w, &t->then->task), OK);
	if (t->log != NULL)
		log_note(t->log, t->number);
}

void task_init(struct task *t, struct owner *o, int64_t number)
{
	*t = (struct task) { .task = { .run = run, .done = done }, .o = o, .number = number };
}

void submit(struct task *t)
{
	assert_int_equal(writer_submit(t->o->w, &t->task), OK);
}

void scene_open(struct scene *s, void *place, unsigned threads, unsigned stores)
{
	static const char *const names[] = { "a.db", "b.db", "c.db" };
	*s = (struct scene) { .p = place, .n = stores };
	assert_int_equal(writers_start(threads, &s->pool), OK);
	for (unsigned i = 0; i < stores; i++) {
		s->o[i] = (struct owner) { .p = place, .name = names[i] };
		s->o[i].w = writer_new(s->pool, &hooks, &s->o[i]);
	}
	gate_init(&s->gate);
	log_init(&s->log);
	task_init(&s->holder, &s->o[0], 1000);
	s->holder.gate = &s->gate;
}

void scene_close(struct scene *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		writer_rest(s->o[i].w);
		writer_free(s->o[i].w);
	}
	writers_stop(s->pool);
	gate_release(&s->gate);
	log_release(&s->log);
}

void hold_up(struct scene *s)
{
	submit(&s->holder);
	gate_await(&s->gate);
}

int64_t rows(struct scene *s, unsigned store, const char *sql)
{
	struct db *db;
	assert_int_equal(open_db(s->p, s->o[store].name, DB_read, &db), OK);
	int64_t n = ask_int(db, sql);
	db_close(db);
	return n;
}
