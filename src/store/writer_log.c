/* writer_log.c: copies the write-ahead logs of stores into their files.
 *
 * Most pages of a long log stand in it several times but are copied once, so it pays to wait. But
 * copying it takes long, too, and no unit shall wait for that: another thread of the pool does it,
 * through a connection of the owner's, while the writer goes on. What came meanwhile is copied in
 * the same way until little is left; that the writer copies itself, and its log begins anew. */
#include "store/writer_impl.h"

enum {
	PAGES_DUE = 10000,   /* 40 MB */
	PAGES_IDLE = 100,    /* copied when nobody has written for a while */
	PAGES_LITTLE = 1000, /* 10 ms */
	PAGES_MAX = 8 * PAGES_DUE,
	/* Of an owner without a connection for it: its writer copies, when nobody waits. */
	PAGES_ALONE = 1000,
	PAGES_ALONE_MAX = 8000,
};

void writer_log_init(struct writer *w)
{
	w->log.due = PAGES_DUE;
}

bool writer_log_is_busy(const struct writer *w)
{
	return w->log.state == LOG_WANTED || w->log.state == LOG_COPYING;
}

static void want_copy(struct writer *w)
{
	struct writers *ws = w->pool;
	w->log.state = LOG_WANTED;
	w->log.next = NULL;
	*ws->logs_tail = w;
	ws->logs_tail = &w->log.next;
	cond_signal(&ws->work);
}

/* By the writer itself. When readers are in the way it is tried again only after some growth. */
static void copy_here(struct writer *w)
{
	int64_t left;
	mutex_unlock(&w->pool->lock);
	(void) !db_checkpoint(w->db, false, &left); /* a failure shows at the next commit */
	mutex_lock(&w->pool->lock);
	w->log.state = LOG_LEFT;
	w->log.pages = db_log_pages(w->db);
	w->log.due = w->log.pages + PAGES_DUE;
}

static bool is_due_alone(const struct writer *w)
{
	return w->log.pages >= (w->interactive.n == 0 ? PAGES_ALONE : PAGES_ALONE_MAX);
}

void writer_log_grew(struct writer *w)
{
	struct writer_log *l = &w->log;
	if (w->db == NULL)
		return;
	l->pages = db_log_pages(w->db);
	if (w->hooks->copy == NULL) {
		if (is_due_alone(w))
			copy_here(w);
	} else if (!writer_log_is_busy(w)) {
		bool little = l->state == LOG_COPIED && l->pages - l->begun < PAGES_LITTLE;
		if (little || l->pages >= PAGES_MAX)
			copy_here(w);
		else if (l->state == LOG_COPIED || l->pages >= l->due)
			want_copy(w);
	}
}

void writer_log_copy(struct writers *ws)
{
	struct writer *w = ws->logs;
	ws->logs = w->log.next;
	if (ws->logs == NULL)
		ws->logs_tail = &ws->logs;
	w->log.state = LOG_COPYING;
	w->log.begun = w->log.pages;
	int64_t groups = w->stats.groups;
	mutex_unlock(&ws->lock);
	w->hooks->copy(w->owner);
	mutex_lock(&ws->lock);
	w->log.state = LOG_COPIED;
	if (w->stats.groups == groups && !w->running) { /* all of it, as far as readers let us */
		w->log.state = LOG_LEFT;
		w->log.pages = 0;
		w->log.due = PAGES_DUE;
	}
	cond_broadcast(&ws->rest);
}

void writer_tidy(struct writer *w)
{
	struct writer_log *l = &w->log;
	mutex_lock(&w->pool->lock);
	bool rests = !w->running && writer_waiting(w) == 0 && l->groups == w->stats.groups;
	l->groups = w->stats.groups;
	if (rests && w->hooks->copy != NULL && !writer_log_is_busy(w) && l->pages >= PAGES_IDLE)
		want_copy(w);
	mutex_unlock(&w->pool->lock);
}
