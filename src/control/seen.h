/* seen.h: writes down when sessions, tokens and memberships were last used, to the minute, behind
 * the backs of those who ask: noting costs a lock and never waits. What cannot be noted is noted a
 * minute later. */
#ifndef CONTROL_SEEN_H
#define CONTROL_SEEN_H

#include "plat/thread.h"
#include "record/record.h"
#include "store/writer.h"

enum { SEEN_MAX = 256, SEEN_EVERY_MS = 60 * 1000 };

struct seen_note {
	const struct record *rec;      /* session, token, membership */
	struct uuid id;
	int64_t at;
};

struct seen_list { unsigned n; struct seen_note v[SEEN_MAX]; };

struct seen {
	struct write_task task;        /* first: the task is the list */
	struct writer *writer;
	struct mutex lock;
	bool queued;
	struct seen_list waiting, writing;     /* writing: the task's own while it is queued */
};

void seen_init(struct seen *s, struct writer *w);
void seen_release(struct seen *s);                 /* after the writer came to rest */
void seen_note(struct seen *s, const struct record *rec, struct uuid id, int64_t at);

#endif
