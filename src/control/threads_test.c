/* threads_test.c: control asked and told by several threads, and from the tail of a cell's writer.
 * */
#include "control/test_place.h"

/* -- due times -- */

static void due_times_are_kept_and_cost_nothing_twice(void **state)
{
	struct place *p = *state;
	struct uuid id = add_user(p, &ada), cell = add_cell(p, id);
	struct cell_listed *cells;
	unsigned n;
	assert_int_equal(control_cell_due(p->c, cell, START_MS + 5), OK);
	int64_t units = writer_stats(p->c->writer).units;
	assert_int_equal(control_cell_due(p->c, cell, START_MS + 5), OK);
	assert_int_equal(writer_stats(p->c->writer).units, units);
	reopen(p);
	assert_int_equal(control_cells(p->c, &p->a, &cells, &n), OK);
	assert_int_equal(cells[0].next_due_at, START_MS + 5);
	assert_int_equal(control_cell_due(p->c, cell, 0), OK);
	assert_int_equal(control_cells(p->c, &p->a, &cells, &n), OK);
	assert_int_equal(cells[0].next_due_at, 0);
	assert_int_equal(control_cell_due(p->c, id, 1), ERR_NOT_FOUND);
}

/* A cell's writer on the same pool of one thread, whose tail says when the next job is due. */
struct neighbour {
	struct write_task task;
	struct place *p;
	struct uuid cell;
	int64_t due;
	bool known_in_tail;
};

static int64_t due_of(struct place *p)
{
	struct cell_listed *cells;
	unsigned n;
	assert_int_equal(control_cells(p->c, &p->a, &cells, &n), OK);
	return cells[0].next_due_at;
}

static enum err neighbour_open(void *owner, struct db **db)
{
	struct neighbour *nb = owner;
	return db_open(
		&(struct db_options) {
			.path = arena_printf(&nb->p->a, "%s/cell.db", nb->p->folder).ptr,
			.key = master,
			.mode = DB_create,
		},
		db);
}

static void neighbour_begin(void *owner)
{
	(void) owner;
}

static void neighbour_merge(void *owner, struct write_task *t)
{
	(void) owner, (void) t;
}

static enum err neighbour_tail(void *owner, struct db *db)
{
	struct neighbour *nb = owner;
	(void) db;
	TRY(control_cell_due(nb->p->c, nb->cell, nb->due));
	nb->known_in_tail = due_of(nb->p) == nb->due; /* before this store commits */
	return OK;
}

static void neighbour_committed(void *owner, struct db *db)
{
	(void) owner, (void) db;
}

static enum err neighbour_run(struct write_task *t, struct db *db)
{
	(void) t;
	return db_exec(db, "CREATE TABLE IF NOT EXISTS t (a)");
}

static void a_due_time_stands_before_its_cell_commits(void **state)
{
	static const struct writer_hooks hooks = {
		.open = neighbour_open,
		.begin = neighbour_begin,
		.merge = neighbour_merge,
		.tail = neighbour_tail,
		.committed = neighbour_committed,
	};
	struct place *p = *state;
	struct neighbour nb = { .task = { .run = neighbour_run }, .p = p };
	nb.cell = add_cell(p, add_user(p, &ada));
	struct writer *w = writer_new(p->writers, &hooks, &nb);
	for (nb.due = START_MS; nb.due < START_MS + 3; nb.due++) {
		nb.known_in_tail = false;
		assert_int_equal(writer_run(w, &nb.task), OK);
		assert_true(nb.known_in_tail);
	}
	writer_rest(w);
	writer_free(w);
}

/* -- threads -- */

struct worker {
	struct place *p;
	struct thread t;
	struct uuid user, cell;
	struct session_made session;
	unsigned ended, wrong;
};

static void use_sessions(void *arg)
{
	struct worker *w = arg;
	struct control *c = w->p->c;
	for (int i = 0; i < 40; i++) {
		struct session_made s;
		struct identity who;
		now_ms += 500;
		if (control_session_make(c, &(struct account) { .user_id = w->user }, S("thread"),
		                         &s) != OK ||
		    control_who_session(c, secret_of(s.secret), w->cell, &who) != OK ||
		    !uuid_eq(who.user_id, w->user) ||
		    control_who_session(c, secret_of(w->session.secret), w->cell, &who) != OK ||
		    control_session_end(c, secret_of(s.secret)) != OK ||
		    control_who_session(c, secret_of(s.secret), w->cell, &who) != ERR_UNAUTHORIZED)
			w->wrong++;
		w->ended++;
	}
}

static void two_threads_do_not_mix_people_up(void **state)
{
	struct place *p = *state;
	struct worker w[2] = { { .p = p, .user = add_user(p, &ada) },
		               { .p = p, .user = add_other(p) } };
	for (int i = 0; i < 2; i++) {
		w[i].cell = add_cell(p, w[i].user);
		assert_int_equal(control_session_make(p->c,
		                                      &(struct account) { .user_id = w[i].user },
		                                      S(""), &w[i].session),
		                 OK);
	}
	for (int i = 0; i < 2; i++)
		thread_start(&w[i].t, "test", use_sessions, &w[i]);
	for (int i = 0; i < 2; i++)
		thread_join(&w[i].t);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(w[i].ended, 40);
		assert_int_equal(w[i].wrong, 0);
	}
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM sessions")), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(due_times_are_kept_and_cost_nothing_twice),
		PLACE_CASE(a_due_time_stands_before_its_cell_commits),
		PLACE_CASE(two_threads_do_not_mix_people_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
