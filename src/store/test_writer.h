/* test_writer.h: stores whose units insert numbers into a table and whose tail notes each merged
 * unit in another, so that what stands in both is what was acknowledged; gates that hold a writer
 * up. */
#ifndef STORE_TEST_WRITER_H
#define STORE_TEST_WRITER_H

#include "plat/thread.h"
#include "store/test_store.h"
#include "store/writer.h"

/* A unit can be told to fail in each place where one can. */
enum trouble {
	FINE,
	OBJECTS,     /* run returns an error and has written nothing */
	REFUSED,     /* run returns an error after it wrote */
	ROLLS_BACK,  /* run ends the transaction under the group, as a full disk does */
	BREAKS_TAIL, /* the tail fails when this unit is among the merged */
	BREAKS_COMMIT,
};

struct owner {
	struct place *p;
	const char *name;
	struct writer *w;
	enum err open_error;
	unsigned opened, committed;
	struct task *merged[WRITER_GROUP_MAX];
	unsigned merged_n;
	struct owner *other; /* the tail writes there, too */
};

/* Holds up whoever comes to it until it is opened. */
struct gate {
	struct mutex lock;
	struct cond cond;
	bool open;
	unsigned waiting;
};

struct task {
	struct write_task task;
	struct owner *o;
	int64_t number;
	enum trouble trouble;
	struct gate *gate; /* waits there while it runs */
	struct log *log;   /* notes there that it is done */
	struct task *then; /* submitted when it is done */
	unsigned ran, answers;
};

/* Numbers of tasks in the order of their answers. */
struct log {
	struct mutex lock;
	struct cond cond;
	unsigned n;
	int64_t v[64];
};

/* A pool, stores on it, and a first unit that holds the first store's writer up. */
struct scene {
	struct place *p;
	struct writers *pool;
	struct owner o[3];
	unsigned n;
	struct gate gate;
	struct log log;
	struct task holder;
};

void gate_open(struct gate *g);
void gate_await(struct gate *g);                   /* somebody is there */
void log_await(struct log *l, unsigned n);
void task_init(struct task *t, struct owner *o, int64_t number);
void submit(struct task *t);

void scene_open(struct scene *s, void *place, unsigned threads, unsigned stores);
void scene_close(struct scene *s);
void hold_up(struct scene *s);                     /* with the unit 1000, until the gate opens */
/* Asked through a connection of its own. */
int64_t rows(struct scene *s, unsigned store, const char *sql);

#endif
