/* hand_over.c: what a member owned goes to another one, or to nobody, once they have left.
 *
 * Contacts come first: a chat may only be assigned to somebody who sees its contact. A chat whose
 * contact belongs to a third person, whom the heir does not see, becomes nobody's. Rows find their
 * way out of the list of what is theirs by being handed over, so the job may begin again at any
 * time. */
#include "app/member.h"
#include "record/decode.h"

enum { ROWS_AT_ONCE = 64 };

static const struct {
	const struct record *rec;
	int owner; /* by which the rows are found … */
	int field; /* … and the one that says so: a chat's owner follows from its assignee */
} owned[] = {
	{ &contact_record, F_contact_owner_id, F_contact_owner_id },
	{ &chat_record, F_chat_owner_id, F_chat_assignee_id },
};

struct handing {
	struct cell_task task;
	struct uuid from, to; /* to zero: nobody */
	unsigned which;       /* of owned[] */
	unsigned done;        /* by the last unit */
	bool left;            /* still gone: who came back keeps the rest */
};

static void *like_of(struct arena *a, unsigned which, struct uuid member_id)
{
	void *like = row_new(a, owned[which].rec);
	const struct field *f = &owned[which].rec->fields[owned[which].owner];
	memcpy(member_of(f, like), &member_id, sizeof member_id);
	*has_of(like) |= BIT(owned[which].owner);
	return like;
}

enum err owned_count(struct db *db, struct arena *a, struct uuid member_id, int64_t *n)
{
	const struct actor engine = actor_engine();
	*n = 0;
	for (unsigned i = 0; i < COUNT(owned); i++) {
		struct query q = { .rec = owned[i].rec, .actor = &engine };
		int64_t one;
		q.filters[q.filter_n++] =
			(struct filter) { FILTER_eq, owned[i].owner, like_of(a, i, member_id) };
		TRY(query_count(db, a, &q, MAX53 - 1, &one));
		*n += one;
	}
	return OK;
}

/* -- one row -- */

static void set_owner(const struct handing *h, void *row, struct uuid to)
{
	const struct field *f = &owned[h->which].rec->fields[owned[h->which].field];
	memcpy(member_of(f, row), &to, sizeof to);
	if (uuid_zero(to))
		*has_of(row) &= ~BIT(f->number);
	else
		*has_of(row) |= BIT(f->number);
}

static enum err try_row(struct handing *h, struct unit *u, const void *row, struct uuid to)
{
	const struct record *rec = owned[h->which].rec;
	struct unit_mark mark;
	struct problems *outer = u->problems, *ps = arena_new(u->arena, struct problems);
	void *after = row_copy(u->arena, rec, row);
	set_owner(h, after, to);
	problems_init(ps, u->arena);
	TRY(unit_part_begin(u, &mark));
	u->problems = ps;
	enum err e = unit_change(u, rec, row, after, BIT(owned[h->which].field));
	if (e == OK && ps->n != 0)
		e = ERR_INVALID;
	u->problems = outer;
	TRY(unit_part_end(u, &mark, e));
	return e;
}

/* What the heir may not have is nobody's. */
static enum err hand_row(struct handing *h, struct unit *u, const void *row)
{
	enum err e = try_row(h, u, row, h->to);
	if (e != OK && err_info(e)->http < 500 && !uuid_zero(h->to))
		e = try_row(h, u, row, (struct uuid) { { 0 } });
	return e;
}

/* -- one unit -- */

static enum err note_progress(const struct handing *h, struct unit *u, const struct member *m)
{
	struct member *after = row_copy(u->arena, &member_record, m);
	int64_t left = (has(m, F_member_owned_left) ? m->owned_left : 0) - h->done;
	set(after, member, owned_left, left > 0 ? left : 0);
	return unit_change(u, &member_record, m, after, BIT(F_member_owned_left));
}

static enum err hand_some(struct cell_task *t, struct unit *u)
{
	struct handing *h = (struct handing *) t;
	const struct actor engine = actor_engine();
	struct member *m = row_new(u->arena, &member_record);
	struct query q = { .rec = owned[h->which].rec, .actor = &engine, .limit = ROWS_AT_ONCE };
	struct page page;
	h->done = 0;
	TRY(unit_get(u, &member_record, h->from, m));
	h->left = !m->active;
	if (!h->left)
		return OK;
	q.filters[q.filter_n++] = (struct filter) { FILTER_eq, owned[h->which].owner,
		                                    like_of(u->arena, h->which, h->from) };
	query_default_order(&q);
	TRY(query_page(u->db, u->arena, &q, &page));
	for (unsigned i = 0; i < page.n; i++)
		TRY(hand_row(h, u, page.rows[i]));
	h->done = page.n;
	return h->done == 0 ? OK : note_progress(h, u, m);
}

static void finished(struct cell_task *t)
{
	(void) t;
}

static enum err run_unit(struct work *w, struct handing *h)
{
	struct arena a = ARENA_INIT;
	/* On behalf of whoever removed them, but with the engine's rights: they may have left
	 * since, and it was decided when they had not. */
	const struct actor actor = { .member_id = w->actor.member_id, .role = ROLE_owner };
	struct problems *ps = arena_new(&a, struct problems);
	problems_init(ps, &a);
	cell_task_init(&h->task, w->cell, &actor, &a, ps);
	h->task.task.job = true;
	h->task.body = hand_some;
	h->task.finished = finished;
	enum err e = cell_task_run(&h->task);
	arena_release(&a);
	return e;
}

enum err hand_over_run(struct work *w)
{
	struct decoded d;
	struct problems ps;
	problems_init(&ps, w->arena);
	TRY(record_decode(&hand_over_record, OP_form, w->argument, w->arena, &d, &ps));
	const struct hand_over *f = d.row;
	struct handing h = { .from = f->member_id, .left = true };
	if (has(f, F_hand_over_to_id))
		h.to = f->to_id;
	for (h.which = 0; h.which < COUNT(owned) && h.left; h.which++)
		do {
			if (!w->goes_on(w))
				return work_end(w);
			TRY(run_unit(w, &h));
		} while (h.done != 0 && h.left);
	return OK;
}
