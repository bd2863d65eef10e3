/* seen.c: see seen.h. One task at a time carries all that came in since the last. */
#include "control/seen.h"

#include "store/store.h"

static enum err write_one(struct db *db, const struct seen_note *n)
{
	struct session session = { 0 };
	struct token token = { 0 };
	struct membership membership = { 0 };
	enum err e;
	if (n->rec == &session_record) {
		set(&session, session, id, n->id);
		set(&session, session, seen_at, n->at);
		e = row_update(db, &session_record, &session, BIT(F_session_seen_at));
	} else if (n->rec == &membership_record) {
		set(&membership, membership, id, n->id);
		set(&membership, membership, seen_at, n->at);
		e = row_update(db, &membership_record, &membership, BIT(F_membership_seen_at));
	} else {
		set(&token, token, id, n->id);
		set(&token, token, seen_at, n->at);
		e = row_update(db, &token_record, &token, BIT(F_token_seen_at));
	}
	return e == ERR_NOT_FOUND ? OK : e; /* signed out meanwhile */
}

static enum err write_all(struct write_task *t, struct db *db)
{
	struct seen *s = (struct seen *) t;
	mutex_lock(&s->lock);
	if (s->writing.n == 0) { /* else: the same ones again */
		s->writing = s->waiting;
		s->waiting.n = 0;
	}
	mutex_unlock(&s->lock);
	for (unsigned i = 0; i < s->writing.n; i++)
		TRY(write_one(db, &s->writing.v[i]));
	return OK;
}

/* With the lock held. A full queue drops what waits. */
static void submit(struct seen *s)
{
	s->queued = writer_submit(s->writer, &s->task) == OK;
	if (!s->queued)
		s->waiting.n = 0;
}

static void written(struct write_task *t)
{
	struct seen *s = (struct seen *) t;
	mutex_lock(&s->lock);
	s->writing.n = 0;
	s->queued = false;
	if (s->waiting.n > 0)
		submit(s);
	mutex_unlock(&s->lock);
}

void seen_init(struct seen *s, struct writer *w)
{
	*s = (struct seen) { .task = { .run = write_all, .done = written }, .writer = w };
	mutex_init(&s->lock);
}

void seen_release(struct seen *s)
{
	mutex_release(&s->lock);
}

void seen_note(struct seen *s, const struct record *rec, struct uuid id, int64_t at)
{
	mutex_lock(&s->lock);
	if (s->waiting.n < SEEN_MAX)
		s->waiting.v[s->waiting.n++] = (struct seen_note) { rec, id, at };
	if (!s->queued)
		submit(s);
	mutex_unlock(&s->lock);
}
