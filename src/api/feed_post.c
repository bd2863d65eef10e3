/* feed_post.c: from the writer to the sockets: after a commit each change is encoded once and
 * handed to the loops, which push it to every socket whose member sees it. A socket that loses
 * sight of a row gets `gone`; what is too much becomes {"reload":[records],"seq"}. */
#include "api/feed.h"

#include <stdio.h>

enum { RELOAD_OVER = 256 };

struct feed_item {
	struct change_out change;
	struct frame *put, *gone;
	struct frame *narrow; /* put, for members who are told less of such rows; NULL: as put */
};
struct feed_post {
	struct feed *feed;
	struct uuid cell;
	struct frame *all;
	unsigned n, loop;
	bool set_anew; /* the workspace's rules may be others … */
	bool narrow;   /* … namely this one */
	int64_t seq;
	struct feed_item v[];
};

/* -- a post and its frames, shared by the loops -- */

typedef void frame_fn(struct frame *f);

static void retain(struct frame *f)
{
	frame_retain(f);
}

static void each_frame(const struct feed_post *p, frame_fn *fn)
{
	for (unsigned i = 0; i < p->n; i++) {
		struct frame *const all[] = { p->v[i].put, p->v[i].gone, p->v[i].narrow };
		for (unsigned k = 0; k < COUNT(all); k++)
			if (all[k] != NULL)
				fn(all[k]);
	}
	if (p->all != NULL)
		fn(p->all);
}

static void post_free(struct feed_post *p)
{
	each_frame(p, frame_release);
	mem_free(p);
}

static struct feed_post *share(const struct feed_post *p)
{
	size_t size = sizeof *p + p->n * sizeof p->v[0];
	struct feed_post *copy = mem_alloc(size);
	memcpy(copy, p, size);
	each_frame(copy, retain);
	return copy;
}

/* -- on the loop -- */

static void push_item(struct feed_socket *s, const struct feed_item *it)
{
	struct frame *put = s->actor.narrowed && it->narrow != NULL ? it->narrow : it->put;
	if (!change_concerns(&s->actor, &it->change))
		return;
	if (put != NULL && audience_sees(&s->actor, it->change.after))
		ws_push(s->ws, put);
	else if (audience_sees(&s->actor, it->change.before))
		ws_push(s->ws, it->gone);
}

/* Whoever sees other rows from now on loads all of them anew; what came with the change is in
 * there. False: nothing is different for them. */
static bool turn(struct feed_socket *s, const struct feed_post *p)
{
	char text[64];
	bool narrowed = p->narrow && s->actor.role == ROLE_agent;
	if (!p->set_anew || s->actor.narrowed == narrowed)
		return false;
	s->actor.narrowed = narrowed;
	int n = snprintf(text, sizeof text, "{\"reload\":null,\"seq\":%lld}", (long long) p->seq);
	ws_send_text(s->ws, (struct str) { text, (size_t) n });
	return true;
}

static void push_to(struct feed_socket *s, const struct feed_post *p)
{
	if (turn(s, p))
		return;
	if (p->all != NULL)
		ws_push(s->ws, p->all);
	for (unsigned i = 0; i < p->n; i++)
		push_item(s, &p->v[i]);
}

static void deliver(struct loop *l, void *arg)
{
	struct feed_post *p = arg;
	(void) l;
	for (struct feed_socket *s = p->feed->lists[p->loop], *next; s != NULL; s = next) {
		next = s->next;
		if (uuid_eq(cell_id(s->cell), p->cell))
			push_to(s, p);
	}
	post_free(p);
}

/* -- making frames -- */

/* NULL: it could not be made. */
static struct frame *frame_of(struct db *db, const struct actor *actor, const struct change_out *n,
                              bool gone)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	put(&b, S("{\"changes\":["));
	struct frame *f = NULL;
	if (change_json(&b, db, &a, actor, n, gone) == OK) {
		put(&b, S("]}"));
		f = frame_text(buf_str(&b));
	}
	arena_release(&a);
	return f;
}

static struct frame *frame_of_reload(const struct change_out *v, unsigned n)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	put(&b, S("{\"reload\":["));
	for (unsigned i = 0; i < cell_record_count; i++) {
		bool changed = false;
		for (unsigned k = 0; k < n && !changed; k++)
			changed = v[k].rec == cell_records[i];
		if (changed)
			json_put_str(&b, cell_records[i]->plural);
	}
	putf(&b, "],\"seq\":%lld}", (long long) v[n - 1].seq);
	struct frame *f = frame_text(buf_str(&b));
	arena_release(&a);
	return f;
}

/* False: the store could not be read. To say nothing, or gone, would be false. */
static bool make_item(struct db *db, const struct change_out *n, struct feed_item *it)
{
	const struct actor all = actor_engine(), less = { .role = ROLE_owner, .narrowed = true };
	bool there = n->op == change_op_put, whole = there && fields_of_whole(n->rec) != 0;
	*it = (struct feed_item) { .change = *n, .gone = frame_of(db, &all, n, true) };
	if (there)
		it->put = frame_of(db, &all, n, false);
	if (whole)
		it->narrow = frame_of(db, &less, n, false);
	return it->gone != NULL && (!there || it->put != NULL) && (!whole || it->narrow != NULL);
}

/* Frames for one group; shared by all loops, each with references of its own. */
static struct feed_post *make_post(struct feed *f, struct cell *c, struct db *db,
                                   const struct change_out *v, unsigned n)
{
	bool reload = n > RELOAD_OVER;
	struct feed_post *p = mem_alloc(sizeof *p + (reload ? 0 : n) * sizeof p->v[0]);
	p->feed = f;
	p->cell = cell_id(c);
	for (unsigned i = 0; i < n; i++)
		p->set_anew |= v[i].rec == &workspace_record;
	p->narrow = cell_facts(c).narrow;
	p->seq = v[n - 1].seq;
	for (unsigned i = 0; i < n && !reload; i++) {
		p->n++;
		reload = !make_item(db, &v[i], &p->v[i]);
	}
	if (reload) {
		each_frame(p, frame_release);
		p->n = 0;
		p->all = frame_of_reload(v, n);
	}
	return p;
}

void feed_publish(void *self, struct cell *c, struct db *db, const struct change_out *v, unsigned n)
{
	struct feed *f = self;
	unsigned sockets[LOOPS_MAX];
	mutex_lock(&f->lock);
	unsigned total = f->total;
	memcpy(sockets, f->sockets, sizeof sockets);
	mutex_unlock(&f->lock);
	if (total == 0)
		return;
	struct feed_post *p = make_post(f, c, db, v, n);
	for (unsigned i = 0; i < f->n_loops; i++) {
		if (sockets[i] == 0)
			continue;
		struct feed_post *mine = share(p);
		mine->loop = i;
		if (!loop_post(f->loops[i], deliver, mine))
			post_free(mine);
	}
	post_free(p);
}
