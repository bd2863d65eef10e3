/* audit.c: see audit.h. What waits lies in two lists: entries that name a row, and counts of those
 * that came in masses. The tail of a group takes both; the commit makes that good, the beginning of
 * the next group takes it back. */
#include "cell/audit.h"

#include "cell/cell_impl.h"
#include "plat/log.h"

enum { SEEN_MIN = 64, SEEN_MAX = 4096, NAMED_ALL_MAX = 1024 };

/* Somebody opened something, lately. */
struct seen {
	struct uuid actor, row_id;
	uint64_t what; /* action and record; 0: the slot is free */
	int64_t at;
};

/* How many rows one member's entries have named since then. */
struct reader {
	struct uuid actor;
	int64_t since;
	unsigned named;
};

struct audit_list {
	struct audit_note *v;
	unsigned n, cap;
};

struct audit_queue {
	struct mutex lock;
	_Atomic int64_t due_at; /* when what waits is written at the latest; 0: nothing does */
	atomic_bool asked;      /* a unit that takes it along is on its way */
	struct seen *seen;
	unsigned seen_n, seen_cap; /* cap: a power of two */
	struct reader *readers;
	unsigned reader_n, reader_cap;
	struct audit_list named, masses;
	struct audit_list flying; /* taken by a tail, not yet committed */
};

/* -- lists -- */

static void *grow(void *v, unsigned n, unsigned *cap, size_t size)
{
	if (n < *cap)
		return v;
	*cap = *cap == 0 ? 16 : *cap * 2;
	void *more = mem_alloc(*cap * size);
	if (n != 0)
		memcpy(more, v, n * size);
	mem_free(v);
	return more;
}

static void list_add(struct audit_list *l, const struct audit_note *n)
{
	l->v = grow(l->v, l->n, &l->cap, sizeof *l->v);
	l->v[l->n++] = *n;
}

static void list_free(struct audit_list *l)
{
	mem_free(l->v);
	*l = (struct audit_list) { 0 };
}

/* Notes without row of the same member, action and record are one. */
static void add_mass(struct audit_queue *q, const struct audit_note *n)
{
	for (unsigned i = 0; i < q->masses.n; i++) {
		struct audit_note *have = &q->masses.v[i];
		if (have->action == n->action && have->rec == n->rec &&
		    uuid_eq(have->actor, n->actor)) {
			have->n += n->n;
			return;
		}
	}
	list_add(&q->masses, n);
}

/* -- what was opened lately -- */

static uint64_t what_of(const struct audit_event *e)
{
	return (uint64_t) e->action << 32 | (e->rec == NULL ? 0 : e->rec->number);
}

/* The ends of ids are chance; who chooses ids to collide gets more entries, not fewer. */
static unsigned slot_of(const struct audit_queue *q, const struct seen *s)
{
	uint64_t a, b;
	memcpy(&a, s->actor.b + 8, sizeof a);
	memcpy(&b, s->row_id.b + 8, sizeof b);
	uint64_t h = (a * 3 ^ b ^ s->what) * UINT64_C(0x9e3779b97f4a7c15);
	return (unsigned) (h >> 32) & (q->seen_cap - 1);
}

static struct seen *find_seen(struct audit_queue *q, const struct seen *like)
{
	unsigned at = slot_of(q, like);
	for (;; at = (at + 1) & (q->seen_cap - 1)) {
		struct seen *s = &q->seen[at];
		if (s->what == 0 || (s->what == like->what && uuid_eq(s->row_id, like->row_id) &&
		                     uuid_eq(s->actor, like->actor)))
			return s;
	}
}

/* A larger table, with those that still count; the largest begins anew: that costs an entry more
 * here and there. */
static void make_room(struct audit_queue *q, int64_t now_ms)
{
	struct seen *old = q->seen;
	unsigned n = q->seen_cap;
	q->seen_cap = n == 0 ? SEEN_MIN : n < SEEN_MAX ? n * 2 : n;
	q->seen = mem_alloc(q->seen_cap * sizeof *q->seen);
	q->seen_n = 0;
	for (unsigned i = 0; i < n && n < SEEN_MAX; i++)
		if (old[i].what != 0 && now_ms < old[i].at + AUDIT_COALESCE_MS) {
			*find_seen(q, &old[i]) = old[i];
			q->seen_n++;
		}
	mem_free(old);
}

/* Where the event stands in the table, or would. */
static struct seen *slot_for(struct audit_queue *q, const struct audit_event *e, int64_t now_ms)
{
	if (q->seen_n * 2 >= q->seen_cap)
		make_room(q, now_ms);
	return find_seen(
		q, &(struct seen) { .actor = e->actor, .row_id = e->row_id, .what = what_of(e) });
}

static bool is_recent(const struct seen *s, int64_t now_ms)
{
	return s->what != 0 && now_ms >= s->at && now_ms < s->at + AUDIT_COALESCE_MS;
}

static void remember(struct audit_queue *q, struct seen *s, const struct audit_event *e,
                     int64_t now_ms)
{
	q->seen_n += s->what == 0;
	*s = (struct seen) { e->actor, e->row_id, what_of(e), now_ms };
}

/* -- noting -- */

static bool is_over(const struct reader *r, int64_t now_ms)
{
	return now_ms < r->since || now_ms >= r->since + AUDIT_MASS_MS;
}

/* The member's place, or that of one who has not read for a while. */
static struct reader *reader_of(struct audit_queue *q, struct uuid actor, int64_t now_ms)
{
	struct reader *over = NULL;
	for (unsigned i = 0; i < q->reader_n; i++) {
		struct reader *r = &q->readers[i];
		if (is_over(r, now_ms))
			over = r;
		else if (uuid_eq(r->actor, actor))
			return r;
	}
	if (over == NULL) {
		q->readers = grow(q->readers, q->reader_n, &q->reader_cap, sizeof *q->readers);
		over = &q->readers[q->reader_n++];
	}
	*over = (struct reader) { .actor = actor, .since = now_ms };
	return over;
}

static struct audit_note note_of(const struct audit_event *e)
{
	return (struct audit_note) { .action = e->action,
		                     .rec = e->rec,
		                     .row_id = e->row_id,
		                     .actor = e->actor,
		                     .n = e->n };
}

/* False: too many of this member's have names already, or of all. */
static bool may_name(struct audit_queue *q, struct uuid actor, int64_t now_ms)
{
	struct reader *r = reader_of(q, actor, now_ms);
	if (r->named >= AUDIT_NAMED_MAX || q->named.n >= NAMED_ALL_MAX)
		return false;
	r->named++;
	return true;
}

static void make_due(struct audit_queue *q, int64_t at)
{
	int64_t due = atomic_load(&q->due_at);
	if (due == 0 || at < due)
		atomic_store(&q->due_at, at);
}

static void add(struct audit_queue *q, const struct audit_event *e, bool named, int64_t now_ms)
{
	struct audit_note n = note_of(e);
	if (named) {
		list_add(&q->named, &n);
	} else {
		n.row_id = AUDIENCE_NOBODY;
		add_mass(q, &n);
	}
	make_due(q, named ? now_ms : now_ms + AUDIT_MASS_MS);
}

void cell_audit_read(struct cell *c, const struct audit_event *e)
{
	struct audit_queue *q = c->audit;
	int64_t now_ms = cell_now(c);
	mutex_lock(&q->lock);
	struct seen *s = slot_for(q, e, now_ms);
	if (!is_recent(s, now_ms)) {
		bool named = may_name(q, e->actor, now_ms);
		if (named)
			remember(q, s, e, now_ms);
		add(q, e, named, now_ms);
	}
	mutex_unlock(&q->lock);
}

void cell_audit_event(struct cell *c, const struct audit_event *e)
{
	int64_t now_ms = cell_now(c);
	mutex_lock(&c->audit->lock);
	add(c->audit, e, may_name(c->audit, e->actor, now_ms), now_ms);
	mutex_unlock(&c->audit->lock);
}

/* -- the writer's side -- */

/* The group before failed: what its tail had taken waits again. */
void audit_take_back(struct cell *c)
{
	struct audit_queue *q = c->audit;
	if (q->flying.n == 0) /* only the writer's thread touches it */
		return;
	mutex_lock(&q->lock);
	for (unsigned i = 0; i < q->flying.n; i++) {
		const struct audit_note *n = &q->flying.v[i];
		if (uuid_zero(n->row_id))
			add_mass(q, n);
		else
			list_add(&q->named, n);
	}
	q->flying.n = 0;
	make_due(q, cell_now(c));
	mutex_unlock(&q->lock);
}

void audit_tail(struct cell *c)
{
	struct audit_queue *q = c->audit;
	struct group *g = &c->group;
	if (atomic_load(&q->due_at) == 0)
		return;
	mutex_lock(&q->lock);
	for (unsigned i = 0; i < q->named.n; i++)
		list_add(&q->flying, &q->named.v[i]);
	for (unsigned i = 0; i < q->masses.n; i++)
		list_add(&q->flying, &q->masses.v[i]);
	q->named.n = q->masses.n = 0;
	atomic_store(&q->due_at, 0);
	mutex_unlock(&q->lock);
	for (unsigned i = 0; i < q->flying.n; i++) {
		g->audit.v = note_room(&g->arena, g->audit.v, &g->audit.cap, g->audit.n,
		                       sizeof *g->audit.v);
		g->audit.v[g->audit.n++] = q->flying.v[i];
	}
}

void audit_committed(struct cell *c)
{
	c->audit->flying.n = 0;
}

/* -- a unit of its own, when no other comes -- */

struct flush {
	struct cell_task task;
	struct arena arena;
};

static enum err nothing(struct cell_task *t, struct unit *u)
{
	(void) t;
	(void) u;
	return OK;
}

static void flush_free(struct flush *f)
{
	arena_release(&f->arena);
	mem_free(f);
}

static void flushed(struct cell_task *t)
{
	struct flush *f = (struct flush *) t;
	struct cell *c = t->unit.cell;
	atomic_store(&c->audit->asked, false);
	flush_free(f);
	cell_let_go(c);
}

static struct flush *flush_new(struct cell *c)
{
	struct actor engine = actor_engine();
	struct flush *f = mem_alloc(sizeof *f);
	cell_task_init(&f->task, c, &engine, &f->arena, NULL);
	f->task.body = nothing;
	f->task.finished = flushed;
	return f;
}

bool audit_is_due(struct cell *c)
{
	int64_t due = atomic_load(&c->audit->due_at);
	return due != 0 && due <= cell_now(c) && !atomic_load(&c->audit->asked);
}

/* A full queue has units enough that take it along. */
static void ask_writer(struct cell *c)
{
	struct flush *f = flush_new(c);
	atomic_store(&c->audit->asked, true);
	if (cell_task_submit(&f->task) == OK)
		return;
	atomic_store(&c->audit->asked, false);
	flush_free(f);
	cell_let_go(c);
}

void cells_audit_flush(struct cells *cs)
{
	enum { AT_ONCE = 64 };
	struct cell *held[AT_ONCE];
	unsigned n = cells_hold(cs, audit_is_due, held, AT_ONCE);
	for (unsigned i = 0; i < n; i++)
		ask_writer(held[i]);
}

static void last_one(struct cell_task *t)
{
	(void) t;
}

/* What still waits when the cell closes. A disk that is full loses it, as it loses nothing else. */
void audit_close(struct cell *c)
{
	if (atomic_load(&c->audit->due_at) == 0)
		return;
	struct flush *f = flush_new(c);
	f->task.finished = last_one;
	enum err e = cell_task_run(&f->task);
	if (e != OK)
		log_event(LOG_ERROR, "audit.lost", LOG_UUID("cell", c->id), LOG_ERR(e));
	flush_free(f);
}

/* -- life -- */

struct audit_queue *audit_queue_new(void)
{
	struct audit_queue *q = mem_alloc(sizeof *q);
	mutex_init(&q->lock);
	return q;
}

void audit_queue_free(struct audit_queue *q)
{
	list_free(&q->named);
	list_free(&q->masses);
	list_free(&q->flying);
	mem_free(q->seen);
	mem_free(q->readers);
	mutex_release(&q->lock);
	mem_free(q);
}
