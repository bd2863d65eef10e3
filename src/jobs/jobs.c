/* jobs.c: the scheduler: cells that are due, by time, and the threads that look into them. */
#include "jobs/jobs.h"

#include "jobs/standing.h"
#include "plat/log.h"
#include "plat/thread.h"

enum { THREADS_MAX = 8, WAIT_MAX_MS = 30000, RETRY_MS = 5000, LOOK_AT_RIGHTS_MS = 200 };

/* A cell that has work, or is being looked into. */
struct due {
	struct uuid cell_id;
	int64_t at;                /* 0: not by itself */
	bool taken, looked, again; /* by a thread; since the start; something came meanwhile */
	struct due *next;
};

struct worker {
	struct jobs *jobs;
	struct thread thread;
	struct uuid job_id; /* zero: none; guarded by the lock */
};

struct jobs {
	struct jobs_options o;
	struct mutex lock;
	struct cond work, rest;
	struct due *dues;
	struct worker workers[THREADS_MAX];
	unsigned busy;
	bool stopping;
};

static int64_t now_ms(const struct jobs *j)
{
	return clock_now_ms(j->o.clock);
}

/* -- what is due -- */

static struct due *find(struct jobs *j, struct uuid cell_id)
{
	for (struct due *d = j->dues; d != NULL; d = d->next)
		if (uuid_eq(d->cell_id, cell_id))
			return d;
	return NULL;
}

void jobs_due(struct jobs *j, struct uuid cell_id, int64_t due_at)
{
	mutex_lock(&j->lock);
	struct due *d = find(j, cell_id);
	if (d == NULL) {
		d = mem_alloc(sizeof *d);
		d->cell_id = cell_id;
		d->next = j->dues;
		j->dues = d;
	}
	if (d->taken)
		d->again = true;
	else
		d->at = due_at;
	cond_broadcast(&j->work);
	mutex_unlock(&j->lock);
}

/* The cell that is due first and nobody looks into. */
static struct due *earliest(struct jobs *j)
{
	struct due *best = NULL;
	for (struct due *d = j->dues; d != NULL; d = d->next)
		if (!d->taken && d->at > 0 && (best == NULL || d->at < best->at))
			best = d;
	return best;
}

static unsigned running(struct jobs *j, struct uuid out[THREADS_MAX])
{
	unsigned n = 0;
	for (unsigned i = 0; i < j->o.threads; i++)
		if (!uuid_zero(j->workers[i].job_id))
			out[n++] = j->workers[i].job_id;
	return n;
}

/* -- one job -- */

static const struct str narrowed = STR(
	"What whoever started it may see was narrowed meanwhile; start it again for what is left.");

struct running {
	struct work work; /* first: goes_on gets its address */
	struct jobs *jobs;
	const struct lease_ask *ask;
	struct leased *leased;
	int64_t renewed_at, rights_at; /* rights: by the clock that nobody moves */
};

static bool is_stopping(struct jobs *j)
{
	mutex_lock(&j->lock);
	bool yes = j->stopping;
	mutex_unlock(&j->lock);
	return yes;
}

/* What could not be found out is asked again at the next step: nobody's rights are taken for less
 * because a disk was slow. */
static bool still_may(struct running *r)
{
	struct actor now;
	struct str refused;
	int64_t at = clock_mono_ms(&clock_system);
	if (!str_absent(r->work.refused))
		return false;
	if (at - r->rights_at < LOOK_AT_RIGHTS_MS)
		return true;
	if (standing_of(r->ask, r->leased, &now, &refused) != OK)
		return true;
	r->rights_at = at;
	if (str_absent(refused) && standing_shrank(&r->work.actor, &now))
		refused = narrowed;
	r->work.refused = refused;
	return str_absent(refused);
}

static bool goes_on(struct work *w)
{
	struct running *r = (struct running *) w;
	int64_t now = now_ms(r->jobs);
	if (is_stopping(r->jobs) || !still_may(r))
		return false;
	if (now - r->renewed_at < lease_ms(r->leased->handler) / 3)
		return true;
	enum err e = lease_renew(r->ask, r->leased);
	if (e == OK)
		r->renewed_at = now;
	return e != ERR_CANCELLED;
}

static enum err run_job(struct jobs *j, const struct lease_ask *ask, struct leased *l,
                        int64_t *next_due_at)
{
	struct arena a = ARENA_INIT;
	struct running r = {
		.work = { .cell = ask->cell,
		          .job_id = l->row.id,
		          .arena = &a,
		          .goes_on = goes_on,
		          .last_try = l->row.tries >= lease_tries(l->handler),
		          .argument = has(&l->row, F_job_argument) ? l->row.argument : STR_ABSENT },
		.jobs = j,
		.ask = ask,
		.leased = l,
		.renewed_at = now_ms(j),
		.rights_at = clock_mono_ms(&clock_system),
	};
	/* Refused or not, the handler is called: what it is about must not look as if it were still
	 * at work. */
	enum err result = standing_of(ask, l, &r.work.actor, &r.work.refused);
	if (result == OK)
		result = l->handler->fn(&r.work);
	l->refused = r.work.refused; /* constant text */
	arena_release(&a);
	if (result != OK && result != ERR_CANCELLED)
		log_event(LOG_WARN, "jobs.failed", LOG_UUID("job", l->row.id), LOG_ERR(result),
		          LOG_INT("tries", l->row.tries));
	return lease_settle(ask, l, result, is_stopping(j), next_due_at);
}

/* -- one look into a cell -- */

static void set_running(struct worker *w, struct uuid id)
{
	mutex_lock(&w->jobs->lock);
	w->job_id = id;
	mutex_unlock(&w->jobs->lock);
}

static enum err look(struct worker *w, struct uuid cell_id, bool first, const struct uuid *ids,
                     unsigned n, int64_t *next)
{
	struct jobs *j = w->jobs;
	struct arena a = ARENA_INIT;
	struct lease_ask ask = {
		.o = &j->o, .arena = &a, .running = ids, .running_n = n, .first = first
	};
	struct leased l = { 0 };
	bool found;
	enum err e = cells_take(j->o.cells, cell_id, &ask.cell);
	if (e == ERR_NOT_FOUND) { /* the workspace is no more, and its jobs went with it */
		*next = 0;
		return OK;
	}
	if (e == OK) {
		e = lease_next(&ask, &l, &found, next);
		if (e == OK && found) {
			set_running(w, l.row.id);
			e = run_job(j, &ask, &l, next);
			set_running(w, AUDIENCE_NOBODY);
		}
		cell_give(ask.cell);
	}
	arena_release(&a);
	return e;
}

static void take_turn(struct worker *w, struct due *d)
{
	struct jobs *j = w->jobs;
	struct uuid ids[THREADS_MAX];
	unsigned n = running(j, ids);
	bool first = !d->looked;
	int64_t next = 0;
	d->taken = true;
	d->again = false;
	j->busy++;
	mutex_unlock(&j->lock);
	enum err e = look(w, d->cell_id, first, ids, n, &next);
	if (e != OK) {
		log_event(LOG_ERROR, "jobs.look-failed", LOG_UUID("cell", d->cell_id), LOG_ERR(e));
		next = now_ms(j) + RETRY_MS;
	}
	mutex_lock(&j->lock);
	j->busy--;
	d->taken = false;
	d->looked |= e == OK;
	d->at = d->again ? now_ms(j) : next;
	cond_broadcast(&j->rest);
}

static void wait_for_work(struct jobs *j, const struct due *d)
{
	int64_t wait = d == NULL ? WAIT_MAX_MS : d->at - now_ms(j);
	if (wait > WAIT_MAX_MS)
		wait = WAIT_MAX_MS; /* the wall clock may have stepped */
	cond_wait_until(&j->work, &j->lock, clock_mono_ms(&clock_system) + (wait > 1 ? wait : 1));
}

static void serve(void *arg)
{
	struct worker *w = arg;
	struct jobs *j = w->jobs;
	mutex_lock(&j->lock);
	while (!j->stopping) {
		struct due *d = earliest(j);
		if (d != NULL && d->at <= now_ms(j))
			take_turn(w, d);
		else
			wait_for_work(j, d);
	}
	mutex_unlock(&j->lock);
}

/* -- life -- */

enum err jobs_start(const struct jobs_options *o, struct jobs **out)
{
	ENSURE(o->threads >= 1 && o->threads <= THREADS_MAX);
	struct jobs *j = mem_alloc(sizeof *j);
	j->o = *o;
	mutex_init(&j->lock);
	cond_init(&j->work);
	cond_init(&j->rest);
	for (unsigned i = 0; i < o->threads; i++)
		j->workers[i].jobs = j;
	for (unsigned i = 0; i < o->threads; i++)
		thread_start(&j->workers[i].thread, "job", serve, &j->workers[i]);
	*out = j;
	return OK;
}

void jobs_look(struct jobs *j)
{
	mutex_lock(&j->lock);
	cond_broadcast(&j->work);
	mutex_unlock(&j->lock);
}

void jobs_rest(struct jobs *j)
{
	mutex_lock(&j->lock);
	for (;;) {
		const struct due *d = earliest(j);
		if (j->busy == 0 && (d == NULL || d->at > now_ms(j)))
			break;
		cond_wait_until(&j->rest, &j->lock, clock_mono_ms(&clock_system) + 20);
	}
	mutex_unlock(&j->lock);
}

void jobs_stop(struct jobs *j)
{
	mutex_lock(&j->lock);
	j->stopping = true;
	cond_broadcast(&j->work);
	mutex_unlock(&j->lock);
	for (unsigned i = 0; i < j->o.threads; i++)
		thread_join(&j->workers[i].thread);
	for (struct due *d = j->dues, *next; d != NULL; d = next) {
		next = d->next;
		mem_free(d);
	}
	cond_release(&j->rest);
	cond_release(&j->work);
	mutex_release(&j->lock);
	mem_free(j);
}
