/* test_cell.c: see test_cell.h. */
#include "cell/test_cell.h"

#include <stdlib.h>

#include "cell/doctor.h"
#include "cell/search.h"
#include "plat/files.h"
#include "plat/log.h"
#include "plat/random.h"

/* 28 November 2026, 12:00 UTC. */
static _Atomic int64_t clock_ms = INT64_C(1795867200000);

int64_t place_now(void)
{
	return clock_ms;
}
void place_pass(int64_t ms)
{
	clock_ms += ms;
}

/* -- hooks: just what unique keys need -- */

static struct str folded(struct arena *a, struct str s)
{
	struct str copy = arena_str(a, str_trim(s));
	for (size_t i = 0; i < copy.len; i++)
		if (copy.ptr[i] >= 'A' && copy.ptr[i] <= 'Z')
			((char *) copy.ptr)[i] = (char) (copy.ptr[i] + 32);
	return copy;
}

static enum err tag_hook(struct unit *u, const struct write *w)
{
	struct tag *row = w->after;
	if (w->what != DELETED && has(row, F_tag_name))
		set(row, tag, fold_key, folded(u->arena, row->name));
	return OK;
}

static enum err identity_hook(struct unit *u, const struct write *w)
{
	struct contact_identity *row = w->after;
	if (w->what != CREATED || !has(row, F_contact_identity_value))
		return OK;
	if (str_eq(row->value, S("bad"))) {
		complain(u->problems, S("value"), FLAW_malformed, "Bad.");
		return OK;
	}
	set(row, contact_identity, value, str_trim(row->value));
	set(row, contact_identity, match_key, folded(u->arena, row->value));
	return OK;
}

static enum err field_hook(struct unit *u, const struct write *w)
{
	struct custom_field *row = w->after;
	if (w->what != DELETED)
		set(row, custom_field, fold_key, folded(u->arena, row->name));
	return OK;
}

/* A name in need of tidying, and one that is refused. */
static enum err contact_hook(struct unit *u, const struct write *w)
{
	struct contact *row = w->after;
	if (w->what == DELETED || !has(row, F_contact_name))
		return OK;
	set(row, contact, name, str_trim(row->name));
	if (str_eq(row->name, S("refused")))
		complain(u->problems, S("name"), FLAW_refused, "Not this one.");
	return OK;
}

static const struct record_hooks hooks[] = {
	{ &tag_record, tag_hook, NULL },
	{ &contact_record, contact_hook, NULL },
	{ &contact_identity_record, identity_hook, NULL },
	{ &custom_field_record, field_hook, NULL },
};

/* -- the place -- */

static enum err give_key(void *ctx, struct uuid id, uint8_t key[32])
{
	(void) ctx;
	memset(key, 7, 32);
	memcpy(key, id.b, sizeof id.b);
	return OK;
}

static void take_due(void *ctx, struct uuid cell_id, int64_t next_due_at)
{
	struct place *p = ctx;
	(void) cell_id;
	p->told_due_at = next_due_at;
}

static void open_cells(struct place *p)
{
	p->cells = cells_new(&(struct cells_options) {
		.dir = p->dir,
		.writers = p->writers,
		.hooks = hooks,
		.hook_n = COUNT(hooks),
		.key = give_key,
		.due = take_due,
		.ctx = p,
		.now_ms = place_now,
		.cache_bytes = 1 << 20,
		.idle_max = 2,
	});
}

static enum err add_member(struct step *s, struct unit *u)
{
	return unit_insert(u, &member_record, s->arg);
}

static struct uuid new_member(struct place *p, const char *name, enum member_role role)
{
	struct member m = { 0 };
	set(&m, member, user_id, uuid_new(place_now()));
	set(&m, member, name, str_of(name));
	set(&m, member, role, role);
	set(&m, member, active, true);
	struct step *s =
		step_new(p, &p->owner, add_member, &member_record, AUDIENCE_NOBODY, STR_ABSENT);
	s->arg = &m;
	assert_int_equal(run_step(p, s), OK);
	return m.id;
}

static void make_cell(struct place *p)
{
	p->cell_id = uuid_new(place_now());
	p->owner_id = uuid_new(place_now());
	struct cell_seed seed = {
		.id = p->cell_id,
		.owner_user_id = uuid_new(place_now()),
		.owner_member_id = p->owner_id,
		.name = S("Loja Central"),
		.owner_name = S("Rosa Prado"),
		.country = S("BR"),
		.time_zone = S("America/Sao_Paulo"),
	};
	assert_int_equal(cell_create(p->cells, &seed), OK);
	assert_int_equal(cells_take(p->cells, p->cell_id, &p->cell), OK);
	p->owner = (struct actor) { .member_id = p->owner_id, .role = ROLE_owner };
	p->agent_id = new_member(p, "Davi Lins", member_role_agent);
	p->agent =
		(struct actor) { .member_id = p->agent_id, .role = ROLE_agent, .narrowed = true };
}

int place_setup(void **state)
{
	static const char name[] = "/tmp/kontor-cell-XXXXXX";
	struct place *p = mem_alloc(sizeof *p);
	memcpy(p->dir, name, sizeof name);
	log_to(-1, LOG_ERROR);
	*state = p;
	if (mkdtemp(p->dir) == NULL || db_start(0) != OK || writers_start(2, &p->writers) != OK)
		return -1;
	open_cells(p);
	make_cell(p);
	return 0;
}

int place_teardown(void **state)
{
	struct place *p = *state;
	cell_give(p->cell);
	cells_free(p->cells);
	writers_stop(p->writers);
	enum err e = folder_remove(p->dir);
	arena_release(&p->arena);
	mem_free(p);
	return e == OK ? 0 : -1;
}

void place_reopen(struct place *p)
{
	cell_give(p->cell);
	cells_free(p->cells);
	open_cells(p);
	assert_int_equal(cells_take(p->cells, p->cell_id, &p->cell), OK);
}

/* -- JSON -- */

static void put_format(struct buf *b, const char *format, va_list args)
{
	for (const char *f = format; *f != '\0'; f++) {
		if (*f != '%') {
			put_char(b, *f == '\'' ? '"' : *f);
			continue;
		}
		switch (*++f) {
		case 'U':
			put_uuid(b, *va_arg(args, struct uuid *));
			break;
		case 's':
			put(b, str_of(va_arg(args, const char *)));
			break;
		case 'd':
			put_int(b, va_arg(args, int));
			break;
		case 'l':
			put_int(b, va_arg(args, int64_t));
			break;
		default:
			fail_msg("%%%c in a format", *f);
		}
	}
}

struct str json_of_format(struct arena *a, const char *format, ...)
{
	struct buf b = BUF_IN(a);
	va_list args;
	va_start(args, format);
	put_format(&b, format, args);
	va_end(args);
	return arena_str(a, buf_str(&b));
}

/* -- steps -- */

enum err step_create(struct step *s, struct unit *u)
{
	return unit_create(u, s->rec, &s->d, s->row);
}
enum err step_patch(struct step *s, struct unit *u)
{
	return unit_patch(u, s->rec, s->id, &s->d, s->if_version, s->row, &s->others);
}
enum err step_delete(struct step *s, struct unit *u)
{
	return unit_delete(u, s->rec, s->id, s->if_version);
}
enum err step_restore(struct step *s, struct unit *u)
{
	return unit_restore(u, s->rec, s->id, s->row);
}

static enum err body(struct cell_task *t, struct unit *u)
{
	struct step *s = (struct step *) t;
	s->runs++;
	return s->fn(s, u);
}

struct step *step_new(struct place *p, const struct actor *who, step_fn *fn,
                      const struct record *rec, struct uuid id, struct str json)
{
	struct step *s = mem_alloc(sizeof *s);
	*s = (struct step) { .fn = fn, .rec = rec, .id = id };
	s->row = row_new(&s->arena, rec);
	problems_init(&s->problems, &s->arena);
	if (fn == step_create)
		s->result = record_decode(rec, OP_create, json, &s->arena, &s->d, &s->problems);
	if (fn == step_patch)
		s->result = record_decode(rec, OP_patch, json, &s->arena, &s->d, &s->problems);
	if (s->result == OK)
		cell_task_init(&s->task, p->cell, who, &s->arena, &s->problems);
	s->task.body = body;
	return s;
}

void step_free(struct step *s)
{
	arena_release(&s->arena);
	mem_free(s);
}

/* -- a group: what comes while the writer is held up runs together -- */

struct gate {
	struct cell_task task;
	struct mutex lock;
	struct cond cond;
	bool entered, open;
	unsigned waiting;
	struct arena arena;
};

static enum err hold(struct cell_task *t, struct unit *u)
{
	struct gate *g = (struct gate *) t;
	(void) u;
	mutex_lock(&g->lock);
	g->entered = true;
	cond_broadcast(&g->cond);
	while (!g->open)
		cond_wait(&g->cond, &g->lock);
	mutex_unlock(&g->lock);
	return ERR_CANCELLED; /* nothing to commit */
}

static void count_down(struct gate *g)
{
	mutex_lock(&g->lock);
	g->waiting--;
	cond_broadcast(&g->cond);
	mutex_unlock(&g->lock);
}

static void gate_finished(struct cell_task *t)
{
	count_down((struct gate *) t);
}

static void step_finished(struct cell_task *t)
{
	struct step *s = (struct step *) t;
	s->result = t->task.result;
	count_down(s->gate);
}

static void close_gate(struct place *p, struct gate *g)
{
	mutex_init(&g->lock);
	cond_init(&g->cond);
	cell_task_init(&g->task, p->cell, &p->owner, &g->arena, NULL);
	g->task.body = hold;
	g->task.finished = gate_finished;
	g->waiting = 1;
	assert_int_equal(cell_task_submit(&g->task), OK);
	mutex_lock(&g->lock);
	while (!g->entered)
		cond_wait(&g->cond, &g->lock);
	mutex_unlock(&g->lock);
}

static void open_gate(struct gate *g)
{
	mutex_lock(&g->lock);
	g->open = true;
	cond_broadcast(&g->cond);
	while (g->waiting != 0)
		cond_wait(&g->cond, &g->lock);
	mutex_unlock(&g->lock);
	mutex_release(&g->lock);
	cond_release(&g->cond);
	arena_release(&g->arena);
}

void run_group(struct place *p, struct step **steps, unsigned n)
{
	struct gate g = { .waiting = 0 };
	close_gate(p, &g);
	for (unsigned i = 0; i < n; i++) {
		if (steps[i]->result != OK) /* did not decode */
			continue;
		steps[i]->gate = &g;
		steps[i]->task.finished = step_finished;
		mutex_lock(&g.lock);
		g.waiting++;
		mutex_unlock(&g.lock);
		assert_int_equal(cell_task_submit(&steps[i]->task), OK);
	}
	open_gate(&g);
}

/* Keeps what was complained about. */
static enum err finish(struct place *p, struct step *s, enum err e)
{
	problems_init(&p->problems, &p->arena);
	p->problems.n = s->problems.n;
	for (size_t i = 0; i < s->problems.n && i < PROBLEMS_MAX; i++) {
		struct problem *to = &p->problems.v[i];
		*to = s->problems.v[i];
		to->pointer = arena_str(&p->arena, to->pointer);
		to->detail = arena_str(&p->arena, to->detail);
	}
	step_free(s);
	return e;
}

enum err run_step(struct place *p, struct step *s)
{
	return finish(p, s, s->result != OK ? s->result : cell_task_run(&s->task));
}

/* -- one thing after another -- */

static enum err run_one(struct place *p, const struct actor *who, step_fn *fn,
                        const struct record *rec, struct uuid id, struct str json, void *row)
{
	struct step *s = step_new(p, who, fn, rec, id, json);
	enum err e = s->result != OK ? s->result : cell_task_run(&s->task);
	if (e == OK && row != NULL)
		memcpy(row, row_copy(&p->arena, rec, s->row), rec->size);
	return finish(p, s, e);
}

enum err place_create(struct place *p, const struct actor *who, const struct record *rec,
                      struct str json, void *row)
{
	return run_one(p, who, step_create, rec, AUDIENCE_NOBODY, json, row);
}

enum err place_patch(struct place *p, const struct actor *who, const struct record *rec,
                     struct uuid id, struct str json, void *row)
{
	return run_one(p, who, step_patch, rec, id, json, row);
}

enum err place_delete(struct place *p, const struct actor *who, const struct record *rec,
                      struct uuid id)
{
	return run_one(p, who, step_delete, rec, id, STR_ABSENT, NULL);
}

enum err place_restore(struct place *p, const struct actor *who, const struct record *rec,
                       struct uuid id, void *row)
{
	return run_one(p, who, step_restore, rec, id, STR_ABSENT, row);
}

/* -- looking -- */

static struct db *reader(struct place *p)
{
	struct db *db;
	assert_int_equal(cell_reader(p->cell, &db), OK);
	return db;
}

enum err place_get(struct place *p, const struct actor *who, const struct record *rec,
                   struct uuid id, void *row)
{
	struct db *db = reader(p);
	enum err e = row_get(db, &p->arena, who, rec, id, LIVE_only, row);
	cell_reader_give(p->cell, db);
	return e;
}

int64_t ask_int(struct place *p, const char *sql)
{
	struct db *db = reader(p);
	struct stmt *s;
	int64_t n;
	assert_int_equal(db_sql(db, str_of(sql), &s), OK);
	assert_int_equal(stmt_int(s, INT64_MIN, &n), OK);
	stmt_reset(&s);
	cell_reader_give(p->cell, db);
	return n;
}

struct str ask_text(struct place *p, const char *sql)
{
	struct db *db = reader(p);
	struct stmt *s;
	bool row;
	assert_int_equal(db_sql(db, str_of(sql), &s), OK);
	assert_int_equal(stmt_step(s, &row), OK);
	struct str text = row ? arena_str(&p->arena, col_text(s, 0)) : STR_ABSENT;
	stmt_reset(&s);
	cell_reader_give(p->cell, db);
	return text;
}

void assert_sound(struct place *p)
{
	struct db *db = reader(p);
	struct str report;
	int64_t broken_at;
	assert_int_equal(cell_recount(db, &p->arena, &report), OK);
	assert_str(report, "");
	assert_int_equal(cell_check_chain(p->cell, db, &broken_at), OK);
	assert_int_equal(broken_at, 0);
	cell_reader_give(p->cell, db);
}

unsigned found(struct place *p, const struct actor *who, const struct record *rec,
               const char *words)
{
	enum { MAX = 500 };
	struct db *db = reader(p);
	struct text_query q = query_parse(&p->arena, str_of(words));
	struct search_hit *hits = arena_array(&p->arena, struct search_hit, MAX);
	unsigned n;
	assert_int_equal(search_rows(db, &p->arena, who, rec, &q, MAX, hits, &n), OK);
	cell_reader_give(p->cell, db);
	return n;
}
